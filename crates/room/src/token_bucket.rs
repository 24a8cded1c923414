//! A token bucket. It counts refusals, answers and presence that a person or a session may still have.

use tokio::time::Instant;

/// The units of one token. Costs are given in these units, so that there are no fractions.
pub(crate) const TOKEN: u64 = 1_000;

/// A token bucket. It begins full and refills evenly.
#[derive(Clone, Debug)]
pub(crate) struct TokenBucket {
    /// The units that are left, at most those of `burst` tokens.
    left: u64,
    /// The time at which `left` was computed.
    at: Instant,
}

impl TokenBucket {
    pub(crate) fn new(burst: u64, now: Instant) -> Self {
        Self { left: burst * TOKEN, at: now }
    }

    /// The time of the last call that computed the level.
    pub(crate) fn used_at(&self) -> Instant {
        self.at
    }

    /// Takes `cost` units. If there are fewer, takes those and returns false.
    pub(crate) fn spend(&mut self, cost: u64, burst: u64, per_second: u64, now: Instant) -> bool {
        self.refill(burst, per_second, now);
        let enough = self.left >= cost;
        self.left = self.left.saturating_sub(cost);
        enough
    }

    /// Takes `cost` units if there are as many, and otherwise none.
    pub(crate) fn take(&mut self, cost: u64, burst: u64, per_second: u64, now: Instant) -> bool {
        self.refill(burst, per_second, now);
        let enough = self.left >= cost;
        self.left -= if enough { cost } else { 0 };
        enough
    }

    fn refill(&mut self, burst: u64, per_second: u64, now: Instant) {
        let passed = u64::try_from(now.duration_since(self.at).as_millis()).unwrap_or(u64::MAX);
        let refill = passed.saturating_mul(per_second * TOKEN / 1_000);
        self.left = self.left.saturating_add(refill).min(burst * TOKEN);
        self.at = now;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn room_12_patience_lasts_for_a_burst_and_comes_back_with_time() {
        let start = Instant::now();
        let mut bucket = TokenBucket::new(3, start);
        let mut spend = |after: u64, cost| bucket.spend(cost, 3, 1, start + Duration::from_millis(after));
        assert!(spend(0, TOKEN) && spend(0, TOKEN) && spend(0, TOKEN));
        assert!(!spend(0, TOKEN));
        assert!(!spend(999, TOKEN));
        assert!(spend(2_999, TOKEN / 4));
        assert!(spend(60_000, 3 * TOKEN));
        assert!(!spend(60_000, 1));
    }
}
