//! Comments on causes.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{Actor, Code};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn say(stage: &mut Stage, who: &Actor, note: &str, text: &str) -> Result<String, Code> {
    let said = json!({ "do": "comment", "note": note, "text": text });
    stage.give(who, said).map(|seq| format!("c{seq}"))
}

fn comments(stage: &Stage) -> Vec<String> {
    let all = stage.document.roots.get("comments").into_iter().flatten();
    all.map(|(id, value)| format!("{id} {}", value["text"].as_str().unwrap())).collect()
}

#[test]
fn comment_1_everybody_comments_and_only_whoever_wrote_it_changes_it() {
    let mut stage = Stage::new();
    let first = say(&mut stage, &person("ann"), "n1", "  so it is\u{200b} ").unwrap();
    let second = say(&mut stage, &BOSS, "n1", "is it?").unwrap();
    let change = |id: &str, text: &str| json!({ "do": "comment", "note": "n1", "text": text, "comment": id });
    assert_eq!(stage.give(&person("eve"), change(&first, "no")), Err(Code::NotYours));
    assert_eq!(stage.give(&BOSS, change(&first, "no")), Err(Code::NotYours));
    assert_eq!(stage.give(&person("ann"), change("c0", "no")), Err(Code::Unknown));
    stage.give(&person("ann"), change(&first, "so it was")).unwrap();
    assert_eq!(stage.root("comments", &first).unwrap()["text"], "so it was");
    for (note, text, code) in [
        ("gone", "a word", Code::Unknown),
        ("n1", " \u{3164}", Code::Invalid),
        ("n1", &*"x".repeat(1001), Code::TooLong),
    ] {
        assert_eq!(say(&mut stage, &person("ann"), note, text), Err(code));
    }
    assert_eq!(say(&mut stage, &Actor::Projector, "n1", "a word"), Err(Code::ReadOnly));
    let remove = |id: &str| json!({ "do": "remove_comment", "comment": id });
    stage.boss(json!({ "do": "lock" }));
    assert_eq!(say(&mut stage, &BOSS, "n1", "late"), Err(Code::Locked));
    assert_eq!(stage.give(&BOSS, remove(&first)), Err(Code::Locked));
    stage.boss(json!({ "do": "unlock" }));
    assert_eq!(stage.give(&person("ann"), remove(&second)), Err(Code::NotYours));
    stage.give(&person("ann"), remove(&first)).unwrap();
    assert_eq!(stage.give(&person("ann"), remove(&first)), Err(Code::Unknown));
    stage.boss(remove(&second));
    assert_eq!(comments(&stage), Vec::<String>::new());
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn comment_2_a_comment_tells_its_author_as_a_cause_does() {
    let mut stage = Stage::newest();
    let told = |stage: &Stage, id: &str| {
        let mut value = stage.root("comments", id).unwrap();
        for key in ["note", "text", "at"] {
            value.as_object_mut().unwrap().remove(key);
        }
        value
    };
    let shown = say(&mut stage, &person("ann"), "n1", "with my name").unwrap();
    stage.boss(json!({ "do": "set_authors", "shown": false }));
    let hidden = say(&mut stage, &person("ann"), "n1", "without it").unwrap();
    let lead = say(&mut stage, &BOSS, "n1", "by the desk").unwrap();
    stage.boss(json!({ "do": "set_authors", "shown": false, "departments": false }));
    let nothing = json!({ "department": null });
    assert_eq!([told(&stage, &shown), told(&stage, &hidden)], [nothing.clone(), nothing.clone()]);
    stage.boss(json!({ "do": "set_authors", "shown": true }));
    assert_eq!(told(&stage, &shown), json!({ "department": "it", "author": "ann" }));
    assert_eq!(told(&stage, &hidden), json!({ "department": "it" }), "as its author was told");
    assert_eq!(told(&stage, &lead), nothing);
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn comment_3_a_cause_and_a_person_have_so_many_and_no_more() {
    let mut stage = Stage::new();
    for n in 0..50 {
        say(&mut stage, &person("ann"), "n1", &format!("word {n}")).unwrap();
    }
    assert_eq!(say(&mut stage, &BOSS, "n1", "one more"), Err(Code::TooMany));
    for note in ["n2", "n3", "n4"] {
        for n in 0..50 {
            say(&mut stage, &person("ann"), note, &format!("word {n}")).unwrap();
        }
    }
    assert_eq!(say(&mut stage, &person("ann"), "n5", "one more"), Err(Code::TooMany));
    let last = say(&mut stage, &person("eve"), "n5", "mine").unwrap();
    let longer = json!({ "do": "comment", "note": "n5", "text": "mine, longer", "comment": last });
    stage.give(&person("eve"), longer).unwrap();
}

#[test]
fn comment_4_comments_go_with_their_cause_and_with_their_author() {
    let mut stage = Stage::new();
    let stays = say(&mut stage, &person("ann"), "n1", "stays").unwrap();
    say(&mut stage, &person("eve"), "n2", "of a cause in the bin").unwrap();
    stage.remove("n2");
    assert_eq!(comments(&stage).len(), 2);
    stage.boss(json!({ "do": "restore", "note": "n2" }));
    assert_eq!(comments(&stage).len(), 2);
    stage.remove("n2");
    stage.boss(json!({ "do": "empty_bin" }));
    assert_eq!(comments(&stage), [format!("{stays} stays")]);
    say(&mut stage, &person("eve"), "n1", "of who goes").unwrap();
    stage.boss(json!({ "do": "remove_participant", "participant": "eve" }));
    assert_eq!(comments(&stage).len(), 2);
    stage.boss(json!({ "do": "remove_participant", "participant": "eve", "notes": true }));
    assert_eq!(comments(&stage), [format!("{stays} stays")]);
    let nothing: Option<Value> = None;
    assert_eq!(stage.root("comments", "c0"), nothing);
    assert_eq!(stage.replayed().document, stage.document);
}
