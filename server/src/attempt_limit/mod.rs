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
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use journal::{Attempt as Failed, ClusterStore, JournalError};
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
pub struct AttemptLimit {
    /// Where the nodes of a cluster count together, and what these attempts are called there.
    shared: Option<(Arc<dyn ClusterStore>, &'static str)>,
    /// The number of nodes: each has its share of the pace.
    nodes: AtomicU32,
    per_address: Mutex<Buckets<IpAddr>>,
    per_secret: Mutex<Buckets<String>>,
    turns: [Mutex<Turns>; PACES.len()],
}

/// An attempt that may be checked now. Dropping it counts as success.
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
            shared: None,
            nodes: AtomicU32::new(1),
            per_address: Mutex::new(Buckets { allowance: per_address, by_key: FxHashMap::default() }),
            per_secret: Mutex::new(Buckets { allowance: per_secret, by_key: FxHashMap::default() }),
            turns: PACES.map(|pace| Mutex::new(Turns { pace, by_network: FxHashMap::default() })),
        }
    }

    /// The same counters, kept together with the other nodes of a cluster under this name.
    #[must_use]
    pub fn together(self, store: Arc<dyn ClusterStore>, name: &'static str) -> Self {
        Self { shared: Some((store, name)), ..self }
    }

    /// Sets the number of nodes that attempts are made on.
    pub fn shared_among(&self, nodes: u32) {
        self.nodes.store(nodes.max(1), Ordering::Relaxed);
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
    pub async fn failed(mut self, secret: Option<&str>) -> Result<(), Duration> {
        let (limit, now) = (self.limit, Instant::now());
        let nodes = limit.nodes.load(Ordering::Relaxed);
        for (width, turn) in self.turns.iter_mut().enumerate() {
            if let Some(turn) = turn {
                **turn = now + PACES[width].each * nodes;
            }
        }
        if let Some((store, name)) = &limit.shared {
            match self.count_together(&**store, name, secret).await {
                Ok(answer) => return answer,
                Err(error) => tracing::warn!(%error, "failed attempts are counted by this node alone"),
            }
        }
        for (width, network) in self.networks.into_iter().enumerate() {
            lock(&limit.turns[width]).add(network, now);
        }
        let by_address = lock(&limit.per_address).add(self.networks[0], now);
        let by_secret = secret.map(|secret| lock(&limit.per_secret).add(secret.to_owned(), now));
        by_address.and(by_secret.unwrap_or(Ok(())))
    }

    /// Counts a failure together with those on the other nodes, and takes over what they counted.
    async fn count_together(
        &self,
        store: &dyn ClusterStore,
        name: &str,
        secret: Option<&str>,
    ) -> Result<Result<(), Duration>, JournalError> {
        let by_address = lock(&self.limit.per_address).allowance;
        let by_secret = lock(&self.limit.per_secret).allowance;
        let buckets: Vec<_> = [(by_address, Some(format!("{name} from {}", self.networks[0])))]
            .into_iter()
            .chain([(by_secret, secret.map(|secret| format!("{name} with {secret}")))])
            .filter_map(|(allowance, key)| Some((allowance, key?)))
            .collect();
        // What is not answered plainly is not counted there. So of many who fail at once, a few more may be answered so.
        let debts = store.debts(buckets.iter().map(|(_, key)| key.clone()).collect()).await?;
        let answers: Vec<_> =
            buckets.iter().zip(debts).map(|((allowance, _), debt)| allowance.allows(debt)).collect();
        let network = |width: usize| format!("{name} {width} {}", self.networks[width]);
        let widths = (0..PACES.len()).map(|width| {
            let pace = PACES[width];
            Failed { key: network(width), forget: pace.forget(), most: pace.most() }
        });
        let plain = buckets.into_iter().zip(&answers).filter(|(_, answer)| answer.is_ok());
        let plain = plain.map(|((allowance, key), _)| allowance.failed(key));
        let debts = store.count_attempts(widths.chain(plain).collect()).await?;
        let now = Instant::now();
        for ((turns, network), debt) in self.limit.turns.iter().zip(self.networks).zip(debts) {
            lock(turns).learn(network, now, debt);
        }
        Ok(answers.into_iter().fold(Ok(()), Result::and))
    }
}

impl Pace {
    /// The time after which one failure is forgotten.
    fn forget(self) -> Duration {
        self.each * 4
    }

    /// A guesser who never stops is remembered no longer than one who stopped after a while.
    fn most(self) -> Duration {
        self.forget() * (self.free + 30)
    }
}

impl Allowance {
    /// Whether one more failure is answered plainly after those that are forgotten after `debt`.
    ///
    /// # Errors
    /// The time until one is.
    fn allows(self, debt: Duration) -> Result<(), Duration> {
        // There is no excess while this failure still fits.
        match (debt + self.forget).checked_sub(self.forget * self.burst).filter(|over| !over.is_zero()) {
            None => Ok(()),
            Some(over) => Err(over),
        }
    }

    fn failed(self, key: String) -> Failed {
        Failed { key, forget: self.forget, most: self.forget * self.burst }
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
    /// The turn to wait for, if the free failures are used up.
    fn turn(&mut self, network: IpAddr, now: Instant) -> Option<Arc<tokio::sync::Mutex<Instant>>> {
        let free = self.pace.forget() * self.pace.free;
        let failures = self.by_network.get_mut(&network)?;
        if failures.until.saturating_duration_since(now) < free {
            failures.turn = None;
            return None;
        }
        Some(Arc::clone(failures.turn.get_or_insert_with(|| Arc::new(tokio::sync::Mutex::new(now)))))
    }

    fn add(&mut self, network: IpAddr, now: Instant) {
        let until = self.by_network.get(&network).map_or(now, |failures| failures.until);
        self.learn(network, now, until.saturating_duration_since(now));
    }

    /// Adds a failure to those that are forgotten after `debt`, wherever they were counted.
    fn learn(&mut self, network: IpAddr, now: Instant, debt: Duration) {
        let forget = self.pace.forget();
        make_room(&mut self.by_network, |failures| failures.until, now + forget);
        let failures = self.by_network.entry(network).or_insert(Failures { until: now, turn: None });
        failures.until = failures.until.max(now + (debt + forget).min(self.pace.most()));
    }
}

impl<K: Hash + Eq> Buckets<K> {
    /// Counts a failure. If it is not answered plainly, returns the time until a failure is answered plainly again.
    fn add(&mut self, key: K, now: Instant) -> Result<(), Duration> {
        let forget = self.allowance.forget;
        make_room(&mut self.by_key, |until| *until, now + forget);
        let until = self.by_key.entry(key).or_insert(now);
        let level = until.saturating_duration_since(now);
        self.allowance.allows(level)?;
        *until = now + level + forget;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
