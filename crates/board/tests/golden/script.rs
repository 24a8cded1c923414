//! A workshop that uses every command and every action of the server, and edits of each kind between them.

use board::schema::Limits;
use board::workshop::{
    Action, Archive, Bone, Command, Create, Department, DepartmentLink, Dismissal, Facilitator, Follow,
    HostLink, Invite, Join, LinkDepartment, Linked, Recover, RecoveryCode, SeatToken, UnlinkDepartment,
};
use board::{Actor, BoardId, Entry, Flow, Live, Millis, ParticipantId};
use serde_json::{Value, json};
use yrs::updates::decoder::Decode;
use yrs::{Doc, Map, MapPrelim, MapRef, Text, TextPrelim, Transact, TransactionMut, Update};

/// The board of the script.
pub const BOARD: &str = "golden";

/// A workshop under way, and its log so far.
pub struct Workshop {
    /// The board.
    pub live: Live,
    /// Its log.
    pub entries: Vec<Entry>,
    at: Millis,
}

fn person(name: &str) -> Actor {
    Actor::Participant(ParticipantId::from(name.to_owned()))
}

impl Workshop {
    fn new() -> Self {
        let live = Live::new(BoardId::from(BOARD), Limits::default());
        Self { live, entries: vec![], at: Millis(1_790_000_000_000) }
    }

    fn pass(&mut self, millis: u64) {
        self.at = Millis(self.at.0 + millis);
    }

    fn take(
        &mut self,
        what: &str,
        act: impl FnOnce(&mut board::Batch) -> Result<u64, board::Refusal>,
    ) -> u64 {
        self.pass(1_000);
        let mut batch = self.live.batch(self.at);
        let seq = act(&mut batch).unwrap_or_else(|refusal| panic!("{what}: {refusal:?}"));
        let outcome = batch.finish().expect("nothing breaks");
        assert!(!outcome.entries.is_empty(), "{what} changed nothing");
        self.entries.extend(outcome.entries);
        seq
    }

    fn act(&mut self, action: impl Into<Action>) -> u64 {
        let action = action.into();
        self.take(&format!("{action:?}"), |batch| batch.act(action))
    }

    fn give(&mut self, who: &Actor, command: Value) -> u64 {
        let what = command.to_string();
        let command: Command = serde_json::from_value(command).expect("a command");
        self.take(&what, |batch| batch.command(who, command))
    }

    fn boss(&mut self, command: Value) -> u64 {
        self.give(&Actor::Facilitator, command)
    }

    fn join(&mut self, id: &str, department: &str, more: Join) -> u64 {
        self.act(Join {
            participant: id.into(),
            name: more.goes_on_as.as_ref().map_or(id, ParticipantId::as_str).to_uppercase(),
            department: department.into(),
            token_hash: format!("hash-{id}"),
            ..more
        })
    }

    /// A stock client writes with a client id of its own.
    fn edit(
        &mut self,
        who: &Actor,
        client: u64,
        root: &str,
        change: impl FnOnce(&mut TransactionMut, &MapRef),
    ) {
        let doc = Doc::with_client_id(client);
        let known = self.live.diff(&[0]).expect("an empty state vector");
        doc.transact_mut().apply_update(Update::decode_v1(&known).expect("own bytes")).expect("fits");
        let map = doc.get_or_insert_map(root);
        let mut txn = doc.transact_mut();
        change(&mut txn, &map);
        txn.commit();
        let update = txn.encode_update_v1();
        self.take("an edit", |batch| batch.update(who, &update, Flow::Update).map(|_| 0));
    }

    /// The id of the fact that is called so.
    fn fact(&self, label: &str) -> String {
        let facts = self.live.root_json("facts");
        let mut facts = facts.as_object().expect("a map").iter();
        facts.find(|(_, fact)| fact["label"] == label).expect("it is there").0.clone()
    }

