//! Geometry of a fishbone diagram: texts and a tree in, numbers out.
//!
//! The one place that knows where things are on a fishbone. The browser draws SVG from a [`Drawing`], the
//! exports write files from it, so that the screen and the paper show the same picture, line breaks included.
//!
//! It deliberately is not a renderer: no colours, no SVG, no knowledge of departments, votes or languages. It
//! has no dependencies, does no IO, and uses only `+ - * /` on `f64`, so that wasm and native give the same
//! numbers to the last bit.
//!
//! [`fit`] fills a canvas, in the canvas's own units: a screen, a page, a slide. `y` grows downwards, the origin is the
//! upper left corner.

mod advances;
mod canvas;
mod drawing;
pub mod encoding;
mod fish;
mod fit;
mod paragraph;
mod text;

pub use canvas::{Canvas, Form};
pub use drawing::{Block, BoneShape, Card, Drawing, Head, Line, Point, Rect, Side, Weight};
pub use fish::{Bone, Cause, Detail, Fish};
pub use fit::{Arrangement, Fit};

/// Draws a fish on a canvas, with type as large as it can be.
///
/// Nothing overlaps, and nothing lies outside the canvas or where it is to stay free. The same input gives the same
/// numbers everywhere. With the arrangement of the drawing `before`, what was there before moves as little as it can.
#[must_use]
pub fn fit(fish: &Fish, canvas: &Canvas, before: Option<&Arrangement>) -> Fit {
    fit::fit(fish, canvas, before)
}

/// Sets a text in lines within `width`, with its upper left corner at 0, 0, as the drawing's own texts are set.
/// For what stands beside a fish on paper: titles, lists, tables.
#[must_use]
pub fn set(text: &str, size: f64, leading: f64, weight: Weight, width: f64) -> Block {
    text::set(text, text::Type::new(size, leading, weight), width, usize::MAX)
}

/// Where a text is set by itself, such as that of a card that stands already.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Type size.
    pub size: f64,
    /// From one line to the next.
    pub leading: f64,
    /// How wide a line may be.
    pub width: f64,
    /// How wide a last line with an ellipsis may be.
    pub cut_width: f64,
    /// How many lines there may be.
    pub lines: usize,
}

/// A text set in its [`Room`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// With its upper left corner at 0, 0.
    pub block: Block,
    /// How many lines the whole text has.
    pub lines: usize,
    /// Width of the last line of the whole text.
    pub last: f64,
}

/// Sets a text in a room, in the lines in which [`fit`] sets a card's text there: when somebody types, most letters
/// change nothing but the lines of one card.
#[must_use]
pub fn set_in(text: &str, room: &Room) -> Filled {
    text::set_in(text, room)
}

/// How wide a text is on one line, in the same widths that lines are broken by.
#[must_use]
pub fn text_width(text: &str, size: f64, weight: Weight) -> f64 {
    text::width(text, text::Type::new(size, size, weight))
}

/// Where each character of a text ends on one line, in order: [`text_width`] of all that comes before and of itself.
#[must_use]
pub fn text_ends(text: &str, size: f64, weight: Weight) -> Vec<f64> {
    text::ends(text, text::Type::new(size, size, weight))
}
