//! What a stock client may write into a project.

use board::workshop::{Command, Create};
use board::{Code, Flow, Live};
use serde_json::json;
use yrs::updates::decoder::Decode;
use yrs::{Any, Doc, In, Map, MapPrelim, MapRef, Out, Transact, TransactionMut, Update};

use crate::stage::{actor, perform, stage, submit};

/// Makes a change as a client of this person would, and gives the code of a refusal.
pub fn write(
    live: &mut Live,
    who: &str,
    client: u64,
    change: impl FnOnce(&mut TransactionMut, &Doc),
) -> Result<(), Code> {
    let doc = Doc::with_client_id(client);
    for root in ["projects", "notes", "facts"] {
        doc.get_or_insert_map(root);
    }
    let known = live.diff(&[0]).expect("an empty state vector");
    doc.transact_mut().apply_update(Update::decode_v1(&known).expect("own bytes")).expect("fits");
    let update = {
        let mut txn = doc.transact_mut();
        change(&mut txn, &doc);
        txn.commit();
        txn.encode_update_v1()
    };
    submit(live, &actor(who), &update, Flow::Update).map(drop).map_err(|refusal| refusal.code)
}

/// A board with the project `p`.
fn board() -> Live {
    let mut live = stage();
    let made: Command = serde_json::from_value(json!({ "do": "create_project", "title": "P",
        "affects_departments": ["sales"] }))
    .expect("a command");
    perform(&mut live, &actor("facilitator"), made);
    live
}

/// The project's map.
fn project(txn: &TransactionMut) -> MapRef {
    let projects = yrs::ReadTxn::get_map(txn, "projects").expect("a root");
    let first = projects.keys(txn).min().expect("there is one").to_owned();
    match projects.get(txn, &first) {
        Some(Out::YMap(project)) => project,
        _ => panic!("the project is there"),
    }
}

#[test]
fn proj_6_gate_13_the_gate_takes_days_amounts_and_currencies_and_nothing_like_them() {
    let mut live = board();
    let mut client = 700;
    let mut set = |live: &mut Live, key: &str, value: In| {
        client += 1;
        write(live, "facilitator", client, |txn, _| {
            project(txn).insert(txn, key, value);
        })
    };
    let fits: [(&str, Any); 11] = [
        ("person", "Olga".into()),
        ("start", "2027-02-28".into()),
        ("due", "2026-01-01".into()),
        ("amount", 5.into()),
        ("amount", 0.1.into()),
        ("amount", (-12_345_678_901.25).into()),
        ("amount", 1e12.into()),
        ("amount", Any::Null),
        ("amount", 1200.50.into()),
        ("currency", "UAH".into()),
        ("fact", "f1".into()),
    ];
    for (key, value) in fits {
        assert_eq!(set(&mut live, key, value.clone().into()), Ok(()), "{key} {value}");
    }
    let shown = live.document_json()["projects"].clone();
    let wrong: [(&str, Any, Code); 14] = [
        ("start", "2027-02-29".into(), Code::Schema),
        ("due", "soon".into(), Code::Schema),
        ("due", 20_270_228.into(), Code::Schema),
        ("amount", "5".into(), Code::Schema),
        ("amount", true.into(), Code::Schema),
        ("amount", f64::INFINITY.into(), Code::Schema),
        ("amount", f64::NAN.into(), Code::Schema),
        ("amount", 1.1e12.into(), Code::Schema),
        ("amount", Any::from(vec![Any::from(5)]), Code::Schema),
        ("currency", "zł".into(), Code::Schema),
        ("currency", 978.into(), Code::Schema),
        ("fact", "f".repeat(65).into(), Code::TooLong),
        ("person", "x".repeat(2_001).into(), Code::TooLong),
        ("title", 7.into(), Code::Schema),
    ];
    for (key, value, code) in wrong {
        assert_eq!(set(&mut live, key, value.clone().into()), Err(code), "{key} {value}");
    }
    assert_eq!(set(&mut live, "amount", MapPrelim::default().into()), Err(Code::Schema));
    assert_eq!(set(&mut live, "affects_departments", Any::from("it").into()), Err(Code::Schema));
    assert_eq!(live.document_json()["projects"], shown);
    live.verify().expect("the index is the document");
    let (read, _) = live.reading();
    let read = &read.projects[0];
    assert_eq!((read.amount, read.field("due"), read.field("currency")), (Some(1200.5), "2026-01-01", "UAH"));
    assert_eq!(read.affects_departments, ["sales".into()]);
}

