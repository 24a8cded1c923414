//! Slows down guessing of codes and keys. A right code or key is accepted at once.
//!
//! Only *failed* attempts count. So five hundred people behind one router can join within seconds, and a guesser
//! among them locks nobody out. A wrong code or key is checked first and refused afterwards: at first plainly, then
//! with "too many attempts". That alone would not slow down a guesser who ignores the answers. So after a number of
//! free failures, attempts are checked one after the other, and each failure takes a time of that turn. A right code or
//! key takes none of it.
//!
//! Turns are taken at several widths, from the inside out, because a guesser may have many addresses:
//!
//! | failures from | free | after that a second |
//! |---|---|---|
//! | one network: an IPv4 address, an IPv6 /64 | 1,000 | 2 |
//! | its surroundings: an IPv4 /16, an IPv6 /48 | 4,000 | 3 |
//! | everywhere | 20,000 | 4 |
//!
//! Each network has one attempt at a time in the turn of its surroundings, and each surroundings one in the turn of
//! all. So a guesser takes no more than one place in the row of an honest attempt. The longest wait,
//! `LONGEST_WAIT`, is reached once guessers sit in forty surroundings.
//!
//! A join code is one of 31⁶ (888 million). One address finds the code of a given board in seven years on average; all
//! addresses of the world together in three and a half, and that of any of a hundred boards in 25 days, after a head
//! start of one in 444. Then they are on the list of people, where they can be removed. A key of eight small letters
//! (209 thousand million) takes 830 years. Tokens and the key that the server makes have 144 bits: they are not
//! counted, because no number of attempts finds one.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use tokio::{
    sync::OwnedMutexGuard,
    time::{Duration, Instant, sleep_until, timeout_at},
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

/// How far failures slow down the next attempts.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// Failures that slow down nothing.
    free: u32,
    /// The time of the turn that each further failure takes. After four times as much one is forgotten.
    each: Duration,
}

/// The paces of a network, of its surroundings, and of all.
const PACES: [Pace; 3] = [
    Pace { free: 1_000, each: Duration::from_millis(500) },
    Pace { free: 4_000, each: Duration::from_millis(333) },
    Pace { free: 20_000, each: Duration::from_millis(250) },
];

/// The longest wait of an attempt for its turns.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Counts failed attempts.
#[derive(Debug)]
pub struct AttemptLimit {
    per_address: Mutex<Buckets<IpAddr>>,
    per_secret: Mutex<Buckets<String>>,
    turns: [Mutex<Turns>; PACES.len()],
}

/// An attempt that may be checked now. Dropping it counts as success.
#[derive(Debug)]
pub struct Attempt<'l> {
    limit: &'l AttemptLimit,
    networks: [IpAddr; PACES.len()],
    turns: [Option<OwnedMutexGuard<Instant>>; PACES.len()],
}

/// Leaky buckets by key: the failures that were answered plainly. Each is stored as the time at which it will be empty.
#[derive(Debug)]
struct Buckets<K> {
    allowance: Allowance,
    by_key: FxHashMap<K, Instant>,
}

/// All failures at one width, by network.
#[derive(Debug)]
struct Turns {
    pace: Pace,
    by_network: FxHashMap<IpAddr, Failures>,
}

/// The failures of one network.
#[derive(Debug)]
struct Failures {
    /// The time at which all are forgotten.
    until: Instant,
    /// The time at which the next attempt may be checked, once the free failures are used up.
    turn: Option<Arc<tokio::sync::Mutex<Instant>>>,
}

impl AttemptLimit {
    /// Counters with their allowances, by address and by secret.
    pub fn new(per_address: Allowance, per_secret: Allowance) -> Self {
        Self {
            per_address: Mutex::new(Buckets { allowance: per_address, by_key: FxHashMap::default() }),
            per_secret: Mutex::new(Buckets { allowance: per_secret, by_key: FxHashMap::default() }),
            turns: PACES.map(|pace| Mutex::new(Turns { pace, by_network: FxHashMap::default() })),
        }
    }

