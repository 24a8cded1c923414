//! The number of lines of each text of a column that are drawn.

use super::column::Column;
use super::measured::MeasuredBone;
use crate::paragraph::Paragraph;

/// The lines of a column's cards.
pub(crate) struct Rows {
    first: usize,
    width: usize,
    /// The lines of the whole text, at least one.
    pub counts: Vec<usize>,
    /// The lines that are shown.
    pub lines: Vec<usize>,
    /// The rows of the card, including one for marks.
    pub rows: Vec<usize>,
}

impl Rows {
    pub(crate) fn new(bone: &MeasuredBone, column: &Column) -> Self {
        let (first, width) = (column.first, column.width);
        let cards = first..column.end;
        let shown = |cut: f64| cards.clone().map(move |card| bone.shown(width, card, cut));
        let counts = shown(0.0).map(|(lines, _)| lines).collect();
        let (lines, rows) = shown(column.cut).unzip();
        Rows { first, width, counts, lines, rows }
    }

    /// Gives lines back to cut texts if the column has room for them, first to the text that shows the smallest part.
    pub(crate) fn fill(&mut self, bone: &MeasuredBone, column: &Column, gap: f64) {
        let room = column.reach.length() - column.label;
        let height = |rows: usize| bone.spacing.height(rows);
        let used: f64 = self.rows.iter().map(|&rows| height(rows) + gap).sum();
        let mut left = room + gap - used;
        loop {
            let next = (0..self.rows.len())
                .filter(|&at| self.lines[at] < self.counts[at])
                .filter(|&at| {
                    let taller = height(self.more(bone, at).1);
                    taller <= column.tall && taller - height(self.rows[at]) <= left
                })
                .min_by(|&a, &b| {
                    let part = |at: usize| self.lines[at] as f64 / self.counts[at] as f64;
                    part(a).total_cmp(&part(b))
                });
            let Some(at) = next else { return };
            let (lines, rows) = self.more(bone, at);
            left -= height(rows) - height(self.rows[at]);
            (self.lines[at], self.rows[at]) = (lines, rows);
        }
    }

    /// The lines and rows of a card with one more line.
    fn more(&self, bone: &MeasuredBone, at: usize) -> (usize, usize) {
        let lines = self.lines[at] + 1;
        if lines < self.counts[at] { (lines, lines) } else { bone.shown(self.width, self.first + at, 0.0) }
    }

    /// The number of characters that are shown in a number of lines.
    pub(crate) fn letters(&self, text: &Paragraph, limit: u32, lines: usize, last: u32) -> usize {
        let mut spans = Vec::new();
        text.lines(limit, |span| spans.push(span));
        let cut = spans.len() > lines;
        spans.truncate(lines);
        if let (true, Some(span)) = (cut, spans.last_mut()) {
            *span = text.elided(*span, last);
        }
        spans.into_iter().map(|span| text.letters_of(span)).sum()
    }
}