    fn note(&mut self, who: &str, client: u64, id: &str, text: &str) {
        self.edit(&person(who), client, "notes", |txn, notes| {
            let note = notes.insert(txn, id, MapPrelim::default());
            note.insert(txn, "text", TextPrelim::new(text));
            note.insert(txn, "branch", "people");
            note.insert(txn, "order", "a0");
        });
    }
}

fn child(txn: &TransactionMut, map: &MapRef, id: &str) -> MapRef {
    map.get(txn, id).expect("it is there").cast().expect("a map")
}

fn create() -> Create {
    let bone = |id: &str, title: &str| Bone {
        id: id.into(),
        title: title.into(),
        question: "Why?".into(),
        colour: (id == "people").then(|| "blue".into()),
    };
    let department = |id: &str, name: &str| Department { id: id.into(), name: name.into() };
    let activity = |id: &str, kind: &str| json!({ "id": id, "kind": kind, "title": id, "minutes": 5 });
    Create {
        title: "Why customers wait".into(),
        language: "pl".into(),
        effect: "Klienci czekają".into(),
        branches: vec![bone("people", "Ludzie"), bone("methods", "Metody")],
        departments: vec![department("it", "IT"), department("sales", "Sprzedaż")],
        agenda: serde_json::from_value(json!([{ "title": "One", "activities": [
            activity("a1", "collect"), activity("a2", "silent"), activity("a3", "vote"), activity("a4", "plan")]}]))
        .expect("an agenda"),
        competences: vec!["patience".into()],
        edition: board::workshop::EDITION,
        join_code: "ABC234".into(),
        facilitator_hash: "hash-boss".into(),
        projector_hash: "hash-projector".into(),
        ..Create::default()
    }
}

fn link(name: &str, token: &str) -> Facilitator {
    Facilitator {
        name: name.into(),
        token_hash: format!("hash-{token}"),
        projector_hash: format!("hash-{token}-projector"),
        ..Facilitator::default()
    }
}

/// Everything from the board's beginning to its end.
pub fn play() -> Workshop {
    let mut all = Workshop::new();
    all.act(create());
    prepare(&mut all);
    collect(&mut all);
    decide(&mut all);
    plan(&mut all);
    close(&mut all);
    all
}

fn prepare(all: &mut Workshop) {
    all.act(Action::HostLink(HostLink(link("", "host"))));
    let invited = all.act(Action::Invite(Invite(link("Olena", "olena"))));
    all.act(Action::Dismiss(Dismissal { facilitator: format!("f{invited}") }));
    all.act(Action::RecoveryCode(RecoveryCode {
        token_hash: "hash-boss".into(),
        code_hash: "hash-code".into(),
    }));
    all.act(Action::Recover(Recover {
        code_hash: "hash-code".into(),
        token_hash: "hash-boss-2".into(),
        projector_hash: "hash-projector-2".into(),
    }));
    all.boss(json!({ "do": "set_point", "point": "room", "done": true }));
    all.boss(json!({ "do": "set_competences", "competences": ["patience", "Rust"] }));
    all.boss(json!({ "do": "set_departments", "departments": [
        { "id": "it", "name": "IT" }, { "id": "sales", "name": "Sprzedaż" }, { "id": "law", "name": "Prawo" }]}));
    all.act(Action::LinkDepartment(LinkDepartment(DepartmentLink {
        department: "law".into(),
        token_hash: "hash-law".into(),
        seed: "seed".into(),
    })));
    all.act(Action::UnlinkDepartment(UnlinkDepartment { department: "law".into() }));
    // A rehearsal, which the first person who joins ends.
    all.join("test", "it", Join { rehearsal: true, ..Join::default() });
    all.note("test", 700, "rehearsed", "only a rehearsal");
    all.join("ann", "it", Join::default());
    all.join("bob", "sales", Join::default());
    all.join("eve", "law", Join::default());
    all.join("zoe", "new", Join { new_department: Some("Nowy dział".into()), ..Join::default() });
    let seat = all.boss(json!({ "do": "add_seat", "name": "Pan Jan", "department": "sales" }));
    let seat = format!("seat-{seat}");
    all.boss(json!({ "do": "set_sealed_departments", "named": "all" }));
    all.boss(json!({ "do": "start_activity", "activity": "a2", "minutes": 10 }));
    all.boss(json!({ "do": "seal_note", "branch": "methods", "text": "napisał pan Jan", "for": seat }));
    all.boss(json!({ "do": "done", "for": seat }));
    all.act(Action::SeatToken(SeatToken {
        participant: seat.as_str().into(),
        token_hash: "hash-jan".into(),
    }));
    all.give(&person(&seat), json!({ "do": "take_seat" }));
    all.join("asks", "sales", Join { goes_on_as: Some("bob".into()), ..Join::default() });
}

