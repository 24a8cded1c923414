//! Random workshops: whatever is commanded in whatever order, what must hold holds.
#![allow(clippy::unwrap_used)]

mod stage;

use std::collections::{BTreeMap, BTreeSet};

use board::{Actor, Code, NoteId};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

/// How many commands of each name were accepted and refused, over all seeds.
type Counts = BTreeMap<String, (u32, u32)>;

fn any<'a>(rng: &mut fastrand::Rng, all: &[&'a str]) -> &'a str {
    all[rng.usize(..all.len())]
}

fn some_note(rng: &mut fastrand::Rng, stage: &Stage) -> String {
    let all: Vec<&NoteId> = stage.document.notes.keys().collect();
    if all.is_empty() || rng.u8(..20) == 0 {
        "n99".to_owned()
    } else {
        all[rng.usize(..all.len())].to_string()
    }
}

fn leading(rng: &mut fastrand::Rng, stage: &Stage) -> Value {
    let note = some_note(rng, stage);
    let other = some_note(rng, stage);
    if stage.state.locked && rng.u8(..3) == 0 {
        return json!({ "do": any(rng, &["close_vote", "close_rating", "unlock", "unlock"]) });
    }
    match rng.u8(..30) {
        0 => json!({ "do": "lock" }),
        1..=4 => json!({ "do": "unlock" }),
        5 => json!({ "do": "set_permissions", "move": any(rng, &["none", "own", "any"]) }),
        6 => {
            let kinds = ["collect", "silent", "vote", "discuss"];
            let all: Vec<Value> =
                (0..rng.usize(1..5)).map(|_| json!({ "kind": any(rng, &kinds), "minutes": 5 })).collect();
            json!({ "do": "set_agenda", "agenda": all })
        }
        7 => json!({ "do": "start_activity", "activity": any(rng, &["a1", "a2", "a3"]) }),
        8 => json!({ "do": "next_activity" }),
        9 => json!({ "do": any(rng, &["pause_timer", "resume_timer"]) }),
        10 => json!({ "do": "extend_timer", "seconds": rng.i64(-500..500) }),
        11 | 12 => json!({ "do": "open_vote", "dots": rng.u32(1..6), "per_note": rng.u32(1..4) }),
        13 => json!({ "do": "close_vote" }),
        14 => json!({ "do": "reveal_vote" }),
        15 | 16 => json!({ "do": "open_rating", "notes": [note, other] }),
        17 => json!({ "do": "close_rating" }),
        18 => json!({ "do": "reveal_rating" }),
        19 => {
            json!({ "do": "set_priority", "note": note, "priority": any(rng, &["now", "next", "later", "outside"]) })
        }
        20 => json!({ "do": "reveal_notes", "branch": any(rng, &["people", "methods"]) }),
        21 => json!({ "do": "merge_notes", "into": note, "notes": [other] }),
        22 => {
            let merged = stage.state.merges.keys().next().map_or(note, |m| m.to_string());
            json!({ "do": "unmerge", "note": merged })
        }
        23 => json!({ "do": "summon", "note": note }),
        24 => {
            json!({ "do": "create_project", "title": "P", "notes": [note], "approvals": [any(rng, &["it", "sales"])],
                "amount": rng.i32(-5..500), "currency": any(rng, &["EUR", "PLN"]), "due": "2027-03-31" })
        }
        25 => {
            let gone = stage.state.bin.last().map_or("n99", |b| b.note.as_str());
            json!({ "do": if rng.u8(..6) == 0 { "empty_bin" } else { "restore" }, "note": gone })
        }
        _ => match rng.u8(..54) {
            52.. => {
                let learner = json!({ "name": "Eve", "until": any(rng, &["2027-01-31", "2027-02-31"]) });
                let learns: Vec<Value> = rng.bool().then_some(learner).into_iter().collect();
                json!({ "do": "set_competence", "name": any(rng, &["SQL", "sql ", "Law"]),
                    "has": [any(rng, &["Ann", "Bob", ""])], "learns": learns })
            }
            0 => json!({ "do": "finish" }),
            17..27 => poll(rng, stage),
            27..47 => figures(rng, stage),
            16 | 47..52 => {
                let text = any(rng, &["Chairs", "", " "]);
                json!({ "do": "set_point", "point": any(rng, &["c1", "c2"]), "text": text, "done": rng.bool() })
            }
            13 => report(rng, stage),
            1 => {
                let shown = rng.bool();
                json!({ "do": "set_authors", "shown": shown, "departments": shown || rng.bool() })
            }
            2 => {
                json!({ "do": "remove_participant", "participant": any(rng, &["ann", "eve", "zoe"]), "notes": rng.bool() })
            }
            3 | 12 => {
                json!({ "do": "remove_participants", "participants": ["eve", any(rng, &["bob", "zoe"])], "notes": true })
            }
            4..7 => json!({ "do": "restore_notes", "participant": any(rng, &["ann", "bob", "eve"]) }),
            7 => json!({ "do": "renew_code", "code": any(rng, &["ABC123", "DEF456", "GHJ789"]) }),
            8..10 => json!({ "do": any(rng, &["close_door", "open_door"]) }),
            10 => {
                let asked =
                    stage.state.returning.iter().flatten().next().map_or("none", |(id, _)| id.as_str());
                json!({ "do": "answer_return", "request": asked, "accept": rng.bool() })
            }
            11 => json!({ "do": "set_sealed_departments", "named": any(rng, &["large", "all", "none"]) }),
            _ => json!({ "do": "reopen" }),
        },
    }
}

