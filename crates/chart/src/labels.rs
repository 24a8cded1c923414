//! Places texts where they overlap nothing that is there already.

use fishbone::{Rect, Weight};

use crate::{Mark, Role};

/// The height of a line of type and the part of it above the baseline, in type sizes.
pub(crate) const HIGH: f64 = 1.15;
const ABOVE: f64 = 0.88;

/// A text to be placed.
pub(crate) struct Label {
    pub text: String,
    pub size: f64,
    pub strong: bool,
    pub role: Role,
}

impl Label {
    pub fn width(&self) -> f64 {
        let weight = if self.strong { Weight::Semibold } else { Weight::Regular };
        fishbone::text_width(&self.text, self.size, weight)
    }
}

/// The texts that were placed so far, and what they must not cover.
pub(crate) struct Labels {
    /// Where texts may be.
    pub within: Rect,
    /// What they must not cover.
    pub taken: Vec<Rect>,
    pub marks: Vec<Mark>,
}

impl Labels {
    /// Places a text with its middle at the first of these points at which it covers nothing; with `needed` at the first
    /// one, if there is none.
    pub fn place(&mut self, label: Label, middles: &[(f64, f64)], needed: bool) -> bool {
        let (wide, high) = (label.width(), label.size * HIGH);
        let at = |(x, y): (f64, f64)| {
            let inside = self.within;
            let x = (x - wide / 2.0).clamp(inside.x, (inside.right() - wide).max(inside.x));
            let y = (y - high / 2.0).clamp(inside.y, (inside.bottom() - high).max(inside.y));
            Rect { x, y, width: wide, height: high }
        };
        let gap = label.size * 0.2;
        let free = |area: &Rect| {
            let apart = |other: &Rect| {
                area.x >= other.right() + gap
                    || other.x >= area.right() + gap
                    || area.y >= other.bottom()
                    || other.y >= area.bottom()
            };
            self.taken.iter().all(apart)
        };
        let mut places = middles.iter().map(|middle| at(*middle));
        let Some(area) =
            places.find(free).or_else(|| middles.first().filter(|_| needed).map(|first| at(*first)))
        else {
            return false;
        };
        self.taken.push(area);
        let Label { text, size, strong, role } = label;
        self.marks.push(Mark::Text { x: area.x, baseline: area.y + size * ABOVE, size, strong, role, text });
        true
    }
}
