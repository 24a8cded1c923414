//! The result of the layout: boxes, lines of text, polygons.

/// A point of the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// The distance from the left edge.
    pub x: f64,
    /// The distance from the upper edge, downwards.
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

    /// Whether the two rectangles share more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether `other` lies within this rectangle.
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
    /// The first byte in the source text; always the start of a character.
    pub start: usize,
    /// One past the last byte in the source text.
    pub end: usize,
    /// The left end of the line.
    pub x: f64,
    /// The baseline of the letters.
    pub baseline: f64,
    /// The measured width, including hyphen or ellipsis.
    pub width: f64,
    /// Whether a hyphen follows, because a word was too long for a line.
    pub hyphen: bool,
    /// Whether an ellipsis follows, because there is more text than is shown.
    pub ellipsis: bool,
}

/// A text set in lines, all left-aligned at the same `x`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// The area that encloses all lines.
    pub area: Rect,
    /// Type size.
    pub size: f64,
    /// Type weight.
    pub weight: Weight,
    /// The lines from top to bottom. Empty if the text is empty.
    pub lines: Vec<Line>,
}

/// The side of the spine on which a bone lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Above the spine.
    #[default]
    Above,
    /// Below the spine.
    Below,
}

/// The head, with the effect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// The area that encloses the outline.
    pub area: Rect,
    /// A closed polygon, smooth enough to be filled as it is.
    pub outline: Vec<Point>,
    /// Lines of [`crate::Fish::effect`].
    pub text: Block,
}

/// One bone with all its cards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoneShape {
    /// The side of the spine.
    pub side: Side,
    /// A closed polygon, thicker at the spine.
    pub outline: Vec<Point>,
    /// Thin lines parallel to the bone, which carry further columns of cards, and the rules that join them to the
    /// bone's end. Each is a polyline.
    pub side_lines: Vec<Vec<Point>>,
    /// Lines of [`crate::Bone::title`].
    pub title: Block,
    /// Lines of [`crate::Bone::question`]; without lines if it is not drawn.
    pub question: Block,
    /// The place for the number of causes, next to the title.
    pub count: Rect,
    /// The area that encloses title, question and cards.
    pub area: Rect,
    /// The cards depth first, in the order of [`crate::Bone::causes`]: a cause, then its children.
    pub cards: Vec<Card>,
    /// How much of each card is drawn on this bone.
    pub detail: crate::Detail,
}

/// One cause as a card, or as a mark at [`crate::Detail::Marks`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// The area of the card.
    pub area: Rect,
    /// The level of the cause; 0 on the bone itself.
    pub depth: usize,
    /// The index in [`BoneShape::cards`] of the cause that this one explains.
    pub parent: Option<usize>,
    /// The line that joins the card to its bone or its parent; a polyline.
    pub tick: Vec<Point>,
    /// The place for a department's letter, a square.
    pub badge: Option<Rect>,
    /// The place for marks.
    pub footer: Option<Rect>,
    /// Lines of [`crate::Cause::text`]; none at [`crate::Detail::Marks`].
    pub text: Block,
}

/// The layout of a fish.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// The width. Everything lies within `0..width`.
    pub width: f64,
    /// The height. Everything lies within `0..height`.
    pub height: f64,
    /// The head.
    pub head: Head,
    /// A closed polygon from the tail to the head, thicker at the head.
    pub spine: Vec<Point>,
    /// A closed polygon of the tail fin.
    pub tail: Vec<Point>,
    /// The bones, in the order of [`crate::Fish::bones`].
    pub bones: Vec<BoneShape>,
}
