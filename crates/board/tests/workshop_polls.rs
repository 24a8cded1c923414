//! Polls: secret grades of goals and of areas; and the charter.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{Code, schema::project, workshop::MOST_ITEMS};
use serde_json::json;
use stage::{BOSS, Stage, person};

fn grade(item: u32, grade: u8) -> serde_json::Value {
    json!({ "do": "grade", "item": item, "grade": grade })
}

#[test]
fn poll_1_facilitators_ask_about_one_to_twenty_things_and_one_poll_is_open_at_a_time() {
    let mut stage = Stage::newest();
    let open = |items: Vec<String>| json!({ "do": "open_poll", "kind": "belief", "items": items });
    for (items, code) in [
        (vec![], Code::Invalid),
        (vec!["NPS of 20".into(), " \u{200b}".into()], Code::Invalid),
        (vec!["x".into(); MOST_ITEMS + 1], Code::TooMany),
        (vec!["x".repeat(2_001)], Code::TooLong),
    ] {
        assert_eq!(stage.give(&BOSS, open(items)), Err(code));
    }
    let two = open(vec!["NPS of 20".into(), "No complaint open".into()]);
    assert_eq!(stage.give(&person("ann"), two.clone()), Err(Code::NotAllowed));
    assert_eq!(stage.give(&person("ann"), grade(0, 3)), Err(Code::NotNow));
    stage.boss(two.clone());
    let items = stage.session("poll")["items"].clone();
    assert_eq!(items, json!([{ "text": "NPS of 20" }, { "text": "No complaint open" }]));
    assert_eq!(stage.give(&BOSS, two.clone()), Err(Code::NotNow));
    stage.boss(json!({ "do": "drop_poll" }));
    assert_eq!(stage.root("session", "poll"), None);
    stage.boss(two);
}

#[test]
fn poll_2_poll_3_grades_are_secret_until_they_are_shown_and_never_tell_whose_they_are() {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "open_poll", "kind": "quality", "items": ["Sales", "IT"] }));
    assert_eq!(stage.give(&BOSS, json!({ "do": "reveal_poll" })), Err(Code::NotNow));
    for (who, item, given) in [("ann", 0, 1), ("ann", 0, 5), ("bob", 0, 4), ("eve", 0, 4), ("eve", 1, 2)] {
        stage.give(&person(who), grade(item, given)).unwrap();
    }
    for (item, given, code) in [(2, 3, Code::Unknown), (0, 0, Code::Invalid), (0, 6, Code::Invalid)] {
        assert_eq!(stage.give(&person("ann"), grade(item, given)), Err(code));
    }
    let told = stage.session("poll");
    assert_eq!((told["answered"].clone(), told["eligible"].clone()), (json!(3), json!(3)));
    assert!(told["items"][0].get("grades").is_none(), "{told}");
    assert_eq!(stage.ballot("ann")["poll"]["grades"], json!({ "0": 5 }));
    assert_eq!(stage.ballot("bob")["poll"]["grades"], json!({ "0": 4 }));
    stage.boss(json!({ "do": "reveal_poll" }));
    let shown = stage.session("poll");
    assert_eq!(shown["items"][0]["grades"], json!([0, 0, 0, 2, 1]));
    assert_eq!(shown["items"][1], json!({ "text": "IT" }), "one person graded it, so it is not told how");
    assert_eq!(shown["open"], false);
    assert_eq!(stage.ballot("ann").get("poll"), None);
    assert_eq!(stage.give(&person("ann"), grade(0, 3)), Err(Code::NotNow));
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn poll_2_the_grades_of_who_is_removed_go_and_the_facilitator_grades_for_a_seat() {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "add_seat", "name": "Olga", "department": "legal" }));
    let seat = stage.state.people.iter().find(|(_, person)| person.seat).unwrap().0.clone();
    stage.boss(json!({ "do": "open_poll", "kind": "belief", "items": ["NPS of 20"] }));
    for who in ["ann", "bob", "eve"] {
        stage.give(&person(who), grade(0, 2)).unwrap();
    }
    stage.boss(json!({ "do": "grade", "item": 0, "grade": 5, "for": seat }));
    assert_eq!(
        stage.give(&BOSS, json!({ "do": "grade", "item": 0, "grade": 5, "for": "ann" })),
        Err(Code::NotAllowed)
    );
    stage.boss(json!({ "do": "remove_participant", "participant": "eve" }));
    stage.boss(json!({ "do": "reveal_poll" }));
    assert_eq!(stage.session("poll")["items"][0]["grades"], json!([0, 2, 0, 0, 1]));
}

#[test]
fn poll_4_what_was_shown_is_kept_and_finishing_forgets_what_was_not() {
    let mut stage = Stage::newest();
    for round in 0..3 {
        stage.boss(json!({ "do": "open_poll", "kind": "belief", "items": [format!("Goal {round}")] }));
        for who in ["ann", "bob", "eve"] {
            stage.give(&person(who), grade(0, round + 1)).unwrap();
        }
        stage.boss(json!({ "do": "reveal_poll" }));
    }
    let earlier = stage.session("polls");
    assert_eq!(earlier.as_array().map(Vec::len), Some(2));
    assert_eq!(earlier[0]["items"][0], json!({ "text": "Goal 0", "grades": [3, 0, 0, 0, 0] }));
    assert_eq!(stage.session("poll")["items"][0]["text"], "Goal 2");
    stage.boss(json!({ "do": "open_poll", "kind": "belief", "items": ["Goal 3"] }));
    assert_eq!(stage.session("polls").as_array().map(Vec::len), Some(3));
    stage.give(&person("ann"), grade(0, 5)).unwrap();
    stage.boss(json!({ "do": "finish" }));
    assert!(stage.state.poll.is_none());
    assert_eq!(stage.session("poll")["items"][0]["text"], "Goal 2");
    for _ in 3..50 {
        let another = stage.state.polls[0].clone();
        stage.state.polls.push(another);
    }
    stage.state.finished = false;
    let more = json!({ "do": "open_poll", "kind": "belief", "items": ["One more"] });
    assert_eq!(stage.give(&BOSS, more), Err(Code::TooMany));
}

#[test]
fn charter_2_a_new_project_asks_the_department_that_the_charter_names() {
    let mut stage = Stage::newest();
    let asked = |stage: &Stage, seq: u64| {
        let project = &stage.document.projects[format!("p{seq}").as_str()];
        project.lists[project::APPROVALS].clone()
    };
    let before = stage.boss(json!({ "do": "create_project", "title": "A", "approvals": ["it"] }));
    assert_eq!(asked(&stage, before), ["it"]);
    stage.document.board.insert("accepted_by".into(), "sales".into());
    for (project, expect) in [
        (json!({ "do": "create_project", "title": "B", "approvals": ["it"] }), vec!["it", "sales"]),
        (json!({ "do": "create_project", "title": "C", "approvals": ["sales"] }), vec!["sales"]),
        (json!({ "do": "create_project", "title": "D", "owner": "sales" }), vec![]),
    ] {
        let seq = stage.boss(project);
        assert_eq!(asked(&stage, seq), expect);
    }
    // A department that is no longer on the board's list cannot answer.
    stage.document.board.insert("accepted_by".into(), "gone".into());
    let seq = stage.boss(json!({ "do": "create_project", "title": "E" }));
    assert!(asked(&stage, seq).is_empty());
}
