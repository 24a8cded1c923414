//! One voice per person: on another device, after leaving, under another name, and after a rehearsal.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{
    Actor, Code, DepartmentId, NoteId, ParticipantId,
    workshop::{Action, Join},
};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn answer(request: &str, accept: bool) -> Value {
    json!({ "do": "answer_return", "request": request, "accept": accept })
}

fn rehearse(stage: &mut Stage, name: &str) -> Result<u64, Code> {
    let join = json!({ "participant": name, "name": name, "department": "it",
        "token_hash": format!("hash-{name}"), "rehearsal": true });
    let join: Join = serde_json::from_value(join).unwrap();
    stage.act(Action::Join(join))
}

fn eligible(stage: &mut Stage) -> Value {
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    let eligible = stage.session("vote")["eligible"].clone();
    stage.boss(json!({ "do": "close_vote" }));
    eligible
}

#[test]
fn same_1_a_person_on_another_device_is_one_voter_once_the_facilitator_let_the_device_in() {
    let mut stage = Stage::new();
    stage.ask_to_go_on("r1", "ann", "it").unwrap();
    assert_eq!(stage.session("returning"), json!({ "r1": "ann" }));
    assert_eq!(stage.state.actor("hash-r1"), None, "until then the token opens nothing");
    assert_eq!(stage.state.people.len(), 3);
    stage.boss(answer("r1", true));
    assert_eq!(stage.state.actor("hash-r1"), Some(person("ann")));
    assert_eq!(stage.state.actor("hash-ann"), Some(person("ann")), "the other device goes on, too");
    assert_eq!(stage.root("people", "ann").unwrap()["devices"], 2, "and everybody can see it");
    assert_eq!(stage.session("returning"), json!({}));
    assert_eq!(eligible(&mut stage), 3);
    assert_eq!(stage.replayed().state, stage.state);
}

#[test]
fn same_1_a_device_that_is_sent_away_has_no_voice_and_is_not_asked_about_again() {
    let mut stage = Stage::new();
    stage.ask_to_go_on("r1", "ann", "it").unwrap();
    stage.boss(answer("r1", false));
    assert_eq!(stage.state.actor("hash-r1"), None);
    assert_eq!(stage.give(&BOSS, answer("r1", true)), Err(Code::Unknown));
    // Nor does anybody else answer, not even the person.
    stage.ask_to_go_on("r2", "ann", "it").unwrap();
    assert_eq!(stage.give(&person("ann"), answer("r2", true)), Err(Code::NotAllowed));
    // What waits for somebody who goes waits no longer.
    stage.boss(json!({ "do": "remove_participant", "participant": "ann" }));
    assert_eq!(stage.session("returning"), json!({}));
    assert_eq!(stage.ask_to_go_on("r3", "ann", "it"), Err(Code::Unknown));
}

#[test]
fn same_2_who_is_the_same_person_is_told_by_name_and_department() {
    let mut stage = Stage::bare();
    stage.create("cx-5m", "en");
    let join = |stage: &mut Stage, id: &str, name: &str, department: &str| {
        let join = json!({ "participant": id, "name": name, "department": department, "token_hash": id });
        stage.act(Action::Join(serde_json::from_value(join).unwrap())).unwrap()
    };
    join(&mut stage, "a", "\u{141}ukasz  Nowak", "it");
    join(&mut stage, "b", "Zofia", "sales");
    let it = DepartmentId::from("it");
    let same = |stage: &Stage, name: &str| stage.state.same_person(name, &it).cloned();
    for name in ["\u{142}ukasz nowak", " \u{141}UKASZ Nowak ", "\u{141}ukasz\u{200b} Nowak"] {
        assert_eq!(same(&stage, name), Some(ParticipantId::from("a")), "{name}");
    }
    for name in ["Lukasz Nowak", "\u{141}ukasz", "Zofia", ""] {
        assert_eq!(same(&stage, name), None, "{name}");
    }
    // Two people may well be called the same; the third is asked again whether they are one of them.
    join(&mut stage, "c", "\u{141}ukasz Nowak", "it");
    assert_eq!(stage.state.present(), 3);
}

