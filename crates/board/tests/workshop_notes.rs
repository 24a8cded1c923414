//! Sealed causes, merging, priorities, the bin, authors.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{Actor, Code, NoteId, ParticipantId};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn text(stage: &Stage, id: &str) -> String {
    stage.document.notes[&NoteId::from(id)]["text"].clone()
}

#[test]
fn seal_1_a_sealed_cause_is_in_nobody_elses_sight() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "set_agenda", "agenda": [{ "id": "quiet", "kind": "silent" }] }));
    stage.boss(json!({ "do": "start_activity", "activity": "quiet" }));
    let id = stage.seal("ann", "people", "the boss shouts").unwrap();
    stage.seal("bob", "methods", "nobody reads the manual").unwrap();
    assert_eq!(stage.session("hidden"), 2);
    assert!(!stage.all_told().contains("shouts") && !stage.all_told().contains("manual"));
    let own = json!([{ "id": format!("s{id}"), "branch": "people", "text": "the boss shouts" }]);
    assert_eq!(stage.ballot("ann")["sealed"], own);
    assert_eq!(stage.ballot("eve")["sealed"], json!([]));
    let withdraw = json!({ "do": "withdraw_note", "note": format!("s{id}") });
    assert_eq!(stage.give(&person("bob"), withdraw.clone()), Err(Code::Unknown), "it is not his");
    stage.give(&person("ann"), withdraw).unwrap();
    assert_eq!(stage.session("hidden"), 1);
    stage.boss(json!({ "do": "reveal_notes" }));
    assert!(!stage.all_told().contains("shouts"));
    assert!(stage.all_told().contains("manual"));
}

#[test]
fn seal_2_the_reveal_shows_all_at_once_sorted() {
    let write = |order: &[(&str, &str, &str)]| {
        let mut stage = Stage::new();
        for (who, branch, text) in order {
            stage.seal(who, branch, text).unwrap();
        }
        stage.boss(json!({ "do": "reveal_notes", "branch": null }));
        stage
    };
    let one = write(&[("ann", "people", "b"), ("eve", "people", "a"), ("bob", "methods", "c")]);
    let other = write(&[("bob", "methods", "c"), ("eve", "people", "a"), ("ann", "people", "b")]);
    assert_eq!(one.document, other.document, "the order of writing leaves no trace");
    let shown: Vec<(String, String)> = (one.document.notes.values().filter(|n| n["text"].len() == 1))
        .map(|n| (n["branch"].clone(), n["text"].clone()))
        .collect();
    let expected = [("methods", "c"), ("people", "a"), ("people", "b")].map(|(b, t)| (b.into(), t.into()));
    assert_eq!(shown, expected);
    let last = one.document.notes.values().filter(|n| n["text"].len() > 1).map(|n| &n["order"]).max();
    assert!(one.document.notes.values().filter(|n| n["text"] == "a").all(|n| Some(&n["order"]) > last));

    let mut some = Stage::new();
    some.seal("ann", "people", "p").unwrap();
    some.seal("ann", "methods", "m").unwrap();
    some.boss(json!({ "do": "reveal_notes", "branch": "people" }));
    assert_eq!(some.session("hidden"), 1);
    some.boss(json!({ "do": "reveal_notes" }));
    some.boss(json!({ "do": "reveal_notes" }));
    assert_eq!((some.session("hidden"), some.document.notes.len()), (json!(0), 7));
    assert_eq!(some.give(&BOSS, json!({ "do": "reveal_notes", "branch": "tail" })), Err(Code::Unknown));
}

#[test]
fn seal_3_a_revealed_cause_shows_its_department_and_not_its_author() {
    let mut stage = Stage::new();
    stage.join("ola", "sales").unwrap();
    stage.join("jan", "sales").unwrap();
    stage.seal("eve", "people", "said openly at last").unwrap();
    let told = stage.told.len();
    let seq = stage.boss(json!({ "do": "reveal_notes" }));
    let id = format!("{seq}-1");
    assert_eq!(text(&stage, &id), "said openly at last");
    assert_eq!(stage.root("attribution", &id), Some(json!({ "department": "sales" })));
    assert!(!format!("{:?}", &stage.told[told..]).contains("eve"));
    let owner = stage.state.owners.get(id.as_str()).unwrap();
    assert_eq!((&owner.actor, owner.anonymous), (&person("eve"), true), "the gate knows whose it is");
}

