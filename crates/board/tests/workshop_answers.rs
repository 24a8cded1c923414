//! Questions about facts, and what is answered.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{Actor, Code, NoteId};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

/// A board with a fact, about which this is asked.
fn asked(question: &str) -> Stage {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "add_fact", "label": "Complaints" }));
    ask(&mut stage, question);
    stage
}

fn fact(stage: &Stage) -> String {
    stage.document.facts.keys().next().unwrap().to_string()
}

fn ask(stage: &mut Stage, question: &str) {
    let fact = fact(stage);
    stage.boss(json!({ "do": "ask", "fact": fact, "question": question }));
}

fn answer(stage: &mut Stage, who: &str, text: &str) -> Result<String, Code> {
    stage.give(&person(who), json!({ "do": "answer", "text": text })).map(|seq| format!("a{seq}"))
}

fn told(stage: &Stage, id: &str) -> Value {
    stage.root("answers", id).unwrap_or_default()
}

#[test]
fn answer_1_what_is_asked_is_told_and_ends_with_its_activity() {
    let mut stage = Stage::newest();
    let gone = json!({ "do": "ask", "fact": "f1", "question": "why" });
    assert_eq!(stage.give(&BOSS, gone), Err(Code::Unknown));
    assert_eq!(stage.give(&BOSS, json!({ "do": "ask", "question": "why" })), Err(Code::Invalid));
    assert_eq!(answer(&mut stage, "ann", "early"), Err(Code::NotNow));
    stage = asked("notice");
    assert_eq!(stage.session("asked")["question"], "notice");
    let call = stage.session("asked")["call"].clone();
    ask(&mut stage, "notice");
    assert_eq!(stage.session("asked")["call"], call, "the same question is no other call");
    ask(&mut stage, "value");
    assert_ne!(stage.session("asked")["call"], call);
    stage.boss(json!({ "do": "ask" }));
    assert!(stage.state.asked.is_none());
    for end in [json!({ "do": "next_activity" }), json!({ "do": "finish" })] {
        let mut stage = asked("notice");
        stage.boss(end);
        assert_eq!(stage.root("session", "asked"), None);
    }
}

