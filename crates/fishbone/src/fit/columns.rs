//! Sharing the cards of a bone among columns, so that the bone is as narrow as it can be.
//!
//! A bone's columns alternate: one left of a line, one right of it, then the next line. The first line is the bone
//! itself; its title stands at the outer end of the first column, left of the bone's end.

use super::half::{Half, Reach};
use super::measured::Heights;
use super::style::{BETWEEN, BONE_LINE, RULE, TICK, WIDTHS};

/// Cards under one another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Column {
    /// Cards from `first` to before `end`.
    pub first: usize,
    pub end: usize,
    /// Index of the width of its cards.
    pub width: usize,
    /// Where it begins and ends along the spine; the line that carries it is at one of the two.
    pub from: f64,
    pub to: f64,
    /// Whether it stands left of its line.
    pub left: bool,
    pub reach: Reach,
}

impl Column {
    /// The line that carries the column.
    pub(crate) fn line(&self) -> f64 {
        if self.left { self.to } else { self.from }
    }
}

/// One bone as the search for columns sees it.
pub(crate) struct Load<'a> {
    pub heights: &'a Heights,
    /// Depth of each card: a column rather does not begin with a deep one.
    pub depths: &'a [usize],
    /// Height of title and question for each width.
    pub label: &'a [f64; WIDTHS],
    /// The least width that is used.
    pub floor: usize,
    pub widths: &'a [f64; WIDTHS],
}

/// What parting a cause from those under it costs, in widths of a letter.
const PARTED: f64 = 1.5;

#[derive(Clone, Copy)]
struct State {
    cost: f64,
    /// Where the next column begins.
    at: f64,
    /// The state before, and the column between them.
    before: usize,
    column: Column,
}

/// Room that is used again by each search.
#[derive(Default)]
pub(crate) struct Scratch {
    states: Vec<Option<State>>,
}

impl Load<'_> {
    fn count(&self) -> usize {
        self.depths.len()
    }

    /// The columns of the bone if it begins at `start`, and where it ends; `None` if it does not fit.
    pub(crate) fn columns(
        &self,
        half: &Half,
        start: f64,
        scratch: &mut Scratch,
        into: &mut Vec<Column>,
    ) -> Option<f64> {
        let count = self.count();
        let states = &mut scratch.states;
        states.clear();
        states.resize(2 * (count + 1), None);
        self.from(half, states, 0, true, start, 0.0);
        for index in 2..2 * count {
            if let Some(State { at, cost, .. }) = states[index] {
                self.from(half, states, index, index % 2 == 0, at, cost);
            }
        }
        let ends = [2 * count, 2 * count + 1];
        let best = ends
            .into_iter()
            .filter(|&end| states[end].is_some())
            .min_by(|&a, &b| cost(&states[a]).total_cmp(&cost(&states[b])))?;
        let first = into.len();
        let mut at = best;
        while let Some(state) = states[at] {
            into.push(state.column);
            if state.before == 0 {
                break;
            }
            at = state.before;
        }
        into[first..].reverse();
        let last = into.last()?;
        Some(last.to + if last.left { BONE_LINE } else { 0.0 })
    }

    /// Tries every column that begins with a card. States of even index are followed by a column left of its line.
    fn from(
        &self,
        half: &Half,
        states: &mut [Option<State>],
        before: usize,
        left: bool,
        start: f64,
        spent: f64,
    ) {
        let first = before / 2;
        let count = self.count();
        if start > half.right + half.lean * half.far {
            return;
        }
        let mut width = self.floor;
        let label = |width: usize| if first == 0 { self.label[width] } else { RULE };
        let tall = |width: usize, end: usize| {
            let tallest = self.heights.tallest(width, first, end);
            if first == 0 { tallest.max(self.label[width]) } else { tallest }
        };
        for end in (first + usize::from(count > 0))..=count {
            let column = loop {
                if width >= WIDTHS {
                    return;
                }
                let to = start + self.widths[width] + TICK + half.lean * tall(width, end);
                let reach = half.reach(start, to);
                let cards = if end > first { self.heights.column(width, first, end) } else { 0.0 };
                let fits = cards + label(width) <= reach.length();
                if fits && (first > 0 || to <= half.joints) {
                    break Column { first, end, width, from: start, to, left, reach };
                }
                width += 1;
            };
            let at = column.to + if left { 0.0 } else { BETWEEN };
            let parted = self.depths.get(end).is_some_and(|&depth| depth > 0);
            let cost = at - start + spent + if parted { PARTED } else { 0.0 };
            let next = &mut states[2 * end + usize::from(left)];
            if next.is_none_or(|next| cost < next.cost) {
                *next = Some(State { cost, at, before, column });
            }
        }
    }
}

fn cost(state: &Option<State>) -> f64 {
    state.as_ref().map_or(f64::INFINITY, |state| state.cost)
}
