//! A field that nobody knows is refused by name: nothing that somebody sends is dropped without a word.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use board::workshop::GivenCommand;
use serde_json::{Value, json};

fn read(command: Value) -> Result<GivenCommand, String> {
    serde_json::from_value(command).map_err(|error| error.to_string())
}

/// One of each command, with every field it may have.
fn commands() -> Vec<Value> {
    let activity = json!({ "id": "a1", "kind": "collect", "title": "Causes", "minutes": 5, "prompt": "Why?", "note": "n",
            "branches": ["people"], "permissions": { "add": "own" }, "at_end": "lock", "when_done": "next" });
    let meeting = json!({ "title": "First", "starts_at": 1, "activities": [activity] });
    let permissions = json!({ "add": "own", "edit": "any", "move": "none", "remove": "own" });
    vec![
        json!({ "do": "lock" }),
        json!({ "do": "unlock" }),
        json!({ "do": "set_permissions", "permissions": permissions }),
        json!({ "do": "set_permissions", "add": "own", "edit": "any", "move": "none", "remove": "own" }),
        json!({ "do": "set_agenda", "agenda": [meeting] }),
        json!({ "do": "set_agenda", "agenda": [activity] }),
        json!({ "do": "set_agenda", "meetings": [meeting] }),
        json!({ "do": "set_departments", "departments": [{ "id": "it", "name": "IT" }] }),
        json!({ "do": "set_competences", "competences": ["SQL"] }),
        json!({ "do": "set_competence", "name": "SQL", "needed": "no", "has": ["Ann"], "learns": [{ "name": "Bob", "until": "2027-01-31" }] }),
        json!({ "do": "set_point", "point": "c1", "text": "Chairs", "done": false }),
        json!({ "do": "set_authors", "shown": false, "departments": false }),
        json!({ "do": "set_sealed_departments", "named": "all" }),
        json!({ "do": "start_activity", "activity": "a1", "minutes": 3, "until": 9 }),
        json!({ "do": "next_activity" }),
        json!({ "do": "pause_timer" }),
        json!({ "do": "resume_timer" }),
        json!({ "do": "extend_timer", "seconds": -30 }),
        json!({ "do": "stop_timer" }),
        json!({ "do": "open_vote", "dots": 5, "per_note": 2, "notes": ["n"], "name": "One", "by_department": "shown" }),
        json!({ "do": "close_vote" }),
        json!({ "do": "reveal_vote" }),
        json!({ "do": "open_rating", "notes": ["n"], "by_department": "hidden" }),
        json!({ "do": "close_rating" }),
        json!({ "do": "reveal_rating" }),
        json!({ "do": "set_priority", "note": "n", "priority": "now", "reason": "Law" }),
        json!({ "do": "set_priority", "note": "n", "priority": "outside", "addressee": "The regulator" }),
        json!({ "do": "reveal_notes", "branch": "people", "next": false }),
        json!({ "do": "comment", "note": "n", "text": "So", "comment": "c1" }),
        json!({ "do": "remove_comment", "comment": "c1" }),
        json!({ "do": "add_fact", "label": "NPS", "kind": "nps", "unit": "points", "source": "Survey", "value": 3.5,
            "day": "2027-01-31" }),
        json!({ "do": "remove_fact", "fact": "f1" }),
        json!({ "do": "ask", "fact": "f1", "question": "why" }),
        json!({ "do": "answer", "text": "So", "reason": "season", "answer": "a1" }),
        json!({ "do": "remove_answer", "answer": "a1" }),
        json!({ "do": "keep_answers", "answers": ["a1"], "text": "So", "branch": "people", "reference": "Why?" }),
        json!({ "do": "reveal_words" }),
        json!({ "do": "open_poll", "kind": "quality", "items": ["Sales"] }),
        json!({ "do": "reveal_poll" }),
        json!({ "do": "drop_poll" }),
        json!({ "do": "grade", "item": 0, "grade": 4, "for": "p" }),
        json!({ "do": "add_seat", "name": "Olga", "department": "legal" }),
        json!({ "do": "merge_notes", "into": "n", "notes": ["m"] }),
        json!({ "do": "unmerge", "note": "m" }),
        json!({ "do": "summon", "branch": "people", "note": null }),
        json!({ "do": "create_project", "title": "T", "notes": ["n"], "horizon": "this-year", "owner": "it",
            "sponsor": "", "competences": [], "tools": [], "methods": [], "budget": 5, "duration": "", "measure": "",
            "affects": "", "value": "", "helps": "", "strategy": "", "approvals": [], "person": "Ann", "start": "2027-01-01",
            "due": "2027-02-01", "amount": 0.5, "currency": "EUR", "affects_departments": ["it"], "fact": "f1" }),
        json!({ "do": "report_progress", "project": "p", "status": "running", "word": "", "due": "2027-01-01", "value": 5 }),
        json!({ "do": "remove_participant", "participant": "p", "notes": true }),
        json!({ "do": "remove_participants", "participants": ["p"], "notes": true }),
        json!({ "do": "answer_return", "request": "r", "accept": true }),
        json!({ "do": "renew_code" }),
        json!({ "do": "close_door" }),
        json!({ "do": "open_door" }),
        json!({ "do": "restore", "note": "n" }),
        json!({ "do": "restore_notes", "participant": "p" }),
        json!({ "do": "empty_bin" }),
        json!({ "do": "finish" }),
        json!({ "do": "reopen" }),
        json!({ "do": "cast", "note": "n", "dots": 1, "for": "p" }),
        json!({ "do": "rate", "note": "n", "importance": 1, "urgency": 5, "for": "p" }),
        json!({ "do": "seal_note", "branch": "people", "text": "Hidden", "note": "s1", "for": "p" }),
        json!({ "do": "withdraw_note", "note": "s1" }),
        json!({ "do": "done", "done": false, "for": "p" }),
        json!({ "do": "take_seat" }),
        json!({ "do": "say", "worth": 3, "word": "Good" }),
        json!({ "do": "set_person", "name": "Ann", "department": "it" }),
        json!({ "do": "leave" }),
        json!({ "do": "approve", "project": "p", "decision": "accept", "comment": "Yes" }),
    ]
}

