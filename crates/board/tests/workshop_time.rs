//! Time that acts: deadlines, what an activity says of itself, and who is finished.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{
    Code, Millis, ParticipantId,
    workshop::{Action, seat_id},
};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

const MINUTE: u64 = 60_000;

/// A board whose agenda is these activities, of which the first runs.
fn running(activities: Value) -> Stage {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "set_agenda", "agenda": activities }));
    stage.boss(json!({ "do": "next_activity" }));
    stage
}

/// What the server does when it acts at the deadlines that have passed by now.
fn pass(stage: &mut Stage) -> usize {
    let now = stage.at;
    let mut passed = 0;
    while let Some(deadline) = stage.state.deadline().filter(|deadline| deadline.0 <= now) {
        stage.at = deadline.0;
        stage.act(Action::Deadline).unwrap();
        passed += 1;
    }
    stage.at = now;
    passed
}

fn collect(at_end: &str) -> Value {
    json!([
        { "id": "c", "kind": "collect", "title": "C", "minutes": 5, "at_end": at_end },
        { "id": "d", "kind": "discuss", "title": "D", "minutes": 10, "at_end": at_end },
        { "id": "e", "kind": "close", "title": "E", "minutes": 1 },
    ])
}

#[test]
fn time_4_without_a_word_in_the_agenda_nothing_happens_at_the_end() {
    let mut stage = running(collect("stay"));
    stage.at += 60 * MINUTE;
    assert_eq!(pass(&mut stage), 0);
    assert_eq!(stage.session("activity"), "c");
    assert_eq!(stage.session("locked"), false);
}

#[test]
fn time_6_at_the_deadline_the_board_locks_and_closes_what_is_open() {
    let mut stage = running(json!([
        { "id": "v", "kind": "vote", "title": "V", "minutes": 5, "at_end": "lock" },
    ]));
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    stage.cast("ann", "n1", 2).unwrap();
    let deadline = stage.at + 5 * MINUTE;
    assert_eq!(stage.state.deadline(), Some(Millis(deadline)));
    stage.at = deadline - 1;
    assert_eq!(pass(&mut stage), 0);
    stage.cast("bob", "n1", 1).unwrap();
    stage.at = deadline;
    assert_eq!(pass(&mut stage), 1);
    assert_eq!(stage.cast("bob", "n1", 2), Err(Code::NotNow));
    assert_eq!(stage.session("vote")["open"], false);
    assert_eq!(stage.session("vote")["voted"], 2);
    assert_eq!(stage.session("locked"), true);
    assert_eq!(pass(&mut stage), 0, "it happens once");

    let mut stage = running(collect("lock"));
    stage.at += 7 * MINUTE;
    assert_eq!(pass(&mut stage), 1);
    assert_eq!(stage.session("locked"), true);
    assert_eq!(stage.seal("ann", "people", "late"), Err(Code::Locked));
}

#[test]
fn time_6_time_9_one_deadline_leads_to_the_next_each_at_its_time() {
    let mut stage = running(collect("next"));
    let began = stage.at;
    stage.at += 8 * 60 * MINUTE;
    assert_eq!(pass(&mut stage), 2);
    assert_eq!(stage.session("activity"), "e");
    assert_eq!(
        stage.session("runs"),
        json!([
            { "activity": "c", "from": began, "to": began + 5 * MINUTE },
            { "activity": "d", "from": began + 5 * MINUTE, "to": began + 15 * MINUTE },
            { "activity": "e", "from": began + 15 * MINUTE },
        ])
    );
    assert_eq!(stage.session("timer")["ends_at"], began + 16 * MINUTE, "time is up since then");
    assert_eq!(stage.replayed().state, stage.state);
}

