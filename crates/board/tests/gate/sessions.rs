//! Whole workshops of real Yjs clients: nothing honest is refused, and the board ends as Yjs says.

use std::io::Write;
use std::process::{Command, Stdio};

use std::collections::BTreeMap;

use board::live::read_document;
use board::{Accepted, Entry, Flow, Live};
use serde::Deserialize;
use serde_json::Value;

use crate::cases::bytes;
use crate::stage::{AT, actor, wide};

#[derive(Deserialize)]
pub struct Session {
    seed: u64,
    pub log: Vec<Step>,
    notes: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
pub struct Step {
    pub who: String,
    pub update: String,
    changed: bool,
}

pub fn sessions() -> Vec<Session> {
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
fn a_document_is_read_elsewhere_as_it_is_read_here() {
    for session in sessions() {
        let (live, _) = play(&session, 0);
        let document = live.document();
        let elsewhere = read_document(&live.state().id, &document).expect("an own document");
        assert_eq!(elsewhere, live.reading(), "seed {}", session.seed);
        let half = &document[..document.len() / 2];
        assert!(read_document(&live.state().id, half).is_err(), "seed {}: half of it", session.seed);
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

/// Everything that must be the same wherever a log is applied, as one line.
fn line(live: &Live) -> String {
    let parts = (live.document_json(), live.clocks(), live.deleted(), live.state());
    serde_json::to_string(&parts).expect("plain data")
}

#[test]
fn gate_18_another_process_makes_the_same_board_of_the_log() {
    const LOG: &str = "HERRINGBONE_LOG";
    const SAID: &str = "board: ";
    // Run again as another process, this test applies a log and says what came of it.
    if std::env::var_os(LOG).is_some() {
        let mut live = wide();
        for entry in std::io::stdin().lines().map_while(Result::ok) {
            let bytes: Vec<u8> = serde_json::from_str(&entry).expect("bytes");
            live.replay(&Entry::decode(&bytes).expect("an entry")).expect("an entry fits");
        }
        println!("{SAID}{}", line(&live));
        return;
    }
    let session = sessions().swap_remove(0);
    let (live, entries) = play(&session, 0);
    let mut child = Command::new(std::env::current_exe().expect("this test has a file"))
        .args(["--exact", "sessions::gate_18_another_process_makes_the_same_board_of_the_log", "--nocapture"])
        .env(LOG, "from standard input")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("another process");
    let mut input = child.stdin.take().expect("piped");
    for entry in &entries {
        let line = serde_json::to_string(&entry.encode()).expect("bytes");
        writeln!(input, "{line}").expect("the other process reads");
    }
    drop(input);
    let output = child.wait_with_output().expect("the other process ends");
    let said = String::from_utf8(output.stdout).expect("text");
    let theirs = said.lines().find_map(|line| line.split_once(SAID)).expect("a board").1;
    assert!(entries.len() > 100, "the log is not trivial");
    assert_eq!(theirs, line(&live), "seed {}", session.seed);
}
