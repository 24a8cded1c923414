//! Progress of projects: who reports it, what it changes, and that nothing of it is ever rewritten.
#![allow(clippy::unwrap_used)]

mod stage;

use std::collections::BTreeMap;

use board::reading::{Project, late};
use board::schema::Limits;
use board::workshop::{Create, day_of};
use board::{Actor, Code, Millis};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

/// The 26th of November 2026, at noon in UTC.
const NOON: u64 = 1_795_694_400_000;

/// A board with a project of IT, measured by the fact `f1`, that sales is asked to accept.
fn board() -> (Stage, String) {
    let mut stage = Stage::newest();
    stage.at = NOON;
    stage.document.facts.insert("f1".into(), BTreeMap::new());
    let seq = stage
        .boss(json!({ "do": "create_project", "title": "Guide", "owner": "it", "approvals": ["sales"],
        "start": "2026-11-01", "due": "2027-01-31", "fact": "f1" }));
    (stage, format!("p{seq}"))
}

fn report(project: &str, said: Value) -> Value {
    let mut command = said;
    command["do"] = json!("report_progress");
    command["project"] = json!(project);
    command
}

fn history(stage: &Stage) -> Value {
    let root = stage.document.roots.get("progress").cloned().unwrap_or_default();
    root.into_values().collect()
}

#[test]
fn prog_1_the_facilitator_and_people_of_the_owner_report() {
    let (mut stage, project) = board();
    let said = report(&project, json!({ "word": "Begun" }));
    for (who, answer) in [
        (person("eve"), Err(Code::NotAllowed)),
        (person("zoe"), Err(Code::NotAllowed)),
        (Actor::Projector, Err(Code::ReadOnly)),
        (Actor::Server, Err(Code::NotAllowed)),
        (person("ann"), Ok(())),
        (BOSS, Ok(())),
    ] {
        assert_eq!(stage.give(&who, said.clone()).map(drop), answer, "{who:?}");
    }
    assert_eq!(stage.give(&BOSS, report("p999", json!({ "word": "x" }))), Err(Code::Unknown));
    let nobodys = stage.boss(json!({ "do": "create_project", "title": "x" }));
    let nobodys = report(&format!("p{nobodys}"), json!({ "word": "x" }));
    assert_eq!(stage.give(&person("ann"), nobodys.clone()), Err(Code::NotAllowed));
    stage.boss(nobodys);
    let rehearses = json!({ "participant": "zed", "name": "zed", "department": "it", "token_hash": "z", "rehearsal": true });
    let mut stage = board().0;
    stage.state.people.clear();
    stage.act(board::workshop::Action::Join(serde_json::from_value(rehearses).unwrap())).unwrap();
    assert_eq!(stage.give(&person("zed"), said), Err(Code::NotNow), "a rehearsal leaves nothing behind");
}

#[test]
fn prog_2_fin_1_a_finished_board_and_a_locked_one_take_progress_and_answers_and_nothing_else() {
    let (mut stage, project) = board();
    stage.boss(json!({ "do": "lock" }));
    stage.give(&person("ann"), report(&project, json!({ "status": "running" }))).unwrap();
    stage.boss(json!({ "do": "finish" }));
    stage.give(&person("ann"), report(&project, json!({ "word": "Half of it" }))).unwrap();
    stage.give(&BOSS, report(&project, json!({ "due": "2027-02-28" }))).unwrap();
    let approve = |decision: &str| json!({ "do": "approve", "project": project, "decision": decision });
    assert_eq!(stage.give(&person("ann"), approve("accept")), Err(Code::NotAllowed), "it is not asked");
    stage.give(&person("eve"), approve("decline")).unwrap();
    stage.give(&person("eve"), approve("accept")).unwrap();
    for (who, command) in [
        (person("ann"), json!({ "do": "done" })),
        (BOSS, json!({ "do": "lock" })),
        (BOSS, json!({ "do": "create_project", "title": "x" })),
    ] {
        assert_eq!(stage.give(&who, command.clone()), Err(Code::Finished), "{command}");
    }
    assert!(stage.state.finished);
    assert_eq!(history(&stage).as_array().unwrap().len(), 5);
    let again = stage.replayed();
    assert!(again.state == stage.state && again.document.roots == stage.document.roots);
    assert!(again.document.projects == stage.document.projects);
}

