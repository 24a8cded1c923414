//! The line of a bone, for all that hangs on it.

use crate::card::Scale;
use crate::pack::{Packed, strand};
use crate::{Card, Point, Side, pack::SLOPE};

/// The line of a bone, for all that hangs on it.
pub(crate) struct Strand {
    pub(crate) side: Side,
    /// Where cards begin.
    pub(crate) start: f64,
    /// Where the bone itself is at `start`.
    pub(crate) base: f64,
}

impl Strand {
    pub(crate) fn at(&self, offset: f64, y: f64) -> Point {
        Point { x: self.base + offset + strand(self.side, y - self.start), y }
    }

    /// From the bone to a card at the top; from the parent to a card under it.
    pub(crate) fn tick(&self, card: &Card, parent: Option<&Card>, scale: Scale, offset: f64) -> Vec<Point> {
        let area = card.area;
        let hold = scale.hold.min(area.height / 2.0);
        let y = match self.side {
            Side::Above => area.bottom() - hold,
            Side::Below => area.y + hold,
        };
        let end = Point { x: area.x, y };
        let Some(parent) = parent else { return vec![self.at(offset, y), end] };
        let from = Point { x: parent.area.x + scale.link, y: parent.area.bottom() };
        // Above, children step along the slope and so does their line; below they hang straight down.
        let lean = if self.side == Side::Above { (y - from.y) * SLOPE } else { 0.0 };
        vec![from, Point { x: from.x + lean, y }, end]
    }

    /// Lines for the second and further columns, tied to the bone's end by a rule.
    pub(crate) fn strands(&self, packed: &Packed, cards: &[Card], tip: Point) -> Vec<Vec<Point>> {
        let mut strands = Vec::new();
        let mut offset = 0.0;
        for (column, pitch) in packed.pitches.iter().enumerate() {
            if column > 0 {
                let own = || cards.iter().zip(&packed.places).filter(|(_, place)| place.column == column);
                let end = match self.side {
                    Side::Above => {
                        own().flat_map(|(card, _)| &card.tick).map(|point| point.y).fold(tip.y, f64::max)
                    }
                    Side::Below => {
                        own().flat_map(|(card, _)| &card.tick).map(|point| point.y).fold(tip.y, f64::min)
                    }
                };
                strands.push(vec![
                    self.at(offset - packed.pitches[column - 1], tip.y),
                    self.at(offset, tip.y),
                    self.at(offset, end),
                ]);
            }
            offset += pitch;
        }
        strands
    }
}
