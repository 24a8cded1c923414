//! The pace at which one connection's pings are answered (COST-7).

use std::time::Duration;

use tokio::time::Instant;

/// The number of pings that are answered at once.
const BURST: u32 = 200;
/// The number of pings that are answered per second after that.
const PER_SECOND: u32 = 50;

/// The pings of one connection. The state is the time at which the burst is full again (the generic cell rate
/// algorithm, ITU-T I.371).
#[derive(Debug)]
pub(super) struct PingRate {
    whole_at: Instant,
}

impl PingRate {
    pub(super) fn new(now: Instant) -> Self {
        Self { whole_at: now }
    }

    /// Counts one more ping. Returns whether it is answered.
    pub(super) fn pass(&mut self, now: Instant) -> bool {
        let each = Duration::from_secs(1) / PER_SECOND;
        self.whole_at = self.whole_at.max(now) + each;
        self.whole_at.duration_since(now) <= each * BURST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn cost_7_a_burst_of_pings_is_answered_and_then_so_many_a_second() {
        let start = Instant::now();
        let mut rate = PingRate::new(start);
        let mut answered = |at: Duration, pings: u32| (0..pings).filter(|_| rate.pass(start + at)).count();
        assert_eq!(answered(Duration::ZERO, 200), 200);
        assert_eq!(answered(Duration::from_secs(1), 50), 50);
        assert_eq!(answered(Duration::from_secs(1), 1), 0);
        assert_eq!(answered(Duration::from_secs(60), 200), 200);
    }
}
