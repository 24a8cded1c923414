//! Locking, activities, time, summons, the end.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{Code, workshop::Kind};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

#[test]
fn cmd_1_commands_are_read_leniently_where_the_contract_is_loose() {
    let mut stage = Stage::new();
    let permissions = |add: &str, edit: &str, move_: &str, remove: &str| json!({ "add": add, "edit": edit, "move": move_, "remove": remove });
    for (command, expected) in [
        (json!({ "do": "set_permissions", "edit": "any" }), permissions("own", "any", "own", "own")),
        (
            json!({ "do": "set_permissions", "permissions": { "add": "none", "move": "any" } }),
            permissions("none", "any", "any", "own"),
        ),
        (
            json!({ "do": "set_permissions", "add": "own", "edit": "none", "move": "none", "remove": "any" }),
            permissions("own", "none", "none", "any"),
        ),
    ] {
        stage.boss(command);
        assert_eq!(stage.session("permissions"), expected);
    }
    let activity = json!({ "kind": "collect", "title": "Write", "minutes": 5 });
    for agenda in [
        json!({ "do": "set_agenda", "agenda": [activity] }),
        json!({ "do": "set_agenda", "agenda": [{ "title": "", "activities": [activity] }] }),
        json!({ "do": "set_agenda", "meetings": [{ "activities": [activity] }] }),
    ] {
        stage.boss(agenda);
        assert_eq!(stage.session("agenda")[0]["activities"][0]["id"], "a1");
    }
    for unreadable in [
        json!({ "do": "dance" }),
        json!({}),
        json!("lock"),
        json!({ "do": "open_vote" }),
        json!({ "do": "open_vote", "dots": -1 }),
        json!({ "do": "set_permissions", "add": "any" }),
        json!({ "do": "set_agenda", "agenda": [{ "kind": "dance" }] }),
        json!({ "do": "set_agenda", "agenda": [{ "activities": [{ "kind": "dance" }] }] }),
        json!({ "do": "set_agenda", "agenda": [{ "what": "else" }] }),
        json!({ "do": "set_priority", "note": "n1", "priority": "yesterday" }),
        json!({ "do": "rate", "note": "n1", "importance": 2.5, "urgency": 1 }),
    ] {
        assert_eq!(stage.give(&BOSS, unreadable.clone()), Err(Code::Malformed), "{unreadable}");
    }
}

#[test]
fn cmd_2_locks_repeat_without_harm_and_hold_under_a_ballot() {
    let mut stage = Stage::new();
    for (command, locked) in [("lock", true), ("lock", true), ("unlock", false), ("unlock", false)] {
        stage.boss(json!({ "do": command }));
        assert_eq!(stage.session("locked"), locked);
    }
    for (open, close) in [
        (json!({ "do": "open_vote", "dots": 3 }), "close_vote"),
        (json!({ "do": "open_rating", "notes": ["n1"] }), "close_rating"),
    ] {
        stage.boss(open);
        assert_eq!(stage.give(&BOSS, json!({ "do": "unlock" })), Err(Code::NotNow));
        stage.boss(json!({ "do": close }));
        stage.boss(json!({ "do": "unlock" }));
    }
}

#[test]
fn cmd_3_the_lock_freezes_content_and_nothing_else() {
    let mut stage = Stage::new();
    stage.note("gone", "people", "ann", None);
    stage.remove("gone");
    stage.boss(json!({ "do": "merge_notes", "into": "n4", "notes": ["n5"] }));
    let sealed = stage.seal("ann", "people", "a thought").unwrap();
    stage.boss(json!({ "do": "lock" }));
    let frozen = [
        (BOSS, json!({ "do": "merge_notes", "into": "n1", "notes": ["n2"] })),
        (BOSS, json!({ "do": "unmerge", "note": "n5" })),
        (BOSS, json!({ "do": "reveal_notes" })),
        (BOSS, json!({ "do": "restore", "note": "gone" })),
        (person("ann"), json!({ "do": "seal_note", "branch": "people", "text": "late" })),
        (person("ann"), json!({ "do": "withdraw_note", "note": format!("s{sealed}") })),
    ];
    for (actor, command) in &frozen {
        assert_eq!(stage.give(actor, command.clone()), Err(Code::Locked), "{command}");
    }
    for command in [
        json!({ "do": "set_priority", "note": "n1", "priority": "now" }),
        json!({ "do": "create_project", "title": "Go on" }),
        json!({ "do": "summon", "note": "n1" }),
        json!({ "do": "set_permissions", "add": "none" }),
        json!({ "do": "open_vote", "dots": 1 }),
    ] {
        stage.boss(command);
    }
    stage.cast("ann", "n1", 1).unwrap();
    stage.boss(json!({ "do": "close_vote" }));
    stage.boss(json!({ "do": "unlock" }));
    for (actor, command) in frozen.into_iter().rev() {
        assert!(stage.give(&actor, command.clone()).is_ok(), "{command}");
    }
}

