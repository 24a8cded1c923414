//! The course of the workshop: which activities ran, and for how long.

use serde::{Deserialize, Serialize};

use super::{EDITION_METHOD, State};
use crate::Millis;

/// One run of an activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Run {
    /// The activity's id.
    pub activity: String,
    /// When it began.
    #[cfg_attr(feature = "openapi", schema(value_type = u64, maximum = 253_402_300_799_999_i64))]
    pub from: Millis,
    /// When it ended; missing while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<u64>, maximum = 253_402_300_799_999_i64))]
    pub to: Option<Millis>,
}

/// The most runs that are kept; the oldest give way.
pub(super) const MOST: usize = 500;

impl State {
    pub(super) fn begin_activity(&mut self, at: Millis, activity: String) {
        if self.edition < EDITION_METHOD {
            return;
        }
        if self.runs.len() >= MOST {
            self.runs.remove(0);
        }
        self.runs.push(Run { activity, from: at, to: None });
    }

    /// Ends the run that is under way, if there is one. Hidden causes are then no longer revealed in turns.
    pub(super) fn end_activity(&mut self, at: Millis) {
        self.turn = None;
        if self.runs.last().is_some_and(|run| run.to.is_none())
            && let Some(run) = self.runs.last_mut()
        {
            run.to = Some(at.max(run.from));
        }
    }
}
