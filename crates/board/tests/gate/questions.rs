//! Texts of the board itself: its own questions on the axes of a rating, and who oversees and executes.

use board::{Code, Live};
use serde_json::json;
use yrs::{Any, Doc, Map};

use crate::open_bones::write;
use crate::stage::stage;

pub fn ask(
    live: &mut Live,
    who: &str,
    client: u64,
    key: &'static str,
    value: impl Into<Any>,
) -> Result<(), Code> {
    let doc = Doc::with_client_id(client);
    let board = doc.get_or_insert_map("board");
    let value = value.into();
    write(live, who, &doc, |txn| {
        board.insert(txn, key, value);
    })
}

#[test]
fn rate_8_a_board_has_questions_of_its_own_that_facilitators_write() {
    let mut live = stage();
    let question = "How much does it cost us?";
    assert_eq!(ask(&mut live, "facilitator", 700, "importance_question", question), Ok(()));
    assert_eq!(ask(&mut live, "facilitator", 701, "urgency_question", "How long can it wait?"), Ok(()));
    let board = live.document_json()["board"].clone();
    assert_eq!(board["importance_question"], json!(question));
    assert_eq!(live.reading().0.questions.urgency, "How long can it wait?");
    assert_eq!(ask(&mut live, "alice", 702, "urgency_question", "Mine"), Err(Code::NotAllowed));
    assert_eq!(ask(&mut live, "facilitator", 703, "urgency_question", Any::Bool(true)), Err(Code::Schema));
    assert_eq!(ask(&mut live, "facilitator", 704, "urgency_question", "x".repeat(2_001)), Err(Code::TooLong));
    live.verify().expect("the index is the document");
}

#[test]
fn gov_1_facilitators_name_who_oversees_and_who_executes() {
    let mut live = stage();
    let names = "Ewa Nowak, zarząd\nJan Kowalski, finanse";
    assert_eq!(ask(&mut live, "facilitator", 700, "overseeing", names), Ok(()));
    assert_eq!(ask(&mut live, "facilitator", 701, "executing", "Zespół CX"), Ok(()));
    let governance = live.reading().0.governance;
    assert_eq!((governance.overseeing.as_str(), governance.executing.as_str()), (names, "Zespół CX"));
    assert_eq!(ask(&mut live, "alice", 702, "executing", "Alice"), Err(Code::NotAllowed));
    assert_eq!(ask(&mut live, "facilitator", 703, "overseeing", Any::Bool(true)), Err(Code::Schema));
    assert_eq!(ask(&mut live, "facilitator", 704, "overseeing", "x".repeat(2_001)), Err(Code::TooLong));
    live.verify().expect("the index is the document");
}
