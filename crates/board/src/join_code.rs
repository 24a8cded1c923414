//! Join codes, as people type them. Pages send them as typed, and are told how they were read.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// Letters and digits that are not mistaken for one another when read aloud or from far away.
pub const ALPHABET: &str = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// The number of characters of a code.
pub const LENGTH: usize = 6;

/// Capitals of other scripts that look like one of the [`ALPHABET`]: a phone may have a Cyrillic or Greek keyboard.
/// Wide and styled letters are read by their compatibility form (NFKC).
///
/// Source: `confusables.txt` of Unicode Technical Standard #39.
pub const LOOK_ALIKES: &str = "АВСЕНҺКМРТХУҮЅЈԚԜѴЗԌΑΒΕΖΗΚΜΝΡΤΥΧͿ";

/// The letters that the [`LOOK_ALIKES`] are read as, in the same order.
pub const READ_AS: &str = "ABCEHHKMPTXYYSJQWV3GABEZHKMNPTYXJ";

/// Characters between the letters of a code that do not matter, beside white space and what is invisible.
pub const SEPARATORS: &str = "-‐–—−_.";

/// A typed join code in its stored form: case, spaces and dashes do not matter, nor of which script a letter is that
/// looks like the one meant. `None` if it cannot be a code.
pub fn read(typed: &str) -> Option<String> {
    read_secret(typed, LENGTH)
}

/// The same for a code of another length, such as one that a facilitator comes back by.
pub fn read_secret(typed: &str, length: usize) -> Option<String> {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let plain = ComposingNormalizerBorrowed::new_nfkc().normalize_iter(typed.chars());
    let code: String = plain
        .flat_map(char::to_uppercase)
        .filter(|c| !c.is_whitespace() && !ignorable.contains(*c) && !SEPARATORS.contains(*c))
        .map(|c| {
            LOOK_ALIKES.chars().zip(READ_AS.chars()).find(|(look, _)| *look == c).map_or(c, |(_, read)| read)
        })
        .take(length + 1)
        .collect();
    (code.len() == length && code.chars().all(|c| ALPHABET.contains(c))).then_some(code)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Case {
        about: String,
        typed: String,
        code: Option<String>,
    }

    #[test]
    fn door_4_a_code_is_read_as_people_type_it() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../tests/codes.json")).unwrap();
        for Case { about, typed, code } in cases {
            assert_eq!(read(&typed), code, "{about}");
        }
    }

    #[test]
    fn door_4_every_look_alike_is_read_and_looks_like_a_letter_of_codes() {
        assert_eq!(LOOK_ALIKES.chars().count(), READ_AS.chars().count());
        for (look, as_read) in LOOK_ALIKES.chars().zip(READ_AS.chars()) {
            assert!(ALPHABET.contains(as_read) && !look.is_ascii(), "{look}");
            for typed in [look, look.to_lowercase().next().unwrap()] {
                assert_eq!(read(&format!("{typed}BC234")), Some(format!("{as_read}BC234")), "{typed}");
            }
        }
    }
}
