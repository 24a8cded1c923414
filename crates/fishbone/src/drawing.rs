//! What was laid out: boxes, lines of text, polygons.

/// A place in the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left edge.
    pub x: f64,
    /// From the upper edge, downwards.
    pub y: f64,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width, never negative.
    pub width: f64,
    /// Height, never negative.
    pub height: f64,
}

impl Rect {
    /// Right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Lower edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Whether the two share more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether `other` lies within.
    #[must_use]
    pub fn contains(&self, other: &Rect) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }
}

/// The two weights of the one font.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    #[default]
    Regular,
    /// 600.
    Semibold,
}

/// One line of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// First byte of the source text; always at a character's start.
    pub start: usize,
    /// One past the last byte of the source text.
    pub end: usize,
    /// Where the line begins.
    pub x: f64,
    /// Where the letters stand.
    pub baseline: f64,
    /// Measured width, hyphen and ellipsis included.
    pub width: f64,
    /// A hyphen follows: a word was too long for a line.
    pub hyphen: bool,
    /// An ellipsis follows: there is more text than is shown.
    pub ellipsis: bool,
}

/// A text set in lines, all left-aligned at the same `x`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Encloses all lines.
    pub area: Rect,
    /// Type size.
    pub size: f64,
    /// Type weight.
    pub weight: Weight,
    /// From top to bottom. Empty if the text is.
    pub lines: Vec<Line>,
}

/// Which side of the spine a bone lies on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Over the spine.
    #[default]
    Above,
    /// Under the spine.
    Below,
}

/// The head, with the effect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// Encloses the outline.
    pub area: Rect,
    /// Closed polygon, smooth enough to be filled as it is.
    pub outline: Vec<Point>,
    /// Lines of [`crate::Fish::effect`].
    pub text: Block,
}

/// One bone with all that hangs on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoneShape {
    /// Over or under the spine.
    pub side: Side,
    /// Closed polygon, thicker at the spine.
    pub outline: Vec<Point>,
    /// Thin lines, parallel to the bone, that carry further columns of cards, and the rule that joins them to
    /// the bone's end. Each a polyline.
    pub side_lines: Vec<Vec<Point>>,
    /// Lines of [`crate::Bone::title`].
    pub title: Block,
    /// Lines of [`crate::Bone::question`]; without lines where it is not drawn.
    pub question: Block,
    /// Where the number of causes may stand, next to the title.
    pub count: Rect,
    /// Encloses title, question and cards.
    pub area: Rect,
    /// Depth first, in the order of [`crate::Bone::causes`]: a cause, then its children.
    pub cards: Vec<Card>,
    /// How much of each card is drawn on this bone.
    pub detail: crate::Detail,
}

/// One cause as a card, or as a mark at [`crate::Detail::Marks`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// The card.
    pub area: Rect,
    /// 0 on the bone itself.
    pub depth: usize,
    /// Index in [`BoneShape::cards`] of the cause that this one explains.
    pub parent: Option<usize>,
    /// Line that ties the card to its bone or its parent; a polyline.
    pub tick: Vec<Point>,
    /// Room for a department's letter, a square.
    pub badge: Option<Rect>,
    /// Room for marks.
    pub footer: Option<Rect>,
    /// Lines of [`crate::Cause::text`]; none at [`crate::Detail::Marks`].
    pub text: Block,
}

/// A fish laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Everything lies within `0..width`.
    pub width: f64,
    /// Everything lies within `0..height`.
    pub height: f64,
    /// The head.
    pub head: Head,
    /// Closed polygon from the tail to the head, thicker at the head.
    pub spine: Vec<Point>,
    /// Closed polygon of the tail fin.
    pub tail: Vec<Point>,
    /// In the order of [`crate::Fish::bones`].
    pub bones: Vec<BoneShape>,
}
