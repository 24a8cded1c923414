//! ROOM: connections that do not read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use room::{Bounds, Observer, Settings, protocol};

use crate::support::{Client, Server, pass, person};

#[derive(Default)]
struct Behind {
    fell: AtomicUsize,
    caught_up: AtomicUsize,
}

impl Observer for Behind {
    fn fell_behind(&self) {
        self.fell.fetch_add(1, Ordering::Relaxed);
    }
    fn caught_up(&self, _bytes: usize) {
        self.caught_up.fetch_add(1, Ordering::Relaxed);
    }
}

async fn server(people: usize, frames: usize, bytes: usize) -> (Server, Arc<Behind>) {
    let behind = Arc::new(Behind::default());
    let settings =
        Settings { outbox: Bounds { frames, bytes }, observer: behind.clone(), ..Settings::default() };
    (Server::start(people, settings).await, behind)
}

#[tokio::test(start_paused = true)]
async fn room_8_a_slow_reader_gets_one_diff_and_delays_nobody() {
    let (server, behind) = server(3, 8, 1 << 20).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut slow = Client::connected(&server, person(1), 200).await;
    let mut bob = Client::connected(&server, person(2), 300).await;
    pass(100).await;
    slow.settle().await;
    ann.add("n1", "");
    for at in 0..500 {
        ann.type_into("n1", "x");
        ann.flush(9).await;
        pass(30).await;
        ann.settle().await;
        bob.settle().await;
        assert_eq!(bob.text_of("n1"), ann.text_of("n1"), "after {at} edits");
        if at == 200 {
            slow.say_presence();
            slow.say_presence();
            slow.say_presence();
            slow.flush(9).await;
        }
    }
    assert_eq!(behind.fell.load(Ordering::Relaxed), 1);
    let before = slow.frames.len();
    slow.settle().await;
    assert_eq!(behind.caught_up.load(Ordering::Relaxed), 1);
    assert!(slow.frames.len() - before <= 8 + 3, "{} frames", slow.frames.len() - before);
    assert_eq!(slow.json(), server.document().await);
    // From here on it is told everything again.
    ann.type_into("n1", "!");
    ann.settle().await;
    pass(50).await;
    slow.settle().await;
    assert_eq!(slow.text_of("n1"), ann.text_of("n1"));
    assert_eq!(behind.fell.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn room_8_what_a_slow_reader_missed_of_presence_is_made_good() {
    let (server, behind) = server(4, 4, 1 << 20).await;
    let mut slow = Client::connected(&server, person(0), 100).await;
    let mut ann = Client::connected(&server, person(1), 200).await;
    let mut bob = Client::connected(&server, person(2), 300).await;
    pass(100).await;
    slow.settle().await;
    for _ in 0..20 {
        ann.say_presence();
        ann.say_presence();
        ann.say_presence();
        ann.settle().await;
        bob.settle().await;
        pass(100).await;
    }
    bob.disconnect();
    let mut eve = Client::connected(&server, person(3), 400).await;
    pass(100).await;
    eve.settle().await;
    assert_eq!(behind.fell.load(Ordering::Relaxed), 1);
    slow.settle().await;
    assert_eq!(slow.here[&200], eve.here[&200]);
    assert_eq!(slow.here[&300].1, "null");
    assert!(slow.here.contains_key(&400));
}

#[tokio::test(start_paused = true)]
async fn room_8_whoever_asks_while_behind_is_answered_once_there_is_room() {
    let (server, _) = server(2, 4, 1 << 20).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut slow = Client::connected(&server, person(1), 200).await;
    pass(100).await;
    slow.settle().await;
    for at in 0..20 {
        ann.add(&format!("n{at}"), "x");
        ann.settle().await;
        pass(50).await;
    }
    let synced = slow.synced;
    for _ in 0..5 {
        slow.unsent.push_back(protocol::step1(&[0]));
    }
    slow.flush(9).await;
    slow.settle().await;
    assert_eq!(slow.synced, synced + 1, "asked five times, answered in one piece");
    assert_eq!(slow.json(), server.document().await);
}

#[tokio::test(start_paused = true)]
async fn room_8_a_reader_that_asks_for_everything_over_and_over_holds_little_memory() {
    let (server, _) = server(2, 64, 64 * 1024).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    for at in 0..100 {
        ann.add(&format!("n{at}"), &"x".repeat(900));
        ann.settle().await;
    }
    pass(100).await;
    let mut greedy = Client::new(person(1), 200);
    greedy.connect(&server.room().await).await;
    for client in 0..20u8 {
        // Different each time, so that no encoding is shared.
        greedy.unsent.push_back(protocol::step1(&[1, 2 + client, 1]));
    }
    greedy.flush(99).await;
    pass(100).await;
    let session = greedy.session.as_ref().unwrap();
    let mut waiting = 0;
    while let Some(room::Outgoing::Frame(frame)) = session.try_next() {
        waiting += frame.len();
    }
    assert!(waiting < 3 * 100 * 1024, "{waiting} bytes wait for somebody who does not read");
}

#[tokio::test(start_paused = true)]
async fn room_17_what_one_connection_hands_in_waits_at_its_own_door() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    pass(100).await;
    server.faults.stall();
    bob.add("b0", "x");
    bob.flush(9).await;
    server.faults.waiting(1).await;
    ann.add("a", "");
    for _ in 1..600 {
        ann.type_into("a", "x");
    }
    let flood = tokio::time::timeout(std::time::Duration::from_secs(20), ann.flush(usize::MAX));
    assert!(flood.await.is_err(), "everything was taken at once");
    assert!((300..=400).contains(&ann.unsent.len()), "{} left", ann.unsent.len());
    // Meanwhile somebody else is not held up.
    bob.add("b1", "x");
    let edit = tokio::time::timeout(std::time::Duration::from_secs(1), bob.flush(9));
    assert!(edit.await.is_ok());
    server.faults.release();
    // The frame that was being handed in as time ran out is lost with its connection.
    ann.connect(&server.room().await).await;
    ann.settle().await;
    pass(200).await;
    ann.settle().await;
    let notes = server.document().await["notes"].clone();
    assert_eq!((notes["a"]["text"].as_str().unwrap().len(), notes.as_object().unwrap().len()), (599, 3));
}
