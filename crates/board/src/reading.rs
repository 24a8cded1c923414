//! A typed, lenient reading of a board's document.
//!
//! Exports and checks are made from it. One damaged note must not blank a board: values that cannot be read are left
//! out or corrected, and each is reported as a [`Defect`]. The reading needs only the document's JSON, which contains
//! only what everybody may see; so nothing secret can reach an export.

mod badges;
mod facts;
mod lists;
mod natural;
mod people;
mod projects;
mod read;
mod told;

use std::collections::BTreeMap;

pub use badges::{Badge, COLOURS, badges};
pub use facts::Fact;
pub use lists::{Area, Follower, Goal, Lists};
pub use read::read;

pub use crate::workshop::{Department, Goals, Governance, Questions, Said};

use serde::{Deserialize, Serialize};

use crate::schema::{self, note::Details};
use crate::workshop::{
    Charter, Linked, Meeting, NoteRating, PollState, Progress, Promised, RatingState, Run, TeamCompetence,
    VoteState, WordsState,
};
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
    /// What is asked on the axes of a rating.
    pub questions: Questions,
    /// The team's charter.
    pub charter: Charter,
    /// Who oversees what was promised, and who executes it.
    pub governance: Governance,
    /// The bones in their order, each with its causes.
    pub branches: Vec<Branch>,
    /// The parked causes, in the order of their bones and keys. They are on no bone, and not counted.
    pub parked: Vec<Note>,
    /// The departments that were expected, in their order.
    pub departments: Vec<Department>,
    /// The people who joined, removed ones included, in the order of their names
    /// (NAME-1).
    pub people: Vec<Person>,
    /// The projects, in the order of their ids.
    pub projects: Vec<Project>,
    /// The facts, in the order of their ids.
    pub facts: Vec<Fact>,
    /// The competences that the workshop started from.
    pub expected_competences: Vec<String>,
    /// What is said of the team's competences, in the order in which they were first named.
    pub team: Vec<TeamCompetence>,
    /// The meetings and their activities.
    pub agenda: Vec<Meeting>,
    /// The vote, open or past.
    pub vote: Option<VoteState>,
    /// The rating, open or past.
    pub rating: Option<RatingState>,
    /// The revealed votes before it, the oldest first.
    pub votes: Vec<VoteState>,
    /// The revealed ratings before it, the oldest first.
    pub ratings: Vec<RatingState>,
    /// Which activities ran, the oldest first.
    pub runs: Vec<Run>,
    /// What people said at the end, as far as it is shown.
    pub words: Option<WordsState>,
    /// The polls that were shown, the oldest first.
    pub polls: Vec<PollState>,
    /// The board that it goes on from.
    pub previous: Option<Linked>,
    /// What that board had promised.
    pub promised: Vec<Promised>,
    /// The boards that go on from it, the oldest first.
    pub next: Vec<Linked>,
    /// Whether the board is closed for good.
    pub finished: bool,
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
    /// The colour in which it is drawn, one of [`crate::schema::branch::COLOURS`], if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// The causes directly on the bone, in order; the others are their children.
    pub notes: Vec<Note>,
}

/// A cause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// The text.
    pub text: String,
    /// The bone it hangs on. A merged cause keeps the bone that it hung on.
    pub branch: BranchId,
    /// Its fractional index among its siblings.
    pub order: String,
    /// The cause that it hangs under.
    pub parent: Option<NoteId>,
    /// Its own causes, in order.
    pub children: Vec<Note>,
    /// The notes that were merged into it, in the order of their keys.
    pub merged: Vec<Note>,
    /// What is said of it besides its text and its place.
    pub details: Details,
    /// The further bones on which it is shown, each on the board (ALSO-2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<BranchId>,
    /// The department of its author; none for the facilitator.
    pub department: Option<DepartmentId>,
    /// The author, unless authors are hidden.
    pub author: Option<Author>,
    /// What was said of it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Said>,
    /// `now`, `next`, `later` or `outside`.
    pub priority: Option<String>,
    /// Why it got its priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The person or body who could change it, if it is outside the group's power.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<String>,
    /// Its dots, once the vote is revealed. The dots of causes merged into it are included.
    pub dots: Option<u32>,
    /// The same dots, by the department that placed them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dots_by_department: BTreeMap<DepartmentId, u32>,
    /// Its result, once the rating is revealed.
    pub rated: Option<NoteRating>,
}

