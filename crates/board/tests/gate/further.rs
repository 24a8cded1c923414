//! A cause on several bones, as an edit of its author or of the facilitator.

use board::{Code, Live};
use serde_json::json;
use yrs::{Any, Map, Out, TransactionMut};

use crate::open_bones::{add, write};
use crate::stage::{actor, perform, stage};

fn set(live: &mut Live, who: &str, doc: &yrs::Doc, value: impl Into<Any>) -> Result<(), Code> {
    let notes = doc.get_or_insert_map("notes");
    let value = value.into();
    write(live, who, doc, |txn: &mut TransactionMut| match notes.get(txn, "a") {
        Some(Out::YMap(note)) => drop(note.insert(txn, "also", value)),
        other => panic!("{other:?}"),
    })
}

#[test]
fn also_1_whoever_may_move_a_cause_puts_it_on_further_bones() {
    let mut live = stage();
    let (doc, answer) = add(&mut live, "alice", "a", "people");
    assert_eq!(answer, Ok(()));
    let shown = |live: &Live| live.document_json()["notes"]["a"]["also"].clone();
    assert_eq!(set(&mut live, "alice", &doc, "methods"), Ok(()));
    assert_eq!(shown(&live), json!("methods"));
    assert_eq!(set(&mut live, "alice", &doc, "methods\npeople"), Ok(()), "its own bone does no harm");
    assert_eq!(set(&mut live, "alice", &doc, Any::Null), Ok(()));
    assert_eq!(shown(&live), json!(null));

    let rights = json!({ "do": "set_permissions", "edit": "any", "move": "none" });
    perform(&mut live, &actor("facilitator"), serde_json::from_value(rights).expect("a command"));
    assert_eq!(set(&mut live, "alice", &doc, "methods"), Err(Code::NotAllowed), "it is a move");
}

#[test]
fn also_1_further_bones_are_bones_of_the_board_one_a_line_each_once() {
    let wrong = [
        Any::from(""),
        Any::from("nowhere"),
        Any::from("methods\n"),
        Any::from("methods\nmethods"),
        Any::from("methods,people"),
        Any::from("methods\r\npeople"),
        Any::Bool(true),
    ];
    for value in wrong {
        let mut live = stage();
        let (doc, _) = add(&mut live, "alice", "a", "people");
        assert_eq!(set(&mut live, "alice", &doc, value.clone()), Err(Code::Schema), "{value}");
        live.verify().expect("the index is the document");
    }
    let many: Vec<String> = (0..25).map(|n| format!("b{n}")).collect();
    let mut live = stage();
    let (doc, _) = add(&mut live, "alice", "a", "people");
    assert_eq!(set(&mut live, "alice", &doc, many.join("\n")), Err(Code::TooLong));
}

#[test]
fn also_1_participants_put_causes_on_open_bones_only() {
    let mut live = stage();
    let lead = actor("facilitator");
    let command = |value| serde_json::from_value(value).expect("a command");
    let collect = json!({ "id": "c", "kind": "collect", "branches": ["people"] });
    perform(&mut live, &lead, command(json!({ "do": "set_agenda", "agenda": [collect] })));
    perform(&mut live, &lead, command(json!({ "do": "next_activity" })));
    let (doc, answer) = add(&mut live, "alice", "a", "people");
    assert_eq!(answer, Ok(()));
    assert_eq!(set(&mut live, "alice", &doc, "methods"), Err(Code::NotAllowed));
}
