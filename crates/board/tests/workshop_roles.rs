//! Who may command what, and who is on the board.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{Actor, Code, ParticipantId};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

/// One well-formed command of each name.
fn facilitators() -> Vec<Value> {
    vec![
        json!({ "do": "lock" }),
        json!({ "do": "unlock" }),
        json!({ "do": "set_permissions", "edit": "any" }),
        json!({ "do": "set_agenda", "agenda": [{ "kind": "collect", "minutes": 5 }, { "kind": "vote", "minutes": 5 }] }),
        json!({ "do": "set_departments", "departments": [{ "id": "it", "name": "IT" }, { "id": "sales", "name": "Sales" }] }),
        json!({ "do": "set_competences", "competences": ["patience"] }),
        json!({ "do": "set_competence", "name": "SQL", "needed": "yes" }),
        json!({ "do": "set_point", "point": "room", "done": true }),
        json!({ "do": "set_authors", "shown": true }),
        json!({ "do": "set_sealed_departments", "named": "all" }),
        json!({ "do": "start_activity", "activity": "a1" }),
        json!({ "do": "next_activity" }),
        json!({ "do": "pause_timer" }),
        json!({ "do": "resume_timer" }),
        json!({ "do": "extend_timer", "seconds": 60 }),
        json!({ "do": "open_vote", "dots": 3, "per_note": 2 }),
        json!({ "do": "close_vote" }),
        json!({ "do": "reveal_vote" }),
        json!({ "do": "open_rating", "notes": ["n1"] }),
        json!({ "do": "close_rating" }),
        json!({ "do": "reveal_rating" }),
        json!({ "do": "set_priority", "note": "n1", "priority": "now" }),
        json!({ "do": "unlock" }),
        json!({ "do": "reveal_notes" }),
        json!({ "do": "open_poll", "kind": "belief", "items": ["NPS of 20"] }),
        json!({ "do": "drop_poll" }),
        json!({ "do": "ask" }),
        json!({ "do": "merge_notes", "into": "n1", "notes": ["n2"] }),
        json!({ "do": "unmerge", "note": "n2" }),
        json!({ "do": "summon", "branch": "people" }),
        json!({ "do": "create_project", "title": "A project", "approvals": ["it"] }),
        json!({ "do": "restore", "note": "gone" }),
        json!({ "do": "empty_bin" }),
        json!({ "do": "answer_return", "request": "request", "accept": true }),
        json!({ "do": "remove_participant", "participant": "eve" }),
        json!({ "do": "finish" }),
        json!({ "do": "reopen" }),
    ]
}

fn participants(project: &str, sealed: &str) -> Vec<Value> {
    vec![
        json!({ "do": "cast", "note": "n1", "dots": 1 }),
        json!({ "do": "rate", "note": "n1", "importance": 3, "urgency": 3 }),
        json!({ "do": "seal_note", "branch": "people", "text": "quietly" }),
        json!({ "do": "withdraw_note", "note": sealed }),
        json!({ "do": "done" }),
        json!({ "do": "approve", "project": project, "decision": "accept" }),
        json!({ "do": "set_person", "name": "Anna" }),
        json!({ "do": "leave" }),
    ]
}

#[test]
fn role_1_participants_commands_are_theirs_alone() {
    let mut stage = Stage::new();
    let project = stage.boss(json!({ "do": "create_project", "title": "A project", "approvals": ["it"] }));
    let sealed = stage.seal("ann", "people", "a thought").unwrap();
    for command in participants(&format!("p{project}"), &format!("s{sealed}")) {
        let name = command["do"].clone();
        for other in [BOSS, Actor::Server] {
            assert_eq!(stage.give(&other, command.clone()), Err(Code::NotAllowed), "{name} by {other:?}");
        }
        match name.as_str().unwrap() {
            "cast" => stage.boss(json!({ "do": "open_vote", "dots": 3 })),
            "rate" => {
                stage.boss(json!({ "do": "close_vote" }));
                stage.boss(json!({ "do": "open_rating", "notes": ["n1"] }))
            }
            "seal_note" => {
                stage.boss(json!({ "do": "close_rating" }));
                stage.boss(json!({ "do": "unlock" }))
            }
            _ => 0,
        };
        assert!(stage.give(&person("ann"), command).is_ok(), "{name} by a participant");
    }
}

