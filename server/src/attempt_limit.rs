//! Guessing codes and keys is slow; who has the right one is let in at once.
//!
//! Only *failed* attempts count, so that five hundred people behind one router can join within seconds, and somebody
//! who guesses beside them keeps nobody out. A wrong code or key is looked at first and refused afterwards: at first
//! plainly, then with "too many attempts". That alone would not slow down who ignores the answers, so after a
//! `FREE` number of failures from one network its attempts are looked at one after the other, and each failure
//! takes `EACH` of that turn. A right one takes nothing of it.
//!
//! What that leaves of guessing: after the free attempts two a second from one network. A join code is one of 31⁶
//! (888 million), so that finding a given board's takes seven years on average; a key of eight small letters (209
//! thousand million) takes 1,600; the key that the server makes itself has 144 bits.

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

/// How many failures are answered plainly, and how long until one of them is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Failures in a row before further ones are answered with "too many attempts".
    pub burst: u32,
    /// Time after which one failure is forgotten.
    pub forget: Duration,
}

/// Failures remembered: at most so many keys, those with a single failure left forgotten first.
const KEYS: usize = 20_000;

/// Failures from one network that do not slow down the next attempt.
const FREE: u32 = 1_000;

/// What each failure beyond them takes of the network's turn.
const EACH: Duration = Duration::from_millis(500);

/// How long an attempt waits for its turn: only while somebody in the same network guesses faster than this.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Counts failed attempts.
#[derive(Debug)]
pub struct AttemptLimit {
    per_address: Mutex<Buckets<IpAddr>>,
    per_secret: Mutex<Buckets<String>>,
}

/// An attempt that may be looked at now. Dropping it says that it was right.
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

/// Each count is stored as the moment at which it will be nothing.
#[derive(Debug)]
struct Bucket {
    /// Of what was answered plainly.
    plain_until: Instant,
    /// Of all failures.
    failures_until: Instant,
    /// When the next attempt may be looked at, for those that come after the free ones.
    turn: Option<Arc<tokio::sync::Mutex<Instant>>>,
}

impl AttemptLimit {
    /// Counters with their allowances.
    pub fn new(per_address: Allowance, per_secret: Allowance) -> Self {
        Self {
            per_address: Mutex::new(Buckets { allowance: per_address, by_key: FxHashMap::default() }),
            per_secret: Mutex::new(Buckets { allowance: per_secret, by_key: FxHashMap::default() }),
        }
    }

    /// An attempt from this address. Waits for its turn if very many failed before.
    ///
    /// # Errors
    /// The time after which to try again, if too many wait for their turn.
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
    /// It was wrong; `secret` is what was tried, if it could have been right at all.
    ///
    /// # Errors
    /// The time for which attempts are answered with "too many", if there were too many before this one.
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

/// Who is counted as one: an IPv4 address, or the /64 network that a single IPv6 customer has at least.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

/// The counters stay usable whatever happened to another thread: a count more or less harms nobody.
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

    /// Counts a failure. The time until one is answered plainly again, if this one is not.
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
        // Whoever goes on for ever is remembered for as long as somebody who went on for a while.
        let most = now + forget * (FREE + burst);
        bucket.failures_until = (bucket.failures_until.max(now) + forget).min(most);
        let level = bucket.plain_until.saturating_duration_since(now);
        // This one must still fit.
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
