//! Says on the standard error how far a long work is.

use std::time::{Duration, Instant};

/// The time between two lines. Work that ends sooner says nothing.
const EVERY: Duration = Duration::from_secs(2);

/// How far a work is.
pub struct Progress {
    doing: &'static str,
    of: usize,
    done: usize,
    last: Instant,
}

impl Progress {
    /// A work on so many boards that begins now.
    pub fn new(doing: &'static str, of: usize) -> Self {
        Self { doing, of, done: 0, last: Instant::now() }
    }

    /// One board more is done.
    pub fn step(&mut self) {
        self.done += 1;
        if self.last.elapsed() >= EVERY {
            self.last = Instant::now();
            eprintln!("{} {} of {} boards", self.doing, self.done, self.of);
        }
    }
}
