//! The board's facts: who writes them, and what they may hold.

use board::workshop::Command;
use board::{Code, Live};
use serde_json::{Value, json};
use yrs::{Any, Doc, In, Map, MapPrelim, MapRef, Out, TransactionMut};

use crate::projects::write;
use crate::stage::{actor, perform, stage, wide_with};

fn facts(doc: &Doc, txn: &TransactionMut) -> MapRef {
    let _ = doc;
    yrs::ReadTxn::get_map(txn, "facts").expect("a root")
}

fn fact(doc: &Doc, txn: &TransactionMut, id: &str) -> MapRef {
    match facts(doc, txn).get(txn, id) {
        Some(Out::YMap(fact)) => fact,
        _ => panic!("{id} is there"),
    }
}

fn values(doc: &Doc, txn: &TransactionMut, id: &str) -> MapRef {
    match fact(doc, txn, id).get(txn, "values") {
        Some(Out::YMap(values)) => values,
        _ => panic!("its values are there"),
    }
}

/// Adds a fact as a client of this person would.
fn add(live: &mut Live, who: &str, client: u64, id: &str) -> Result<(), Code> {
    write(live, who, client, |txn, doc| {
        let fact = facts(doc, txn).insert(txn, id, MapPrelim::default());
        for (key, value) in [("kind", "nps"), ("label", "NPS"), ("unit", "points"), ("source", "Survey")] {
            fact.insert(txn, key, value);
        }
        fact.insert(txn, "department", "sales");
        fact.insert(txn, "target", 40);
        fact.insert(txn, "target_date", "2027-12-31");
        let values = fact.insert(txn, "values", MapPrelim::default());
        values.insert(txn, "2026-01-31", -12.5);
        values.insert(txn, "2025-12-31", -20);
    })
}

fn measure(live: &mut Live, who: &str, client: u64, day: &str, value: impl Into<In>) -> Result<(), Code> {
    let value = value.into();
    write(live, who, client, |txn, doc| {
        values(doc, txn, "f1").insert(txn, day, value);
    })
}

fn give(live: &mut Live, command: Value) {
    perform(live, &actor("facilitator"), serde_json::from_value::<Command>(command).expect("a command"));
}

#[test]
fn fact_1_fact_4_a_fact_has_values_over_time_of_which_the_first_and_the_newest_are_told() {
    let mut live = stage();
    assert_eq!(add(&mut live, "facilitator", 700, "f1"), Ok(()));
    let (board, defects) = live.reading();
    assert_eq!(defects, []);
    let read = &board.facts[0];
    assert_eq!((read.start(), read.newest()), (Some(("2025-12-31", -20.0)), Some(("2026-01-31", -12.5))));
    assert_eq!(
        json!(read),
        json!({ "id": "f1", "kind": "nps", "label": "NPS", "unit": "points", "source": "Survey",
            "department": "sales", "target": 40.0, "target_date": "2027-12-31",
            "values": { "2025-12-31": -20.0, "2026-01-31": -12.5 } })
    );
    assert_eq!(measure(&mut live, "facilitator", 701, "2026-02-28", 0.1), Ok(()));
    assert_eq!(live.reading().0.facts[0].newest(), Some(("2026-02-28", 0.1)));
    live.verify().expect("the index is the document");
    let again = Live::restore(&live.snapshot()).expect("own bytes");
    assert_eq!(again.document_json(), live.document_json());
}

#[test]
fn fact_2_only_facilitators_write_facts_and_nobody_on_a_locked_or_finished_board() {
    let mut live = stage();
    assert_eq!(add(&mut live, "alice", 700, "f1"), Err(Code::NotAllowed));
    assert_eq!(add(&mut live, "projector", 701, "f1"), Err(Code::ReadOnly));
    assert_eq!(add(&mut live, "facilitator", 702, "f1"), Ok(()));
    assert_eq!(measure(&mut live, "bob", 703, "2026-02-28", 1), Err(Code::NotAllowed));
    let unset = |live: &mut Live, who: &str, client: u64| {
        write(live, who, client, |txn, doc| {
            facts(doc, txn).remove(txn, "f1");
        })
    };
    assert_eq!(unset(&mut live, "alice", 704), Err(Code::NotAllowed));
    for (before, after, code) in [("lock", "unlock", Code::Locked), ("finish", "reopen", Code::Finished)] {
        give(&mut live, json!({ "do": before }));
        assert_eq!(measure(&mut live, "facilitator", 705, "2026-02-28", 1), Err(code));
        assert_eq!(unset(&mut live, "facilitator", 706), Err(code));
        give(&mut live, json!({ "do": after }));
        // A session writes under an id of its own each time.
        let client = if before == "lock" { 707 } else { 708 };
        assert_eq!(measure(&mut live, "facilitator", client, "2026-02-28", 1), Ok(()), "{after}");
    }
    assert_eq!(unset(&mut live, "facilitator", 709), Ok(()));
    assert_eq!(live.reading().0.facts, []);
    live.verify().expect("the index is the document");
}