#[test]
fn cmd_4_every_activity_has_an_id_of_its_own() {
    let mut stage = Stage::new();
    let agenda = |ids: &[&str]| -> Value {
        let activities: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "kind": "collect" })).collect();
        json!({ "do": "set_agenda", "agenda": [{ "title": "One", "activities": activities }] })
    };
    for (ids, expected) in [
        (vec!["", "", ""], vec!["a1", "a2", "a3"]),
        (vec!["", "a1", ""], vec!["a2", "a1", "a3"]),
        (vec!["own", ""], vec!["own", "a1"]),
    ] {
        stage.boss(agenda(&ids));
        let shown = stage.session("agenda")[0]["activities"].clone();
        let shown: Vec<&str> = shown.as_array().unwrap().iter().map(|a| a["id"].as_str().unwrap()).collect();
        assert_eq!(shown, expected);
    }
    assert_eq!(stage.give(&BOSS, agenda(&["x", "x"])), Err(Code::Invalid));
    stage.boss(agenda(&["", ""]));
    stage.boss(json!({ "do": "start_activity", "activity": "a2", "minutes": 5 }));
    stage.boss(agenda(&["a2"]));
    assert_eq!(stage.session("activity"), "a2", "it is still planned");
    stage.boss(agenda(&["other"]));
    assert_eq!((stage.session("activity"), stage.session("timer")), (Value::Null, Value::Null));
    assert_eq!(stage.give(&BOSS, json!({ "do": "start_activity", "activity": "a2" })), Err(Code::Unknown));
}

/// Every kind: whether it locks, and the permissions that it sets.
const KINDS: [(&str, bool, Option<[&str; 4]>); 10] = [
    ("welcome", true, None),
    ("understand", true, None),
    ("collect", false, Some(["own", "own", "own", "own"])),
    ("silent", false, Some(["none", "own", "own", "own"])),
    ("break", true, None),
    ("discuss", false, Some(["own", "own", "any", "own"])),
    ("vote", true, None),
    ("prioritise", true, None),
    ("plan", false, Some(["own", "own", "own", "own"])),
    ("close", true, None),
];

#[test]
fn cmd_5_each_kind_of_activity_sets_the_board() {
    for (kind, locks, permissions) in KINDS {
        let mut stage = Stage::new();
        stage.boss(json!({ "do": "set_agenda", "agenda": [{ "id": "it", "kind": kind }] }));
        stage.boss(
            json!({ "do": "set_permissions", "add": "own", "edit": "any", "move": "none", "remove": "any" }),
        );
        stage.boss(json!({ "do": if locks { "unlock" } else { "lock" } }));
        stage.boss(json!({ "do": "start_activity", "activity": "it" }));
        assert_eq!(stage.session("locked"), locks, "{kind}");
        let [add, edit, move_, remove] = permissions.unwrap_or(["own", "any", "none", "any"]);
        let expected = json!({ "add": add, "edit": edit, "move": move_, "remove": remove });
        assert_eq!(stage.session("permissions"), expected, "{kind}");
        let known: Kind = serde_json::from_value(json!(kind)).unwrap();
        assert_eq!(stage.state.activity_kind(), Some(known));
    }
}

#[test]
fn cmd_6_no_activity_unlocks_the_board_under_a_ballot() {
    for (kind, locks, _) in KINDS {
        let mut stage = Stage::new();
        stage.boss(json!({ "do": "set_agenda", "agenda": [{ "id": "it", "kind": kind }] }));
        stage.boss(json!({ "do": "open_vote", "dots": 3 }));
        for command in [json!({ "do": "start_activity", "activity": "it" }), json!({ "do": "next_activity" })]
        {
            let mut stage = stage.clone();
            let given = stage.give(&BOSS, command).map(|_| ());
            assert_eq!(given, if locks { Ok(()) } else { Err(Code::NotNow) }, "{kind}");
            assert_eq!(stage.session("vote")["open"], true);
            assert_eq!(stage.session("locked"), true);
        }
    }
}

