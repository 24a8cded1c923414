//! The clock on the wall, passed in.

use std::time::{SystemTime, UNIX_EPOCH};

use board::Millis;

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
