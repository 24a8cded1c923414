use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A failed attempt to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What it is counted under: a network, a secret.
    pub key: String,
    /// The time after which it is forgotten, once those before it are.
    pub forget: Duration,
    /// The longest time after which all attempts under the key are forgotten. What goes beyond is not counted.
    pub most: Duration,
}

/// The most keys that are remembered in memory. Those that are forgotten soonest go first.
const KEYS: usize = 20_000;

/// Debts of one process, by key: the time at which everything is forgotten.
#[derive(Debug, Default)]
pub(crate) struct Debts(Mutex<HashMap<String, Instant>>);

impl Debts {
    fn by_key(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn count(&self, attempts: &[Attempt]) -> Vec<Duration> {
        let (now, mut by_key) = (Instant::now(), self.by_key());
        let count = |Attempt { key, forget, most }: &Attempt| {
            if by_key.len() >= KEYS && !by_key.contains_key(key) {
                make_room(&mut by_key, now);
            }
            let until = by_key.entry(key.clone()).or_insert(now);
            let debt = until.saturating_duration_since(now);
            *until = now + (debt + *forget).min(*most).max(debt);
            debt
        };
        attempts.iter().map(count).collect()
    }

    pub fn of(&self, keys: &[String]) -> Vec<Duration> {
        let (now, by_key) = (Instant::now(), self.by_key());
        let debt = |key: &String| by_key.get(key).map_or(Duration::ZERO, |until| *until - now);
        keys.iter().map(debt).collect()
    }
}

/// Forgets what is over, and if that is too little, the half that would be over soonest.
fn make_room(by_key: &mut HashMap<String, Instant>, now: Instant) {
    by_key.retain(|_, until| *until > now);
    if by_key.len() >= KEYS {
        let mut ends: Vec<_> = by_key.values().copied().collect();
        let middle = *ends.select_nth_unstable(KEYS / 2).1;
        by_key.retain(|_, until| *until > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Debts, KEYS};
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn jrnl_38_what_is_remembered_is_bounded_and_the_worst_are_remembered_longest() {
        let debts = Debts::default();
        let attempt = |key: String, secs| {
            let forget = Duration::from_secs(secs);
            Attempt { key, forget, most: forget * 9 }
        };
        debts.count(&[attempt("guesser".into(), 1_000)]);
        for at in 0..3 * KEYS {
            debts.count(&[attempt(at.to_string(), 1 + at as u64 % 7)]);
            assert!(debts.by_key().len() <= KEYS);
        }
        assert_eq!(debts.of(&["guesser".into()]), [Duration::from_secs(1_000)]);
    }
}
