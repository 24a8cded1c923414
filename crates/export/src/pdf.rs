//! PDF: the fishbone, then the whole document on pages to read. All text is real text: it can be searched and copied,
//! even a character that the font lacks.

use fishbone::{Point, Rect as Area};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use crate::ExportError;
use crate::picture::{Colour, Mark};
use crate::sheet::Page;
use crate::typeface::{EFFORT, Faces};

pub(crate) fn write(
    title: &str,
    language: &str,
    pages: impl Iterator<Item = Page>,
) -> Result<Vec<u8>, ExportError> {
    let mut ids = (1..).map(Ref::new);
    let mut id = || ids.next().unwrap_or(Ref::new(i32::MAX));
    let (catalog, tree, info) = (id(), id(), id());
    let mut faces = Faces::new(&mut id);
    let mut pdf = Pdf::new();
    let mut kids = vec![];
    // Each page is compressed and dropped before the next is drawn.
    for page in pages {
        let content = draw(&page, &mut faces);
        let (page_id, content_id) = (id(), id());
        kids.push(page_id);
        let mut out = pdf.page(page_id);
        out.parent(tree).media_box(Rect::new(0.0, 0.0, page.width as f32, page.height as f32));
        out.contents(content_id);
        let mut resources = out.resources();
        let mut fonts = resources.fonts();
        // The fonts that this page or an earlier one uses.
        for face in faces.used() {
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
    for face in faces.used() {
        face.write(&mut pdf, &mut id)?;
    }
    Ok(pdf.finish())
}

/// Draws a page. In a PDF `y` grows upwards, on a page downwards. So the whole page is flipped, and each text is
/// flipped back.
fn draw(page: &Page, faces: &mut Faces) -> Vec<u8> {
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

fn marks(all: &[Mark], faces: &mut Faces, content: &mut Content) {
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
                ink(*colour, content);
                for run in faces.runs(text, *size, *weight) {
                    let at = [(x + run.x) as f32, *baseline as f32];
                    content.begin_text().set_font(Name(run.font), run.size as f32);
                    content.set_text_matrix([1.0, 0.0, 0.0, -1.0, at[0], at[1]]);
                    content.show(Str(&run.codes)).end_text();
                }
            }
            // Runs are divided above. This mark is only made for the renderer of images.
            Mark::Spare { .. } => {}
            Mark::Group { marks: inner, .. } | Mark::Cell { marks: inner, .. } => {
                marks(inner, faces, content)
            }
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
    // A quarter of a circle as a Bézier curve: the length of its handles is 0.5523 of the radius.
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
