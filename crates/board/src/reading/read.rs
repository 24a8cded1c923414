//! From the document's JSON to a [`Board`].

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Approval, Author, Board, Branch, Defect, Department, Goals, Note, Person, Project, Rated};
use crate::BoardId;
use crate::schema::{self, root};

/// Reads the document's JSON (root name → value).
pub fn read(id: &BoardId, document: &Value) -> (Board, Vec<Defect>) {
    let mut defects = vec![];
    let empty = Map::new();
    let map = |name: &str| document.get(name).and_then(Value::as_object).unwrap_or(&empty);
    let session = map(root::SESSION);
    let head = map(root::BOARD);
    let mut board = Board {
        id: id.clone(),
        title: string(head, schema::board::TITLE),
        language: session.get("language").and_then(Value::as_str).unwrap_or("en").to_owned(),
        effect: string(head, schema::board::EFFECT),
        goals: Goals {
            workshop: string(head, schema::board::GOAL_WORKSHOP),
            organisation: string(head, schema::board::GOAL_ORGANISATION),
        },
        expected_competences: strings(session.get("competences")),
        agenda: session.get("agenda").cloned().unwrap_or_default(),
        vote: session.get("vote").cloned().unwrap_or_default(),
        rating: session.get("rating").cloned().unwrap_or_default(),
        finished: session.get("finished").and_then(Value::as_bool).unwrap_or_default(),
        ..Board::default()
    };
    let mut departments = vec![];
    for (id, value) in map(root::DEPARTMENTS) {
        let name = value.get("name").and_then(Value::as_str).unwrap_or(id).to_owned();
        let place = value.get("place").and_then(Value::as_u64).unwrap_or(u64::MAX);
        departments.push((place, Department { id: id.as_str().into(), name }));
    }
    departments.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    board.departments = departments.into_iter().map(|(_, department)| department).collect();
    for (id, value) in map(root::PEOPLE) {
        let text = |key| value.get(key).and_then(Value::as_str).unwrap_or_default();
        board.people.push(Person {
            id: id.as_str().into(),
            name: text("name").to_owned(),
            department: text("department").into(),
            removed: value.get("removed").and_then(Value::as_bool).unwrap_or_default(),
        });
    }
    board.people.sort_by(|a, b| a.id.cmp(&b.id));
    board.branches = branches(map(root::BRANCHES), &mut defects);
    causes(document, &mut board, &mut defects);
    board.projects = projects(map(root::PROJECTS), map(root::APPROVALS), &mut defects);
    (board, defects)
}

fn string(map: &Map<String, Value>, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
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
                title: string(fields, schema::branch::TITLE),
                question: string(fields, schema::branch::QUESTION),
                notes: vec![],
            },
        ));
    }
    branches.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    branches.into_iter().map(|(_, branch)| branch).collect()
}