#[test]
fn prog_3_each_report_and_answer_is_kept_with_time_and_person_and_never_rewritten() {
    let (mut stage, project) = board();
    stage.give(&person("ann"), report(&project, json!({ "status": "running", "word": " Begun " }))).unwrap();
    let first = history(&stage);
    assert_eq!(
        first,
        json!([{ "project": project, "at": NOON, "by": "ann", "name": "ann", "department": "it",
            "status": "running", "word": "Begun" }])
    );
    stage.at += 1;
    let decline =
        json!({ "do": "approve", "project": project, "decision": "decline", "comment": "Too dear" });
    stage.give(&person("eve"), decline.clone()).unwrap();
    let seq = stage.give(&person("eve"), decline).unwrap();
    stage.give(&person("eve"), json!({ "do": "approve", "project": project, "decision": "accept" })).unwrap();
    assert_eq!(
        history(&stage).as_array().unwrap()[1..],
        [
            json!({ "project": project, "at": NOON + 1, "by": "eve", "name": "eve", "department": "sales",
                "decision": "decline", "word": "Too dear" }),
            json!({ "project": project, "at": NOON + 1, "by": "eve", "name": "eve", "department": "sales",
                "decision": "accept" }),
        ],
        "the same answer again is none, as of entry {seq}"
    );
    // Who changes their name, or goes, does not change what they said.
    stage.give(&person("ann"), json!({ "do": "set_person", "name": "Anna", "department": "sales" })).unwrap();
    stage.boss(json!({ "do": "remove_participant", "participant": "ann", "notes": true }));
    assert_eq!(history(&stage)[0], first[0]);
    let keys: Vec<&str> = stage.document.roots["progress"].keys().map(String::as_str).collect();
    assert_eq!(keys, ["000000", "000001", "000002"]);
    // The same report sent again is one; another day it is another.
    let said = report(&project, json!({ "status": "running" }));
    let before = stage.boss(said.clone());
    assert_eq!(stage.boss(said.clone()), before);
    stage.at += 86_400_000;
    assert!(stage.boss(said) > before);
}

#[test]
fn prog_3_a_board_of_an_earlier_edition_keeps_the_latest_answer_only() {
    let mut stage = Stage::new();
    let seq = stage.boss(json!({ "do": "create_project", "title": "x", "owner": "it", "approvals": ["it"] }));
    let project = format!("p{seq}");
    stage.give(&person("ann"), json!({ "do": "approve", "project": project, "decision": "accept" })).unwrap();
    assert_eq!(history(&stage), json!([]), "its log replays to the document that it had");
    stage.give(&person("ann"), report(&project, json!({ "status": "done" }))).unwrap();
    assert_eq!(history(&stage).as_array().unwrap().len(), 1);
}

#[test]
fn prog_4_a_report_sets_the_status_moves_the_day_and_says_at_least_one_thing() {
    let (mut stage, project) = board();
    let of = |stage: &Stage, key: &str| stage.document.projects[project.as_str()].fields[key].clone();
    stage.boss(report(&project, json!({ "status": "done" })));
    stage.boss(report(&project, json!({ "due": "2027-03-31" })));
    assert_eq!((of(&stage, "status").as_str(), of(&stage, "due").as_str()), ("done", "2027-03-31"));
    stage.boss(report(&project, json!({ "word": "Nothing new" })));
    assert_eq!((of(&stage, "status").as_str(), of(&stage, "due").as_str()), ("done", "2027-03-31"));
    // The history says what was promised before; the same day again moves nothing.
    stage.boss(report(&project, json!({ "due": "2027-04-30" })));
    stage.boss(report(&project, json!({ "due": "2027-04-30", "word": "Still so" })));
    let said = history(&stage);
    let moved: Vec<Value> = (0..5).map(|n| said[n]["due_before"].clone()).collect();
    let (null, first, second) = (Value::Null, json!("2027-01-31"), json!("2027-03-31"));
    assert_eq!(moved, [null.clone(), first, null.clone(), second, null], "{said}");
    for (said, code) in [
        (json!({}), Code::Invalid),
        (json!({ "word": " \u{3164}" }), Code::Invalid),
        (json!({ "word": "ї".repeat(2001) }), Code::TooLong),
        (json!({ "due": "2027-02-29" }), Code::Invalid),
        (json!({ "due": "2026-10-31" }), Code::Invalid),
        (json!({ "status": "perhaps" }), Code::Malformed),
        (json!({ "value": 1e13 }), Code::Invalid),
    ] {
        assert_eq!(stage.give(&BOSS, report(&project, said.clone())), Err(code), "{said}");
    }
}