    /// Begins an attempt from this address. Waits for its turns if very many failed before.
    ///
    /// # Errors
    /// The time after which to try again, if too many attempts wait for their turns.
    pub async fn attempt(&self, address: IpAddr) -> Result<Attempt<'_>, Duration> {
        let mut attempt = Attempt { limit: self, networks: networks(address), turns: [None, None, None] };
        let latest = Instant::now() + LONGEST_WAIT;
        for width in 0..PACES.len() {
            let turn = lock(&self.turns[width]).turn(attempt.networks[width], Instant::now());
            if let Some(turn) = turn {
                let turn = timeout_at(latest, turn.lock_owned()).await.map_err(|_| LONGEST_WAIT)?;
                sleep_until(*turn).await;
                attempt.turns[width] = Some(turn);
            }
        }
        Ok(attempt)
    }
}

impl Attempt<'_> {
    /// Counts the attempt as failed. `secret` is the tried secret, if its form is valid.
    ///
    /// # Errors
    /// The time for which attempts are answered with "too many attempts", if there were too many before this one.
    pub fn failed(self, secret: Option<&str>) -> Result<(), Duration> {
        let now = Instant::now();
        for (width, turn) in self.turns.into_iter().enumerate() {
            if let Some(mut turn) = turn {
                *turn = now + PACES[width].each;
            }
            lock(&self.limit.turns[width]).add(self.networks[width], now);
        }
        let by_address = lock(&self.limit.per_address).add(self.networks[0], now);
        let by_secret = secret.map(|secret| lock(&self.limit.per_secret).add(secret.to_owned(), now));
        by_address.and(by_secret.unwrap_or(Ok(())))
    }
}

/// The networks that are counted as one, each by its first address: what a single customer has at least, what a
/// single customer may have, and everything.
fn networks(address: IpAddr) -> [IpAddr; PACES.len()] {
    let everywhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let first = |bits: u32| Ipv6Addr::from_bits(v6.to_bits() >> (128 - bits) << (128 - bits)).into();
            [first(64), first(48), everywhere]
        }
        IpAddr::V4(v4) => [v4.into(), Ipv4Addr::from_bits(v4.to_bits() >> 16 << 16).into(), everywhere],
    }
}