#[test]
fn cmd_7_the_next_activity_goes_on_across_meetings_until_the_last() {
    let mut stage = Stage::new();
    let meeting = |n: u32| json!({ "title": format!("Meeting {n}"), "activities": [{ "kind": "collect" }, { "kind": "discuss" }] });
    stage.boss(json!({ "do": "set_agenda", "agenda": [meeting(1), meeting(2)] }));
    for expected in ["a1", "a2", "a3", "a4"] {
        stage.boss(json!({ "do": "next_activity" }));
        assert_eq!(stage.session("activity"), expected);
    }
    assert_eq!(stage.give(&BOSS, json!({ "do": "next_activity" })), Err(Code::NotNow));
    assert_eq!(stage.session("activity"), "a4");
}

#[test]
fn cmd_8_a_summons_names_one_place_and_each_is_a_new_one() {
    let mut stage = Stage::new();
    let first = stage.boss(json!({ "do": "summon", "branch": "people" }));
    assert_eq!(stage.session("summon"), json!({ "branch": "people", "call": first }));
    let again = stage.boss(json!({ "do": "summon", "branch": "people", "note": null }));
    assert_eq!(stage.session("summon"), json!({ "branch": "people", "call": again }));
    let note = stage.boss(json!({ "do": "summon", "note": "n1" }));
    assert_eq!(stage.session("summon"), json!({ "note": "n1", "call": note }));
    for (bad, code) in [
        (json!({ "do": "summon", "branch": "tail" }), Code::Unknown),
        (json!({ "do": "summon", "note": "n99" }), Code::Unknown),
        (json!({ "do": "summon", "note": "n1", "branch": "people" }), Code::Invalid),
    ] {
        assert_eq!(stage.give(&BOSS, bad), Err(code));
    }
    stage.boss(json!({ "do": "summon", "branch": null }));
    assert_eq!(stage.session("summon"), Value::Null);
}

#[test]
fn cmd_9_done_counts_people_and_starts_anew_with_each_activity() {
    let mut stage = Stage::new();
    for (who, command, count) in [
        ("ann", json!({ "do": "done" }), 1),
        ("ann", json!({ "do": "done" }), 1),
        ("bob", json!({ "do": "done", "done": true }), 2),
        ("ann", json!({ "do": "done", "done": false }), 1),
    ] {
        stage.give(&person(who), command).unwrap();
        assert_eq!(stage.session("done"), count);
    }
    assert_eq!((&stage.ballot("bob")["done"], &stage.ballot("ann")["done"]), (&json!(true), &json!(false)));
    stage.boss(json!({ "do": "next_activity" }));
    assert_eq!(stage.session("done"), 0);
}

#[test]
fn cmd_11_departments_and_first_competences_can_be_changed() {
    let mut stage = Stage::new();
    let list = |ids: &[&str]| {
        let all: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "name": id.to_uppercase() })).collect();
        json!({ "do": "set_departments", "departments": all })
    };
    assert_eq!(stage.give(&BOSS, list(&["it", "design"])), Err(Code::Invalid), "eve is from sales");
    assert_eq!(stage.give(&BOSS, list(&["it", "sales", "it"])), Err(Code::Invalid));
    assert_eq!(stage.give(&BOSS, list(&["it", "sales", ""])), Err(Code::Invalid));
    stage.boss(list(&["sales", "it", "design"]));
    assert_eq!(stage.root("departments", "design"), Some(json!({ "name": "DESIGN", "place": 2 })));
    assert_eq!(stage.root("departments", "legal"), None);
    stage.join("dora", "design").unwrap();
    stage.boss(json!({ "do": "set_competences", "competences": [" patience ", "", "SQL", "patience"] }));
    assert_eq!(stage.session("competences"), json!(["patience", "SQL"]));
}

fn timed(minutes: u32) -> Stage {
    let mut stage = Stage::new();
    stage.boss(
        json!({ "do": "set_agenda", "agenda": [{ "id": "it", "kind": "collect", "minutes": minutes }] }),
    );
    stage.boss(json!({ "do": "start_activity", "activity": "it" }));
    stage
}

fn running(ends_at: u64) -> Value {
    json!({ "running": true, "ends_at": ends_at, "remaining_ms": null })
}

fn paused(remaining: u64) -> Value {
    json!({ "running": false, "ends_at": null, "remaining_ms": remaining })
}

