//! Geometry of a fishbone diagram: texts and a tree in, numbers out.
//!
//! The one place that knows where things are on a fishbone. The browser draws SVG from a [`Drawing`], the
//! exports write files from it, so that the screen and the paper show the same picture, line breaks included.
//!
//! It deliberately is not a renderer: no colours, no SVG, no knowledge of departments, votes or languages. It
//! has no dependencies, does no IO, and uses only `+ - * /` on `f64`, so that wasm and native give the same
//! numbers to the last bit.
//!
//! [`fit`] fills a canvas, in the canvas's own units. [`layout`] is older: it makes a drawing as large as its texts
//! need, in units of which a card's type is 15 high, and goes once nothing calls it. `y` grows downwards, the origin
//! is the upper left corner.

mod advances;
mod canvas;
mod card;
mod drawing;
pub mod encoding;
mod fish;
mod fit;
pub mod flat;
mod layout;
mod measured;
mod pack;
mod paragraph;
mod plan;
mod shapes;
mod strand;
mod text;

pub use canvas::{Canvas, Form};
pub use drawing::{Block, BoneShape, Card, Drawing, Head, Line, Point, Rect, Side, Weight};
pub use fish::{Bone, Cause, Detail, Fish, Options, Questions};
pub use fit::{Arrangement, Fit};

/// Lays out a fish.
///
/// Nothing overlaps: no card, title or head covers another. The same input gives the same numbers everywhere.
#[must_use]
pub fn layout(fish: &Fish, options: &Options) -> Drawing {
    layout::layout(fish, options)
}

/// Draws a fish on a canvas, with type as large as it can be.
///
/// Nothing overlaps, and nothing lies outside the canvas or where it is to stay free. With the arrangement of the
/// drawing `before`, what was there before moves as little as it can.
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

/// How wide a text is on one line, in the same widths that lines are broken by.
#[must_use]
pub fn text_width(text: &str, size: f64, weight: Weight) -> f64 {
    text::width(text, text::Type::new(size, size, weight))
}
