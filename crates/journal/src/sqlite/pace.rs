//! The shortest time between commits.
//!
//! A sync costs about the same for one entry as for twenty. When one board writes, waiting before the sync would only
//! delay people, because its room already gathers edits. When many boards write soon after one another, a few
//! milliseconds of waiting make one group of what would have been five.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// The fewest boards that have written within [`ACTIVE_WITHIN`] before a commit waits for more.
const BOARDS: usize = 4;

/// A board counts as active for this long after a write.
const ACTIVE_WITHIN: Duration = Duration::from_millis(20);

/// The boards that wrote lately, and the beginning of the last commit.
pub(super) struct Pace {
    /// The shortest time between the beginnings of two commits.
    least: Duration,
    began: Option<Instant>,
    hashes: RandomState,
    /// The boards that wrote last with the time of their write, each once, the newest first.
    boards: [Option<(u64, Instant)>; BOARDS],
}

impl Pace {
    pub fn new(least: Duration) -> Self {
        Self { least, began: None, hashes: RandomState::new(), boards: [None; BOARDS] }
    }

    /// Notes that a board is about to write.
    pub fn saw(&mut self, board: &str, now: Instant) {
        let hash = self.hashes.hash_one(board);
        let known = self.boards.iter().position(|known| known.is_some_and(|(other, _)| other == hash));
        self.boards[..=known.unwrap_or(BOARDS - 1)].rotate_right(1);
        self.boards[0] = Some((hash, now));
    }

    /// Notes that a commit begins.
    pub fn begins(&mut self, now: Instant) {
        self.began = Some(now);
    }

    /// The time to wait for other boards before the next commit.
    pub fn delay(&self, now: Instant) -> Duration {
        let many = self.boards.iter().all(|board| board.is_some_and(|(_, at)| at + ACTIVE_WITHIN > now));
        match self.began {
            Some(began) if many => (began + self.least).saturating_duration_since(now),
            _ => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jrnl_21_only_where_several_boards_write_does_a_commit_wait_for_more() {
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        let mut pace = Pace::new(Duration::from_millis(4));
        for millis in 0..100 {
            pace.saw(if millis % 2 == 0 { "a" } else { "b" }, after(millis));
            pace.begins(after(millis));
            assert_eq!(pace.delay(after(millis)), Duration::ZERO, "two boards");
        }
        pace.saw("c", after(100));
        assert_eq!(pace.delay(after(100)), Duration::ZERO, "three");
        pace.saw("d", after(101));
        assert_eq!(pace.delay(after(101)), Duration::from_millis(2), "the last began at 99");
        assert_eq!(pace.delay(after(103)), Duration::ZERO, "a slow disk gathers by itself");
        pace.saw("a", after(130));
        pace.begins(after(130));
        assert_eq!(pace.delay(after(130)), Duration::ZERO, "the others have gone quiet");
    }
}
