//! Parking a cause, as an edit of its author or of the facilitator.

use board::{Code, Flow, Live};
use serde_json::json;
use yrs::updates::decoder::Decode;
use yrs::{Any, Doc, Map, MapPrelim, Out, TextPrelim, Transact, Update};

use crate::stage::{actor, perform, stage, submit};

/// Sets `parked` of the cause `a` as a client of this person would, and gives the code of a refusal.
fn park(live: &mut Live, who: &str, client: u64, value: Any) -> Result<(), Code> {
    let doc = Doc::with_client_id(client);
    let notes = doc.get_or_insert_map("notes");
    let known = live.diff(&[0]).expect("an empty state vector");
    doc.transact_mut().apply_update(Update::decode_v1(&known).expect("own bytes")).expect("fits");
    let update = {
        let mut txn = doc.transact_mut();
        let Some(Out::YMap(note)) = notes.get(&txn, "a") else { panic!("the cause is there") };
        note.insert(&mut txn, "parked", value);
        txn.commit();
        txn.encode_update_v1()
    };
    submit(live, &actor(who), &update, Flow::Update).map(drop).map_err(|refusal| refusal.code)
}

#[test]
fn park_1_its_author_and_the_facilitator_park_a_cause_while_it_may_be_edited() {
    let mut live = stage();
    let doc = Doc::with_client_id(600);
    let notes = doc.get_or_insert_map("notes");
    let added = {
        let mut txn = doc.transact_mut();
        let note = notes.insert(&mut txn, "a", MapPrelim::default());
        note.insert(&mut txn, "text", TextPrelim::new("a cause"));
        note.insert(&mut txn, "branch", "people");
        note.insert(&mut txn, "order", "a0");
        txn.commit();
        txn.encode_update_v1()
    };
    submit(&mut live, &actor("alice"), &added, Flow::Update).expect("allowed");
    let shown = |live: &Live| live.document_json()["notes"]["a"]["parked"].clone();

    assert_eq!(park(&mut live, "bob", 601, "yes".into()), Err(Code::NotYours));
    assert_eq!(park(&mut live, "alice", 602, "yes".into()), Ok(()));
    assert_eq!(shown(&live), json!("yes"));
    assert_eq!(park(&mut live, "facilitator", 603, Any::Null), Ok(()));
    assert_eq!(shown(&live), json!(null));
    for wrong in [Any::from("no"), Any::from(""), Any::Bool(true), Any::from(1)] {
        assert_eq!(park(&mut live, "alice", 604, wrong.clone()), Err(Code::Schema), "{wrong}");
    }
    perform(&mut live, &actor("facilitator"), board::workshop::Command::Lock);
    assert_eq!(park(&mut live, "facilitator", 605, "yes".into()), Err(Code::Locked));
    live.verify().expect("the index is the document");
}