#[test]
fn seal_6_a_department_of_one_or_two_is_not_named_unless_the_board_says_so() {
    // Departments: it has Ann and Bob, sales Eve and, if she came, Ola and Jan.
    let reveal = |stage: &mut Stage| -> Vec<(String, Value)> {
        let seq = stage.boss(json!({ "do": "reveal_notes" }));
        let number = |n| format!("{seq}-{n}");
        let shown = (1..)
            .map_while(|n| Some((n, stage.document.notes.get(&NoteId::from(number(n)))?["text"].clone())));
        let shown: Vec<(i32, String)> = shown.collect();
        shown.into_iter().map(|(n, text)| (text, stage.root("attribution", &number(n)).unwrap())).collect()
    };
    let say = |stage: &mut Stage, named: &str| {
        stage.boss(json!({ "do": "set_sealed_departments", "named": named }));
        assert_eq!(stage.session("sealed_departments"), named);
    };
    let (nothing, sales) = (json!({ "department": null }), json!({ "department": "sales" }));
    let cases: &[(&str, usize, &str, &str, &Value)] = &[
        // Asked for when it was written and when it was revealed, with so many people in sales.
        ("large", 1, "large", "", &nothing),
        ("large", 2, "large", "", &nothing),
        ("large", 3, "large", "", &sales),
        ("all", 1, "all", "", &sales),
        ("none", 3, "none", "", &nothing),
        // What somebody wrote under is kept to; and what is stricter by now holds.
        ("large", 1, "all", "", &nothing),
        ("none", 3, "all", "", &nothing),
        ("all", 1, "large", "", &nothing),
        ("all", 3, "large", "jan", &nothing),
        ("large", 3, "all", "jan", &sales),
    ];
    for (written, people, revealed, leaves, expected) in cases {
        let mut stage = Stage::new();
        assert_eq!(stage.session("sealed_departments"), "large");
        for name in ["ola", "jan"].iter().take(people - 1) {
            stage.join(name, "sales").unwrap();
        }
        say(&mut stage, written);
        stage.seal("eve", "people", "what nobody says").unwrap();
        say(&mut stage, revealed);
        if !leaves.is_empty() {
            stage.boss(json!({ "do": "remove_participant", "participant": leaves }));
        }
        let told = stage.told.len();
        let shown = reveal(&mut stage);
        assert_eq!(
            shown,
            [("what nobody says".to_owned(), (*expected).clone())],
            "{written} {people} {revealed}"
        );
        let told = format!("{:?}", &stage.told[told..]);
        assert_eq!(told.contains("sales"), **expected == sales, "{written} {people} {revealed}: {told}");
        // Nor later, whatever is said by then.
        say(&mut stage, "all");
        stage.boss(json!({ "do": "set_authors", "shown": false }));
        stage.boss(json!({ "do": "set_authors", "shown": true }));
        let seq = stage.document.notes.keys().rfind(|id| id.as_str().ends_with("-1")).unwrap().to_string();
        assert_eq!(stage.root("attribution", &seq).as_ref(), Some(*expected));
        assert_eq!(stage.replayed().document, stage.document);
    }
    // Who came after it was written cannot be meant, and does not count.
    let mut stage = Stage::new();
    stage.seal("eve", "people", "said alone").unwrap();
    stage.join("ola", "sales").unwrap();
    stage.join("jan", "sales").unwrap();
    assert_eq!(reveal(&mut stage), [("said alone".to_owned(), nothing.clone())]);
    // People who were removed are not there any more; who has gone altogether has none around them either.
    let mut stage = Stage::new();
    stage.join("ola", "sales").unwrap();
    stage.join("jan", "sales").unwrap();
    stage.seal("eve", "people", "said before leaving").unwrap();
    for name in ["eve", "ola", "jan"] {
        stage.boss(json!({ "do": "remove_participant", "participant": name }));
    }
    assert_eq!(reveal(&mut stage), [("said before leaving".to_owned(), nothing)]);
}

