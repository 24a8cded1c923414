//! Parked causes, and causes that somebody else could change.
#![allow(clippy::unwrap_used)]

mod stage;

use board::Code;
use serde_json::{Value, json};
use stage::{BOSS, Stage};

fn parked() -> Stage {
    let mut stage = Stage::new();
    stage.set("n2", "parked", "yes");
    stage
}

#[test]
fn park_3_a_parked_cause_is_on_no_ballot_and_nothing_is_decided_on_it() {
    let mut stage = parked();
    for command in [
        json!({ "do": "open_vote", "dots": 3, "notes": ["n1", "n2"] }),
        json!({ "do": "open_rating", "notes": ["n1", "n2"] }),
        json!({ "do": "set_priority", "note": "n2", "priority": "now" }),
        json!({ "do": "merge_notes", "into": "n2", "notes": ["n1"] }),
    ] {
        assert_eq!(stage.give(&BOSS, command.clone()), Err(Code::Invalid), "{command}");
    }
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    assert_eq!(stage.cast("ann", "n2", 1), Err(Code::Invalid), "also where every cause is on the ballot");
    stage.cast("ann", "n1", 1).unwrap();
    stage.boss(json!({ "do": "close_vote" }));

    let mut merged = parked();
    merged.boss(json!({ "do": "merge_notes", "into": "n1", "notes": ["n2"] }));
    assert_eq!(merged.root("merges", "n2"), Some(json!("n1")), "what was said already may be merged");
}

#[test]
fn prio_4_a_cause_outside_the_groups_power_names_who_could_change_it() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "lock" }));
    let set = |priority: Value, addressee: Value| json!({ "do": "set_priority", "note": "n1", "priority": priority, "addressee": addressee });
    stage.boss(set(json!("outside"), json!("  the regulator\u{200b} ")));
    assert_eq!(stage.root("addressees", "n1"), Some(json!("  the regulator\u{200b} ")), "as it was recorded");
    stage.boss(set(json!("outside"), json!(" ")));
    assert_eq!(stage.root("addressees", "n1"), None);
    stage.boss(set(json!("outside"), json!("the board of directors")));
    stage.boss(json!({ "do": "set_priority", "note": "n1", "priority": "later" }));
    assert_eq!(stage.root("addressees", "n1"), None, "it goes with the priority");
    stage.boss(set(json!("outside"), json!("the board of directors")));
    stage.boss(set(Value::Null, Value::Null));
    assert_eq!(stage.root("addressees", "n1"), None);
    for priority in [json!("now"), Value::Null] {
        assert_eq!(stage.give(&BOSS, set(priority, json!("somebody"))), Err(Code::Invalid));
    }
    stage.boss(set(json!("later"), json!(" ")));
    assert_eq!(stage.give(&BOSS, set(json!("outside"), json!("x".repeat(3000)))), Err(Code::TooLong));
    assert_eq!(stage.replayed().document, stage.document);
}
