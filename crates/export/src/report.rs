//! The neutral report: everything that an export may contain about a board, in reading order.
//!
//! It is built once, and every writer reads only the report. Its own JSON is the `json` export, which `import` reads
//! back. So its fields are a format: adding one is fine, changing one needs a new [`VERSION`].

mod from_board;
mod lookup;
mod narrow;
mod project;

use std::collections::BTreeMap;

use board::schema::note::Details;
use board::workshop::{
    ByDepartment, Linked, Meeting, PollState, Promised, RatingState, Run, Said, VoteState, WordsState,
};
use board::{BoardId, BranchId, DepartmentId, Millis, NoteId, ParticipantId, ProjectId};
use serde::{Deserialize, Serialize};

use crate::time::Zone;

pub use narrow::Evidence;
pub use project::{Field, Project};

/// The value of the `format` field in the JSON export.
pub const FORMAT: &str = "herringbone-board";
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

/// A cause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportCause))]
pub struct Cause {
    /// Its id.
    pub id: NoteId,
    /// The bone it hangs on. A merged cause keeps the bone that it hung on.
    pub branch: BranchId,
    /// The cause it hangs under; none if it hangs directly on the bone.
    #[serde(default)]
    pub parent: Option<NoteId>,
    /// Its level in the reading order: 0 directly on the bone. A merged cause is one level below the cause that it
    /// was merged into.
    #[serde(default)]
    pub depth: u32,
    /// The whole text.
    #[cfg_attr(feature = "openapi", schema(max_length = 1000))]
    pub text: String,
    /// The department of its author; none for the facilitator.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// The author; none if the author is not to be known.
    #[serde(default)]
    pub author: Option<ParticipantId>,
    /// The author's name, if it is known.
    #[serde(default)]
    pub author_name: Option<String>,
    /// `fact`, `assumption`, or `verify`: it is still to be verified.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(pattern = "^(fact|assumption|verify)$"))]
    pub evidence: Option<String>,
    /// The figure that supports it.
    #[serde(default)]
    pub figure: Option<String>,
    /// Where the figure comes from.
    #[serde(default)]
    pub reference: Option<String>,
    /// The list it comes from: `results`, `quality` or `goals`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(pattern = "^(results|quality|goals)$"))]
    pub list: Option<String>,
    /// The department that owns it.
    #[serde(default)]
    pub owner: Option<DepartmentId>,
    /// Who verifies it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<String>,
    /// Until when it is verified, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "date"))]
    pub verify_by: Option<String>,
    /// The id of the fact that it cites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// `yes` if it is parked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^yes$"))]
    pub parked: Option<String>,
    /// The further bones on which it is shown. It counts once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<BranchId>,
    /// What was said of it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Said>,
    /// `now`, `next`, `later` or `outside`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<board::workshop::Priority>))]
    pub priority: Option<String>,
    /// Why it got its priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The person or body who could change it, if it is outside the group's power.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<String>,
    /// Its dots, once the vote was revealed. The dots of causes merged into it are included.
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
}

impl Cause {
    /// What is said of it besides its text and its place. The file has these fields beside the others, so they are named
    /// here, in both directions: a detail that is missing in one does not compile.
    pub fn details(&self) -> Details {
        let Self {
            evidence, figure, reference, list, owner, verifier, verify_by, fact, parked, also, ..
        } = self.clone();
        let also: Vec<&str> = also.iter().map(BranchId::as_str).collect();
        let also = Some(also.join("\n")).filter(|ids| !ids.is_empty());
        Details { evidence, figure, reference, list, owner, verifier, verify_by, fact, parked, also }
    }

    /// The cause with these details.
    pub(crate) fn with(self, details: Details) -> Self {
        let Details { evidence, figure, reference, list, owner, verifier, verify_by, fact, parked, also } =
            details;
        let also = also.iter().flat_map(|ids| ids.split('\n')).map(BranchId::from).collect();
        Self { evidence, figure, reference, list, owner, verifier, verify_by, fact, parked, also, ..self }
    }
}