#[test]
fn seal_4_it_says_something_fits_on_a_card_and_hangs_on_a_bone() {
    let mut stage = Stage::new();
    for (branch, text, expected) in [
        ("tail", "text".to_owned(), Err(Code::Unknown)),
        ("people", " \n ".to_owned(), Err(Code::Invalid)),
        ("people", "ж".repeat(1001), Err(Code::TooLong)),
        ("people", "😀".repeat(1001), Err(Code::TooLong)),
        ("people", "😀".repeat(501), Ok(())),
        ("people", "👨\u{200d}👩\u{200d}👧\u{200d}👦".repeat(501), Ok(())),
        ("people", "a\u{301}".repeat(4001), Err(Code::TooLong)),
        ("methods", "x".to_owned(), Ok(())),
    ] {
        assert_eq!(stage.seal("ann", branch, &text).map(|_| ()), expected);
    }
    stage.remove_bone("methods");
    stage.boss(json!({ "do": "reveal_notes", "branch": "people" }));
    assert_eq!(stage.session("hidden"), 0);
    assert!(stage.document.notes.values().any(|n| n["text"] == "x" && n["branch"] == "people"));
}

#[test]
fn seal_5_sealed_causes_count_towards_the_limit() {
    let mut stage = Stage::new();
    stage.state.limits.notes = 7;
    stage.seal("ann", "people", "six").unwrap();
    stage.seal("bob", "people", "seven").unwrap();
    assert_eq!(stage.seal("eve", "people", "eight"), Err(Code::TooMany));
    stage.note("n6", "people", "ann", None);
    assert_eq!(stage.give(&BOSS, json!({ "do": "reveal_notes" })), Err(Code::TooMany));
    stage.remove("n6");
    stage.boss(json!({ "do": "reveal_notes" }));
}

fn merge(into: &str, notes: &[&str]) -> Value {
    json!({ "do": "merge_notes", "into": into, "notes": notes })
}

fn merged(stage: &Stage, id: &str) -> Option<Value> {
    stage.root("merges", id)
}

#[test]
fn merge_1_merging_can_be_taken_back_one_by_one() {
    let mut stage = Stage::new();
    stage.boss(merge("n1", &["n2", "n3"]));
    stage.boss(merge("n1", &["n2"]));
    assert_eq!((merged(&stage, "n2"), merged(&stage, "n3")), (Some(json!("n1")), Some(json!("n1"))));
    assert_eq!(stage.document.notes.len(), 5, "no text is lost");
    stage.boss(json!({ "do": "unmerge", "note": "n2" }));
    assert_eq!((merged(&stage, "n2"), merged(&stage, "n3")), (None, Some(json!("n1"))));
    assert_eq!(stage.give(&BOSS, json!({ "do": "unmerge", "note": "n2" })), Err(Code::Unknown));
}

#[test]
fn merge_2_what_makes_no_sense_is_refused() {
    let mut stage = Stage::new();
    stage.note("child", "people", "ann", Some("n1"));
    stage.note("grandchild", "people", "ann", Some("child"));
    stage.boss(merge("n4", &["n5"]));
    for (into, notes, code) in [
        ("n1", vec![], Code::Invalid),
        ("n1", vec!["n1"], Code::Invalid),
        ("n1", vec!["n2", "n1"], Code::Invalid),
        ("n99", vec!["n1"], Code::Unknown),
        ("n1", vec!["n99"], Code::Unknown),
        ("grandchild", vec!["n1"], Code::Invalid),
        ("n5", vec!["n1"], Code::Invalid),
        ("n1", vec!["n5"], Code::Invalid),
    ] {
        assert_eq!(stage.give(&BOSS, merge(into, &notes)), Err(code), "{notes:?} into {into}");
    }
    stage.boss(merge("n1", &["grandchild"]));
}

#[test]
fn merge_3_there_are_no_chains() {
    let mut stage = Stage::new();
    stage.boss(merge("n2", &["n1"]));
    stage.boss(merge("n3", &["n2"]));
    assert_eq!((merged(&stage, "n1"), merged(&stage, "n2")), (Some(json!("n3")), Some(json!("n3"))));
    stage.boss(json!({ "do": "unmerge", "note": "n2" }));
    assert_eq!(merged(&stage, "n1"), Some(json!("n3")));
}