fn collect(all: &mut Workshop) {
    all.boss(json!({ "do": "answer_return", "request": "asks", "accept": true }));
    let secret = |text: &str| json!({ "do": "seal_note", "branch": "people", "text": text });
    all.give(&person("ann"), secret("sekret pierwszy"));
    let kept = all.give(&person("bob"), secret("sekret drugi"));
    let gone = all.give(&person("bob"), secret("cofnięty"));
    all.give(&person("bob"), json!({ "do": "withdraw_note", "note": format!("s{gone}") }));
    let changed =
        json!({ "do": "seal_note", "branch": "methods", "text": "zmieniony", "note": format!("s{kept}") });
    all.give(&person("bob"), changed);
    all.boss(json!({ "do": "reveal_notes", "next": true }));
    all.boss(json!({ "do": "reveal_notes" }));
    all.boss(json!({ "do": "pause_timer" }));
    all.boss(json!({ "do": "resume_timer" }));
    all.boss(json!({ "do": "extend_timer", "seconds": 60 }));
    all.boss(json!({ "do": "stop_timer" }));
    all.boss(json!({ "do": "start_activity", "activity": "a1" }));
    all.boss(json!({ "do": "set_permissions", "edit": "any", "move": "any", "remove": "any" }));
    for at in 0..8_u64 {
        let who = ["ann", "bob", "eve", "zoe"][at as usize % 4];
        all.note(who, 800 + at, &format!("n{at}"), &format!("Przyczyna {at} 🐟 „ważna”"));
    }
    all.edit(&person("ann"), 810, "notes", |txn, notes| {
        let (first, second) = (child(txn, notes, "n0"), child(txn, notes, "n1"));
        let text: yrs::TextRef = first.get(txn, "text").expect("a text").cast().expect("a text");
        text.insert(txn, 3, " bardzo 🐟");
        text.remove_range(txn, 0, 2);
        second.insert(txn, "parent", "n0");
        second.insert(txn, "evidence", "fact");
    });
    all.edit(&Actor::Facilitator, 811, "facts", |txn, facts| {
        let fact = facts.insert(txn, "f1", MapPrelim::default());
        fact.insert(txn, "label", "NPS");
        fact.insert(txn, "kind", "nps");
        let values = fact.insert(txn, "values", MapPrelim::default());
        values.insert(txn, "2026-01-01", 17.5);
    });
    all.edit(&Actor::Facilitator, 811, "branches", |txn, branches| {
        child(txn, branches, "people").insert(txn, "title", "Ludzie i my");
    });
    all.give(&person("bob"), json!({ "do": "comment", "note": "n0", "text": "tak jest" }));
    let comments = all.live.root_json("comments");
    let comment = comments.as_object().expect("a map").keys().next().expect("a comment").clone();
    all.give(
        &person("bob"),
        json!({ "do": "comment", "note": "n0", "text": "nie jest", "comment": comment }),
    );
    all.give(&person("ann"), json!({ "do": "comment", "note": "n2", "text": "do usunięcia" }));
    let comments = all.live.root_json("comments");
    let other =
        comments.as_object().expect("a map").keys().find(|id| **id != comment).expect("another").clone();
    all.boss(json!({ "do": "remove_comment", "comment": other }));
    all.boss(json!({ "do": "merge_notes", "into": "n0", "notes": ["n4", "n5"] }));
    all.boss(json!({ "do": "unmerge", "note": "n5" }));
    for (client, id) in [(812, "n6"), (813, "n7"), (814, "n2")] {
        all.edit(&person("ann"), client, "notes", |txn, notes| drop(notes.remove(txn, id)));
    }
    all.boss(json!({ "do": "restore", "note": "n6" }));
    all.boss(json!({ "do": "restore_notes", "participant": "zoe" }));
    all.boss(json!({ "do": "empty_bin" }));
    all.boss(json!({ "do": "set_authors", "shown": false, "departments": false }));
    all.note("eve", 815, "n8", "bez autora");
    all.boss(json!({ "do": "set_authors", "shown": true }));
    answers(all);
    all.boss(json!({ "do": "summon", "note": "n0" }));
    all.give(&person("ann"), json!({ "do": "set_person", "name": "Anna", "department": "sales" }));
    all.boss(json!({ "do": "renew_code", "code": "DEF456" }));
    all.boss(json!({ "do": "close_door" }));
    all.boss(json!({ "do": "open_door" }));
    all.boss(json!({ "do": "lock" }));
    all.boss(json!({ "do": "unlock" }));
}