/// The counters stay usable after another thread panicked: a wrong count harms nobody.
fn lock<T>(counters: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    counters.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room for one more key: first those of a single failure go, then all.
fn make_room<K, V>(by_key: &mut FxHashMap<K, V>, until: impl Fn(&V) -> Instant, worth: Instant) {
    if by_key.len() >= KEYS {
        by_key.retain(|_, value| until(value) > worth);
        if by_key.len() >= KEYS {
            by_key.clear();
        }
    }
}

impl Turns {
    /// The time after which one failure is forgotten.
    fn forget(&self) -> Duration {
        self.pace.each * 4
    }

    /// The turn to wait for, if the free failures are used up.
    fn turn(&mut self, network: IpAddr, now: Instant) -> Option<Arc<tokio::sync::Mutex<Instant>>> {
        let free = self.forget() * self.pace.free;
        let failures = self.by_network.get_mut(&network)?;
        if failures.until.saturating_duration_since(now) < free {
            failures.turn = None;
            return None;
        }
        Some(Arc::clone(failures.turn.get_or_insert_with(|| Arc::new(tokio::sync::Mutex::new(now)))))
    }

    fn add(&mut self, network: IpAddr, now: Instant) {
        let forget = self.forget();
        make_room(&mut self.by_network, |failures| failures.until, now + forget);
        let failures = self.by_network.entry(network).or_insert(Failures { until: now, turn: None });
        // A guesser who never stops is remembered no longer than one who stopped after a while.
        let most = now + forget * (self.pace.free + 30);
        failures.until = (failures.until.max(now) + forget).min(most);
    }
}

impl<K: Hash + Eq> Buckets<K> {
    /// Counts a failure. If it is not answered plainly, returns the time until a failure is answered plainly again.
    fn add(&mut self, key: K, now: Instant) -> Result<(), Duration> {
        let Allowance { burst, forget } = self.allowance;
        make_room(&mut self.by_key, |until| *until, now + forget);
        let until = self.by_key.entry(key).or_insert(now);
        let level = until.saturating_duration_since(now);
        // There is no excess while this failure still fits.
        match (level + forget).checked_sub(forget * burst).filter(|over| !over.is_zero()) {
            None => {
                *until = now + level + forget;
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
        for i in 0..PACES[0].free {
            let _ = fail(&limit, ADDRESS, &i.to_string()).await;
        }
        assert_eq!(Instant::now(), start, "these are free");
        for i in 0..20 {
            let _ = fail(&limit, ADDRESS, &i.to_string()).await;
        }
        assert_eq!(start.elapsed(), 19 * PACES[0].each, "and these are not");
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
        assert_eq!(start.elapsed(), PACES[0].each);
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

    /// How many guesses are looked at in ten seconds, if each of these addresses sends one after the other.
    async fn looked_at(limit: &Arc<AttemptLimit>, addresses: impl Iterator<Item = IpAddr>) -> u32 {
        let until = Instant::now() + 10 * SECOND;
        let guessers: Vec<_> = addresses
            .map(|address| {
                let limit = Arc::clone(limit);
                tokio::spawn(async move {
                    let mut looked_at = 0;
                    while let Ok(Ok(attempt)) = timeout_at(until, limit.attempt(address)).await {
                        let _ = attempt.failed(None);
                        looked_at += 1;
                    }
                    looked_at
                })
            })
            .collect();
        let mut all = 0;
        for guesser in guessers {
            all += guesser.await.unwrap();
        }
        all
    }

    #[tokio::test(start_paused = true)]
    async fn cost_5_who_has_many_addresses_guesses_hardly_faster() {
        // Every address of one IPv6 /48, then one of each of many, as somebody has who rents them.
        let in_48 = |i: u32| IpAddr::V6(Ipv6Addr::from_bits(0x2001_0db8_0007 << 80 | u128::from(i) << 64));
        let apart = |i: u32| IpAddr::V6(Ipv6Addr::from_bits(0x2600_0000_0000 << 80 | u128::from(i) << 80));
        let limit = Arc::new(limit());
        let start = Instant::now();
        for i in 0..PACES[1].free {
            let _ = fail(&limit, in_48(i), "x").await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        let guesses = looked_at(&limit, (10_000..10_200).map(in_48)).await;
        assert!((30..=33).contains(&guesses), "{guesses} in ten seconds");
        for i in 0..PACES[2].free {
            let _ = fail(&limit, apart(i), "x").await;
        }
        let guesses = looked_at(&limit, (90_000..90_200).map(apart)).await;
        assert!((40..=42).contains(&guesses), "{guesses} in ten seconds");
        // Beside guessers in thirty other places somebody with the right code waits for one failure of each at most,
        // also from a house of theirs.
        let guessing = tokio::spawn({
            let limit = Arc::clone(&limit);
            async move { looked_at(&limit, (0..30).map(apart)).await }
        });
        tokio::task::yield_now().await;
        let start = Instant::now();
        drop(limit.attempt(ADDRESS).await.unwrap());
        assert!(start.elapsed() <= 31 * PACES[2].each, "{:?}", start.elapsed());
        guessing.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded() {
        let limit = limit();
        for i in 0..(2 * KEYS as u32) {
            let _ = fail(&limit, i.to_be_bytes().into(), &i.to_string()).await;
        }
        assert!(lock(&limit.per_address).by_key.len() <= KEYS);
        assert!(limit.turns.iter().all(|turns| lock(turns).by_network.len() <= KEYS));
    }
}
