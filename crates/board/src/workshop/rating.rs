//! Ratings of importance and urgency, secret until the reveal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Ballots, ByDepartment, Content, CopyOnWrite, EDITION_METHOD, Electorate, Priority, State,
    groups::Groups,
    merging,
    verdict::{Verdict, ensure, refuse},
    voting::each_once,
};
use crate::{Code, DepartmentId, NoteId, ParticipantId};

/// One person's rating of one note, 1 to 5 on both axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatedAxes {
    /// How much it affects customer satisfaction.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub importance: u8,
    /// How soon it must be dealt with.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub urgency: u8,
}

/// A rating of the notes on a short list. It can also be read from its form in the session, which has no ballots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rating {
    /// Its id.
    pub id: String,
    /// Whether ratings may be given.
    pub open: bool,
    /// The short list, in the facilitator's order.
    pub notes: Vec<NoteId>,
    /// How the result is split by department; none on boards from before there was a choice, which name all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_department: Option<ByDepartment>,
    /// Secret: the ratings of each person.
    pub ballots: Ballots<RatedAxes>,
    /// The number of people who could rate, fixed when the rating was closed.
    pub eligible: Option<u32>,
    /// The people who could rate, each with the department, fixed when it was closed; none once it was revealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electorate: Option<Electorate>,
    /// The number of people who rated at least one note, fixed when the rating was closed.
    pub voted: Option<u32>,
    /// The number of people who rated every note, fixed when the rating was closed.
    pub complete: Option<u32>,
    /// The result. It is there exactly when the rating was revealed.
    pub tally: Option<RatingTally>,
}

/// The result of each note. Notes that nobody rated are left out.
pub type RatingTally = BTreeMap<NoteId, NoteRating>;

/// The result for one note.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteRating {
    /// Median importance.
    #[serde(serialize_with = "short")]
    pub importance: f64,
    /// Median urgency.
    #[serde(serialize_with = "short")]
    pub urgency: f64,
    /// How far people are apart: the mean distance from the median, both axes together,
    /// to three places.
    #[serde(serialize_with = "short")]
    pub disagreement: f64,
    /// The number of people who rated it.
    pub ratings: u32,
    /// The priority that the medians suggest. The facilitator decides.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub suggestion: Option<Priority>,
    /// The results by department.
    pub by_department: BTreeMap<DepartmentId, DepartmentRating>,
}

/// The result for one note within one department.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentRating {
    /// Median importance.
    #[serde(serialize_with = "short")]
    pub importance: f64,
    /// Median urgency.
    #[serde(serialize_with = "short")]
    pub urgency: f64,
    /// How far the department's people are, on average, from everybody's median, both axes together.
    #[serde(serialize_with = "short")]
    pub disagreement: f64,
    /// The number of its people who rated it.
    pub ratings: u32,
}

/// Writes whole numbers without a fraction: 5 and not 5.0.
fn short<S: serde::Serializer>(number: &f64, out: S) -> Result<S::Ok, S::Error> {
    if number.fract() == 0.0 { out.serialize_i64(*number as i64) } else { out.serialize_f64(*number) }
}

/// A cause with at least this median counts as important, or as urgent (scale 1 to 5).
pub const HIGH: f64 = 3.5;

/// A cause with at least this disagreement counts as disputed: it should be discussed before its priority is set.
pub const DISPUTED: f64 = 1.0;

/// The priority that a note's medians suggest: important from [`HIGH`] on, urgent likewise.
pub fn suggest(importance: f64, urgency: f64) -> Priority {
    match (importance >= HIGH, urgency >= HIGH) {
        (true, true) => Priority::Now,
        (true, false) => Priority::Next,
        (false, _) => Priority::Later,
    }
}

/// The most notes on a short list.
const MOST: usize = 100;
/// The most earlier ratings that are kept.
pub(super) const ROUNDS: usize = 20;

pub(super) fn decide_open(state: &State, content: &dyn Content, notes: &[NoteId]) -> Verdict {
    state.no_ballot_open()?;
    ensure(
        state.ratings.len() < ROUNDS,
        Code::TooMany,
        "A board keeps 20 ratings; take the result home and rate on a new board",
    )?;
    ensure(!notes.is_empty(), Code::Invalid, "The short list is empty; choose the causes to be rated")?;
    number_fits(notes.len())?;
    notes.iter().try_for_each(|note| merging::standing(state, content, note))
}

pub(super) fn number_fits(notes: usize) -> Verdict {
    ensure(notes <= MOST, Code::TooMany, "That is too much to rate at once; choose at most 100 causes")
}

pub(super) fn decide_close(state: &State) -> Verdict {
    let open = state.rating.as_ref().is_some_and(|r| r.open);
    ensure(open, Code::NotNow, "No rating is open now, so there is nothing to close")
}

pub(super) fn decide_reveal(state: &State) -> Verdict {
    match &state.rating {
        None => refuse(Code::NotNow, "There was no rating yet; open one first"),
        Some(rating) if rating.open => {
            refuse(Code::NotNow, "People are still rating; close the rating, then show its result")
        }
        Some(_) => Ok(()),
    }
}

pub(super) fn decide_rate(state: &State, note: &NoteId, importance: u8, urgency: u8) -> Verdict {
    let Some(rating) = state.rating.as_ref().filter(|r| r.open) else {
        return refuse(Code::NotNow, "No rating is open now; what was rated stays as it was");
    };
    ensure(
        rating.notes.contains(note),
        Code::Unknown,
        "This cause is not on the short list that is rated now",
    )?;
    let scale = 1..=5;
    ensure(
        scale.contains(&importance) && scale.contains(&urgency),
        Code::Invalid,
        "Both axes go from 1 to 5; choose a number on that scale",
    )
}

