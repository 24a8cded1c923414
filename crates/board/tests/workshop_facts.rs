//! Facts that participants add.
#![allow(clippy::unwrap_used)]

mod stage;

use board::workshop::Permissions;
use board::{Actor, Code, FactId};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn allow(stage: &mut Stage, facts: &str) {
    stage.boss(json!({ "do": "set_permissions", "facts": facts }));
}

fn add(stage: &mut Stage, who: &Actor, label: &str) -> Result<FactId, Code> {
    let before: Vec<FactId> = stage.document.facts.keys().cloned().collect();
    let new =
        json!({ "do": "add_fact", "label": label, "unit": "a week", "value": 12.5, "day": "2027-01-31" });
    stage.give(who, new)?;
    Ok(stage.document.facts.keys().find(|id| !before.contains(id)).unwrap().clone())
}

fn take_back(stage: &mut Stage, who: &Actor, fact: &FactId) -> Result<u64, Code> {
    stage.give(who, json!({ "do": "remove_fact", "fact": fact }))
}

#[test]
fn fact_8_participants_add_facts_while_they_are_let_and_take_their_own_back() {
    let mut stage = Stage::newest();
    assert_eq!(add(&mut stage, &person("ann"), "Complaints"), Err(Code::NotAllowed), "nobody was let");
    assert_eq!(
        stage.session("permissions"),
        json!({ "add": "own", "edit": "own", "move": "own", "remove": "own" })
    );
    allow(&mut stage, "own");
    assert_eq!(stage.session("permissions")["facts"], "own");
    let mine = add(&mut stage, &person("ann"), " Complaints\u{200b} ").unwrap();
    assert_eq!(stage.document.facts[&mine], [("2027-01-31".to_owned(), 12.5)].into());
    let hers = add(&mut stage, &person("eve"), "Returns").unwrap();
    assert!(mine < hers, "they stand in the order in which they were added");
    assert_eq!(take_back(&mut stage, &person("ann"), &hers), Err(Code::NotYours));
    assert_eq!(take_back(&mut stage, &person("ann"), &FactId::from("f0")), Err(Code::Unknown));
    take_back(&mut stage, &person("ann"), &mine).unwrap();
    for (wrong, code) in [
        (json!({ "label": " \u{3164}" }), Code::Invalid),
        (json!({ "label": "x".repeat(121) }), Code::TooLong),
        (json!({ "label": "NPS", "unit": "x".repeat(41) }), Code::TooLong),
        (json!({ "label": "NPS", "source": "x".repeat(501) }), Code::TooLong),
        (json!({ "label": "NPS", "kind": "mood" }), Code::Malformed),
        (json!({ "label": "NPS", "value": 3 }), Code::Invalid),
        (json!({ "label": "NPS", "day": "2027-01-31" }), Code::Invalid),
        (json!({ "label": "NPS", "value": 3, "day": "2027-02-29" }), Code::Invalid),
        (json!({ "label": "NPS", "value": 1e13, "day": "2027-02-28" }), Code::Invalid),
    ] {
        let mut command = wrong.clone();
        command["do"] = json!("add_fact");
        assert_eq!(stage.give(&person("ann"), command), Err(code), "{wrong}");
    }
    assert_eq!(add(&mut stage, &Actor::Projector, "NPS"), Err(Code::ReadOnly));
    stage.boss(json!({ "do": "lock" }));
    assert_eq!(add(&mut stage, &person("ann"), "NPS"), Err(Code::Locked));
    assert_eq!(add(&mut stage, &BOSS, "NPS"), Err(Code::Locked));
    assert_eq!(take_back(&mut stage, &person("eve"), &hers), Err(Code::Locked));
    stage.boss(json!({ "do": "unlock" }));
    allow(&mut stage, "none");
    assert_eq!(add(&mut stage, &person("ann"), "NPS"), Err(Code::NotAllowed));
    assert_eq!(take_back(&mut stage, &person("eve"), &hers), Err(Code::NotAllowed));
    add(&mut stage, &BOSS, "NPS").unwrap();
    take_back(&mut stage, &BOSS, &hers).unwrap();
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn fact_8_the_right_holds_through_activities_that_do_not_name_it() {
    let mut stage = Stage::newest();
    let none = json!({ "facts": "none" });
    let agenda = json!([{ "id": "c", "kind": "collect" }, { "id": "d", "kind": "discuss" },
        { "id": "p", "kind": "plan", "permissions": none }]);
    stage.boss(json!({ "do": "set_agenda", "agenda": agenda }));
    allow(&mut stage, "own");
    for activity in ["c", "d"] {
        stage.boss(json!({ "do": "start_activity", "activity": activity }));
        assert!(add(&mut stage, &person("ann"), activity).is_ok(), "{activity}");
    }
    stage.boss(json!({ "do": "start_activity", "activity": "p" }));
    assert_eq!(add(&mut stage, &person("ann"), "p"), Err(Code::NotAllowed));
    // A board that never heard of the right is written as it ever was.
    assert_eq!(serde_json::to_value(Permissions::default()).unwrap().get("facts"), None);
}

#[test]
fn fact_9_a_fact_tells_who_added_it_as_a_cause_does() {
    let mut stage = Stage::newest();
    allow(&mut stage, "own");
    let told = |stage: &Stage, id: &FactId| stage.session("facts_by")[id.as_str()].clone();
    let shown = add(&mut stage, &person("ann"), "with my name").unwrap();
    stage.boss(json!({ "do": "set_authors", "shown": false }));
    let hidden = add(&mut stage, &person("ann"), "without it").unwrap();
    let lead = add(&mut stage, &BOSS, "by the desk").unwrap();
    stage.boss(json!({ "do": "set_authors", "shown": false, "departments": false }));
    assert_eq!([told(&stage, &shown), told(&stage, &hidden)], [json!({}), json!({})]);
    stage.boss(json!({ "do": "set_authors", "shown": true }));
    assert_eq!(told(&stage, &shown), json!({ "department": "it", "author": "ann" }));
    assert_eq!(told(&stage, &hidden), json!({ "department": "it" }), "as its author was told");
    assert_eq!(told(&stage, &lead), Value::Null);
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn fact_10_one_person_and_all_together_add_so_many_and_no_more() {
    let mut stage = Stage::newest();
    allow(&mut stage, "own");
    let mut last = None;
    for n in 0..20 {
        last = Some(add(&mut stage, &person("ann"), &format!("fact {n}")).unwrap());
    }
    assert_eq!(add(&mut stage, &person("ann"), "one more"), Err(Code::TooMany));
    take_back(&mut stage, &person("ann"), &last.unwrap()).unwrap();
    add(&mut stage, &person("ann"), "in its place").unwrap();
    for n in 0..30 {
        let who = if n < 20 { "bob" } else { "eve" };
        add(&mut stage, &person(who), &format!("fact {n}")).unwrap();
    }
    assert_eq!(add(&mut stage, &person("eve"), "one more"), Err(Code::TooMany), "half of the sheet");
    for n in 0..50 {
        add(&mut stage, &BOSS, &format!("fact {n}")).unwrap();
    }
    assert_eq!(add(&mut stage, &BOSS, "one more"), Err(Code::TooMany));
    stage.boss(json!({ "do": "remove_participant", "participant": "ann" }));
    assert_eq!(stage.document.facts.len(), 100, "what people added stays");
    stage.boss(json!({ "do": "remove_participant", "participant": "ann", "notes": true }));
    assert_eq!(stage.document.facts.len(), 80, "or goes with what they wrote");
    assert_eq!(stage.state.fact_owners.len(), 30);
    assert_eq!(stage.replayed().document, stage.document);
}
