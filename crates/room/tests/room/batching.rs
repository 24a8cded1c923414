//! ROOM: gathering, one commit and one frame for each batch, shared encodings.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use board::Actor;
use board::workshop::Command;
use journal::Journal;
use room::{BatchStats, CommandError, Observer, Outgoing, Settings, protocol};
use tokio::time::Instant;

use crate::support::{Client, Server, breathe, now_or_never, pass, person};

#[derive(Default)]
struct Counts {
    told: Mutex<Vec<BatchStats>>,
    whole: AtomicUsize,
}

impl Observer for Counts {
    fn told(&self, batch: &BatchStats) {
        self.told.lock().unwrap().push(*batch);
    }
    fn encoded_whole(&self, _bytes: usize, _took: std::time::Duration) {
        self.whole.fetch_add(1, Ordering::Relaxed);
    }
}

fn observed() -> (Arc<Counts>, Settings) {
    let counts = Arc::new(Counts::default());
    (Arc::clone(&counts), Settings { observer: counts, ..Settings::default() })
}

#[tokio::test(start_paused = true)]
async fn room_1_in_a_quiet_room_an_edit_is_told_at_once() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    for at in 0..5 {
        pass(300).await;
        ann.read(99).await;
        let (before, begun) = (ann.updates, Instant::now());
        ann.add(&format!("n{at}"), "cold coffee");
        ann.flush(9).await;
        breathe().await;
        ann.read(99).await;
        assert_eq!(ann.updates, before + 1);
        assert_eq!(begun.elapsed().as_millis(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn room_1_a_busy_room_tells_one_frame_per_window_and_keeps_nobody_waiting_longer() {
    let (counts, settings) = observed();
    let (window, mut clients) = (settings.window, vec![]);
    let server = Server::start(60, settings).await;
    for at in 0..60 {
        clients.push(Client::connected(&server, person(at), 100 + at as u64).await);
    }
    for (at, client) in clients.iter_mut().enumerate() {
        client.add(&format!("n{at}"), "");
        client.settle().await;
    }
    pass(1_000).await;
    for client in &mut clients {
        client.settle().await;
    }
    counts.told.lock().unwrap().clear();
    let entries = server.journal.read("b1", 0).await.unwrap().len();
    let before = clients[0].updates;
    for tick in 0..1_000usize {
        let at = tick * 7 % 60;
        clients[at].type_into(&format!("n{at}"), "x");
        clients[at].flush(9).await;
        pass(1).await;
    }
    pass(100).await;
    for client in &mut clients {
        client.settle().await;
    }
    let told = counts.told.lock().unwrap().clone();
    let turns = told.len();
    let most = 1_000 / window.crowd.as_millis() as usize + 2;
    assert!(turns <= most && turns >= most / 2, "{turns} turns for 1,000 edits in a second");
    assert_eq!(clients[0].updates - before, turns, "one frame for each turn");
    assert_eq!(server.journal.read("b1", 0).await.unwrap().len() - entries, turns, "one entry for each turn");
    assert_eq!(told.iter().map(|batch| batch.edits).sum::<usize>(), 1_000);
    assert!(told.iter().all(|batch| batch.gathered <= window.crowd + std::time::Duration::from_millis(1)));
    let document = server.document().await;
    for client in &clients {
        assert_eq!(client.json(), document);
    }
}

#[tokio::test(start_paused = true)]
async fn room_2_a_batch_is_encoded_once_and_shared_by_everybody() {
    let server = Server::usual(3).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut others = vec![];
    for at in 1..3 {
        others.push(Client::connected(&server, person(at), 100 + at as u64).await);
    }
    pass(1_000).await;
    for client in others.iter_mut().chain([&mut ann]) {
        client.settle().await;
    }
    ann.add("n1", "cold coffee");
    ann.flush(9).await;
    pass(50).await;
    let mut places = vec![];
    for client in others.iter().chain([&ann]) {
        let Some(Outgoing::Frame(frame)) = now_or_never(client.session.as_ref().unwrap()).await else {
            panic!("no frame")
        };
        assert!(matches!(protocol::read(frame.clone()), Ok(protocol::Message::Update(_))));
        places.push(frame.as_ptr());
    }
    assert!(places.iter().all(|place| *place == places[0]));
}

#[tokio::test(start_paused = true)]
async fn room_3_a_hundred_who_join_at_once_share_one_encoding() {
    let (counts, settings) = observed();
    let server = Server::start(100, settings).await;
    let mut host = Client::connected(&server, Actor::Facilitator, 50).await;
    for at in 0..50 {
        host.add(&format!("n{at}"), "cold coffee");
    }
    host.settle().await;
    pass(100).await;
    counts.whole.store(0, Ordering::Relaxed);
    let mut clients = vec![];
    for at in 0..100 {
        let mut client = Client::new(person(at), 100 + at as u64);
        client.connect(&server.room().await).await;
        clients.push(client);
    }
    for client in &mut clients {
        client.settle().await;
        assert_eq!(client.synced, 1);
    }
    assert_eq!(counts.whole.load(Ordering::Relaxed), 1);
    let document = server.document().await;
    assert!(clients.iter().all(|client| client.json() == document));
}

#[tokio::test(start_paused = true)]
async fn room_4_a_command_is_answered_once_it_is_durable_with_its_place_in_the_log() {
    let server = Server::usual(1).await;
    let room = server.room().await;
    let seq = room.command(Actor::Facilitator, Command::Lock).await.unwrap();
    let stored = server.journal.read("b1", 0).await.unwrap();
    assert_eq!(stored.last().unwrap().seq, seq);
    let refused = room.command(person(0), Command::Unlock).await;
    assert!(matches!(refused, Err(CommandError::Refused(_))), "{refused:?}");
    assert_eq!(server.journal.read("b1", 0).await.unwrap().len(), stored.len());
    server.faults.stall();
    let answer = tokio::spawn(async move { room.command(Actor::Facilitator, Command::Unlock).await });
    server.faults.waiting(1).await;
    pass(3_000).await;
    assert!(!answer.is_finished());
    server.faults.release();
    assert_eq!(answer.await.unwrap().unwrap(), seq + 1);
}

#[tokio::test(start_paused = true)]
async fn room_5_edits_and_commands_are_judged_in_the_order_of_their_coming() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let room = server.room().await;
    pass(100).await;
    // All of it falls into one window.
    ann.add("n1", "before");
    ann.flush(9).await;
    let lock = tokio::spawn({
        let room = room.clone();
        async move { room.command(Actor::Facilitator, Command::Lock).await }
    });
    breathe().await;
    ann.add("n2", "after");
    ann.flush(9).await;
    pass(100).await;
    lock.await.unwrap().unwrap();
    ann.settle().await;
    let notes = server.document().await["notes"].clone();
    assert!(notes.get("n1").is_some() && notes.get("n2").is_none());
    assert!(ann.refused[0].starts_with("locked: "));
}
