//! Progress: what was reported about projects, and what departments answered, each with time and person. It is only ever
//! added to.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Content, Decision, EDITION_PROGRESS, State, Write,
    verdict::{Verdict, ensure, refuse},
};
use crate::schema::{is_date, is_number, project as key, root};
use crate::text::is_blank;
use crate::{Actor, Code, DepartmentId, FactId, Millis, ParticipantId, ProjectId, Refusal};

/// How a project stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Status {
    /// It has not begun.
    Planned,
    /// It is under way.
    Running,
    /// It has reached its end.
    Done,
    /// It was given up, or waits.
    Stopped,
}

/// One report about a project, or one answer of a department on it. It is never changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// The project.
    pub project: ProjectId,
    /// When it was said.
    #[cfg_attr(feature = "openapi", schema(value_type = u64, maximum = 253_402_300_799_999_i64))]
    pub at: Millis,
    /// Who said it; missing for the facilitator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub by: Option<ParticipantId>,
    /// What this person was called then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub name: Option<String>,
    /// Their department then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub department: Option<DepartmentId>,
    /// How the project stands from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub status: Option<Status>,
    /// What was said in words; with an answer, its reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub word: Option<String>,
    /// The day on which it is due from then on, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "date"))]
    pub due: Option<String>,
    /// The day on which it was due before that report, if it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "date"))]
    pub due_before: Option<String>,
    /// What was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub value: Option<f64>,
    /// The fact of which it is the value of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub fact: Option<FactId>,
    /// What the department answered, if this is an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub decision: Option<Decision>,
}

/// A report as somebody gives it: at least one thing that is new.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewProgress {
    /// The project.
    pub project: ProjectId,
    /// How it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// A word about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// The day on which it is due now, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "date", pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub due: Option<String>,
    /// What was measured today. It becomes the fact's value of the day, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = -1_000_000_000_000_i64, maximum = 1_000_000_000_000_i64))]
    pub value: Option<f64>,
}

impl NewProgress {
    /// The word, if any of it is visible.
    fn said(&self) -> Option<&str> {
        self.word.as_deref().map(str::trim).filter(|word| !is_blank(word))
    }
}

impl Status {
    /// The status of this name.
    pub fn called(name: &str) -> Option<Self> {
        [Status::Planned, Status::Running, Status::Done, Status::Stopped]
            .into_iter()
            .find(|status| status.as_str() == name)
    }

    /// Its name in the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Planned => "planned",
            Status::Running => "running",
            Status::Done => "done",
            Status::Stopped => "stopped",
        }
    }
}

