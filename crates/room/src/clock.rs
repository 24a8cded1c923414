//! The wall clock, passed in by the caller, and how far a room believes it.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use board::Millis;

/// A step forward of at most this length is believed at once.
const BELIEVED: Duration = Duration::from_secs(60);

/// How long a larger step has to hold before it is believed.
const HELD: Duration = Duration::from_secs(5 * 60);

/// Tells the time that goes into the log. It is not used for waiting.
pub trait Clock: Send + Sync + 'static {
    /// The Unix time now, in ms. May step backwards and forwards, as clocks do.
    fn now(&self) -> Millis;

    /// The time since a fixed moment, by a clock that nobody can set. Where the system supports it, this clock goes
    /// on while the machine sleeps, so that waking does not look like a step of the wall clock.
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

/// A clock that believes its source only as far as the source goes on evenly or takes small steps forward.
///
/// If the source steps back, time goes on from where it was, at the pace of time, until the source has caught up. If
/// the source steps forward by more than a minute, time goes on in the same way until the source has kept the new
/// time for five minutes. A source that was wrong for a moment must not leave a board ahead for good, because time on
/// a board never goes back. All rooms share one believed clock, so that a board that closes and opens again finds the
/// same time.
pub(crate) struct BelievedClock {
    clock: Arc<dyn Clock>,
    belief: Mutex<Belief>,
}

struct Belief {
    /// The time at which the source was last believed, and the moment when that was.
    right: (Millis, Duration),
    /// How far the source is ahead of the believed time, and since which moment.
    ahead: Option<(Duration, Duration)>,
}

impl BelievedClock {
    /// Begins with the time that the source gives now: there is nothing to compare it with.
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

/// The time on a board: the clock's, except that it never falls behind the last entry. A clock that was set back
/// before the server started may still be behind that entry.
pub(crate) struct Timeline {
    clock: Arc<dyn Clock>,
    /// The latest time of the clock that was not behind, and the moment when it was read.
    right: Mutex<(Millis, Duration)>,
}

impl Timeline {
    /// A timeline that begins no earlier than at `last`.
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

/// The time now, counted on from a known time and the moment when it was known.
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