#[test]
fn merge_4_without_its_target_a_cause_stands_for_itself_again() {
    let mut stage = Stage::new();
    stage.boss(merge("n1", &["n2"]));
    stage.remove("n1");
    stage.boss(merge("n2", &["n3"]));
    assert_eq!((merged(&stage, "n2"), merged(&stage, "n3")), (None, Some(json!("n2"))));
    stage.boss(json!({ "do": "open_vote", "dots": 1 }));
    stage.cast("ann", "n2", 1).unwrap();
}

#[test]
fn prio_1_the_facilitator_says_where_a_cause_ends() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "lock" }));
    for priority in ["now", "next", "later", "outside"] {
        stage.boss(json!({ "do": "set_priority", "note": "n1", "priority": priority }));
        assert_eq!(stage.root("priorities", "n1"), Some(json!(priority)));
    }
    for _ in 0..2 {
        stage.boss(json!({ "do": "set_priority", "note": "n1", "priority": null }));
        assert_eq!(stage.root("priorities", "n1"), None);
    }
    let unknown = json!({ "do": "set_priority", "note": "n99", "priority": "now" });
    assert_eq!(stage.give(&BOSS, unknown), Err(Code::Unknown));
}

#[test]
fn prio_3_a_priority_may_have_a_reason() {
    let mut stage = Stage::new();
    let set = |priority: Value, reason: Value| json!({ "do": "set_priority", "note": "n1", "priority": priority, "reason": reason });
    stage.boss(set(json!("next"), json!("the contract ends in May")));
    assert_eq!(stage.root("reasons", "n1"), Some(json!("the contract ends in May")));
    stage.boss(set(json!("next"), json!("")));
    assert_eq!(stage.root("reasons", "n1"), None);
    for (priority, reason) in [("now", json!("urgent")), ("later", Value::Null)] {
        stage.boss(set(json!(priority), reason));
    }
    assert_eq!(stage.root("reasons", "n1"), None, "a later decision gives none");
    stage.boss(set(json!("now"), json!("urgent")));
    stage.boss(set(Value::Null, json!("urgent")));
    assert_eq!(stage.root("reasons", "n1"), None);
    assert_eq!(stage.give(&BOSS, set(json!("now"), json!("x".repeat(3000)))), Err(Code::TooLong));
}

#[test]
fn prio_2_a_merged_cause_has_no_priority_of_its_own() {
    let mut stage = Stage::new();
    stage.boss(merge("n1", &["n2"]));
    let set = json!({ "do": "set_priority", "note": "n2", "priority": "now" });
    assert_eq!(stage.give(&BOSS, set), Err(Code::Invalid));
}

fn restore(id: &str) -> Value {
    json!({ "do": "restore", "note": id })
}

#[test]
fn bin_1_a_removed_cause_comes_back_to_its_place() {
    let mut stage = Stage::new();
    stage.note("child", "people", "bob", Some("n1"));
    let before = stage.document.notes.clone();
    stage.remove("child");
    assert_eq!(stage.give(&BOSS, restore("n1")), Err(Code::Unknown), "it was never removed");
    stage.boss(restore("child"));
    assert_eq!(stage.document.notes, before);
    assert_eq!(stage.root("attribution", "child"), Some(json!({ "department": "it", "author": "bob" })));
    assert_eq!(stage.give(&BOSS, restore("child")), Err(Code::Unknown), "the bin has it no longer");

    stage.remove("child");
    stage.remove("n1");
    stage.boss(restore("child"));
    assert!(!stage.document.notes[&NoteId::from("child")].contains_key("parent"), "its parent is gone");
}