/// The names that serde knows, as it lists them when none fits.
fn names() -> BTreeSet<String> {
    let error = read(json!({ "do": "?" })).unwrap_err();
    let listed = error.split("expected one of").nth(1).unwrap();
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every object inside a value, each with one field too many.
fn with_a_stranger(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(fields) => {
            let mut more = fields.clone();
            more.insert("stranger".to_owned(), json!(1));
            let inside = fields.iter().flat_map(|(name, inner)| {
                with_a_stranger(inner).into_iter().map(|changed| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), changed);
                    Value::Object(fields)
                })
            });
            std::iter::once(Value::Object(more)).chain(inside.collect::<Vec<_>>()).collect()
        }
        Value::Array(items) => (0..items.len())
            .flat_map(|at| {
                with_a_stranger(&items[at]).into_iter().map(move |changed| {
                    let mut items = items.clone();
                    items[at] = changed;
                    Value::Array(items)
                })
            })
            .collect(),
        _ => vec![],
    }
}

#[test]
fn cmd_13_every_command_is_read_and_refuses_a_field_that_it_does_not_have_by_name() {
    let named: BTreeSet<String> =
        commands().iter().map(|command| command["do"].as_str().unwrap().to_owned()).collect();
    assert_eq!(named, names(), "a command is missing above");
    for command in commands() {
        assert!(read(command.clone()).is_ok(), "{command}: {:?}", read(command.clone()));
        for changed in with_a_stranger(&command) {
            let error = read(changed.clone()).expect_err(&changed.to_string());
            assert!(error.contains("unknown field `stranger`"), "{changed}: {error}");
        }
    }
}

#[test]
fn cmd_13_what_vanished_before_is_refused() {
    for command in [
        json!({ "do": "reveal_notes", "note": "n" }),
        json!({ "do": "lock", "reason": "x" }),
        json!({ "do": "summon", "bone": "people" }),
        json!({ "do": "create_project", "title": "T", "persn": "Ann" }),
    ] {
        assert!(read(command.clone()).is_err(), "{command}");
    }
}
