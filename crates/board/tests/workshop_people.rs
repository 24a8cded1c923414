//! How people come in, and how they are taken off the board again.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{
    Actor, Code, NoteId, ParticipantId,
    schema::Limits,
    workshop::{
        Action, Dismissal, Door, Facilitator, Invite, Join, Recover, RecoveryCode, decide, facilitator_id,
    },
};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn remove(who: &str, notes: bool) -> Value {
    json!({ "do": "remove_participant", "participant": who, "notes": notes })
}

fn living(stage: &Stage) -> Vec<&str> {
    stage.document.notes.keys().map(NoteId::as_str).collect()
}

fn in_bin(stage: &Stage) -> Vec<&str> {
    stage.state.bin.iter().map(|binned| binned.note.as_str()).collect()
}

/// Joins by a code that was looked up; what is kept of it says nothing of the code.
fn join_with(stage: &mut Stage, name: &str, code: &str) -> Result<u64, Code> {
    let join = json!({ "participant": name, "name": name, "department": "it",
        "token_hash": format!("hash-{name}"), "code": code });
    let join: Join = serde_json::from_value(join).unwrap();
    decide(&stage.state, &stage.document, board::Millis(stage.at), &Action::Join(join.clone()))
        .map_err(|r| r.code)?;
    assert!(!serde_json::to_string(&join).unwrap().contains(code));
    stage.join(name, "it")
}

/// `ann` wrote n1 … n5, `bob` b1 (under n1) and b2, of which n2 hangs on b2.
fn written() -> Stage {
    let mut stage = Stage::new();
    stage.note("b1", "people", "bob", Some("n1"));
    stage.note("b2", "people", "bob", None);
    stage.hang("n2", "b2");
    stage
}

#[test]
fn people_1_somebody_is_removed_with_what_they_wrote_and_nobody_elses_words_go_along() {
    let mut stage = written();
    stage.seal("ann", "methods", "ann's hidden one").unwrap();
    stage.seal("bob", "methods", "bob's hidden one").unwrap();
    stage.boss(remove("ann", true));
    assert_eq!(living(&stage), ["b1", "b2"]);
    assert_eq!(in_bin(&stage), ["n1", "n2", "n3", "n4", "n5"]);
    let binned = stage.state.binned(&NoteId::from("n2")).unwrap();
    assert_eq!(binned.text, "text of n2");
    assert!(binned.fields.contains(&("parent".to_owned(), "b2".to_owned())), "all of it is kept: {binned:?}");
    assert_eq!(
        stage.document.notes[&NoteId::from("b1")]["parent"],
        "n1",
        "what hung on it stands on the bone"
    );
    assert_eq!(stage.session("hidden"), 1, "hidden causes of hers are gone for good");
    assert_eq!(stage.state.actor("hash-ann"), None);
    assert!(stage.ballot("bob")["sealed"][0]["text"].as_str().unwrap().contains("bob"));
    stage.boss(json!({ "do": "restore", "note": "n3" }));
    assert_eq!(living(&stage), ["b1", "b2", "n3"]);
    assert_eq!(stage.root("attribution", "n3").unwrap()["author"], "ann");
    assert_eq!(stage.replayed().state, stage.state);
}

#[test]
fn people_1_without_it_what_they_wrote_stays_and_can_be_taken_away_later() {
    let mut stage = written();
    stage.seal("ann", "methods", "a hidden one").unwrap();
    stage.boss(remove("ann", false));
    assert_eq!((living(&stage).len(), in_bin(&stage).len(), stage.session("hidden")), (7, 0, json!(1)));
    stage.boss(remove("ann", true));
    assert_eq!((living(&stage), in_bin(&stage).len()), (vec!["b1", "b2"], 5));
    // Again it changes nothing, and is not recorded.
    let told = stage.told.len();
    stage.boss(remove("ann", true));
    assert_eq!(stage.told.len(), told);
    // Not even if somebody else is named with her, of whom there is nothing either.
    stage.boss(json!({ "do": "remove_participants", "participants": ["ann", "ann"], "notes": true }));
    assert_eq!(stage.told.len(), told);
}

#[test]
fn people_1_causes_that_were_hidden_and_shown_stay_because_taking_them_along_would_tell_whose_they_were() {
    let mut stage = written();
    stage.seal("ann", "methods", "told in confidence").unwrap();
    stage.seal("bob", "methods", "told in confidence, too").unwrap();
    stage.boss(json!({ "do": "reveal_notes" }));
    let shown: Vec<String> =
        living(&stage).iter().filter(|id| id.contains('-')).map(|id| (*id).into()).collect();
    assert_eq!(shown.len(), 2);
    stage.boss(remove("ann", true));
    assert!(shown.iter().all(|id| living(&stage).contains(&id.as_str())));
    assert!(!in_bin(&stage).iter().any(|id| id.contains('-')));
    // Nor does putting everything of hers back touch one that the facilitator had removed.
    stage.remove(&shown[0]);
    stage.boss(json!({ "do": "restore_notes", "participant": "ann" }));
    assert_eq!(in_bin(&stage), [shown[0].as_str()]);
}