#[test]
fn bin_1_a_restored_cause_makes_no_circle_and_nests_not_too_deep() {
    let mut stage = Stage::new();
    stage.note("top", "people", "ann", None);
    stage.note("low", "people", "ann", Some("top"));
    stage.note("lower", "people", "ann", Some("low"));
    stage.remove("low");
    stage.hang("top", "lower");
    stage.boss(restore("low"));
    let restored = &stage.document.notes[&NoteId::from("low")];
    assert!(!restored.contains_key("parent"), "top hangs below it by now");

    let mut deep = Stage::new();
    for (id, parent) in [("d1", None), ("d2", Some("d1")), ("d3", Some("d2"))] {
        deep.note(id, "people", "ann", parent);
    }
    deep.remove("d2");
    for (id, parent) in [("d4", "d3"), ("d5", "d4"), ("d6", "d5")] {
        deep.note(id, "people", "ann", Some(parent));
    }
    deep.boss(restore("d2"));
    assert!(!deep.document.notes[&NoteId::from("d2")].contains_key("parent"), "five deep as it is");
    deep.remove("d2");
    deep.note("d7", "people", "ann", Some("d6"));
    assert_eq!(deep.give(&BOSS, restore("d2")), Err(Code::TooMany));
}

#[test]
fn bin_1_a_restored_cause_finds_a_bone_and_room() {
    let mut stage = Stage::new();
    stage.note("m1", "methods", "ann", None);
    stage.note("m2", "methods", "ann", Some("m1"));
    stage.remove("m2");
    stage.remove_bone("methods");
    stage.boss(restore("m2"));
    let restored = &stage.document.notes[&NoteId::from("m2")];
    assert_eq!((restored["branch"].as_str(), restored.contains_key("parent")), ("people", false));
    stage.remove("m2");
    stage.state.limits.notes = stage.document.notes.len() as u32;
    assert_eq!(stage.give(&BOSS, restore("m2")), Err(Code::TooMany));
}

#[test]
fn bin_2_emptying_the_bin_is_final() {
    let mut stage = Stage::new();
    stage.remove("n1");
    stage.boss(json!({ "do": "empty_bin" }));
    stage.boss(json!({ "do": "empty_bin" }));
    assert_eq!(stage.give(&BOSS, restore("n1")), Err(Code::Unknown));
    assert!(stage.state.bin.is_empty());
}

#[test]
fn seal_1_everybody_sees_how_many_are_hidden_on_each_bone_and_an_older_board_goes_on_without() {
    let mut stage = Stage::new();
    stage.seal("ann", "people", "One").unwrap();
    assert_eq!(stage.state.session().hidden_by_branch, None, "made before that was told");
    stage.state.edition = 1;
    for (who, bone) in [("bob", "people"), ("eve", "machines")] {
        stage.seal(who, bone, "Another").unwrap();
    }
    assert_eq!(stage.session("hidden_by_branch"), json!({ "people": 2, "machines": 1 }));
    stage.boss(json!({ "do": "reveal_notes", "branch": "people" }));
    assert_eq!(stage.session("hidden_by_branch"), json!({ "machines": 1 }));
    stage.boss(json!({ "do": "reveal_notes" }));
    assert_eq!(stage.session("hidden_by_branch"), json!({}));
}

#[test]
fn author_1_names_can_be_hidden_for_all_notes_at_once() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "set_sealed_departments", "named": "all" }));
    stage.seal("eve", "people", "never named").unwrap();
    let seq = stage.boss(json!({ "do": "reveal_notes" }));
    let sealed = format!("{seq}-1");
    stage.remove("n5");
    for (shown, expected, setting) in [
        (false, json!({ "department": "it" }), "hidden"),
        (true, json!({ "department": "it", "author": "ann" }), "shown"),
        (true, json!({ "department": "it", "author": "ann" }), "shown"),
    ] {
        stage.boss(json!({ "do": "set_authors", "shown": shown }));
        assert_eq!(stage.root("attribution", "n1"), Some(expected));
        assert_eq!(stage.root("attribution", "n5"), None, "a removed note keeps no name");
        assert_eq!(stage.root("attribution", &sealed), Some(json!({ "department": "sales" })));
        assert_eq!(stage.session("authors"), setting);
    }
    let own = stage.state.owner_for(&Actor::Facilitator);
    assert_eq!(stage.state.attribution(&own), json!({ "department": null }));
    stage.boss(json!({ "do": "set_authors", "shown": false }));
    let new = stage.state.owner_for(&Actor::Participant(ParticipantId::from("eve")));
    assert_eq!(stage.state.attribution(&new), json!({ "department": "sales" }));
}
