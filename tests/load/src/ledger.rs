//! What was meant to arrive, and what did: for each edit the moment it was intended, for each receiver what it
//! has of each author. An edit that never comes counts, and counts as slow.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use crate::update::Pace;

/// Longest latency that is told apart.
const LONGEST: Duration = Duration::from_secs(120);

/// The ledger of all rooms of a measurement.
pub struct Ledger {
    pace: Pace,
    rooms: Vec<Room>,
    /// What has arrived at all.
    pub frames: u64,
    /// Its bytes.
    pub bytes: u64,
    /// Edits that arrived at others than their author, in all.
    pub arrived: u64,
    /// What was refused, by its reason; must stay empty.
    pub refused: Vec<String>,
    /// Latencies of edits intended within the window.
    pub latency: Histogram<u64>,
    window: (Instant, Instant),
}

/// A room's part.
struct Room {
    /// Client id of the first person; the others follow.
    base: u64,
    authors: Vec<Author>,
    receivers: Vec<Receiver>,
}

/// Somebody who writes, or points.
#[derive(Clone, Copy)]
struct Author {
    /// Edits made so far.
    edits: u32,
    /// Of those, made before the present phase.
    before: u32,
    /// When the phase's first edit is intended.
    first: Instant,
    /// Between two edits.
    interval: Duration,
}

/// Somebody who is told.
struct Receiver {
    /// For each author the clock up to which nothing is missing.
    seen: Vec<u32>,
    /// What came out of order: author, from, to.
    ahead: Vec<(usize, u32, u32)>,
}

impl Ledger {
    /// For rooms with so many people each; client ids count up from `base`, a thousand for each room.
    pub fn new(people: &[usize], base: u64, pace: Pace) -> Self {
        let now = Instant::now();
        let author = Author { edits: 0, before: 0, first: now, interval: Duration::ZERO };
        let room = |(number, &people): (usize, &usize)| Room {
            base: base + 1_000 * number as u64,
            authors: vec![author; people],
            receivers: (0..people).map(|_| Receiver { seen: vec![0; people], ahead: vec![] }).collect(),
        };
        Self {
            pace,
            rooms: people.iter().enumerate().map(room).collect(),
            frames: 0,
            bytes: 0,
            arrived: 0,
            refused: vec![],
            latency: empty(),
            window: (now, now),
        }
    }

    /// The client id of somebody.
    pub fn client(&self, room: usize, person: usize) -> u64 {
        self.rooms[room].base + person as u64
    }

    /// From now on, latencies of what is intended between these two moments are kept.
    pub fn open_window(&mut self, from: Instant, to: Instant) {
        self.window = (from, to);
        self.latency = empty();
    }

    /// Somebody begins a phase of regular edits.
    pub fn begin(&mut self, room: usize, person: usize, first: Instant, interval: Duration) {
        let author = &mut self.rooms[room].authors[person];
        *author = Author { before: author.edits, first, interval, ..*author };
    }

    /// Somebody made an edit.
    pub fn wrote(&mut self, room: usize, person: usize) {
        self.rooms[room].authors[person].edits += 1;
    }

    /// How many edits have been made.
    pub fn edits(&self) -> u64 {
        self.rooms.iter().flat_map(|room| &room.authors).map(|author| u64::from(author.edits)).sum()
    }

    /// How many arrivals all edits make.
    pub fn expected(&self) -> u64 {
        let expected = |room: &Room| {
            let edits: u64 = room.authors.iter().map(|author| u64::from(author.edits)).sum();
            edits * (room.authors.len() as u64 - 1)
        };
        self.rooms.iter().map(expected).sum()
    }

    /// Somebody was told a range of clocks of a client.
    pub fn hear(&mut self, room: usize, person: usize, client: u64, from: u32, to: u32, now: Instant) {
        let Some(author) = client.checked_sub(self.rooms[room].base).map(|at| at as usize) else { return };
        if author >= self.rooms[room].authors.len() || author == person {
            return;
        }
        let mut open = Some((from, to));
        while let Some((from, to)) = open.take() {
            let receiver = &mut self.rooms[room].receivers[person];
            let seen = receiver.seen[author];
            if from > seen {
                receiver.ahead.push((author, from, to));
                return;
            }
            if to <= seen {
                return;
            }
            receiver.seen[author] = to;
            let next = |&(of, from, _): &(usize, u32, u32)| of == author && from <= to;
            if let Some(at) = receiver.ahead.iter().position(next) {
                let (_, from, to) = receiver.ahead.swap_remove(at);
                open = Some((from, to));
            }
            let (had, has) = (self.pace.edits(seen), self.pace.edits(to));
            self.arrived += u64::from(has - had);
            self.clock(room, author, had, has, now);
        }
    }

