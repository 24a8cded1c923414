//! The characters of a PDF's lines as glyphs of its fonts, each at the place with which its line was measured.

use std::ops::Range;
use std::sync::Arc;

use fishbone::Weight;
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::font::{self, Setting, Spare};

/// The sign that is drawn for a character that no font has. It is copied as the character.
const MISSING: char = '☐';

/// The fonts of a document. Only those that are used are opened, and the file has only the glyphs that are used.
#[derive(Default)]
pub(crate) struct Fonts {
    opened: [Option<Option<Font>>; 4],
}

/// Which of the fonts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text(Weight),
    Spare(Spare),
}

/// Successive characters of a line in the same font and size.
struct Run {
    kind: Kind,
    size: f64,
    x: f64,
    /// The bytes of the line.
    bytes: Range<usize>,
    glyphs: Vec<KrillaGlyph>,
}

impl Fonts {
    /// Draws a line of text.
    pub fn draw(&mut self, line: &str, (x, y): (f64, f64), size: f64, weight: Weight, surface: &mut Surface) {
        for run in runs(line, size, weight) {
            let Some(font) = self.font(run.kind) else { continue };
            let at = Point::from_xy((x + run.x) as f32, y as f32);
            surface.draw_glyphs(at, &run.glyphs, font, &line[run.bytes], run.size as f32, false);
        }
    }

    fn font(&mut self, kind: Kind) -> Option<Font> {
        let at = match kind {
            Kind::Text(Weight::Regular) => 0,
            Kind::Text(Weight::Semibold) => 1,
            Kind::Spare(Spare::Symbols) => 2,
            Kind::Spare(Spare::Emoji) => 3,
        };
        let open = || {
            let file: Arc<dyn AsRef<[u8]> + Send + Sync> = match kind {
                Kind::Text(weight) => Arc::new(font::file(weight)),
                Kind::Spare(spare) => Arc::new(spare.file()),
            };
            Font::new(file.into(), 0)
        };
        self.opened[at].get_or_insert_with(open).clone()
    }
}

fn runs(line: &str, size: f64, weight: Weight) -> Vec<Run> {
    let all: Vec<(char, Setting, f64)> = font::settings(line, size, weight).collect();
    let end = fishbone::text_width(line, size, weight);
    let mut runs: Vec<Run> = vec![];
    let mut at = 0;
    for (n, &(c, setting, x)) in all.iter().enumerate() {
        let bytes = at..at + c.len_utf8();
        at = bytes.end;
        let next = all.get(n + 1).map_or(end, |(.., x)| *x);
        let (kind, part, glyph) = match setting {
            // A part of the character before it is copied with it, and draws nothing.
            Setting::Clinging => {
                if let Some(run) = runs.last_mut().filter(|run| run.bytes.end == bytes.start) {
                    let begin = run.bytes.start;
                    run.bytes.end = bytes.end;
                    if let Some(glyph) = run.glyphs.last_mut() {
                        glyph.text_range.end = bytes.end - begin;
                    }
                }
                continue;
            }
            Setting::Letter => match font::glyph(weight, c) {
                Some(glyph) => (Kind::Text(weight), 1.0, glyph),
                None => match font::spare_glyph(Spare::Symbols, MISSING) {
                    Some(glyph) => (Kind::Spare(Spare::Symbols), 0.8, glyph),
                    None => continue,
                },
            },
            Setting::Spare(spare, part) => match font::spare_glyph(spare, c) {
                Some(glyph) => (Kind::Spare(spare), part, glyph),
                None => continue,
            },
        };
        let own = size * part;
        let joins = |run: &&mut Run| {
            run.kind == kind && matches!(kind, Kind::Text(_)) && run.bytes.end == bytes.start
        };
        let advance = ((next - x) / own) as f32;
        match runs.last_mut().filter(joins) {
            Some(run) => {
                let begin = run.bytes.start;
                run.bytes.end = bytes.end;
                run.glyphs.push(placed(glyph, bytes.start - begin..bytes.end - begin, advance));
            }
            None => {
                let glyphs = vec![placed(glyph, 0..bytes.len(), advance)];
                runs.push(Run { kind, size: own, x, bytes, glyphs });
            }
        }
    }
    runs
}

fn placed(glyph: u16, text_range: Range<usize>, x_advance: f32) -> KrillaGlyph {
    let glyph_id = GlyphId::new(u32::from(glyph));
    KrillaGlyph {
        glyph_id,
        text_range,
        x_advance,
        x_offset: 0.0,
        y_offset: 0.0,
        y_advance: 0.0,
        location: None,
    }
}