/// A fact, what people say to it, and what is kept of that.
fn answers(all: &mut Workshop) {
    all.boss(json!({ "do": "set_competence", "name": "SQL", "needed": "yes", "has": ["Anna"] }));
    all.boss(json!({ "do": "add_fact", "label": "Reklamacje", "kind": "complaints", "unit": "na tydzień" }));
    let fact = all.fact("Reklamacje");
    all.boss(json!({ "do": "ask", "fact": fact, "question": "why" }));
    let told = all.give(&person("ann"), json!({ "do": "answer", "text": "bo zima" }));
    let gone = all.give(&person("bob"), json!({ "do": "answer", "text": "do usunięcia" }));
    all.boss(json!({ "do": "remove_answer", "answer": format!("a{gone}") }));
    let kept =
        json!({ "do": "keep_answers", "answers": [format!("a{told}")], "text": "Zima", "branch": "people" });
    all.boss(kept);
    all.boss(json!({ "do": "ask" }));
    all.boss(json!({ "do": "add_fact", "label": "Pomyłka", "kind": "other" }));
    let fact = all.fact("Pomyłka");
    all.boss(json!({ "do": "remove_fact", "fact": fact }));
}

fn decide(all: &mut Workshop) {
    all.boss(json!({ "do": "next_activity" }));
    // The agenda says that the board moves on by itself when the time is up.
    all.boss(json!({ "do": "set_agenda", "agenda": [{ "title": "Two", "activities": [
        { "id": "a2", "kind": "silent", "title": "Quiet", "minutes": 1, "at_end": "next" },
        { "id": "a3", "kind": "vote", "title": "Vote", "minutes": 5, "at_end": "lock" },
        { "id": "a4", "kind": "plan", "title": "Plan", "minutes": 5 }]}]}));
    all.boss(json!({ "do": "start_activity", "activity": "a2", "minutes": 1 }));
    all.pass(61_000);
    all.boss(json!({ "do": "open_vote", "dots": 3, "per_note": 2, "name": "Głosowanie" }));
    all.give(&person("ann"), json!({ "do": "cast", "note": "n0", "dots": 2 }));
    all.give(&person("ann"), json!({ "do": "cast", "note": "n1", "dots": 1 }));
    all.give(&person("bob"), json!({ "do": "cast", "note": "n0", "dots": 1 }));
    all.give(&person("eve"), json!({ "do": "cast", "note": "n3", "dots": 2 }));
    all.give(&person("zoe"), json!({ "do": "done" }));
    all.give(&person("zoe"), json!({ "do": "done", "done": false }));
    all.boss(json!({ "do": "close_vote" }));
    all.boss(json!({ "do": "reveal_vote" }));
    all.boss(json!({ "do": "unlock" }));
    all.boss(json!({ "do": "open_rating", "notes": ["n0", "n1", "n3"], "by_department": "shown" }));
    for (who, note, importance, urgency) in [
        ("ann", "n0", 5, 4),
        ("bob", "n0", 4, 4),
        ("eve", "n0", 5, 1),
        ("ann", "n1", 2, 3),
        ("zoe", "n3", 1, 5),
    ] {
        let rate = json!({ "do": "rate", "note": note, "importance": importance, "urgency": urgency });
        all.give(&person(who), rate);
    }
    all.boss(json!({ "do": "close_rating" }));
    all.boss(json!({ "do": "reveal_rating" }));
    all.boss(json!({ "do": "unlock" }));
    all.boss(json!({ "do": "set_priority", "note": "n0", "priority": "now", "reason": "bo tak" }));
    all.boss(json!({ "do": "set_priority", "note": "n1", "priority": "outside", "addressee": "Regulator" }));
    for (end, kind) in [("reveal_poll", "belief"), ("drop_poll", "quality")] {
        all.boss(json!({ "do": "open_poll", "kind": kind, "items": ["NPS 20", "Jakość"] }));
        all.give(&person("ann"), json!({ "do": "grade", "item": 0, "grade": 4 }));
        all.give(&person("bob"), json!({ "do": "grade", "item": 1, "grade": 2 }));
        all.boss(json!({ "do": end }));
    }
}