#[test]
fn time_7_an_activity_may_end_at_a_time_that_lies_days_ahead() {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "set_agenda", "agenda": collect("lock") }));
    let until = stage.at + 3 * 24 * 60 * MINUTE;
    let start = |until: u64| json!({ "do": "start_activity", "activity": "c", "until": until });
    assert_eq!(stage.give(&BOSS, start(stage.at)), Err(Code::NotNow));
    assert_eq!(stage.give(&BOSS, start(stage.at + 400 * 24 * 60 * MINUTE)), Err(Code::NotNow));
    let both = json!({ "do": "start_activity", "activity": "c", "until": until, "minutes": 3 });
    assert_eq!(stage.give(&BOSS, both), Err(Code::Invalid));
    stage.boss(start(until));
    assert_eq!(stage.session("timer")["ends_at"], until);
    stage.at = until + 1;
    assert_eq!(pass(&mut stage), 1);
    assert_eq!(stage.session("locked"), true);
}

#[test]
fn time_8_a_deadline_that_is_extended_or_stopped_is_no_deadline() {
    let mut stage = running(collect("lock"));
    stage.at += 6 * MINUTE;
    pass(&mut stage);
    stage.boss(json!({ "do": "extend_timer", "seconds": 120 }));
    assert_eq!(stage.session("locked"), false);
    assert_eq!(stage.state.deadline(), Some(Millis(stage.at + 2 * MINUTE)));
    stage.boss(json!({ "do": "stop_timer" }));
    assert_eq!(stage.session("timer"), Value::Null);
    stage.at += 60 * MINUTE;
    assert_eq!(pass(&mut stage), 0);
    assert_eq!(stage.give(&BOSS, json!({ "do": "stop_timer" })), Err(Code::NotNow));
    // A countdown that waits has no deadline.
    let mut stage = running(collect("lock"));
    stage.boss(json!({ "do": "pause_timer" }));
    assert_eq!(stage.state.deadline(), None);
}

#[test]
fn cmd_14_notes_of_activities_are_for_facilitators_alone() {
    let agenda = |note: Value| {
        let mut activity = json!({ "id": "c", "kind": "collect", "title": "C" });
        if !note.is_null() {
            activity["note"] = note;
        }
        json!({ "do": "set_agenda", "agenda": [activity] })
    };
    let mut stage = Stage::newest();
    stage.boss(agenda(json!("ask the quiet ones first")));
    let note = |stage: &Stage| stage.state.agenda_with_notes()[0].activities[0].note.clone();
    assert_eq!(note(&stage).as_deref(), Some("ask the quiet ones first"));
    assert!(!stage.all_told().contains("quiet ones"));
    stage.boss(agenda(Value::Null));
    assert!(note(&stage).is_some(), "an agenda that does not mention it leaves it");
    stage.boss(agenda(json!("")));
    assert_eq!(note(&stage), None);
}

#[test]
fn cmd_15_only_open_bones_take_causes() {
    let mut stage = running(json!([
        { "id": "s", "kind": "silent", "title": "S", "branches": ["people", "methods"] },
    ]));
    stage.seal("ann", "people", "one").unwrap();
    assert_eq!(stage.seal("ann", "machines", "two"), Err(Code::NotAllowed));
    for agenda in
        [json!([{ "kind": "silent", "branches": [] }]), json!([{ "kind": "silent", "branches": [" "] }])]
    {
        assert_eq!(stage.give(&BOSS, json!({ "do": "set_agenda", "agenda": agenda })), Err(Code::Invalid));
    }
    stage.boss(json!({ "do": "set_agenda", "agenda": [{ "id": "s", "kind": "silent", "title": "S" }] }));
    stage.seal("ann", "machines", "two").unwrap();
}

#[test]
fn cmd_16_an_activity_has_permissions_of_its_own_and_they_hold_at_once() {
    let agenda = |permissions: Value| json!([{ "id": "c", "kind": "collect", "title": "C", "permissions": permissions }]);
    let mut stage = running(agenda(json!({ "edit": "any", "add": "none" })));
    let held = |stage: &Stage| stage.session("permissions");
    assert_eq!(held(&stage), json!({ "add": "none", "edit": "any", "move": "own", "remove": "own" }));
    stage.boss(json!({ "do": "set_agenda", "agenda": agenda(json!({ "remove": "none" })) }));
    assert_eq!(held(&stage), json!({ "add": "own", "edit": "own", "move": "own", "remove": "none" }));
    // What the facilitator set by hand stays if the activity's own rules did not change.
    stage.boss(json!({ "do": "set_permissions", "move": "any" }));
    stage.boss(json!({ "do": "set_agenda", "agenda": agenda(json!({ "remove": "none" })) }));
    assert_eq!(held(&stage)["move"], "any");
}

