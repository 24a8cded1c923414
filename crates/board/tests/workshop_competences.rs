//! The competences of the team: which are needed, who has them, who learns them until when.
#![allow(clippy::unwrap_used)]

mod stage;

use board::Code;
use board::workshop::{Learner, MOST_NAMES, TeamCompetence, profile};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn set(name: &str, change: Value) -> Value {
    let mut command = json!({ "do": "set_competence", "name": name });
    command.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    command
}

#[test]
fn comp_1_what_is_said_of_a_competence_stays_until_it_is_said_anew() {
    let mut stage = Stage::newest();
    stage.boss(set(" Consumer  law ", json!({ "needed": "yes", "has": ["Ann", " ", "ann", "Legal"] })));
    stage.boss(set(
        "consumer  LAW",
        json!({ "learns": [{ "name": " Bob " }, { "name": "bob", "until": "2027-01-31" }] }),
    ));
    let said = json!([{ "name": "Consumer  law", "needed": true, "has": ["Ann", "Legal"],
        "learns": [{ "name": "Bob", "until": "2027-01-31" }] }]);
    assert_eq!(stage.session("team"), said);
    // Also while nothing else changes: learning goes on after the workshop.
    stage.boss(json!({ "do": "lock" }));
    stage.boss(set("SQL", json!({ "needed": "no" })));
    stage.boss(json!({ "do": "finish" }));
    stage.boss(set("Consumer  law", json!({ "has": ["Ann", "Legal", "Bob"] })));
    stage.boss(set("SQL", json!({ "needed": "projects" })));
    assert_eq!(stage.session("team").as_array().unwrap().len(), 1, "of which nothing is said is no entry");
    assert_eq!(stage.session("team")[0]["has"], json!(["Ann", "Legal", "Bob"]));
    let again = stage.replayed();
    assert!(again.state == stage.state && again.document == stage.document);
    stage.boss(set("Consumer  law", json!({ "needed": "projects", "has": [], "learns": [] })));
    assert!(!stage.state.session().entries().contains_key("team"));
}

#[test]
fn comp_1_nobody_else_says_it_and_what_does_not_fit_is_refused() {
    let mut stage = Stage::newest();
    let many: Vec<String> = (0..=MOST_NAMES).map(|n| format!("p{n}")).collect();
    for (command, refusal) in [
        (set(" ", json!({ "needed": "yes" })), Code::Invalid),
        (set(&"x".repeat(300), json!({ "needed": "yes" })), Code::TooLong),
        (set("SQL", json!({ "has": ["x".repeat(81)] })), Code::TooLong),
        (set("SQL", json!({ "has": many })), Code::TooMany),
        (set("SQL", json!({ "learns": [{ "name": "Bob", "until": "2027-02-29" }] })), Code::Invalid),
        (set("SQL", json!({ "needed": "perhaps" })), Code::Malformed),
    ] {
        assert_eq!(stage.give(&BOSS, command.clone()), Err(refusal), "{command}");
    }
    assert_eq!(stage.give(&person("ann"), set("SQL", json!({ "needed": "yes" }))), Err(Code::NotAllowed));
    for n in 0..100 {
        stage.boss(set(&format!("c{n}"), json!({ "needed": "yes" })));
    }
    assert_eq!(stage.give(&BOSS, set("c100", json!({ "needed": "yes" }))), Err(Code::TooMany));
    stage.boss(set("C99", json!({ "needed": "no" })));
}

fn one(name: &str, needed: Option<bool>, has: &[&str], learns: &[(&str, Option<&str>)]) -> TeamCompetence {
    TeamCompetence {
        name: name.into(),
        needed,
        has: has.iter().map(|name| (*name).to_owned()).collect(),
        learns: learns
            .iter()
            .map(|(name, until)| Learner { name: (*name).into(), until: until.map(str::to_owned) })
            .collect(),
    }
}

#[test]
fn comp_2_a_competence_is_needed_as_it_is_said_or_else_as_the_projects_say() {
    let needs = [vec!["SQL".to_owned(), "Law".to_owned()]];
    let team = [
        one("sql ", Some(false), &["Ann"], &[]),
        one("Patience", Some(true), &[], &[]),
        one("Drawing", None, &["Eve"], &[]),
    ];
    let found = profile(needs.iter().map(Vec::as_slice), &["courage".to_owned()], &team, "en");
    let found: Vec<(&str, u32, bool, usize)> =
        found.iter().map(|one| (one.name.as_str(), one.projects, one.needed(), one.team.has.len())).collect();
    assert_eq!(
        found,
        [
            ("Law", 1, true, 0),
            ("SQL", 1, false, 1),
            ("courage", 0, false, 0),
            ("Drawing", 0, false, 1),
            ("Patience", 0, true, 0)
        ]
    );
}

#[test]
fn comp_3_who_learns_is_late_from_the_day_after_unless_they_have_it() {
    let sql = one(
        "SQL",
        None,
        &["ann"],
        &[("Ann", Some("2027-01-01")), ("Bob", Some("2027-01-31")), ("Eve", None)],
    );
    let late = |today: &str| sql.late(today).iter().map(|learner| learner.name.as_str()).collect::<Vec<_>>();
    assert_eq!(late("2027-01-31"), [""; 0]);
    assert_eq!(late("2027-02-01"), ["Bob"]);
}
