//! Slows down guessing of codes and keys. A right code or key is accepted at once.
//!
//! Only *failed* attempts count. So five hundred people behind one router can join within seconds, and a guesser
//! among them locks nobody out. A wrong code or key is checked first and refused afterwards: at first plainly, then
//! with "too many attempts". That alone would not slow down a guesser who ignores the answers. So after `FREE`
//! failures from one network, its attempts are checked one after the other, and each failure takes `EACH` of that
//! turn. A right code or key takes none of it.
//!
//! After the free attempts, two guesses a second from one network remain. A join code is one of 31⁶ (888 million), so
//! finding the code of a given board takes seven years on average. A key of eight small letters (209 thousand
//! million) takes 1,600 years; the key that the server makes has 144 bits.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use tokio::{
    sync::OwnedMutexGuard,
    time::{Duration, Instant, sleep_until, timeout},
};

/// How many failures are answered plainly, and the time after which a failure is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Failures in a row before further ones are answered with "too many attempts".
    pub burst: u32,
    /// Time after which one failure is forgotten.
    pub forget: Duration,
}

/// The most networks or secrets whose failures are remembered. Those with a single failure left are forgotten first.
const KEYS: usize = 20_000;

/// Failures from one network that do not slow down the next attempt.
const FREE: u32 = 1_000;

/// The time of the network's turn that each further failure takes.
const EACH: Duration = Duration::from_millis(500);

/// The longest wait of an attempt for its turn. It is reached only while others in the same network guess faster than
/// this.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Counts failed attempts.
#[derive(Debug)]
pub struct AttemptLimit {
    per_address: Mutex<Buckets<IpAddr>>,
    per_secret: Mutex<Buckets<String>>,
}

/// An attempt that may be checked now. Dropping it counts as success.
#[derive(Debug)]
pub struct Attempt<'l> {
    limit: &'l AttemptLimit,
    network: IpAddr,
    turn: Option<OwnedMutexGuard<Instant>>,
}

/// Leaky buckets by key.
#[derive(Debug)]
struct Buckets<K> {
    allowance: Allowance,
    by_key: FxHashMap<K, Bucket>,
}

/// The counts of one key. Each is stored as the time at which it will be zero.
#[derive(Debug)]
struct Bucket {
    /// The count of failures that were answered plainly.
    plain_until: Instant,
    /// The count of all failures.
    failures_until: Instant,
    /// The time at which the next attempt may be checked, once the free attempts are used up.
    turn: Option<Arc<tokio::sync::Mutex<Instant>>>,
}

impl AttemptLimit {
    /// Counters with their allowances, by address and by secret.
    pub fn new(per_address: Allowance, per_secret: Allowance) -> Self {
        Self {
            per_address: Mutex::new(Buckets { allowance: per_address, by_key: FxHashMap::default() }),
            per_secret: Mutex::new(Buckets { allowance: per_secret, by_key: FxHashMap::default() }),
        }
    }

    /// Begins an attempt from this address. Waits for its turn if very many failed before.
    ///
    /// # Errors
    /// The time after which to try again, if too many attempts wait for their turn.
    pub async fn attempt(&self, address: IpAddr) -> Result<Attempt<'_>, Duration> {
        let network = network(address);
        let turn = lock(&self.per_address).turn(&network, Instant::now());
        let turn = match turn {
            None => None,
            Some(turn) => {
                let turn = timeout(LONGEST_WAIT, turn.lock_owned()).await.map_err(|_| LONGEST_WAIT)?;
                sleep_until(*turn).await;
                Some(turn)
            }
        };
        Ok(Attempt { limit: self, network, turn })
    }
}

impl Attempt<'_> {
    /// Counts the attempt as failed. `secret` is the tried secret, if its form is valid.
    ///
    /// # Errors
    /// The time for which attempts are answered with "too many attempts", if there were too many before this one.
    pub fn failed(self, secret: Option<&str>) -> Result<(), Duration> {
        let now = Instant::now();
        if let Some(mut turn) = self.turn {
            *turn = now + EACH;
        }
        let by_address = lock(&self.limit.per_address).add(self.network, now);
        let by_secret = secret.map(|secret| lock(&self.limit.per_secret).add(secret.to_owned(), now));
        by_address.and(by_secret.unwrap_or(Ok(())))
    }
}

/// The network that is counted as one: an IPv4 address, or the IPv6 /64, which a single customer has at least.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

