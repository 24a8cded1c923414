//! The competences of the team: which are needed, who has them, and who learns them until when.

use serde::{Deserialize, Serialize};

use super::{
    State,
    check::{Checked, most, placed},
    verdict::{Verdict, ensure},
};
use crate::schema::{Limits, is_date};
use crate::text::{is_blank, line};
use crate::{Code, Refusal};

/// What is said of one competence (COMP-1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamCompetence {
    /// What it is called. In any case, there is one with this name.
    pub name: String,
    /// Whether the team needs it; missing where the projects say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub needed: Option<bool>,
    /// Who has it: people and departments, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub has: Vec<String>,
    /// Who learns it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learns: Vec<Learner>,
}

/// Somebody who learns a competence.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Learner {
    /// Who: a person or a department, by name.
    pub name: String,
    /// Until when, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "date"))]
    pub until: Option<String>,
}

/// What a facilitator says of a competence anew. What is left out stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetCompetence {
    /// Which one, by its name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, pattern = r"\S"))]
    pub name: String,
    /// `yes` or `no`; `projects` leaves it to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<Needed>,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has: Option<Vec<String>>,
    /// Who learns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learns: Option<Vec<Learner>>,
}

/// Whether the team needs a competence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Needed {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It does if a project needs it.
    Projects,
}

/// The most names under one competence: of those who have it, and of those who learn it.
pub const MOST_NAMES: usize = 40;

/// Names are compared in one line and in any case, as in the profile.
pub(crate) fn key(name: &str) -> String {
    line(name).to_lowercase()
}

pub(super) fn decide(state: &State, new: &SetCompetence) -> Verdict {
    ensure(!is_blank(&new.name), Code::Invalid, "Say which competence it is")?;
    item_fits(&state.limits, &new.name)?;
    named(&state.limits, new.has.as_deref().unwrap_or_default(), new.learns.as_deref().unwrap_or_default())?;
    let known = state.team.iter().any(|one| key(&one.name) == key(&new.name));
    ensure(known || state.team.len() < state.limits.list_items as usize, Code::TooMany, FULL)
}

fn item_fits(limits: &Limits, name: &str) -> Verdict {
    let long = "A competence is longer than fits; say it more briefly";
    ensure(limits.item(name).is_ok(), Code::TooLong, long)
}

const FULL: &str = "The list of competences is full; take one away first";

fn named(limits: &Limits, has: &[String], learns: &[Learner]) -> Result<(), Refusal> {
    let many = "That is more people than one competence has room for; name their department";
    ensure(has.len() <= MOST_NAMES && learns.len() <= MOST_NAMES, Code::TooMany, many)?;
    for name in has.iter().chain(learns.iter().map(|learner| &learner.name)) {
        let fits = limits.text(name, limits.name).is_ok();
        ensure(fits, Code::TooLong, "One of the names is longer than fits; shorten it and send it again")?;
    }
    let days = learns.iter().all(|learner| learner.until.as_deref().is_none_or(is_date));
    ensure(days, Code::Invalid, "This is no day of the calendar")
}

pub(super) fn apply(state: &mut State, new: &SetCompetence) {
    let mut new = new.clone();
    new.tidy();
    let mut team = state.team.to_vec();
    let at = team.iter().position(|one| key(&one.name) == key(&new.name)).unwrap_or_else(|| {
        team.push(TeamCompetence { name: new.name.clone(), ..TeamCompetence::default() });
        team.len() - 1
    });
    let one = &mut team[at];
    match new.needed {
        Some(Needed::Yes) => one.needed = Some(true),
        Some(Needed::No) => one.needed = Some(false),
        Some(Needed::Projects) => one.needed = None,
        None => {}
    }
    if let Some(has) = &new.has {
        one.has.clone_from(has);
    }
    if let Some(learns) = &new.learns {
        one.learns.clone_from(learns);
    }
    if one.is_empty() {
        team.remove(at);
    }
    state.team = team.into();
}

impl TeamCompetence {
    /// Whether nothing is said of it.
    fn is_empty(&self) -> bool {
        self.needed.is_none() && self.has.is_empty() && self.learns.is_empty()
    }

    /// Who learns it and is late on a day: their day is over, and they are not among those who have it (COMP-3).
    pub fn late(&self, today: &str) -> Vec<&Learner> {
        let over = |learner: &&Learner| learner.until.as_deref().is_some_and(|until| until < today);
        self.learns.iter().filter(over).filter(|learner| !self.has_learned(learner)).collect()
    }

    /// Whether somebody who was to learn it is among those who have it.
    pub fn has_learned(&self, learner: &Learner) -> bool {
        self.has.iter().any(|one| key(one) == key(&learner.name))
    }

    pub(super) fn tidy(&mut self) {
        self.name = line(&self.name).into_owned();
        tidy_names(&mut self.has);
        tidy_learners(&mut self.learns);
    }
}

impl SetCompetence {
    pub(super) fn tidy(&mut self) {
        self.name = line(&self.name).into_owned();
        self.has.iter_mut().for_each(tidy_names);
        self.learns.iter_mut().for_each(tidy_learners);
    }
}

/// Each name once, none that says nothing.
fn tidy_names(names: &mut Vec<String>) {
    let mut known: Vec<String> = vec![];
    names.iter_mut().for_each(|name| *name = line(name).into_owned());
    names.retain(|name| {
        let new = !is_blank(name) && !known.contains(&key(name));
        known.extend(new.then(|| key(name)));
        new
    });
}

/// Each learner once, with the last day that was said.
fn tidy_learners(learners: &mut Vec<Learner>) {
    let mut tidied: Vec<Learner> = vec![];
    for Learner { name, until } in learners.drain(..) {
        let name = line(&name).into_owned();
        let until = until.filter(|until| !until.is_empty());
        match tidied.iter_mut().find(|known| key(&known.name) == key(&name)) {
            _ if is_blank(&name) => {}
            Some(known) => known.until = until,
            None => tidied.push(Learner { name, until }),
        }
    }
    *learners = tidied;
}

/// Checks those of a new board.
pub(super) fn check(limits: &Limits, team: &[TeamCompetence]) -> Checked {
    most(team.len(), limits.list_items, "team", FULL)?;
    let mut known: Vec<String> = vec![];
    for (n, one) in team.iter().enumerate() {
        let at = format_args!("team[{n}]");
        placed(at, item_fits(limits, &one.name))?;
        placed(at, named(limits, &one.has, &one.learns))?;
        let twice = is_blank(&one.name) || known.contains(&key(&one.name));
        placed(at, ensure(!twice, Code::Invalid, "Each competence of the file has a name of its own"))?;
        known.push(key(&one.name));
    }
    Ok(())
}
