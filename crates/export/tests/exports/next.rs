//! What the next board begins with, and what it does not get.

use board::reading::{Board, read};
use board::schema::Limits;
use board::workshop::{Create, Linked, Status};
use board::{BoardId, Live, Millis};
use export::{Format, Import};
use serde_json::json;

use crate::boards;
use crate::readers::{made as file, read_pdf, text};

/// The workshop at its end: with a fact, a parked cause, a merged one, a project that is done and one that is late.
fn board() -> Board {
    let mut document = boards::cx_document();
    document["facts"] = json!({ "f1": { "kind": "nps", "label": "NPS", "values": { "2026-01-31": 12.5 } } });
    document["projects"]["p0"]["status"] = json!("running");
    document["projects"]["p1"]["status"] = json!("done");
    document["progress"] = json!({
        "000000": { "project": "p0", "at": 5, "by": "p1", "name": "Ewa", "department": "it", "word": "Ruszyło" },
        "000001": { "project": "p1", "at": 6, "status": "done" } });
    document["notes"]["a1"]["parked"] = json!("yes");
    document["merges"] = json!({ "a5": "a2", "b1": "c7" });
    document["people"]["p8"]["removed"] = json!(true);
    let (board, _) = read(&BoardId::from("b1"), &document);
    board
}

fn made(create: Create) -> Live {
    let mut create = create;
    (create.facilitator_hash, create.projector_hash) = ("f".into(), "p".into());
    (create.join_code, create.edition) = ("ABC234".into(), board::workshop::EDITION);
    let mut live = Live::new(BoardId::from("b2"), Limits::default());
    let mut batch = live.batch(Millis(9));
    batch.act(create.into()).unwrap();
    batch.finish().unwrap();
    live
}

#[test]
fn next_1_the_next_board_begins_with_what_the_last_one_left() {
    let before = board();
    let create = export::next(&before, Millis(7), &Limits::default()).unwrap();
    let live = made(create);
    let (after, defects) = live.reading();
    assert_eq!(defects, []);
    assert_eq!((&after.title, &after.effect, &after.goals), (&before.title, &before.effect, &before.goals));
    assert_eq!((&after.facts, &after.departments), (&before.facts, &before.departments));
    assert_eq!(after.agenda.len(), before.agenda.len());
    assert!(after.agenda.iter().all(|meeting| meeting.starts_at.is_none()));
    let projects: Vec<&str> = after.projects.iter().map(|project| project.id.as_str()).collect();
    assert_eq!(projects, ["p0"], "what is done is done");
    assert_eq!(after.projects[0].progress, before.projects[0].progress);
    assert_eq!(after.projects[0].approvals, before.projects[0].approvals);
    // Everybody who was there has a seat, under the same id and name.
    let people = |board: &Board| -> Vec<(String, String)> {
        board.people.iter().filter(|p| !p.removed).map(|p| (p.id.to_string(), p.name.clone())).collect()
    };
    assert_eq!(people(&after), people(&before));
    assert!(after.people.iter().filter(|person| !person.removed).all(|person| person.seat));
    // Nobody of them has come yet, and no file says so (NEXT-8).
    assert!(after.people.iter().filter(|person| !person.removed).all(|person| person.awaited));
    assert_eq!(live.state().present(), 0);
    let named = |board: &Board| {
        let csv = export::render(board, export::Format::Csv, &export::Options::default()).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        let persons: Vec<&str> = csv.lines().filter(|line| line.starts_with("Osoba")).collect();
        people(board)
            .iter()
            .filter(|(_, name)| persons.iter().any(|line| line.contains(name.as_str())))
            .count()
    };
    assert_eq!((named(&before) > 0, named(&after)), (true, 0));
    // Causes without a priority, and the parked one; with what was merged into them.
    let stays = |note: &board::reading::Note| note.priority.is_none() && note.id.as_str() != "b1";
    let decided = before.every_note().iter().filter(|note| !stays(note)).count();
    assert_eq!(decided, 5, "four with a priority, and one that was merged into one of them");
    let kept: Vec<&str> = after.every_note().iter().map(|note| note.id.as_str()).collect();
    assert_eq!(kept.len(), before.every_note().len() - decided);
    assert!(kept.contains(&"a5") && after.parked.iter().any(|note| note.id.as_str() == "a1"), "{kept:?}");
    for note in before.every_note() {
        assert_eq!(kept.contains(&note.id.as_str()), stays(note), "{}", note.id);
    }
    assert_eq!(after.previous, Some(Linked { board: "b1".into(), title: before.title.clone() }));
    assert!(!after.finished);
    live.verify().unwrap();
}

