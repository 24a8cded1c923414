//! Lines of the log about what fails for everybody at once: while a database is away, each of hundreds of people who come
//! back would have a line of their own.

use std::sync::Mutex;

use board::Millis;

/// From one line to the next, in milliseconds.
const APART: u64 = 10_000;

/// Says when the next line is due, and how many were left out since the last.
#[derive(Debug, Default)]
pub struct Paced(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    last: Option<Millis>,
    left_out: u64,
}

impl Paced {
    /// Counts one failure. If it is to be told, this is how many before it were not. A clock that was set back delays no
    /// line.
    pub fn due(&self, now: Millis) -> Option<u64> {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let waits = |last: Millis| now.0.checked_sub(last.0).is_some_and(|since| since < APART);
        if state.last.is_some_and(waits) {
            state.left_out += 1;
            return None;
        }
        state.last = Some(now);
        Some(std::mem::take(&mut state.left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_failures_the_first_is_told_and_then_one_in_ten_seconds_with_their_number() {
        let paced = Paced::default();
        assert_eq!(paced.due(Millis(50_000)), Some(0));
        for ms in [50_000, 50_001, 59_999] {
            assert_eq!(paced.due(Millis(ms)), None);
        }
        assert_eq!(paced.due(Millis(60_000)), Some(3));
        assert_eq!(paced.due(Millis(69_999)), None);
        assert_eq!(paced.due(Millis(1_000_000)), Some(1));
        assert_eq!(paced.due(Millis(1_000)), Some(0), "the clock was set back");
    }
}
