//! Meetings, their activities, and what an activity does to the board.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{
    AddRight, AtEnd, Content, PermissionChange, Permissions, Right, State, Timer, WhenDone, objects,
    verdict::{Verdict, ensure, refuse},
};
use crate::{
    BranchId, Code, Millis, NoteId,
    schema::{Limits, note::LISTS},
    text::is_blank,
};

/// What kind of work an activity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Kind {
    /// Opening, goals, who is here.
    #[default]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// A note for facilitators alone. It is in no document and in no participant's answer. Where it is missing from a
    /// new agenda, the activity of that id keeps its note; an empty text removes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The bones on which participants may add causes, and to which they may move them; all, if it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Vec<BranchId>>,
    /// The list that causes written while it runs come from: `results`, `quality` or `goals`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^(results|quality|goals)$"))]
    pub list: Option<String>,
    /// What participants may do, where that differs from what the kind of activity says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<PermissionChange>,
    /// What happens when its countdown ends.
    #[serde(default, skip_serializing_if = "AtEnd::is_stay")]
    pub at_end: AtEnd,
    /// What happens when everybody is done.
    #[serde(default, skip_serializing_if = "WhenDone::is_stay")]
    pub when_done: WhenDone,
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
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, maximum = 253_402_300_799_999_i64))]
    pub starts_at: Option<Millis>,
    /// Its activities, in order.
    #[serde(deserialize_with = "objects::objects")]
    pub activities: Vec<Activity>,
}