#[test]
fn answer_2_people_answer_on_a_locked_board_and_change_their_own_until_the_question_has_passed() {
    let mut stage = asked("notice");
    stage.boss(json!({ "do": "lock" }));
    let mine = answer(&mut stage, "ann", "The wait").unwrap();
    let fact = fact(&stage);
    assert_eq!(
        told(&stage, &mine),
        json!({ "fact": fact, "question": "notice", "text": "The wait", "at": stage.at,
        "department": "it", "author": "ann" })
    );
    let change = |text: &str| json!({ "do": "answer", "text": text, "answer": mine });
    let remove = json!({ "do": "remove_answer", "answer": mine });
    assert_eq!(stage.give(&person("eve"), change("no")), Err(Code::NotYours));
    assert_eq!(stage.give(&person("eve"), remove.clone()), Err(Code::NotYours));
    assert_eq!(stage.give(&BOSS, change("no")), Err(Code::NotAllowed));
    assert_eq!(stage.give(&Actor::Projector, change("no")), Err(Code::ReadOnly));
    stage.give(&person("ann"), change("The long wait")).unwrap();
    assert_eq!(told(&stage, &mine)["text"], "The long wait");
    for (wrong, code) in [
        (json!({ "text": " \u{3164}" }), Code::Invalid),
        (json!({}), Code::Invalid),
        (json!({ "text": "x".repeat(1001) }), Code::TooLong),
        (json!({ "reason": "season" }), Code::Invalid),
        (json!({ "text": "so", "answer": "a0" }), Code::Unknown),
    ] {
        let mut command = wrong.clone();
        command["do"] = json!("answer");
        assert_eq!(stage.give(&person("ann"), command), Err(code), "{wrong}");
    }
    ask(&mut stage, "why");
    assert_eq!(stage.give(&person("ann"), change("late")), Err(Code::NotNow));
    assert_eq!(stage.give(&person("ann"), remove.clone()), Err(Code::NotNow));
    let season = json!({ "do": "answer", "reason": "season" });
    let season = format!("a{}", stage.give(&person("eve"), season).unwrap());
    assert_eq!(
        (&told(&stage, &season)["reason"], &told(&stage, &season)["text"]),
        (&json!("season"), &json!(""))
    );
    stage.boss(remove);
    ask(&mut stage, "notice");
    assert_eq!(stage.root("answers", &mine), None);
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn answer_3_an_answer_tells_its_author_as_a_cause_does_and_goes_with_them() {
    let mut stage = asked("notice");
    let by = |stage: &Stage, id: &str| {
        let value = told(stage, id);
        [value["department"].clone(), value["author"].clone()]
    };
    let shown = answer(&mut stage, "ann", "with my name").unwrap();
    stage.boss(json!({ "do": "set_authors", "shown": false }));
    let hidden = answer(&mut stage, "ann", "without it").unwrap();
    stage.boss(json!({ "do": "set_authors", "shown": false, "departments": false }));
    assert_eq!(
        [by(&stage, &shown), by(&stage, &hidden)],
        [[Value::Null, Value::Null], [Value::Null, Value::Null]]
    );
    stage.boss(json!({ "do": "set_authors", "shown": true }));
    assert_eq!(by(&stage, &shown), [json!("it"), json!("ann")]);
    assert_eq!(by(&stage, &hidden), [json!("it"), Value::Null], "as its author was told");
    answer(&mut stage, "eve", "of who goes").unwrap();
    stage.boss(json!({ "do": "remove_participant", "participant": "ann" }));
    assert_eq!(stage.state.answers.len(), 3);
    stage.boss(json!({ "do": "remove_participant", "participant": "ann", "notes": true }));
    assert_eq!(stage.state.answers.len(), 1);
    assert_eq!(stage.document.roots["answers"].len(), 1);
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn answer_4_one_person_gives_so_many_answers_and_no_more() {
    let mut stage = asked("notice");
    for n in 0..5 {
        answer(&mut stage, "ann", &format!("answer {n}")).unwrap();
    }
    assert_eq!(answer(&mut stage, "ann", "one more"), Err(Code::TooMany));
    assert!(answer(&mut stage, "eve", "another's").is_ok());
    ask(&mut stage, "value");
    assert!(answer(&mut stage, "ann", "to another question").is_ok());
    for n in 1..20 {
        stage.boss(json!({ "do": "add_fact", "label": format!("fact {n}") }));
    }
    let facts: Vec<String> = stage.document.facts.keys().map(ToString::to_string).collect();
    let mut given = stage.state.answers.len() - 1;
    for fact in &facts[1..] {
        stage.boss(json!({ "do": "ask", "fact": fact, "question": "notice" }));
        for n in 0..5 {
            given += usize::from(answer(&mut stage, "ann", &format!("answer {n}")).is_ok());
        }
    }
    assert_eq!(given, 100, "of one person on a board");
}

#[test]
fn answer_5_answers_become_one_cause_that_cites_the_fact() {
    let mut stage = asked("why");
    let one = answer(&mut stage, "ann", "The wait").unwrap();
    let two = answer(&mut stage, "eve", "Waiting").unwrap();
    let only = json!({ "do": "answer", "reason": "season" });
    let only = format!("a{}", stage.give(&person("eve"), only).unwrap());
    let keep = |answers: &[&str]| json!({ "do": "keep_answers", "answers": answers, "reference": "Why?" });
    stage.boss(json!({ "do": "lock" }));
    assert_eq!(stage.give(&BOSS, keep(&[&one])), Err(Code::Locked));
    stage.boss(json!({ "do": "unlock" }));
    assert_eq!(stage.give(&person("ann"), keep(&[&one])), Err(Code::NotAllowed));
    for (wrong, code) in [
        (keep(&[]), Code::Invalid),
        (keep(&["a0"]), Code::Unknown),
        (keep(&[&only]), Code::Invalid),
        (json!({ "do": "keep_answers", "answers": [one], "branch": "no bone" }), Code::Unknown),
        (json!({ "do": "keep_answers", "answers": [one], "text": "x".repeat(1001) }), Code::TooLong),
    ] {
        assert_eq!(stage.give(&BOSS, wrong.clone()), Err(code), "{wrong}");
    }
    let seq = stage.boss(keep(&[&one]));
    let cause = NoteId::from(format!("{seq}-1"));
    let fields = &stage.document.notes[&cause];
    let expected = [
        ("text", "The wait"),
        ("parked", "yes"),
        ("reference", "Why?"),
        ("list", "results"),
        ("fact", &fact(&stage)),
    ];
    assert!(expected.iter().all(|(key, value)| fields[*key] == **value), "{fields:?}");
    assert_eq!(
        stage.root("attribution", cause.as_str()),
        Some(json!({ "department": "it", "author": "ann" }))
    );
    assert_eq!(told(&stage, &one)["kept"], json!(cause));
    assert_eq!(stage.give(&BOSS, keep(&[&one, &two])), Err(Code::NotNow), "it is a cause already");
    let change = json!({ "do": "answer", "text": "No", "answer": one });
    assert_eq!(stage.give(&person("ann"), change), Err(Code::NotNow));
    // Once the cause was removed, the answer may be made one again.
    stage.remove(cause.as_str());
    let mut both = keep(&[&two, &one, &only]);
    (both["text"], both["branch"]) = (json!("The wait in spring"), json!("methods"));
    let seq = stage.boss(both);
    let fields = &stage.document.notes[&NoteId::from(format!("{seq}-1"))];
    assert_eq!(
        (&*fields["text"], &*fields["branch"], fields.get("parked")),
        ("The wait in spring", "methods", None)
    );
    assert_eq!(
        stage.root("attribution", &format!("{seq}-1")),
        Some(json!({ "department": null })),
        "of several"
    );
    assert_eq!(stage.replayed().document, stage.document);
    // Answers about different facts are no one cause.
    stage.boss(json!({ "do": "add_fact", "label": "Another" }));
    let other = stage.document.facts.keys().last().unwrap().to_string();
    stage.boss(json!({ "do": "ask", "fact": other, "question": "why" }));
    let third = answer(&mut stage, "ann", "Elsewhere").unwrap();
    let fourth = {
        ask(&mut stage, "value");
        answer(&mut stage, "eve", "Here").unwrap()
    };
    assert_eq!(stage.give(&BOSS, keep(&[&third, &fourth])), Err(Code::Invalid));
}
