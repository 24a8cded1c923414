//! The clock on the wall, passed in, and what of it is believed.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use board::Millis;

/// A step forward of the clock that is believed at once.
const BELIEVED: Duration = Duration::from_secs(60);

/// How long a larger step has to hold before it is believed.
const HELD: Duration = Duration::from_secs(5 * 60);

/// Tells the time that goes into the log. Waiting is not its business.
pub trait Clock: Send + Sync + 'static {
    /// Unix time now. May step backwards and forwards, as clocks do.
    fn now(&self) -> Millis;

    /// How much time has passed since some moment, by a clock that nobody can set. It goes on while the machine sleeps,
    /// where the system can tell: then waking is no step of the clock.
    fn passed(&self) -> Duration {
        static BEGUN: OnceLock<std::time::Instant> = OnceLock::new();
        let now = tokio::time::Instant::now().into_std();
        now.saturating_duration_since(*BEGUN.get_or_init(std::time::Instant::now))
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    fn passed(&self) -> Duration {
        static BEGUN: OnceLock<boot_time::Instant> = OnceLock::new();
        let now = boot_time::Instant::now();
        now.saturating_duration_since(*BEGUN.get_or_init(boot_time::Instant::now))
    }
}

/// What of a clock is believed: that it goes, and small steps forward. If it steps back, time goes on from where it was,
/// at the pace of time, until the clock has caught up. If it steps forward by more than a minute, time goes on as well,
/// until the clock has held what it says for five minutes: a clock that was wrong for a moment must not leave a board
/// ahead for good, because time on a board never goes back. One for all rooms, so that a board that closes and opens
/// again finds it.
pub(crate) struct BelievedClock {
    clock: Arc<dyn Clock>,
    belief: Mutex<Belief>,
}

struct Belief {
    /// When the clock was last believed, and the moment of that.
    right: (Millis, Duration),
    /// How far it is ahead of what is believed, and since when.
    ahead: Option<(Duration, Duration)>,
}

impl BelievedClock {
    /// Begins with what the clock says now: there is nothing to compare it with.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let right = (clock.now(), clock.passed());
        Self { clock, belief: Mutex::new(Belief { right, ahead: None }) }
    }
}

impl Clock for BelievedClock {
    fn now(&self) -> Millis {
        let mut belief = self.belief.lock().unwrap_or_else(PoisonError::into_inner);
        let (clock, passed) = (self.clock.now(), self.clock.passed());
        belief.hear(clock, passed)
    }

    fn passed(&self) -> Duration {
        self.clock.passed()
    }
}

impl Belief {
    fn hear(&mut self, clock: Millis, passed: Duration) -> Millis {
        let steady = steady(self.right, passed);
        let step = Duration::from_millis(clock.0.saturating_sub(steady.0));
        if step > BELIEVED {
            let known = self.ahead.filter(|(before, _)| before.abs_diff(step) <= BELIEVED);
            let (_, since) = known.unwrap_or_else(|| {
                tracing::warn!(
                    seconds = step.as_secs(),
                    "the clock has stepped forward; it is believed once it holds for five minutes"
                );
                (step, passed)
            });
            self.ahead = Some((step, since));
            if passed.saturating_sub(since) < HELD {
                return steady;
            }
            tracing::warn!(seconds = step.as_secs(), "the clock is believed: it has held");
        }
        self.ahead = None;
        if clock < steady {
            return steady;
        }
        self.right = (clock, passed);
        clock
    }
}

/// The time on a board: a clock's, except that it never goes back behind the last entry, which a clock that was set back
/// before the start may not have reached.
pub(crate) struct Timeline {
    clock: Arc<dyn Clock>,
    /// When the clock was last right, and the moment of that.
    right: Mutex<(Millis, Duration)>,
}

impl Timeline {
    /// Begins no earlier than at `last`.
    pub(crate) fn new(clock: Arc<dyn Clock>, last: Millis) -> Self {
        let passed = clock.passed();
        Self { clock, right: Mutex::new((last, passed)) }
    }
}

impl Clock for Timeline {
    fn now(&self) -> Millis {
        let mut right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
        let (clock, passed) = (self.clock.now(), self.clock.passed());
        let steady = steady(*right, passed);
        if clock < steady {
            return steady;
        }
        *right = (clock, passed);
        clock
    }

    fn passed(&self) -> Duration {
        self.clock.passed()
    }
}

/// What time it is, going on from when it was known.
fn steady((time, moment): (Millis, Duration), passed: Duration) -> Millis {
    let passed = u64::try_from(passed.saturating_sub(moment).as_millis()).unwrap_or(u64::MAX);
    Millis(time.0.saturating_add(passed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_25_the_clock_that_nobody_can_set_goes() {
        let (wall, passed) = (WallClock.now(), WallClock.passed());
        while WallClock.passed() < passed + Duration::from_millis(2) {
            std::hint::spin_loop();
        }
        assert!(WallClock.now() > wall);
    }
}
