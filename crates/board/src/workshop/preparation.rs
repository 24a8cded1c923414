//! What the facilitators have thought of before and during the meeting: a checklist of their own.
//!
//! It is in no document, because everybody on a board has the whole document.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    State,
    verdict::{Verdict, ensure, refuse},
};
use crate::{Code, schema::Limits, text::is_blank};

/// A point of the checklist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PreparationPoint))]
pub struct Point {
    /// Its id: one of the usual points, or one that the facilitator's page gave.
    pub id: String,
    /// What it says; empty for a usual point, which the screens have words for.
    pub text: String,
    /// Whether a facilitator ticked it.
    pub done: bool,
}

/// The checklist of a board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preparation {
    /// The entry that changed it last.
    pub changed: u64,
    /// The usual points that were ticked, and the facilitators' own, in the order in which they came.
    pub points: Vec<Point>,
}

/// The points that every checklist has.
pub const USUAL_POINTS: [&str; 9] =
    ["effect", "goals", "agenda", "people", "sponsor", "room", "facts", "rehearsal", "projector"];

/// The most points that facilitators add to one checklist.
pub const MOST_POINTS: usize = 50;

pub(super) fn decide(state: &State, point: &str, text: Option<&str>) -> Verdict {
    state.limits.id_fits(point)?;
    if let Some(text) = text {
        state.limits.field_fits(text)?;
    }
    if is_usual(point) {
        let words = "This point is on every checklist; it can only be ticked";
        return ensure(text.is_none(), Code::Invalid, words);
    }
    if state.points().iter().any(|known| known.id == point) {
        return Ok(());
    }
    let Some(text) = text else {
        return refuse(Code::Unknown, "This point is no longer on the checklist");
    };
    let own = state.points().iter().filter(|known| !is_usual(&known.id)).count();
    let full = "The checklist has room for 50 points of your own; remove one first";
    // An empty text removes a point, and this one is not there.
    ensure(is_blank(text) || own < MOST_POINTS, Code::TooMany, full)
}

pub(super) fn apply(state: &mut State, seq: u64, id: &str, text: Option<&str>, done: Option<bool>) {
    let mut points = state.points().to_vec();
    let known = points.iter().position(|point| point.id == id);
    match (known, text) {
        (_, Some(text)) if is_blank(text) => points.retain(|point| point.id != id),
        // What everybody has is kept only where it is ticked.
        (Some(at), None) if is_usual(id) && done == Some(false) => drop(points.remove(at)),
        (Some(at), text) => {
            let point = &mut points[at];
            point.done = done.unwrap_or(point.done);
            if let Some(text) = text {
                text.clone_into(&mut point.text);
            }
        }
        (None, None) if done != Some(true) => {}
        (None, text) => points.push(Point {
            id: id.to_owned(),
            text: text.unwrap_or_default().to_owned(),
            done: done.unwrap_or_default(),
        }),
    }
    if points != state.points() {
        state.preparation = Some(Preparation { changed: seq, points });
    }
}

/// The checklist that a board is made with.
pub(super) fn begun(seq: u64, points: &[Point]) -> Option<Preparation> {
    (!points.is_empty()).then(|| Preparation { changed: seq, points: points.to_vec() })
}

/// Whether a board may be made with these points.
pub(super) fn points_fit(limits: &Limits, points: &[Point]) -> Verdict {
    let full = "That is more than a checklist has room for; leave some points out";
    ensure(points.len() <= MOST_POINTS, Code::TooMany, full)?;
    let mut ids = BTreeSet::new();
    for point in points {
        limits.id_fits(&point.id)?;
        limits.field_fits(&point.text)?;
        let own = !is_usual(&point.id) && !is_blank(&point.text) && ids.insert(&point.id);
        ensure(own, Code::Invalid, "Each point of the checklist has an id and a text of its own")?;
    }
    Ok(())
}

fn is_usual(id: &str) -> bool {
    USUAL_POINTS.contains(&id)
}

impl State {
    /// The facilitators' own points, as another board begins with them: none is done.
    pub fn own_points(&self) -> Vec<Point> {
        let own = self.points().iter().filter(|point| !is_usual(&point.id));
        own.map(|point| Point { done: false, ..point.clone() }).collect()
    }

    /// The points of the checklist.
    pub fn points(&self) -> &[Point] {
        self.preparation.as_ref().map(|preparation| &preparation.points[..]).unwrap_or_default()
    }
}