#[test]
fn proj_6_a_project_affects_departments_that_the_board_lists() {
    let affects = |live: &mut Live, client: u64, department: &str| {
        write(live, "facilitator", client, |txn, _| {
            let Some(Out::YMap(list)) = project(txn).get(txn, "affects_departments") else {
                panic!("the list is there")
            };
            list.insert(txn, department, "a1");
        })
    };
    let mut live = board();
    assert_eq!(affects(&mut live, 700, "it"), Ok(()));
    assert_eq!(affects(&mut live, 701, "gardening"), Err(Code::Schema));
    assert_eq!(live.reading().0.projects[0].affects_departments, ["sales".into(), "it".into()]);
    // Where none is listed, any will do.
    let mut free = Live::new("free".into(), board::schema::Limits::default());
    let create = Create {
        title: "Free".into(),
        language: "en".into(),
        facilitator_hash: "f".into(),
        projector_hash: "p".into(),
        edition: board::workshop::EDITION,
        ..Create::default()
    };
    let mut batch = free.batch(crate::stage::AT);
    batch.act(create.into()).expect("fits");
    batch.finish().expect("nothing breaks");
    perform(
        &mut free,
        &actor("facilitator"),
        serde_json::from_value(json!({ "do": "create_project", "title": "P" })).expect("a command"),
    );
    assert_eq!(affects(&mut free, 702, "gardening"), Ok(()));
}

#[test]
fn proj_7_amounts_add_up_by_currency() {
    let mut live = stage();
    for (amount, currency) in [(0.5, "EUR"), (100.0, "EUR"), (-7.0, "PLN")] {
        let made = json!({ "do": "create_project", "title": "P", "amount": amount, "currency": currency });
        perform(&mut live, &actor("facilitator"), serde_json::from_value(made).expect("a command"));
    }
    let sums = |live: &Live| json!(live.reading().0.amounts());
    assert_eq!(sums(&live), json!({ "EUR": 100.5, "PLN": -7.0 }));
    let no_currency = write(&mut live, "facilitator", 700, |txn, _| {
        project(txn).remove(txn, "currency");
    });
    assert_eq!((no_currency, sums(&live)), (Ok(()), json!({ "": 0.5, "EUR": 100.0, "PLN": -7.0 })));
}

/// A client that sends its numbers again, after a lost acknowledgement, is not taken for another.
#[test]
fn client_3_a_number_is_known_again_and_another_is_not() {
    let mut live = board();
    let doc = Doc::with_client_id(700);
    doc.get_or_insert_map("projects");
    let known = live.diff(&[0]).expect("an empty state vector");
    let mut answer = |value: f64| {
        let doc = Doc::with_client_id(700);
        doc.get_or_insert_map("projects");
        doc.transact_mut().apply_update(Update::decode_v1(&known).expect("own bytes")).expect("fits");
        let mut txn = doc.transact_mut();
        project(&txn).insert(&mut txn, "amount", value);
        txn.commit();
        let update = txn.encode_update_v1();
        submit(&mut live, &actor("facilitator"), &update, Flow::Update).map_err(|refusal| refusal.code)
    };
    assert_eq!(answer(12.5), Ok(board::Accepted::Applied));
    assert_eq!(answer(12.5), Ok(board::Accepted::Nothing));
    assert_eq!(answer(13.5), Err(Code::Forged));
}
