//! Meetings, their activities, and what an activity does to the board.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{
    AddRight, Content, Permissions, Right, State, Timer, objects,
    verdict::{Verdict, ensure, refuse},
};
use crate::{BranchId, Code, Millis, NoteId, schema::Limits};

/// What kind of work an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Kind {
    /// Opening, goals, who is here.
    Welcome,
    /// A shared understanding: prompts and evidence on the screen.
    Understand,
    /// Everybody writes causes at the same time.
    Collect,
    /// Everybody writes sealed causes that appear together.
    Silent,
    /// A pause.
    Break,
    /// Reading, asking why again, merging.
    Discuss,
    /// Dots.
    Vote,
    /// Rating on two axes, priorities.
    Prioritise,
    /// Projects.
    Plan,
    /// Closing.
    Close,
}

/// One activity of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Activity {
    /// Its id, unique on the board. Where it is missing the server gives one (`a1`, `a2` …).
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(
            max_length = 64,
            pattern = r"^([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*)?$"
        )
    )]
    pub id: String,
    /// The kind of work.
    pub kind: Kind,
    /// Its title on the agenda.
    #[serde(default)]
    pub title: String,
    /// Its planned length in minutes; 0 for no countdown.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(maximum = 1440))]
    pub minutes: u32,
    /// The question to the people. It is shown while the activity runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
}

/// One meeting of a workshop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meeting {
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// The time when it begins, if that is agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Millis>,
    /// Its activities, in order.
    #[serde(deserialize_with = "objects::objects")]
    pub activities: Vec<Activity>,
}

/// The longest an activity may be planned for, in minutes.
const LONGEST: u32 = 24 * 60;

impl Kind {
    /// Whether the board is locked while such an activity runs.
    pub fn locks(self) -> bool {
        use Kind::*;
        matches!(self, Welcome | Understand | Break | Vote | Prioritise | Close)
    }

    /// The rights of participants in such an activity; `None` if the activity locks the board and so leaves the
    /// rights as they are.
    pub fn permissions(self) -> Option<Permissions> {
        match self {
            Kind::Collect | Kind::Plan => Some(Permissions::default()),
            Kind::Discuss => Some(Permissions { move_: Right::Any, ..Permissions::default() }),
            Kind::Silent => Some(Permissions { add: AddRight::None, ..Permissions::default() }),
            _ => None,
        }
    }
}

/// Reads a list of meetings, or a plain list of activities as one meeting.
///
/// # Errors
/// A value that does not fit, with the name of the field.
pub fn lenient<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Meeting>, D::Error> {
    let items: Vec<Value> = objects::objects(input)?;
    let plain = items.iter().any(|item| item.get("kind").is_some());
    let items = Value::Array(items);
    let meetings = if plain {
        serde_json::from_value(items).map(|activities| vec![Meeting { activities, ..Meeting::default() }])
    } else {
        serde_json::from_value(items)
    };
    meetings.map_err(serde::de::Error::custom)
}

/// The agenda with an id for every activity that came without one: `a1`, `a2` …, each used once.
pub(super) fn filled(agenda: &[Meeting]) -> Vec<Meeting> {
    let mut agenda = agenda.to_vec();
    let taken: BTreeSet<String> =
        agenda.iter().flat_map(|m| &m.activities).map(|a| a.id.clone()).filter(|id| !id.is_empty()).collect();
    let mut free = (1u64..).map(|n| format!("a{n}")).filter(|id| !taken.contains(id));
    for activity in agenda.iter_mut().flat_map(|m| &mut m.activities) {
        if activity.id.is_empty() {
            activity.id = free.next().unwrap_or_default();
        }
    }
    agenda
}

