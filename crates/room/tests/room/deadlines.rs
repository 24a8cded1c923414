//! ROOM: what happens on a board by itself.

use board::workshop::{Action, Activity, AtEnd, Command, Kind, Meeting};
use board::{Actor, Body, Entry, Millis};
use journal::Journal;

use crate::support::{Client, Server, pass, person};

const MINUTE: u64 = 60_000;

/// A board on which causes are collected for ten minutes, after which it is locked.
async fn collecting(people: usize) -> Server {
    let server = Server::usual(people).await;
    let collect = Activity {
        id: "a1".into(),
        kind: Kind::Collect,
        minutes: 10,
        at_end: AtEnd::Lock,
        ..Activity::default()
    };
    let agenda = vec![Meeting { activities: vec![collect], ..Meeting::default() }];
    server.command(Actor::Facilitator, Command::SetAgenda { agenda }).await;
    server.command(Actor::Facilitator, Command::NextActivity).await;
    server
}

async fn is_locked(server: &Server) -> bool {
    server.room().await.read(|live| live.state().locked).await.unwrap()
}

/// When the server acted at a deadline.
async fn deadlines(server: &Server) -> Vec<Millis> {
    let log = server.journal.read(server.board.as_str(), 0).await.unwrap();
    let entries = log.iter().map(|stored| Entry::decode(&stored.bytes).unwrap());
    entries
        .filter(|entry| matches!(entry.body, Body::Action(Action::Deadline, _)))
        .map(|entry| entry.at)
        .collect()
}

#[tokio::test(start_paused = true)]
async fn room_27_at_the_deadline_the_board_locks_although_nobody_sends_anything() {
    let server = collecting(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.add("before", "in time");
    ann.settle().await;
    pass(10 * MINUTE - 1_000).await;
    assert!(!is_locked(&server).await);
    pass(2_000).await;
    assert!(is_locked(&server).await);
    ann.add("after", "too late");
    ann.settle().await;
    assert!(ann.refused.iter().any(|reason| reason.starts_with("locked")), "{:?}", ann.refused);
    // Everybody was told, and the entry has the time of the deadline.
    let session = server.document().await["session"].clone();
    assert_eq!(session["locked"], true);
    assert_eq!(session["timer"]["ends_at"], deadlines(&server).await[0].0);
    assert_eq!(server.replayed().await.document_json(), server.document().await);
}

#[tokio::test(start_paused = true)]
async fn room_27_a_deadline_that_passed_while_the_room_was_closed_holds_before_anybody_reads() {
    let server = collecting(1).await;
    // Nobody is here, so the room closes, and the deadline passes.
    pass(60 * MINUTE).await;
    assert_eq!(deadlines(&server).await, []);
    assert!(is_locked(&server).await);
    let ends_at = server.room().await.read(|live| live.state().timer).await.unwrap().unwrap().ends_at;
    assert_eq!(deadlines(&server).await, [ends_at.unwrap()], "as of its time");
    pass(60 * MINUTE).await;
    assert!(is_locked(&server).await);
    assert_eq!(deadlines(&server).await.len(), 1, "it happens once");
}