#[test]
fn fact_1_gate_13_nothing_of_another_form_is_a_fact() {
    let mut live = stage();
    assert_eq!(add(&mut live, "facilitator", 700, "f1"), Ok(()));
    let shown = live.document_json()["facts"].clone();
    let mut client = 700;
    let mut set = |live: &mut Live, key: &str, value: In| {
        client += 1;
        write(live, "facilitator", client, |txn, doc| {
            fact(doc, txn, "f1").insert(txn, key, value);
        })
    };
    let wrong: [(&str, Any, Code); 13] = [
        ("kind", "loyalty".into(), Code::Schema),
        ("label", 5.into(), Code::Schema),
        ("label", "x".repeat(2_001).into(), Code::TooLong),
        ("unit", "x".repeat(2_001).into(), Code::TooLong),
        ("department", "gardening".into(), Code::Schema),
        ("department", "x".repeat(65).into(), Code::TooLong),
        ("target", "40".into(), Code::Schema),
        ("target", f64::NAN.into(), Code::Schema),
        ("target", 2e12.into(), Code::Schema),
        ("target_date", "2027-13-01".into(), Code::Schema),
        ("values", Any::Null, Code::Schema),
        ("colour", "red".into(), Code::Schema),
        ("text", "red".into(), Code::Schema),
    ];
    for (key, value, code) in wrong {
        assert_eq!(set(&mut live, key, value.clone().into()), Err(code), "{key} {value}");
    }
    for key in ["label", "target", "evil"] {
        assert_eq!(set(&mut live, key, MapPrelim::default().into()), Err(Code::Schema), "{key}");
    }
    for (day, value) in [
        ("2026-02-30", Any::from(1)),
        ("", 1.into()),
        ("newest", 1.into()),
        ("2026-02-28", "1".into()),
        ("2026-02-28", Any::Null),
        ("2026-02-28", f64::INFINITY.into()),
        ("2026-02-28", 2e12.into()),
    ] {
        client += 1;
        assert_eq!(
            measure(&mut live, "facilitator", client, day, value.clone()),
            Err(Code::Schema),
            "{day} {value}"
        );
    }
    let other = |live: &mut Live, client, id: &str, value: In| {
        write(live, "facilitator", client, |txn, doc| {
            facts(doc, txn).insert(txn, id, value);
        })
    };
    assert_eq!(other(&mut live, 760, "f2", Any::from("NPS").into()), Err(Code::Schema));
    assert_eq!(other(&mut live, 761, "", MapPrelim::default().into()), Err(Code::Schema));
    assert_eq!(other(&mut live, 762, &"f".repeat(65), MapPrelim::default().into()), Err(Code::TooLong));
    assert_eq!(live.document_json()["facts"], shown);
    live.verify().expect("the index is the document");
}

#[test]
fn fact_1_a_board_has_so_many_facts_and_a_fact_so_many_values() {
    let limits = board::schema::Limits { facts: 2, fact_values: 3, ..Default::default() };
    let mut live = wide_with(limits);
    assert_eq!(add(&mut live, "facilitator", 700, "f1"), Ok(()));
    assert_eq!(add(&mut live, "facilitator", 701, "f2"), Ok(()));
    assert_eq!(add(&mut live, "facilitator", 702, "f3"), Err(Code::TooMany));
    assert_eq!(add(&mut live, "facilitator", 703, "f1"), Ok(()), "in place of the one that is there");
    assert_eq!(measure(&mut live, "facilitator", 704, "2026-02-28", 1), Ok(()));
    assert_eq!(measure(&mut live, "facilitator", 705, "2026-03-31", 1), Err(Code::TooMany));
    assert_eq!(measure(&mut live, "facilitator", 706, "2026-02-28", 2), Ok(()), "it is there already");
    assert_eq!(live.reading().0.facts[0].newest(), Some(("2026-02-28", 2.0)));
}

#[test]
fn fact_3_a_new_project_names_a_fact_of_the_board_and_keeps_the_name_of_one_that_goes() {
    let mut live = stage();
    assert_eq!(add(&mut live, "facilitator", 700, "f1"), Ok(()));
    give(&mut live, json!({ "do": "create_project", "title": "P", "fact": "f1" }));
    let gone = write(&mut live, "facilitator", 701, |txn, doc| {
        facts(doc, txn).remove(txn, "f1");
    });
    assert_eq!(gone, Ok(()));
    assert_eq!(live.reading().0.projects[0].field("fact"), "f1");
    let mut batch = live.batch(crate::stage::AT);
    let unknown = serde_json::from_value(json!({ "do": "create_project", "title": "Q", "fact": "f1" }));
    let refused = batch.command(&actor("facilitator"), unknown.expect("a command"));
    assert_eq!(refused.map_err(|refusal| refusal.code), Err(Code::Unknown));
}