#[test]
fn next_2_no_result_and_no_word_of_the_last_meeting_goes_along() {
    let before = board();
    assert!(before.vote.is_some() && before.rating.is_some() && before.words.is_some());
    let create = export::next(&before, Millis(7), &Limits::default()).unwrap();
    let text = serde_json::to_string(&create).unwrap();
    for secret in ["Było warto", "Za krótko", "tally", "Na próbę", "1795100000000"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let (after, _) = made(create).reading();
    assert!(after.vote.is_none() && after.rating.is_none() && after.words.is_none());
    assert!(after.votes.is_empty() && after.ratings.is_empty() && after.runs.is_empty());
    for note in after.every_note() {
        assert!(note.dots.is_none() && note.rated.is_none() && note.priority.is_none(), "{}", note.id);
    }
}

#[test]
fn next_2_who_wrote_without_a_name_is_not_named_by_the_next_board() {
    let mut document = boards::cx_document();
    for (_, by) in document["attribution"].as_object_mut().unwrap() {
        drop(by.as_object_mut().unwrap().remove("author"));
    }
    let (before, _) = read(&BoardId::from("b1"), &document);
    let create = export::next(&before, Millis(7), &Limits::default()).unwrap();
    assert!(create.contents.notes.iter().all(|note| note.author.is_none()));
    let (after, _) = made(create).reading();
    assert!(after.every_note().iter().all(|note| note.author.is_none() && note.department.is_some()));
}

#[test]
fn next_4_the_next_board_knows_all_that_was_promised_also_what_is_done() {
    let mut document = boards::cx_document();
    document["projects"]["p0"]["due"] = json!("2026-05-31");
    document["projects"]["p0"]["person"] = json!("Ewa Nowak");
    document["projects"]["p1"]["status"] = json!("done");
    document["progress"] = json!({
        "000000": { "project": "p0", "at": 5, "due": "2026-04-30", "due_before": "2026-03-31", "word": "Dostawca zwleka" },
        "000001": { "project": "p0", "at": 6, "due": "2026-05-31", "due_before": "2026-04-30" },
        "000002": { "project": "p1", "at": 9, "status": "done", "word": "Działa" } });
    let (before, _) = read(&BoardId::from("b1"), &document);
    let create = export::next(&before, Millis(7), &Limits::default()).unwrap();
    let (after, defects) = made(create).reading();
    assert_eq!(defects, []);
    assert_eq!(after.promised.len(), before.projects.len());
    let moved = &after.promised[0];
    assert_eq!((moved.project.as_str(), moved.status), ("p0", Status::Planned));
    assert_eq!(
        (moved.due.as_deref(), moved.due_first.as_deref(), moved.person.as_deref()),
        (Some("2026-05-31"), Some("2026-03-31"), Some("Ewa Nowak"))
    );
    assert_eq!((moved.word.as_deref(), moved.at), (Some("Dostawca zwleka"), Some(Millis(6))));
    let done = &after.promised[1];
    assert_eq!(
        (done.status, done.word.as_deref(), done.due_first.as_deref()),
        (Status::Done, Some("Działa"), None)
    );
    assert!(
        after.projects.iter().all(|project| project.id != done.project),
        "it is on the next board in the review alone"
    );
    // A file of the next board keeps it, and a promise that no board could have made is refused.
    let json = file(&after, Format::Json);
    let again = Import::parse(&json, &Limits::default()).unwrap().into_create();
    assert_eq!(again.promised, after.promised);
    for (key, value) in
        [("due", json!("2026-02-30")), ("title", json!("x".repeat(2_001))), ("stranger", json!(1))]
    {
        let mut changed: serde_json::Value = serde_json::from_slice(&json).unwrap();
        changed["promised"][0][key] = value;
        let bytes = serde_json::to_vec(&changed).unwrap();
        let error = Import::parse(&bytes, &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("promised[0]"), "{key}: {error}");
    }
}

#[test]
fn gov_1_who_oversees_and_who_executes_is_in_every_file_and_on_the_next_board() {
    let mut document = boards::cx_document();
    document["board"]["overseeing"] = json!("Ewa Nowak, zarząd\nJan Kowalski, finanse");
    document["board"]["executing"] = json!("Zespół CX");
    let (board, _) = read(&BoardId::from("b1"), &document);
    for format in [Format::Md, Format::Html] {
        let said = text(&board, format);
        for words in ["Komitet nadzorujący", "Jan Kowalski, finanse", "Osoby wykonujące", "Zespół CX"] {
            assert!(said.contains(words), "{format:?}: {words}");
        }
    }
    let pdf = read_pdf(&file(&board, Format::Pdf));
    assert!(pdf.contains("Komitetnadzorujący") && pdf.contains("JanKowalski,finanse"), "{pdf}");
    let again = Import::parse(&file(&board, Format::Json), &Limits::default()).unwrap();
    assert_eq!(again.into_create().governance, board.governance);
    let create = export::next(&board, Millis(7), &Limits::default()).unwrap();
    assert_eq!(made(create).reading().0.governance, board.governance);
}
