//! Activities that open some bones only.

use board::{Code, Flow, Live};
use serde_json::json;
use yrs::{Doc, Map, MapPrelim, Out, TextPrelim, Transact, TransactionMut};

use crate::stage::{actor, perform, stage, submit};

pub fn write(
    live: &mut Live,
    who: &str,
    doc: &Doc,
    change: impl FnOnce(&mut TransactionMut),
) -> Result<(), Code> {
    let update = {
        let mut txn = doc.transact_mut();
        change(&mut txn);
        txn.commit();
        txn.encode_update_v1()
    };
    submit(live, &actor(who), &update, Flow::Update).map(drop).map_err(|refusal| refusal.code)
}

pub fn add(live: &mut Live, who: &str, id: &str, bone: &str) -> (Doc, Result<(), Code>) {
    static CLIENT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(500);
    let doc = Doc::with_client_id(CLIENT.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let notes = doc.get_or_insert_map("notes");
    let answer = write(live, who, &doc, |txn| {
        let note = notes.insert(txn, id, MapPrelim::default());
        note.insert(txn, "text", TextPrelim::new("a cause"));
        note.insert(txn, "branch", bone);
        note.insert(txn, "order", "a0");
    });
    (doc, answer)
}

#[test]
fn cmd_15_participants_add_and_move_only_to_open_bones() {
    let mut live = stage();
    let lead = actor("facilitator");
    let command = |value| serde_json::from_value(value).expect("a command");
    let collect = json!({ "id": "c", "kind": "collect", "branches": ["people"] });
    perform(&mut live, &lead, command(json!({ "do": "set_agenda", "agenda": [collect] })));
    assert_eq!(add(&mut live, "alice", "before", "methods").1, Ok(()), "no activity runs");
    perform(&mut live, &lead, command(json!({ "do": "next_activity" })));

    let (doc, answer) = add(&mut live, "alice", "a", "people");
    assert_eq!(answer, Ok(()));
    assert_eq!(add(&mut live, "alice", "b", "methods").1, Err(Code::NotAllowed));
    assert_eq!(add(&mut live, "alice", "c", "nowhere").1, Err(Code::Schema));
    assert_eq!(add(&mut live, "facilitator", "d", "methods").1, Ok(()), "the facilitator works on all");

    let notes = doc.get_or_insert_map("notes");
    let set = |txn: &mut TransactionMut, key: &str, value: &str| match notes.get(txn, "a") {
        Some(Out::YMap(note)) => drop(note.insert(txn, key.to_owned(), value.to_owned())),
        other => panic!("{other:?}"),
    };
    assert_eq!(write(&mut live, "alice", &doc, |txn| set(txn, "order", "a5")), Ok(()));
    assert_eq!(write(&mut live, "alice", &doc, |txn| set(txn, "branch", "methods")), Err(Code::NotAllowed));
    live.verify().expect("the index is the document");
}
