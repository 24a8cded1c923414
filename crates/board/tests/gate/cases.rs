//! Every case of `fixtures/cases.json`, which `make.mjs` made with stock Yjs.

use board::workshop::Command;
use board::{Accepted, Actor, Flow, Live};
use serde::Deserialize;
use serde_json::json;

use crate::stage::{actor, perform, stage, submit};

#[derive(Deserialize)]
struct Fixture {
    setup: Vec<Step>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Step {
    who: String,
    update: String,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    expect: String,
    who: String,
    mode: String,
    flow: String,
    update: String,
}

pub fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}

fn command(value: serde_json::Value) -> Command {
    serde_json::from_value(value).expect("a command")
}

/// The stage in one of the modes that the cases name.
fn set(mode: &str, setup: &[Step]) -> Live {
    let mut live = stage();
    for step in setup {
        submit(&mut live, &actor(&step.who), &bytes(&step.update), Flow::Update)
            .expect("the set-up is allowed");
    }
    let right = |add, rest: &str, edit: &str| json!({"do": "set_permissions", "add": add, "edit": edit, "move": rest, "remove": rest});
    let commands = match mode {
        "open" => vec![],
        "locked" => vec![json!({"do": "lock"})],
        "finished" => vec![json!({"do": "finish"})],
        "none" => vec![right("none", "none", "none")],
        "any" => vec![right("own", "any", "any")],
        "edit-any" => vec![right("own", "own", "any")],
        "planning" => vec![
            json!({"do": "set_agenda", "agenda": [{"title": "m", "activities": [
                {"id": "plan", "kind": "plan", "title": "Plan", "minutes": 10}]}]}),
            json!({"do": "start_activity", "activity": "plan"}),
        ],
        mode => panic!("unknown mode {mode}"),
    };
    for value in commands {
        perform(&mut live, &Actor::Facilitator, command(value));
    }
    live
}

#[test]
fn gate_2_gate_3_gate_4_gate_12_gate_13_gate_14_gate_15_gate_16_real_bytes_are_judged_as_stated() {
    let fixture: Fixture = serde_json::from_str(include_str!("fixtures/cases.json"))
        .expect("the fixture is what make.mjs writes");
    assert!(fixture.cases.len() > 200, "the fixture is whole");
    let mut wrong = vec![];
    for case in &fixture.cases {
        let mut live = set(&case.mode, &fixture.setup);
        live.verify().expect("the index is the document before");
        let before = (
            live.document_json(),
            live.state_vector().len(),
            live.deleted(),
            live.state().clone(),
            live.seq(),
        );
        let flow = match case.flow.as_str() {
            "handshake" => Flow::Handshake,
            "before" => Flow::BeforeHandshake,
            _ => Flow::Update,
        };
        let answer = submit(&mut live, &actor(&case.who), &bytes(&case.update), flow);
        let got = match &answer {
            Ok(Accepted::Applied) => "applied",
            Ok(Accepted::Nothing) => "nothing",
            Err(refusal) => refusal.code.as_str(),
        };
        if got != case.expect {
            wrong.push(format!("{}: expected {}, got {got} ({answer:?})", case.name, case.expect));
        }
        if got != "applied" {
            let after = (
                live.document_json(),
                live.state_vector().len(),
                live.deleted(),
                live.state().clone(),
                live.seq(),
            );
            assert_eq!(before, after, "{}: nothing changed", case.name);
        }
        if let Err(difference) = live.verify() {
            wrong.push(format!("{}: the index differs: {difference}", case.name));
        }
        let restored = Live::restore(&live.snapshot()).expect("a snapshot can be read");
        if let Err(difference) = restored.verify() {
            wrong.push(format!("{}: the index of the snapshot differs: {difference}", case.name));
        }
        assert_eq!(restored.document_json(), live.document_json(), "{}: snapshot", case.name);
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), fixture.cases.len(), wrong.join("\n"));
}
