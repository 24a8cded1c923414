//! The checklist that facilitators keep for themselves.
#![allow(clippy::unwrap_used)]

mod stage;

use board::Code;
use board::workshop::{MOST_POINTS, USUAL_POINTS};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn point(id: &str, change: Value) -> Value {
    let mut command = json!({ "do": "set_point", "point": id });
    command.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    command
}

/// The points as `id text done`.
fn points(stage: &Stage) -> Vec<String> {
    let said = |point: &board::workshop::Point| format!("{} {} {}", point.id, point.text, point.done);
    stage.state.points().iter().map(said).collect()
}

#[test]
fn cmd_17_points_are_ticked_added_changed_and_removed() {
    let mut stage = Stage::newest();
    for usual in USUAL_POINTS {
        stage.boss(point(usual, json!({ "done": true })));
        stage.boss(point(usual, json!({ "done": false })));
    }
    assert_eq!(points(&stage), [""; 0], "what everybody has is kept only where it is ticked");
    stage.boss(json!({ "do": "lock" }));
    stage.boss(point("c1", json!({ "text": "Bring the survey" })));
    stage.boss(point("room", json!({ "done": true })));
    stage.boss(point("c2", json!({ "text": "Sticky tape", "done": true })));
    stage.boss(point("c1", json!({ "done": true })));
    stage.boss(point("c2", json!({ "text": "Tape" })));
    assert_eq!(points(&stage), ["c1 Bring the survey true", "room  true", "c2 Tape true"]);
    stage.boss(point("c1", json!({ "text": " " })));
    assert_eq!(points(&stage), ["room  true", "c2 Tape true"]);
    let again = stage.replayed();
    assert!(again.state == stage.state && again.document == stage.document);
    stage.boss(json!({ "do": "finish" }));
    assert_eq!(stage.give(&BOSS, point("room", json!({ "done": false }))), Err(Code::Finished));
}

#[test]
fn cmd_17_nobody_else_changes_the_checklist_and_what_does_not_fit_is_refused() {
    let mut stage = Stage::newest();
    for (command, refusal) in [
        (point("room", json!({ "text": "Mine" })), Code::Invalid),
        (point("c1", json!({ "done": true })), Code::Unknown),
        (point("", json!({ "text": "Nameless" })), Code::Invalid),
        (point("c1", json!({ "text": "x".repeat(2001) })), Code::TooLong),
        (point(&"c".repeat(65), json!({ "text": "x" })), Code::Invalid),
    ] {
        assert_eq!(stage.give(&BOSS, command.clone()), Err(refusal), "{command}");
    }
    assert_eq!(stage.give(&person("ann"), point("room", json!({ "done": true }))), Err(Code::NotAllowed));
    for n in 0..MOST_POINTS {
        stage.boss(point(&format!("c{n}"), json!({ "text": "x" })));
    }
    assert_eq!(stage.give(&BOSS, point("more", json!({ "text": "x" }))), Err(Code::TooMany));
    stage.boss(point("room", json!({ "done": true })));
    stage.boss(point("c0", json!({ "text": "" })));
    stage.boss(point("more", json!({ "text": "x" })));
}

#[test]
fn cmd_17_the_session_tells_only_that_the_checklist_changed() {
    let mut stage = Stage::newest();
    let before = stage.document.clone();
    let seq = stage.boss(point("c1", json!({ "text": "Mind the director" })));
    assert_eq!(stage.session("preparation_changed"), json!(seq));
    assert_eq!(
        stage.boss(point("c1", json!({ "text": "Mind the director" }))),
        seq,
        "said again, it is none"
    );
    assert!(stage.document != before);
    assert!(!format!("{:?}", stage.document).contains("director"));
    assert!(!serde_json::to_string(&stage.state.session()).unwrap().contains("director"));
}

#[test]
fn cmd_17_copy_1_a_board_may_be_made_with_points_of_its_own() {
    let create = |points: Value| json!({ "title": "Copy", "language": "en", "facilitator_hash": "f", "projector_hash": "p", "preparation": points });
    let own = json!({ "id": "c1", "text": "Chairs", "done": false });
    let mut stage = Stage::bare();
    stage.make(create(json!([own]))).unwrap();
    assert_eq!(points(&stage), ["c1 Chairs false"]);
    stage.boss(point("room", json!({ "done": true })));
    stage.boss(point("c1", json!({ "done": true })));
    assert_eq!(json!(stage.state.own_points()), json!([own]), "what is done here is not done there");
    assert!(stage.replayed().state == stage.state);
    for (unfit, refusal) in [
        (json!([own, own]), Code::Invalid),
        (json!([{ "id": "room", "text": "x" }]), Code::Invalid),
        (json!([{ "id": "c1", "text": " " }]), Code::Invalid),
        (json!([{ "id": "c1", "text": "x".repeat(2001) }]), Code::TooLong),
        ((0..51).map(|n| json!({ "id": format!("c{n}"), "text": "x" })).collect(), Code::TooMany),
    ] {
        assert_eq!(Stage::bare().make(create(unfit)), Err(refusal));
    }
}
