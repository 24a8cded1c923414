//! Geometry of a fishbone diagram: texts and a tree in, numbers out.
//!
//! Only this crate knows where things are on a fishbone. The browser draws SVG from a [`Drawing`], and the exports
//! write files from it, so that the screen and the paper show the same picture, including line breaks.
//!
//! It deliberately is not a renderer: it has no colours and no SVG, and does not know departments, votes or
//! languages. It has no dependencies, does no IO, and uses only `+ - * /` on `f64`, so that wasm and native code give
//! the same numbers to the last bit.
//!
//! [`fit`] fills a canvas, such as a screen, a page or a slide, in the canvas's own units. `y` grows downwards; the
//! origin is the upper left corner.

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

/// Draws a fish on a canvas, with the largest type that fits.
///
/// Nothing overlaps, and nothing lies outside the canvas or in an area to keep free. The same input gives the same
/// numbers everywhere. With the arrangement of the drawing `before`, the existing content moves as little as
/// possible.
#[must_use]
pub fn fit(fish: &Fish, canvas: &Canvas, before: Option<&Arrangement>) -> Fit {
    fit::fit(fish, canvas, before)
}

/// Sets a text in lines within `width`, with its upper left corner at 0, 0, like the drawing's own texts. It is for
/// texts beside a fish on paper: titles, lists, tables.
#[must_use]
pub fn set(text: &str, size: f64, leading: f64, weight: Weight, width: f64) -> Block {
    text::set(text, text::Type::new(size, leading, weight), width, usize::MAX)
}

/// The space in which a single text is set, such as that of an existing card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Type size.
    pub size: f64,
    /// The distance from one line to the next.
    pub leading: f64,
    /// The greatest width of a line.
    pub width: f64,
    /// The greatest width of a last line with an ellipsis.
    pub cut_width: f64,
    /// The most lines.
    pub lines: usize,
}

/// A text set in its [`Room`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The text with its upper left corner at 0, 0.
    pub block: Block,
    /// The number of lines of the whole text.
    pub lines: usize,
    /// The width of the last line of the whole text.
    pub last: f64,
}

/// Sets a text in a room, in the same lines in which [`fit`] would set a card's text there. It is for typing, because
/// most letters change only the lines of one card.
#[must_use]
pub fn set_in(text: &str, room: &Room) -> Filled {
    text::set_in(text, room)
}

/// The width of a text on one line, in the widths by which lines are broken.
#[must_use]
pub fn text_width(text: &str, size: f64, weight: Weight) -> f64 {
    text::width(text, text::Type::new(size, size, weight))
}

/// The end of each character of a text on one line, in order: [`text_width`] of the text up to and including the
/// character.
#[must_use]
pub fn text_ends(text: &str, size: f64, weight: Weight) -> Vec<f64> {
    text::ends(text, text::Type::new(size, size, weight))
}
