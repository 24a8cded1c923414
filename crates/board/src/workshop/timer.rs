//! The countdown of the activity.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// A countdown. Clients subtract from the server's time, so that it does not differ between people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Whether time is running.
    pub running: bool,
    /// When it ends; there exactly while it runs. It may lie in the past: the time is overrun.
    pub ends_at: Option<Millis>,
    /// What is left; there exactly while it is paused.
    pub remaining_ms: Option<u64>,
}