/// The visible author of a note.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Author {
    /// Their id.
    pub id: ParticipantId,
    /// Their name; empty when they were removed.
    pub name: String,
}

/// A person on the board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Their id.
    pub id: ParticipantId,
    /// Their name.
    pub name: String,
    /// Their department.
    pub department: DepartmentId,
    /// Whether they were removed from the board. What they wrote keeps their name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// Whether they have no device, so that the facilitator acts for them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub seat: bool,
    /// Whether they were on the board before and have not come to this one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub awaited: bool,
}

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its plain fields by the keys of [`crate::schema::project`]: title, horizon, owner, budget and so on.
    pub fields: BTreeMap<String, String>,
    /// Its budget, as far as it is a sum of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
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
    /// What was reported about it and answered on it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<Progress>,
    /// The departments that it affects, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affects_departments: Vec<DepartmentId>,
}

/// The answer of one department on a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportApproval))]
pub struct Approval {
    /// The department asked.
    pub department: DepartmentId,
    /// `accept` or `decline`; none while the answer is open.
    pub decision: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
}

/// A part of the document that was left out or corrected while reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// The place, such as `notes/n7/branch`.
    pub at: String,
    /// The fault, and how it was handled.
    pub what: String,
}

/// Whether a project is late on a day, written as `YYYY-MM-DD`: it was due before, and is neither done nor stopped
/// (PROG-6).
pub fn late(project: &Project, today: &str) -> bool {
    let due = project.field(schema::project::DUE);
    let over = ["done", "stopped"].contains(&project.field(schema::project::STATUS));
    schema::is_date(due) && due < today && !over
}

impl Project {
    /// A plain field, empty when it is not set.
    pub fn field(&self, key: &str) -> &str {
        self.fields.get(key).map_or("", String::as_str)
    }
}

impl Board {
    /// Every cause, depth first along the bones, then the parked ones. Merged causes come after the cause that they
    /// were merged into.
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
        walk(&self.parked, &mut out);
        out
    }

    /// The profile of the team: the competences that the projects need, compared with the list that the workshop
    /// started from.
    pub fn profile(&self) -> Vec<crate::workshop::Competence> {
        let needs = self.projects.iter().map(|project| project.competences.as_slice());
        crate::workshop::profile(needs, &self.expected_competences, &self.team, &self.language)
    }

    /// The amounts of the projects by currency (PROJ-7). They are added up in the order of the projects, so that a sum is
    /// always the same.
    pub fn amounts(&self) -> BTreeMap<String, f64> {
        let mut amounts: BTreeMap<String, f64> = BTreeMap::new();
        for project in &self.projects {
            if let Some(amount) = project.amount {
                *amounts.entry(project.field(schema::project::CURRENCY).to_owned()).or_default() += amount;
            }
        }
        amounts
    }

    /// Every cause on a bone that was not merged into another, depth first along the bones. Their number is the board's count
    /// of causes.
    pub fn causes(&self) -> Vec<&Note> {
        fn walk<'a>(notes: &'a [Note], out: &mut Vec<&'a Note>) {
            for note in notes {
                out.push(note);
                walk(&note.children, out);
            }
        }
        let mut out = vec![];
        self.branches.iter().for_each(|branch| walk(&branch.notes, &mut out));
        out
    }

    /// The causes of other bones that are shown on this bone as well (ALSO-2).
    pub fn further(&self, branch: &BranchId) -> Vec<&Note> {
        let mut further = self.causes();
        further.retain(|note| note.also.contains(branch));
        further
    }

    /// The causes with dots, most dots first, ties in reading order (VOTE-10).
    pub fn ranking(&self) -> Vec<&Note> {
        let mut ranking = self.causes();
        ranking.retain(|note| note.dots.is_some_and(|dots| dots > 0));
        ranking.sort_by_key(|note| std::cmp::Reverse(note.dots));
        ranking
    }

    /// The rated cause with the highest disagreement. Of several, the first in reading order; `None` if all agree
    /// (RATE-5).
    pub fn most_disputed(&self) -> Option<&Note> {
        let mut most: Option<(&Note, f64)> = None;
        for note in self.causes() {
            if let Some(rated) = &note.rated
                && rated.disagreement > most.map_or(0.0, |(_, disagreement)| disagreement)
            {
                most = Some((note, rated.disagreement));
            }
        }
        most.map(|(note, _)| note)
    }
}
