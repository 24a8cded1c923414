//! ROOM: opening boards, once each, and letting go of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use board::workshop::{Action, Command};
use board::{Actor, BoardId};
use journal::{Fault, Journal, On, Stored};
use room::{CommandError, CreateError, Denied, Observer, OpenError, Rooms, Settings, WallClock};

use crate::support::{Client, Server, pass, person};

#[derive(Default)]
struct Opened(AtomicUsize, AtomicUsize);

impl Observer for Opened {
    fn room_opened(&self, _board: &BoardId, _took: Duration) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
    fn room_closed(&self, _board: &BoardId) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn room_6_however_many_ask_at_once_a_board_is_opened_once() {
    let opened = Arc::new(Opened::default());
    let server = Server::start(1, Settings { observer: opened.clone(), ..Settings::default() }).await;
    let mut asking = vec![];
    for _ in 0..100 {
        let (rooms, board) = (server.rooms.clone(), server.board.clone());
        asking.push(tokio::spawn(async move { rooms.open(&board).await.unwrap() }));
    }
    // Some lose interest on the way; whoever stays gets the room all the same.
    for gone in asking.iter().step_by(3) {
        gone.abort();
    }
    let mut rooms = vec![];
    for asked in asking {
        rooms.extend(asked.await.ok());
    }
    assert!(rooms.len() >= 66);
    assert_eq!(opened.0.load(Ordering::Relaxed), 1);
    assert_eq!(server.rooms.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn room_6_a_board_that_is_not_there_leaves_nothing_behind() {
    let server = Server::usual(0).await;
    for at in 0..50 {
        let board = BoardId::from(format!("no-{at}"));
        assert!(matches!(server.rooms.open(&board).await, Err(OpenError::NotFound)));
    }
    assert_eq!(server.rooms.count(), 0);
    server.faults.fail(On::Read, 1, Fault::Storage);
    assert!(matches!(server.rooms.open(&server.board).await, Err(OpenError::Journal(_))));
    assert_eq!(server.rooms.count(), 0);
    server.room().await;
    assert_eq!(server.rooms.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn room_7_a_room_that_nobody_is_in_closes_with_a_snapshot_and_opens_as_it_was() {
    let opened = Arc::new(Opened::default());
    let server = Server::start(1, Settings { observer: opened.clone(), ..Settings::default() }).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.add("n1", "cold coffee");
    ann.settle().await;
    pass(3_600_000).await;
    assert_eq!(server.rooms.count(), 1, "somebody is in it");
    ann.disconnect();
    let room = server.room().await;
    pass(200_000).await;
    assert!(!room.is_closed(), "somebody holds it");
    drop(room);
    pass(200_000).await;
    assert_eq!(server.rooms.count(), 0);
    assert_eq!(opened.1.load(Ordering::Relaxed), 1);
    let snapshot = server.journal.latest_snapshot("b1").await.unwrap().unwrap();
    assert_eq!(snapshot.seq, server.replayed().await.seq());
    // It opens from the snapshot, as the same board.
    assert_eq!(server.document().await, server.replayed().await.document_json());
    assert_eq!(opened.0.load(Ordering::Relaxed), 2);
    let seq = server.command(Actor::Facilitator, Command::Lock).await;
    assert_eq!(seq, snapshot.seq + 1);
}

#[tokio::test(start_paused = true)]
async fn room_7_somebody_who_comes_as_the_room_falls_asleep_finds_it_awake() {
    let settings = Settings { idle: Duration::from_millis(10), ..Settings::default() };
    let server = Server::start(1, settings).await;
    for at in 0..60u64 {
        let mut ann = Client::connected(&server, person(0), 1_000 + at).await;
        ann.add(&format!("n{at}"), "x");
        ann.settle().await;
        assert_eq!(ann.refused, Vec::<String>::new());
        ann.disconnect();
        tokio::time::sleep(Duration::from_micros(9_000 + at * 40)).await;
    }
    assert_eq!(server.document().await["notes"].as_object().unwrap().len(), 60);
}

#[tokio::test(start_paused = true)]
async fn room_7_a_snapshot_is_kept_after_so_many_entries() {
    let server = Server::start(1, Settings { snapshot_every: 10, ..Settings::default() }).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    for at in 0..25 {
        ann.add(&format!("n{at}"), "x");
        ann.settle().await;
        pass(100).await;
    }
    let snapshot = server.journal.latest_snapshot("b1").await.unwrap().unwrap();
    let seq = server.replayed().await.seq();
    assert!(snapshot.seq > seq - 10, "{} of {seq}", snapshot.seq);
    // One that is refused or damaged costs time only.
    server.faults.fail(On::Snapshot, 2, Fault::Full);
    for at in 25..50 {
        ann.add(&format!("n{at}"), "x");
        ann.settle().await;
        pass(100).await;
    }
    assert_eq!(ann.closed, None);
    server.rooms.shutdown().await;
    let last = server.replayed().await;
    let claim = server.journal.claim("b1").await.unwrap();
    server.journal.put_snapshot(&claim, Stored::new(last.seq(), &b"damaged"[..])).await.unwrap();
    let rooms = Rooms::new(Arc::new(server.journal.clone()), Arc::new(WallClock), Settings::default());
    let document = rooms.open(&server.board).await.unwrap().read(|live| live.document_json()).await.unwrap();
    assert_eq!(document, last.document_json());
}

#[tokio::test(start_paused = true)]
async fn room_15_a_board_is_made_once() {
    let server = Server::usual(0).await;
    let create = |id: &'static str, key: &'static str, title: &str| {
        let first = Action::from(board::workshop::Create {
            title: title.into(),
            language: "en".into(),
            facilitator_hash: "f".into(),
            projector_hash: "j".into(),
            ..Default::default()
        });
        let rooms = server.rooms.clone();
        async move { rooms.create(&BoardId::from(id), &[key.to_owned()], vec![first]).await }
    };
    create("b2", "code:2", "Second").await.unwrap();
    assert!(matches!(create("b2", "code:3", "Again").await, Err(CreateError::Storage(_))));
    assert!(matches!(create("b3", "code:2", "Same code").await, Err(CreateError::Storage(_))));
    assert!(matches!(create("b4", "code:4", "").await, Err(CreateError::Refused(_))));
    let title = server.rooms.open(&"b2".into()).await.unwrap().read(|live| live.state().title.clone()).await;
    assert_eq!(title.unwrap(), "Second");
    assert!(matches!(server.rooms.open(&"b4".into()).await, Err(OpenError::NotFound)));
}

#[tokio::test(start_paused = true)]
async fn room_18_a_room_holds_so_many_connections_and_leaving_makes_place() {
    let server = Server::start(1, Settings { sessions: 2, mailbox: 4, ..Settings::default() }).await;
    let room = server.room().await;
    let first = room.connect(person(0)).await.unwrap();
    let _second = room.connect(person(0)).await.unwrap();
    assert!(matches!(room.connect(person(0)).await, Err(room::ConnectError::Full)));
    drop(first);
    assert!(room.connect(person(0)).await.is_ok());
}

/// A cast of 500 phones asks 500 times who is asking: that wakes nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn room_26_who_holds_a_token_is_known_without_the_room_and_as_of_what_is_durable() {
    let server = Server::usual(2).await;
    let room = server.room().await;
    assert_eq!(room.who("t0"), Ok(person(0)));
    assert_eq!(room.who("nobody's"), Err(Denied::Unknown));
    // The room is busy with something else, and answers nobody.
    let (let_go, held) = std::sync::mpsc::channel::<()>();
    let (busy, is_busy) = tokio::sync::oneshot::channel();
    let blocked = room.clone();
    let looking = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(blocked.read(move |_| {
            busy.send(()).unwrap();
            held.recv().unwrap();
        }))
    });
    is_busy.await.unwrap();
    assert_eq!(room.who("t1"), Ok(person(1)));
    let_go.send(()).unwrap();
    looking.join().unwrap().unwrap();
    // What fails to be recorded did not happen.
    let remove = || Command::RemoveParticipant { participant: "p0".into(), notes: false };
    server.faults.fail(On::Append, 1, Fault::Storage);
    assert!(room.command(Actor::Facilitator, remove()).await.is_err());
    assert_eq!(room.who("t0"), Ok(person(0)));
    // The room that failed may still be about to end; the next one takes it.
    let removed = server.rooms.with(&server.board, |room| async move {
        match room.command(Actor::Facilitator, remove()).await {
            Err(CommandError::Closed(closed)) => Err(closed),
            answer => Ok(answer),
        }
    });
    removed.await.unwrap().unwrap();
    assert_eq!(server.room().await.who("t0"), Err(Denied::Removed));
}
