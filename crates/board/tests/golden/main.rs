//! Golden logs: for each release one board that used every command, with what that release made of it. Every later
//! version makes the same of it.
//!
//! Whoever changes the version of the workspace, or the form of entries, adds a log:
//! `cargo test -p board --test golden -- --ignored`. The logs that are there stay as they are.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod script;

use std::collections::BTreeSet;
use std::{fs, path::PathBuf};

use board::schema::Limits;
use board::workshop::{Action, Command};
use board::{BoardId, Body, Entry, Form, Live, Replayed, Wrote};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One release's log, and the board that the release made of it.
#[derive(Deserialize, Serialize)]
struct Golden {
    /// The entries in hex.
    entries: Vec<String>,
    /// All roots of the document.
    document: Value,
    /// The document's state vector.
    clocks: Value,
    /// Its deletions.
    deleted: Value,
    /// Everything beside the document.
    state: Value,
    /// The last snapshot in hex.
    snapshot: String,
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/logs")
}

fn this_version() -> PathBuf {
    let form = Form::NEWEST.number();
    directory().join(format!("{}-form-{form}.json", env!("CARGO_PKG_VERSION")))
}

/// Every log with the name of its file.
fn logs() -> Vec<(String, Golden)> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(directory()).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let golden = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        (file.file_name().unwrap().to_string_lossy().into_owned(), golden)
    };
    files.into_iter().map(read).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn plain(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// A document without the roots that are empty: one of a later version is there and empty.
fn filled(mut document: Value) -> Value {
    document.as_object_mut().unwrap().retain(|_, content| *content != json!({}));
    document
}

/// Everything that the old value says is said by the new one; the new one may say more.
fn says(new: &Value, old: &Value, at: &str) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for (key, value) in old {
                let now = new.get(key).unwrap_or_else(|| panic!("{at}.{key} is gone"));
                says(now, value, &format!("{at}.{key}"));
            }
        }
        (new, old) => assert_eq!(new, old, "{at}"),
    }
}

impl Golden {
    fn of(live: &Live, entries: &[Entry]) -> Self {
        Self {
            entries: entries.iter().map(|entry| hex(&entry.encode())).collect(),
            document: live.document_json(),
            clocks: plain(live.clocks()),
            deleted: plain(live.deleted()),
            state: plain(live.state()),
            snapshot: hex(&live.snapshot()),
        }
    }

    fn entries(&self) -> Vec<Entry> {
        self.entries.iter().map(|entry| Entry::decode(&bytes(entry)).unwrap()).collect()
    }

    fn board(&self) -> BoardId {
        self.state["id"].as_str().unwrap().into()
    }

    /// The document is what the release made of it, by values, state vector and deletions.
    fn is_the_document(&self, live: &Live, of: &str) {
        assert_eq!(filled(live.document_json()), filled(self.document.clone()), "{of}");
        assert_eq!(plain(live.clocks()), self.clocks, "{of}");
        assert_eq!(plain(live.deleted()), self.deleted, "{of}");
        live.verify().unwrap();
    }
}

/// The board that entries make, and the numbers of those that this program would perform differently.
fn replayed(board: BoardId, limits: Limits, entries: &[Entry]) -> (Live, Vec<u64>) {
    let mut live = Live::new(board, limits);
    let mut differ = vec![];
    for entry in entries {
        match live.replay(entry).unwrap_or_else(|broken| panic!("entry {}: {broken}", entry.seq)) {
            Replayed::Same => {}
            Replayed::Differs => differ.push(entry.seq),
        }
    }
    (live, differ)
}

/// The entries as a program that reads only the first form has them.
fn in_the_first_form(entries: &[Entry]) -> Vec<Entry> {
    entries.iter().map(|entry| Entry::decode(&entry.encode_in(Form::FIRST)).unwrap()).collect()
}

#[test]
fn log_1_log_4_every_release_s_log_makes_the_board_that_it_made_then_under_any_limits() {
    let narrow = Limits { bin: 1, bin_per_person: 1, notes_per_person: 1, ..Limits::default() };
    let logs = logs();
    for (name, golden) in &logs {
        let entries = golden.entries();
        let actions = entries.iter().filter(|entry| matches!(entry.body, Body::Action(..))).count();
        assert!(actions > 80 && entries.len() > actions + 10, "trivial: {name}");
        let (live, differ) = replayed(golden.board(), Limits::default(), &entries);
        assert!(differ.is_empty(), "{name}: this program performs entries {differ:?} differently");
        golden.is_the_document(&live, name);
        says(&plain(live.state()), &golden.state, name);
        // Limits judge what comes, not what was.
        let (live, _) = replayed(golden.board(), narrow, &entries);
        golden.is_the_document(&live, name);
        assert_eq!(live.state().bin.len(), golden.state["bin"].as_array().map_or(0, Vec::len), "{name}");
    }
    assert!(logs.iter().any(|(_, golden)| golden.entries[0].starts_with("01")), "none of the first form");
    assert!(
        this_version().exists(),
        "no log of this version: cargo test -p board --test golden -- --ignored"
    );
}