#[test]
fn prog_5_a_measured_value_is_the_facts_value_of_that_day() {
    let (mut stage, project) = board();
    stage.give(&person("ann"), report(&project, json!({ "value": 12.5 }))).unwrap();
    stage.at += 86_400_000;
    stage.give(&BOSS, report(&project, json!({ "value": 13 }))).unwrap();
    stage.give(&BOSS, report(&project, json!({ "value": 14 }))).unwrap();
    let values = stage.document.facts["f1"].clone();
    assert_eq!(json!(values), json!({ "2026-11-26": 12.5, "2026-11-27": 14.0 }));
    let said = history(&stage);
    assert_eq!(
        (&said[0]["value"], &said[0]["fact"], &said[1]["value"]),
        (&json!(12.5), &json!("f1"), &json!(13.0))
    );
    stage.state.limits.fact_values = 2;
    stage.boss(report(&project, json!({ "value": 15 })));
    stage.at += 86_400_000;
    assert_eq!(stage.give(&BOSS, report(&project, json!({ "value": 16 }))), Err(Code::TooMany));
    let unmeasured = stage.boss(json!({ "do": "create_project", "title": "x" }));
    let value = report(&format!("p{unmeasured}"), json!({ "value": 1 }));
    assert_eq!(stage.give(&BOSS, value), Err(Code::Invalid));
    stage.document.facts.clear();
    assert_eq!(
        stage.give(&BOSS, report(&project, json!({ "value": 1 }))),
        Err(Code::Invalid),
        "the fact went"
    );
}

#[test]
fn prog_5_a_moment_lies_on_a_day_in_utc() {
    for (at, day) in [
        (0, "1970-01-01"),
        (NOON, "2026-11-26"),
        (1_795_737_599_999, "2026-11-26"),
        (1_795_737_600_000, "2026-11-27"),
        (1_835_395_200_000, "2028-02-29"),
        (u64::MAX, "9999-12-30"),
    ] {
        assert_eq!(day_of(Millis(at)), day);
    }
}

#[test]
fn prog_6_a_project_is_late_after_the_day_on_which_it_was_due() {
    let check = |due: &str, status: &str, today: &str| {
        let fields = [("due", due), ("status", status)].map(|(key, text)| (key.to_owned(), text.to_owned()));
        late(&Project { fields: fields.into(), ..Project::default() }, today)
    };
    assert!(check("2027-03-31", "planned", "2027-04-01"));
    assert!(check("2027-03-31", "running", "2030-01-01"));
    assert!(check("2027-03-31", "", "2027-04-01"));
    for (due, status, today) in [
        ("2027-03-31", "running", "2027-03-31"),
        ("2027-03-31", "done", "2027-04-01"),
        ("2027-03-31", "stopped", "2027-04-01"),
        ("", "running", "2027-04-01"),
        ("soon", "running", "2027-04-01"),
    ] {
        assert!(!check(due, status, today), "{due} {status} {today}");
    }
}

#[test]
fn prog_7_a_board_keeps_so_many_reports_and_so_many_of_one_participant() {
    let (mut stage, project) = board();
    (stage.state.limits.progress, stage.state.limits.progress_per_person) = (4, 2);
    let said = |n: u32| report(&project, json!({ "word": format!("{n}") }));
    stage.give(&person("ann"), said(1)).unwrap();
    stage.give(&person("ann"), said(2)).unwrap();
    assert_eq!(stage.give(&person("ann"), said(3)), Err(Code::TooMany));
    let again = stage.give(&person("ann"), said(2));
    assert_eq!(again, stage.give(&person("ann"), said(2)), "what was said already takes no room");
    assert!(again.is_ok());
    stage.give(&person("bob"), said(4)).unwrap();
    stage.boss(said(5));
    assert_eq!(stage.give(&BOSS, said(6)), Err(Code::TooMany));
    let approve = json!({ "do": "approve", "project": project, "decision": "accept" });
    assert_eq!(stage.give(&person("eve"), approve), Err(Code::TooMany));
}

#[test]
fn limit_2_a_file_brings_its_history_along_and_nothing_that_a_board_would_refuse() {
    let create = |said: Value| {
        json!({ "title": "Next", "language": "en", "facilitator_hash": "f", "projector_hash": "p", "contents": {
            "projects": [{ "id": "p1", "fields": [["title", "P"]], "lists": [] }], "progress": [said] } })
    };
    let said = json!({ "project": "p1", "at": 5, "by": "old-ann", "name": "Ann", "department": "it", "status": "running" });
    let mut stage = Stage::bare();
    stage.make(create(said.clone())).unwrap();
    assert_eq!(history(&stage), json!([said]));
    stage.boss(report("p1", json!({ "status": "done" })));
    assert_eq!(
        (history(&stage)[0].clone(), history(&stage)[1]["status"].clone()),
        (said.clone(), json!("done"))
    );
    for (key, value) in [
        ("project", json!("p2")),
        ("due", json!("soon")),
        ("value", json!(1e13)),
        ("word", json!("ї".repeat(2001))),
        ("by", json!("x".repeat(65))),
    ] {
        let mut wrong = said.clone();
        wrong[key] = value;
        let create: Create = serde_json::from_value(create(wrong)).unwrap();
        assert_eq!(create.check(&Limits::default()).unwrap_err().at, "progress[0]", "{key}");
    }
}
