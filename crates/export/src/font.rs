//! The product's only text font, in the forms that the formats need, and two fonts for what it lacks: symbols and
//! emoji. See `fonts/README.md`.

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
const SYMBOLS_PACKED: &[u8] = include_bytes!("../fonts/noto-symbols.ttf.zz");
const EMOJI_PACKED: &[u8] = include_bytes!("../fonts/noto-emoji.ttf.zz");
const REGULAR_WEB: &[u8] = include_bytes!("../fonts/onest-400.woff2");
const SEMIBOLD_WEB: &[u8] = include_bytes!("../fonts/onest-600.woff2");
const SYMBOLS_WEB: &[u8] = include_bytes!("../fonts/noto-symbols.woff2");

/// The TrueType file of a weight.
pub(crate) fn file(weight: Weight) -> &'static [u8] {
    match weight {
        Weight::Regular => REGULAR,
        Weight::Semibold => SEMIBOLD,
    }
}

/// A font for what the text font lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spare {
    /// Greek, mathematics, arrows and signs.
    Symbols,
    /// The emoji that phones offer.
    Emoji,
}

impl Spare {
    /// The name of its family.
    pub fn family(self) -> &'static str {
        match self {
            Spare::Symbols => "Noto Symbols",
            Spare::Emoji => "Noto Emoji",
        }
    }

    /// The TrueType file, packed with zlib.
    fn packed(self) -> &'static [u8] {
        match self {
            Spare::Symbols => SYMBOLS_PACKED,
            Spare::Emoji => EMOJI_PACKED,
        }
    }

    /// The TrueType file.
    pub fn file(self) -> &'static [u8] {
        static FILES: [OnceLock<Vec<u8>>; 2] = [OnceLock::new(), OnceLock::new()];
        let unpack = || decompress_to_vec_zlib(self.packed()).expect("the file was packed by merge.py");
        FILES[self as usize].get_or_init(unpack)
    }

    fn face(self) -> &'static Face {
        static FACES: [OnceLock<Face>; 2] = [OnceLock::new(), OnceLock::new()];
        FACES[self as usize].get_or_init(|| ttf_parser::Face::parse(self.file(), 0).ok())
    }

    /// The size of a character beside text, in type sizes. Its width in this font may be more than the width that the
    /// line was measured with; then it is drawn smaller.
    fn size(self, c: char, room: f64) -> f64 {
        let face = self.face().as_ref();
        let advance = face.and_then(|face| Some(f64::from(face.glyph_hor_advance(face.glyph_index(c)?)?)));
        let unit = face.map_or(1.0, |face| f64::from(face.units_per_em()));
        // A combining mark has no width.
        advance
            .filter(|advance| *advance > 0.0 && room > 0.0)
            .map_or(1.0, |wide| (room * unit / wide).min(1.0))
    }
}

/// How a character is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Setting {
    /// In the text font; as a box, if no font has it.
    Letter,
    /// In another font, at this part of the type size.
    Spare(Spare, f64),
    /// Not at all: it is a part of the character before it, such as a skin tone.
    Clinging,
}

/// Every character of a line, how it is set, and its distance from the beginning of the line.
pub(crate) fn settings(text: &str, size: f64, weight: Weight) -> impl Iterator<Item = (char, Setting, f64)> {
    let ends = fishbone::text_ends(text, size, weight);
    text.chars().zip(ends).scan(0.0, move |at, (c, end)| {
        let begin = std::mem::replace(at, end);
        let room = (end - begin) / size;
        let spare = |spare: Spare| has(spare.face(), c).then(|| Setting::Spare(spare, spare.size(c, room)));
        // Both weights of the text font contain the same characters.
        let setting = if has(letters(), c) {
            Setting::Letter
        } else if end <= begin && !is_mark(c) {
            Setting::Clinging
        } else {
            let found = spare(Spare::Symbols).or_else(|| spare(Spare::Emoji));
            found.unwrap_or(if end <= begin { Setting::Clinging } else { Setting::Letter })
        };
        Some((c, setting, begin))
    })
}

/// The glyph of a character in the text font.
pub(crate) fn glyph(weight: Weight, c: char) -> Option<u16> {
    static SEMIBOLD_FACE: OnceLock<Face> = OnceLock::new();
    let face = match weight {
        Weight::Regular => letters(),
        Weight::Semibold => SEMIBOLD_FACE.get_or_init(|| ttf_parser::Face::parse(SEMIBOLD, 0).ok()),
    };
    Some(face.as_ref()?.glyph_index(c)?.0)
}

/// The glyph of a character in another font.
pub(crate) fn spare_glyph(spare: Spare, c: char) -> Option<u16> {
    Some(spare.face().as_ref()?.glyph_index(c)?.0)
}

/// Whether this is an accent, which is drawn over the character before it.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f)
}

/// The characters of a text that no font has. Each of them is drawn as a box.
pub(crate) fn undrawn(text: &str) -> impl Iterator<Item = char> {
    let settings = settings(text, 1.0, Weight::Regular);
    settings.filter(|(c, setting, _)| *setting == Setting::Letter && !has(letters(), *c)).map(|(c, ..)| c)
}

/// Whether a text has characters of the font of symbols.
pub(crate) fn has_symbols(text: &str) -> bool {
    text.chars().any(|c| !has(letters(), c) && has(Spare::Symbols.face(), c))
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

/// `@font-face` rules that contain the font, so that a file looks the same where the font is not installed. With
/// `symbols`, also the font of symbols.
pub(crate) fn face_rules(symbols: bool) -> String {
    static RULES: OnceLock<String> = OnceLock::new();
    let rule = |family: &str, weight: u16, file: &[u8]| {
        format!(
            "@font-face{{font-family:{family};font-weight:{weight};\
             src:url(data:font/woff2;base64,{}) format('woff2')}}\n",
            STANDARD.encode(file)
        )
    };
    let letters = RULES.get_or_init(|| rule(FAMILY, 400, REGULAR_WEB) + &rule(FAMILY, 600, SEMIBOLD_WEB));
    let symbols = symbols.then(|| rule(&format!("'{}'", Spare::Symbols.family()), 400, SYMBOLS_WEB));
    letters.clone() + &symbols.unwrap_or_default()
}

/// The families of a file's texts, in CSS.
pub(crate) fn families() -> String {
    format!("{FAMILY}, '{}', system-ui, sans-serif", Spare::Symbols.family())
}

/// The fonts for rendering. The machine's own fonts are not used, so that the same board gives the same picture
/// everywhere.
pub(crate) fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let build = || {
        let mut database = fontdb::Database::new();
        // For characters that Onest lacks, the renderer searches the other fonts.
        for file in [REGULAR, SEMIBOLD, Spare::Symbols.file(), Spare::Emoji.file()] {
            database.load_font_source(fontdb::Source::Binary(Arc::new(file)));
        }
        Arc::new(database)
    };
    DATABASE.get_or_init(build).clone()
}
