//! Divides the cards of a bone among columns, so that the bone is as narrow as possible.
//!
//! A bone's columns alternate: one left of a line, one right of it, then the next line. One of the lines is the bone
//! itself. Its title stands at the outer end of the column left of it.

use std::ops::Range;

use super::column::Column;
use super::frame::Planned;
use super::half::Half;
use super::measured::{Heights, MeasuredBone, Show};
use super::style::{BONE_LINE, RULE, Spacing, WIDTHS};

impl Column {
    /// The line that carries the column.
    pub(crate) fn line(&self) -> f64 {
        if self.left { self.to } else { self.from }
    }
}

/// One bone, as the search for columns needs it.
pub(crate) struct Load<'a> {
    pub bone: &'a MeasuredBone<'a>,
    pub heights: &'a Heights,
    /// The level of each card. A column preferably does not begin with a deep one.
    pub depths: &'a [usize],
    /// The height of title and question for each width.
    pub label: &'a [f64; WIDTHS],
    /// The index of the smallest width that is used.
    pub floor: usize,
    pub widths: &'a [f64; WIDTHS],
    pub spacing: Spacing,
    /// The beginning of its first column.
    pub start: f64,
    /// The range in which the bone itself may meet the spine.
    pub joint: [f64; 2],
}

/// The cost of separating a cause from the causes under it, in widths of a letter.
const PARTED: f64 = 1.5;
/// The most cards that are left to the next column to avoid that.
const PARTED_MOST: usize = 4;
/// A column is not tried if another takes at most this much more and holds more cards.
const ALIKE: f64 = 0.35;

/// The further cut of a kept column's texts at each attempt.
const CUT_STEP: f64 = 0.04;
/// The most by which the texts of one column may be cut further than those of the others.
const UNFAIR: f64 = 0.6;

/// The columns up to a card. The state also tells on which side of its line the next column stands, and whether the
/// title has been placed.
#[derive(Clone, Copy)]
struct State {
    cost: f64,
    /// The beginning of the next column.
    at: f64,
    /// The state before, and the column between the two states.
    before: usize,
    column: Column,
}

/// The beginning of a column.
struct Slot {
    first: usize,
    start: f64,
    left: bool,
    title: Title,
}

/// Whether the title of the bone stands over a column.
#[derive(Clone, Copy)]
enum Title {
    /// The title may stand here if the column's line may be the bone.
    Open,
    Here,
    Elsewhere,
}

/// The reason why a column does not fit.
struct Short {
    room: f64,
    reach: f64,
}

/// The number of kinds of states for each card.
const KINDS: usize = 4;
/// The next column is right of its line.
const RIGHT: usize = 1;
/// The title has been placed.
const TITLED: usize = 2;

/// Memory that each search uses again.
#[derive(Default)]
pub(crate) struct Scratch {
    states: Vec<Option<State>>,
}

