//! The neutral report: everything that an export may contain about a board, in reading order.
//!
//! It is built once, and every writer reads only the report. Its own JSON is the `json` export, which `import` reads
//! back. So its fields are a format: adding one is fine, changing one needs a new [`VERSION`].

mod cause;
mod from_board;
mod lookup;
mod narrow;
mod project;

use std::collections::BTreeMap;

use board::workshop::{
    ByDepartment, Learner, Linked, Meeting, PollState, Promised, RatingState, Run, VoteState, WordsState,
};
use board::{BoardId, BranchId, DepartmentId, Millis, NoteId, ParticipantId, ProjectId};
use serde::{Deserialize, Serialize};

use crate::time::Zone;

pub use cause::Cause;
pub use narrow::Evidence;
pub use project::{Field, Project};

/// The value of the `format` field in the JSON export.
pub const FORMAT: &str = "herringbone-board";
/// The program, with its version, as files name it.
pub const MADE_WITH: &str = concat!("Herringbone ", env!("CARGO_PKG_VERSION"));

/// The version of the JSON export that this program writes and reads.
pub const VERSION: u32 = 1;

/// Everything that an export contains about a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportReport))]
pub struct Report {
    /// Always `herringbone-board`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^herringbone-board$"))]
    pub format: String,
    /// The version of the format: 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1))]
    pub version: u32,
    /// The program that made it, with its version.
    #[serde(default)]
    pub made_with: String,
    /// The time when it was made, in Unix milliseconds.
    pub generated_at: Millis,
    /// The earlier moment that it shows, if it is not the present, in Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Millis>,
    /// The board it was made from.
    pub board: BoardId,
    /// The workshop's title.
    pub title: String,
    /// `en`, `pl` or `uk`: the language of the workshop.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(en|pl|uk)$"))]
    pub language: String,
    /// The effect: the fish's head.
    pub effect: String,
    /// What the workshop and the organisation want to reach.
    #[serde(default)]
    pub goals: board::reading::Goals,
    /// What was asked on the axes of a rating, where the board has questions of its own.
    #[serde(default, skip_serializing_if = "board::reading::Questions::is_empty")]
    pub questions: board::reading::Questions,
    /// The team's charter.
    #[serde(default, skip_serializing_if = "board::workshop::Charter::is_empty")]
    pub charter: board::workshop::Charter,
    /// Who oversees what was promised, and who executes it.
    #[serde(default, skip_serializing_if = "board::reading::Governance::is_empty")]
    pub governance: board::reading::Governance,
    /// Whether the board was closed for good.
    #[serde(default)]
    pub finished: bool,
    /// The bones in their order.
    pub branches: Vec<Branch>,
    /// The expected departments with their figures.
    #[serde(default)]
    pub departments: Vec<Department>,
    /// The people who took part, by name.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Every cause, depth first along the bones. A merged cause follows the one that it was merged into.
    #[serde(default)]
    pub notes: Vec<Cause>,
    /// The parked causes with what was merged into them. They are on no bone, and not counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parked: Vec<Cause>,
    /// The facts, with their values over time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<board::reading::Fact>,
    /// The projects.
    #[serde(default)]
    pub projects: Vec<Project>,
    /// The amounts of all projects, added up by currency. Those without a currency stand under an empty name. An import
    /// does not read it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub amounts: BTreeMap<String, f64>,
    /// The meetings and their activities.
    #[serde(default)]
    pub agenda: Option<Vec<Meeting>>,
    /// The vote, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<Vote>,
    /// The rating, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// The revealed votes before it, the oldest first, as in the session.
    #[serde(default)]
    pub votes: Vec<VoteState>,
    /// The revealed ratings before it, the oldest first, as in the session.
    #[serde(default)]
    pub ratings: Vec<RatingState>,
    /// Which activities ran and when, the oldest first.
    #[serde(default)]
    pub runs: Vec<Run>,
    /// The board that it goes on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub previous: Option<Linked>,
    /// What that board had promised, as it stood when this one was made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promised: Vec<Promised>,
    /// The boards that go on from it. An import does not read them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<Linked>,
    /// What people said at the end, once it was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<WordsState>,
    /// The polls that were shown, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polls: Vec<PollState>,
    /// The three lists with the grades of areas, the belief in goals and what follows from each. An import does not read
    /// it.
    #[serde(default, skip_serializing_if = "board::reading::Lists::is_empty")]
    pub lists: board::reading::Lists,
    /// The profile of the team: each competence with the number of projects that need it, most needed first. After
    /// them come the competences that the workshop started with and no project needs.
    #[serde(default)]
    pub competences: Vec<Competence>,
    /// The rated cause with the highest disagreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_disputed: Option<NoteId>,
    /// The hash of the file, with zeros in its place; see `herringbone verify`. An import does not ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: Option<String>,
    /// The time zone in which its times are printed. It is no part of the file.
    #[serde(skip)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub zone: Zone,
}