/// Reads the notes and hangs them on the bones as trees.
fn causes(document: &Value, board: &mut Board, defects: &mut Vec<Defect>) {
    let empty = Map::new();
    let map = |name: &str| document.get(name).and_then(Value::as_object).unwrap_or(&empty);
    let names: BTreeMap<&str, &str> = board.people.iter().map(|p| (p.id.as_str(), p.name.as_str())).collect();
    let mut notes: BTreeMap<String, Note> = BTreeMap::new();
    for (id, value) in map(root::NOTES) {
        let Some(fields) = value.as_object() else {
            defects.push(Defect { at: format!("notes/{id}"), what: "is not a map; left out".into() });
            continue;
        };
        let attribution = map(root::ATTRIBUTION).get(id);
        let by = |key| attribution.and_then(|a| a.get(key)).and_then(Value::as_str);
        let tally = |which: &str, key: &str| {
            document.get(root::SESSION)?.get(which)?.get("tally")?.get(id)?.get(key)?.as_f64()
        };
        notes.insert(
            id.clone(),
            Note {
                id: id.as_str().into(),
                text: string(fields, schema::note::TEXT),
                branch: string(fields, schema::note::BRANCH).into(),
                order: string(fields, schema::note::ORDER),
                parent: optional(fields, schema::note::PARENT).map(Into::into),
                evidence: optional(fields, schema::note::EVIDENCE),
                figure: optional(fields, schema::note::FIGURE),
                reference: optional(fields, schema::note::REFERENCE),
                list: optional(fields, schema::note::LIST),
                owner: optional(fields, schema::note::OWNER).map(Into::into),
                department: by("department").map(Into::into),
                author: by("author").map(|author| Author {
                    id: author.into(),
                    name: names.get(author).copied().unwrap_or_default().to_owned(),
                }),
                priority: map(root::PRIORITIES).get(id).and_then(Value::as_str).map(str::to_owned),
                dots: tally("vote", "dots").map(|dots| dots as u32),
                rated: tally("rating", "importance").map(|importance| Rated {
                    importance,
                    urgency: tally("rating", "urgency").unwrap_or_default(),
                    disagreement: tally("rating", "disagreement").unwrap_or_default(),
                }),
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
    let merges: BTreeMap<String, String> = map(root::MERGES)
        .iter()
        .filter_map(|(note, into)| Some((note.clone(), into.as_str()?.to_owned())))
        .filter(|(note, into)| note != into && notes.contains_key(note) && notes.contains_key(into))
        .collect();
    let hang = parents(&notes, &merges, defects);
    plant(notes, hang, board);
}

/// Where each note hangs: under a parent, merged into another, or (absent) directly on its bone.
enum Hang {
    Under(String),
    MergedInto(String),
}

/// Follows parents and merges; what would close a circle hangs on the bone.
fn parents(
    notes: &BTreeMap<String, Note>,
    merges: &BTreeMap<String, String>,
    defects: &mut Vec<Defect>,
) -> BTreeMap<String, Hang> {
    let above = |id: &str| -> Option<String> {
        let parent = notes.get(id)?.parent.as_ref()?;
        let other = notes.get(parent.as_str())?;
        (other.branch == notes.get(id)?.branch).then(|| parent.to_string())
    };
    let next = |id: &str| merges.get(id).cloned().or_else(|| above(id));
    let mut hang = BTreeMap::new();
    for id in notes.keys() {
        let (mut at, mut steps, mut circle) = (next(id), 0, false);
        while let Some(up) = at {
            steps += 1;
            circle = up == *id || steps > notes.len();
            if circle {
                break;
            }
            at = next(&up);
        }
        if circle {
            defects.push(Defect {
                at: format!("notes/{id}/parent"),
                what: "is in a circle; put on its bone".into(),
            });
        } else if let Some(into) = merges.get(id) {
            hang.insert(id.clone(), Hang::MergedInto(into.clone()));
        } else if let Some(parent) = above(id) {
            hang.insert(id.clone(), Hang::Under(parent));
        } else if let Some(parent) = &notes[id].parent {
            defects.push(Defect {
                at: format!("notes/{id}/parent"),
                what: format!("names {parent}, which is not on this bone; put on its bone"),
            });
        }
    }
    hang
}

/// Builds the trees from the leaves up.
fn plant(mut notes: BTreeMap<String, Note>, hang: BTreeMap<String, Hang>, board: &mut Board) {
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for place in hang.values() {
        let (Hang::Under(up) | Hang::MergedInto(up)) = place;
        *waiting.entry(up.clone()).or_default() += 1;
    }
    let mut ready: Vec<String> = notes.keys().filter(|id| !waiting.contains_key(*id)).cloned().collect();
    while let Some(id) = ready.pop() {
        let Some(place) = hang.get(&id) else { continue };
        let Some(mut note) = notes.remove(&id) else { continue };
        sort(&mut note);
        let (Hang::Under(up) | Hang::MergedInto(up)) = place;
        if let Some(above) = notes.get_mut(up) {
            match place {
                Hang::Under(_) => above.children.push(note),
                Hang::MergedInto(_) => above.merged.push(note),
            }
        }
        if let Some(left) = waiting.get_mut(up) {
            *left -= 1;
            if *left == 0 {
                ready.push(up.clone());
            }
        }
    }
    for (_, mut note) in notes {
        sort(&mut note);
        if let Some(branch) = board.branches.iter_mut().find(|b| b.id == note.branch) {
            branch.notes.push(note);
        }
    }
    for branch in &mut board.branches {
        branch.notes.sort_by(siblings);
    }
}

fn sort(note: &mut Note) {
    note.children.sort_by(siblings);
    note.merged.sort_by(|a, b| a.id.cmp(&b.id));
}

fn siblings(a: &Note, b: &Note) -> std::cmp::Ordering {
    a.order.cmp(&b.order).then_with(|| a.id.cmp(&b.id))
}

fn projects(
    map: &Map<String, Value>,
    approvals: &Map<String, Value>,
    defects: &mut Vec<Defect>,
) -> Vec<Project> {
    use schema::project as key;
    let mut projects = vec![];
    for (id, value) in map {
        let Some(fields) = value.as_object() else {
            defects.push(Defect { at: format!("projects/{id}"), what: "is not a map; left out".into() });
            continue;
        };
        let list = |key: &str| -> Vec<String> {
            let items = fields.get(key).and_then(Value::as_object);
            let mut items: Vec<(&str, &str)> = items
                .into_iter()
                .flatten()
                .map(|(item, order)| (order.as_str().unwrap_or_default(), item.as_str()))
                .collect();
            items.sort_unstable();
            items.into_iter().map(|(_, item)| item.to_owned()).collect()
        };
        let said = |department: &str, key: &str| {
            approvals.get(id)?.get(department)?.get(key)?.as_str().map(str::to_owned)
        };
        projects.push(Project {
            id: id.as_str().into(),
            fields: fields.iter().filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect(),
            notes: list(key::NOTES).into_iter().map(Into::into).collect(),
            competences: list(key::COMPETENCES),
            tools: list(key::TOOLS),
            methods: list(key::METHODS),
            approvals: list(key::APPROVALS)
                .into_iter()
                .map(|department| Approval {
                    decision: said(&department, "decision"),
                    comment: said(&department, "comment"),
                    department: department.into(),
                })
                .collect(),
        });
    }
    projects.sort_by(|a, b| a.id.cmp(&b.id));
    projects
}