    /// Somebody was told the presence of a client: only the newest counts.
    pub fn see(&mut self, room: usize, person: usize, client: u64, clock: u32, now: Instant) {
        let Some(author) = client.checked_sub(self.rooms[room].base).map(|at| at as usize) else { return };
        if author >= self.rooms[room].authors.len() || author == person {
            return;
        }
        let seen = &mut self.rooms[room].receivers[person].seen[author];
        if clock > *seen {
            *seen = clock;
            self.arrived += 1;
            self.clock(room, author, clock - 1, clock, now);
        }
    }

    /// How many have not seen the last presence of how many.
    pub fn outdated(&self) -> u64 {
        let outdated = |room: &Room| {
            let of = |(person, receiver): (usize, &Receiver)| {
                let authors = room.authors.iter().zip(&receiver.seen).enumerate();
                authors.filter(|(author, (is, seen))| *author != person && is.edits > **seen).count() as u64
            };
            room.receivers.iter().enumerate().map(of).sum::<u64>()
        };
        self.rooms.iter().map(outdated).sum()
    }

    /// Keeps the latencies of an author's edits from number `had` up to `has`.
    fn clock(&mut self, room: usize, author: usize, had: u32, has: u32, now: Instant) {
        let Author { before, first, interval, .. } = self.rooms[room].authors[author];
        for number in had.max(before)..has {
            let intended = first + interval * (number - before);
            if intended >= self.window.0 && intended < self.window.1 {
                let took = now.saturating_duration_since(intended).min(LONGEST);
                self.latency.saturating_record(took.as_micros() as u64);
            }
        }
    }

    /// Everything that has not arrived by now counts with the time it has taken so far. For edits.
    pub fn count_the_missing(&mut self, now: Instant) {
        for room in 0..self.rooms.len() {
            for person in 0..self.rooms[room].receivers.len() {
                for author in (0..self.rooms[room].authors.len()).filter(|author| *author != person) {
                    let had = self.pace.edits(self.rooms[room].receivers[person].seen[author]);
                    let made = self.rooms[room].authors[author].edits;
                    self.clock(room, author, had, made, now);
                }
            }
        }
    }
}

fn empty() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LONGEST.as_micros() as u64, 3).expect("the bounds are in order")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::Typist;

    #[test]
    fn edits_count_once_however_they_are_cut_and_ordered() {
        let mut typist = Typist::new(1_000, 1);
        let mut ledger = Ledger::new(&[3], 1_000, typist.pace());
        let start = Instant::now();
        ledger.open_window(start, start + Duration::from_secs(60));
        ledger.begin(0, 0, start, Duration::from_millis(100));
        for _ in 0..10 {
            typist.edit();
            ledger.wrote(0, 0);
        }
        assert_eq!((ledger.edits(), ledger.expected()), (10, 20));
        let later = start + Duration::from_secs(1);
        for (from, to) in [(0, 5), (8, 14), (5, 8), (0, 14)] {
            ledger.hear(0, 1, 1_000, from, to, later);
        }
        assert_eq!(ledger.arrived, 10);
        assert_eq!(ledger.latency.len(), 10);
        // The first was intended a second ago, the last a tenth of one; the histogram keeps three figures.
        assert!(
            ledger.latency.min().abs_diff(100_000) < 500 && ledger.latency.max().abs_diff(1_000_000) < 2_000
        );
        ledger.hear(0, 2, 1_000, 0, 5, later);
        ledger.hear(0, 2, 7, 0, 5, later);
        ledger.hear(0, 0, 1_000, 0, 14, later);
        assert_eq!(ledger.arrived, 11, "neither strangers nor the author's own echo count");
        ledger.count_the_missing(start + Duration::from_secs(10));
        assert_eq!(ledger.latency.len(), 20);
        assert!(ledger.latency.max() > 9_000_000);
    }

    #[test]
    fn of_presence_only_the_newest_counts() {
        let mut ledger = Ledger::new(&[2], 1_000, Pace::new(1));
        let now = Instant::now();
        ledger.begin(0, 1, now, Duration::from_millis(10));
        for _ in 0..5 {
            ledger.wrote(0, 1);
        }
        ledger.see(0, 0, 1_001, 3, now);
        ledger.see(0, 0, 1_001, 2, now);
        assert_eq!((ledger.arrived, ledger.outdated()), (1, 1));
        ledger.see(0, 0, 1_001, 5, now);
        assert_eq!((ledger.arrived, ledger.outdated()), (2, 0));
    }
}