/// A bone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportBranch))]
pub struct Branch {
    /// Its id.
    pub id: BranchId,
    /// Its title.
    pub title: String,
    /// Its guiding question.
    #[serde(default)]
    pub question: String,
    /// The colour in which it is drawn, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^(blue|amber|green|plum|sky|rust|olive|grey)$"))]
    pub colour: Option<String>,
}

/// A department with its figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportDepartment))]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// The number of its people who took part.
    #[serde(default)]
    pub people: usize,
    /// The number of causes that its people wrote.
    #[serde(default)]
    pub written: usize,
    /// The number of causes that it owns.
    #[serde(default)]
    pub owned: usize,
    /// The projects it owns.
    #[serde(default)]
    pub projects: Vec<ProjectId>,
}

/// A person who took part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportPerson))]
pub struct Person {
    /// Their id.
    pub id: ParticipantId,
    /// Their name.
    pub name: String,
    /// Their department.
    pub department: DepartmentId,
    /// Whether they took part from a seat without a device, for which the facilitator acted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub seat: bool,
    /// Whether they were on the board before and have not come to this one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub awaited: bool,
}

/// The revealed rating of a cause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportRated))]
pub struct Rated {
    /// The median of the importance, 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub importance: f64,
    /// The median of the urgency, 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub urgency: f64,
    /// How far people are apart; 0 means agreement.
    #[serde(default)]
    pub disagreement: f64,
    /// The medians by department.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_department: BTreeMap<DepartmentId, Axes>,
}

/// The two axes of a rating.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportAxes))]
pub struct Axes {
    /// The median of the importance, 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub importance: f64,
    /// The median of the urgency, 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub urgency: f64,
}

/// The facts about the vote, besides its dots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportVote))]
pub struct Vote {
    /// The dots of each person.
    pub dots: u32,
    /// The most dots that one person may put on one cause.
    pub per_note: u32,
    /// The number of people who voted.
    pub voted: u32,
    /// The number of people who could vote.
    pub eligible: u32,
    /// Whether the result is shown.
    pub revealed: bool,
    /// What the round is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The causes on the ballot; missing if it was every cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<NoteId>>,
    /// How the result is split by department; missing if all are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_department: Option<ByDepartment>,
}

/// The facts about the rating, besides its medians.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportRating))]
pub struct Rating {
    /// The short list.
    pub notes: Vec<NoteId>,
    /// The number of people who rated.
    pub voted: u32,
    /// The number of people who could rate.
    pub eligible: u32,
    /// Whether the result is shown.
    pub revealed: bool,
    /// How the result is split by department; missing if all are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_department: Option<ByDepartment>,
}

/// A competence of the team.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportCompetence))]
pub struct Competence {
    /// Its name.
    pub name: String,
    /// The number of projects that need it.
    pub projects: u32,
    /// Whether the workshop started with it.
    #[serde(default)]
    pub expected: bool,
    /// Whether the team needs it, where that was said; else it does if a project does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub needed: Option<bool>,
    /// Who has it: people and departments, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub has: Vec<String>,
    /// Who learns it, and until when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learns: Vec<Learner>,
}