#[test]
fn log_1_every_release_s_snapshot_opens_as_the_board_that_it_was() {
    for (name, golden) in logs() {
        let live = Live::restore(&bytes(&golden.snapshot)).unwrap();
        golden.is_the_document(&live, &name);
        says(&plain(live.state()), &golden.state, &name);
        assert_eq!(live.state().limits, Limits::default(), "what it does not know is as usual");
    }
}

#[test]
fn log_1_the_log_of_this_version_uses_every_command_and_every_action() {
    let golden: Golden = serde_json::from_slice(&fs::read(this_version()).unwrap()).unwrap();
    let done = |entry: &String| {
        let entry = bytes(entry);
        let head = 5 + u32::from_be_bytes(entry[1..5].try_into().unwrap()) as usize;
        let head: Value = serde_json::from_slice(&entry[5..head]).unwrap();
        head["command"]["do"].as_str().map(str::to_owned)
    };
    let used: BTreeSet<String> = golden.entries.iter().filter_map(done).collect();
    let actions = script::ACTIONS.map(str::to_owned);
    let all: BTreeSet<String> = script::commands().into_iter().chain(actions).collect();
    assert_eq!(used, all);
}

#[test]
fn log_2_what_was_recorded_holds_where_this_program_would_write_something_else() {
    let made = script::play();
    let golden = Golden::of(&made.live, &made.entries);
    let mut entries = golden.entries();
    // Another version, under which the same command would have said something else.
    let reason = |entry: &mut Entry| match &mut entry.body {
        Body::Action(Action::Command(_, Command::SetPriority { reason: Some(reason), .. }), _) => {
            "as another version would put it".clone_into(reason);
            Some(entry.seq)
        }
        _ => None,
    };
    let seq = entries.iter_mut().find_map(reason).unwrap();
    let (live, differ) = replayed(golden.board(), Limits::default(), &entries);
    assert_eq!(differ, [seq]);
    golden.is_the_document(&live, "another version");
    // Without the record the board would be another one, under the same clocks.
    let (live, differ) = replayed(golden.board(), Limits::default(), &in_the_first_form(&entries));
    assert_eq!((plain(live.clocks()), differ.len()), (golden.clocks.clone(), 0));
    let said = &live.document_json()["reasons"]["n0"];
    assert_eq!(
        (said, &golden.document["reasons"]["n0"]),
        (&json!("as another version would put it"), &json!("bo tak"))
    );
}

#[test]
fn log_2_an_entry_says_also_that_nothing_was_written() {
    let entries = script::play().entries;
    let nothing = |entry: &&Entry| matches!(&entry.body, Body::Action(_, Some(Wrote { update, .. })) if update.is_empty());
    let entry = entries.iter().find(nothing).expect("an invitation writes nothing");
    assert_eq!(Entry::decode(&entry.encode()).unwrap(), *entry);
    let unknown = in_the_first_form(std::slice::from_ref(entry));
    assert!(matches!(&unknown[0].body, Body::Action(_, None)));
    assert_eq!(unknown[0].encode()[0], 1, "what is not known is not said");
}

#[test]
fn log_3_entries_of_both_forms_make_one_board_in_any_mixture() {
    let made = script::play();
    let golden = Golden::of(&made.live, &made.entries);
    let first = in_the_first_form(&made.entries);
    for seed in 0..8 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mixed = made.entries.iter().zip(&first);
        let entries: Vec<Entry> =
            mixed.map(|(newest, first)| if random.bool() { newest } else { first }.clone()).collect();
        let (live, differ) = replayed(golden.board(), Limits::default(), &entries);
        assert!(differ.is_empty(), "seed {seed}: {differ:?}");
        golden.is_the_document(&live, &format!("seed {seed}"));
        assert_eq!(live.state(), made.live.state(), "seed {seed}");
    }
}

#[test]
fn log_5_a_form_that_is_not_known_is_refused() {
    let mut entry = script::play().entries[0].encode();
    for (form, sentence) in [
        (0, "has form 0, this program reads forms up to 2"),
        (3, "has form 3, this program reads forms up to 2"),
    ] {
        entry[0] = form;
        assert_eq!(Entry::decode(&entry).unwrap_err().0, sentence);
    }
    for (number, form) in [(0, Form::FIRST), (1, Form::FIRST), (2, Form::NEWEST), (9, Form::NEWEST)] {
        assert_eq!(Form::readable(number), form, "{number}");
    }
}

#[test]
#[ignore = "makes the log of a release"]
fn make_the_log_of_this_version() {
    let made = script::play();
    let golden = Golden::of(&made.live, &made.entries);
    fs::write(this_version(), serde_json::to_string(&golden).unwrap()).unwrap();
}
