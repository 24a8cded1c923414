//! The clock on the wall, passed in.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use board::Millis;
use tokio::time::Instant;

/// Tells the time that goes into the log. Waiting is not its business.
pub trait Clock: Send + Sync + 'static {
    /// Unix time now. May step backwards, as clocks do.
    fn now(&self) -> Millis;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

/// A clock's time, except that it never goes backwards: if the clock steps back, time goes on from where it was, at
/// the pace of time, until the clock has caught up. One for all rooms, so that a board that closes and opens again
/// finds it; and on it one for each board, whose last entry a clock that was set back before the start may not have
/// reached.
pub(crate) struct Timeline {
    clock: Arc<dyn Clock>,
    /// When the clock was last right, and the moment of that.
    right: Mutex<(Millis, Instant)>,
}

impl Timeline {
    /// Begins no earlier than at `last`.
    pub(crate) fn new(clock: Arc<dyn Clock>, last: Millis) -> Self {
        Self { clock, right: Mutex::new((last, Instant::now())) }
    }
}

impl Clock for Timeline {
    fn now(&self) -> Millis {
        let mut right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
        let (time, moment) = *right;
        let passed = u64::try_from(moment.elapsed().as_millis()).unwrap_or(u64::MAX);
        let steady = Millis(time.0.saturating_add(passed));
        let clock = self.clock.now();
        if clock < steady {
            return steady;
        }
        *right = (clock, Instant::now());
        clock
    }
}
