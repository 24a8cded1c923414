//! A picture as marks on a sheet. It can be written as SVG or PDF; a PNG is drawn from parts of the SVG.

use fishbone::{Block, Point, Rect, Weight};

use crate::font::Spare;
use crate::report::{Cause, Report};
use crate::section;
use crate::text::plain;
use crate::words::Words;

/// A colour, as red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour(pub u8, pub u8, pub u8);

/// The product's colours on paper.
pub(crate) const PAPER: Colour = Colour(0xfa, 0xf8, 0xf4);
pub(crate) const SURFACE: Colour = Colour(0xff, 0xff, 0xff);
pub(crate) const INK: Colour = Colour(0x1d, 0x1c, 0x1a);
pub(crate) const INK_2: Colour = Colour(0x57, 0x53, 0x4c);
pub(crate) const LINE: Colour = Colour(0xdd, 0xd7, 0xcc);
pub(crate) const LINE_STRONG: Colour = Colour(0x8d, 0x86, 0x7a);

/// A mark on a sheet; later ones lie over earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// A closed polygon.
    Area { points: Vec<Point>, fill: Colour },
    /// A polyline.
    Line { points: Vec<Point>, width: f64, colour: Colour },
    /// A rectangle with round corners.
    Rect { area: Rect, radius: f64, fill: Colour, edge: Option<Colour> },
    /// One line of text.
    Text { x: f64, baseline: f64, size: f64, weight: Weight, colour: Colour, text: String },
    /// A part of a line in another font. Only [`crate::svg::rendered`] makes it.
    Spare { x: f64, baseline: f64, size: f64, colour: Colour, font: Spare, text: String },
    /// Marks that show one text. `whole` is that text unbroken, for screen readers, tooltips and search. `note` is
    /// the cause that they show, if they show one.
    Group { whole: String, note: Option<Note>, marks: Vec<Mark> },
    /// The cell of a table's row in this column. Only documents distinguish it from its marks.
    Cell { column: usize, marks: Vec<Mark> },
}

/// The cause that marks show, for programs and screen readers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Note {
    /// Its id.
    pub id: String,
    /// Whether it is shown here once more, and stands elsewhere.
    pub again: bool,
    /// The id of the cause that it explains.
    pub parent: Option<String>,
    /// Its dots.
    pub dots: Option<u32>,
    /// Its priority.
    pub priority: Option<String>,
    /// What is said of it, in one line.
    pub about: String,
}

impl Note {
    /// The cause as marks show it.
    pub fn of(report: &Report, cause: &Cause, words: &'static Words) -> Self {
        let (id, parent) = (cause.id.to_string(), cause.parent.as_ref().map(ToString::to_string));
        let about = section::item(report, cause, words).about.join(" · ");
        Self { id, again: false, parent, dots: cause.dots, priority: cause.priority.clone(), about }
    }
}

/// Marks on a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Picture {
    /// The title.
    pub title: String,
    /// The language of its words.
    pub language: &'static str,
    /// The width. Everything lies within `0..width`.
    pub width: f64,
    /// The height. Everything lies within `0..height`.
    pub height: f64,
    /// The marks.
    pub marks: Vec<Mark>,
}

/// The lines of a block as marks, moved by `dx`, `dy`. `source` is the text that the block was set from.
pub(crate) fn lines(source: &str, block: &Block, (dx, dy): (f64, f64), colour: Colour) -> Vec<Mark> {
    block
        .lines
        .iter()
        .map(|line| {
            let mut text = source.get(line.start..line.end).unwrap_or_default().replace('\t', " ");
            if line.hyphen {
                text.push('-');
            }
            if line.ellipsis {
                text.push('…');
            }
            Mark::Text {
                x: line.x + dx,
                baseline: line.baseline + dy,
                size: block.size,
                weight: block.weight,
                colour,
                text,
            }
        })
        .collect()
}

/// Every text that is drawn in marks.
pub(crate) fn texts<'m>(marks: &'m [Mark], each: &mut impl FnMut(&'m str)) {
    for mark in marks {
        match mark {
            Mark::Text { text, .. } | Mark::Spare { text, .. } => each(text),
            Mark::Group { marks, .. } | Mark::Cell { marks, .. } => texts(marks, each),
            Mark::Area { .. } | Mark::Line { .. } | Mark::Rect { .. } => {}
        }
    }
}

/// One short text on one line, and its width.
pub(crate) fn label(text: &str, at: Point, size: f64, weight: Weight, colour: Colour) -> (Mark, f64) {
    let text = plain(text).replace(['\n', '\t'], " ");
    let width = fishbone::text_width(&text, size, weight);
    (Mark::Text { x: at.x, baseline: at.y, size, weight, colour, text }, width)
}

/// A rectangle.
pub(crate) fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

/// Moves marks.
pub(crate) fn moved(marks: &mut [Mark], dx: f64, dy: f64) {
    for mark in marks {
        match mark {
            Mark::Area { points, .. } | Mark::Line { points, .. } => {
                for point in points {
                    point.x += dx;
                    point.y += dy;
                }
            }
            Mark::Rect { area, .. } => {
                area.x += dx;
                area.y += dy;
            }
            Mark::Text { x, baseline, .. } | Mark::Spare { x, baseline, .. } => {
                *x += dx;
                *baseline += dy;
            }
            Mark::Group { marks, .. } | Mark::Cell { marks, .. } => moved(marks, dx, dy),
        }
    }
}

/// Scales marks. The borders of rectangles keep their thickness.
pub(crate) fn scaled(marks: &mut [Mark], by: f64) {
    for mark in marks {
        match mark {
            Mark::Area { points, .. } => larger(points, by),
            Mark::Line { points, width, .. } => {
                larger(points, by);
                *width *= by;
            }
            Mark::Rect { area, radius, .. } => {
                *area = rect(area.x * by, area.y * by, area.width * by, area.height * by);
                *radius *= by;
            }
            Mark::Text { x, baseline, size, .. } | Mark::Spare { x, baseline, size, .. } => {
                *x *= by;
                *baseline *= by;
                *size *= by;
            }
            Mark::Group { marks, .. } | Mark::Cell { marks, .. } => scaled(marks, by),
        }
    }
}

fn larger(points: &mut [Point], by: f64) {
    for point in points {
        *point = Point { x: point.x * by, y: point.y * by };
    }
}