#[test]
fn time_1_a_countdown_starts_with_its_activity() {
    let mut stage = timed(10);
    assert_eq!(stage.session("timer"), running(stage.at + 600_000));
    stage.at += 5_000;
    stage.boss(json!({ "do": "start_activity", "activity": "it", "minutes": 2 }));
    assert_eq!(stage.session("timer"), running(stage.at + 120_000));
    stage.boss(json!({ "do": "start_activity", "activity": "it", "minutes": 0 }));
    assert_eq!(stage.session("timer"), Value::Null);
    assert_eq!(timed(0).session("timer"), Value::Null);
    let endless = json!({ "do": "start_activity", "activity": "it", "minutes": 100_000 });
    assert_eq!(stage.give(&BOSS, endless), Err(Code::Invalid));
}

#[test]
fn time_2_a_pause_keeps_what_is_left() {
    let mut stage = timed(10);
    stage.at += 60_000;
    for _ in 0..2 {
        stage.boss(json!({ "do": "pause_timer" }));
        assert_eq!(stage.session("timer"), paused(540_000));
        stage.at += 999_000;
    }
    stage.boss(json!({ "do": "resume_timer" }));
    let ends_at = stage.at + 540_000;
    assert_eq!(stage.session("timer"), running(ends_at));
    stage.at += 1_000;
    stage.boss(json!({ "do": "resume_timer" }));
    assert_eq!(stage.session("timer"), running(ends_at));
}

#[test]
fn time_3_extending_adds_to_what_is_left() {
    let mut stage = timed(10);
    let ends_at = stage.at + 600_000;
    let extend = |seconds: i64| json!({ "do": "extend_timer", "seconds": seconds });
    stage.boss(extend(60));
    assert_eq!(stage.session("timer"), running(ends_at + 60_000));
    stage.boss(extend(-120));
    assert_eq!(stage.session("timer"), running(ends_at - 60_000));
    stage.at = ends_at + 1_000_000;
    stage.boss(extend(30));
    assert_eq!(stage.session("timer"), running(stage.at + 30_000), "overrun: all of it counts from now");
    stage.boss(json!({ "do": "pause_timer" }));
    stage.boss(extend(30));
    assert_eq!(stage.session("timer"), paused(60_000));
    stage.boss(extend(-3600));
    assert_eq!(stage.session("timer"), paused(0));
    for seconds in [i64::MAX, i64::MIN, 86_401] {
        assert_eq!(stage.give(&BOSS, extend(seconds)), Err(Code::Invalid));
    }
}

#[test]
fn time_4_when_time_is_up_nothing_happens_by_itself() {
    let mut stage = timed(1);
    stage.at += 3_600_000;
    stage.seal("ann", "people", "still welcome").unwrap();
    assert_eq!(stage.session("locked"), false);
    let mut without = timed(0);
    for command in ["pause_timer", "resume_timer"] {
        assert_eq!(without.give(&BOSS, json!({ "do": command })), Err(Code::NotNow));
    }
    assert_eq!(without.give(&BOSS, json!({ "do": "extend_timer", "seconds": 5 })), Err(Code::NotNow));
}

#[test]
fn fin_1_a_finished_board_accepts_nothing_but_reopening() {
    let mut stage = timed(10);
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    stage.cast("ann", "n1", 2).unwrap();
    stage.boss(json!({ "do": "finish" }));
    assert_eq!((stage.session("finished"), stage.session("timer")), (json!(true), Value::Null));
    assert_eq!(stage.session("vote")["open"], false);
    for (actor, command) in [
        (BOSS, json!({ "do": "unlock" })),
        (BOSS, json!({ "do": "finish" })),
        (BOSS, json!({ "do": "reveal_vote" })),
        (BOSS, json!({ "do": "create_project", "title": "late" })),
        (person("ann"), json!({ "do": "cast", "note": "n1", "dots": 0 })),
        (person("ann"), json!({ "do": "done" })),
    ] {
        assert_eq!(stage.give(&actor, command.clone()), Err(Code::Finished), "{command}");
    }
    assert_eq!(stage.join("late", "it"), Err(Code::Finished));
    stage.boss(json!({ "do": "reopen" }));
    stage.boss(json!({ "do": "reopen" }));
    stage.boss(json!({ "do": "reveal_vote" }));
    assert_eq!(stage.session("vote")["tally"]["n1"]["dots"], 2);
}

#[test]
fn fin_2_what_was_hidden_stays_hidden_and_is_there_on_reopening() {
    let mut stage = Stage::new();
    stage.seal("ann", "people", "unspoken").unwrap();
    stage.boss(json!({ "do": "finish" }));
    assert!(!stage.all_told().contains("unspoken"));
    stage.boss(json!({ "do": "reopen" }));
    stage.boss(json!({ "do": "reveal_notes" }));
    assert!(stage.all_told().contains("unspoken"));
}