/// The counters stay usable after another thread panicked: a wrong count harms nobody.
fn lock<K>(buckets: &Mutex<Buckets<K>>) -> std::sync::MutexGuard<'_, Buckets<K>> {
    buckets.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K: Hash + Eq> Buckets<K> {
    /// The turn to wait for, if the free attempts are used up.
    fn turn(&mut self, key: &K, now: Instant) -> Option<Arc<tokio::sync::Mutex<Instant>>> {
        let free = self.allowance.forget * FREE;
        let bucket = self.by_key.get_mut(key)?;
        if bucket.failures_until.saturating_duration_since(now) < free {
            bucket.turn = None;
            return None;
        }
        Some(Arc::clone(bucket.turn.get_or_insert_with(|| Arc::new(tokio::sync::Mutex::new(now)))))
    }

    /// Counts a failure. If it is not answered plainly, returns the time until a failure is answered plainly again.
    fn add(&mut self, key: K, now: Instant) -> Result<(), Duration> {
        let Allowance { burst, forget } = self.allowance;
        if self.by_key.len() >= KEYS {
            let worth = now + forget;
            self.by_key.retain(|_, bucket| bucket.failures_until > worth);
            if self.by_key.len() >= KEYS {
                self.by_key.clear();
            }
        }
        let fresh = || Bucket { plain_until: now, failures_until: now, turn: None };
        let bucket = self.by_key.entry(key).or_insert_with(fresh);
        // A guesser who never stops is remembered no longer than one who stopped after a while.
        let most = now + forget * (FREE + burst);
        bucket.failures_until = (bucket.failures_until.max(now) + forget).min(most);
        let level = bucket.plain_until.saturating_duration_since(now);
        // There is no excess while this failure still fits.
        let over = (level + forget).checked_sub(forget * burst).filter(|over| !over.is_zero());
        match over {
            None => {
                bucket.plain_until = now + level + forget;
                Ok(())
            }
            Some(over) => Err(over),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    fn limit() -> AttemptLimit {
        AttemptLimit::new(
            Allowance { burst: 5, forget: 10 * SECOND },
            Allowance { burst: 3, forget: 60 * SECOND },
        )
    }

    async fn fail(limit: &AttemptLimit, address: IpAddr, secret: &str) -> Result<(), Duration> {
        limit.attempt(address).await.unwrap().failed(Some(secret))
    }

    #[tokio::test(start_paused = true)]
    async fn successes_are_never_limited() {
        let (limit, start) = (limit(), Instant::now());
        for _ in 0..5_000 {
            drop(limit.attempt(ADDRESS).await.unwrap());
        }
        assert_eq!(Instant::now(), start);
    }

    #[tokio::test(start_paused = true)]
    async fn failures_from_one_address_are_limited_and_forgotten() {
        let limit = limit();
        for i in 0..5 {
            assert_eq!(fail(&limit, ADDRESS, &i.to_string()).await, Ok(()), "{i}");
        }
        for i in 5..90 {
            assert_eq!(fail(&limit, ADDRESS, &i.to_string()).await, Err(10 * SECOND), "{i}");
        }
        assert_eq!(fail(&limit, [10, 0, 0, 2].into(), "x").await, Ok(()), "another address is free");
        tokio::time::advance(10 * SECOND).await;
        assert_eq!(fail(&limit, ADDRESS, "y").await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn failures_with_one_code_are_limited_wherever_they_come_from() {
        let limit = limit();
        for i in 0..3 {
            assert_eq!(fail(&limit, [10, 0, 0, i].into(), "ABC234").await, Ok(()));
        }
        assert_eq!(fail(&limit, [10, 0, 9, 9].into(), "ABC234").await, Err(60 * SECOND));
        assert_eq!(fail(&limit, [10, 0, 9, 9].into(), "ABC235").await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn an_ipv6_network_counts_as_one() {
        let limit = limit();
        for i in 0..5u16 {
            let address = Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 0, 0, 0, i).into();
            assert_eq!(fail(&limit, address, &i.to_string()).await, Ok(()));
        }
        let same: IpAddr = Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 9, 9, 9, 9).into();
        let other: IpAddr = Ipv6Addr::new(0x2001, 0xdb8, 0, 8, 0, 0, 0, 0).into();
        assert!(fail(&limit, same, "x").await.is_err());
        assert!(fail(&limit, other, "y").await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_guesses_on_is_slowed_down_and_who_is_right_beside_them_is_not() {
        let (limit, start) = (Arc::new(limit()), Instant::now());
        for i in 0..FREE {
            let _ = fail(&limit, ADDRESS, &i.to_string()).await;
        }
        assert_eq!(Instant::now(), start, "these are free");
        for i in 0..20 {
            let _ = fail(&limit, ADDRESS, &i.to_string()).await;
        }
        assert_eq!(start.elapsed(), 19 * EACH, "and these are not");
        // Right ones wait for the last failure at most, however many there are.
        let start = Instant::now();
        let rights: Vec<_> = (0..500)
            .map(|_| {
                let limit = Arc::clone(&limit);
                tokio::spawn(async move { limit.attempt(ADDRESS).await.map(drop) })
            })
            .collect();
        for right in rights {
            right.await.unwrap().unwrap();
        }
        assert_eq!(start.elapsed(), EACH);
        // As many wrong ones at once are not all looked at.
        let wrongs: Vec<_> = (0..100)
            .map(|i| {
                let limit = Arc::clone(&limit);
                tokio::spawn(async move {
                    limit.attempt(ADDRESS).await.map(|attempt| attempt.failed(Some(&i.to_string())))
                })
            })
            .collect();
        let mut looked_at = 0;
        for wrong in wrongs {
            looked_at += u32::from(wrong.await.unwrap().is_ok());
        }
        assert!((20..=22).contains(&looked_at), "{looked_at} in ten seconds");
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded() {
        let limit = limit();
        for i in 0..(2 * KEYS as u32) {
            let _ = fail(&limit, i.to_be_bytes().into(), &i.to_string()).await;
        }
        assert!(lock(&limit.per_address).by_key.len() <= KEYS);
    }
}
