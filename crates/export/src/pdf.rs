//! PDF: the fishbone on the first page, then the whole document on pages to read. Text is text: it can be
//! searched and copied, a character that the font lacks included.

use std::collections::BTreeMap;

use fishbone::{Point, Rect as Area, Weight};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use crate::page::Page;
use crate::picture::{Colour, Mark};
use crate::{ExportError, font};

const ORDER: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// How hard to compress: 6 of 10 is nearly as small as 10 and much faster.
const EFFORT: u8 = 6;

pub(crate) fn write(title: &str, language: &str, pages: &[Page]) -> Result<Vec<u8>, ExportError> {
    let mut ids = (1..).map(Ref::new);
    let mut id = || ids.next().unwrap_or(Ref::new(i32::MAX));
    let (catalog, tree, info) = (id(), id(), id());
    let mut faces = [Face::new(Weight::Regular, id()), Face::new(Weight::Semibold, id())];

    let mut pdf = Pdf::new();
    let mut kids = vec![];
    for page in pages {
        let content = draw(page, &mut faces);
        let (page_id, content_id) = (id(), id());
        kids.push(page_id);
        let mut out = pdf.page(page_id);
        out.parent(tree).media_box(Rect::new(0.0, 0.0, page.width as f32, page.height as f32));
        out.contents(content_id);
        let mut resources = out.resources();
        let mut fonts = resources.fonts();
        for face in &faces {
            fonts.pair(Name(face.name()), face.id);
        }
        fonts.finish();
        resources.finish();
        out.finish();
        pdf.stream(content_id, &compress_to_vec_zlib(&content, EFFORT)).filter(Filter::FlateDecode);
    }
    pdf.catalog(catalog).pages(tree).lang(TextStr(language));
    let count = i32::try_from(kids.len()).map_err(|_| ExportError::Write("too many pages".to_owned()))?;
    pdf.pages(tree).kids(kids).count(count);
    pdf.document_info(info).title(TextStr(title)).creator(TextStr("Herringbone"));
    for face in &faces {
        face.write(&mut pdf, &mut id)?;
    }
    Ok(pdf.finish())
}

/// A weight of the font, and the characters that were used. Each gets a code of its own, so that even two
/// characters that look alike, or that the font lacks, are told apart when the text is copied.
struct Face {
    weight: Weight,
    id: Ref,
    codes: BTreeMap<char, u16>,
}

impl Face {
    fn new(weight: Weight, id: Ref) -> Self {
        Self { weight, id, codes: BTreeMap::new() }
    }

    fn name(&self) -> &'static [u8] {
        match self.weight {
            Weight::Regular => b"F4",
            Weight::Semibold => b"F6",
        }
    }

    fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = vec![];
        for c in text.chars() {
            // Code 0 is the box for "no such character"; it is left to those beyond 65,534 different ones.
            let next = u16::try_from(self.codes.len() + 1).unwrap_or(0);
            let code = *self.codes.entry(c).or_insert(next);
            bytes.extend(code.to_be_bytes());
        }
        bytes
    }

    fn write(&self, pdf: &mut Pdf, id: &mut impl FnMut() -> Ref) -> Result<(), ExportError> {
        let file = font::file(self.weight);
        let face = ttf_parser::Face::parse(file, 0).map_err(|e| ExportError::Write(e.to_string()))?;
        let base = match self.weight {
            Weight::Regular => Name(b"Onest-Regular"),
            Weight::Semibold => Name(b"Onest-SemiBold"),
        };
        let (cid, descriptor, data, map, unicode) = (id(), id(), id(), id(), id());
        pdf.type0_font(self.id)
            .base_font(base)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);

        let mut by_code: Vec<(u16, char)> = self.codes.iter().map(|(&c, &code)| (code, c)).collect();
        by_code.sort_unstable();
        by_code.retain(|(code, _)| *code != 0);
        let advances: Vec<f32> = by_code
            .iter()
            .map(|(_, c)| fishbone::text_width(c.encode_utf8(&mut [0; 4]), 1000.0, self.weight) as f32)
            .collect();
        let mut out = pdf.cid_font(cid);
        out.subtype(CidFontType::Type2).base_font(base).system_info(ORDER).font_descriptor(descriptor);
        out.default_width(600.0).cid_to_gid_map_stream(map);
        out.widths().consecutive(1, advances.iter().copied());
        out.finish();

        let space = face.glyph_index(' ').map_or(0, |g| g.0);
        let mut glyphs = vec![0u8; 2];
        let mut cmap = UnicodeCmap::new(Name(b"Custom"), ORDER);
        for ((code, c), advance) in by_code.iter().zip(&advances) {
            let lacking = if *advance == 0.0 { space } else { 0 };
            glyphs.extend(face.glyph_index(*c).map_or(lacking, |g| g.0).to_be_bytes());
            cmap.pair(*code, *c);
        }
        pdf.stream(map, &compress_to_vec_zlib(&glyphs, EFFORT)).filter(Filter::FlateDecode);
        pdf.cmap(unicode, &compress_to_vec_zlib(&cmap.finish(), EFFORT)).filter(Filter::FlateDecode);

        let unit = 1000.0 / f32::from(face.units_per_em());
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
            .stem_v(if self.weight == Weight::Regular { 80.0 } else { 120.0 })
            .font_file2(data);
        let length = i32::try_from(file.len()).unwrap_or(i32::MAX);
        let packed = compress_to_vec_zlib(file, EFFORT);
        pdf.stream(data, &packed).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
        Ok(())
    }
}