#[test]
fn ready_1_ready_2_who_is_finished() {
    let mut stage = running(collect("stay"));
    let ready = |stage: &Stage| stage.session("ready");
    assert_eq!(
        ready(&stage),
        json!({ "done": 0, "of": 3, "by_department": { "it": [0, 2], "sales": [0, 1] } })
    );
    stage.give(&person("ann"), json!({ "do": "done" })).unwrap();
    assert_eq!(
        ready(&stage),
        json!({ "done": 1, "of": 3, "by_department": { "it": [1, 2], "sales": [0, 1] } })
    );
    assert_eq!(stage.state.waiting(), [&ParticipantId::from("bob"), &ParticipantId::from("eve")]);
    stage.boss(json!({ "do": "remove_participant", "participant": "eve" }));
    assert_eq!(ready(&stage)["of"], 2);
    // Somebody without a device is asked only for a ballot.
    let seat = seat_id(stage.boss(json!({ "do": "add_seat", "name": "Olga", "department": "legal" })));
    assert_eq!(ready(&stage)["of"], 2);
    stage.boss(json!({ "do": "open_vote", "dots": 2 }));
    assert_eq!(ready(&stage)["of"], 3);
    stage.cast("bob", "n1", 2).unwrap();
    assert_eq!(ready(&stage)["done"], 2, "one said so, one has no dots left");
    stage.boss(json!({ "do": "cast", "note": "n2", "dots": 2, "for": seat }));
    assert_eq!(ready(&stage)["by_department"]["legal"], json!([1, 1]));
    for command in ["close_vote", "reveal_vote"] {
        stage.boss(json!({ "do": command }));
    }
    stage.boss(json!({ "do": "open_rating", "notes": ["n1", "n2"] }));
    stage.rate("bob", "n1", 3, 3).unwrap();
    assert_eq!(ready(&stage)["done"], 1);
    stage.rate("bob", "n2", 3, 3).unwrap();
    assert_eq!(ready(&stage)["done"], 2);
}

#[test]
fn ready_3_when_everybody_is_finished_it_goes_on() {
    let mut stage = running(json!([
        { "id": "v", "kind": "vote", "title": "V", "when_done": "next" },
        { "id": "d", "kind": "discuss", "title": "D", "when_done": "next" },
    ]));
    stage.boss(json!({ "do": "open_vote", "dots": 1 }));
    for who in ["ann", "bob"] {
        stage.cast(who, "n1", 1).unwrap();
        assert_eq!(stage.session("activity"), "v");
    }
    stage.give(&person("eve"), json!({ "do": "done" })).unwrap();
    assert_eq!(stage.session("activity"), "d");
    assert_eq!(stage.session("vote")["open"], false);
    assert_eq!(stage.session("ready")["done"], 0);
    for who in ["ann", "bob", "eve"] {
        stage.give(&person(who), json!({ "do": "done" })).unwrap();
    }
    assert_eq!(stage.session("activity"), "d", "it was the last one");
    assert_eq!(stage.replayed().state, stage.state);
}

/// The agenda was accepted, and no export could read it any more: in a document a later time is a fraction.
#[test]
fn limit_1_a_meeting_is_at_a_time_that_the_document_can_hold() {
    const LATEST: u64 = 253_402_300_799_999;
    let mut stage = Stage::newest();
    let agenda = |starts_at: u64| json!({ "do": "set_agenda", "agenda": [{ "title": "Once", "starts_at": starts_at, "activities": [] }] });
    for late in [LATEST + 1, u64::MAX] {
        assert_eq!(stage.give(&BOSS, agenda(late)), Err(Code::Invalid), "{late}");
    }
    stage.boss(agenda(LATEST));
    assert_eq!(stage.session("agenda")[0]["starts_at"], LATEST);
}