#[test]
fn role_2_leading_is_the_facilitators_alone() {
    let mut stage = Stage::new();
    stage.note("gone", "people", "ann", None);
    stage.remove("gone");
    stage.ask_to_go_on("request", "eve", "sales").unwrap();
    for command in facilitators() {
        let name = command["do"].clone();
        assert_eq!(stage.give(&person("ann"), command.clone()), Err(Code::NotAllowed), "{name}");
        assert_eq!(stage.give(&Actor::Server, command.clone()), Err(Code::NotAllowed), "{name}");
        stage.boss(command);
    }
}

#[test]
fn role_3_the_projector_gives_no_commands() {
    let mut stage = Stage::new();
    for command in facilitators().into_iter().chain(participants("p1", "s1")) {
        assert_eq!(stage.give(&Actor::Projector, command.clone()), Err(Code::ReadOnly), "{command}");
    }
}

#[test]
fn role_4_only_the_server_makes_boards_and_admits_people() {
    let mut stage = Stage::new();
    let join =
        json!({ "do": "join", "participant": "x", "name": "X", "department": "it", "token_hash": "t" });
    let mut create =
        json!({ "do": "create", "title": "Mine now", "language": "en", "facilitator_hash": "mine" });
    for actor in [BOSS, Actor::Projector, person("ann"), person("nobody"), Actor::Server] {
        assert_eq!(stage.give(&actor, join.clone()), Err(Code::Malformed), "no command is called so");
        assert_eq!(stage.give(&actor, create.clone()), Err(Code::Malformed), "no command is called so");
    }
    create.as_object_mut().unwrap().remove("do");
    assert_eq!(stage.make(create), Err(Code::NotNow), "made once only");
    assert_eq!(stage.state.actor("hash-boss"), Some(BOSS));
    assert_eq!(stage.state.actor("hash-projector"), Some(Actor::Projector));
    assert_eq!(stage.state.actor("mine"), None);
}

#[test]
fn role_5_a_removed_person_is_out_and_comes_back_as_another() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "remove_participant", "participant": "eve" }));
    assert_eq!(stage.state.actor("hash-eve"), None);
    assert_eq!(stage.give(&person("eve"), json!({ "do": "done" })), Err(Code::NotAllowed));
    assert_eq!(stage.give(&person("nobody"), json!({ "do": "done" })), Err(Code::NotAllowed));
    let shown = json!({ "name": "eve", "department": "sales", "removed": true });
    assert_eq!(stage.root("people", "eve"), Some(shown), "the name stays for what she wrote");
    assert_eq!(stage.join("eve", "sales"), Err(Code::Invalid), "the old place is not given again");
    stage.join("eve-2", "sales").unwrap();
    assert_eq!(stage.state.actor("hash-eve-2"), Some(person("eve-2")));
    assert_eq!(stage.state.present(), 3);
    let unknown = json!({ "do": "remove_participant", "participant": "zoe" });
    assert_eq!(stage.give(&BOSS, unknown), Err(Code::Unknown));
}

#[test]
fn role_6_people_join_with_a_name_and_a_listed_department() {
    let mut stage = Stage::new();
    for (name, department, expected) in [
        ("", "it", Err(Code::Invalid)),
        ("  ", "it", Err(Code::Invalid)),
        ("Ліна", "", Err(Code::Invalid)),
        ("Ліна", "gardening", Err(Code::Invalid)),
        (&"x".repeat(81), "it", Err(Code::TooLong)),
        ("Ліна", "legal", Ok(())),
    ] {
        assert_eq!(stage.join(name, department).map(|_| ()), expected, "{name:?} {department:?}");
    }
    assert_eq!(stage.root("people", "Ліна"), Some(json!({ "name": "Ліна", "department": "legal" })));
    assert_eq!(stage.state.people[&ParticipantId::from("Ліна")].department.to_string(), "legal");
    let mut free = Stage::bare();
    free.create("blank", "uk");
    free.join("one", "gardening").unwrap();
    free.join("two", "").unwrap();
}
