//! A typed, lenient reading of a board's document.
//!
//! Exports and checks are made from it. One damaged note must not blank a board: what cannot be read is
//! left out or set right, and reported as a [`Defect`]. It needs nothing but the document's JSON, which
//! holds only what everybody may see; so nothing secret can reach an export.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::schema::{self, root};
use crate::{BoardId, BranchId, DepartmentId, NoteId, ParticipantId, ProjectId};

/// A board as everybody may see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// Its id.
    pub id: BoardId,
    /// The workshop's title.
    pub title: String,
    /// `en`, `pl` or `uk`.
    pub language: String,
    /// The effect: the fish's head.
    pub effect: String,
    /// What the workshop and the organisation want to reach.
    pub goals: Goals,
    /// The bones in their order, each with its causes.
    pub branches: Vec<Branch>,
    /// The departments that were expected, in the order of their ids.
    pub departments: Vec<Department>,
    /// Who joined, in the order of their ids.
    pub people: Vec<Person>,
    /// The projects, in the order of their ids.
    pub projects: Vec<Project>,
    /// The agenda as in the session state.
    pub agenda: Value,
    /// The vote as in the session state, or null.
    pub vote: Value,
    /// The rating as in the session state, or null.
    pub rating: Value,
    /// Whether the board is closed for good.
    pub finished: bool,
}

/// The two goals a workshop is measured by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Goals {
    /// What this workshop should give.
    pub workshop: String,
    /// What the organisation wants to reach.
    pub organisation: String,
}

/// A bone and its causes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// Its id.
    pub id: BranchId,
    /// Its title.
    pub title: String,
    /// Its guiding question.
    pub question: String,
    /// The causes directly on the bone, in order; the others are their children.
    pub notes: Vec<Note>,
}

/// A cause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// What it says.
    pub text: String,
    /// The bone it hangs on.
    pub branch: BranchId,
    /// Its fractional index among its siblings.
    pub order: String,
    /// The cause it explains.
    pub parent: Option<NoteId>,
    /// Its own causes, in order.
    pub children: Vec<Note>,
    /// The notes that were merged into it, in the order of their ids.
    pub merged: Vec<Note>,
    /// `fact` or `assumption`.
    pub evidence: Option<String>,
    /// The figure that supports it.
    pub figure: Option<String>,
    /// Where the figure comes from.
    pub reference: Option<String>,
    /// Which list it comes from: `results`, `quality` or `goals`.
    pub list: Option<String>,
    /// The department that owns it.
    pub owner: Option<DepartmentId>,
    /// The department of whoever wrote it; none for the facilitator.
    pub department: Option<DepartmentId>,
    /// Who wrote it, unless authors are hidden.
    pub author: Option<Author>,
    /// `now`, `next`, `later` or `outside`.
    pub priority: Option<String>,
    /// Its dots, once the vote is revealed.
    pub dots: Option<u32>,
    /// The median importance and urgency and the disagreement, once the rating is revealed.
    pub rated: Option<Rated>,
}

/// The visible author of a note.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Author {
    /// Their id.
    pub id: ParticipantId,
    /// Their name; empty when they were removed.
    pub name: String,
}

/// The revealed rating of one note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rated {
    /// Median, 1 to 5.
    pub importance: f64,
    /// Median, 1 to 5.
    pub urgency: f64,
    /// Mean absolute deviation from the medians, summed over both axes.
    pub disagreement: f64,
}

/// An expected department.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
}

/// A person on the board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: ParticipantId,
    /// Their name.
    pub name: String,
    /// Their department.
    pub department: DepartmentId,
}

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its plain fields by the keys of [`schema::project`]: title, horizon, owner, budget and so on.
    pub fields: BTreeMap<String, String>,
    /// The causes it answers, in order.
    pub notes: Vec<NoteId>,
    /// The competences it needs, in order.
    pub competences: Vec<String>,
    /// The tools it needs, in order.
    pub tools: Vec<String>,
    /// The methods it needs, in order.
    pub methods: Vec<String>,
    /// The departments that must accept it, in order, and what each said.
    pub approvals: Vec<Approval>,
}

/// What one department said of a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// The department asked.
    pub department: DepartmentId,
    /// `accept` or `decline`; none while the answer is open.
    pub decision: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
}

/// Something in the document that was left out or set right while reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// Where, such as `notes/n7/branch`.
    pub at: String,
    /// What was wrong, and what was done.
    pub what: String,
}

impl Project {
    /// A plain field, empty when it is not set.
    pub fn field(&self, key: &str) -> &str {
        self.fields.get(key).map_or("", String::as_str)
    }
}

impl Board {
    /// Every cause, depth first along the bones; merged ones come after the one that they were merged into.
    pub fn every_note(&self) -> Vec<&Note> {
        fn walk<'a>(notes: &'a [Note], out: &mut Vec<&'a Note>) {
            for note in notes {
                out.push(note);
                walk(&note.merged, out);
                walk(&note.children, out);
            }
        }
        let mut out = vec![];
        for branch in &self.branches {
            walk(&branch.notes, &mut out);
        }
        out
    }

    /// The competences that the projects need, each with the number of projects, most needed first.
    pub fn competences(&self) -> Vec<(String, usize)> {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for project in &self.projects {
            for competence in project.competences.iter().collect::<BTreeSet<_>>() {
                *count.entry(competence).or_default() += 1;
            }
        }
        let mut profile: Vec<_> = count.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
        profile.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        profile
    }

    /// The rated cause on which people disagree most.
    pub fn most_disputed(&self) -> Option<&Note> {
        let mut most: Option<(&Note, f64)> = None;
        for note in self.every_note() {
            if let Some(rated) = note.rated
                && most.is_none_or(|(_, d)| rated.disagreement > d)
            {
                most = Some((note, rated.disagreement));
            }
        }
        most.map(|(note, _)| note)
    }
}

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
        agenda: session.get("agenda").cloned().unwrap_or_default(),
        vote: session.get("vote").cloned().unwrap_or_default(),
        rating: session.get("rating").cloned().unwrap_or_default(),
        finished: session.get("finished").and_then(Value::as_bool).unwrap_or_default(),
        ..Board::default()
    };
    for (id, value) in map(root::DEPARTMENTS) {
        let name = value.get("name").and_then(Value::as_str).unwrap_or(id).to_owned();
        board.departments.push(Department { id: id.as_str().into(), name });
    }
    for (id, value) in map(root::PEOPLE) {
        let text = |key| value.get(key).and_then(Value::as_str).unwrap_or_default();
        board.people.push(Person {
            id: id.as_str().into(),
            name: text("name").to_owned(),
            department: text("department").into(),
        });
    }
    board.departments.sort_by(|a, b| a.id.cmp(&b.id));
    board.people.sort_by(|a, b| a.id.cmp(&b.id));
    board.branches = branches(map(root::BRANCHES), &mut defects);
    causes(document, &mut board, &mut defects);
    board.projects = projects(map(root::PROJECTS), map(root::APPROVALS), &mut defects);
    (board, defects)
}

fn string(map: &Map<String, Value>, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
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
        (other.branch == notes.get(id)?.branch).then(|| parent.0.clone())
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
