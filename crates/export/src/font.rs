//! The product's only text font, in the forms that the formats need, and the emoji that it lacks. See
//! `fonts/README.md`.

use std::sync::{Arc, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fishbone::Weight;
use miniz_oxide::inflate::decompress_to_vec_zlib;
use resvg::usvg::fontdb;

/// The family's name.
pub(crate) const FAMILY: &str = "Onest";

const REGULAR: &[u8] = include_bytes!("../fonts/onest-400.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../fonts/onest-600.ttf");
const EMOJI_PACKED: &[u8] = include_bytes!("../fonts/noto-emoji.ttf.zz");
const REGULAR_WEB: &[u8] = include_bytes!("../fonts/onest-400.woff2");
const SEMIBOLD_WEB: &[u8] = include_bytes!("../fonts/onest-600.woff2");

/// The TrueType file of a weight.
pub(crate) fn file(weight: Weight) -> &'static [u8] {
    match weight {
        Weight::Regular => REGULAR,
        Weight::Semibold => SEMIBOLD,
    }
}

/// The TrueType file with the emoji that phones offer.
pub(crate) fn emoji() -> &'static [u8] {
    static EMOJI: OnceLock<Vec<u8>> = OnceLock::new();
    EMOJI.get_or_init(|| decompress_to_vec_zlib(EMOJI_PACKED).expect("the file was packed by merge.py"))
}

/// The emoji file, packed with zlib: PDFs contain it in this form.
pub(crate) fn emoji_packed() -> &'static [u8] {
    EMOJI_PACKED
}

/// How a character is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// In the text font; as a box, if neither font has it.
    Letter,
    /// In the emoji font.
    Sign,
    /// Not at all: it is a part of the character before it, such as a skin tone.
    Clinging,
}

/// The size of an emoji beside text, in type sizes. Noto's emoji are wider than the widths that lines are measured
/// with.
pub(crate) const SIGN: f64 = 0.88;

/// The name of the emoji font's family.
pub(crate) const SIGNS: &str = "Noto Emoji";

/// Every character of a line, how it is set, and its distance from the beginning of the line.
pub(crate) fn settings(text: &str, size: f64, weight: Weight) -> impl Iterator<Item = (char, Setting, f64)> {
    let ends = fishbone::text_ends(text, size, weight);
    text.chars().zip(ends).scan(0.0, |at, (c, end)| {
        let begin = std::mem::replace(at, end);
        // Both weights of the text font contain the same characters.
        let setting = if has(letters(), c) {
            Setting::Letter
        } else if end <= begin {
            Setting::Clinging
        } else if has(signs(), c) {
            Setting::Sign
        } else {
            Setting::Letter
        };
        Some((c, setting, begin))
    })
}

/// Whether a text needs more than the text font, so that a renderer has to be told the font of each part.
pub(crate) fn lacks(text: &str) -> bool {
    letters().is_some() && text.chars().any(|c| !has(letters(), c))
}

/// A parsed font; `None` if its file cannot be read.
type Face = Option<ttf_parser::Face<'static>>;

fn letters() -> &'static Face {
    static LETTERS: OnceLock<Face> = OnceLock::new();
    LETTERS.get_or_init(|| ttf_parser::Face::parse(REGULAR, 0).ok())
}

fn signs() -> &'static Face {
    static SIGNS: OnceLock<Face> = OnceLock::new();
    SIGNS.get_or_init(|| ttf_parser::Face::parse(emoji(), 0).ok())
}

fn has(face: &Face, c: char) -> bool {
    face.as_ref().is_some_and(|face| face.glyph_index(c).is_some())
}

/// A weight as a CSS number.
pub(crate) fn css(weight: Weight) -> u16 {
    match weight {
        Weight::Regular => 400,
        Weight::Semibold => 600,
    }
}

/// `@font-face` rules that contain the font, so that a file looks the same where the font is not installed.
pub(crate) fn face_rules() -> &'static str {
    static RULES: OnceLock<String> = OnceLock::new();
    RULES.get_or_init(|| {
        [(400, REGULAR_WEB), (600, SEMIBOLD_WEB)]
            .map(|(weight, file)| {
                format!(
                    "@font-face{{font-family:{FAMILY};font-weight:{weight};\
                     src:url(data:font/woff2;base64,{}) format('woff2')}}\n",
                    STANDARD.encode(file)
                )
            })
            .concat()
    })
}

/// The fonts for rendering. The machine's own fonts are not used, so that the same board gives the same picture
/// everywhere.
pub(crate) fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let build = || {
        let mut database = fontdb::Database::new();
        // For characters that Onest lacks, the renderer searches the other fonts.
        for file in [REGULAR, SEMIBOLD, emoji()] {
            database.load_font_source(fontdb::Source::Binary(Arc::new(file)));
        }
        Arc::new(database)
    };
    DATABASE.get_or_init(build).clone()
}