pub(super) fn decide_set(limits: &Limits, agenda: &[Meeting]) -> Verdict {
    let activities = || agenda.iter().flat_map(|m| &m.activities);
    let few = agenda.len() <= limits.meetings as usize && activities().count() <= limits.activities as usize;
    ensure(few, Code::TooMany, "That is more than an agenda holds; leave some meetings or activities out")?;
    for meeting in agenda {
        limits.field_fits(&meeting.title)?;
    }
    let mut seen = BTreeSet::new();
    for activity in activities() {
        limits.field_fits(&activity.title)?;
        limits.field_fits(activity.prompt.as_deref().unwrap_or_default())?;
        if !activity.id.is_empty() {
            limits.id_fits(&activity.id)?;
            ensure(
                seen.insert(&activity.id),
                Code::Invalid,
                "Two activities have the same id; leave the ids out and the server gives them",
            )?;
        }
        decide_minutes(activity.minutes)?;
    }
    Ok(())
}

/// Replaces the agenda. The running activity goes on if the new agenda contains it; otherwise none runs.
pub(super) fn apply_set(state: &mut State, agenda: &[Meeting]) {
    state.agenda = filled(agenda).into();
    if state.activity.as_deref().is_some_and(|id| state.planned(id).is_none()) {
        state.activity = None;
        state.timer = None;
    }
}

pub(super) fn decide_start(state: &State, id: &str, minutes: Option<u32>) -> Verdict {
    decide_minutes(minutes.unwrap_or(0))?;
    let Some(activity) = state.planned(id) else {
        return refuse(Code::Unknown, "The agenda has no such activity; choose one that it lists");
    };
    if activity.kind.locks() { Ok(()) } else { state.no_ballot_open() }
}

pub(super) fn apply_start(state: &mut State, at: Millis, id: &str, minutes: Option<u32>) {
    let Some(activity) = state.planned(id).cloned() else { return };
    state.locked = activity.kind.locks();
    state.permissions = activity.kind.permissions().unwrap_or(state.permissions);
    let minutes = minutes.unwrap_or(activity.minutes);
    state.timer = (minutes > 0).then(|| Timer::started(at, minutes));
    state.activity = Some(activity.id);
    state.done.clear();
}

pub(super) fn decide_next(state: &State) -> Verdict {
    match state.next() {
        Some(next) => decide_start(state, &next.id, None),
        None => {
            refuse(Code::NotNow, "That was the last activity of the agenda; add one, or finish the workshop")
        }
    }
}

pub(super) fn apply_next(state: &mut State, at: Millis) {
    if let Some(id) = state.next().map(|next| next.id.clone()) {
        apply_start(state, at, &id, None);
    }
}

pub(super) fn decide_summon(
    content: &dyn Content,
    branch: Option<&BranchId>,
    note: Option<&NoteId>,
) -> Verdict {
    ensure(
        branch.is_none() || note.is_none(),
        Code::Invalid,
        "Everybody can look at one place only; name a bone or a cause",
    )?;
    if let Some(branch) = branch {
        ensure(content.branches().contains(branch), Code::Unknown, "There is no such bone on this board")?;
    }
    if let Some(note) = note {
        ensure(content.note(note).is_some(), Code::Unknown, "This cause is no longer on the board")?;
    }
    Ok(())
}

fn decide_minutes(minutes: u32) -> Verdict {
    ensure(minutes <= LONGEST, Code::Invalid, "An activity takes a day at most; give it fewer minutes")
}

impl State {
    /// An activity of the agenda.
    pub fn planned(&self, id: &str) -> Option<&Activity> {
        self.agenda.iter().flat_map(|m| &m.activities).find(|a| a.id == id)
    }

    /// The kind of the running activity, if one runs.
    pub fn activity_kind(&self) -> Option<Kind> {
        self.activity.as_deref().and_then(|id| self.planned(id)).map(|a| a.kind)
    }

    /// The activity after the running one, across the ends of meetings; the first activity, if none runs.
    fn next(&self) -> Option<&Activity> {
        let mut all = self.agenda.iter().flat_map(|m| &m.activities);
        if let Some(running) = self.activity.as_deref() {
            all.find(|a| a.id == running)?;
        }
        all.next()
    }
}
