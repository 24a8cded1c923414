//! ROOM: how sessions end, and with which code.

use board::Actor;
use board::workshop::Command;
use bytes::Bytes;
use journal::{Fault, On};
use room::{CloseReason, CommandError, ConnectError, Outgoing, protocol};

use crate::support::{Client, Server, breathe, pass, person};

#[tokio::test(start_paused = true)]
async fn room_9_what_is_no_message_ends_the_session_with_4400() {
    for bytes in [&b""[..], b"hello", &[0, 2, 200], &[9], &[0, 2, 1, 0, 0]] {
        let server = Server::usual(1).await;
        let mut ann = Client::connected(&server, person(0), 100).await;
        ann.unsent.push_back(Bytes::copy_from_slice(bytes));
        ann.settle().await;
        assert_eq!(ann.closed, Some(4400), "{bytes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn room_9_a_frame_over_the_limit_ends_the_session_with_4413() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.unsent.push_back(protocol::update(&vec![0; 256 * 1024]));
    ann.settle().await;
    assert_eq!(ann.closed, Some(4413));
    // The first SyncStep2 may be larger, as somebody who was offline has more to say; the second may not.
    let session = server.room().await.connect(person(0)).await.unwrap();
    assert_eq!([session.largest(&[0, 1]), session.largest(&[0, 2])], [4 << 20, 256 << 10]);
    session.send(protocol::step2(&vec![0; 300 * 1024])).await;
    assert_eq!([session.largest(&[0, 1]), session.largest(&[0, 2])], [256 << 10, 256 << 10]);
    pass(100).await;
    while let Some(outgoing) = session.try_next() {
        assert!(matches!(outgoing, Outgoing::Frame(_)), "{outgoing:?}");
    }
    session.send(protocol::step2(&vec![0; 300 * 1024])).await;
    assert_eq!(session.try_next(), Some(Outgoing::Close(4413, CloseReason::TooLarge.reason())));
    let session = server.room().await.connect(person(0)).await.unwrap();
    session.send(protocol::step2(&vec![0; 4 * 1024 * 1024])).await;
    while let Some(Outgoing::Frame(_)) = session.try_next() {}
    assert_eq!(session.try_next(), Some(Outgoing::Close(4413, CloseReason::TooLarge.reason())));
}

#[tokio::test(start_paused = true)]
async fn cost_4_a_session_can_be_ended_from_elsewhere_and_says_when_its_words_were_taken() {
    let server = Server::usual(1).await;
    let session = server.room().await.connect(person(0)).await.unwrap();
    session.send(protocol::step2(&vec![0; 300 * 1024])).await;
    session.taken().await;
    let closer = session.closer();
    while let Some(outgoing) = session.try_next() {
        assert!(matches!(outgoing, Outgoing::Frame(_)), "{outgoing:?}");
    }
    closer.close(CloseReason::Replaced);
    assert_eq!(session.next().await, Outgoing::Close(4409, CloseReason::Replaced.reason()));
    // There is nothing to wait for any more.
    session.taken().await;
    drop(session);
    closer.close(CloseReason::Replaced);
}

#[tokio::test(start_paused = true)]
async fn room_10_who_is_removed_is_told_so_at_once_and_writes_no_more() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    pass(100).await;
    let room = server.room().await;
    let removal = tokio::spawn(async move {
        let participant = board::ParticipantId::from("p0");
        room.command(Actor::Facilitator, Command::RemoveParticipant { participant, notes: false }).await
    });
    breathe().await;
    // Comes after the removal, in the same window or later.
    ann.add("n1", "one last word");
    ann.flush(9).await;
    removal.await.unwrap().unwrap();
    pass(100).await;
    while ann.session.is_some() {
        ann.read(1).await;
    }
    assert_eq!(ann.closed, Some(4403));
    bob.settle().await;
    assert_eq!(bob.text_of("n1"), None);
    assert_eq!(bob.here[&100].1, "null");
    let again = server.room().await.connect(person(0)).await;
    assert!(matches!(again, Err(ConnectError::Removed)));
}

#[tokio::test(start_paused = true)]
async fn room_11_a_deleted_board_is_gone_for_everybody() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    server.rooms.delete(&server.board).await.unwrap();
    pass(100).await;
    ann.settle().await;
    assert_eq!(ann.closed, Some(4404));
    assert!(matches!(server.rooms.open(&server.board).await, Err(room::OpenError::NotFound)));
    assert!(matches!(server.rooms.delete(&server.board).await, Err(room::OpenError::NotFound)));
    assert_eq!(server.rooms.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn room_12_patience_with_refusals_ends_and_comes_back_with_time() {
    let server = Server::usual(1).await;
    server.command(Actor::Facilitator, Command::Lock).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    for at in 0..60 {
        ann.start_afresh(1_000 + at);
        if at == 0 {
            ann.connect(&server.room().await).await;
        }
    }
    // A refusal a second is borne for ever.
    ann.connect(&server.room().await).await;
    ann.settle().await;
    for at in 0..60 {
        ann.unsent.push_back(note_by(2_000 + at));
        pass(1_000).await;
        ann.settle().await;
    }
    assert_eq!((ann.refused.len(), ann.closed), (60, None));
    // A burst of twenty as well, but not of more.
    pass(30_000).await;
    for at in 0..21 {
        ann.unsent.push_back(note_by(3_000 + at));
    }
    ann.settle().await;
    pass(100).await;
    ann.settle().await;
    assert_eq!((ann.refused.len(), ann.closed), (60 + 21, Some(4429)));
}

/// The first edit of some client: a note.
fn note_by(client: u64) -> Bytes {
    let mut other = Client::new(person(0), client);
    other.add(&format!("n{client}"), "x");
    other.unsent.pop_back().unwrap()
}

#[tokio::test(start_paused = true)]
async fn room_12_a_stock_client_that_was_refused_may_go_on_typing_for_a_while() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    server.command(Actor::Facilitator, Command::Lock).await;
    ann.add("n1", "x");
    ann.settle().await;
    pass(50).await;
    server.command(Actor::Facilitator, Command::Unlock).await;
    pass(50).await;
    for _ in 0..60 {
        ann.type_into("n1", "x");
        ann.settle().await;
        pass(200).await;
        ann.settle().await;
    }
    assert_eq!(ann.refused.len(), 61);
    assert_eq!(ann.closed, None);
}

#[tokio::test(start_paused = true)]
async fn room_13_what_cannot_be_recorded_is_told_to_nobody_and_the_board_comes_back_from_its_log() {
    for (fault, kept) in [(Fault::Storage, false), (Fault::Unsure, true)] {
        let server = Server::usual(2).await;
        let mut ann = Client::connected(&server, person(0), 100).await;
        let mut bob = Client::connected(&server, person(1), 200).await;
        pass(100).await;
        bob.settle().await;
        let room = server.room().await;
        server.faults.fail(On::Append, 1, fault);
        ann.add("n1", "cold coffee");
        ann.flush(9).await;
        let answer = tokio::spawn({
            let room = room.clone();
            async move { room.command(Actor::Facilitator, Command::Lock).await }
        });
        pass(100).await;
        ann.settle().await;
        bob.settle().await;
        assert_eq!((ann.closed, bob.closed), (Some(1012), Some(1012)), "{fault:?}");
        assert_eq!(bob.text_of("n1"), None);
        assert!(room.is_closed());
        let answer = answer.await.unwrap();
        assert!(matches!(answer, Err(CommandError::Storage(_) | CommandError::Closed(_))), "{answer:?}");
        assert_eq!(server.document().await["notes"].get("n1").is_some(), kept, "{fault:?}");
        // Coming back, the client says again what was not recorded.
        server.room().await.command(Actor::Facilitator, Command::Unlock).await.ok();
        ann.connect(&server.room().await).await;
        ann.settle().await;
        bob.connect(&server.room().await).await;
        pass(100).await;
        bob.settle().await;
        assert_eq!(bob.text_of("n1").as_deref(), Some("cold coffee"), "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn room_14_stopping_the_server_records_what_was_handed_in_and_says_to_come_back() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.add("n1", "first");
    ann.settle().await;
    // Still gathering when the server stops.
    ann.add("n2", "at the last moment");
    ann.flush(9).await;
    server.rooms.shutdown().await;
    ann.read(99).await;
    assert_eq!(ann.closed, Some(1012));
    assert!(matches!(server.rooms.open(&server.board).await, Err(room::OpenError::Stopping)));
    let live = server.replayed().await;
    assert_eq!(live.document_json()["notes"]["n2"]["text"], "at the last moment");
    let snapshot = journal::Journal::latest_snapshot(&server.journal, "b1").await.unwrap().unwrap();
    assert_eq!(snapshot.seq, live.seq());
}

#[tokio::test(start_paused = true)]
async fn room_13_a_panic_ends_that_room_only_and_the_board_comes_back() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.add("n1", "cold coffee");
    ann.settle().await;
    let room = server.room().await;
    let looked = room.read(|_| -> u64 { panic!("ordered by a test") }).await;
    assert!(looked.is_err());
    breathe().await;
    ann.read(99).await;
    assert_eq!(ann.closed, Some(1012));
    assert!(room.is_closed());
    ann.connect(&server.room().await).await;
    ann.settle().await;
    assert_eq!(server.document().await["notes"]["n1"]["text"], "cold coffee");
}

#[tokio::test(start_paused = true)]
async fn room_11_a_board_that_the_disk_will_not_delete_lives_on() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    server.faults.fail(On::Delete, 1, Fault::Storage);
    assert!(matches!(server.rooms.delete(&server.board).await, Err(room::OpenError::Journal(_))));
    ann.add("n1", "cold coffee");
    ann.settle().await;
    assert_eq!(ann.closed, None);
    assert_eq!(server.document().await["notes"]["n1"]["text"], "cold coffee");
}
