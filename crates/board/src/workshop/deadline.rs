//! What happens by itself: when a countdown ends, and when everybody is finished.

use serde::{Deserialize, Serialize};

use super::{State, agenda};
use crate::Millis;

/// What happens when an activity's countdown ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AtEnd {
    /// Nothing: everybody sees that time is up, and the facilitator decides.
    #[default]
    Stay,
    /// The board is locked, and an open vote or rating is closed, as of the deadline.
    Lock,
    /// The next activity of the agenda begins, as of the deadline. An open vote or rating is closed before.
    Next,
}

/// What happens when everybody has said to be done with an activity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WhenDone {
    /// Nothing: the facilitator decides.
    #[default]
    Stay,
    /// The next activity of the agenda begins. An open vote or rating is closed before.
    Next,
}

impl AtEnd {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    pub(super) fn is_stay(&self) -> bool {
        *self == AtEnd::Stay
    }
}

impl WhenDone {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    pub(super) fn is_stay(&self) -> bool {
        *self == WhenDone::Stay
    }
}

/// The action of the server at the end of a countdown.
pub(super) fn apply_deadline(state: &mut State) {
    let Some(ends_at) = state.deadline() else { return };
    state.deadline_passed = true;
    match state.running().map_or(AtEnd::Stay, |activity| activity.at_end) {
        AtEnd::Stay => {}
        AtEnd::Lock => {
            state.close_ballots();
            state.locked = true;
        }
        AtEnd::Next => go_on(state, ends_at),
    }
}

/// A deadline that was extended is yet to come: what it locked is open again.
pub(super) fn apply_extended(state: &mut State) {
    if std::mem::take(&mut state.deadline_passed)
        && let Some(activity) = state.running()
        && activity.at_end == AtEnd::Lock
    {
        state.locked = activity.kind.locks();
    }
}

/// Begins the next activity if everybody is finished and the running activity says so.
pub(super) fn go_on_when_done(state: &mut State, at: Millis) {
    let wanted = state.running().is_some_and(|activity| activity.when_done == WhenDone::Next);
    if wanted && state.everybody_is_done() {
        go_on(state, at);
    }
}

/// The next activity takes over. After the last one the board stays as it is.
fn go_on(state: &mut State, at: Millis) {
    state.close_ballots();
    agenda::apply_next(state, at);
}

impl State {
    /// When the countdown of the running activity ends, if something happens then by itself. The server acts at that
    /// time, or at the first time after it at which it runs.
    pub fn deadline(&self) -> Option<Millis> {
        if self.deadline_passed || self.finished {
            return None;
        }
        let ends_at = self.timer.filter(|timer| timer.running)?.ends_at?;
        self.running().is_some_and(|activity| !activity.at_end.is_stay()).then_some(ends_at)
    }

    fn close_ballots(&mut self) {
        self.close_vote();
        self.close_rating();
    }
}
