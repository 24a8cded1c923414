//! Fills a canvas: finds the largest type, and room for every text that fits with it.

mod choose;
mod column;
mod columns;
mod cut;
mod draw;
mod frame;
mod half;
mod head;
mod keep;
mod measured;
mod numbers;
mod outline;
mod rows;
mod solve;
mod style;

pub use keep::Arrangement;

use std::cell::OnceCell;

use crate::{Canvas, Drawing, Fish};
use choose::{Choice, Search};
use measured::MeasuredFish;

/// A fish drawn on a canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// The drawing, in the canvas's units.
    pub drawing: Drawing,
    /// Type size of the causes.
    pub size: f64,
    /// The share of the characters that are drawn, from 0 to 1.
    pub share: f64,
    /// The arrangement for the next drawing of the same fish, so that it changes as little as possible.
    pub arrangement: Arrangement,
}

pub(crate) fn fit(fish: &Fish, canvas: &Canvas, before: Option<&Arrangement>) -> Fit {
    let canvas = canvas.sound();
    let widths = style::widths();
    let texts = [OnceCell::new(), OnceCell::new()];
    let measured = |tight: bool| {
        let spacing = if tight { style::TIGHT } else { style::EASY };
        texts[usize::from(tight)].get_or_init(|| MeasuredFish::new(fish, &widths, spacing))
    };
    let drawn = |canvas: &Canvas, tight: bool, choose: &dyn Fn(&mut Search) -> Option<Choice>| {
        let measured = measured(tight);
        let frame = frame::Frame::new(measured, canvas, widths);
        let choice = choose(&mut Search::new(measured, &frame, canvas.least, canvas.largest))?;
        let (drawing, share) = draw::Draw::new(&frame, &choice).draw();
        let size = choice.sketch.look.size;
        Some(Fit { drawing, size, share, arrangement: keep::arrangement(&frame, &choice) })
    };
    let filled = |canvas: &Canvas| {
        let wanted = canvas.wanted;
        let kept = before.and_then(|before| drawn(canvas, before.look.tight, &|search| search.keep(before)));
        // The space around texts is reduced before the texts are.
        kept.or_else(|| drawn(canvas, false, &|search| search.choose_wanted(wanted)))
            .or_else(|| drawn(canvas, true, &|search| search.choose(wanted)))
    };
    // If no room is left at all, the areas to keep free are ignored, because a fish is better than nothing.
    let open = Canvas { keep_free: Vec::new(), ..canvas.clone() };
    filled(&canvas).or_else(|| filled(&open)).unwrap_or_default()
}
