//! The sizes of everything on a canvas, in type sizes of a card's text.

/// The distance from one line of a card's text to the next.
pub(crate) const LEADING: f64 = 1.2;
/// The width of the band with the department's letter, at the left of a card.
pub(crate) const BAND: f64 = 1.05;
/// The width of the narrow edge of a card without a department.
pub(crate) const EDGE: f64 = 0.25;
/// The space left and right of a card's text.
pub(crate) const PAD_X: f64 = 0.4;
/// The level from which causes are not indented further.
pub(crate) const DEEPEST: usize = 5;
/// The smallest width of a text, however deep its cause is.
pub(crate) const LEAST_TEXT: f64 = 4.5;
/// The width of one mark at the end of a text, and the gap before the first mark.
pub(crate) const MARK: f64 = 1.55;
pub(crate) const MARKS_GAP: f64 = 0.35;
/// The height of a card without text, and the gap between two such cards.
pub(crate) const CHIP: f64 = 0.72;
pub(crate) const CHIP_GAP: f64 = 0.22;
/// The distance from the outer end of a column without a title to its first card.
pub(crate) const RULE: f64 = 0.36;
/// The distance between a title and the cards or the question.
pub(crate) const TITLE_GAP: f64 = 0.3;
/// The leading of a title, in its own size.
pub(crate) const TITLE_LEADING: f64 = 1.16;
/// The width of the number of causes after a title, in the title's size.
pub(crate) const COUNT: f64 = 1.5;
/// The margin at the edge of the canvas.
pub(crate) const MARGIN: f64 = 0.7;
/// The distance from the middle of the spine to the nearest card.
pub(crate) const SPINE: f64 = 0.75;
/// The smallest gap between the cards of two bones.
pub(crate) const BONE_GAP: f64 = 0.9;
/// The distance from a bone's line to the cards of another bone.
pub(crate) const BONE_LINE: f64 = 0.25;
/// The length of the shortest bone, from the spine to its title.
pub(crate) const STUB: f64 = 1.2;
/// The space around the head and around the areas to keep free.
pub(crate) const CLEAR: f64 = 0.6;
/// The length of the tail fin.
pub(crate) const TAIL: f64 = 1.5;

/// The space around texts, which is reduced before texts are cut.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spacing {
    /// Above and below a card's text.
    pub pad: f64,
    /// Between two cards of a column.
    pub gap: f64,
    /// From a bone's line to a card beside it.
    pub tick: f64,
    /// Between two columns that have no line between them.
    pub between: f64,
    /// How much further from the bone a cause is indented than its parent.
    pub indent: f64,
}

/// The spacing with which every text is whole.
pub(crate) const EASY: Spacing = Spacing { pad: 0.3, gap: 0.36, tick: 0.6, between: 0.6, indent: 0.9 };
/// The spacing if texts would be cut otherwise.
pub(crate) const TIGHT: Spacing = Spacing { pad: 0.2, gap: 0.24, tick: 0.5, between: 0.4, indent: 0.5 };

impl Spacing {
    /// The height of a card with this many rows.
    pub(crate) fn height(&self, rows: usize) -> f64 {
        rows as f64 * LEADING + 2.0 * self.pad
    }

    /// The average width that a column takes besides its cards: half of the space around its line and between
    /// columns.
    pub(crate) fn beside(&self) -> f64 {
        self.tick + self.between / 2.0
    }
}

/// The number of widths that a card can have.
pub(crate) const WIDTHS: usize = 40;
const NARROWEST: f64 = 5.5;
const WIDER: f64 = 1.046;

/// Widths of cards, each a little wider than the one before.
pub(crate) fn widths() -> [f64; WIDTHS] {
    let mut widths = [NARROWEST; WIDTHS];
    for index in 1..WIDTHS {
        widths[index] = widths[index - 1] * WIDER;
    }
    widths
}

/// The index of the smallest width that is at least `width`.
pub(crate) fn at_least(width: f64) -> usize {
    widths().iter().position(|&one| one >= width).unwrap_or(WIDTHS - 1)
}
