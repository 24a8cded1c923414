//! A column of cards, as data.

use super::half::Reach;

/// A column of cards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Column {
    /// The range of cards.
    pub first: usize,
    pub end: usize,
    /// The index of the width of its cards.
    pub width: usize,
    /// Its beginning and end along the spine. The line that carries it is at one of the two.
    pub from: f64,
    pub to: f64,
    /// Whether the column is left of its line.
    pub left: bool,
    /// Whether its line is the bone itself; then the title stands over it.
    pub titled: bool,
    pub reach: Reach,
    /// The height of the title and question at its outer end.
    pub label: f64,
    /// The height of the tallest card for which it is wide enough.
    pub tall: f64,
    /// How much its texts are cut.
    pub cut: f64,
}
