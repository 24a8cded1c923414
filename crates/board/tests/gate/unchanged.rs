//! Nothing is recorded and nothing told where nothing changes, whatever the command.

use std::collections::BTreeSet;

use board::workshop::{Action, Command, Create, Join};
use board::{Code, Flow, Live, Millis};
use serde_json::{Value, json};
use yrs::{Doc, Map, MapPrelim, TextPrelim, Transact};

use crate::stage::{AT, actor, wide};

/// What giving the same command again comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Again {
    /// Accepted, and nothing is other than before.
    Nothing,
    /// It does something once more, as it should.
    Anew,
    /// It is refused.
    Refused(Code),
}

/// The name of a command. Without a wildcard, so that a new command is not forgotten here.
fn name(command: &Command) -> &'static str {
    use Command::*;
    match command {
        Lock => "lock",
        Unlock => "unlock",
        SetPermissions(_) => "set_permissions",
        SetAgenda { .. } => "set_agenda",
        SetDepartments { .. } => "set_departments",
        SetCompetences { .. } => "set_competences",
        SetCompetence(_) => "set_competence",
        SetPoint { .. } => "set_point",
        SetAuthors { .. } => "set_authors",
        SetSealedDepartments { .. } => "set_sealed_departments",
        StartActivity { .. } => "start_activity",
        NextActivity => "next_activity",
        PauseTimer => "pause_timer",
        ResumeTimer => "resume_timer",
        ExtendTimer { .. } => "extend_timer",
        StopTimer => "stop_timer",
        OpenVote { .. } => "open_vote",
        CloseVote => "close_vote",
        RevealVote => "reveal_vote",
        OpenRating { .. } => "open_rating",
        CloseRating => "close_rating",
        RevealRating => "reveal_rating",
        Comment { .. } => "comment",
        RemoveComment { .. } => "remove_comment",
        AddFact(_) => "add_fact",
        RemoveFact { .. } => "remove_fact",
        Ask { .. } => "ask",
        Answer { .. } => "answer",
        RemoveAnswer { .. } => "remove_answer",
        KeepAnswers { .. } => "keep_answers",
        SetPriority { .. } => "set_priority",
        RevealNotes { .. } => "reveal_notes",
        RevealWords => "reveal_words",
        OpenPoll { .. } => "open_poll",
        RevealPoll => "reveal_poll",
        DropPoll => "drop_poll",
        Grade { .. } => "grade",
        AddSeat { .. } => "add_seat",
        MergeNotes { .. } => "merge_notes",
        Unmerge { .. } => "unmerge",
        Summon { .. } => "summon",
        CreateProject(_) => "create_project",
        ReportProgress(_) => "report_progress",
        RemoveParticipant { .. } => "remove_participant",
        RemoveParticipants { .. } => "remove_participants",
        AnswerReturn { .. } => "answer_return",
        RenewCode { .. } => "renew_code",
        CloseDoor => "close_door",
        OpenDoor => "open_door",
        Restore { .. } => "restore",
        RestoreNotes { .. } => "restore_notes",
        EmptyBin => "empty_bin",
        Finish => "finish",
        Reopen => "reopen",
        Cast { .. } => "cast",
        Rate { .. } => "rate",
        SealNote { .. } => "seal_note",
        WithdrawNote { .. } => "withdraw_note",
        Done { .. } => "done",
        TakeSeat => "take_seat",
        Say { .. } => "say",
        SetPerson { .. } => "set_person",
        Leave => "leave",
        Approve { .. } => "approve",
    }
}

/// How many commands there are.
const COMMANDS: usize = 64;

/// A board with three causes, of which `gone` is in the bin, and two people who have done nothing.
fn board() -> Live {
    let mut live = wide();
    let asks = Join {
        participant: "request".into(),
        name: "alice".into(),
        department: live.state().people[&board::ParticipantId::from("alice")].department.clone(),
        token_hash: "another device".into(),
        goes_on_as: Some("alice".into()),
        ..Join::default()
    };
    act(&mut live, asks.into(), 0).expect("allowed");
    let doc = Doc::with_client_id(70);
    let notes = doc.get_or_insert_map("notes");
    let mut submit = |change: &dyn Fn(&mut yrs::TransactionMut)| {
        let mut txn = doc.transact_mut();
        change(&mut txn);
        txn.commit();
        let update = txn.encode_update_v1();
        let mut batch = live.batch(AT);
        batch.update(&actor("alice"), &update, Flow::Update).expect("allowed");
        batch.finish().expect("nothing breaks");
    };
    submit(&|txn| {
        for id in ["n1", "n2", "gone"] {
            let note = notes.insert(txn, id, MapPrelim::default());
            note.insert(txn, "text", TextPrelim::new("a cause"));
            note.insert(txn, "branch", "people");
            note.insert(txn, "order", "a0");
        }
    });
    submit(&|txn| {
        notes.remove(txn, "gone");
    });
    live
}