/// The longest an activity may be planned for, in minutes.
const LONGEST: u32 = 24 * 60;
/// The last moment of the year 9999, in Unix ms. What is later has no date that a calendar knows, and far later not even a
/// number in the document.
pub(super) const LATEST: u64 = 253_402_300_799_999;
/// The furthest deadline of an activity from now: a year, in ms.
const FURTHEST: u64 = 366 * 24 * 60 * 60 * 1000;

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
        let begins = meeting.starts_at.unwrap_or_default();
        let late = "No calendar goes beyond the year 9999; choose an earlier time";
        ensure(begins.0 <= LATEST, Code::Invalid, late)?;
    }
    let mut seen = BTreeSet::new();
    for activity in activities() {
        limits.field_fits(&activity.title)?;
        limits.field_fits(activity.prompt.as_deref().unwrap_or_default())?;
        limits.field_fits(activity.note.as_deref().unwrap_or_default())?;
        decide_bones(limits, activity.branches.as_deref())?;
        ensure(
            activity.list.as_deref().is_none_or(|list| LISTS.contains(&list)),
            Code::Invalid,
            "There is no such list; causes come from results, quality or goals",
        )?;
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

fn decide_bones(limits: &Limits, branches: Option<&[BranchId]>) -> Verdict {
    let Some(branches) = branches else { return Ok(()) };
    ensure(
        !branches.is_empty(),
        Code::Invalid,
        "No bone is open in an activity; open one, or leave the list out",
    )?;
    ensure(
        branches.len() <= limits.branches as usize,
        Code::TooMany,
        "That is more bones than a board has room for; leave some out",
    )?;
    branches.iter().try_for_each(|id| limits.id_fits(id.as_str()))
}

/// Replaces the agenda. The running activity goes on if the new agenda contains it, by its new rules; otherwise none
/// runs.
pub(super) fn apply_set(state: &mut State, at: Millis, agenda: &[Meeting]) {
    let before = state.running().map(|activity| activity.permissions.clone());
    state.plan(agenda);
    let Some(id) = state.activity.clone() else { return };
    let Some(activity) = state.planned(&id) else {
        state.end_activity(at);
        state.activity = None;
        state.timer = None;
        return;
    };
    let now = activity.permissions.clone();
    if before.is_some_and(|before| before != now) {
        let kind = state.rights_in(activity.kind);
        state.permissions = now.map_or(kind, |change| change.made_to(kind));
    }
}

pub(super) fn decide_start(
    state: &State,
    at: Millis,
    id: &str,
    minutes: Option<u32>,
    until: Option<Millis>,
) -> Verdict {
    decide_minutes(minutes.unwrap_or(0))?;
    ensure(
        minutes.is_none() || until.is_none(),
        Code::Invalid,
        "An activity ends after some minutes or at a time; say one of the two",
    )?;
    if let Some(until) = until {
        ensure(until > at, Code::NotNow, "This deadline has passed already; choose a later one")?;
        ensure(
            until.0 - at.0 <= FURTHEST,
            Code::NotNow,
            "This deadline is more than a year away; choose an earlier one",
        )?;
    }
    let Some(activity) = state.planned(id) else {
        return refuse(Code::Unknown, "The agenda has no such activity; choose one that it lists");
    };
    if activity.kind.locks() { Ok(()) } else { state.no_ballot_open() }
}

pub(super) fn apply_start(
    state: &mut State,
    at: Millis,
    id: &str,
    minutes: Option<u32>,
    until: Option<Millis>,
) {
    let Some(activity) = state.planned(id).cloned() else { return };
    state.end_activity(at);
    state.locked = activity.kind.locks();
    state.permissions = state.rights_in(activity.kind);
    // What is asked belongs to the activity in which it was asked.
    state.asked = None;
    if let Some(change) = &activity.permissions {
        state.permissions = change.made_to(state.permissions);
    }
    let minutes = minutes.unwrap_or(activity.minutes);
    state.timer = match until {
        Some(until) => Some(Timer::until(until)),
        None => (minutes > 0).then(|| Timer::started(at, minutes)),
    };
    state.deadline_passed = false;
    state.begin_activity(at, activity.id.clone());
    state.activity = Some(activity.id);
    state.done.clear();
}

pub(super) fn decide_next(state: &State, at: Millis) -> Verdict {
    match state.next() {
        Some(next) => decide_start(state, at, &next.id, None, None),
        None => {
            refuse(Code::NotNow, "That was the last activity of the agenda; add one, or finish the workshop")
        }
    }
}

pub(super) fn apply_next(state: &mut State, at: Millis) {
    if let Some(id) = state.next().map(|next| next.id.clone()) {
        apply_start(state, at, &id, None, None);
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

    /// The rights of participants once such an activity starts. Whether they add facts is no matter of its kind.
    fn rights_in(&self, kind: Kind) -> Permissions {
        let rights = kind.permissions().unwrap_or(self.permissions);
        Permissions { facts: self.permissions.facts, ..rights }
    }

    /// The running activity, if one runs.
    pub fn running(&self) -> Option<&Activity> {
        self.activity.as_deref().and_then(|id| self.planned(id))
    }

    /// The kind of the running activity, if one runs.
    pub fn activity_kind(&self) -> Option<Kind> {
        self.running().map(|activity| activity.kind)
    }

    /// Whether participants may add causes to a bone, or move them there, as far as the running activity decides.
    pub fn bone_is_open(&self, branch: &str) -> bool {
        let open = self.running().and_then(|activity| activity.branches.as_ref());
        open.is_none_or(|open| open.iter().any(|id| id.as_str() == branch))
    }

    /// Sets the agenda. The notes of its activities are kept apart from it, because everybody may see an agenda.
    pub(super) fn plan(&mut self, agenda: &[Meeting]) {
        let mut agenda = filled(agenda);
        let mut notes = BTreeMap::new();
        for activity in agenda.iter_mut().flat_map(|meeting| &mut meeting.activities) {
            let note = activity.note.take().or_else(|| self.notes.get(&activity.id).cloned());
            if let Some(note) = note.filter(|note| !is_blank(note)) {
                notes.insert(activity.id.clone(), note);
            }
        }
        self.notes = notes.into();
        self.agenda = agenda.into();
    }

    /// The agenda with the notes for facilitators.
    pub fn agenda_with_notes(&self) -> Vec<Meeting> {
        let mut agenda = self.agenda.to_vec();
        for activity in agenda.iter_mut().flat_map(|meeting| &mut meeting.activities) {
            activity.note = self.notes.get(&activity.id).cloned();
        }
        agenda
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