#[test]
fn same_3_requests_and_devices_are_few() {
    let mut stage = Stage::new();
    for n in 0..3 {
        stage.ask_to_go_on(&format!("r{n}"), "ann", "it").unwrap();
    }
    assert_eq!(stage.ask_to_go_on("r3", "ann", "it"), Err(Code::TooMany));
    stage.ask_to_go_on("r3", "eve", "sales").unwrap();
    for n in 0..3 {
        stage.boss(answer(&format!("r{n}"), true));
    }
    for n in 4..9 {
        stage.ask_to_go_on(&format!("r{n}"), "ann", "it").unwrap();
        stage.boss(answer(&format!("r{n}"), true));
    }
    assert_eq!(stage.ask_to_go_on("r9", "ann", "it"), Err(Code::TooMany), "eight besides the first");
}

#[test]
fn same_4_whoever_leaves_is_counted_nowhere_and_what_they_wrote_stays() {
    let mut stage = Stage::new();
    for who in ["ann", "bob"] {
        stage.give(&person(who), json!({ "do": "done" })).unwrap();
    }
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    stage.cast("ann", "n1", 2).unwrap();
    stage.cast("bob", "n1", 1).unwrap();
    stage.give(&person("ann"), json!({ "do": "leave" })).unwrap();
    assert_eq!(stage.state.actor("hash-ann"), None);
    let vote = stage.session("vote");
    assert_eq!(
        (&vote["eligible"], &vote["voted"], &stage.session("done")),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!(stage.document.notes.len(), 5);
    assert_eq!(stage.give(&person("ann"), json!({ "do": "done" })), Err(Code::NotAllowed));
    assert_eq!(stage.replayed().state, stage.state);
}

#[test]
fn same_5_a_rehearsal_counts_while_it_lasts_and_leaves_nobody_behind() {
    let mut stage = Stage::bare();
    stage.create("cx-5m", "en");
    rehearse(&mut stage, "test").unwrap();
    stage.note("own", "people", "test", None);
    stage.note("binned", "people", "test", None);
    stage.remove("binned");
    stage.seal("test", "people", "hidden").unwrap();
    stage.seal("test", "people", "shown").unwrap();
    stage.boss(json!({ "do": "reveal_notes" }));
    stage.seal("test", "people", "hidden again").unwrap();
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    stage.cast("test", "own", 2).unwrap();
    assert_eq!(stage.session("vote")["eligible"], 1);
    assert_eq!(stage.root("people", "test").unwrap()["rehearsal"], true);

    // The first person comes, whatever the state of the board.
    stage.join("ann", "it").unwrap();
    assert_eq!(stage.state.people.keys().map(ParticipantId::as_str).collect::<Vec<_>>(), ["ann"]);
    assert_eq!(stage.root("people", "test"), None);
    assert_eq!(stage.state.actor("hash-test"), None);
    assert_eq!(stage.document.notes.keys().map(NoteId::as_str).collect::<Vec<_>>(), [] as [&str; 0]);
    assert!(stage.state.bin.is_empty() && stage.state.sealed.is_empty());
    assert_eq!((stage.session("vote"), stage.session("hidden")), (Value::Null, json!(0)));
    assert_eq!(eligible(&mut stage), 1);
    assert_eq!(stage.replayed().state, stage.state);
    // Among people nobody rehearses.
    assert_eq!(rehearse(&mut stage, "late"), Err(Code::NotNow));
}

#[test]
fn same_5_the_facilitators_own_causes_and_the_votes_of_people_outlive_a_rehearsal() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    stage.cast("ann", "n1", 2).unwrap();
    stage.boss(json!({ "do": "close_vote" }));
    for who in ["ann", "bob", "eve"] {
        stage.give(&person(who), json!({ "do": "leave" })).unwrap();
    }
    rehearse(&mut stage, "test").unwrap();
    stage.join("zoe", "it").unwrap();
    assert_eq!(stage.session("vote")["voted"], 1);
    assert_eq!(stage.document.notes.len(), 5);
    assert_eq!(stage.state.present(), 1);
}

