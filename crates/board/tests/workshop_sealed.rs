//! Sealed causes that are written anew, and what their author is told of them afterwards.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{Actor, Code};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn replace(note: &str, branch: &str, text: &str) -> Value {
    json!({ "do": "seal_note", "branch": branch, "text": text, "note": note })
}

#[test]
fn seal_8_its_author_changes_a_sealed_cause_and_nobody_else_does() {
    let mut stage = Stage::new();
    let first = format!("s{}", stage.seal("ann", "people", "the bos shouts").unwrap());
    stage.seal("ann", "people", "another").unwrap();
    let ann = person("ann");
    stage.give(&ann, replace(&first, "methods", "the boss shouts")).unwrap();
    let sealed = stage.ballot("ann")["sealed"].clone();
    assert_eq!(sealed[0], json!({ "id": first, "branch": "methods", "text": "the boss shouts" }));
    assert_eq!((sealed.as_array().unwrap().len(), stage.session("hidden")), (2, json!(2)));

    for (who, command, expected) in [
        (person("bob"), replace(&first, "people", "not his"), Code::Unknown),
        (ann.clone(), replace("s999", "people", "there is none"), Code::Unknown),
        (ann.clone(), replace(&first, "tail", "no such bone"), Code::Unknown),
        (ann.clone(), replace(&first, "people", " "), Code::Invalid),
        (ann.clone(), replace(&first, "people", &"ж".repeat(1001)), Code::TooLong),
        (BOSS, replace(&first, "people", "not the facilitator's"), Code::NotAllowed),
        (Actor::Server, replace(&first, "people", "nor the server's"), Code::NotAllowed),
    ] {
        assert_eq!(stage.give(&who, command.clone()), Err(expected), "{command} by {who:?}");
    }
    assert_eq!(stage.ballot("ann")["sealed"], sealed, "what is refused changes nothing");
    assert!(!stage.all_told().contains("shout"), "nobody is told a word of it");

    stage.boss(json!({ "do": "lock" }));
    assert_eq!(stage.give(&ann, replace(&first, "people", "late")), Err(Code::Locked));
    stage.boss(json!({ "do": "unlock" }));
    stage.boss(json!({ "do": "reveal_notes" }));
    assert!(stage.all_told().contains("the boss shouts") && !stage.all_told().contains("the bos shouts"));
    assert_eq!(stage.give(&ann, replace(&first, "people", "too late")), Err(Code::Unknown));
}

#[test]
fn seal_8_changing_a_sealed_cause_takes_no_room() {
    let mut stage = Stage::new();
    stage.state.limits.notes = 6;
    let only = format!("s{}", stage.seal("ann", "people", "six").unwrap());
    assert_eq!(stage.seal("ann", "people", "seven"), Err(Code::TooMany));
    stage.give(&person("ann"), replace(&only, "people", "still six")).unwrap();
}

#[test]
fn seal_8_the_stricter_rule_of_all_times_of_writing_holds() {
    for (before, after) in [("none", "all"), ("all", "none")] {
        let mut stage = Stage::new();
        stage.boss(json!({ "do": "set_sealed_departments", "named": before }));
        let id = format!("s{}", stage.seal("ann", "people", "first words").unwrap());
        stage.boss(json!({ "do": "set_sealed_departments", "named": after }));
        stage.give(&person("ann"), replace(&id, "people", "better words")).unwrap();
        stage.boss(json!({ "do": "set_sealed_departments", "named": "all" }));
        let seq = stage.boss(json!({ "do": "reveal_notes" }));
        assert_eq!(
            stage.root("attribution", &format!("{seq}-1")),
            Some(json!({ "department": null })),
            "{before}, then {after}"
        );
    }
}

#[test]
fn seal_9_the_ballot_tells_the_author_alone_what_was_theirs() {
    let mut stage = Stage::new();
    stage.note("open", "people", "ann", None);
    stage.seal("ann", "people", "hers").unwrap();
    stage.seal("bob", "people", "his").unwrap();
    assert_eq!(stage.ballot("ann")["revealed"], json!([]));
    let seq = stage.boss(json!({ "do": "reveal_notes" }));
    assert_eq!(stage.ballot("ann")["revealed"], json!([format!("{seq}-1")]));
    assert_eq!(stage.ballot("bob")["revealed"], json!([format!("{seq}-2")]));
    assert_eq!(stage.ballot("eve")["revealed"], json!([]));
}

#[test]
fn seal_10_the_session_tells_the_cause_that_came_last_in_turn() {
    let turn = |stage: &Stage| stage.state.session().turn.map(|id| id.to_string());
    let mut stage = Stage::newest();
    let next = json!({ "do": "reveal_notes", "next": true });
    for text in ["a", "b", "c", "d"] {
        stage.seal("ann", "people", text).unwrap();
    }
    assert_eq!(turn(&stage), None);
    for _ in 0..2 {
        let seq = stage.boss(next.clone());
        assert_eq!(turn(&stage), Some(format!("{seq}-1")));
        assert_eq!(stage.replayed().state, stage.state);
    }
    stage.boss(json!({ "do": "reveal_notes", "branch": "methods" }));
    assert_eq!(turn(&stage), None, "also where a bone has none");
    stage.boss(next.clone());
    stage.boss(json!({ "do": "lock" }));
    assert_ne!(turn(&stage), None, "people still talk about it");
    stage.boss(json!({ "do": "unlock" }));
    stage.boss(json!({ "do": "finish" }));
    assert_eq!(turn(&stage), None);
    stage.boss(json!({ "do": "reopen" }));

    stage.boss(next.clone());
    stage.boss(json!({ "do": "next_activity" }));
    assert_eq!(turn(&stage), None);
    stage.boss(json!({ "do": "unlock" }));
    assert_eq!(stage.give(&BOSS, next.clone()), Err(Code::NotNow));

    // The last one stands until the facilitator says that they have been through.
    stage.seal("ann", "people", "e").unwrap();
    stage.boss(next.clone());
    assert_ne!(turn(&stage), None);
    stage.boss(json!({ "do": "reveal_notes" }));
    assert_eq!(turn(&stage), None);

    stage.state.edition = 2;
    stage.seal("ann", "people", "f").unwrap();
    stage.boss(next);
    assert_eq!(turn(&stage), None, "made before that was told");
}

#[test]
fn list_1_hidden_causes_that_are_revealed_in_an_activity_of_a_list_come_from_it() {
    let mut stage = Stage::newest();
    let agenda = |list: &str| json!({ "do": "set_agenda", "agenda": [{ "id": "s", "kind": "silent", "minutes": 5, "list": list }] });
    assert_eq!(stage.give(&BOSS, agenda("wishes")), Err(Code::Invalid));
    stage.boss(agenda("goals"));
    stage.seal("ann", "people", "before it runs").unwrap();
    stage.boss(json!({ "do": "reveal_notes" }));
    stage.boss(json!({ "do": "start_activity", "activity": "s" }));
    stage.seal("ann", "people", "while it runs").unwrap();
    stage.boss(json!({ "do": "reveal_notes" }));
    let lists: Vec<Option<&str>> = ["before it runs", "while it runs"]
        .map(|text| {
            let note = stage.document.notes.values().find(|note| note["text"] == text).unwrap();
            note.get("list").map(String::as_str)
        })
        .to_vec();
    assert_eq!(lists, [None, Some("goals")]);
    assert_eq!(stage.replayed().document, stage.document);
}
