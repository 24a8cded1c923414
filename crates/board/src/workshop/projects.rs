//! Priorities, projects and their approvals.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{DepartmentId, Millis, NoteId, ParticipantId};

/// Where a cause ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Important and urgent.
    Now,
    /// Important, less urgent.
    Next,
    /// Can wait.
    Later,
    /// Not in this group's power.
    Outside,
}

/// When a project is to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Horizon {
    /// This year.
    #[default]
    #[serde(rename = "this-year")]
    ThisYear,
    /// The years after.
    #[serde(rename = "next-years")]
    NextYears,
    /// A goal for three to five years.
    #[serde(rename = "3-5-years")]
    ThreeToFiveYears,
}

/// What a department that was asked says about a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// It accepts the project.
    #[serde(alias = "accepted", alias = "approve", alias = "approved")]
    Accept,
    /// It does not, and may say why.
    #[serde(alias = "declined", alias = "reject", alias = "rejected")]
    Decline,
}

/// The word of one department on one project; the latest counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// What it decided.
    pub decision: Decision,
    /// Why, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who said so for the department.
    pub by: ParticipantId,
    /// When.
    pub at: Millis,
}

/// A project as the facilitator makes it. Only the title is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewProject {
    /// What it is called.
    #[serde(deserialize_with = "text")]
    pub title: String,
    /// The causes it deals with.
    pub notes: Vec<NoteId>,
    /// When it is to be done.
    pub horizon: Horizon,
    /// The department that owns it.
    pub owner: Option<DepartmentId>,
    /// The sponsor from the board of directors.
    #[serde(deserialize_with = "text")]
    pub sponsor: String,
    /// Competences it needs.
    pub competences: Vec<String>,
    /// Tools it needs.
    pub tools: Vec<String>,
    /// Methods it needs.
    pub methods: Vec<String>,
    /// What it may cost.
    #[serde(deserialize_with = "text")]
    pub budget: String,
    /// How long it takes.
    #[serde(deserialize_with = "text")]
    pub duration: String,
    /// How progress is measured.
    #[serde(deserialize_with = "text")]
    pub measure: String,
    /// How it affects the customer.
    #[serde(deserialize_with = "text")]
    pub affects: String,
    /// What value it brings.
    #[serde(deserialize_with = "text")]
    pub value: String,
    /// How it helps.
    #[serde(deserialize_with = "text")]
    pub helps: String,
    /// How it fits the company's strategy.
    #[serde(deserialize_with = "text")]
    pub strategy: String,
    /// The departments that must accept it.
    pub approvals: Vec<DepartmentId>,
}

/// Reads a text that a form may send as a number or leave out.
fn text<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    match Value::deserialize(input)? {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("a text is expected here")),
    }
}
