//! The fonts of a PDF: the characters that were used, and the objects that define their shape and meaning.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fishbone::Weight;
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};

use crate::ExportError;
use crate::font::{self, Setting, Spare};

const ORDER: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// The compression level: 6 of 10 is nearly as small as 10 and much faster.
pub(crate) const EFFORT: u8 = 6;
/// A font file with the characters that were used of it. Each character has its own code. So even characters that
/// look alike, or that the font lacks, are distinct when the text is copied.
pub(crate) struct Face {
    /// The number of its object in the PDF.
    pub id: Ref,
    kind: Kind,
    codes: BTreeMap<(char, Shape), u16>,
}

/// The font file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text(Weight),
    Spare(Spare),
}

/// How a character is drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// As the font's glyph, or as a box if the font has none.
    Glyph,
    /// As nothing: it is a part of the character before it, such as a skin tone.
    Blank,
}

impl Face {
    fn new(kind: Kind, id: Ref) -> Self {
        Self { kind, id, codes: BTreeMap::new() }
    }

    /// Its name in the page's resources.
    pub fn name(&self) -> &'static [u8] {
        match self.kind {
            Kind::Text(Weight::Regular) => b"F4",
            Kind::Text(Weight::Semibold) => b"F6",
            Kind::Spare(Spare::Symbols) => b"FS",
            Kind::Spare(Spare::Emoji) => b"FE",
        }
    }

    fn file(&self) -> &'static [u8] {
        match self.kind {
            Kind::Text(weight) => font::file(weight),
            Kind::Spare(spare) => spare.file(),
        }
    }

    fn parsed(&self) -> Result<ttf_parser::Face<'static>, ExportError> {
        ttf_parser::Face::parse(self.file(), 0).map_err(|e| ExportError::Write(e.to_string()))
    }

    fn code(&mut self, c: char, shape: Shape) -> u16 {
        // Code 0 is the box for a missing character. It is used once 65,534 other codes are taken.
        let next = u16::try_from(self.codes.len() + 1).unwrap_or(0);
        *self.codes.entry((c, shape)).or_insert(next)
    }

    /// Writes the font's objects.
    pub fn write(&self, pdf: &mut Pdf, id: &mut impl FnMut() -> Ref) -> Result<(), ExportError> {
        let face = self.parsed()?;
        let base = match self.kind {
            Kind::Text(Weight::Regular) => Name(b"Onest-Regular"),
            Kind::Text(Weight::Semibold) => Name(b"Onest-SemiBold"),
            Kind::Spare(Spare::Symbols) => Name(b"NotoSymbols"),
            Kind::Spare(Spare::Emoji) => Name(b"NotoEmoji"),
        };
        let (cid, descriptor, data, map, unicode) = (id(), id(), id(), id(), id());
        pdf.type0_font(self.id)
            .base_font(base)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);

        let unit = 1000.0 / f32::from(face.units_per_em());
        let mut by_code: Vec<(u16, char, Shape)> = self.codes.iter().map(|(&(c, s), &n)| (n, c, s)).collect();
        by_code.sort_unstable();
        by_code.retain(|(code, ..)| *code != 0);
        let space = face.glyph_index(' ').map_or(0, |glyph| glyph.0);
        let mut advances = vec![];
        let mut glyphs = vec![0u8; 2];
        let mut cmap = UnicodeCmap::new(Name(b"Custom"), ORDER);
        for &(code, c, shape) in &by_code {
            let glyph = face.glyph_index(c);
            let (drawn, advance) = match (shape, self.kind) {
                (Shape::Blank, _) => (space, 0.0),
                (Shape::Glyph, Kind::Spare(_)) => (
                    glyph.map_or(0, |g| g.0),
                    glyph.and_then(|g| face.glyph_hor_advance(g)).map_or(0.0, |a| f32::from(a) * unit),
                ),
                (Shape::Glyph, Kind::Text(weight)) => (
                    glyph.map_or(0, |g| g.0),
                    fishbone::text_width(c.encode_utf8(&mut [0; 4]), 1000.0, weight) as f32,
                ),
            };
            glyphs.extend(drawn.to_be_bytes());
            advances.push(advance);
            cmap.pair(code, c);
        }
        let mut out = pdf.cid_font(cid);
        out.subtype(CidFontType::Type2).base_font(base).system_info(ORDER).font_descriptor(descriptor);
        out.default_width(600.0).cid_to_gid_map_stream(map);
        out.widths().consecutive(1, advances);
        out.finish();
        pdf.stream(map, &compress_to_vec_zlib(&glyphs, EFFORT)).filter(Filter::FlateDecode);
        pdf.cmap(unicode, &compress_to_vec_zlib(&cmap.finish(), EFFORT)).filter(Filter::FlateDecode);

        let b = face.global_bounding_box();
        let [x1, y1, x2, y2] = [b.x_min, b.y_min, b.x_max, b.y_max].map(|v| f32::from(v) * unit);
        pdf.font_descriptor(descriptor)
            .name(base)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(x1, y1, x2, y2))
            .italic_angle(0.0)
            .ascent(f32::from(face.ascender()) * unit)
            .descent(f32::from(face.descender()) * unit)
            .cap_height(f32::from(face.capital_height().unwrap_or(700)) * unit)
            .stem_v(if self.kind == Kind::Text(Weight::Semibold) { 120.0 } else { 80.0 })
            .font_file2(data);
        let file = self.file();
        let length = i32::try_from(file.len()).unwrap_or(i32::MAX);
        let packed = match self.kind {
            Kind::Spare(spare) => Cow::Borrowed(spare.packed()),
            Kind::Text(_) => Cow::Owned(compress_to_vec_zlib(file, EFFORT)),
        };
        pdf.stream(data, &packed).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
        Ok(())
    }
}

