//! Guessing join codes is slow; joining is not. Only *failed* attempts count, per address and per code, so that
//! five hundred people behind one router can join within seconds.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use rustc_hash::FxHashMap;

/// How many failures are forgiven at once, and how long until one of them is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Failures in a row before further attempts are refused.
    pub burst: u32,
    /// Time after which one failure is forgotten.
    pub forget: Duration,
}

/// Failures remembered: at most so many keys, those with a single failure left forgotten first.
const KEYS: usize = 20_000;

/// Counts failed attempts; refuses when there were too many.
#[derive(Debug)]
pub struct JoinLimit {
    per_address: Mutex<Buckets<IpAddr>>,
    per_code: Mutex<Buckets<String>>,
}

/// A leaky bucket per key, stored as the moment at which it will be empty.
#[derive(Debug)]
struct Buckets<K> {
    allowance: Allowance,
    empty_at: FxHashMap<K, Instant>,
}

impl JoinLimit {
    /// Counters with their allowances.
    pub fn new(per_address: Allowance, per_code: Allowance) -> Self {
        Self {
            per_address: Mutex::new(Buckets { allowance: per_address, empty_at: FxHashMap::default() }),
            per_code: Mutex::new(Buckets { allowance: per_code, empty_at: FxHashMap::default() }),
        }
    }

    /// Whether an attempt may be made now.
    ///
    /// # Errors
    /// The time to wait.
    pub fn check(&self, address: IpAddr, code: &str, now: Instant) -> Result<(), Duration> {
        lock(&self.per_address).check(&network(address), now)?;
        lock(&self.per_code).check(code, now)
    }

    /// An attempt failed with something that cannot be a code at all.
    pub fn failed_from(&self, address: IpAddr, now: Instant) {
        lock(&self.per_address).add(network(address), now);
    }

    /// An attempt failed.
    pub fn failed(&self, address: IpAddr, code: &str, now: Instant) {
        lock(&self.per_address).add(network(address), now);
        lock(&self.per_code).add(code.to_owned(), now);
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
    fn check<Q>(&self, key: &Q, now: Instant) -> Result<(), Duration>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let Some(empty_at) = self.empty_at.get(key) else { return Ok(()) };
        let full = self.allowance.forget * self.allowance.burst;
        let level = empty_at.saturating_duration_since(now);
        // One more failure must still fit.
        (level + self.allowance.forget).checked_sub(full).filter(|over| !over.is_zero()).map_or(Ok(()), Err)
    }

    fn add(&mut self, key: K, now: Instant) {
        if self.empty_at.len() >= KEYS {
            let worth = now + self.allowance.forget;
            self.empty_at.retain(|_, empty_at| *empty_at > worth);
            if self.empty_at.len() >= KEYS {
                self.empty_at.clear();
            }
        }
        let empty_at = self.empty_at.entry(key).or_insert(now);
        *empty_at = (*empty_at).max(now) + self.allowance.forget;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn attempts() -> JoinLimit {
        JoinLimit::new(
            Allowance { burst: 5, forget: 10 * SECOND },
            Allowance { burst: 3, forget: 60 * SECOND },
        )
    }

    #[test]
    fn successes_are_never_limited() {
        let (attempts, now) = (attempts(), Instant::now());
        for _ in 0..500 {
            assert_eq!(attempts.check([10, 0, 0, 1].into(), "ABC234", now), Ok(()));
        }
    }

    #[test]
    fn failures_from_one_address_are_limited_and_forgotten() {
        let (attempts, now) = (attempts(), Instant::now());
        let address = IpAddr::from([10, 0, 0, 1]);
        for i in 0..5 {
            let code = format!("CODE{i}");
            assert_eq!(attempts.check(address, &code, now), Ok(()), "{i}");
            attempts.failed(address, &code, now);
        }
        assert_eq!(attempts.check(address, "OTHER", now), Err(10 * SECOND));
        assert_eq!(attempts.check([10, 0, 0, 2].into(), "OTHER", now), Ok(()), "another address is free");
        assert_eq!(attempts.check(address, "OTHER", now + 10 * SECOND), Ok(()));
    }

    #[test]
    fn failures_on_one_code_are_limited_wherever_they_come_from() {
        let (attempts, now) = (attempts(), Instant::now());
        for i in 0..3 {
            attempts.failed([10, 0, 0, i].into(), "ABC234", now);
        }
        assert_eq!(attempts.check([10, 0, 9, 9].into(), "ABC234", now), Err(60 * SECOND));
        assert_eq!(attempts.check([10, 0, 9, 9].into(), "ABC235", now), Ok(()));
    }

    #[test]
    fn an_ipv6_network_counts_as_one() {
        let (attempts, now) = (attempts(), Instant::now());
        for i in 0..5u16 {
            attempts.failed(Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 0, 0, 0, i).into(), &i.to_string(), now);
        }
        let same: IpAddr = Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 9, 9, 9, 9).into();
        let other: IpAddr = Ipv6Addr::new(0x2001, 0xdb8, 0, 8, 0, 0, 0, 0).into();
        assert!(attempts.check(same, "OTHER", now).is_err());
        assert!(attempts.check(other, "OTHER", now).is_ok());
    }

    #[test]
    fn memory_is_bounded() {
        let (attempts, now) = (attempts(), Instant::now());
        for i in 0..(2 * KEYS as u32) {
            attempts.failed(i.to_be_bytes().into(), &i.to_string(), now);
        }
        assert!(lock(&attempts.per_address).empty_at.len() <= KEYS);
    }
}
