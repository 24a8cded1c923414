//! Sizes of what stands on a canvas, in type sizes of a card's text.

/// From one line of a card's text to the next.
pub(crate) const LEADING: f64 = 1.2;
/// The band with the department's letter, at the left of a card.
pub(crate) const BAND: f64 = 1.05;
/// The narrow edge of a card without a department.
pub(crate) const EDGE: f64 = 0.25;
/// Left and right of a card's text.
pub(crate) const PAD_X: f64 = 0.4;
/// Deeper causes are not indented further.
pub(crate) const DEEPEST: usize = 5;
/// A text keeps this width, however deep its cause.
pub(crate) const LEAST_TEXT: f64 = 4.5;
/// Room at the end of a text for one mark, and before the first.
pub(crate) const MARK: f64 = 1.55;
pub(crate) const MARKS_GAP: f64 = 0.35;
/// A card without text.
pub(crate) const CHIP: f64 = 0.72;
pub(crate) const CHIP_GAP: f64 = 0.22;
/// From the outer end of a column that has no title to its first card.
pub(crate) const RULE: f64 = 0.36;
/// Between a title and the cards or the question.
pub(crate) const TITLE_GAP: f64 = 0.3;
/// Leading of a title, in its own size.
pub(crate) const TITLE_LEADING: f64 = 1.16;
/// Room for the number of causes after a title, in the title's size.
pub(crate) const COUNT: f64 = 1.5;
/// From the edge of the canvas to what stands there.
pub(crate) const MARGIN: f64 = 0.7;
/// From the middle of the spine to the nearest card.
pub(crate) const SPINE: f64 = 0.75;
/// Between the cards of two bones, at least.
pub(crate) const BONE_GAP: f64 = 0.9;
/// From a bone's line to what belongs to another bone.
pub(crate) const BONE_LINE: f64 = 0.25;
/// Shortest bone, from the spine to its title.
pub(crate) const STUB: f64 = 1.2;
/// Around the head and around what stays free.
pub(crate) const CLEAR: f64 = 0.6;
/// The tail fin.
pub(crate) const TAIL: f64 = 1.5;

/// The room around texts, which gives way before texts do.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spacing {
    /// Over and under a card's text.
    pub pad: f64,
    /// Between two cards of a column.
    pub gap: f64,
    /// From a bone's line to a card beside it.
    pub tick: f64,
    /// Between two columns that have no line between them.
    pub between: f64,
    /// How much further from the bone a cause stands than the one it explains.
    pub indent: f64,
}

/// Where every text is whole with it.
pub(crate) const EASY: Spacing = Spacing { pad: 0.3, gap: 0.36, tick: 0.6, between: 0.6, indent: 0.9 };
/// Where texts would be cut otherwise.
pub(crate) const TIGHT: Spacing = Spacing { pad: 0.2, gap: 0.24, tick: 0.5, between: 0.4, indent: 0.5 };

impl Spacing {
    /// Height of a card with a number of rows.
    pub(crate) fn height(&self, rows: usize) -> f64 {
        rows as f64 * LEADING + 2.0 * self.pad
    }

    /// What a column takes beside its cards, on average: half of the room around its line and between columns.
    pub(crate) fn beside(&self) -> f64 {
        self.tick + self.between / 2.0
    }
}

/// How many widths a card can have.
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

/// Index of the narrowest card that is not narrower.
pub(crate) fn at_least(width: f64) -> usize {
    widths().iter().position(|&one| one >= width).unwrap_or(WIDTHS - 1)
}
