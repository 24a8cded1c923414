//! The websocket's door: who gets in, what ends a connection and with which code.

use std::time::Duration;

use client::Socket;
use futures_util::{SinkExt, StreamExt};
use room::EditRate;
use serde_json::json;
use server::Config;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use yrs::{Map, MapPrelim, Out, Text, TextPrelim, Transact};

use crate::open::{config, open, open_with};

/// The close code with which the server ends the connection.
pub async fn end(socket: &mut Socket) -> u16 {
    let closed = timeout(Duration::from_secs(20), async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return u16::from(frame.code),
                Some(Ok(_)) => {}
                other => panic!("it ended without a code: {other:?}"),
            }
        }
    });
    closed.await.expect("it was not closed")
}

#[tokio::test]
async fn the_server_speaks_first() {
    let server = open().await;
    let made = server.make().await;
    let mut socket = server.enter(&made, &made.facilitator).await;
    let Some(Ok(Message::Binary(first))) = socket.next().await else { panic!("no frame") };
    assert_eq!(&first[..2], &[0, 0], "sync step 1");
}

#[tokio::test]
async fn who_is_not_let_in_is_told_so_by_a_code() {
    let server = open().await;
    let made = server.make().await;
    let (token, person) = server.join(&made, "Anna", "it").await;
    server
        .command(&made, &made.facilitator, json!({ "do": "remove_participant", "participant": person }))
        .await;
    let id = &made.id;
    for (path, code) in [
        (format!("/sync/{id}?token=wrong"), 4401),
        (format!("/sync/{id}"), 4401),
        (format!("/sync/{id}?token={token}"), 4403),
        ("/sync/nope?token=x".to_owned(), 4404),
        (format!("/sync/nope?token={}", made.facilitator), 4404),
    ] {
        assert_eq!(end(&mut server.socket(&path).await).await, code, "{path}");
    }
}

#[tokio::test]
async fn what_is_no_message_ends_the_connection() {
    let server = open().await;
    let made = server.make().await;
    for (what, message, code) in [
        ("text", Message::Text("hello".into()), 4400),
        ("an unknown kind", Message::Binary(Bytes::from_static(&[9, 9, 9])), 4400),
        ("nothing", Message::Binary(Bytes::new()), 4400),
        ("a frame over the limit", Message::Binary(vec![0; 257 * 1024].into()), 4413),
        ("a frame over every limit", Message::Binary(vec![0; 20 * 1024 * 1024].into()), 4413),
    ] {
        let mut socket = server.enter(&made, &made.facilitator).await;
        // A large one may be refused before it was sent to its end.
        let _ = socket.send(message).await;
        assert_eq!(end(&mut socket).await, code, "{what}");
    }
    assert_eq!(server.get("/healthz", "").await.status, 200);
}

#[tokio::test]
async fn whoever_is_removed_or_loses_the_board_hears_it_at_once() {
    let server = open().await;
    let made = server.make().await;
    let (token, person) = server.join(&made, "Anna", "it").await;
    let mut anna = server.enter(&made, &token).await;
    let mut screen = server.enter(&made, &made.projector).await;
    // Both are in once they were spoken to.
    let _ = (anna.next().await, screen.next().await);
    server
        .command(&made, &made.facilitator, json!({ "do": "remove_participant", "participant": person }))
        .await;
    assert_eq!(end(&mut anna).await, 4403);
    let bearer = format!("Bearer {}", made.facilitator);
    server.call("DELETE", &format!("/api/boards/{}", made.id), &[("Authorization", &bearer)], b"").await;
    assert_eq!(end(&mut screen).await, 4404);
}

#[tokio::test]
async fn a_ping_is_answered() {
    let server = open().await;
    let made = server.make().await;
    let mut socket = server.enter(&made, &made.projector).await;
    socket.send(Message::Ping(Bytes::from_static(b"?"))).await.unwrap();
    let answered = timeout(Duration::from_secs(10), async {
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Pong(bytes) = message {
                return bytes;
            }
        }
        Bytes::new()
    });
    assert_eq!(&answered.await.unwrap()[..], b"?");
}

#[tokio::test]
async fn cost_7_who_sends_more_pings_than_anybody_needs_is_hung_up_on() {
    let server = open().await;
    let made = server.make().await;
    let mut socket = server.enter(&made, &made.projector).await;
    for _ in 0..2_000 {
        if socket.feed(Message::Ping(Bytes::from_static(b"?"))).await.is_err() {
            break;
        }
    }
    let _ = socket.flush().await;
    assert_eq!(end(&mut socket).await, 4429);
}

#[tokio::test]
async fn a_client_that_closes_is_answered() {
    let server = open().await;
    let made = server.make().await;
    let mut socket = server.enter(&made, &made.projector).await;
    let _ = socket.next().await;
    socket.close(None).await.unwrap();
    let mut ended = vec![];
    while let Some(message) = socket.next().await {
        ended.push(message);
    }
    assert!(matches!(ended.last(), Some(Ok(Message::Close(_)))), "a clean end: {:?}", ended.last());
}