/// Draws a page. A PDF's `y` grows upwards, a page's downwards: the whole is turned over, and each text back.
fn draw(page: &Page, faces: &mut [Face; 2]) -> Vec<u8> {
    let mut content = Content::new();
    for layer in &page.layers {
        let scale = layer.scale as f32;
        content.save_state();
        let (x, y) = (layer.x as f32, (page.height - layer.y) as f32);
        content.transform([scale, 0.0, 0.0, -scale, x, y]);
        marks(&layer.marks, faces, &mut content);
        content.restore_state();
    }
    content.finish().into_vec()
}

fn marks(all: &[Mark], faces: &mut [Face; 2], content: &mut Content) {
    for mark in all {
        match mark {
            Mark::Area { points, fill } => {
                ink(*fill, content);
                path(points, content);
                content.close_path().fill_nonzero();
            }
            Mark::Line { points, width, colour } => {
                pen(*colour, content);
                content.set_line_width(*width as f32);
                path(points, content);
                content.stroke();
            }
            Mark::Rect { area, radius, fill, edge } => {
                ink(*fill, content);
                round(area, *radius, content);
                match edge {
                    Some(edge) => {
                        pen(*edge, content);
                        content.set_line_width(1.0).fill_nonzero_and_stroke();
                    }
                    None => {
                        content.fill_nonzero();
                    }
                }
            }
            Mark::Text { x, baseline, size, weight, colour, text } => {
                let face = &mut faces[usize::from(*weight == Weight::Semibold)];
                let bytes = face.encode(text);
                ink(*colour, content);
                content.begin_text().set_font(Name(face.name()), *size as f32);
                content.set_text_matrix([1.0, 0.0, 0.0, -1.0, *x as f32, *baseline as f32]);
                content.show(Str(&bytes)).end_text();
            }
            Mark::Group { marks: inner, .. } => marks(inner, faces, content),
        }
    }
}

fn path(points: &[Point], content: &mut Content) {
    for (n, point) in points.iter().enumerate() {
        let (x, y) = (point.x as f32, point.y as f32);
        if n == 0 {
            content.move_to(x, y)
        } else {
            content.line_to(x, y)
        };
    }
}

fn round(area: &Area, radius: f64, content: &mut Content) {
    let radius = radius.min(area.width / 2.0).min(area.height / 2.0);
    let [x1, y1, x2, y2, r] = [area.x, area.y, area.right(), area.bottom(), radius].map(|v| v as f32);
    if r <= 0.0 {
        content.rect(x1, y1, x2 - x1, y2 - y1);
        return;
    }
    // A quarter of a circle as a Bézier curve: its handles are 0.5523 of the radius long.
    let h = r * (1.0 - 0.552_284_8);
    content.move_to(x1 + r, y1).line_to(x2 - r, y1).cubic_to(x2 - h, y1, x2, y1 + h, x2, y1 + r);
    content.line_to(x2, y2 - r).cubic_to(x2, y2 - h, x2 - h, y2, x2 - r, y2);
    content.line_to(x1 + r, y2).cubic_to(x1 + h, y2, x1, y2 - h, x1, y2 - r);
    content.line_to(x1, y1 + r).cubic_to(x1, y1 + h, x1 + h, y1, x1 + r, y1).close_path();
}

fn ink(colour: Colour, content: &mut Content) {
    let [r, g, b] = parts(colour);
    content.set_fill_rgb(r, g, b);
}

fn pen(colour: Colour, content: &mut Content) {
    let [r, g, b] = parts(colour);
    content.set_stroke_rgb(r, g, b);
}

fn parts(Colour(r, g, b): Colour) -> [f32; 3] {
    [r, g, b].map(|part| f32::from(part) / 255.0)
}