impl Load<'_> {
    /// The columns of the bone, and its end; `None` if it does not fit.
    pub(crate) fn columns(&self, half: &Half, scratch: &mut Scratch) -> Option<(Vec<Column>, f64)> {
        self.columns_after(Vec::new(), half, scratch)
    }

    /// Like [`columns`](Self::columns), with the first columns given.
    fn columns_after(
        &self,
        mut columns: Vec<Column>,
        half: &Half,
        scratch: &mut Scratch,
    ) -> Option<(Vec<Column>, f64)> {
        let count = self.depths.len();
        let states = &mut scratch.states;
        states.clear();
        states.resize(KINDS * (count + 1), None);
        let (first, start) = columns.last().map_or((0, self.start), |last| (last.end, self.after(last)));
        let titled = columns.iter().any(|column| column.titled);
        let right = columns.last().is_some_and(|last| last.left);
        let begin = KINDS * first + if right { RIGHT } else { 0 } + if titled { TITLED } else { 0 };
        let given = columns.len();
        self.next(half, states, begin, start, 0.0);
        for index in KINDS * (first + 1)..KINDS * count {
            let Some(State { at, cost, .. }) = states[index] else { continue };
            if !is_surpassed(states, index, cost) {
                self.next(half, states, index, at, cost);
            }
        }
        let titled = |end: usize| states[end].filter(|_| end & TITLED != 0);
        let ends = KINDS * count..KINDS * (count + 1);
        let cost = |end: usize| titled(end).map_or(f64::INFINITY, |state| state.cost);
        let best = ends.min_by(|&a, &b| cost(a).total_cmp(&cost(b)))?;
        let mut at = titled(best)?;
        loop {
            columns.push(at.column);
            if at.before == begin {
                break;
            }
            at = states[at.before]?;
        }
        columns[given..].reverse();
        let last = columns.last()?;
        let end = last.to + if last.left { BONE_LINE } else { 0.0 };
        Some((columns, end))
    }

    /// The beginning of the column after this one.
    fn after(&self, column: &Column) -> f64 {
        column.to + if column.left { 0.0 } else { self.spacing.between }
    }

    /// The same cards in the same columns as before, each at least as wide as it was. The texts of a column that has
    /// too little room may be cut further, by at most `more`.
    pub(crate) fn planned(&self, half: &Half, plan: &[Planned], more: f64) -> Option<(Vec<Column>, f64)> {
        let columns = self.kept(half, plan, more)?;
        let last = columns.last()?;
        let end = last.to + if last.left { BONE_LINE } else { 0.0 };
        Some((columns, end))
    }

    /// Like [`planned`](Self::planned), but the last columns are filled anew.
    pub(crate) fn refilled(
        &self,
        half: &Half,
        scratch: &mut Scratch,
        plan: &[Planned],
        more: f64,
        anew: usize,
    ) -> Option<(Vec<Column>, f64)> {
        let kept = plan.len().saturating_sub(anew);
        self.columns_after(self.kept(half, &plan[..kept], more)?, half, scratch)
    }

    fn kept(&self, half: &Half, plan: &[Planned], more: f64) -> Option<Vec<Column>> {
        let mut columns: Vec<Column> = Vec::with_capacity(plan.len());
        let (mut first, mut start) = (0, self.start);
        for &Planned { end, width, cut, left, titled, .. } in plan {
            let title = if titled { Title::Here } else { Title::Elsewhere };
            let slot = Slot { first, start, left, title };
            let most = match self.heights.show {
                Show::Text(base) => (cut + more).min(base + UNFAIR).min(1.0),
                Show::Marks => cut,
            };
            let cuts =
                std::iter::successors(Some(cut), |&cut| (cut < most).then_some((cut + CUT_STEP).min(most)));
            let widest = width.max(self.floor);
            let column = cuts
                .into_iter()
                .find_map(|cut| self.column_cut(half, &slot, end, widest, cut).ok())
                .or_else(|| {
                    (widest + 1..WIDTHS).find_map(|width| self.column_cut(half, &slot, end, width, cut).ok())
                })?;
            start = self.after(&column);
            first = end;
            columns.push(column);
        }
        Some(columns)
    }

    /// Tries the columns that can follow a state: for each width, the one with the most cards that fit.
    fn next(&self, half: &Half, states: &mut [Option<State>], before: usize, start: f64, spent: f64) {
        let (first, count) = (before / KINDS, self.depths.len());
        let (left, titled) = (before & RIGHT == 0, before & TITLED != 0);
        let kind = |titles: bool| if left { RIGHT } else { 0 } | if titled || titles { TITLED } else { 0 };
        let slot = Slot { first, start, left, title: if titled { Title::Elsewhere } else { Title::Open } };
        let mut put = |column: Column| {
            let at = column.to + if left { 0.0 } else { self.spacing.between };
            let parted = self.depths.get(column.end).is_some_and(|&depth| depth > 0);
            let cost = at - start + spent + if parted { PARTED } else { 0.0 };
            let next = &mut states[KINDS * column.end + kind(column.titled)];
            if next.is_none_or(|next| cost < next.cost) {
                *next = Some(State { cost, at, before, column });
            }
        };
        let mut most = half.far - half.near - RULE;
        let (mut loose, mut placed) = (first, 0);
        for width in self.floor..WIDTHS {
            while loose < count && self.heights.column(width, first, loose + 1) <= most {
                loose += 1;
            }
            if count > 0 && loose <= first.max(placed) {
                continue;
            }
            let fullest = self.fullest(half, &slot, placed..loose, width, &mut most);
            loose = fullest.map_or(loose, |column| column.end).max(first);
            while loose > first && self.heights.column(width, first, loose) > most {
                loose -= 1;
            }
            let Some(column) = fullest else { continue };
            placed = column.end;
            put(column);
            // A column ends earlier if that keeps a cause together with the causes under it.
            let whole = |end: &usize| self.depths[*end] == 0;
            if column.end < count && !whole(&column.end) {
                let end = (first + 1..column.end).rev().take(PARTED_MOST).find(whole);
                let shorter = end.and_then(|end| self.column(half, &slot, end, width).ok());
                shorter.into_iter().for_each(&mut put);
            }
            if placed == count {
                return;
            }
        }
    }

    /// The column that ends furthest within a range.
    fn fullest(
        &self,
        half: &Half,
        slot: &Slot,
        ends: Range<usize>,
        width: usize,
        most: &mut f64,
    ) -> Option<Column> {
        let mut end = ends.end;
        loop {
            match self.column(half, slot, end, width) {
                Ok(column) => return Some(column),
                Err(Short { room, reach }) => {
                    // A wider column would reach no further.
                    *most = most.min(reach - RULE);
                    while end > slot.first && self.heights.column(width, slot.first, end) > room {
                        end -= 1;
                    }
                    if end <= ends.start.max(slot.first) {
                        return None;
                    }
                }
            }
        }
    }

    /// A column up to a card, or what is missing for it.
    fn column(&self, half: &Half, slot: &Slot, end: usize, width: usize) -> Result<Column, Short> {
        let cards = if end > slot.first { self.heights.column(width, slot.first, end) } else { 0.0 };
        let tallest = self.heights.tallest(width, slot.first, end);
        let cut = if let Show::Text(cut) = self.heights.show { cut } else { 0.0 };
        self.column_of(half, slot, end, width, (cards, tallest, cut))
    }

    /// A column whose texts are cut by a given amount.
    fn column_cut(
        &self,
        half: &Half,
        slot: &Slot,
        end: usize,
        width: usize,
        cut: f64,
    ) -> Result<Column, Short> {
        if self.heights.show == Show::Marks {
            return self.column(half, slot, end, width);
        }
        let (mut cards, mut tallest) = (-self.heights.gap, 0.0_f64);
        for card in slot.first..end {
            let tall = self.spacing.height(self.bone.shown(width, card, cut).1);
            cards += tall + self.heights.gap;
            tallest = tallest.max(tall);
        }
        self.column_of(half, slot, end, width, (cards.max(0.0), tallest, cut))
    }

    /// A column of cards whose sum and tallest height are known.
    fn column_of(
        &self,
        half: &Half,
        slot: &Slot,
        end: usize,
        width: usize,
        (cards, tallest, cut): (f64, f64, f64),
    ) -> Result<Column, Short> {
        let &Slot { first, start, left, title } = slot;
        let joint = [self.joint[0].max(half.joints[0]), self.joint[1].min(half.joints[1])];
        let plain = start + self.widths[width] + self.spacing.tick;
        let titled = match title {
            Title::Open => left && plain + half.lean * tallest >= joint[0],
            Title::Here => true,
            Title::Elsewhere => false,
        };
        let (label, tall) = if titled {
            let over = if start > self.start { RULE } else { 0.0 };
            (self.label[width] + over, tallest.max(self.label[width]))
        } else {
            (RULE, tallest)
        };
        if tall == f64::INFINITY {
            // The title needs a wider column.
            return Err(Short { room: f64::NEG_INFINITY, reach: f64::INFINITY });
        }
        let to = plain + half.lean * tall;
        let reach = half.reach(start, to);
        let room = reach.length() - label;
        if titled && (!(joint[0]..=joint[1]).contains(&to) || !half.is_open(to, reach.near)) {
            return Err(Short { room: f64::NEG_INFINITY, reach: reach.length() });
        }
        if cards > room {
            return Err(Short { room, reach: reach.length() });
        }
        Ok(Column { first, end, width, from: start, to, left, titled, reach, label, tall, cut })
    }
}

/// Whether a state of the same kind has placed more cards at about the same cost.
fn is_surpassed(states: &[Option<State>], index: usize, cost: f64) -> bool {
    let mut later = index + KINDS;
    while let Some(state) = states.get(later) {
        match state {
            Some(state) if state.cost <= cost + ALIKE => return true,
            Some(state) if state.cost > cost + 8.0 => return false,
            None => return false,
            _ => later += KINDS,
        }
    }
    false
}
