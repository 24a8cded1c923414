//! Whole workshops of real Yjs clients: nothing honest is refused, and the board ends as Yjs says.

use std::collections::BTreeMap;

use board::{Accepted, Entry, Flow, Live};
use serde::Deserialize;
use serde_json::Value;

use crate::cases::bytes;
use crate::stage::{AT, actor, wide};

#[derive(Deserialize)]
struct Session {
    seed: u64,
    log: Vec<Step>,
    notes: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Step {
    who: String,
    update: String,
    changed: bool,
}

fn sessions() -> Vec<Session> {
    serde_json::from_str(include_str!("fixtures/sessions.json"))
        .expect("the fixture is what sessions.mjs writes")
}

/// Plays a session in batches of a size that a small generator gives; returns what was recorded.
fn play(session: &Session, batches: u64) -> (Live, Vec<Entry>) {
    let mut random = fastrand::Rng::with_seed(batches);
    let (mut live, mut entries, mut at) = (wide(), vec![], 0);
    while at < session.log.len() {
        let size = if batches == 0 { 1 } else { random.usize(1..=40) };
        let mut batch = live.batch(AT);
        for step in session.log.iter().skip(at).take(size) {
            let answer = batch.update(&actor(&step.who), &bytes(&step.update), Flow::Update);
            let expected = if step.changed { Accepted::Applied } else { Accepted::Nothing };
            assert_eq!(answer, Ok(expected), "seed {}: an update of {} near {at}", session.seed, step.who);
        }
        entries.extend(batch.finish().expect("nothing breaks").entries);
        at += size;
        live.verify().unwrap_or_else(|e| panic!("seed {}, step {at}: {e}", session.seed));
    }
    (live, entries)
}

#[test]
fn gate_17_sessions_of_real_yjs_pass_whole_and_end_as_yjs_says() {
    for session in sessions() {
        assert!(session.log.len() > 200, "the session is not trivial");
        let (live, _) = play(&session, 0);
        let notes: BTreeMap<String, Value> =
            serde_json::from_value(live.document_json()["notes"].clone()).expect("a map of notes");
        assert_eq!(notes, session.notes, "seed {}", session.seed);
    }
}

#[test]
fn gate_18_entries_give_the_same_board_whatever_the_batches_and_snapshots() {
    for session in sessions() {
        let (live, entries) = play(&session, session.seed);
        let (other, _) = play(&session, session.seed + 1);
        assert_eq!(live.document_json(), other.document_json(), "seed {}: other batches", session.seed);
        let mut replayed = wide();
        for (at, entry) in entries.iter().enumerate() {
            let entry = Entry::decode(&entry.encode()).expect("an entry can be read");
            replayed.replay(&entry).expect("an entry fits");
            if at % 7 == 0 {
                replayed = Live::restore(&replayed.snapshot()).expect("a snapshot can be read");
                replayed.verify().expect("the index of a snapshot is the document");
            }
        }
        assert_eq!(replayed.document_json(), live.document_json(), "seed {}", session.seed);
        assert_eq!(replayed.clocks(), live.clocks(), "seed {}", session.seed);
        assert_eq!(replayed.deleted(), live.deleted(), "seed {}", session.seed);
        assert_eq!(replayed.state(), live.state(), "seed {}", session.seed);
        replayed.verify().expect("the index is the document");
    }
}
