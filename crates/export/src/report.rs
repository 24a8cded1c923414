//! The neutral report: everything that an export may say about a board, in reading order.
//!
//! It is built once and every writer reads only it. Its own JSON is the `json` export, and what `import`
//! reads back, so its fields are a format: adding one is fine, changing one needs a new [`VERSION`].

mod from_board;

use std::collections::BTreeMap;

use board::{BoardId, BranchId, DepartmentId, Millis, NoteId, ParticipantId, ProjectId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the `format` field of the JSON export says.
pub const FORMAT: &str = "herringbone-board";
/// The version of the JSON export that this program writes and reads.
pub const VERSION: u32 = 1;

/// Everything that an export says about a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Always [`FORMAT`].
    pub format: String,
    /// Always [`VERSION`].
    pub version: u32,
    /// When it was made; Unix milliseconds.
    pub generated_at: Millis,
    /// The board it was made from.
    pub board: BoardId,
    /// The workshop's title.
    pub title: String,
    /// `en`, `pl` or `uk`: the language of the workshop.
    pub language: String,
    /// The effect: the fish's head.
    pub effect: String,
    /// What the workshop and the organisation want to reach.
    #[serde(default)]
    pub goals: board::reading::Goals,
    /// Whether the board was closed for good.
    #[serde(default)]
    pub finished: bool,
    /// The bones in their order.
    pub branches: Vec<Branch>,
    /// The expected departments and what each has on the board.
    #[serde(default)]
    pub departments: Vec<Department>,
    /// Who took part, by name.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Every cause, depth first along the bones; a merged one follows the one it was merged into.
    #[serde(default)]
    pub notes: Vec<Cause>,
    /// The projects.
    #[serde(default)]
    pub projects: Vec<Project>,
    /// The meetings and their activities, as the session state has them.
    #[serde(default)]
    pub agenda: Value,
    /// The vote, once there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<Vote>,
    /// The rating, once there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// The profile of the team: each competence and how many projects need it, most needed first; then those that
    /// the workshop started with and no project needs.
    #[serde(default)]
    pub competences: Vec<Competence>,
    /// The rated cause on which people disagree most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_disputed: Option<NoteId>,
}

/// A bone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// Its id.
    pub id: BranchId,
    /// Its title.
    pub title: String,
    /// Its guiding question.
    #[serde(default)]
    pub question: String,
}

/// A department and what it has on the board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// How many people of it took part.
    #[serde(default)]
    pub people: usize,
    /// How many causes its people wrote.
    #[serde(default)]
    pub written: usize,
    /// How many causes it owns.
    #[serde(default)]
    pub owned: usize,
    /// The projects it owns.
    #[serde(default)]
    pub projects: Vec<ProjectId>,
}

/// A person who took part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Their id.
    pub id: ParticipantId,
    /// Their name.
    pub name: String,
    /// Their department.
    pub department: DepartmentId,
}

/// A cause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Its id.
    pub id: NoteId,
    /// The bone it hangs on; of a merged cause the bone that it hung on.
    pub branch: BranchId,
    /// The cause it hangs under; none directly on the bone.
    #[serde(default)]
    pub parent: Option<NoteId>,
    /// How deep it is read: 0 directly on the bone; a merged one under the one it was merged into.
    #[serde(default)]
    pub depth: u32,
    /// Its text, whole.
    pub text: String,
    /// The department of whoever wrote it; none for the facilitator.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// Who wrote it; none when that is not to be known.
    #[serde(default)]
    pub author: Option<ParticipantId>,
    /// Their name, when it is known.
    #[serde(default)]
    pub author_name: Option<String>,
    /// `fact` or `assumption`.
    #[serde(default)]
    pub evidence: Option<String>,
    /// The figure that supports it.
    #[serde(default)]
    pub figure: Option<String>,
    /// Where the figure comes from.
    #[serde(default)]
    pub reference: Option<String>,
    /// Which list it comes from: `results`, `quality` or `goals`.
    #[serde(default)]
    pub list: Option<String>,
    /// The department that owns it.
    #[serde(default)]
    pub owner: Option<DepartmentId>,
    /// `now`, `next`, `later` or `outside`.
    #[serde(default)]
    pub priority: Option<String>,
    /// Its dots, once the vote was revealed; with those of the causes that were merged into it.
    #[serde(default)]
    pub dots: Option<u32>,
    /// Its dots by department.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dots_by_department: BTreeMap<DepartmentId, u32>,
    /// Its rating, once it was revealed.
    #[serde(default)]
    pub rated: Option<Rated>,
    /// The cause it was merged into.
    #[serde(default)]
    pub merged_into: Option<NoteId>,
}