#[test]
fn people_1_open_ballots_forget_whoever_is_removed_in_whatever_way() {
    let mut stage = written();
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    for who in ["ann", "bob", "eve"] {
        stage.cast(who, "b2", 1).unwrap();
    }
    stage.boss(json!({ "do": "remove_participants", "participants": ["ann", "eve"] }));
    assert_eq!(stage.session("vote")["voted"], 1);
    assert_eq!(stage.cast("ann", "b2", 2), Err(Code::NotAllowed));
    stage.boss(json!({ "do": "close_vote" }));
    stage.boss(remove("bob", false));
    stage.boss(json!({ "do": "reveal_vote" }));
    assert_eq!(stage.session("vote")["tally"]["b2"]["dots"], 1, "after the close they stay");
}

#[test]
fn people_2_people_go_while_the_board_is_locked_and_what_they_wrote_waits() {
    let mut stage = written();
    stage.boss(json!({ "do": "lock" }));
    let many = json!({ "do": "remove_participants", "participants": ["ann", "bob"], "notes": true });
    assert_eq!(stage.give(&BOSS, many.clone()), Err(Code::Locked));
    assert_eq!(stage.give(&BOSS, remove("ann", true)), Err(Code::Locked));
    assert!(stage.state.actor("hash-ann").is_some(), "nothing happened");
    stage.boss(remove("ann", false));
    assert_eq!(stage.state.actor("hash-ann"), None);
    stage.boss(json!({ "do": "unlock" }));
    stage.boss(many);
    assert!(living(&stage).is_empty());
    stage.boss(json!({ "do": "lock" }));
    let back = json!({ "do": "restore_notes", "participant": "ann" });
    assert_eq!(stage.give(&BOSS, back), Err(Code::Locked));
    stage.boss(json!({ "do": "finish" }));
    assert_eq!(stage.give(&BOSS, remove("eve", false)), Err(Code::Finished));
}

#[test]
fn people_2_only_the_facilitator_removes_and_only_whom_there_is() {
    let mut stage = written();
    for who in [person("bob"), Actor::Projector] {
        assert!(stage.give(&who, remove("ann", true)).is_err());
    }
    for people in [json!([]), json!(["ann", "nobody"])] {
        let command = json!({ "do": "remove_participants", "participants": people });
        let refused = stage.give(&BOSS, command).unwrap_err();
        assert!(matches!(refused, Code::Invalid | Code::Unknown), "{refused:?}");
    }
    assert_eq!(stage.state.present(), 3);
}

