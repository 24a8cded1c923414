//! Priorities, lists of projects, and their approvals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Content, CopyOnWrite, EDITION_PROGRESS, State, Write, merging, progress,
    verdict::{Verdict, ensure, refuse},
};
use crate::{
    Actor, Code, Millis, NoteId, ParticipantId, ProjectId,
    schema::{Limits, root},
    text::is_blank,
};

/// The priority of a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

/// The answer of a department on a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Decision {
    /// It accepts the project.
    #[serde(alias = "accepted", alias = "approve", alias = "approved")]
    Accept,
    /// It does not, and may say why.
    #[serde(alias = "declined", alias = "reject", alias = "rejected")]
    Decline,
}

/// The answer of one department on one project. The latest counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The decision.
    pub decision: Decision,
    /// The reason, in the department's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The person who answered for the department.
    pub by: ParticipantId,
    /// The time of the answer.
    pub at: Millis,
}

/// Decides a priority with its reason and its addressee.
pub(super) fn decide_priority(
    state: &State,
    content: &dyn Content,
    note: &NoteId,
    priority: Option<Priority>,
    [reason, addressee]: [&str; 2],
) -> Verdict {
    state.limits.field_fits(reason)?;
    state.limits.field_fits(addressee)?;
    ensure(
        priority == Some(Priority::Outside) || is_blank(addressee),
        Code::Invalid,
        "Only a cause outside the group's power goes to somebody else; set that priority, or name nobody",
    )?;
    merging::standing(state, content, note)
}

pub(super) fn apply_priority(
    state: &mut State,
    note: &NoteId,
    priority: Option<Priority>,
    said: [Option<&str>; 2],
    writes: &mut Vec<Write>,
) {
    // What is said of a priority goes with it.
    let [reason, addressee] = said.map(|text| text.filter(|text| priority.is_some() && !is_blank(text)));
    say(&mut state.reasons, root::REASONS, note, reason, writes);
    say(&mut state.addressees, root::ADDRESSEES, note, addressee, writes);
    let (root, key) = (root::PRIORITIES, note.to_string());
    match priority {
        Some(priority) => {
            state.priorities.insert(note.clone(), priority);
            writes.push(Write::Put { root, key, value: json!(priority) });
        }
        None => {
            if state.priorities.remove(note).is_some() {
                writes.push(Write::Remove { root, key });
            }
        }
    }
}

/// Keeps a text that is said of a cause, or takes it away.
fn say(
    texts: &mut CopyOnWrite<BTreeMap<NoteId, String>>,
    root: &'static str,
    note: &NoteId,
    text: Option<&str>,
    writes: &mut Vec<Write>,
) {
    let key = note.to_string();
    match text {
        Some(text) => {
            texts.insert(note.clone(), text.to_owned());
            writes.push(Write::Put { root, key, value: json!(text) });
        }
        None => {
            if texts.contains_key(note) {
                texts.remove(note);
                writes.push(Write::Remove { root, key });
            }
        }
    }
}

pub(super) fn decide_number_of_items(limits: &Limits, items: usize) -> Verdict {
    ensure(
        items <= limits.list_items as usize,
        Code::TooMany,
        "That is more than one list holds; leave some entries out",
    )
}

/// Checks a list of items that people wrote. Items are keys of the document, so they are measured in bytes, as the
/// gate measures them.
pub(super) fn decide_items(limits: &Limits, items: &[String]) -> Verdict {
    decide_number_of_items(limits, items.len())?;
    ensure(
        items.iter().all(|item| item.len() <= limits.item as usize),
        Code::TooLong,
        "An entry of a list is longer than fits; shorten it, or make two of it",
    )?;
    ensure(
        !items.iter().any(|item| item.trim().chars().any(char::is_control)),
        Code::Invalid,
        "An entry of a list goes over several lines; write it in one",
    )
}

/// The items in order, without blank ones and repetitions.
pub(super) fn tidy(items: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = vec![];
    for item in items.iter().map(|i| i.trim()).filter(|i| !i.is_empty()) {
        if !tidy.iter().any(|t| t == item) {
            tidy.push(item.to_owned());
        }
    }
    tidy
}

pub(super) fn decide_approve(
    state: &State,
    content: &dyn Content,
    person: &ParticipantId,
    project: &ProjectId,
    comment: Option<&str>,
) -> Verdict {
    let Some(project) = content.project(project) else {
        return refuse(Code::Unknown, "This project is no longer on the board");
    };
    let own = state.people.get(person).map(|p| &p.department);
    ensure(
        own.is_some_and(|d| project.approvals.contains(d)),
        Code::NotAllowed,
        "Your department is not asked about this project; ask the facilitator to add it",
    )?;
    state.limits.field_fits(comment.unwrap_or_default())?;
    if state.edition < EDITION_PROGRESS {
        Ok(())
    } else {
        state.room_for_progress(&Actor::Participant(person.clone()))
    }
}

pub(super) fn apply_approve(
    state: &mut State,
    at: Millis,
    person: &ParticipantId,
    project: &ProjectId,
    decision: Decision,
    comment: Option<&str>,
    writes: &mut Vec<Write>,
) {
    let Some(department) = state.people.get(person).map(|p| p.department.clone()) else { return };
    let comment = comment.map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned);
    let said = state.approvals.entry(project.clone()).or_default();
    let answer = Approval { decision, comment, by: person.clone(), at };
    let again = said.get(&department).is_some_and(|before| Approval { at, ..before.clone() } == answer);
    let reason = answer.comment.clone();
    said.insert(department, answer);
    writes.push(Write::Put { root: root::APPROVALS, key: project.to_string(), value: json!(said) });
    if !again {
        progress::keep_answer(state, at, person, project, (decision, reason.as_deref()), writes);
    }
}

impl Horizon {
    /// Its name in the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Horizon::ThisYear => "this-year",
            Horizon::NextYears => "next-years",
            Horizon::ThreeToFiveYears => "3-5-years",
        }
    }
}
