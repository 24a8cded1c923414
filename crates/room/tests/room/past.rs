//! A board as it was at earlier moments, told from its log.

use board::live::Live;
use board::workshop::{Action, Command, Join};
use board::{Actor, Millis};
use room::{PastError, Settings};
use serde_json::{Value, json};
use yrs::Map;

use crate::support::{Client, Server, pass, person};

fn texts(live: &Live, today: &Live) -> Vec<String> {
    let (board, defects) = live.read_past(&today.today()).unwrap();
    assert_eq!(defects, []);
    let mut texts: Vec<String> = board.every_note().iter().map(|note| note.text.clone()).collect();
    texts.sort();
    texts
}

async fn remove(client: &mut Client, note: &str) {
    client.edit(|txn, notes| drop(notes.remove(txn, note)));
    client.settle().await;
    pass(50).await;
    client.settle().await;
}

async fn give(server: &Server, command: Value) {
    server.command(Actor::Facilitator, serde_json::from_value::<Command>(command).unwrap()).await;
}

async fn write(client: &mut Client, note: &str, text: &str) {
    client.add(note, text);
    client.settle().await;
    pass(50).await;
    client.settle().await;
}

#[tokio::test(start_paused = true)]
async fn room_28_an_earlier_moment_is_what_everybody_saw_then() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut moments: Vec<(Millis, Value)> = vec![];
    for n in 0..30 {
        write(&mut ann, &format!("n{n}"), &format!("cause {n}")).await;
        if n % 7 == 3 {
            give(&server, json!({ "do": "set_priority", "note": format!("n{n}"), "priority": "now" })).await;
        }
        if n % 10 == 9 {
            remove(&mut ann, &format!("n{}", n - 5)).await;
        }
        pass(1_000).await;
        let now = server.room().await.now();
        moments.push((now, server.document().await));
        pass(1_000).await;
    }
    // From the whole log, and, for those after it, from a snapshot.
    for snapshot in [false, true] {
        if snapshot {
            server.rooms.shutdown().await;
        }
        let server = if snapshot { server.again(Settings::default()) } else { server.clone() };
        for (at, document) in &moments {
            let past = server.rooms.at(&server.board, *at).await.unwrap();
            assert_eq!(past.document_json(), *document, "at {at:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn room_29_what_is_erased_or_hidden_today_is_in_no_earlier_moment() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    for (note, text) in [("n1", "stays"), ("n2", "in the bin"), ("n3", "erased"), ("n4", "under it")] {
        write(&mut ann, note, text).await;
    }
    pass(1_000).await;
    let then = server.room().await.now();
    pass(1_000).await;
    let past = server.rooms.at(&server.board, then).await.unwrap();
    let all = ["erased", "in the bin", "stays", "under it"];
    assert_eq!(texts(&past, &server.replayed().await), all);
    remove(&mut ann, "n3").await;
    assert_eq!(texts(&past, &server.replayed().await), all, "what can come back was seen then");
    give(&server, json!({ "do": "empty_bin" })).await;
    remove(&mut ann, "n2").await;
    assert_eq!(texts(&past, &server.replayed().await), ["in the bin", "stays", "under it"]);
    let authors = |live: &Live, today: &Live| -> usize {
        let (board, _) = live.read_past(&today.today()).unwrap();
        board.every_note().iter().filter(|note| note.author.is_some()).count()
    };
    assert_eq!(authors(&past, &server.replayed().await), 3);
    give(&server, json!({ "do": "set_authors", "shown": false })).await;
    assert_eq!(authors(&past, &server.replayed().await), 0, "also of what is in the bin");
}

#[tokio::test(start_paused = true)]
async fn room_29_a_comment_says_what_it_said_then_and_tells_its_author_as_today() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    write(&mut ann, "n1", "stays").await;
    let say = |value: Value| serde_json::from_value::<Command>(value).unwrap();
    let room = server.room().await;
    let first = say(json!({ "do": "comment", "note": "n1", "text": "at first" }));
    let id = format!("c{}", room.command(person(0), first).await.unwrap());
    pass(1_000).await;
    let then = room.now();
    pass(1_000).await;
    let later = say(json!({ "do": "comment", "note": "n1", "text": "later", "comment": id }));
    room.command(person(0), later).await.unwrap();
    let past = server.rooms.at(&server.board, then).await.unwrap();
    let said = |past: &Live, today: &Live| {
        let (board, _) = past.read_past(&today.today()).unwrap();
        let comments = board.every_note()[0].comments.clone();
        comments.into_iter().map(|one| (one.text, one.author.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(said(&past, &server.replayed().await), [("at first".to_owned(), true)]);
    give(&server, json!({ "do": "set_authors", "shown": false })).await;
    assert_eq!(said(&past, &server.replayed().await), [("at first".to_owned(), false)]);
    give(&server, json!({ "do": "remove_comment", "comment": id })).await;
    assert_eq!(said(&past, &server.replayed().await), []);
}

#[tokio::test(start_paused = true)]
async fn room_29_who_answered_on_a_project_is_told_as_today() {
    let server = Server::usual(1).await;
    let project = json!({ "do": "create_project", "title": "One number", "approvals": ["it"] });
    give(&server, project).await;
    let room = server.room().await;
    let (live, _) = server.replayed().await.reading();
    let answer = json!({ "do": "approve", "project": live.projects[0].id, "decision": "accept" });
    room.command(person(0), serde_json::from_value::<Command>(answer).unwrap()).await.unwrap();
    pass(1_000).await;
    let then = room.now();
    pass(1_000).await;
    let past = server.rooms.at(&server.board, then).await.unwrap();
    let named = |past: &Live, today: &Live| {
        let (board, _) = past.read_past(&today.today()).unwrap();
        let said = board.projects[0].progress.clone();
        said.iter()
            .map(|one| (one.by.is_some(), one.name.is_some(), one.department.is_some()))
            .collect::<Vec<_>>()
    };
    assert_eq!(named(&past, &server.replayed().await), [(true, true, true)]);
    give(&server, json!({ "do": "set_authors", "shown": false })).await;
    assert_eq!(named(&past, &server.replayed().await), [(false, false, true)]);
    give(&server, json!({ "do": "set_authors", "shown": true })).await;
    assert_eq!(named(&past, &server.replayed().await), [(true, true, true)]);
}

#[tokio::test(start_paused = true)]
async fn room_29_a_rehearsal_leaves_nothing_in_an_earlier_moment() {
    let server = Server::usual(0).await;
    let join = |n: usize, rehearsal: bool| {
        let join = json!({ "participant": format!("p{n}"), "name": format!("Person {n}"), "department": "it",
            "token_hash": format!("t{n}"), "rehearsal": rehearsal });
        Action::Join(serde_json::from_value::<Join>(join).unwrap())
    };
    let room = server.room().await;
    room.act(join(0, true)).await.unwrap();
    let mut ann = Client::connected(&server, person(0), 100).await;
    write(&mut ann, "n1", "only tried").await;
    give(&server, json!({ "do": "open_vote", "dots": 1 })).await;
    let cast = serde_json::from_value::<Command>(json!({ "do": "cast", "note": "n1", "dots": 1 })).unwrap();
    room.command(person(0), cast).await.unwrap();
    give(&server, json!({ "do": "close_vote" })).await;
    give(&server, json!({ "do": "reveal_vote" })).await;
    pass(1_000).await;
    let then = room.now();
    pass(1_000).await;
    room.act(join(1, false)).await.unwrap();
    let past = server.rooms.at(&server.board, then).await.unwrap();
    let (board, _) = past.read_past(&server.replayed().await.today()).unwrap();
    assert_eq!((board.every_note().len(), board.people.len(), board.vote), (0, 0, None));
}

#[tokio::test(start_paused = true)]
async fn room_28_before_a_board_there_is_none_and_after_it_it_is_as_it_is() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    pass(1_000).await;
    write(&mut ann, "n1", "cold coffee").await;
    let first = Millis(1_700_000_000_000);
    let at = |at: u64| server.rooms.at(&server.board, Millis(at));
    for early in [0, first.0 - 1] {
        assert_eq!(at(early).await.map(|_| ()), Err(PastError::Before(first)));
    }
    assert_eq!(at(first.0).await.unwrap().document_json()["notes"], json!({}));
    assert_eq!(at(u64::MAX).await.unwrap().document_json(), server.document().await);
    let nowhere = server.rooms.at(&"nowhere".into(), first).await.map(|_| ());
    assert!(matches!(nowhere, Err(PastError::Open(room::OpenError::NotFound))), "{nowhere:?}");
}
