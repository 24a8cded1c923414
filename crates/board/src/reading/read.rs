//! Turns the document's JSON into a [`Board`].

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::facts::facts;
use super::people::{departments, people};
use super::projects::projects;
use super::told::{each_told, told};
use super::{Author, Board, Branch, Defect, Goals, Governance, Note, Questions, Said};
use crate::schema::{self, Kind, find, note::Details, root};
use crate::text::{is_blank, line, paragraphs};
use crate::workshop::{Charter, PollState};
use crate::{BoardId, BranchId, Millis};

/// Reads the document's JSON (root name → value).
pub fn read(id: &BoardId, document: &Value) -> (Board, Vec<Defect>) {
    let mut defects = vec![];
    let empty = Map::new();
    let map = |name: &str| document.get(name).and_then(Value::as_object).unwrap_or(&empty);
    let session = map(root::SESSION);
    let head = map(root::BOARD);
    let mut board = Board {
        id: id.clone(),
        title: one_line(head, schema::board::TITLE),
        language: session.get("language").and_then(Value::as_str).unwrap_or("en").to_owned(),
        effect: text(head, schema::board::EFFECT),
        goals: Goals {
            workshop: text(head, schema::board::GOAL_WORKSHOP),
            organisation: text(head, schema::board::GOAL_ORGANISATION),
        },
        questions: Questions {
            importance: text(head, schema::board::IMPORTANCE_QUESTION),
            urgency: text(head, schema::board::URGENCY_QUESTION),
        },
        charter: Charter::read(|key| {
            find(&schema::board::FIELDS, key).filter(|field| match field.kind {
                Kind::OneOf(listed) => {
                    optional(head, key).is_some_and(|value| listed.contains(&value.as_str()))
                }
                _ => true,
            })?;
            said(head, key)
        }),
        governance: Governance::read(|key| text(head, key)),
        expected_competences: strings(session.get("competences")),
        team: each_told(session, "team", &mut defects),
        agenda: told(session, "agenda", &mut defects).unwrap_or_default(),
        vote: told(session, "vote", &mut defects),
        rating: told(session, "rating", &mut defects),
        votes: each_told(session, "votes", &mut defects),
        ratings: each_told(session, "ratings", &mut defects),
        runs: each_told(session, "runs", &mut defects),
        words: told(session, "words", &mut defects),
        polls: each_told(session, "polls", &mut defects),
        previous: told(session, "previous", &mut defects),
        promised: each_told(session, "promised", &mut defects),
        next: each_told(session, "next", &mut defects),
        finished: session.get("finished").and_then(Value::as_bool).unwrap_or_default(),
        ..Board::default()
    };
    let last: Option<PollState> = told(session, "poll", &mut defects);
    board.polls.extend(last.filter(|poll| !poll.open));
    board.departments = departments(map(root::DEPARTMENTS));
    board.people = people(map(root::PEOPLE), &board.language);
    board.branches = branches(map(root::BRANCHES), &mut defects);
    causes(document, &mut board, &mut defects);
    board.facts = facts(map(root::FACTS), map(root::ANSWERS), &mut defects);
    board.projects = projects(map(root::PROJECTS), map(root::APPROVALS), map(root::PROGRESS), &mut defects);
    let shown = session.get("authors").and_then(Value::as_str).is_none_or(|authors| authors == "shown");
    for said in board.projects.iter_mut().flat_map(|project| &mut project.progress).filter(|_| !shown) {
        (said.by, said.name) = (None, None);
    }
    (board, defects)
}

