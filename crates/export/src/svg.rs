//! SVG: self-contained, the font in it, every text as text.
//!
//! A reader's program has fonts for what ours lacks; our own renderer has not, and is told what sets what.

use std::fmt::Write;

use fishbone::Point;

use crate::font::{self, Setting};
use crate::picture::{Colour, Mark, Picture};
use crate::text::xml;

/// A file of its own.
pub(crate) fn write(picture: &Picture) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element(picture, &format!("<style>{}</style>\n", font::face_rules()), &mut out);
    out.into_bytes()
}

/// The same for a page that brings the font.
pub(crate) fn inline(picture: &Picture) -> String {
    let mut out = String::new();
    element(picture, "", &mut out);
    out
}

/// The same for our own renderer, which has the fonts of `font::database` and no other.
pub(crate) fn rendered(picture: &Picture) -> String {
    let marks = picture.marks.iter().map(apart).collect();
    inline(&Picture { marks, ..picture.clone() })
}

/// A line in several fonts as one text for each.
fn apart(mark: &Mark) -> Mark {
    match mark {
        Mark::Group { whole, marks } => {
            Mark::Group { whole: whole.clone(), marks: marks.iter().map(apart).collect() }
        }
        Mark::Text { x, baseline, size, weight, colour, text } if font::lacks(text) => {
            let mut marks: Vec<Mark> = vec![];
            let mut last = None;
            for (c, setting, at) in font::settings(text, *size, *weight) {
                match marks.last_mut() {
                    _ if setting == Setting::Clinging => {}
                    Some(Mark::Text { text, .. } | Mark::Sign { text, .. }) if last == Some(setting) => {
                        text.push(c)
                    }
                    _ => {
                        let (x, text) = (x + at, c.to_string());
                        marks.push(match setting {
                            Setting::Sign => Mark::Sign {
                                x,
                                baseline: *baseline,
                                size: size * font::SIGN,
                                colour: *colour,
                                text,
                            },
                            _ => Mark::Text {
                                x,
                                baseline: *baseline,
                                size: *size,
                                weight: *weight,
                                colour: *colour,
                                text,
                            },
                        });
                        last = Some(setting);
                    }
                }
            }
            Mark::Group { whole: text.clone(), marks }
        }
        other => other.clone(),
    }
}

fn element(picture: &Picture, style: &str, out: &mut String) {
    let (width, height) = (n(picture.width), n(picture.height));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" width=\"{width}\" height=\"{height}\" \
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
            Mark::Sign { x, baseline, size, colour, text } => writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" font-family=\"{}\" font-size=\"{}\" fill=\"{}\">{}</text>",
                n(*x),
                n(*baseline),
                font::SIGNS,
                n(*size),
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
