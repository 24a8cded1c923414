//! The countdown of the activity.

use serde::{Deserialize, Serialize};

use super::{
    State,
    verdict::{Verdict, ensure},
};
use crate::{Code, Millis};

/// A countdown. Clients count with the server's time, so that all people see the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Timer {
    /// Whether time is running.
    pub running: bool,
    /// The time when it ends. It is there exactly while the countdown runs. In the past it means that the time is overrun.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub ends_at: Option<Millis>,
    /// The time that is left. It is there exactly while the countdown is paused.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub remaining_ms: Option<u64>,
}

/// The longest change of a countdown by one command: a day, in seconds.
const LONGEST: i64 = 24 * 60 * 60;

impl Timer {
    /// A countdown that starts now.
    pub(super) fn started(at: Millis, minutes: u32) -> Self {
        let ends_at = Millis(at.0.saturating_add(u64::from(minutes) * 60_000));
        Self { running: true, ends_at: Some(ends_at), remaining_ms: None }
    }

    /// A countdown to a given time.
    pub(super) fn until(ends_at: Millis) -> Self {
        Self { running: true, ends_at: Some(ends_at), remaining_ms: None }
    }

    /// The time that is left at `at`, in ms; 0 once the time is overrun.
    pub fn left(self, at: Millis) -> u64 {
        match (self.ends_at, self.remaining_ms) {
            (Some(ends_at), _) if self.running => ends_at.0.saturating_sub(at.0),
            (_, remaining) => remaining.unwrap_or(0),
        }
    }

    pub(super) fn paused(self, at: Millis) -> Self {
        Self { running: false, ends_at: None, remaining_ms: Some(self.left(at)) }
    }

    pub(super) fn resumed(self, at: Millis) -> Self {
        if self.running {
            return self;
        }
        let ends_at = Millis(at.0.saturating_add(self.left(at)));
        Self { running: true, ends_at: Some(ends_at), remaining_ms: None }
    }

    /// Adds seconds. They are added to the time that is left, so that an overrun countdown gets all of them.
    pub(super) fn extended(self, at: Millis, seconds: i64) -> Self {
        let left = self.left(at).saturating_add_signed(seconds.saturating_mul(1000));
        let paused = Self { running: false, ends_at: None, remaining_ms: Some(left) };
        if self.running { paused.resumed(at) } else { paused }
    }
}

pub(super) fn decide(state: &State) -> Verdict {
    ensure(state.timer.is_some(), Code::NotNow, "There is no countdown now; start an activity that has one")
}

pub(super) fn decide_extend(state: &State, seconds: i64) -> Verdict {
    decide(state)?;
    ensure(
        (-LONGEST..=LONGEST).contains(&seconds),
        Code::Invalid,
        "That is more than a day; extend the countdown by less",
    )
}
