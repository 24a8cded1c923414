//! The form of a board's texts: texts that look the same are the same (TEXT-1 to TEXT-5).
//!
//! Commands, new boards and imported files are brought into this form before they are recorded. Texts that people
//! type into the document are stored letter by letter, and brought into this form when they are read.
//! `web/src/board/text.ts` does the same; `tests/fixtures/texts.json` tests both.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory, NoncharacterCodePoint};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The most combining marks on one letter. No language needs as many.
const MARKS: usize = 8;

/// A text of several lines. Its line breaks are `\n`, no character is invisible or turns the text's direction, and it
/// is in Normalization Form C.
///
/// Source of the forms and properties: Unicode Standard Annexes #9, #15 and #44.
pub fn paragraphs(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let visible = without_hidden(text);
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&visible);
    let tidy = with_few_marks(&composed);
    if tidy == text { Cow::Borrowed(text) } else { Cow::Owned(tidy) }
}

/// A text of one line, such as a name, a title or an entry of a list. Its form is that of [`paragraphs`], but line
/// breaks and tabs become spaces, and surrounding spaces are removed.
pub fn line(text: &str) -> Cow<'_, str> {
    match paragraphs(text) {
        tidy if tidy.contains(['\n', '\t']) => Cow::Owned(tidy.replace(['\n', '\t'], " ").trim().to_owned()),
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// Whether no character of a text is visible.
pub fn is_blank(text: &str) -> bool {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    // U+2800 is a Braille pattern without a dot.
    text.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{2800}' || ignorable.contains(c))
}

fn without_hidden(text: &str) -> String {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let bidi = CodePointSetData::new::<BidiControl>();
    let never = CodePointSetData::new::<NoncharacterCodePoint>();
    let mut out = String::with_capacity(text.len());
    // Joiners are kept only between two characters.
    let mut joiners = String::new();
    let mut in_flag = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let was_in_flag = std::mem::replace(&mut in_flag, c == '\u{1f3f4}');
        let kept = match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\n' | '\t' => c,
            '\u{200c}' | '\u{200d}' => {
                if out.chars().next_back().is_some_and(|last| !last.is_whitespace()) {
                    joiners.push(c);
                }
                continue;
            }
            // The flag of a region is spelt in tag characters.
            '\u{e0020}'..='\u{e007f}' if was_in_flag => {
                in_flag = true;
                c
            }
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => c,
            c if c.is_control() || ignorable.contains(c) || bidi.contains(c) || never.contains(c) => continue,
            c => c,
        };
        if !kept.is_whitespace() {
            out.push_str(&joiners);
        }
        joiners.clear();
        out.push(kept);
    }
    out
}

fn with_few_marks(text: &str) -> String {
    let category = CodePointMapData::<GeneralCategory>::new();
    let mut marks = 0;
    let mut few = |c: &char| {
        use GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
        let mark = matches!(category.get(*c), NonspacingMark | SpacingMark | EnclosingMark);
        marks = if mark { marks + 1 } else { 0 };
        marks <= MARKS
    };
    text.chars().filter(|c| few(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Case {
        about: String,
        text: String,
        paragraphs: String,
        line: String,
        blank: bool,
    }

    #[test]
    fn text_1_text_2_text_3_text_4_texts_are_brought_into_one_form() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../../tests/fixtures/texts.json")).unwrap();
        assert!(cases.len() > 20);
        for Case { about, text, paragraphs: tidy, line: one, blank } in cases {
            assert_eq!(paragraphs(&text), tidy, "{about}");
            assert_eq!(line(&text), one, "{about}");
            assert_eq!(is_blank(&text), blank, "{about}");
            assert_eq!(paragraphs(&tidy), tidy, "{about}: twice");
            assert_eq!(line(&one), one, "{about}: twice");
        }
    }

    proptest::proptest! {
        #[test]
        fn text_1_the_form_of_a_form_is_the_same(text in "[\\PC\\p{M}\\p{Cf}\\p{Cc}aе\u{200d}\u{301} ]{0,40}") {
            let tidy = paragraphs(&text).into_owned();
            proptest::prop_assert_eq!(paragraphs(&tidy), tidy.clone());
            proptest::prop_assert!(is_blank(&text) || !is_blank(&tidy));
            let one = line(&text).into_owned();
            proptest::prop_assert_eq!(line(&one), one.clone());
        }
    }
}