fn string(map: &Map<String, Value>, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A text in the form that the board stores (TEXT-5).
fn text(map: &Map<String, Value>, key: &str) -> String {
    paragraphs(map.get(key).and_then(Value::as_str).unwrap_or_default()).into_owned()
}

fn one_line(map: &Map<String, Value>, key: &str) -> String {
    line(map.get(key).and_then(Value::as_str).unwrap_or_default()).into_owned()
}

/// A text, if any of it is visible.
fn said(map: &Map<String, Value>, key: &str) -> Option<String> {
    Some(text(map, key)).filter(|text| !is_blank(text))
}

fn strings(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn optional(map: &Map<String, Value>, key: &str) -> Option<String> {
    map.get(key).and_then(Value::as_str).filter(|s| !s.is_empty()).map(str::to_owned)
}

fn branches(map: &Map<String, Value>, defects: &mut Vec<Defect>) -> Vec<Branch> {
    let mut branches = vec![];
    for (id, value) in map {
        let Some(fields) = value.as_object() else {
            defects.push(Defect { at: format!("branches/{id}"), what: "is not a map; left out".into() });
            continue;
        };
        let order = string(fields, schema::branch::ORDER);
        branches.push((
            order,
            Branch {
                id: id.as_str().into(),
                title: one_line(fields, schema::branch::TITLE),
                question: one_line(fields, schema::branch::QUESTION),
                colour: optional(fields, schema::branch::COLOUR)
                    .filter(|colour| schema::branch::COLOURS.contains(&colour.as_str())),
                notes: vec![],
            },
        ));
    }
    branches.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    branches.into_iter().map(|(_, branch)| branch).collect()
}

/// Reads the notes and puts them on the bones as trees.
fn causes(document: &Value, board: &mut Board, defects: &mut Vec<Defect>) {
    let empty = Map::new();
    let map = |name: &str| document.get(name).and_then(Value::as_object).unwrap_or(&empty);
    let names: BTreeMap<&str, &str> = board.people.iter().map(|p| (p.id.as_str(), p.name.as_str())).collect();
    let tallied = board.vote.as_ref().and_then(|vote| vote.tally.as_ref());
    let rated = board.rating.as_ref().and_then(|rating| rating.tally.as_ref());
    let mut comments = comments(map(root::COMMENTS));
    let mut notes: BTreeMap<String, Note> = BTreeMap::new();
    for (id, value) in map(root::NOTES) {
        let Some(fields) = value.as_object() else {
            defects.push(Defect { at: format!("notes/{id}"), what: "is not a map; left out".into() });
            continue;
        };
        let attribution = map(root::ATTRIBUTION).get(id);
        let by = |key| attribution.and_then(|a| a.get(key)).and_then(Value::as_str);
        let dots = tallied.and_then(|tally| tally.get(id.as_str()));
        let detail = |key: &str| match find(&schema::note::FIELDS, key)?.kind {
            Kind::Text => said(fields, key),
            _ => optional(fields, key),
        };
        notes.insert(
            id.clone(),
            Note {
                id: id.as_str().into(),
                text: text(fields, schema::note::TEXT),
                branch: string(fields, schema::note::BRANCH).into(),
                order: string(fields, schema::note::ORDER),
                parent: optional(fields, schema::note::PARENT).map(Into::into),
                details: Details::read(detail),
                department: by("department").map(Into::into),
                author: by("author").map(|author| Author {
                    id: author.into(),
                    name: names.get(author).copied().unwrap_or_default().to_owned(),
                }),
                comments: comments.remove(id).unwrap_or_default(),
                priority: map(root::PRIORITIES).get(id).and_then(Value::as_str).map(str::to_owned),
                addressee: map(root::ADDRESSEES).get(id).and_then(Value::as_str).map(str::to_owned),
                reason: map(root::REASONS).get(id).and_then(Value::as_str).map(str::to_owned),
                dots: dots.map(|placed| placed.dots),
                dots_by_department: dots.map(|placed| placed.by_department.clone()).unwrap_or_default(),
                rated: rated.and_then(|tally| tally.get(id.as_str())).cloned(),
                ..Note::default()
            },
        );
    }
    if let Some(first) = board.branches.first().map(|b| b.id.clone()) {
        let known: BTreeSet<_> = board.branches.iter().map(|b| b.id.clone()).collect();
        for note in notes.values_mut().filter(|note| !known.contains(&note.branch)) {
            defects.push(Defect {
                at: format!("notes/{}/branch", note.id),
                what: "names no bone of this board; put on the first".into(),
            });
            note.branch = first.clone();
        }
    }
    let merges: BTreeMap<&str, &str> =
        map(root::MERGES).iter().filter_map(|(note, into)| Some((note.as_str(), into.as_str()?))).collect();
    let hang = hang(&notes, &merges, defects);
    for (id, place) in &hang {
        if let (Hang::Under(parent), Some(note)) = (place, notes.get_mut(id)) {
            note.parent = Some(parent.as_str().into());
        } else if let Some(note) = notes.get_mut(id) {
            note.parent = None;
        }
    }
    plant(notes, hang, board);
}

/// What was said of each cause, the oldest first.
fn comments(root: &Map<String, Value>) -> BTreeMap<String, Vec<Said>> {
    let mut said: BTreeMap<String, Vec<(Millis, &str, Said)>> = BTreeMap::new();
    for (id, value) in root {
        let Some(fields) = value.as_object() else { continue };
        let at = Millis(fields.get("at").and_then(Value::as_u64).unwrap_or_default());
        let comment = Said {
            text: text(fields, "text"),
            at,
            department: optional(fields, "department").map(Into::into),
            author: optional(fields, "author").map(Into::into),
        };
        said.entry(string(fields, "note")).or_default().push((at, id, comment));
    }
    let in_order = |mut all: Vec<(Millis, &str, Said)>| {
        all.sort_by(|a, b| (a.0, a.1.len(), a.1).cmp(&(b.0, b.1.len(), b.1)));
        all.into_iter().map(|(.., comment)| comment).collect()
    };
    said.into_iter().map(|(note, all)| (note, in_order(all))).collect()
}

/// The place of a note: under a parent, merged into another note, or directly on its bone.
enum Hang {
    Under(String),
    MergedInto(String),
    OnBone,
    Parked,
}

/// Follows merges and parents (TREE-1 to TREE-4, MERGE-5, PARK-2).
fn hang(
    notes: &BTreeMap<String, Note>,
    merges: &BTreeMap<&str, &str>,
    defects: &mut Vec<Defect>,
) -> BTreeMap<String, Hang> {
    // The cause that a merged cause ends in; `None` for a cause that was not merged.
    let target = |id: &str| -> Option<&str> {
        let mut at = merges.get(id).filter(|into| notes.contains_key(**into))?;
        for _ in 0..notes.len() {
            match merges.get(at).filter(|into| notes.contains_key(**into)) {
                Some(into) => at = into,
                None => return (*at != id).then_some(*at),
            }
        }
        None
    };
    let parked = |id: &str| notes.get(id).is_some_and(|note| note.details.parked.is_some());
    let above = |id: &str| -> Option<String> {
        let note = notes.get(id)?;
        let parent = notes.get(note.parent.as_ref()?.as_str())?;
        let above = match target(parent.id.as_str()) {
            Some(into) => (into != id).then(|| into.to_owned()),
            None => (parent.branch == note.branch).then(|| parent.id.to_string()),
        };
        above.filter(|above| !parked(above))
    };
    let mut ends: BTreeMap<String, bool> = BTreeMap::new();
    let mut hang = BTreeMap::new();
    for (id, note) in notes {
        let defect = |what: String| Defect { at: format!("notes/{id}/parent"), what };
        let place = match (target(id), above(id)) {
            (Some(into), _) => Hang::MergedInto(into.to_owned()),
            (None, _) if parked(id) => Hang::Parked,
            (None, Some(_)) if !way_up_ends(id, &above, &mut ends) => {
                defects.push(defect("is in a circle; put on its bone".into()));
                Hang::OnBone
            }
            (None, Some(parent)) => Hang::Under(parent),
            (None, None) => {
                if let Some(parent) = &note.parent
                    && !parked(parent.as_str())
                {
                    let what = format!("names {parent}, which is not on this bone; put on its bone");
                    defects.push(defect(what));
                }
                Hang::OnBone
            }
        };
        hang.insert(id.clone(), place);
    }
    hang
}

/// Whether the way up from a note comes to an end. The results for the notes on the way are remembered.
fn way_up_ends(id: &str, above: &impl Fn(&str) -> Option<String>, ends: &mut BTreeMap<String, bool>) -> bool {
    let mut way: Vec<String> = vec![];
    let mut at = Some(id.to_owned());
    let found = loop {
        let Some(here) = at else { break true };
        if let Some(known) = ends.get(&here) {
            break *known;
        }
        // The notes on this way count as endless until the way is known. So a note that is met twice is on the way
        // itself.
        ends.insert(here.clone(), false);
        at = above(&here);
        way.push(here);
    };
    ends.extend(way.into_iter().map(|note| (note, found)));
    found
}

/// Builds the trees from the leaves upwards.
fn plant(mut notes: BTreeMap<String, Note>, hang: BTreeMap<String, Hang>, board: &mut Board) {
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for place in hang.values() {
        if let Hang::Under(up) | Hang::MergedInto(up) = place {
            *waiting.entry(up.clone()).or_default() += 1;
        }
    }
    let mut ready: Vec<String> = notes.keys().filter(|id| !waiting.contains_key(*id)).cloned().collect();
    while let Some(id) = ready.pop() {
        let (up, merged) = match hang.get(&id) {
            Some(Hang::Under(up)) => (up, false),
            Some(Hang::MergedInto(up)) => (up, true),
            Some(Hang::OnBone | Hang::Parked) | None => continue,
        };
        let Some(mut note) = notes.remove(&id) else { continue };
        finish(&mut note);
        if let Some(above) = notes.get_mut(up) {
            if merged { above.merged.push(note) } else { above.children.push(note) }
        }
        if let Some(left) = waiting.get_mut(up) {
            *left -= 1;
            if *left == 0 {
                ready.push(up.clone());
            }
        }
    }
    for (id, mut note) in notes {
        finish(&mut note);
        settle_bone(&mut note.children, &note.branch);
        if let Some(Hang::Parked) = hang.get(&id) {
            board.parked.push(note);
        } else if let Some(branch) = board.branches.iter_mut().find(|b| b.id == note.branch) {
            branch.notes.push(note);
        }
    }
    let known: BTreeSet<BranchId> = board.branches.iter().map(|branch| branch.id.clone()).collect();
    for branch in &mut board.branches {
        branch.notes.sort_by(siblings);
        settle_further(&mut branch.notes, &known);
    }
    settle_further(&mut board.parked, &known);
    let bones: BTreeMap<&BranchId, usize> =
        board.branches.iter().enumerate().map(|(place, branch)| (&branch.id, place)).collect();
    board.parked.sort_by(|a, b| bones.get(&a.branch).cmp(&bones.get(&b.branch)).then_with(|| siblings(a, b)));
}

/// Sorts the children of a note, and adds the dots of causes merged into it to its own (MERGE-6).
fn finish(note: &mut Note) {
    note.children.sort_by(siblings);
    note.merged.sort_by(siblings);
    for merged in &note.merged {
        if let Some(dots) = merged.dots {
            *note.dots.get_or_insert_default() += dots;
        }
        for (department, dots) in &merged.dots_by_department {
            *note.dots_by_department.entry(department.clone()).or_default() += dots;
        }
    }
}

/// Gives all causes under a cause its bone, also where the document has the bone of a merged parent.
fn settle_bone(notes: &mut [Note], branch: &BranchId) {
    for note in notes {
        note.branch = branch.clone();
        settle_bone(&mut note.children, branch);
    }
}

/// Reads the further bones of causes: those that are on the board, besides the cause's own (ALSO-2).
fn settle_further(notes: &mut [Note], known: &BTreeSet<BranchId>) {
    for note in notes {
        let named: BTreeSet<BranchId> =
            note.details.also.iter().flat_map(|ids| ids.split('\n')).map(BranchId::from).collect();
        note.also = named.into_iter().filter(|id| known.contains(id) && *id != note.branch).collect();
        settle_further(&mut note.children, known);
        settle_further(&mut note.merged, known);
    }
}

fn siblings(a: &Note, b: &Note) -> std::cmp::Ordering {
    a.order.cmp(&b.order).then_with(|| a.id.cmp(&b.id))
}