fn poll(rng: &mut fastrand::Rng, stage: &Stage) -> Value {
    let items: Vec<&str> =
        (0..rng.u8(..4)).map(|_| any(rng, &["Goal", "IT", "Law", "NPS", "CX", " "])).collect();
    let open = stage.state.poll.is_some();
    match rng.u8(..8) {
        0..=2 if open => json!({ "do": "reveal_poll" }),
        3 | 4 if open => json!({ "do": "drop_poll" }),
        0..=2 => json!({ "do": any(rng, &["reveal_poll", "drop_poll"]) }),
        _ => json!({ "do": "open_poll", "kind": any(rng, &["belief", "quality"]), "items": items }),
    }
}

/// What is asked and answered about facts, by whoever may and by others.
fn figures(rng: &mut fastrand::Rng, stage: &Stage) -> Value {
    if stage.document.facts.is_empty() && rng.u8(..4) > 0 {
        return json!({ "do": "add_fact", "label": "Complaints" });
    }
    let fact = stage.document.facts.keys().last().map_or("f0", |id| id.as_str());
    let mut answers =
        stage.state.answers.iter().filter(|(_, one)| one.kept.is_none() && !one.text.is_empty());
    let answer = answers.next().map_or("a0", |(id, _)| id.as_str());
    match rng.u8(..10) {
        8.. if answer != "a0" => json!({ "do": "keep_answers", "answers": [answer], "branch": "people" }),
        0 => json!({ "do": "set_permissions", "facts": any(rng, &["own", "own", "none"]) }),
        1 => {
            json!({ "do": "add_fact", "label": any(rng, &["NPS", " "]), "value": rng.i32(-9..9), "day": "2027-01-31" })
        }
        2 => json!({ "do": "remove_fact", "fact": fact }),
        _ if stage.state.asked.is_none() && rng.bool() => {
            json!({ "do": "ask", "fact": fact, "question": any(rng, &["notice", "value", "why"]) })
        }
        3 => json!({ "do": "ask", "fact": fact, "question": any(rng, &["notice", "value", "why"]) }),
        4 | 5 => json!({ "do": "remove_answer", "answer": answer }),
        6 => json!({ "do": "keep_answers", "answers": [answer], "text": "kept", "reference": "why" }),
        _ => json!({ "do": "answer", "text": any(rng, &["so it is", "as ever", ""]) }),
    }
}

fn report(rng: &mut fastrand::Rng, stage: &Stage) -> Value {
    let project = stage.document.projects.keys().next().map_or("p0", |p| p.as_str());
    let mut said = json!({ "do": "report_progress", "project": project });
    match rng.u8(..4) {
        0 => said["status"] = json!(any(rng, &["planned", "running", "done", "stopped"])),
        1 => said["due"] = json!(any(rng, &["2027-03-31", "2027-02-30"])),
        2 => said["word"] = json!(any(rng, &["on the way", " "])),
        _ => said["value"] = json!(rng.i32(-9..9)),
    }
    said
}

fn taking_part(rng: &mut fastrand::Rng, stage: &Stage, step: u32) -> Value {
    let note = some_note(rng, stage);
    let asked = if stage.state.poll.is_some() { 26 } else { 16 };
    if stage.state.asked.is_some() && rng.bool() {
        return json!({ "do": "answer", "text": any(rng, &["so it is", "as ever", ""]) });
    }
    if rng.u8(..8) == 0 {
        return figures(rng, stage);
    }
    match rng.u8(..asked) {
        15.. => json!({ "do": "grade", "item": rng.u32(..3), "grade": rng.u8(..7) }),
        13 => json!({ "do": "comment", "note": note, "text": format!("comment {step}") }),
        14 => {
            let said = stage.state.comments.keys().next().map_or("c0", String::as_str);
            json!({ "do": "remove_comment", "comment": said })
        }
        12 if rng.u8(..30) == 0 => json!({ "do": "leave" }),
        12 => json!({ "do": "set_person", "name": any(rng, &["Ann", "Bob", "\u{3164}"]),
            "department": any(rng, &["it", "sales"]) }),
        0..=3 => json!({ "do": "cast", "note": note, "dots": rng.u32(..5) }),
        4..=6 => {
            json!({ "do": "rate", "note": stage.state.rating.as_ref().map_or(note, |r| r.notes[0].to_string()), "importance": rng.u8(..7), "urgency": rng.u8(1..6) })
        }
        7 | 8 => {
            json!({ "do": "seal_note", "branch": any(rng, &["people", "methods"]), "text": format!("secret-{step}-") })
        }
        9 => {
            json!({ "do": "withdraw_note", "note": stage.state.sealed.last().map_or("s0", |s| s.id.as_str()) })
        }
        10 => json!({ "do": "done", "done": rng.bool() }),
        _ if rng.bool() => report(rng, stage),
        _ => {
            let project = stage.document.projects.keys().next().map_or("p0", |p| p.as_str());
            json!({ "do": "approve", "project": project, "decision": any(rng, &["accept", "decline"]) })
        }
    }
}

