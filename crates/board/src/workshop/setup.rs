//! Making a board: from a template, or from what an earlier one left.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Approval, Department, Meeting, Person, Priority, RatingTally, VoteTally};
use crate::{BranchId, DepartmentId, NoteId, ParticipantId, ProjectId};

/// A bone of the fishbone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bone {
    /// Its id, such as `people`.
    pub id: BranchId,
    /// Its title.
    pub title: String,
    /// Its guiding question.
    #[serde(default)]
    pub question: String,
}

/// What the workshop and the organisation want to reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Goals {
    /// The workshop's goal.
    pub workshop: String,
    /// The organisation's goal.
    pub organisation: String,
}

/// Makes the board; the first entry of its log. Made by the server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Create {
    /// What the board is called.
    pub title: String,
    /// `en`, `pl` or `uk`: the language of its template and exports.
    pub language: String,
    /// The fish's head.
    pub effect: String,
    /// What is to be reached.
    pub goals: Goals,
    /// The bones, in order.
    pub branches: Vec<Bone>,
    /// The expected departments, in order.
    pub departments: Vec<Department>,
    /// The meetings.
    pub agenda: Vec<Meeting>,
    /// The competences one starts from, which the projects' needs are compared with.
    pub competences: Vec<String>,
    /// What people type to join.
    pub join_code: String,
    /// SHA-256 of the facilitator's token, in hex.
    pub facilitator_hash: String,
    /// SHA-256 of the projector's token, in hex.
    pub projector_hash: String,
    /// What an import brings along.
    pub contents: Contents,
}

/// What a board brings along from an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contents {
    /// Its notes.
    pub notes: Vec<CarriedNote>,
    /// Its projects.
    pub projects: Vec<CarriedProject>,
    /// The people who wrote then. They have no token here, so they count as gone.
    pub people: BTreeMap<ParticipantId, Person>,
    /// Which note was merged into which.
    pub merges: BTreeMap<NoteId, NoteId>,
    /// The priorities that were set.
    pub priorities: BTreeMap<NoteId, Priority>,
    /// What the departments said about the projects.
    pub approvals: BTreeMap<ProjectId, BTreeMap<DepartmentId, Approval>>,
    /// The result of its last vote.
    pub vote: Option<VoteTally>,
    /// The result of its last rating.
    pub rating: Option<RatingTally>,
}

/// A note that a board brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarriedNote {
    /// Its id.
    pub id: NoteId,
    /// What it says.
    pub text: String,
    /// Its other fields, by key of `schema::note`.
    pub fields: Vec<(String, String)>,
    /// The department it is shown under.
    pub department: Option<DepartmentId>,
    /// Who wrote it, unless it is anonymous.
    pub author: Option<ParticipantId>,
}

/// A project that a board brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarriedProject {
    /// Its id.
    pub id: ProjectId,
    /// Its texts, by key of `schema::project`.
    pub fields: Vec<(String, String)>,
    /// Its lists, by key of `schema::project`.
    pub lists: Vec<(String, Vec<String>)>,
}