/// The revealed rating of a cause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rated {
    /// Median, 1 to 5.
    pub importance: f64,
    /// Median, 1 to 5.
    pub urgency: f64,
    /// How far people are apart; 0 is agreement.
    #[serde(default)]
    pub disagreement: f64,
    /// The medians by department.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_department: BTreeMap<DepartmentId, Axes>,
}

/// The two axes of a rating.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axes {
    /// Median, 1 to 5.
    pub importance: f64,
    /// Median, 1 to 5.
    pub urgency: f64,
}

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its plain fields by the keys of [`board::schema::project`].
    #[serde(flatten)]
    pub fields: BTreeMap<String, Field>,
    /// What each department that must accept it said.
    #[serde(default)]
    pub approvals: Vec<board::reading::Approval>,
}

/// One field of a project: a text or a list of texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Field {
    /// A text.
    Text(String),
    /// A list: note ids, competences, tools, methods.
    List(Vec<String>),
}

/// What is known of the vote beside its dots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Vote {
    /// The budget of a person.
    pub dots: u32,
    /// How many of them may lie on one cause.
    pub per_note: u32,
    /// How many have voted.
    pub voted: u32,
    /// How many could.
    pub eligible: u32,
    /// Whether the result is shown.
    pub revealed: bool,
}

/// What is known of the rating beside its medians.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rating {
    /// The short list.
    pub notes: Vec<NoteId>,
    /// How many have rated.
    pub voted: u32,
    /// How many could.
    pub eligible: u32,
    /// Whether the result is shown.
    pub revealed: bool,
}

/// A competence of the team.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Competence {
    /// Its name.
    pub name: String,
    /// How many projects need it.
    pub projects: u32,
    /// Whether the workshop started with it.
    #[serde(default)]
    pub expected: bool,
}

impl Project {
    /// A plain field, empty when it is not set.
    pub fn text(&self, key: &str) -> &str {
        match self.fields.get(key) {
            Some(Field::Text(text)) => text,
            _ => "",
        }
    }

    /// A list, empty when it is not set.
    pub fn list(&self, key: &str) -> &[String] {
        match self.fields.get(key) {
            Some(Field::List(items)) => items,
            _ => &[],
        }
    }
}

impl Report {
    /// A department's name; its id when it was not expected.
    pub fn department<'a>(&'a self, id: &'a DepartmentId) -> &'a str {
        self.departments.iter().find(|d| d.id == *id).map_or(id.as_str(), |d| &d.name)
    }

    /// A cause by its id.
    pub fn note(&self, id: &str) -> Option<&Cause> {
        self.notes.iter().find(|note| note.id.as_str() == id)
    }

    /// The causes that stand for themselves, in reading order. Their number is the board's count of causes.
    pub fn causes(&self) -> impl Iterator<Item = &Cause> {
        self.notes.iter().filter(|note| note.merged_into.is_none())
    }

    /// The bone that a cause is listed under: a merged one with the cause that it was merged into.
    pub fn listed_on<'a>(&'a self, cause: &'a Cause) -> &'a BranchId {
        let into = cause.merged_into.as_ref().and_then(|id| self.note(id.as_str()));
        &into.unwrap_or(cause).branch
    }

    /// The causes with dots, most dots first, then in reading order.
    pub fn ranking(&self) -> Vec<&Cause> {
        let mut ranking: Vec<_> = self.causes().filter(|note| note.dots.is_some_and(|n| n > 0)).collect();
        ranking.sort_by_key(|note| std::cmp::Reverse(note.dots));
        ranking
    }
}
