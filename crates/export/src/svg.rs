//! SVG: self-contained, with the font in it and every text as text.
//!
//! Other programs have fonts for characters that the product's font lacks. This program's own renderer has none, so
//! it is told the font of each part.

use std::fmt::Write;

use fishbone::Point;

use crate::font::{self, Setting};
use crate::picture::{Colour, Mark, Note, Picture, texts};
use crate::text::xml;

/// The picture as a file of its own.
pub(crate) fn write(picture: &Picture) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut symbols = false;
    texts(&picture.marks, &mut |text| symbols |= font::has_symbols(text));
    element(picture, &format!("<style>{}</style>\n", font::face_rules(symbols)), &mut out);
    out.into_bytes()
}

/// The picture as an element of a page that contains the font.
pub(crate) fn inline(picture: &Picture, out: &mut String) {
    element(picture, "", out);
}

/// Some of a picture's marks for this program's renderer, which has only the fonts of `font::database`. Type that is
/// smaller than `legible` becomes a grey strip.
pub(crate) fn rendered<'m>(
    some: impl Iterator<Item = &'m Mark>,
    (width, height): (f64, f64),
    legible: f64,
) -> String {
    let mut out = String::new();
    opening(width, height, "", &mut out);
    for mark in some {
        match mark {
            Mark::Text { x, baseline, size, weight, colour, text } if *size < legible => {
                let wide = fishbone::text_width(text, *size, *weight);
                let (top, high) = (baseline - size * 0.5, size * 0.5);
                let _ = writeln!(
                    out,
                    "<rect x=\"{x}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"{}\" fill-opacity=\".4\"/>",
                    hex(*colour),
                );
            }
            Mark::Text { text, .. } if font::lacks(text) => marks(&apart(mark), &mut out),
            _ => marks(std::slice::from_ref(mark), &mut out),
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Divides a line that needs several fonts into one text for each font. A character of another font has a text of its
/// own, because its width is not that with which the line was measured.
fn apart(line: &Mark) -> Vec<Mark> {
    let Mark::Text { x, baseline, size, weight, colour, text } = line else { return vec![line.clone()] };
    let mut marks: Vec<Mark> = vec![];
    for (c, setting, at) in font::settings(text, *size, *weight) {
        let (x, baseline, colour) = (x + at, *baseline, *colour);
        match (setting, marks.last_mut()) {
            (Setting::Clinging, _) => {}
            (Setting::Spare(font, part), _) => {
                let (size, text) = (size * part, c.to_string());
                marks.push(Mark::Spare { x, baseline, size, colour, font, text });
            }
            (Setting::Letter, Some(Mark::Text { text, .. })) => text.push(c),
            (Setting::Letter, _) => {
                let text = c.to_string();
                marks.push(Mark::Text { x, baseline, size: *size, weight: *weight, colour, text });
            }
        }
    }
    marks
}

fn element(picture: &Picture, style: &str, out: &mut String) {
    opening(picture.width, picture.height, &format!(" lang=\"{}\"", picture.language), out);
    let _ = write!(out, "<title>{}</title>\n{style}", xml(&picture.title));
    marks(&picture.marks, out);
    out.push_str("</svg>\n");
}

fn opening(width: f64, height: f64, more: &str, out: &mut String) {
    let (width, height) = (n(width), n(height));
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\"{more} font-family=\"{}\">",
        font::families(),
    );
}

fn marks(all: &[Mark], out: &mut String) {
    for mark in all {
        let _ = match mark {
            Mark::Cell { marks: inner, .. } => {
                marks(inner, out);
                Ok(())
            }
            Mark::Area { points, fill } => {
                writeln!(out, "<polygon points=\"{}\" fill=\"{}\"/>", list(points), hex(*fill))
            }
            Mark::Line { points, width, colour } => writeln!(
                out,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>",
                list(points),
                hex(*colour),
                n(*width)
            ),
            Mark::Rect { area, radius, fill, edge } => {
                let edge = edge.map(|c| format!(" stroke=\"{}\"", hex(c))).unwrap_or_default();
                writeln!(
                    out,
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{}\"{edge}/>",
                    n(area.x),
                    n(area.y),
                    n(area.width),
                    n(area.height),
                    n(*radius),
                    hex(*fill)
                )
            }
            Mark::Text { x, baseline, size, weight, colour, text } => writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\" font-weight=\"{}\" fill=\"{}\">{}</text>",
                n(*x),
                n(*baseline),
                n(*size),
                font::css(*weight),
                hex(*colour),
                xml(text)
            ),
            Mark::Spare { x, baseline, size, colour, font, text } => writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" font-family=\"{}\" font-size=\"{}\" fill=\"{}\">{}</text>",
                n(*x),
                n(*baseline),
                font.family(),
                n(*size),
                hex(*colour),
                xml(text)
            ),
            Mark::Group { whole, note, marks: inner } => {
                let attributes = note.as_ref().map(attributes).unwrap_or_default();
                let _ = write!(out, "<g{attributes}><title>{}</title>", xml(whole));
                if let Some(note) = note.as_ref().filter(|note| !note.about.is_empty()) {
                    let _ = write!(out, "<desc>{}</desc>", xml(&note.about));
                }
                out.push('\n');
                marks(inner, out);
                writeln!(out, "</g>")
            }
        };
    }
}

/// What programs read of a cause that is drawn.
fn attributes(note: &Note) -> String {
    let id = xml(&note.id);
    if note.again {
        return format!(" data-note-again=\"{id}\"");
    }
    let mut out = format!(" data-note=\"{id}\"");
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(out, " data-{name}=\"{}\"", xml(&value));
        }
    };
    add("parent", note.parent.clone());
    add("dots", note.dots.map(|dots| dots.to_string()));
    add("priority", note.priority.clone());
    out
}

fn list(points: &[Point]) -> String {
    let pairs: Vec<String> = points.iter().map(|p| format!("{},{}", n(p.x), n(p.y))).collect();
    pairs.join(" ")
}

/// A colour in CSS.
pub(crate) fn hex(Colour(r, g, b): Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A coordinate with two decimals, which is finer than any screen shows.
fn n(value: f64) -> String {
    crate::text::number(value)
}
