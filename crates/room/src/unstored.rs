//! That the journal keeps nothing: how often it was tried, and who knows.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::event::SessionId;

/// The pause before the first new attempt. It doubles with each one that fails, …
const FIRST: Duration = Duration::from_millis(250);

/// … up to this.
const LONGEST: Duration = Duration::from_secs(2);

/// Since when, how often, and whose edits were not stored.
#[derive(Default)]
pub(crate) struct Unstored {
    /// Attempts in a row that failed.
    attempts: u32,
    /// Sessions that know that their edits are not stored.
    told: BTreeSet<SessionId>,
}

/// What a batch was made of, as far as it comes again.
#[derive(Default)]
pub(crate) struct Wanted {
    /// Whose edits were in it, those without an effect and the refused ones among them. They are asked again.
    pub(crate) authors: BTreeSet<SessionId>,
}

impl Unstored {
    /// Whether the last attempt to store anything failed.
    pub(crate) fn is_any(&self) -> bool {
        self.attempts > 0
    }

    /// One more attempt failed. Of those who know, these are still here.
    pub(crate) fn failed(&mut self, is_here: impl Fn(&SessionId) -> bool) {
        self.attempts += 1;
        self.told.retain(is_here);
    }

    /// Somebody is told of it; false if they were before.
    pub(crate) fn tell(&mut self, session: SessionId) -> bool {
        self.told.insert(session)
    }

    /// How long until the next attempt.
    pub(crate) fn pause(&self) -> Duration {
        LONGEST.min(FIRST * 2_u32.saturating_pow(self.attempts.min(16).saturating_sub(1)))
    }
}