fn plan(all: &mut Workshop) {
    all.boss(json!({ "do": "start_activity", "activity": "a4" }));
    let made = all.boss(json!({
        "do": "create_project", "title": "Krótsza kolejka", "notes": ["n0"], "owner": "it", "approvals": ["it", "sales"],
        "competences": ["Rust", "cierpliwość"], "tools": ["CRM"], "methods": ["5 Why"], "amount": 9.5, "currency": "EUR",
        "start": "2027-01-01", "due": "2027-02-01", "affects_departments": ["law", "sales"], "measure": "NPS", "fact": "f1" }));
    let project = format!("p{made}");
    all.give(
        &person("bob"),
        json!({ "do": "approve", "project": project, "decision": "accept", "comment": "ok" }),
    );
    all.boss(json!({ "do": "report_progress", "project": project, "status": "running", "word": "idzie", "due": "2027-03-01", "value": 7 }));
    all.edit(&Actor::Facilitator, 811, "projects", |txn, projects| {
        child(txn, projects, &project).insert(txn, "budget", "100 EUR");
    });
}

fn close(all: &mut Workshop) {
    all.give(&person("ann"), json!({ "do": "say", "worth": 5, "word": "warto" }));
    all.give(&person("bob"), json!({ "do": "say", "worth": 3 }));
    all.boss(json!({ "do": "reveal_words" }));
    all.give(&person("zoe"), json!({ "do": "leave" }));
    all.boss(json!({ "do": "remove_participant", "participant": "eve", "notes": true }));
    all.boss(json!({ "do": "remove_participants", "participants": ["zoe"], "notes": true }));
    all.boss(json!({ "do": "finish" }));
    all.act(Action::Follow(Follow { next: Linked { board: BoardId::from("next"), title: "Dalej".into() } }));
    all.act(Action::Archive(Archive::new(true)));
    all.act(Action::Archive(Archive::new(false)));
    all.boss(json!({ "do": "reopen" }));
    all.note("ann", 900, "last", "po wszystkim");
}

/// The names of all commands, as reading an unknown one tells them.
pub fn commands() -> Vec<String> {
    let unknown =
        serde_json::from_value::<Command>(json!({ "do": "?" })).expect_err("no command").to_string();
    let names: Vec<String> = unknown.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert!(names.len() > 50, "{unknown}");
    names
}

/// The actions that only the server makes, as an entry names them.
pub const ACTIONS: [&str; 13] = [
    "create",
    "join",
    "seat_token",
    "invite",
    "dismiss",
    "recovery_code",
    "recover",
    "follow",
    "link_department",
    "unlink_department",
    "host_link",
    "archive",
    "deadline",
];
