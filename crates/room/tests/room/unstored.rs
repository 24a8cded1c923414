//! ROOM: a disk that is full. Readers notice nothing; what people write stays with them and comes when there is room.

use board::Actor;
use board::workshop::Command;
use journal::{Fault, JournalError, On};
use room::{CommandError, Settings, Window};

use crate::support::{Client, Server, breathe, pass, person};

/// More appends than any test makes.
const ALWAYS: usize = 100_000;

fn fill(server: &Server) {
    server.faults.fail(On::Append, ALWAYS, Fault::Full);
}

/// There is room again. How many attempts to store something were made meanwhile.
fn free(server: &Server) -> usize {
    ALWAYS - server.faults.relent(On::Append)
}

fn is_told(client: &Client) -> bool {
    client.refused.len() == 1 && client.refused[0].starts_with("storage: ")
}

#[tokio::test(start_paused = true)]
async fn room_24_a_full_disk_ends_no_session_and_what_was_written_comes_once_there_is_room() {
    let server = Server::usual(3).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    let mut projector = Client::connected(&server, Actor::Projector, 300).await;
    ann.add("n1", "before");
    ann.settle().await;
    pass(100).await;
    let room = server.room().await;
    fill(&server);
    ann.add("n2", "cold coffee");
    ann.flush(9).await;
    let answer = room.command(Actor::Facilitator, Command::Lock).await;
    assert_eq!(answer, Err(CommandError::Storage(JournalError::Full)));
    for round in 0..20 {
        ann.type_into("n2", "!");
        ann.settle().await;
        pass(500).await;
        for client in [&mut ann, &mut bob, &mut projector] {
            client.settle().await;
            assert_eq!(client.closed, None, "round {round}");
        }
        assert_eq!(bob.text_of("n2"), None, "nobody sees what is not durable");
    }
    assert!(is_told(&ann), "once: {:?}", ann.refused);
    assert!(bob.refused.is_empty() && projector.refused.is_empty());
    // Looking at it and coming to it are as ever.
    assert!(!room.is_closed());
    let document = server.document().await;
    assert_eq!(document["notes"]["n1"]["text"], "before");
    assert!(document["notes"].get("n2").is_none());
    assert!(!room.read(|live| live.state().locked).await.unwrap(), "what was not stored did not happen");
    let newcomer = Client::connected(&server, person(2), 400).await;
    assert_eq!(newcomer.text_of("n1").as_deref(), Some("before"));
    let attempts = free(&server);
    assert!((5..20).contains(&attempts), "{attempts} attempts in ten seconds");
    pass(3_000).await;
    for client in [&mut ann, &mut bob, &mut projector] {
        client.settle().await;
        pass(100).await;
    }
    bob.settle().await;
    projector.settle().await;
    for client in [&ann, &bob, &projector] {
        assert_eq!(client.text_of("n2").as_deref(), Some("cold coffee!!!!!!!!!!!!!!!!!!!!"));
        assert_eq!((client.closed, &client.json()), (None, &server.document().await));
    }
    // As if nothing had been: what comes next is stored at once, and a new outage is told anew.
    ann.type_into("n1", ", after");
    ann.settle().await;
    pass(100).await;
    bob.settle().await;
    assert_eq!(bob.text_of("n1").as_deref(), Some("before, after"));
    assert_eq!(server.replayed().await.document_json(), server.document().await);
    fill(&server);
    ann.type_into("n1", ".");
    ann.settle().await;
    pass(100).await;
    ann.settle().await;
    assert_eq!(ann.refused.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn room_24_people_who_all_write_while_the_disk_is_full_lose_nothing_and_wear_nothing_out() {
    for crowded in [2, 50] {
        let window = Window { crowded, ..Window::default() };
        let server = Server::start(8, Settings { window, ..Settings::default() }).await;
        let mut people = Vec::new();
        for at in 0..8 {
            let mut client = Client::connected(&server, person(at), 100 + at as u64).await;
            client.add(&format!("n{at}"), "");
            client.settle().await;
            people.push(client);
        }
        pass(100).await;
        fill(&server);
        for round in 0..100 {
            for (at, client) in people.iter_mut().enumerate() {
                client.type_into(&format!("n{at}"), "x");
                client.flush(usize::MAX).await;
            }
            pass(100).await;
            for client in &mut people {
                client.settle().await;
                assert_eq!(client.closed, None, "round {round}");
            }
        }
        let attempts = free(&server);
        assert!((5..20).contains(&attempts), "{attempts} attempts in ten seconds, whoever writes how much");
        for _ in 0..30 {
            pass(100).await;
            for client in &mut people {
                client.settle().await;
            }
        }
        let document = server.document().await;
        for (at, client) in people.iter().enumerate() {
            assert_eq!(client.text_of(&format!("n{at}")), Some("x".repeat(100)), "{at}");
            assert_eq!(client.json(), document, "{at}");
            assert!(is_told(client), "{:?}", client.refused);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn room_24_more_than_a_frame_that_was_written_meanwhile_comes_whole() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    fill(&server);
    for at in 0..400 {
        ann.add(&format!("n{at}"), &"x".repeat(900));
        ann.settle().await;
    }
    pass(5_000).await;
    ann.settle().await;
    assert_eq!(ann.closed, None, "360 KB are more than a frame may have");
    free(&server);
    for _ in 0..50 {
        pass(100).await;
        ann.settle().await;
    }
    assert_eq!(server.document().await["notes"].as_object().unwrap().len(), 400);
    assert_eq!((ann.closed, ann.json()), (None, server.document().await));
    // The leave is for the answer to that question only.
    ann.unsent.push_back(room::protocol::step2(&vec![0; 300 * 1024]));
    ann.settle().await;
    assert_eq!(ann.closed, Some(4413));
}

#[tokio::test(start_paused = true)]
async fn room_24_somebody_who_does_not_read_is_asked_once_they_do() {
    let bounds = room::Bounds { frames: 3, bytes: 2_000 };
    let server = Server::start(2, Settings { outbox: bounds, ..Settings::default() }).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    for at in 0..10 {
        bob.add(&format!("b{at}"), &"y".repeat(500));
        bob.settle().await;
        pass(50).await;
    }
    fill(&server);
    ann.add("n1", "cold coffee");
    ann.flush(9).await;
    pass(1_000).await;
    free(&server);
    pass(3_000).await;
    assert_eq!(server.document().await["notes"].get("n1"), None, "nobody has been asked yet");
    for _ in 0..20 {
        ann.settle().await;
        pass(100).await;
    }
    assert_eq!(server.document().await["notes"]["n1"]["text"], "cold coffee");
    assert_eq!(ann.json(), server.document().await);
}

#[tokio::test(start_paused = true)]
async fn room_24_who_comes_back_with_words_on_a_full_disk_stays_and_reads() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.disconnect();
    ann.add("n1", "written offline");
    ann.unsent.clear();
    fill(&server);
    ann.connect(&server.room().await).await;
    for _ in 0..10 {
        ann.settle().await;
        pass(300).await;
    }
    assert_eq!((ann.closed, ann.synced), (None, 2));
    assert!(is_told(&ann), "{:?}", ann.refused);
    free(&server);
    for _ in 0..30 {
        ann.settle().await;
        pass(100).await;
    }
    assert_eq!(server.document().await["notes"]["n1"]["text"], "written offline");
}

#[tokio::test(start_paused = true)]
async fn room_24_commands_are_answered_with_the_failure_and_succeed_once_there_is_room() {
    let server = Server::usual(1).await;
    fill(&server);
    let room = server.room().await;
    for _ in 0..10 {
        let answer = room.command(Actor::Facilitator, Command::Lock).await;
        assert_eq!(answer, Err(CommandError::Storage(JournalError::Full)));
    }
    free(&server);
    room.command(Actor::Facilitator, Command::Lock).await.unwrap();
    assert!(room.read(|live| live.state().locked).await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn room_13_a_full_disk_that_cannot_be_read_either_ends_the_room() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    server.faults.fail(On::Append, 1, Fault::Full);
    server.faults.fail(On::Read, 1, Fault::Storage);
    ann.add("n1", "cold coffee");
    ann.settle().await;
    pass(100).await;
    ann.settle().await;
    assert_eq!(ann.closed, Some(1012));
    ann.connect(&server.room().await).await;
    ann.settle().await;
    breathe().await;
    assert_eq!(server.document().await["notes"]["n1"]["text"], "cold coffee");
}
