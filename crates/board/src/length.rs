//! The length of a text, as people count it (LENGTH-1).
//!
//! A grapheme cluster cannot be counted where a single letter is judged: the gate knows neither the text before the
//! letter nor the text after it. So each UTF-16 code unit has a fixed share in the length, and shares add up however a
//! text was written. For letters with marks, emoji and flags the sum is the number of grapheme clusters; the tests
//! compare it with a library. `web/src/board/length.ts` does the same; `tests/fixtures/lengths.json` tests both.

use std::ops::{Add, AddAssign, Sub};

use icu_properties::props::{
    DefaultIgnorableCodePoint, EmojiModifier, ExtendedPictographic, GeneralCategory, RegionalIndicator,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The UTF-16 code units that a text may have for each character of its limit, so that a text of joined emoji has a
/// bounded size. An emoji has 2, one with a skin tone 4, a profession with a skin tone 7, a family of four 11.
pub const UNITS_OF_A_CHARACTER: u32 = 8;

/// How long a text, or a piece of one, is. Lengths of pieces add up to the length of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// UTF-16 code units, in which Yjs counts.
    pub units: u32,
    /// Twice the number of characters, if each joiner joins two into one.
    halves: i32,
    /// The characters that are neither emoji nor parts of others. No joiner takes these away.
    letters: u32,
}

/// The part that a code point has in the length of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// One character.
    Letter,
    /// One character, unless a joiner joins it to another.
    Picture,
    /// Half of a flag.
    Half,
    /// It makes one character of two.
    Joiner,
    /// It belongs to the character before it, or draws nothing.
    Part,
}

impl Share {
    /// The share of a code point.
    pub(crate) fn of(c: char) -> Self {
        match c {
            ..'\u{a9}' => Self::Letter,
            '\u{200d}' => Self::Joiner,
            // Vowels and final consonants of Korean syllables that are written letter by letter.
            '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}' => Self::Part,
            // The alphabets of most boards.
            '\u{ae}'..'\u{300}' | '\u{370}'..'\u{483}' | '\u{48a}'..'\u{530}' if c != '\u{ae}' => {
                Self::Letter
            }
            _ => Self::looked_up(c),
        }
    }

    fn looked_up(c: char) -> Self {
        let category = CodePointMapData::<GeneralCategory>::new().get(c);
        let marks =
            [GeneralCategory::NonspacingMark, GeneralCategory::SpacingMark, GeneralCategory::EnclosingMark];
        if CodePointSetData::new::<RegionalIndicator>().contains(c) {
            Self::Half
        } else if marks.contains(&category)
            || CodePointSetData::new::<EmojiModifier>().contains(c)
            || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        {
            Self::Part
        } else if CodePointSetData::new::<ExtendedPictographic>().contains(c) {
            Self::Picture
        } else {
            Self::Letter
        }
    }

    /// What it adds to a length beyond its code units.
    pub(crate) fn length(self) -> Length {
        let (halves, letters) = match self {
            Self::Letter => (2, 1),
            Self::Picture => (2, 0),
            Self::Half => (1, 0),
            Self::Joiner => (-2, 0),
            Self::Part => (0, 0),
        };
        Length { units: 0, halves, letters }
    }
}

impl Length {
    /// The length of a text.
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self::of_letters(text.len() as u32);
        }
        text.chars().fold(Self::default(), |sum, c| sum + Self::of_char(c))
    }

    /// The length of a part of a text, from one code unit to another. A character of two units is counted where it
    /// begins.
    pub(crate) fn of_part(text: &str, from: u32, to: u32) -> Self {
        if text.is_ascii() {
            return Self::of_letters(to.min(text.len() as u32).saturating_sub(from));
        }
        let (mut sum, mut at) = (Self::default(), 0);
        for c in text.chars() {
            let units = c.len_utf16() as u32;
            if (from..to).contains(&at) {
                sum += Self { units: 0, ..Self::of_char(c) };
            }
            sum.units += (at + units).min(to).saturating_sub(at.max(from));
            at += units;
        }
        sum
    }

    /// The length of letters of one code unit each.
    pub(crate) fn of_letters(count: u32) -> Self {
        Self { units: count, halves: 2 * count as i32, letters: count }
    }

    fn of_char(c: char) -> Self {
        Self { units: c.len_utf16() as u32, ..Share::of(c).length() }
    }

    /// The number of characters.
    pub fn characters(self) -> u32 {
        (self.halves.max(0) as u32).div_ceil(2).max(self.letters)
    }

    /// Whether a text of this length is within a limit in characters.
    pub fn fits(self, most: u32) -> bool {
        self.units <= most
            || (self.characters() <= most && self.units <= most.saturating_mul(UNITS_OF_A_CHARACTER))
    }
}

impl Add for Length {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            units: self.units + other.units,
            halves: self.halves + other.halves,
            letters: self.letters + other.letters,
        }
    }
}

impl AddAssign for Length {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Length {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            units: self.units - other.units,
            halves: self.halves - other.halves,
            letters: self.letters - other.letters,
        }
    }
}
