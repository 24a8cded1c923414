//! What goes along to a duplicate, and what does not.

use board::reading::{Board, Note, read};
use board::schema::Limits;
use board::workshop::{Create, Meeting, Point};
use board::{BoardId, Live, Millis};
use export::{Copied, ForFacilitators};
use serde_json::json;

use crate::boards;

fn board() -> Board {
    let mut document = boards::cx_document();
    document["facts"] = json!({ "f1": { "kind": "nps", "label": "NPS", "values": { "2026-01-31": 12.5 } } });
    document["notes"]["a1"]["parked"] = json!("yes");
    document["notes"]["a2"]["verifier"] = json!("Ewa Lis");
    document["notes"]["a2"]["evidence"] = json!("verify");
    document["board"]["overseeing"] = json!("Prezes Zawada");
    document["merges"] = json!({ "a5": "a2" });
    document["comments"] = json!({ "c1": { "note": "a2", "text": "Tajna uwaga", "at": 5, "by": "p1" } });
    let (board, _) = read(&BoardId::from("b1"), &document);
    board
}

fn agenda() -> Vec<Meeting> {
    serde_json::from_value(json!([{ "title": "First", "starts_at": 1_795_100_000_000_u64, "activities": [
        { "id": "a1", "kind": "collect", "title": "Causes", "minutes": 9, "note": "Ask Ewa first" } ] }]))
    .unwrap()
}

fn copied(what: Copied) -> Create {
    let point = Point { id: "c1".into(), text: "Chairs".into(), done: false };
    let kept = ForFacilitators { agenda: agenda(), points: vec![point] };
    export::copy(&board(), kept, what, Millis(7), &Limits::default()).unwrap()
}

fn made(mut create: Create) -> Board {
    (create.facilitator_hash, create.projector_hash) = ("f".into(), "p".into());
    (create.join_code, create.edition) = ("ABC234".into(), board::workshop::EDITION);
    let mut live = Live::new(BoardId::from("b2"), Limits::default());
    let mut batch = live.batch(Millis(9));
    batch.act(create.into()).unwrap();
    batch.finish().unwrap();
    live.verify().unwrap();
    let (board, defects) = live.reading();
    assert_eq!(defects, []);
    board
}

#[test]
fn copy_1_a_duplicate_has_the_frame_and_with_it_the_causes_if_they_are_wanted() {
    let before = board();
    for what in [Copied::Frame, Copied::Causes] {
        let create = copied(what);
        let meeting = &create.agenda[0];
        assert_eq!((meeting.starts_at, meeting.activities[0].minutes), (None, 9));
        assert_eq!(meeting.activities[0].note.as_deref(), Some("Ask Ewa first"));
        assert_eq!((create.previous.as_ref(), create.preparation[0].text.as_str()), (None, "Chairs"));
        let after = made(create);
        assert_eq!(
            (&after.title, &after.effect, &after.goals),
            (&before.title, &before.effect, &before.goals)
        );
        assert_eq!(after.departments, before.departments);
        let bones = |board: &Board| -> Vec<(String, String)> {
            board.branches.iter().map(|bone| (bone.id.to_string(), bone.title.clone())).collect()
        };
        assert_eq!(bones(&after), bones(&before));
        let text = |note: &&Note| (note.id.to_string(), note.text.clone(), note.department.clone());
        let causes = |board: &Board| -> Vec<_> { board.every_note().iter().map(text).collect() };
        if what == Copied::Frame {
            assert!(after.every_note().is_empty() && after.facts.is_empty());
        } else {
            assert_eq!((causes(&after), &after.facts), (causes(&before), &before.facts));
            assert!(after.parked.iter().any(|note| note.id.as_str() == "a1"));
        }
    }
}

#[test]
fn copy_1_no_person_no_result_and_nothing_that_was_said_goes_along() {
    let before = board();
    assert!(before.vote.is_some() && !before.people.is_empty() && !before.projects.is_empty());
    for what in [Copied::Frame, Copied::Causes] {
        let create = copied(what);
        let text = serde_json::to_string(&create).unwrap();
        for gone in ["Tajna uwaga", "Ewa Lis", "Prezes Zawada", "tally", "1795100000000"] {
            assert!(!text.contains(gone), "{gone}");
        }
        for person in &before.people {
            assert!(!text.contains(&person.name), "{}", person.name);
        }
        let after = made(create);
        assert!(after.people.is_empty() && after.projects.is_empty());
        assert!(after.vote.is_none() && after.rating.is_none() && after.words.is_none());
        for note in after.every_note() {
            assert!(note.author.is_none() && note.dots.is_none() && note.priority.is_none(), "{}", note.id);
        }
    }
}