/// What must hold after every step, whatever happened.
fn holds(stage: &Stage, told_before: usize) {
    let state = &stage.state;
    if let Some(vote) = &state.vote {
        for ballot in vote.ballots.values() {
            assert!(
                ballot.values().sum::<u32>() <= vote.dots && ballot.values().all(|d| *d <= vote.per_note)
            );
        }
        assert!(!vote.open || state.locked, "a ballot is open over content that can change");
        assert!(!vote.open || vote.tally.is_none());
    }
    if let Some(rating) = &state.rating {
        assert!(!rating.open || (state.locked && rating.tally.is_none()));
    }
    if let Some(shown) = state.session().poll.filter(|poll| poll.open) {
        assert!(shown.items.iter().all(|item| item.grades.is_none()), "the grades of an open poll were told");
    }
    assert!(state.activity.as_deref().is_none_or(|id| state.planned(id).is_some()));
    assert!(
        state.timer.is_none_or(|t| t.running == t.ends_at.is_some() && t.running == t.remaining_ms.is_none())
    );
    assert!(
        state.merges.values().all(|into| !state.merges.contains_key(into)),
        "a chain: {:?}",
        state.merges
    );
    let told = format!("{:?}", &stage.told[told_before..]);
    let session = Value::Object(state.session().entries()).to_string();
    for sealed in &state.sealed {
        assert!(!told.contains(&sealed.text) && !session.contains(&sealed.text), "{} was told", sealed.text);
    }
}

fn simulate(seed: u64, steps: u32, counts: &mut Counts) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut stage = Stage::new();
    let mut withdrawn: BTreeSet<String> = BTreeSet::new();
    for step in 0..steps {
        stage.at += rng.u64(..60_000);
        let before = stage.told.len();
        // The gate would let neither through while the board is locked or finished.
        if !stage.state.locked && !stage.state.finished && rng.u8(..8) == 0 {
            let note = some_note(&mut rng, &stage);
            if rng.bool() {
                stage.note(&format!("x{step}"), any(&mut rng, &["people", "methods"]), "bob", None);
            } else if stage.document.notes.contains_key(&NoteId::from(note.as_str())) {
                stage.remove(&note);
            }
        }
        if rng.u8(..8) == 0 {
            let who = any(&mut rng, &["ann", "bob", "eve"]);
            let department = any(&mut rng, &["it", "sales"]);
            let _ = stage.ask_to_go_on(&format!("r{step}"), who, department);
        }
        let actor = match rng.u8(..10) {
            0..=4 => BOSS,
            5 => Actor::Projector,
            _ => person(any(&mut rng, &["ann", "bob", "eve", "zoe"])),
        };
        let command = if actor == BOSS && rng.u8(..20) > 0 {
            leading(&mut rng, &stage)
        } else {
            taking_part(&mut rng, &stage, step)
        };
        let name = command["do"].as_str().unwrap_or_default().to_owned();
        let sealed = stage.state.sealed.clone();
        let history = stage.state.progress.clone();
        let given = stage.give(&actor, command.clone());
        assert_ne!(given, Err(Code::Malformed), "{command}");
        if name == "withdraw_note" && given.is_ok() {
            let gone = sealed.iter().filter(|s| !stage.state.sealed.contains(s));
            withdrawn.extend(gone.map(|s| s.text.clone()));
        }
        let count = counts.entry(name).or_default();
        if given.is_ok() {
            count.0 += 1
        } else {
            count.1 += 1
        }
        holds(&stage, before);
        assert!(stage.state.progress.starts_with(&history), "what was reported was rewritten");
    }
    assert!(withdrawn.iter().all(|text| !stage.all_told().contains(text.as_str())));
    let again = stage.replayed();
    assert!(again.state == stage.state && again.document == stage.document && again.told == stage.told);
}

#[test]
fn cmd_10_random_workshops_keep_their_secrets_and_budgets_and_replay_to_the_same() {
    let mut counts = Counts::new();
    for seed in 0..150 {
        println!("seed {seed}");
        simulate(seed, 200, &mut counts);
    }
    println!("{counts:#?}");
    for (name, (accepted, refused)) in &counts {
        let harmless = [
            "lock",
            "set_permissions",
            "set_authors",
            "set_sealed_departments",
            "set_agenda",
            "finish",
            "reopen",
            "empty_bin",
            "remove_participant",
            "renew_code",
            "close_door",
            "open_door",
        ];
        assert!(*accepted >= 3, "{name} was hardly ever accepted");
        assert!(*refused >= 3 || harmless.contains(&name.as_str()), "{name} was hardly ever refused");
    }
    assert_eq!(counts.len(), 57, "{:?}", counts.keys());
}
