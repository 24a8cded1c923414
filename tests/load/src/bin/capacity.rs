//! How many workshops several servers on one PostgreSQL carry: a simulation with the costs of an append that the scenario
//! `nodes` measured. `cargo run --release -p load --bin capacity`
//!
//! Appends arrive at random. Each waits for a core of its server, which judges it. Each server has one writer, which takes
//! everything that waits and commits it as one group: a core of the database works on it, then the disk syncs. The
//! capacity is the largest number of workshops of which 99 of 100 appends are durable within the bound.
#![expect(clippy::print_stdout, reason = "it is what the program is for")]

use std::{cmp::Reverse, collections::BinaryHeap};

use fastrand::Rng;

/// Appends a second of a workshop of fifteen who type two edits a second each.
const APPENDS: f64 = 26.0;

/// What is assumed of the machines, in seconds and cores.
#[derive(Clone, Copy)]
struct Machines {
    servers: usize,
    server_cores: usize,
    database_cores: usize,
    /// The work of a server on an append.
    judge: f64,
    /// The work of the database on an append.
    store: f64,
    /// The wait of a group for the disk. Syncs of several servers share it.
    sync: f64,
    /// The longest time for 99 of 100 appends.
    bound: f64,
}

impl Default for Machines {
    fn default() -> Self {
        Self {
            servers: 1,
            server_cores: 4,
            database_cores: 8,
            judge: 159e-6,
            store: 69e-6,
            sync: 1e-3,
            bound: 0.2,
        }
    }
}

/// Cores that take work in its order.
struct Cores(BinaryHeap<Reverse<u64>>);

impl Cores {
    fn new(count: usize) -> Self {
        Self(std::iter::repeat_n(Reverse(0), count).collect())
    }

    /// When work is done that comes at a moment and takes so long, in nanoseconds.
    fn done(&mut self, at: u64, takes: u64) -> u64 {
        let Reverse(free) = self.0.pop().unwrap_or_default();
        let done = free.max(at) + takes;
        self.0.push(Reverse(done));
        done
    }
}

fn nanos(seconds: f64) -> u64 {
    (seconds * 1e9) as u64
}

impl Machines {
    /// Within which time 99 of 100 appends of so many workshops are durable, in seconds.
    fn slowest(&self, workshops: usize, seconds: f64, random: &mut Rng) -> f64 {
        let rate = workshops as f64 * APPENDS / self.servers as f64;
        // For each server: when an append was handed in, and when it was judged.
        let judged: Vec<Vec<(u64, u64)>> = (0..self.servers)
            .map(|_| {
                let (mut cores, mut at, mut appends) = (Cores::new(self.server_cores), 0.0, vec![]);
                loop {
                    at += -(1.0 - random.f64()).ln() / rate;
                    if at > seconds {
                        return appends;
                    }
                    appends.push((nanos(at), cores.done(nanos(at), nanos(self.judge))));
                }
            })
            .collect();
        let mut database = Cores::new(self.database_cores);
        let mut waits: Vec<u64> = vec![];
        // The servers' next groups, in the order in which they begin.
        let mut next = vec![0; self.servers];
        let mut writers: BinaryHeap<Reverse<(u64, usize)>> = judged
            .iter()
            .enumerate()
            .filter_map(|(n, one)| one.first().map(|first| Reverse((first.1, n))))
            .collect();
        while let Some(Reverse((begins, server))) = writers.pop() {
            let (appends, from) = (&judged[server], next[server]);
            let taken = appends[from..].iter().take_while(|append| append.1 <= begins).count().max(1);
            let stored = database.done(begins, nanos(self.store) * taken as u64) + nanos(self.sync);
            waits.extend(appends[from..from + taken].iter().map(|append| stored - append.0));
            next[server] = from + taken;
            if let Some(following) = appends.get(next[server]) {
                writers.push(Reverse((stored.max(following.1), server)));
            }
        }
        waits.sort_unstable();
        waits.get(waits.len() * 99 / 100).map_or(0.0, |wait| *wait as f64 / 1e9)
    }

    /// The largest number of workshops within the bound, to one part in fifty.
    fn capacity(&self, seconds: f64, seed: u64) -> usize {
        let fits = |workshops| self.slowest(workshops, seconds, &mut Rng::with_seed(seed)) <= self.bound;
        let (mut most, mut least) = (16, 0);
        while fits(most) {
            (least, most) = (most, most * 2);
        }
        while most - least > 1 + most / 50 {
            let middle = usize::midpoint(least, most);
            if fits(middle) { least = middle } else { most = middle }
        }
        least
    }
}

fn main() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("seed {seed}; 4 cores a server, 8 of the database; p99 within 200 ms");
    println!("servers  workshops  people  of the database");
    for servers in [1, 2, 4, 6, 8, 12, 16] {
        let machines = Machines { servers, ..Machines::default() };
        let workshops = machines.capacity(4.0, seed);
        let share = workshops as f64 * APPENDS * machines.store / machines.database_cores as f64;
        println!("{servers:>7}  {workshops:>9}  {:>6}  {:>14.0} %", workshops * 15, share * 100.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So small that the test is quick; the shares are those of the real ones.
    fn small(servers: usize) -> usize {
        let machines = Machines { servers, server_cores: 1, database_cores: 2, ..Machines::default() };
        machines.capacity(1.0, 7)
    }

    #[test]
    fn another_server_adds_its_share_until_the_database_is_the_limit() {
        let [one, two, four, eight, sixteen] = [1, 2, 4, 8, 16].map(small);
        assert!((1.8..2.2).contains(&(two as f64 / one as f64)), "{one} {two}");
        assert!((3.4..4.4).contains(&(four as f64 / one as f64)), "{one} {four}");
        // Two cores of 69 µs: 29,000 appends a second, or 1,115 workshops.
        assert!((eight as f64 / sixteen as f64 - 1.0).abs() < 0.15, "{eight} {sixteen}");
        assert!((900..1_600).contains(&sixteen), "{sixteen}");
    }
}