/// Gives a command at a time; how many entries and updates came of it.
fn give(live: &mut Live, who: &str, command: Value, at: u64) -> Result<(u64, usize, usize), Code> {
    let command: Command = serde_json::from_value(command).expect("a command");
    act(live, Action::Command(actor(who), command), at)
}

/// Does something at a time; how many entries and updates came of it.
fn act(live: &mut Live, action: Action, at: u64) -> Result<(u64, usize, usize), Code> {
    let mut batch = live.batch(Millis(AT.0 + at));
    let answer = batch.act(action);
    let outcome = batch.finish().expect("nothing breaks");
    answer.map(|seq| (seq, outcome.entries.len(), outcome.updates.len())).map_err(|refusal| refusal.code)
}

#[test]
fn cmd_12_nothing_is_recorded_where_nothing_changes_whatever_the_command() {
    use Again::*;
    let lead = "facilitator";
    let agenda = json!({"do": "set_agenda", "agenda": [
        {"id": "c", "kind": "collect", "title": "C", "minutes": 0}, {"id": "t", "kind": "plan", "title": "P", "minutes": 9}]});
    let clock = [(lead, agenda.clone()), (lead, json!({"do": "start_activity", "activity": "t"}))];
    let vote = [(lead, json!({"do": "open_vote", "dots": 5, "per_note": 3}))];
    let rating = [(lead, json!({"do": "open_rating", "notes": ["n1"]}))];
    let closed_vote = [vote[0].clone(), (lead, json!({"do": "close_vote"}))];
    let closed_rating = [rating[0].clone(), (lead, json!({"do": "close_rating"}))];
    let merged = [(lead, json!({"do": "merge_notes", "into": "n1", "notes": ["n2"]}))];
    let sealed = [("bob", json!({"do": "seal_note", "branch": "people", "text": "quietly"}))];
    let poll = [
        (lead, json!({"do": "open_poll", "kind": "belief", "items": ["NPS of 20"]})),
        ("bob", json!({"do": "grade", "item": 0, "grade": 4})),
    ];
    let said = [("bob", json!({"do": "say", "worth": 4, "word": "useful"}))];
    let comment = [("bob", json!({"do": "comment", "note": "n1", "text": "so it is"}))];
    let commented = "c9";
    let fact = [(lead, json!({"do": "add_fact", "label": "Complaints"}))];
    // Made of the time and the number of the entry.
    let figure = "f0mubbs7i8009x";
    let asked = [fact[0].clone(), (lead, json!({"do": "ask", "fact": figure, "question": "why"}))];
    let answered = [asked[0].clone(), asked[1].clone(), ("bob", json!({"do": "answer", "reason": "season"}))];
    let project = [(lead, json!({"do": "create_project", "title": "P", "approvals": ["it"]}))];
    let reported =
        [project[0].clone(), (lead, json!({"do": "report_progress", "project": "p9", "status": "running"}))];
    // Created, four joined, one asked to go on, two batches of edits: entry 9 is the next.
    let (first, withdrawn) = ("p9", "s9");
    let none: &[(&str, Value)] = &[];
    /// What was done before, who gives the command, the command, and what it comes to.
    type Case<'c> = (&'c [(&'c str, Value)], &'c str, Value, Again);
    let cases: Vec<Case> = vec![
        (none, lead, json!({"do": "lock"}), Nothing),
        (&merged[..0], lead, json!({"do": "unlock"}), Nothing),
        (none, lead, json!({"do": "set_permissions", "edit": "any"}), Nothing),
        (none, lead, agenda.clone(), Nothing),
        (none, lead, json!({"do": "set_agenda", "agenda": [{"kind": "plan"}, {"kind": "vote"}]}), Nothing),
        (
            none,
            lead,
            json!({"do": "set_departments", "departments": [{"id": "it", "name": "I"}, {"id": "sales", "name": "S"}]}),
            Nothing,
        ),
        (none, lead, json!({"do": "set_competences", "competences": ["Law", " Law ", "Data"]}), Nothing),
        (none, lead, json!({"do": "set_competence", "name": " SQL ", "has": ["Ann", " ann"]}), Nothing),
        (none, lead, json!({"do": "set_competence", "name": "SQL", "needed": "projects"}), Nothing),
        (none, lead, json!({"do": "set_point", "point": "room", "done": true}), Nothing),
        (none, lead, json!({"do": "set_point", "point": "c1", "text": " Chairs ", "done": true}), Nothing),
        (none, lead, json!({"do": "set_point", "point": "c9", "text": ""}), Nothing),
        (none, lead, json!({"do": "set_authors", "shown": false}), Nothing),
        (none, lead, json!({"do": "set_sealed_departments", "named": "all"}), Nothing),
        (&clock[..1], lead, json!({"do": "start_activity", "activity": "c"}), Nothing),
        (&clock[..1], lead, json!({"do": "start_activity", "activity": "t"}), Anew),
        (&clock[..1], lead, json!({"do": "next_activity"}), Anew),
        (&clock, lead, json!({"do": "pause_timer"}), Nothing),
        (&clock, lead, json!({"do": "resume_timer"}), Nothing),
        (&clock, lead, json!({"do": "extend_timer", "seconds": 60}), Anew),
        (&clock, lead, json!({"do": "extend_timer", "seconds": 0}), Nothing),
        (&clock, lead, json!({"do": "stop_timer"}), Refused(Code::NotNow)),
        (none, lead, json!({"do": "add_seat", "name": "Zoe", "department": "it"}), Anew),
        (&said, lead, json!({"do": "reveal_words"}), Nothing),
        (none, lead, poll[0].1.clone(), Refused(Code::NotNow)),
        (&poll, "bob", poll[1].1.clone(), Nothing),
        (&poll, lead, json!({"do": "reveal_poll"}), Refused(Code::NotNow)),
        (&poll, lead, json!({"do": "drop_poll"}), Refused(Code::NotNow)),
        (none, "bob", json!({"do": "comment", "note": "n1", "text": "so it is"}), Anew),
        (
            &comment,
            "bob",
            json!({"do": "comment", "note": "n1", "text": "so it was", "comment": commented}),
            Nothing,
        ),
        (&comment, lead, json!({"do": "remove_comment", "comment": commented}), Refused(Code::Unknown)),
        (none, lead, fact[0].1.clone(), Anew),
        (&fact, lead, json!({"do": "remove_fact", "fact": figure}), Refused(Code::Unknown)),
        (&fact, lead, asked[1].1.clone(), Nothing),
        (&asked, lead, json!({"do": "ask"}), Nothing),
        (&asked, "bob", answered[2].1.clone(), Anew),
        (&answered, "bob", json!({"do": "answer", "text": "Easter", "answer": "a11"}), Nothing),
        (&answered, "bob", json!({"do": "remove_answer", "answer": "a11"}), Refused(Code::Unknown)),
        (
            &answered,
            lead,
            json!({"do": "keep_answers", "answers": ["a11"], "text": "Easter", "branch": "people"}),
            Refused(Code::NotNow),
        ),
        (
            &project,
            lead,
            json!({"do": "report_progress", "project": first, "status": "running", "word": "Begun"}),
            Nothing,
        ),
        (&reported, lead, json!({"do": "report_progress", "project": first, "status": "done"}), Nothing),
        (none, "bob", said[0].1.clone(), Nothing),
        (none, "bob", json!({"do": "take_seat"}), Nothing),
        (none, lead, vote[0].1.clone(), Refused(Code::NotNow)),
        (&closed_vote, lead, vote[0].1.clone(), Refused(Code::NotNow)),
        (&vote, lead, json!({"do": "close_vote"}), Refused(Code::NotNow)),
        (&closed_vote, lead, json!({"do": "reveal_vote"}), Nothing),
        (none, lead, rating[0].1.clone(), Refused(Code::NotNow)),
        (&rating, lead, json!({"do": "close_rating"}), Refused(Code::NotNow)),
        (&closed_rating, lead, json!({"do": "reveal_rating"}), Nothing),
        (none, lead, json!({"do": "set_priority", "note": "n1", "priority": "now"}), Nothing),
        (none, lead, json!({"do": "set_priority", "note": "n1", "priority": null}), Nothing),
        (&sealed, lead, json!({"do": "reveal_notes"}), Nothing),
        (none, lead, merged[0].1.clone(), Nothing),
        (&merged, lead, json!({"do": "unmerge", "note": "n2"}), Refused(Code::Unknown)),
        (none, lead, json!({"do": "summon", "note": "n1"}), Anew),
        (none, lead, json!({"do": "summon"}), Nothing),
        (none, lead, project[0].1.clone(), Anew),
        (none, lead, json!({"do": "remove_participant", "participant": "alice"}), Nothing),
        (none, lead, json!({"do": "remove_participant", "participant": "alice", "notes": true}), Nothing),
        (none, lead, json!({"do": "remove_participants", "participants": ["bob", "dave"]}), Nothing),
        (none, lead, json!({"do": "renew_code", "code": "XYZ789"}), Refused(Code::Invalid)),
        (
            none,
            lead,
            json!({"do": "answer_return", "request": "request", "accept": true}),
            Refused(Code::Unknown),
        ),
        (none, lead, json!({"do": "close_door"}), Nothing),
        (none, lead, json!({"do": "open_door"}), Nothing),
        (none, lead, json!({"do": "restore", "note": "gone"}), Refused(Code::Unknown)),
        (none, lead, json!({"do": "restore_notes", "participant": "alice"}), Refused(Code::Unknown)),
        (none, lead, json!({"do": "empty_bin"}), Nothing),
        (none, lead, json!({"do": "finish"}), Refused(Code::Finished)),
        (none, lead, json!({"do": "reopen"}), Nothing),
        (&vote, "bob", json!({"do": "cast", "note": "n1", "dots": 2}), Nothing),
        (&vote, "bob", json!({"do": "cast", "note": "n1", "dots": 0}), Nothing),
        (&rating, "bob", json!({"do": "rate", "note": "n1", "importance": 3, "urgency": 4}), Nothing),
        (none, "bob", sealed[0].1.clone(), Anew),
        (&sealed, "bob", json!({"do": "withdraw_note", "note": withdrawn}), Refused(Code::Unknown)),
        (none, "bob", json!({"do": "set_person", "name": "Bohdan", "department": "sales"}), Nothing),
        (none, "bob", json!({"do": "leave"}), Refused(Code::NotAllowed)),
        (none, "bob", json!({"do": "done"}), Nothing),
        (none, "bob", json!({"do": "done", "done": false}), Nothing),
        (
            &project,
            "carol",
            json!({"do": "approve", "project": first, "decision": "accept", "comment": "good"}),
            Nothing,
        ),
    ];
    let mut seen = BTreeSet::new();
    let mut nothing = 0;
    for (before, who, command, again) in cases {
        let mut live = board();
        for (who, command) in before {
            give(&mut live, who, command.clone(), 0).unwrap_or_else(|code| panic!("{command}: {code:?}"));
        }
        let parsed: Command = serde_json::from_value(command.clone()).expect("a command");
        seen.insert(name(&parsed));
        let (seq, ..) =
            give(&mut live, who, command.clone(), 1).unwrap_or_else(|code| panic!("{command}: {code:?}"));
        assert_eq!(seq, live.seq(), "{command}");
        let (state, document, clocks) = (live.state().clone(), live.document_json(), live.clocks());
        // Later, so that a time that is kept with it would differ.
        let given = give(&mut live, who, command.clone(), 90_000);
        let expected = match again {
            Nothing => Ok((seq, 0, 0)),
            Refused(code) => Err(code),
            Anew => Ok((seq + 1, 1, given.map_or(0, |(.., updates)| updates))),
        };
        assert_eq!(given, expected, "{command} again");
        if again != Anew {
            nothing += 1;
            assert_eq!((live.seq(), live.state()), (seq, &state), "{command} again");
            assert_eq!((live.document_json(), live.clocks()), (document, clocks), "{command} again");
            live.verify().expect("the index is the document");
        }
    }
    assert!(seen.len() == COMMANDS && nothing > 30, "not tried: {seen:?}");
}

#[test]
fn cmd_12_a_board_is_made_once_and_a_person_admitted_once() {
    let mut live = board();
    let create = Create { title: "Twice".into(), language: "en".into(), ..Create::default() };
    assert_eq!(act(&mut live, create.into(), 0), Err(Code::NotNow));
    let zoe = Join {
        participant: "zoe".into(),
        name: "zoe".into(),
        department: "it".into(),
        token_hash: "zoe".into(),
        ..Join::default()
    };
    assert!(act(&mut live, zoe.clone().into(), 0).is_ok());
    let (seq, state) = (live.seq(), live.state().clone());
    assert_eq!(act(&mut live, zoe.into(), 0), Err(Code::Invalid));
    assert_eq!((live.seq(), live.state()), (seq, &state));
}

#[test]
fn cmd_12_a_change_after_what_changed_nothing_is_recorded_as_ever() {
    let mut live = board();
    let before = live.seq();
    let mut entries = vec![];
    let mut batch = live.batch(AT);
    for _ in 0..200 {
        let command = serde_json::from_value(json!({"do": "done"})).expect("a command");
        batch.command(&actor("bob"), command).expect("allowed");
    }
    entries.extend(batch.finish().expect("nothing breaks").entries);
    assert_eq!((entries.len(), live.seq()), (1, before + 1));
    let (seq, ..) = give(&mut live, "carol", json!({"do": "done"}), 5).expect("allowed");
    assert_eq!((seq, live.state().session().done), (before + 2, 2));
}
