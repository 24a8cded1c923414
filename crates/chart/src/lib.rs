//! Geometry of a chart of one figure over time: its values and its target in, marks out.
//!
//! Only this crate knows where things are in a chart. The browser draws SVG from the marks, and the exports write files from
//! them, so that the wall and the paper show the same chart, including its numbers and dates. Texts are measured with the
//! widths of the fishbone, because they are set in the same type.
//!
//! It deliberately is not a renderer: it has no colours and no SVG. It does no IO, and uses only arithmetic that gives the
//! same numbers in wasm and in native code.

#![allow(clippy::cast_precision_loss, reason = "days and counts are far below 2^53")]

mod days;
mod draw;
pub mod encoding;
mod labels;
mod language;
mod scale;

pub use days::Day;
pub use language::Language;

use fishbone::{Point, Rect};

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The values by their days, the first one first.
    pub values: Vec<(Day, f64)>,
    /// The value that is to be reached.
    pub target: Option<f64>,
    /// The day by which it is to be reached.
    pub target_day: Option<Day>,
    /// How the values are shown.
    pub form: Form,
    /// The language of numbers and dates.
    pub language: Language,
    /// The width of the chart. All marks lie within it and the height.
    pub width: f64,
    /// The height of the chart.
    pub height: f64,
    /// The size of its type.
    pub size: f64,
}

/// How values are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// As a line through the days.
    #[default]
    Line,
    /// As bars beside each other, from zero on.
    Bars,
}

impl Form {
    /// The most bars: with more, a line shows the course better.
    const MOST: usize = 16;

    /// The form for a kind of fact: what is counted has bars from zero on, what is measured on a scale has a line.
    #[must_use]
    pub fn of(kind: &str, values: usize) -> Self {
        if values == 1 || (matches!(kind, "complaints" | "cost") && values <= Self::MOST) {
            Form::Bars
        } else {
            Form::Line
        }
    }
}

/// What a mark shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A line behind the values, at a round number.
    Grid,
    /// The line at zero.
    Zero,
    /// A value, or the line through the values.
    Value,
    /// The newest value.
    Newest,
    /// The inside of a dot.
    Inside,
    /// The value that is to be reached.
    Target,
    /// A text that people look for.
    Label,
    /// A text beside an axis.
    Quiet,
}

/// A mark; later ones lie over earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A polyline.
    Line {
        /// Its points.
        points: Vec<Point>,
        /// Its width.
        width: f64,
        /// What it shows.
        role: Role,
    },
    /// A rectangle with round corners; a dot, if the radius is half of its side.
    Rect {
        /// The rectangle.
        area: Rect,
        /// The radius of its corners.
        radius: f64,
        /// What it shows.
        role: Role,
    },
    /// A text on one line.
    Text {
        /// Its left end.
        x: f64,
        /// Its baseline.
        baseline: f64,
        /// Its type size.
        size: f64,
        /// Whether it is semibold.
        strong: bool,
        /// What it shows.
        role: Role,
        /// Its words.
        text: String,
    },
}

/// Draws a chart. One without values and target has no marks. The same input gives the same marks everywhere.
#[must_use]
pub fn draw(chart: &Chart) -> Vec<Mark> {
    draw::draw(chart)
}
