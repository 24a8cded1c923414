//! The charter in the root map `board`.

use board::Code;
use serde_json::json;
use yrs::Any;

use crate::questions::ask;
use crate::stage::stage;

#[test]
fn charter_1_facilitators_write_the_charter_and_every_field_is_judged() {
    let mut live = stage();
    let written: [(&'static str, Any); 5] = [
        ("purpose", "Nobody answers for the first thirty days".into()),
        ("reports_to", "marketing".into()),
        ("accepted_by", "customer-service".into()),
        ("centre", "cost".into()),
        ("goal_3_5_years", "NPS of 40".into()),
    ];
    for (n, (key, value)) in written.iter().enumerate() {
        assert_eq!(ask(&mut live, "facilitator", 700 + n as u64, key, value.clone()), Ok(()), "{key}");
    }
    let charter = live.reading().0.charter;
    let read = serde_json::to_value(&charter).unwrap();
    assert_eq!(
        read,
        json!({ "purpose": "Nobody answers for the first thirty days", "reports_to": "marketing",
            "accepted_by": "customer-service", "centre": "cost", "goal_3_5_years": "NPS of 40" })
    );
    assert_eq!(ask(&mut live, "alice", 710, "purpose", "Mine"), Err(Code::NotAllowed));
    assert_eq!(ask(&mut live, "facilitator", 711, "centre", "both"), Err(Code::Schema));
    assert_eq!(ask(&mut live, "facilitator", 712, "principles", "x".repeat(2_001)), Err(Code::TooLong));
    assert_eq!(ask(&mut live, "facilitator", 713, "reports_to", "x".repeat(65)), Err(Code::TooLong));
    assert_eq!(ask(&mut live, "facilitator", 714, "reports_to", Any::Null), Ok(()));
    assert_eq!(live.reading().0.charter.reports_to, None);
    live.verify().expect("the index is the document");
}
