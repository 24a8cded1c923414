//! Hanging the cards of one bone: which column, how far down, how far from the bone.
//!
//! Everything here is relative to the bone: `y` grows downwards from where the cards begin, and `x` is measured
//! from the line of the column's strand *at `y` = 0*.

use crate::card::Scale;
use crate::{Card, Side};

/// How far a bone runs sideways for each unit of height: 1 in 2, which is 63 degrees.
pub(crate) const SLOPE: f64 = 0.5;

/// Column widths are rounded up to this, so that a longer text rarely moves the neighbours.
const STEP: f64 = 16.0;

/// Sizes and ancestry of the cards of one bone, all that packing looks at.
pub(crate) struct Load<'a> {
    pub cards: &'a [Card],
    pub scale: Scale,
    pub side: Side,
}

/// Where the cards of one bone hang, for one reach.
pub(crate) struct Packed {
    /// Column and upper edge of each card.
    pub places: Vec<Place>,
    /// From each strand to the next, the last to what follows the bone.
    pub pitches: Vec<f64>,
    /// Of the tallest column.
    pub height: f64,
}

/// Where one card hangs.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub column: usize,
    pub x: f64,
    pub y: f64,
}

impl Load<'_> {
    /// Fills columns of at most `reach`, each before the next; so a cause added at the end moves no other.
    pub(crate) fn pack(&self, reach: f64) -> Packed {
        let columns = self.columns(reach);
        let mut places: Vec<Place> = Vec::with_capacity(self.cards.len());
        let mut pitches = vec![0.0_f64; columns.last().map_or(1, |last| last.0 + 1)];
        let mut height = 0.0_f64;
        for (card, &(column, y)) in self.cards.iter().zip(&columns) {
            let place = Place { column, y, x: self.x(card, column, y, &places) };
            let bottom = y + card.area.height;
            let far = match self.side {
                Side::Above => y,
                Side::Below => bottom,
            };
            let right = place.x + card.area.width - strand(self.side, far);
            pitches[column] = pitches[column].max(right + self.scale.between);
            height = height.max(bottom);
            places.push(place);
        }
        for pitch in &mut pitches {
            *pitch = (*pitch / STEP).ceil() * STEP;
        }
        Packed { places, pitches, height }
    }

    /// A card keeps its distance from the strand along all of its height, and never lies left of where its parent
    /// wants its children.
    fn x(&self, card: &Card, column: usize, y: f64, places: &[Place]) -> f64 {
        let near = match self.side {
            Side::Above => y + card.area.height,
            Side::Below => y,
        };
        let own = strand(self.side, near) + self.scale.tick + card.depth as f64 * self.scale.indent;
        match card.parent.map(|parent| places[parent]) {
            Some(parent) if parent.column == column => own.max(parent.x + self.scale.indent),
            _ => own,
        }
    }

    /// Column and upper edge of each card. A cause stays together with those under it unless they are more than a
    /// column holds.
    fn columns(&self, reach: f64) -> Vec<(usize, f64)> {
        let mut at = Vec::with_capacity(self.cards.len());
        let (mut column, mut y) = (0, 0.0);
        let mut next = 0;
        while next < self.cards.len() {
            let family = self.family(next);
            let tall: f64 =
                family.iter().map(|card| card.area.height + self.scale.gap).sum::<f64>() - self.scale.gap;
            if y > 0.0 && y + tall > reach && (tall <= reach || y > reach * 0.6) {
                (column, y) = (column + 1, 0.0);
            }
            for card in family {
                if y > 0.0 && y + card.area.height > reach {
                    (column, y) = (column + 1, 0.0);
                }
                at.push((column, y));
                y += card.area.height + self.scale.gap;
            }
            next += family.len();
        }
        at
    }

    /// The root at `first` and all under it.
    fn family(&self, first: usize) -> &[Card] {
        let more = self.cards[first + 1..].iter().take_while(|card| card.depth > 0).count();
        &self.cards[first..=first + more]
    }
}

/// Where a strand is at `y`, seen from where it is at 0.
pub(crate) fn strand(side: Side, y: f64) -> f64 {
    match side {
        Side::Above => y * SLOPE,
        Side::Below => -y * SLOPE,
    }
}
