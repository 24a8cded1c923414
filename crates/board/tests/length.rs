//! The length of a text: one fixture that the web app's tests run too, and the same as a library counts.
#![allow(clippy::unwrap_used)]

use board::length::Length;
use proptest::prelude::*;
use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation;

#[derive(Deserialize)]
struct Fixture {
    lengths: Vec<Counted>,
    limits: Vec<Limited>,
}

#[derive(Deserialize)]
struct Counted {
    about: String,
    text: String,
    characters: u32,
}

#[derive(Deserialize)]
struct Limited {
    about: String,
    text: String,
    times: usize,
    most: u32,
    fits: bool,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../../../tests/fixtures/lengths.json")).unwrap()
}

#[test]
fn length_1_a_text_has_as_many_characters_as_people_count() {
    for Counted { about, text, characters } in fixture().lengths {
        assert_eq!(Length::of(&text).characters(), characters, "{about}");
    }
}

#[test]
fn length_1_a_limit_counts_characters_and_bounds_the_size() {
    for Limited { about, text, times, most, fits } in fixture().limits {
        assert_eq!(Length::of(&text.repeat(times)).fits(most), fits, "{about}");
    }
}

/// What people write: letters of many scripts, with marks or without, and emoji of every form.
const PIECES: [&str; 40] = [
    "a",
    "ż",
    "z\u{307}",
    "ї",
    "і\u{308}",
    "й",
    "и\u{306}",
    "Ґ",
    " ",
    "\n",
    "1",
    "?",
    "…",
    "—",
    "µ",
    "∞",
    "✓",
    "★",
    "©",
    "客",
    "お",
    "고",
    "é",
    "e\u{323}\u{302}",
    "\u{5e9}\u{5c1}",
    "😀",
    "👍🏽",
    "👩‍💻",
    "👩🏽‍🚀",
    "👨‍👩‍👧‍👦",
    "❤️",
    "❤️‍🔥",
    "⛹️‍♀️",
    "🇵🇱",
    "🇺🇦",
    "🏴‍☠️",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "1️⃣",
    "𝄞",
    "🙂",
];

proptest! {
    #[test]
    fn length_1_it_is_the_number_of_grapheme_clusters(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.iter().map(|at| PIECES[*at]).collect();
        prop_assert_eq!(Length::of(&text).characters() as usize, text.graphemes(true).count());
    }

    #[test]
    fn length_1_lengths_of_pieces_add_up(pieces in prop::collection::vec("\\PC{0,4}|[\u{1f466}-\u{1f469}\u{200d}\u{301}🇵]{0,6}", 0..9)) {
        let whole = Length::of(&pieces.concat());
        let sum = pieces.iter().fold(Length::default(), |sum, piece| sum + Length::of(piece));
        prop_assert_eq!(whole, sum);
        prop_assert_eq!(whole.units as usize, pieces.concat().encode_utf16().count());
    }
}
