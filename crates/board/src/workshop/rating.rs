//! Ratings of importance and urgency, secret until the reveal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Priority;
use crate::{DepartmentId, NoteId, ParticipantId};

/// One person's rating of one note, 1 to 5 on both axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedAxes {
    /// How much it affects customer satisfaction.
    pub importance: u8,
    /// How soon it must be dealt with.
    pub urgency: u8,
}

/// A rating of the notes on a short list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// Its id.
    pub id: String,
    /// Whether ratings may be given.
    pub open: bool,
    /// The short list, in the facilitator's order.
    pub notes: Vec<NoteId>,
    /// Secret: what each person gave.
    pub ballots: BTreeMap<ParticipantId, BTreeMap<NoteId, RatedAxes>>,
    /// How many could rate, fixed when it was closed.
    pub eligible: Option<u32>,
    /// The result; there exactly when it was revealed.
    pub tally: Option<RatingTally>,
}

/// Note by note, the result. Notes that nobody rated are not in it.
pub type RatingTally = BTreeMap<NoteId, NoteRating>;

/// The result for one note.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NoteRating {
    /// Median importance.
    #[serde(serialize_with = "short")]
    pub importance: f64,
    /// Median urgency.
    #[serde(serialize_with = "short")]
    pub urgency: f64,
    /// How far people are apart: the mean distance from the median, both axes together.
    #[serde(serialize_with = "short")]
    pub disagreement: f64,
    /// How many people rated it.
    pub ratings: u32,
    /// Where the medians would put it; the facilitator decides.
    pub suggestion: Option<Priority>,
    /// The same by department.
    pub by_department: BTreeMap<DepartmentId, DepartmentRating>,
}

/// The result for one note within one department.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// How many of its people rated it.
    pub ratings: u32,
}

/// Whole numbers without a fraction: 5 and not 5.0; others to three places.
fn short<S: serde::Serializer>(number: &f64, out: S) -> Result<S::Ok, S::Error> {
    let rounded = (number * 1000.0).round() / 1000.0;
    if rounded.fract() == 0.0 { out.serialize_i64(rounded as i64) } else { out.serialize_f64(rounded) }
}

/// Where a note's medians would put it: important from 3.5 on, urgent likewise.
pub fn suggest(importance: f64, urgency: f64) -> Priority {
    const MUCH: f64 = 3.5;
    match (importance >= MUCH, urgency >= MUCH) {
        (true, true) => Priority::Now,
        (true, false) => Priority::Next,
        (false, _) => Priority::Later,
    }
}

/// The note on which people are furthest apart; the first by id if several are, none if all agree.
pub fn most_disputed(tally: &RatingTally) -> Option<&NoteId> {
    let mut most: Option<(&NoteId, f64)> = None;
    for (note, result) in tally {
        if result.disagreement > most.map_or(0.0, |(_, d)| d) {
            most = Some((note, result.disagreement));
        }
    }
    most.map(|(note, _)| note)
}