/// The day of a moment in UTC, as `YYYY-MM-DD`.
pub fn day_of(at: Millis) -> String {
    let at = i64::try_from(at.0).ok().and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
    at.unwrap_or(jiff::Timestamp::MAX).to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// Whether this person may report about a project that this department owns.
fn decide_reporter(state: &State, actor: &Actor, owner: Option<&DepartmentId>) -> Verdict {
    let Actor::Participant(id) = actor else { return Ok(()) };
    let person = state.people.get(id);
    ensure(
        person.is_none_or(|person| !person.rehearsal),
        Code::NotNow,
        "This is a rehearsal, and what is reported stays; report when the workshop has begun",
    )?;
    ensure(
        owner.is_some() && person.map(|person| &person.department) == owner,
        Code::NotAllowed,
        "Only people of the department that owns this project report about it, and the facilitator",
    )
}

pub(super) fn decide(
    state: &State,
    content: &dyn Content,
    at: Millis,
    actor: &Actor,
    new: &NewProgress,
) -> Verdict {
    let Some(project) = content.project(&new.project) else {
        return refuse(Code::Unknown, "This project is no longer on the board");
    };
    decide_reporter(state, actor, project.owner.as_ref())?;
    let NewProgress { status, due, value, .. } = new;
    let word = new.word.as_deref().unwrap_or_default();
    ensure(
        status.is_some() || due.is_some() || value.is_some() || !is_blank(word),
        Code::Invalid,
        "The report says nothing; give a status, a word, a day or a value",
    )?;
    state.limits.field_fits(word)?;
    if let Some(due) = due {
        ensure(is_date(due), Code::Invalid, "That is no day of the calendar; write it as in 2027-03-31")?;
        ensure(
            project.start.as_ref().is_none_or(|start| start <= due),
            Code::Invalid,
            "The project would be due before it starts; give a later day",
        )?;
    }
    if let Some(value) = value {
        ensure(is_number(*value), Code::Invalid, "The value is larger than a board holds")?;
        let measured = project.fact.as_ref().and_then(|id| content.fact(id));
        let Some(fact) = measured else {
            return refuse(
                Code::Invalid,
                "This project is measured by no fact of the board; name one in the project first",
            );
        };
        let day = day_of(at);
        ensure(
            fact.days.len() < state.limits.fact_values as usize || fact.days.contains(&day),
            Code::TooMany,
            "The fact has as many values as it can take; remove older ones first",
        )?;
    }
    if state.reported_already(at, actor, new) { Ok(()) } else { state.room_for_progress(actor) }
}

pub(super) fn apply(
    state: &mut State,
    content: &dyn Content,
    at: Millis,
    actor: &Actor,
    new: &NewProgress,
    writes: &mut Vec<Write>,
) {
    if state.reported_already(at, actor, new) {
        return;
    }
    let id = &new.project;
    let before = content.project(id).and_then(|project| project.due).filter(|day| is_date(day));
    if let Some(status) = new.status {
        writes.push(Write::ProjectField {
            id: id.clone(),
            key: key::STATUS,
            value: status.as_str().to_owned(),
        });
    }
    if let Some(due) = &new.due {
        writes.push(Write::ProjectField { id: id.clone(), key: key::DUE, value: due.clone() });
    }
    let fact = new.value.and_then(|value| {
        let fact = content.project(id)?.fact?;
        writes.push(Write::FactValue { id: fact.clone(), day: day_of(at), value });
        Some(fact)
    });
    let mut said = state.progress_by(at, actor, id);
    (said.status, said.due, said.value, said.fact) = (new.status, new.due.clone(), new.value, fact);
    said.due_before = before.filter(|day| said.due.as_ref().is_some_and(|due| due != day));
    said.word = new.said().map(str::to_owned);
    state.add_progress(said, writes);
}

/// Keeps an answer of a department in the history. Boards of an earlier edition keep the latest answer only.
pub(super) fn keep_answer(
    state: &mut State,
    at: Millis,
    person: &ParticipantId,
    project: &ProjectId,
    (decision, reason): (Decision, Option<&str>),
    writes: &mut Vec<Write>,
) {
    let rehearses = state.people.get(person).is_none_or(|person| person.rehearsal);
    if state.edition < EDITION_PROGRESS || rehearses {
        return;
    }
    let mut said = state.progress_by(at, &Actor::Participant(person.clone()), project);
    (said.decision, said.word) = (Some(decision), reason.map(str::to_owned));
    state.add_progress(said, writes);
}

/// Takes a history over as it is.
pub(super) fn carry(state: &mut State, history: &[Progress], writes: &mut Vec<Write>) {
    for said in history {
        state.add_progress(said.clone(), writes);
    }
}

impl State {
    /// Whether the board has room for one more report of this actor.
    pub(super) fn room_for_progress(&self, actor: &Actor) -> Verdict {
        let full = "Nothing more can be reported on this board; go on with the next one";
        ensure(self.progress.len() < self.limits.progress as usize, Code::TooMany, full)?;
        let Actor::Participant(id) = actor else { return Ok(()) };
        let own = self.progress.iter().filter(|said| said.by.as_ref() == Some(id)).count();
        ensure(
            own < self.limits.progress_per_person as usize,
            Code::TooMany,
            "You have reported as often as one person may; ask the facilitator to report further",
        )
    }

    /// Whether the last thing that was said of the project is this, by the same actor on the same day: then it was only
    /// sent again.
    fn reported_already(&self, at: Millis, actor: &Actor, new: &NewProgress) -> bool {
        let last = self.progress.iter().rev().find(|said| said.project == new.project);
        let by = match actor {
            Actor::Participant(id) => Some(id),
            _ => None,
        };
        last.is_some_and(|last| {
            last.decision.is_none()
                && (last.by.as_ref(), day_of(last.at)) == (by, day_of(at))
                && (last.status, &last.due, last.value) == (new.status, &new.due, new.value)
                && last.word.as_deref() == new.said()
        })
    }

    /// A report of this actor, of which nothing is said yet.
    fn progress_by(&self, at: Millis, actor: &Actor, project: &ProjectId) -> Progress {
        let by = match actor {
            Actor::Participant(id) => Some(id.clone()),
            _ => None,
        };
        let person = by.as_ref().and_then(|id| self.people.get(id));
        Progress {
            project: project.clone(),
            at,
            name: person.map(|person| person.name.clone()),
            department: person.map(|person| person.department.clone()),
            by,
            ..Progress::default()
        }
    }

    /// Adds to the history. Each report has a key of its own in the document, and none is written twice.
    fn add_progress(&mut self, said: Progress, writes: &mut Vec<Write>) {
        let key = format!("{:06}", self.progress.len());
        writes.push(Write::Put { root: root::PROGRESS, key, value: json!(said) });
        self.progress.push(said);
    }
}

/// Checks one report of a file.
pub(super) fn fits(state: &crate::schema::Limits, said: &Progress) -> Result<(), Refusal> {
    for text in said.word.iter().chain(&said.name) {
        state.field_fits(text)?;
    }
    let ids =
        said.by.iter().map(ParticipantId::as_str).chain(said.department.iter().map(DepartmentId::as_str));
    ids.chain(said.fact.iter().map(FactId::as_str)).try_for_each(|id| state.id_fits(id))?;
    let days = said.due.iter().chain(&said.due_before);
    ensure(days.into_iter().all(|day| is_date(day)), Code::Invalid, "This is no day of the calendar")?;
    ensure(said.value.is_none_or(is_number), Code::Invalid, "This number is larger than a board holds")
}
