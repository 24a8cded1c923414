//! The colour of a bone.

use board::{Code, Flow, Live};
use serde_json::json;
use yrs::updates::decoder::Decode;
use yrs::{Any, Doc, Map, Out, Transact, Update};

use crate::stage::{actor, stage, submit};

/// Sets the colour of the bone `people` as a client of this person would, and gives the code of a refusal.
fn paint(live: &mut Live, who: &str, client: u64, colour: Any) -> Result<(), Code> {
    let doc = Doc::with_client_id(client);
    let bones = doc.get_or_insert_map("branches");
    let known = live.diff(&[0]).expect("an empty state vector");
    doc.transact_mut().apply_update(Update::decode_v1(&known).expect("own bytes")).expect("fits");
    let update = {
        let mut txn = doc.transact_mut();
        let Some(Out::YMap(bone)) = bones.get(&txn, "people") else { panic!("the bone is there") };
        bone.insert(&mut txn, "colour", colour);
        txn.commit();
        txn.encode_update_v1()
    };
    submit(live, &actor(who), &update, Flow::Update).map(drop).map_err(|refusal| refusal.code)
}

#[test]
fn bone_1_the_facilitator_gives_a_bone_a_colour_of_the_palette() {
    let mut live = stage();
    let shown = |live: &Live| live.reading().0.branches[0].colour.clone();
    assert_eq!(shown(&live), None);
    assert_eq!(paint(&mut live, "alice", 700, "plum".into()), Err(Code::NotAllowed));
    assert_eq!(paint(&mut live, "facilitator", 701, "plum".into()), Ok(()));
    assert_eq!(shown(&live).as_deref(), Some("plum"));
    for wrong in [Any::from("pink"), Any::from("#a93c84"), Any::from(""), Any::from(3)] {
        assert_eq!(paint(&mut live, "facilitator", 702, wrong.clone()), Err(Code::Schema), "{wrong}");
    }
    assert_eq!(paint(&mut live, "facilitator", 703, Any::Null), Ok(()));
    assert_eq!(shown(&live), None);
    live.verify().expect("the index is the document");
    assert_eq!(live.document_json()["branches"]["people"]["colour"], json!(null));
}
