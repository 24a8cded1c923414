//! A log of the first version, which knew neither doors nor shares and recorded also commands that changed nothing.
//! `fixtures/old-log.json` was written by that version: its entries, and the board that it made of them.

use board::schema::Limits;
use board::{BoardId, Body, Entry, Live};
use serde::Deserialize;
use serde_json::Value;

use crate::cases::bytes;

#[derive(Deserialize)]
struct Old {
    entries: Vec<String>,
    document: Value,
    clocks: Value,
    deleted: Value,
    state: Value,
    snapshot: String,
}

fn old() -> Old {
    serde_json::from_str(include_str!("fixtures/old-log.json")).expect("the fixture is JSON")
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

fn is_the_old_board(live: &Live, old: &Old) {
    let mut document = live.document_json();
    // A root of a later version is there and empty.
    let roots = document.as_object_mut().expect("roots by name");
    roots.retain(|root, content| old.document.get(root).is_some() || *content != serde_json::json!({}));
    assert_eq!(document, old.document);
    assert_eq!(serde_json::to_value(live.clocks()).expect("plain data"), old.clocks);
    assert_eq!(serde_json::to_value(live.deleted()).expect("plain data"), old.deleted);
    says(&serde_json::to_value(live.state()).expect("plain data"), &old.state, "state");
    live.verify().expect("the index is the document");
}

#[test]
fn gate_18_a_log_of_the_first_version_makes_the_board_that_it_made_then() {
    let old = old();
    // Narrow limits: they judge what comes, not what was.
    let narrow = Limits { bin: 1, bin_per_person: 1, notes_per_person: 1, ..Limits::default() };
    for limits in [Limits::default(), narrow] {
        let mut live = Live::new(BoardId::from("old"), limits);
        let (mut edits, mut commands) = (0, 0);
        for entry in &old.entries {
            let entry = Entry::decode(&bytes(entry)).expect("an entry can be read");
            match entry.body {
                Body::Edits(_) => edits += 1,
                Body::Action(_) => commands += 1,
            }
            live.replay(&entry).expect("an entry fits");
        }
        assert!(edits > 40 && commands > 200, "trivial: {edits} edits, {commands} commands");
        if limits == Limits::default() {
            is_the_old_board(&live, &old);
        } else {
            let mut document = live.document_json();
            // A root of a later version is there and empty.
            let roots = document.as_object_mut().expect("roots by name");
            roots.retain(|root, content| {
                old.document.get(root).is_some() || *content != serde_json::json!({})
            });
            assert_eq!(document, old.document);
            assert_eq!(live.state().bin.len(), old.state["bin"].as_array().expect("a list").len());
        }
    }
}

#[test]
fn gate_18_a_snapshot_of_the_first_version_opens_as_the_same_board() {
    let old = old();
    let live = Live::restore(&bytes(&old.snapshot)).expect("a snapshot can be read");
    is_the_old_board(&live, &old);
    assert_eq!(live.state().limits, Limits::default(), "what it does not know is as usual");
}
