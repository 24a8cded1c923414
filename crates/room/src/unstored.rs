//! Counts attempts to store that failed, and remembers which sessions know of them.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::event::SessionId;

/// The pause before the first new attempt. It doubles with each attempt that fails.
const FIRST: Duration = Duration::from_millis(250);

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(2);

/// The failed attempts since the last success, and the sessions that were told.
#[derive(Default)]
pub(crate) struct Unstored {
    /// Attempts in a row that failed.
    attempts: u32,
    /// Sessions that were told that their edits are not stored.
    told: BTreeSet<SessionId>,
}

/// The parts of a batch that are asked for again.
#[derive(Default)]
pub(crate) struct Wanted {
    /// The sessions whose edits were in the batch, including edits without effect and refused ones.
    pub(crate) authors: BTreeSet<SessionId>,
}

impl Unstored {
    /// Whether the last attempt to store anything failed.
    pub(crate) fn is_any(&self) -> bool {
        self.attempts > 0
    }

    /// Notes one more failed attempt. Forgets the told sessions for which `is_here` is false.
    pub(crate) fn failed(&mut self, is_here: impl Fn(&SessionId) -> bool) {
        self.attempts += 1;
        self.told.retain(is_here);
    }

    /// Notes that a session is told. Returns false if it was told before.
    pub(crate) fn tell(&mut self, session: SessionId) -> bool {
        self.told.insert(session)
    }

    /// The pause until the next attempt.
    pub(crate) fn pause(&self) -> Duration {
        LONGEST.min(FIRST * 2_u32.saturating_pow(self.attempts.min(16).saturating_sub(1)))
    }
}
