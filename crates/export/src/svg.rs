//! SVG: self-contained, the font in it, every text as text.

use std::fmt::Write;

use fishbone::Point;

use crate::font;
use crate::picture::{Colour, Mark, Picture};
use crate::text::xml;

/// A file of its own.
pub(crate) fn write(picture: &Picture) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element(picture, &format!("<style>{}</style>\n", font::face_rules()), &mut out);
    out.into_bytes()
}

/// The same for a page that brings the font, or for a renderer that has it.
pub(crate) fn inline(picture: &Picture) -> String {
    let mut out = String::new();
    element(picture, "", &mut out);
    out
}

fn element(picture: &Picture, style: &str, out: &mut String) {
    let (width, height) = (n(picture.width), n(picture.height));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" lang=\"{}\" font-family=\"{}, system-ui, sans-serif\">\n\
         <title>{}</title>\n{style}",
        picture.language,
        font::FAMILY,
        xml(&picture.title),
    );
    marks(&picture.marks, out);
    out.push_str("</svg>\n");
}

fn marks(all: &[Mark], out: &mut String) {
    for mark in all {
        let _ = match mark {
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
            Mark::Group { whole, marks: inner } => {
                let _ = writeln!(out, "<g><title>{}</title>", xml(whole));
                marks(inner, out);
                writeln!(out, "</g>")
            }
        };
    }
}

fn list(points: &[Point]) -> String {
    let pairs: Vec<String> = points.iter().map(|p| format!("{},{}", n(p.x), n(p.y))).collect();
    pairs.join(" ")
}

fn hex(Colour(r, g, b): Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A coordinate: two places are finer than any screen shows.
fn n(value: f64) -> String {
    crate::text::number(value)
}
