//! The fields of a goal and of what follows from it, as edits.

use board::{Code, Live};
use serde_json::json;
use yrs::{Any, Map, Out, TransactionMut};

use crate::open_bones::{add, write};
use crate::stage::{actor, perform, stage};

fn set(live: &mut Live, who: &str, doc: &yrs::Doc, key: &str, value: impl Into<Any>) -> Result<(), Code> {
    let notes = doc.get_or_insert_map("notes");
    let value = value.into();
    write(live, who, doc, |txn: &mut TransactionMut| match notes.get(txn, "a") {
        Some(Out::YMap(note)) => drop(note.insert(txn, key, value)),
        other => panic!("{other:?}"),
    })
}

#[test]
fn goal_1_a_horizon_is_one_of_two_or_none() {
    for horizon in [Any::from("this-year"), Any::from("3-5-years"), Any::Null] {
        let mut live = stage();
        let (doc, _) = add(&mut live, "alice", "a", "people");
        assert_eq!(set(&mut live, "alice", &doc, "horizon", horizon.clone()), Ok(()), "{horizon}");
    }
    for horizon in [Any::from("next-years"), Any::from(""), Any::Bool(true)] {
        let mut live = stage();
        let (doc, _) = add(&mut live, "alice", "a", "people");
        assert_eq!(set(&mut live, "alice", &doc, "horizon", horizon.clone()), Err(Code::Schema), "{horizon}");
        live.verify().expect("the index is the document");
    }
}

#[test]
fn goal_2_whoever_may_edit_a_cause_says_which_goal_it_follows_from() {
    let mut live = stage();
    let (doc, _) = add(&mut live, "alice", "a", "people");
    // What it names need not be on the board: a goal may be removed.
    assert_eq!(set(&mut live, "alice", &doc, "goal", "gone"), Ok(()));
    assert_eq!(live.document_json()["notes"]["a"]["goal"], json!("gone"));
    let long = "g".repeat(65);
    assert_eq!(set(&mut live, "alice", &doc, "goal", long.as_str()), Err(Code::TooLong));

    for key in ["goal", "horizon"] {
        let mut live = stage();
        let (doc, _) = add(&mut live, "alice", "a", "people");
        let rights = json!({ "do": "set_permissions", "edit": "none", "move": "any" });
        perform(&mut live, &actor("facilitator"), serde_json::from_value(rights).expect("a command"));
        assert_eq!(
            set(&mut live, "alice", &doc, key, "this-year"),
            Err(Code::NotAllowed),
            "{key} is an edit"
        );
    }
}
