//! The shares that the clocks of texts have in the lengths of their texts.
//!
//! Almost every clock is a letter of one code unit. Only the others are stored.

use super::room;
use crate::length::{Length, Share};

/// The clocks of one client that are not one letter each.
#[derive(Debug, Default)]
pub struct Shares {
    /// Ascending. A character of two code units stands at its first.
    clocks: Vec<u32>,
    stored: Vec<Stored>,
}

/// The share of a character, and whether it has two code units.
#[derive(Clone, Copy, Debug)]
struct Stored {
    share: Share,
    pair: bool,
}

impl Shares {
    /// Records a text from `clock` on, which is after all clocks recorded before. The first `skip` code units of the
    /// text are left out.
    pub fn push(&mut self, clock: u32, text: &str, skip: u32) {
        if text.is_ascii() {
            return;
        }
        let mut at = 0;
        for c in text.chars() {
            let stored = Stored { share: Share::of(c), pair: c.len_utf16() == 2 };
            if at >= skip && (stored.pair || stored.share != Share::Letter) {
                self.put(clock + at - skip, stored);
            }
            at += c.len_utf16() as u32;
        }
    }

    fn put(&mut self, clock: u32, stored: Stored) {
        room(&mut self.clocks, 4);
        room(&mut self.stored, 4);
        self.clocks.push(clock);
        self.stored.push(stored);
    }

    /// The length of the text at these clocks.
    pub fn length(&self, clock: u32, len: u32) -> Length {
        let (end, first) = (clock + len, self.clocks.partition_point(|at| at + 1 < clock));
        let mut letters = len;
        let mut others = Length::default();
        for (at, stored) in self.clocks[first..].iter().zip(&self.stored[first..]) {
            if *at >= end {
                break;
            }
            if *at >= clock {
                letters -= 1;
                others += stored.share.length();
            }
            letters -= u32::from(stored.pair && (clock..end).contains(&(at + 1)));
        }
        let mut length = Length::of_letters(letters) + others;
        length.units = len;
        length
    }

    /// Drops the clocks for which `keep` is false. `keep` is called with ascending clocks.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(u32) -> bool) {
        let old = std::mem::take(self);
        for (clock, stored) in old.clocks.into_iter().zip(old.stored) {
            if keep(clock) {
                self.put(clock, stored);
            }
        }
        self.clocks.shrink_to_fit();
        self.stored.shrink_to_fit();
    }

    pub(super) fn bytes(&self) -> usize {
        self.clocks.capacity() * size_of::<u32>() + self.stored.capacity() * size_of::<Stored>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_1_any_range_of_clocks_has_the_length_of_its_part_of_the_text() {
        let text = "aй и\u{306}👩‍💻𝄞🇵🇱z\u{ad}";
        let units = text.encode_utf16().count() as u32;
        let mut shares = Shares::default();
        shares.push(100, text, 0);
        shares.push(100 + units, "plain", 0);
        shares.push(105 + units, text, 3);
        for from in 0..units {
            for to in from..=units {
                let expected = Length::of_part(text, from, to);
                assert_eq!(shares.length(100 + from, to - from), expected, "{from}..{to}");
                if from >= 3 {
                    assert_eq!(
                        shares.length(102 + units + from, to - from),
                        expected,
                        "{from}..{to} after a skip"
                    );
                }
            }
        }
        assert_eq!(shares.length(100 + units, 5), Length::of("plain"));
        shares.retain(|clock| clock >= 100 + units);
        assert_eq!(shares.length(100, units), Length::of_letters(units), "forgotten");
        assert_eq!(shares.length(105 + units, units - 3), Length::of_part(text, 3, units));
    }
}
