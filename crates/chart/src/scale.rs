//! The scale of the values: round numbers that enclose them.

/// Numbers that differ by no more than this part are the same.
const CLOSE: f64 = 1e-9;

/// A scale from `low` to `high` with a line at each `step`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub low: f64,
    pub high: f64,
    pub step: f64,
    /// The decimals of its numbers.
    pub decimals: usize,
}

impl Scale {
    /// A scale for numbers from `least` to `most`, with at most so many steps. `from_zero` includes zero.
    pub fn of(least: f64, most: f64, steps: usize, from_zero: bool) -> Self {
        let (mut least, mut most) = (least.min(most), least.max(most));
        // A line that rises from 31 to 33 shows that best by itself; from 3 to 33 it does so with zero in sight.
        if from_zero || (least > 0.0 && least < most * 0.4) {
            (least, most) = (least.min(0.0), most.max(0.0));
        }
        if least == most {
            let around = if least == 0.0 { 1.0 } else { least.abs() * 0.1 };
            (least, most) = (least - around, most + around);
        }
        let (step, decimals) = step((most - least) / steps.max(1) as f64);
        // What rounding alone put beyond a line is on it.
        let (low, high) = ((least / step + CLOSE).floor() * step, (most / step - CLOSE).ceil() * step);
        Self { low, high, step, decimals }
    }

    /// The round numbers, the lowest one first.
    pub fn lines(&self) -> impl Iterator<Item = f64> + use<'_> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count).map(|n| self.low + self.step * n as f64)
    }

    /// The part of the height at which a number stands, from 0 below to 1 above.
    pub fn part(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not smaller, and its decimals.
fn step(least: f64) -> (f64, usize) {
    let (mut power, mut decimals) = (1.0, 0);
    while power * 10.0 <= least {
        power *= 10.0;
    }
    // Numbers on a board may be small, but nobody reads more decimals.
    while power > least && decimals < 6 {
        power /= 10.0;
        decimals += 1;
    }
    let round = [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0), (10.0, 0)];
    let (times, more) =
        round.into_iter().find(|(times, _)| times * power >= least * (1.0 - CLOSE)).unwrap_or((10.0, 0));
    (times * power, if power >= 10.0 { 0 } else { decimals + more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_round_numbers_that_enclose_the_values() {
        let check = |least, most, zero, expect: &[f64]| {
            let scale = Scale::of(least, most, 4, zero);
            let lines: Vec<f64> = scale.lines().collect();
            assert_eq!(lines.len(), expect.len(), "{lines:?}");
            assert!(lines.iter().zip(expect).all(|(a, b)| (a - b).abs() < 1e-9), "{lines:?}");
        };
        check(31.0, 40.0, false, &[30.0, 32.5, 35.0, 37.5, 40.0]);
        check(3.0, 33.0, false, &[0.0, 10.0, 20.0, 30.0, 40.0]);
        check(-20.0, 40.0, false, &[-20.0, 0.0, 20.0, 40.0]);
        check(0.1, 0.14, false, &[0.1, 0.11, 0.12, 0.13, 0.14]);
        check(312.0, 280.0, true, &[0.0, 100.0, 200.0, 300.0, 400.0]);
        check(5.0, 5.0, false, &[4.5, 4.75, 5.0, 5.25, 5.5]);
        check(0.0, 0.0, true, &[-1.0, -0.5, 0.0, 0.5, 1.0]);
    }
}
