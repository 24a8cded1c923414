//! What a room itself costs, without sockets and without a disk: everybody types two characters a second, everybody
//! is told; then 3,000 who only look on in 300 rooms. `cargo run --release -p room --example rooms`. Time is virtual,
//! so the run takes as long as it computes.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use board::workshop::{Action, Bone, Create, Join};
use board::{Actor, BoardId, ParticipantId};
use bytes::Bytes;
use journal::Memory;
use room::{Outgoing, Rooms, Session, Settings, WallClock, protocol};
use yrs::updates::encoder::Encode;
use yrs::{
    ClientID, Doc, Map, MapPrelim, OffsetKind, Options, ReadTxn, StateVector, Text, TextPrelim, Transact,
};

/// Simulated seconds.
const SECONDS: usize = 20;

fn main() {
    println!(
        "{:>6} {:>8} {:>8} {:>10} {:>14} {:>14} {:>8}",
        "people", "edits", "turns", "frames", "us/edit", "us/delivered", "bytes"
    );
    for people in [2, 20, 50, 200, 500] {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(measure(people));
    }
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(look_on());
}

/// Three hundred rooms of ten, all at rest.
async fn look_on() {
    let rooms = Rooms::new(Arc::new(Memory::new()), Arc::new(WallClock), Settings::default());
    let counts: Arc<[AtomicUsize; 2]> = Arc::default();
    let mut held = vec![];
    for at in 0..300 {
        let board = BoardId::from(format!("b{at}"));
        rooms.create(&board, &[], first(10)).await.unwrap();
        held.push(rooms.open(&board).await.unwrap());
    }
    let before = resident();
    let mut sessions = vec![];
    for room in &held {
        for at in 0..10 {
            let session = Arc::new(room.connect(person(at)).await.unwrap());
            tokio::spawn(read(Arc::clone(&session), Arc::clone(&counts)));
            session.send(protocol::step1(&StateVector::default().encode_v1())).await;
            session.send(presence(at, 1)).await;
            sessions.push(session);
        }
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let each = (resident() - before) / sessions.len();
    let (begun, told) = (on_cpu(), counts[0].load(Ordering::Relaxed));
    for second in 0..120 {
        for (at, session) in sessions.iter().enumerate() {
            if at % 15 == second % 15 {
                session.send(presence(at % 10, 2 + second as u64)).await;
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let share = (on_cpu() - begun).as_secs_f64() / 120.0 * 100.0;
    let frames = (counts[0].load(Ordering::Relaxed) - told) / 120;
    println!(
        "\n3,000 at rest: {each} bytes each, {share:.3} % of a core, {frames} frames a second to all of them"
    );
}

/// Resident memory in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// An unchanged state that is renewed, as y-protocols' awareness does.
fn presence(at: usize, clock: u64) -> Bytes {
    let json = format!(r#"{{"user":{{"id":"p{at}","name":"Person {at}","department":"it"}}}}"#);
    let mut said = vec![1, 100 + at as u8, 0x80 | (clock & 0x7f) as u8, 1 + (clock >> 7) as u8];
    said.push(json.len() as u8);
    said.extend_from_slice(json.as_bytes());
    protocol::awareness(&said)
}

async fn measure(people: usize) {
    let frames: Vec<Vec<Bytes>> = (0..people).map(typing).collect();
    let rooms = Rooms::new(Arc::new(Memory::new()), Arc::new(WallClock), Settings::default());
    let board = BoardId::from("b");
    rooms.create(&board, &[], first(people)).await.unwrap();
    let room = rooms.open(&board).await.unwrap();
    let counts: Arc<[AtomicUsize; 2]> = Arc::default();
    let mut sessions = vec![];
    for (at, frames) in frames.iter().enumerate() {
        let session = Arc::new(room.connect(person(at)).await.unwrap());
        tokio::spawn(read(Arc::clone(&session), Arc::clone(&counts)));
        session.send(protocol::step1(&StateVector::default().encode_v1())).await;
        session.send(frames[0].clone()).await;
        sessions.push(session);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = room.read(|live| live.seq()).await.unwrap();
    counts.iter().for_each(|count| count.store(0, Ordering::Relaxed));

    let begun = on_cpu();
    drive(&sessions, None).await;
    let idle = on_cpu() - begun;
    let begun = on_cpu();
    drive(&sessions, Some(&frames)).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let took = (on_cpu() - begun).saturating_sub(idle);

    let turns = room.read(|live| live.seq()).await.unwrap() - before;
    let edits = people * SECONDS * 2;
    let [told, bytes] = [&counts[0], &counts[1]].map(|count| count.load(Ordering::Relaxed));
    let micros = took.as_secs_f64() * 1e6 / edits as f64;
    println!(
        "{people:>6} {edits:>8} {turns:>8} {told:>10} {micros:>14.3} {:>14.4} {:>8}",
        micros / people as f64,
        bytes / told.max(1)
    );
}

/// Time that this thread has had the processor, as Linux counts it.
fn on_cpu() -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(counted.split(' ').next().unwrap().parse().unwrap())
}

/// Everybody's next edit comes half a second after the last, each at its own moment.
async fn drive(sessions: &[Arc<Session>], frames: Option<&[Vec<Bytes>]>) {
    for milli in 0..SECONDS * 1_000 {
        let moment = milli % 500;
        for (at, session) in sessions.iter().enumerate() {
            if at * 7 % 500 == moment
                && let Some(frames) = frames
            {
                session.send(frames[at][1 + milli / 500].clone()).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn read(session: Arc<Session>, counts: Arc<[AtomicUsize; 2]>) {
    while let Outgoing::Frame(frame) = session.next().await {
        counts[0].fetch_add(1, Ordering::Relaxed);
        counts[1].fetch_add(frame.len(), Ordering::Relaxed);
    }
}

fn person(at: usize) -> Actor {
    Actor::Participant(ParticipantId::from(format!("p{at}")))
}

fn first(people: usize) -> Vec<Action> {
    let create = Create {
        title: "A board".into(),
        language: "en".into(),
        branches: vec![Bone {
            id: "people".into(),
            title: "People".into(),
            question: String::new(),
            colour: None,
        }],
        facilitator_hash: "f".into(),
        projector_hash: "j".into(),
        ..Create::default()
    };
    let join = |at| Join {
        participant: ParticipantId::from(format!("p{at}")),
        name: format!("Person {at}"),
        department: "it".into(),
        token_hash: format!("t{at}"),
        ..Join::default()
    };
    let create = std::iter::once(Action::from(create));
    create.chain((0..people).map(|at| Action::Join(join(at)))).collect()
}

/// A note, as a SyncStep2, and then its text, letter by letter.
fn typing(at: usize) -> Vec<Bytes> {
    let options = Options {
        client_id: ClientID::new(1_000_000 + at as u64 * 7_919),
        offset_kind: OffsetKind::Utf16,
        ..Options::default()
    };
    let doc = Doc::with_options(options);
    let notes = doc.get_or_insert_map("notes");
    let text = {
        let mut txn = doc.transact_mut();
        let note = notes.insert(&mut txn, format!("n{at}"), MapPrelim::default());
        let text = note.insert(&mut txn, "text", TextPrelim::new(""));
        note.insert(&mut txn, "branch", "people");
        note.insert(&mut txn, "order", "a0");
        text
    };
    let mut frames =
        vec![protocol::step2(&doc.transact().encode_state_as_update_v1(&StateVector::default()))];
    for _ in 0..SECONDS * 2 {
        let mut txn = doc.transact_mut();
        let end = text.len(&txn);
        text.insert(&mut txn, end, "x");
        txn.commit();
        frames.push(protocol::update(&txn.encode_update_v1()));
    }
    frames
}