#[test]
fn people_3_all_of_somebodys_causes_come_back_at_once_and_hang_as_they_hung() {
    let mut stage = written();
    stage.hang("n3", "n4");
    stage.hang("n5", "n3");
    let before = stage.document.notes.clone();
    stage.boss(remove("ann", true));
    stage.remove("b2");
    stage.boss(json!({ "do": "restore_notes", "participant": "ann" }));
    assert_eq!(in_bin(&stage), ["b2"], "nobody else's");
    for id in ["n1", "n3", "n4", "n5", "b1"] {
        assert_eq!(stage.document.notes[&NoteId::from(id)], before[&NoteId::from(id)], "{id}");
    }
    assert_eq!(
        stage.document.notes[&NoteId::from("n2")].get("parent"),
        None,
        "b2 is gone, so n2 stands on the bone"
    );
    let nothing = json!({ "do": "restore_notes", "participant": "ann" });
    assert_eq!(stage.give(&BOSS, nothing), Err(Code::Unknown));
    assert_eq!(stage.give(&BOSS, json!({ "do": "restore_notes", "participant": "n1" })), Err(Code::Unknown));
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn people_3_they_come_back_only_if_the_board_has_room_for_all_and_nothing_nests_too_deep() {
    let mut stage = written();
    stage.boss(remove("ann", true));
    stage.state.limits.notes = 6;
    let back = json!({ "do": "restore_notes", "participant": "ann" });
    assert_eq!(stage.give(&BOSS, back.clone()), Err(Code::TooMany));
    stage.state.limits = Limits { depth: 2, ..Limits::default() };
    // Since then others hung something below what hangs on n1.
    stage.note("b3", "people", "bob", Some("b1"));
    stage.give(&BOSS, back).unwrap();
    assert_eq!(in_bin(&stage), ["n1"], "with b1 and b3 below it, it would be three deep");
}

#[test]
fn people_4_whoever_left_no_trace_can_be_told_from_those_who_did() {
    let did = |stage: &Stage, who: &str| stage.state.active().contains(&ParticipantId::from(who));
    let mut stage = Stage::new();
    assert_eq!((did(&stage, "ann"), did(&stage, "bob")), (true, false));
    stage.seal("bob", "people", "hidden").unwrap();
    assert!(did(&stage, "bob") && !did(&stage, "eve"));
    stage.give(&person("eve"), json!({ "do": "done" })).unwrap();
    assert!(did(&stage, "eve"));
    stage.at += 5_000;
    stage.join("zoe", "legal").unwrap();
    stage.boss(json!({ "do": "open_vote", "dots": 2 }));
    assert!(!did(&stage, "zoe"));
    stage.cast("zoe", "n1", 1).unwrap();
    assert!(did(&stage, "zoe"));
    let joined = |who: &str| stage.state.people[&ParticipantId::from(who)].joined.unwrap().0;
    assert_eq!(joined("zoe") - joined("ann"), 5_000);
    // When somebody joined is the facilitator's to know; the document says nothing of it.
    assert!(!stage.all_told().contains("joined"));
}

#[test]
fn door_1_a_new_code_takes_the_place_of_the_old_one_at_once() {
    let mut stage = Stage::new();
    let seq = stage.boss(json!({ "do": "renew_code", "code": "XYZ789" }));
    assert_eq!((stage.state.join_code.as_str(), stage.session("code_renewed")), ("XYZ789", json!(seq)));
    assert_eq!(join_with(&mut stage, "old", "ABC123"), Err(Code::Unknown), "looked up before it was renewed");
    join_with(&mut stage, "new", "XYZ789").unwrap();
    assert!(stage.state.actor("hash-ann").is_some(), "who is in stays in");
    for code in ["", "XYZ789", "not a code", "ABCDEFGHJKLMNPQRSTUVWXYZ"] {
        let refused = stage.give(&BOSS, json!({ "do": "renew_code", "code": code }));
        assert_eq!(refused, Err(Code::Invalid), "{code:?}");
    }
    assert_eq!(
        stage.give(&person("ann"), json!({ "do": "renew_code", "code": "PQR234" })),
        Err(Code::NotAllowed)
    );
    // The code is for the facilitator and the projector; people learn only that there is another.
    assert!(!stage.all_told().contains("XYZ789"));
    assert_eq!(stage.replayed().state, stage.state);
}

#[test]
fn door_2_while_the_door_is_closed_nobody_joins_and_whoever_is_in_stays_in() {
    let mut stage = Stage::new();
    assert_eq!((stage.state.door(), stage.state.session().entries().get("door")), (Door::Open, None));
    stage.boss(json!({ "do": "close_door" }));
    assert_eq!(stage.session("door"), "closed");
    assert_eq!(join_with(&mut stage, "zoe", "ABC123"), Err(Code::DoorClosed));
    assert_eq!(stage.join("zoe", "it"), Err(Code::DoorClosed));
    assert!(stage.state.actor("hash-ann").is_some());
    stage.give(&person("ann"), json!({ "do": "done" })).unwrap();
    // A new code does not open it, a lock and an activity do not touch it.
    stage.boss(json!({ "do": "renew_code", "code": "XYZ789" }));
    stage.boss(json!({ "do": "lock" }));
    assert_eq!(join_with(&mut stage, "zoe", "XYZ789"), Err(Code::DoorClosed));
    assert_eq!(stage.give(&person("ann"), json!({ "do": "open_door" })), Err(Code::NotAllowed));
    stage.boss(json!({ "do": "open_door" }));
    assert_eq!(stage.session("door"), "open");
    join_with(&mut stage, "zoe", "XYZ789").unwrap();
    stage.boss(json!({ "do": "finish" }));
    assert_eq!(stage.give(&BOSS, json!({ "do": "close_door" })), Err(Code::Finished));
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn door_3_who_is_removed_makes_room_and_a_board_remembers_a_bounded_number_of_people() {
    let mut stage = Stage::new();
    stage.state.limits = Limits { participants: 5, people_ever: 9, ..Limits::default() };
    stage.join("m0", "it").unwrap();
    for number in 1..6 {
        let (name, before) = (format!("m{number}"), format!("m{}", number - 1));
        if number > 1 {
            assert_eq!(stage.join(&name, "it"), Err(Code::TooMany), "the board is full with five");
            stage.boss(json!({ "do": "remove_participants", "participants": [before] }));
        }
        stage.join(&name, "it").unwrap();
    }
    assert_eq!((stage.state.people.len(), stage.state.present()), (9, 5));
    stage.boss(json!({ "do": "remove_participants", "participants": ["m5", "ann"] }));
    assert_eq!(stage.join("late", "it"), Err(Code::TooMany));
}

#[test]
fn role_9_a_person_from_a_department_that_is_not_listed_brings_it_along() {
    let mut stage = Stage::new();
    let listed = stage.state.departments.len();
    let mut join = |name: &str, new: &str| {
        let join = json!({ "participant": name, "name": name, "department": format!("d-{name}"), "new_department": new,
            "token_hash": format!("hash-{name}") });
        stage.act(Action::Join(serde_json::from_value(join).unwrap()).tidy(&stage.state))
    };
    join("zoe", " Works\tcouncil ").unwrap();
    join("yan", "WORKS council").unwrap();
    join("xia", "it").unwrap();
    for blank in ["", " ", "\u{200b}"] {
        assert_eq!(join("wu", blank), Err(Code::Invalid));
    }
    assert_eq!(join("wu", &"x".repeat(5_000)), Err(Code::TooLong));
    let of = |name: &str| stage.state.people[&ParticipantId::from(name)].department.to_string();
    assert_eq!([of("zoe"), of("yan"), of("xia")], ["d-zoe", "d-zoe", "it"]);
    assert_eq!(stage.root("departments", "d-zoe").unwrap()["name"], "Works council");
    assert_eq!(stage.state.departments.len(), listed + 1);
    assert_eq!(stage.replayed().state, stage.state);
    let room = stage.state.limits.departments as usize - stage.state.departments.len();
    for number in 0..=room {
        let name = format!("m{number}");
        let join = json!({ "participant": name, "name": name, "department": name, "new_department": name,
            "token_hash": name });
        let joined = stage.act(Action::Join(serde_json::from_value(join).unwrap()));
        assert_eq!(joined.err(), (number == room).then_some(Code::TooMany), "{number}");
    }
}

fn code(of: &str, code: &str) -> Action {
    RecoveryCode { token_hash: of.into(), code_hash: code.into() }.into()
}

fn recover(code: &str, token: &str) -> Action {
    Recover { code_hash: code.into(), token_hash: token.into(), projector_hash: format!("wall-{token}") }
        .into()
}

#[test]
fn role_8_a_facilitator_comes_back_once_by_the_newest_code() {
    let mut stage = Stage::new();
    for other in ["hash-ann", "hash-projector", "nobody"] {
        assert_eq!(stage.act(code(other, "c")), Err(Code::NotAllowed), "{other}");
    }
    assert_eq!(stage.act(recover("c", "new")), Err(Code::Unknown), "there is none yet");
    stage.act(code("hash-boss", "first")).unwrap();
    stage.act(code("hash-boss", "second")).unwrap();
    assert_eq!(stage.act(recover("first", "new")), Err(Code::Unknown), "the newest counts");
    assert_eq!(stage.act(recover("second", "hash-ann")), Err(Code::Invalid), "somebody's token");
    stage.boss(json!({ "do": "finish" }));
    assert!(recover("second", "new").ends_tokens(&stage.state));
    stage.act(recover("second", "new")).unwrap();
    assert_eq!(stage.act(recover("second", "newer")), Err(Code::Unknown), "it is used up");
    let who = |token: &str| stage.state.actor(token);
    assert_eq!([who("new"), who("hash-boss")], [Some(BOSS), None]);
    assert_eq!(
        (who("wall-new"), who("hash-projector")),
        (Some(Actor::Projector), Some(Actor::Projector)),
        "walls go on"
    );
    assert_eq!(stage.replayed().state, stage.state);
}

#[test]
fn role_8_a_named_facilitator_who_came_back_can_still_be_removed() {
    let mut stage = Stage::new();
    let named = Facilitator {
        name: "Bo".into(),
        token_hash: "bo".into(),
        projector_hash: "wall".into(),
        ..Facilitator::default()
    };
    let seq = stage.act(Invite(named).into()).unwrap();
    stage.act(code("bo", "c")).unwrap();
    stage.act(code("hash-boss", "d")).unwrap();
    stage.act(recover("c", "new")).unwrap();
    assert_eq!((stage.state.actor("bo"), stage.state.actor("new")), (None, Some(BOSS)));
    stage.act(code("new", "e")).unwrap();
    stage.act(Dismissal { facilitator: facilitator_id(seq) }.into()).unwrap();
    for gone in ["bo", "new", "wall", "wall-new"] {
        assert_eq!(stage.state.actor(gone), None, "{gone}");
    }
    assert_eq!(stage.act(recover("e", "again")), Err(Code::Unknown), "no code outlives the link");
    stage.act(recover("d", "first")).unwrap();
    assert_eq!(stage.replayed().state, stage.state);
}
