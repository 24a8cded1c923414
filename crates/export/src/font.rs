//! The one font of the product, in the forms that the formats take, and the emoji it lacks. See
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

/// The TrueType file with the emoji that people's phones offer.
pub(crate) fn emoji() -> &'static [u8] {
    static EMOJI: OnceLock<Vec<u8>> = OnceLock::new();
    EMOJI.get_or_init(|| decompress_to_vec_zlib(EMOJI_PACKED).expect("the file was packed by merge.py"))
}

/// The same, as it is packed with zlib: PDFs hold it so.
pub(crate) fn emoji_packed() -> &'static [u8] {
    EMOJI_PACKED
}

/// What sets a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// The text font; a box, if neither font has it.
    Letter,
    /// The emoji.
    Sign,
    /// Nothing: it is a part of the character before it, such as the tone of a skin.
    Clinging,
}

/// How large an emoji is set beside text: Noto's are wider than what lines are measured by.
pub(crate) const SIGN: f64 = 0.88;

/// The family's name of the emoji.
pub(crate) const SIGNS: &str = "Noto Emoji";

/// Every character of a line with what sets it and where it begins, from the beginning of the line.
pub(crate) fn settings(text: &str, size: f64, weight: Weight) -> impl Iterator<Item = (char, Setting, f64)> {
    let ends = fishbone::text_ends(text, size, weight);
    text.chars().zip(ends).scan(0.0, |at, (c, end)| {
        let begin = std::mem::replace(at, end);
        // Both weights of the text font have the same characters.
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

/// Whether a text needs more than the text font, so that a renderer has to be told what sets what.
pub(crate) fn lacks(text: &str) -> bool {
    letters().is_some() && text.chars().any(|c| !has(letters(), c))
}

/// A font, if its file reads.
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

/// A weight as CSS has it.
pub(crate) fn css(weight: Weight) -> u16 {
    match weight {
        Weight::Regular => 400,
        Weight::Semibold => 600,
    }
}

/// `@font-face` rules with the font in them, so that a file looks the same where the font is not installed.
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

/// The files for rendering. No font of the machine is looked at: the same board gives the same picture.
pub(crate) fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let build = || {
        let mut database = fontdb::Database::new();
        // Where Onest lacks a character, the renderer looks through the others.
        for file in [REGULAR, SEMIBOLD, emoji()] {
            database.load_font_source(fontdb::Source::Binary(Arc::new(file)));
        }
        Arc::new(database)
    };
    DATABASE.get_or_init(build).clone()
}
