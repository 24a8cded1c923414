//! Filling a canvas: the largest type, and room for every text that fits with it.

mod choose;
mod columns;
mod draw;
mod half;
mod head;
mod measured;
mod outline;
mod rows;
mod solve;
mod style;

use crate::{Canvas, Drawing, Fish};

/// A fish drawn on a canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// In the canvas's units.
    pub drawing: Drawing,
    /// Type size of the causes.
    pub size: f64,
    /// Share of the characters that are drawn, from 0 to 1.
    pub share: f64,
}

pub(crate) fn fit(fish: &Fish, canvas: &Canvas) -> Fit {
    let widths = style::widths();
    let measured = measured::MeasuredFish::new(fish, &widths);
    let frame = solve::Canvas::new(&measured, canvas, widths);
    let choice = choose::Search::new(&measured, &frame, canvas.least, canvas.largest).choose();
    draw::Draw::new(&frame, &choice).draw()
}