#[test]
fn same_6_a_person_changes_name_and_department_and_the_causes_under_the_name_go_along() {
    let mut stage = Stage::new();
    stage.seal("ann", "people", "told in confidence").unwrap();
    stage.boss(json!({ "do": "set_sealed_departments", "named": "all" }));
    stage.boss(json!({ "do": "reveal_notes" }));
    let confidence = stage.document.notes.keys().find(|id| id.as_str().contains('-')).unwrap().to_string();
    let before = stage.root("attribution", &confidence).unwrap();
    let change = json!({ "do": "set_person", "name": " Anna  K. ", "department": "sales" });
    stage.give(&person("ann"), change).unwrap();
    assert_eq!(stage.root("people", "ann").unwrap(), json!({ "name": "Anna  K.", "department": "sales" }));
    assert_eq!(stage.root("attribution", "n1").unwrap(), json!({ "department": "sales", "author": "ann" }));
    assert_eq!(stage.root("attribution", &confidence).unwrap(), before, "that would tell whose it is");
    assert_eq!(stage.state.owner_for(&person("ann")).department, Some(DepartmentId::from("sales")));
    assert_eq!(stage.replayed().state, stage.state);

    // With names hidden, causes that change together would tell whose they are.
    stage.boss(json!({ "do": "set_authors", "shown": false }));
    stage.give(&person("ann"), json!({ "do": "set_person", "department": "it" })).unwrap();
    assert_eq!(stage.root("attribution", "n1").unwrap(), json!({ "department": "sales" }));
}

#[test]
fn same_6_name_and_department_must_fit_and_the_department_waits_for_a_result() {
    let mut stage = Stage::new();
    for (change, code) in [
        (json!({ "do": "set_person", "name": "\u{3164}" }), Code::Invalid),
        (json!({ "do": "set_person", "name": "x".repeat(500) }), Code::TooLong),
        (json!({ "do": "set_person", "department": "nobody" }), Code::Invalid),
    ] {
        assert_eq!(stage.give(&person("ann"), change.clone()), Err(code), "{change}");
    }
    let name = json!({ "do": "set_person", "name": "Anna", "department": "it" });
    let department = json!({ "do": "set_person", "department": "sales" });
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    stage.cast("ann", "n1", 2).unwrap();
    assert_eq!(stage.give(&person("ann"), department.clone()), Err(Code::NotNow));
    stage.give(&person("ann"), name).unwrap();
    stage.boss(json!({ "do": "close_vote" }));
    assert_eq!(stage.give(&person("ann"), department.clone()), Err(Code::NotNow));
    stage.boss(json!({ "do": "reveal_vote" }));
    stage.give(&person("ann"), department).unwrap();
    assert_eq!(stage.session("vote")["tally"]["n1"]["by_department"], json!({ "it": 2 }));
    assert_eq!(stage.give(&Actor::Facilitator, json!({ "do": "leave" })), Err(Code::NotAllowed));
}

#[test]
fn next_7_a_device_that_has_proved_who_it_is_goes_on_at_once_and_nobody_is_asked() {
    let proven = |request: &str, as_whom: &str| {
        let join = json!({ "participant": request, "name": "", "department": "", "goes_on_as": as_whom,
            "token_hash": format!("hash-{request}"), "proven": true });
        Action::Join(serde_json::from_value(join).unwrap())
    };
    let mut stage = Stage::new();
    let seat = stage.boss(json!({ "do": "add_seat", "name": "Sven", "department": "it" }));
    let seat = format!("seat-{seat}");
    stage.act(proven("r1", &seat)).unwrap();
    assert_eq!(stage.state.actor("hash-r1"), Some(person(&seat)));
    assert_eq!(stage.root("people", &seat).unwrap().get("seat"), None, "and acts for themselves");
    stage.act(proven("r2", &seat)).unwrap();
    assert_eq!(stage.root("people", &seat).unwrap()["devices"], 2);
    assert_eq!(stage.state.returning, None, "the facilitator was not asked");
    for n in 3..=9 {
        stage.act(proven(&format!("r{n}"), &seat)).unwrap();
    }
    assert_eq!(stage.act(proven("r10", &seat)), Err(Code::TooMany), "eight besides the first");
    assert_eq!(stage.act(proven("r1", "ann")), Err(Code::Invalid), "a token opens one place");
    assert_eq!(stage.act(proven("r11", "nobody")), Err(Code::Unknown));
    stage.boss(json!({ "do": "remove_participant", "participant": "ann" }));
    assert_eq!(stage.act(proven("r12", "ann")), Err(Code::Unknown));
    stage.boss(json!({ "do": "close_door" }));
    assert_eq!(stage.act(proven("r13", "ben")), Err(Code::DoorClosed));
    assert_eq!(stage.replayed().state, stage.state);
}