impl Rating {
    /// Whether it was taken over from another board; see [`Vote::is_carried`](super::Vote::is_carried).
    pub(super) fn is_carried(&self) -> bool {
        self.by_department.is_some() && self.ballots.is_empty() && self.voted() > 0
    }

    /// The number of people who rated at least one note.
    pub(super) fn voted(&self) -> u32 {
        self.voted.unwrap_or(self.ballots.len() as u32)
    }

    /// The number of people who rated every note.
    pub(super) fn complete(&self) -> u32 {
        let all = |ballot: &&CopyOnWrite<BTreeMap<NoteId, RatedAxes>>| ballot.len() == self.notes.len();
        self.complete.unwrap_or(self.ballots.values().filter(all).count() as u32)
    }

    /// Whether a person rated every note.
    pub(super) fn is_complete(&self, person: &ParticipantId) -> bool {
        self.ballots.get(person).is_some_and(|ballot| ballot.len() == self.notes.len())
    }

    fn counted(&self, electorate: &Electorate) -> RatingTally {
        let mut tally = RatingTally::new();
        let groups = Groups::of(self.by_department.unwrap_or(ByDepartment::Shown), electorate);
        for note in &self.notes {
            let given: Vec<(Option<DepartmentId>, RatedAxes)> = (self.ballots.iter())
                .filter_map(|(person, ballot)| {
                    Some((groups.group(electorate.get(person)), *ballot.get(note)?))
                })
                .collect();
            if let Some(result) = judged(&given) {
                tally.insert(note.clone(), result);
            }
        }
        tally
    }
}

/// The result for one note from all its ratings; `None` if there are none.
fn judged(given: &[(Option<DepartmentId>, RatedAxes)]) -> Option<NoteRating> {
    let all: Vec<RatedAxes> = given.iter().map(|(_, axes)| *axes).collect();
    let (importance, urgency) = medians(&all)?;
    let apart = |some: &[RatedAxes]| {
        let distance = |axes: &RatedAxes| {
            (f64::from(axes.importance) - importance).abs() + (f64::from(axes.urgency) - urgency).abs()
        };
        let mean = some.iter().map(distance).sum::<f64>() / some.len() as f64;
        (mean * 1000.0).round() / 1000.0
    };
    let mut departments: BTreeMap<DepartmentId, Vec<RatedAxes>> = BTreeMap::new();
    for (department, axes) in given {
        if let Some(department) = department {
            departments.entry(department.clone()).or_default().push(*axes);
        }
    }
    let by_department = (departments.into_iter())
        .filter_map(|(department, own)| {
            let (importance, urgency) = medians(&own)?;
            let ratings = own.len() as u32;
            Some((department, DepartmentRating { importance, urgency, disagreement: apart(&own), ratings }))
        })
        .collect();
    Some(NoteRating {
        importance,
        urgency,
        disagreement: apart(&all),
        ratings: all.len() as u32,
        suggestion: Some(suggest(importance, urgency)),
        by_department,
    })
}

/// The medians of both axes.
fn medians(given: &[RatedAxes]) -> Option<(f64, f64)> {
    let importance = median(given.iter().map(|axes| axes.importance).collect())?;
    let urgency = median(given.iter().map(|axes| axes.urgency).collect())?;
    Some((importance, urgency))
}

/// The middle value, or the mean of the two middle ones.
fn median(mut values: Vec<u8>) -> Option<f64> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some((f64::from(lower) + f64::from(upper)) / 2.0)
}

impl State {
    /// Opens a rating in place of the last one. If that was revealed, it joins the earlier ones.
    pub(super) fn open_rating(&mut self, seq: u64, notes: &[NoteId], by_department: Option<ByDepartment>) {
        self.locked = true;
        let by_department = self.split(by_department);
        if self.edition >= EDITION_METHOD
            && let Some(earlier) = self.rating.take_if(|rating| rating.tally.is_some())
        {
            self.ratings.push(earlier);
        }
        let (id, notes) = (format!("r{seq}"), each_once(notes));
        self.rating = Some(Rating { id, open: true, notes, by_department, ..Rating::default() });
    }

    pub(super) fn rate(&mut self, person: &ParticipantId, note: &NoteId, importance: u8, urgency: u8) {
        if let Some(rating) = &mut self.rating {
            let ballot = rating.ballots.entry(person.clone()).or_default();
            ballot.insert(note.clone(), RatedAxes { importance, urgency });
        }
    }

    /// Closes the rating and fixes who took part. The ratings no longer change.
    pub(super) fn close_rating(&mut self) {
        let (present, electorate) = (self.present(), self.electorate(super::Person::is_here));
        if let Some(rating) = self.rating.as_mut().filter(|r| r.open) {
            rating.open = false;
            rating.eligible = Some(present);
            rating.electorate = rating.by_department.is_some().then_some(electorate);
            rating.voted = Some(rating.voted());
            rating.complete = Some(rating.complete());
        }
    }

    pub(super) fn reveal_rating(&mut self) {
        let everybody = self.electorate(|_| true);
        if let Some(rating) = self.rating.as_mut().filter(|r| !r.open && r.tally.is_none()) {
            let electorate = rating.electorate.take().unwrap_or(everybody);
            rating.tally = Some(rating.counted(&electorate));
        }
    }
}
