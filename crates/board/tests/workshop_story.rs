//! The whole CX workshop of the fixture, from the first join to the end, by the rules alone.
#![allow(clippy::unwrap_used)]

mod stage;

use std::collections::BTreeMap;

use board::{
    BoardId,
    reading::{Board, read},
    workshop::{profile, templates::template},
};
use serde_json::{Value, json};
use stage::{Stage, person};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../../../tests/fixtures/cx-workshop.json"))
        .expect("the fixture is JSON")
}

/// Creates the fixture's board with its people and its 36 causes, each under its key.
fn gathered(story: &Value) -> Stage {
    let start = template("cx-5m", "pl").unwrap();
    let mut stage = Stage::bare();
    let create = json!({
        "title": story["title"], "language": story["language"], "effect": story["effect"],
        "goals": story["goals"], "agenda": story["agenda"], "branches": start.branches,
        "departments": start.departments, "competences": start.competences,
        "facilitator_hash": "f", "projector_hash": "p", "join_code": "CX5M",
    });
    stage.make(create).unwrap();
    for one in story["people"].as_array().unwrap() {
        stage.join(one["name"].as_str().unwrap(), one["department"].as_str().unwrap()).unwrap();
    }
    for note in story["notes"].as_array().unwrap() {
        let text = |key: &str| note[key].as_str();
        stage.note(text("key").unwrap(), text("branch").unwrap(), text("author").unwrap(), text("parent"));
    }
    stage
}

fn advance(stage: &mut Stage, activity: &str) {
    stage.boss(json!({ "do": "next_activity" }));
    assert_eq!(stage.session("activity"), activity);
}

#[test]
fn cmd_10_the_cx_workshop_comes_out_as_expected_and_replays_to_the_same() {
    let story = fixture();
    let expected = &story["expected"];
    let mut stage = gathered(&story);
    assert_eq!(stage.document.notes.len(), 36);
    for activity in ["a1", "a2", "a3", "a4", "a5", "a6"] {
        advance(&mut stage, activity);
    }

    stage.boss(
        json!({ "do": "open_vote", "dots": story["vote"]["dots"], "per_note": story["vote"]["per_note"] }),
    );
    for (name, ballot) in story["vote"]["ballots"].as_object().unwrap() {
        for (note, dots) in ballot.as_object().unwrap() {
            stage.cast(name, note, dots.as_u64().unwrap() as u32).unwrap();
        }
        assert_eq!(stage.ballot(name)["vote"]["left"], 0);
    }
    stage.boss(json!({ "do": "close_vote" }));
    stage.boss(json!({ "do": "reveal_vote" }));
    let vote = stage.session("vote");
    assert_eq!(vote["tally"], expected["tally"]);
    assert_eq!((&vote["voted"], &vote["eligible"]), (&json!(9), &json!(9)));
    let board = result(&stage);
    assert_eq!((board.ranking()[0].id.as_str(), board.ranking()[0].dots), ("c7", Some(7)));

    advance(&mut stage, "a7");
    let notes: Vec<&String> = story["ratings"].as_object().unwrap().keys().collect();
    stage.boss(json!({ "do": "open_rating", "notes": notes }));
    for (note, given) in story["ratings"].as_object().unwrap() {
        for (name, axes) in given.as_object().unwrap() {
            let axis = |n: usize| axes[n].as_u64().unwrap() as u8;
            stage.rate(name, note, axis(0), axis(1)).unwrap();
        }
    }
    assert_eq!(stage.session("rating")["complete"], 9);
    stage.boss(json!({ "do": "close_rating" }));
    stage.boss(json!({ "do": "reveal_rating" }));
    let rating = stage.session("rating")["tally"].clone();
    for (note, medians) in expected["medians"].as_object().unwrap() {
        assert_eq!(rating[note]["importance"], medians["importance"], "{note}");
        assert_eq!(rating[note]["urgency"], medians["urgency"], "{note}");
    }
    assert_eq!(json!(result(&stage).most_disputed().map(|note| &note.id)), expected["most_disputed"]);
    for (note, priority) in expected["priorities"].as_object().unwrap() {
        assert_eq!(rating[note]["suggestion"], *priority, "{note}");
        stage.boss(json!({ "do": "set_priority", "note": note, "priority": priority }));
    }

    advance(&mut stage, "a8");
    let mut needs: Vec<Vec<String>> = vec![];
    for project in story["projects"].as_array().unwrap() {
        let mut command = project.clone();
        command["do"] = json!("create_project");
        let id = format!("p{}", stage.boss(command));
        let made = stage.document.projects.iter().find(|(found, _)| found.to_string() == id).unwrap().1;
        assert_eq!(made.fields["budget"], project["budget"].as_str().unwrap());
        needs.push(made.lists["competences"].clone());
        let asked = project["approvals"].as_array().unwrap();
        for one in story["people"].as_array().unwrap() {
            let said = stage.give(
                &person(one["name"].as_str().unwrap()),
                json!({ "do": "approve", "project": id, "decision": "accept" }),
            );
            assert_eq!(said.is_ok(), asked.contains(&one["department"]), "{one}");
        }
        assert_eq!(stage.root("approvals", &id).unwrap().as_object().unwrap().len(), asked.len());
    }
    let expected_list = stage.state.competences.clone();
    let team = profile(needs.iter().map(Vec::as_slice), &expected_list, &[], "pl");
    let counted: BTreeMap<&str, u32> =
        team.iter().filter(|c| c.projects > 0).map(|c| (c.name.as_str(), c.projects)).collect();
    assert_eq!(json!(counted), expected["competences"]);
    assert_eq!((team[0].name.as_str(), team[0].expected), ("prowadzenie projektów", true));

    advance(&mut stage, "a9");
    stage.boss(json!({ "do": "finish" }));
    let again = stage.replayed();
    assert_eq!(again.state, stage.state);
    assert_eq!(again.document, stage.document);
    assert_eq!(again.told, stage.told);
}

/// The board as exports read it: every cause on one bone, with what the session says of vote and rating.
fn result(stage: &Stage) -> Board {
    let notes: BTreeMap<String, Value> = stage
        .document
        .notes
        .keys()
        .map(|id| (id.to_string(), json!({ "text": id, "branch": "bone" })))
        .collect();
    let session = json!({ "vote": stage.session("vote"), "rating": stage.session("rating") });
    let document = json!({ "branches": { "bone": {} }, "notes": notes, "session": session });
    let (board, defects) = read(&BoardId::from("story"), &document);
    assert_eq!(defects, []);
    board
}