/// The fonts, while pages are drawn.
pub(crate) struct Faces {
    regular: Face,
    semibold: Face,
    symbols: Face,
    emoji: Face,
}

/// Successive characters of one line in the same font.
pub(crate) struct Run {
    /// The font's name on the page.
    pub font: &'static [u8],
    /// The type size.
    pub size: f64,
    /// Its distance from the beginning of the line.
    pub x: f64,
    /// The characters' codes.
    pub codes: Vec<u8>,
}

impl Faces {
    /// Fonts without used characters.
    pub fn new(id: &mut impl FnMut() -> Ref) -> Self {
        Self {
            regular: Face::new(Kind::Text(Weight::Regular), id()),
            semibold: Face::new(Kind::Text(Weight::Semibold), id()),
            symbols: Face::new(Kind::Spare(Spare::Symbols), id()),
            emoji: Face::new(Kind::Spare(Spare::Emoji), id()),
        }
    }

    /// The fonts with used characters.
    pub fn used(&self) -> impl Iterator<Item = &Face> {
        [&self.regular, &self.semibold, &self.symbols, &self.emoji]
            .into_iter()
            .filter(|face| !face.codes.is_empty())
    }

    /// Divides a line into runs.
    pub fn runs(&mut self, text: &str, size: f64, weight: Weight) -> Vec<Run> {
        let mut runs: Vec<Run> = vec![];
        for (c, setting, x) in font::settings(text, size, weight) {
            let (face, size) = match (setting, weight) {
                (Setting::Spare(Spare::Symbols, part), _) => (&mut self.symbols, size * part),
                (Setting::Spare(Spare::Emoji, part), _) => (&mut self.emoji, size * part),
                (_, Weight::Regular) => (&mut self.regular, size),
                (_, Weight::Semibold) => (&mut self.semibold, size),
            };
            let shape = if setting == Setting::Clinging { Shape::Blank } else { Shape::Glyph };
            let code = face.code(c, shape).to_be_bytes();
            match runs.last_mut() {
                // In the other fonts a character is as wide as the font says, and not as the line was measured with.
                Some(run) if run.font == face.name() && matches!(face.kind, Kind::Text(_)) => {
                    run.codes.extend(code)
                }
                _ => runs.push(Run { font: face.name(), size, x, codes: code.to_vec() }),
            }
        }
        runs
    }
}