/// Frames that a Yjs client sends for its notes: the first adds those of the ids, each of the others is a letter more.
fn edits(client: u64, ids: &[String], text: &str, letters: usize) -> Vec<Message> {
    let doc = yrs::Doc::with_client_id(client);
    let notes = doc.get_or_insert_map("notes");
    let frame = |change: &dyn Fn(&mut yrs::TransactionMut)| {
        let mut txn = doc.transact_mut();
        change(&mut txn);
        txn.commit();
        Message::Binary(room::protocol::update(&txn.encode_update_v1()))
    };
    let mut frames = vec![frame(&|txn| {
        for id in ids {
            let note = notes.insert(txn, id.as_str(), MapPrelim::default());
            note.insert(txn, "text", TextPrelim::new(text));
            note.insert(txn, "branch", "people");
        }
    })];
    frames.extend((0..letters).map(|_| {
        frame(&|txn| {
            let Some(Out::YMap(note)) = notes.get(txn, &ids[0]) else { return };
            let Some(Out::YText(text)) = note.get(txn, "text") else { return };
            text.insert(txn, 0, "x");
        })
    }));
    frames
}

/// Waits for a refusal. The first of a person's large messages passes at once.
async fn refused(socket: &mut Socket) {
    let answer = timeout(Duration::from_secs(10), async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Binary(frame))) if frame.starts_with(&[2, 0]) => return,
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    });
    answer.await.expect("an answer");
}

#[tokio::test]
async fn pace_1_large_messages_that_wait_for_their_turn_hold_no_room_that_others_need() {
    let data = tempfile::tempdir().unwrap();
    // What Mallory sends takes hours to be paid for; room is for one large message at a time.
    let edit_rate = EditRate { bytes_burst: 30_000, bytes_per_second: 10, ..EditRate::default() };
    let server = open_with(Config { edit_rate, large_reads: 300 * 1024, ..config(data.path()) }).await;
    let made = server.make().await;
    let (mallory, _) = server.join(&made, "Mallory", "it").await;
    let (bob, _) = server.join(&made, "Bob", "it").await;
    let mut floods = vec![];
    for _ in 0..3 {
        let mut flood = server.enter(&made, &mallory).await;
        for _ in 0..2 {
            // Whatever is in it: what is refused costs as well.
            flood.send(Message::Binary(room::protocol::step2(&vec![9; 200 * 1024]))).await.unwrap();
        }
        if floods.is_empty() {
            refused(&mut flood).await;
        }
        floods.push(flood);
    }
    let mut calm = server.enter(&made, &bob).await;
    for word in [room::protocol::step1(&[0]), room::protocol::step2(&[0, 0])] {
        calm.send(Message::Binary(word)).await.unwrap();
    }
    let ids: Vec<String> = (0..40).map(|at| format!("b{at}")).collect();
    for frame in edits(60, &ids, &"a word from Bob ".repeat(60), 0) {
        calm.send(frame).await.unwrap();
    }
    let told = timeout(Duration::from_secs(10), async {
        loop {
            let Some(Ok(message)) = calm.next().await else { panic!("it ended") };
            if matches!(message, Message::Binary(frame) if frame.windows(15).any(|at| at == b"a word from Bob"))
            {
                return;
            }
        }
    });
    told.await.expect("a large message of somebody else waited for Mallory's");
}

#[tokio::test]
async fn pace_1_a_connection_whose_words_wait_for_their_turn_is_written_to_all_the_same() {
    let data = tempfile::tempdir().unwrap();
    // Once the burst is used up, an edit waits for half a minute.
    let edit_rate = EditRate { bytes_burst: 30_000, bytes_per_second: 10, ..EditRate::default() };
    let server = open_with(Config { edit_rate, ..config(data.path()) }).await;
    let made = server.make().await;
    let (mallory, _) = server.join(&made, "Mallory", "it").await;
    let (bob, _) = server.join(&made, "Bob", "it").await;
    let mut flood = server.enter(&made, &mallory).await;
    let mut calm = server.enter(&made, &bob).await;
    let handshake = || Message::Binary(room::protocol::step2(&[0, 0]));
    let question = || Message::Binary(room::protocol::step1(&[0]));
    for socket in [&mut flood, &mut calm] {
        socket.send(question()).await.unwrap();
        socket.send(handshake()).await.unwrap();
    }
    // More than is written past the connection's own task.
    let ids = |of: &str| (0..30).map(|at| format!("{of}{at}")).collect::<Vec<_>>();
    for frame in edits(50, &ids("m"), &"a word from Mallory ".repeat(38), 300) {
        flood.send(frame).await.unwrap();
    }
    for frame in edits(60, &ids("b"), &"a word from Bob ".repeat(47), 0) {
        calm.send(frame).await.unwrap();
    }
    let told = timeout(Duration::from_secs(10), async {
        let mut own = 0;
        loop {
            let Some(Ok(message)) = flood.next().await else { panic!("it ended") };
            let Message::Binary(frame) = message else { continue };
            if frame.windows(15).any(|at| at == b"a word from Bob") {
                return own;
            }
            own += 1;
        }
    });
    let own = told.await.expect("nothing came while its own words waited");
    assert!(own < 100, "{own} frames came first");
}
