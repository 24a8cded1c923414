//! How long a room gathers edits before it takes a turn.

use std::time::Duration;

/// The shortest time between two batches. A room that was quiet for longer judges an edit at once. A busy room judges
/// all that came in a window together: one commit, one frame to each connection.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// The window in a nearly empty room.
    pub few: Duration,
    /// The window in a crowded room, where writing to all connections costs most.
    pub crowd: Duration,
    /// The number of connections from which on the window is `crowd`. Below, it grows evenly.
    pub crowded: usize,
    /// The limit for window and turn together, as long as the turn leaves any time: people wait for both.
    pub within: Duration,
    /// Roughly the time that is spent on one connection after the turn.
    pub each: Duration,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            few: Duration::from_millis(8),
            crowd: Duration::from_millis(35),
            crowded: 50,
            within: Duration::from_millis(36),
            each: Duration::from_micros(3),
        }
    }
}

impl Window {
    /// The window of a room with `sessions` connections, if nine of ten of its turns take no longer than `turn`.
    pub fn of(&self, sessions: usize, turn: Duration) -> Duration {
        let share = sessions.min(self.crowded) as u32;
        let wanted = self.few + self.crowd.saturating_sub(self.few) * share / self.crowded.max(1) as u32;
        let left = self.within.saturating_sub(turn + self.each * sessions as u32);
        wanted.min(left).max(self.few)
    }

    /// Whether a room with this many connections rests while its window is open.
    pub(crate) fn is_crowded(&self, sessions: usize) -> bool {
        sessions * 2 >= self.crowded
    }
}

/// The step by which one turn moves the estimate.
const STEP: Duration = Duration::from_micros(250);

/// An estimate of how long turns take: nine of ten take no longer. It follows a disk that becomes slow within some
/// turns, a disk that becomes fast again within a second or two, and a single slow turn hardly at all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BatchTimes(Duration);

impl BatchTimes {
    /// Takes one more turn into account. A longer turn moves the estimate nine steps up, a shorter one moves it one
    /// step down: the two balance where one of ten turns takes longer.
    pub(crate) fn took(&mut self, turn: Duration) {
        if turn > self.0 {
            self.0 += (STEP * 9).min(turn - self.0);
        } else {
            self.0 -= STEP.min(self.0 - turn);
        }
    }

    pub(crate) fn most(self) -> Duration {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_1_the_window_grows_with_the_room_and_leaves_time_for_a_slow_disk() {
        let of = |sessions, turn| Window::default().of(sessions, Duration::from_millis(turn)).as_millis();
        assert_eq!((of(0, 0), of(25, 0), of(50, 0), of(500, 0)), (8, 21, 35, 34));
        assert_eq!((of(50, 3), of(500, 3), of(500, 15), of(500, 900)), (32, 31, 19, 8));
    }

    #[test]
    fn room_1_turns_are_as_long_as_nine_of_ten_of_them() {
        let mut turns = BatchTimes::default();
        let mut after = |count: u32, millis: fn(u32) -> u64| {
            (0..count).for_each(|at| turns.took(Duration::from_millis(millis(at))));
            turns.most().as_micros()
        };
        assert_eq!(after(1, |_| 1), 1_000);
        assert_eq!(after(50, |_| 1), 1_000);
        assert!(after(1, |_| 900) < 4_000, "one that stands out");
        let slow = after(30, |_| 20);
        assert_eq!(slow, 20_000, "within a second of a room that is busy");
        assert_eq!(after(80, |_| 1), 1_000, "and back within three");
        let mixed = after(400, |at| if at % 4 == 0 { 12 } else { 1 });
        assert!((10_000..=12_000).contains(&mixed), "a quarter is more than one of ten: {mixed}");
        let mixed = after(400, |at| if at % 50 == 0 { 12 } else { 1 });
        assert!((1_000..=3_000).contains(&mixed), "one of fifty is less: {mixed}");
    }
}
