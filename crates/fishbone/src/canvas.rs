//! What is asked of a drawing that fills a canvas.

use crate::Rect;

/// A canvas and how it is to be filled. All lengths are in the canvas's own units.
#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Nothing is drawn in these, such as a clock in a corner.
    pub keep_free: Vec<Rect>,
    /// Text of causes is not set smaller than this; a cause that would be has a mark instead of a text.
    pub least: f64,
    /// Text of causes is not set larger than this.
    pub largest: f64,
    /// The share of the characters that is shown before type gets larger, from 0 to 1. At 1, nothing is cut before
    /// type is at its least.
    pub wanted: f64,
    /// Whether the guiding questions are drawn whatever they cost; otherwise they are where there is room for them.
    pub questions: bool,
    /// What is drawn.
    pub form: Form,
}

/// What is drawn of a fish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// The whole fish.
    #[default]
    Fish,
    /// The whole fish with marks instead of texts, as small as it may be.
    Marks,
    /// The bones as columns beside one another, without a fish.
    Columns,
    /// One bone, all of its causes; the others are left out.
    Bone(usize),
}

impl Canvas {
    /// A canvas without anything to keep free, for type between 1/68 and 1/30 of its height.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        Canvas {
            width,
            height,
            keep_free: Vec::new(),
            least: height / 68.0,
            largest: height / 30.0,
            wanted: 1.0,
            questions: false,
            form: Form::Fish,
        }
    }
}

impl Canvas {
    /// The same with what is no number, or no size, put right.
    pub(crate) fn sound(&self) -> Canvas {
        let length = |length: f64, other: f64| {
            if length.is_finite() && length > 0.0 { length.clamp(1.0, 1e6) } else { other }
        };
        let (width, height) = (length(self.width, 1600.0), length(self.height, 900.0));
        let least = length(self.least, height / 68.0).min(height);
        let is_sound = |rect: &&Rect| {
            let sides = [rect.x, rect.y, rect.width, rect.height];
            sides.iter().all(|side| side.is_finite() && side.abs() <= 1e6)
                && rect.width > 0.0
                && rect.height > 0.0
        };
        let inside = |rect: &Rect| {
            let (x, y) = (rect.x.max(0.0), rect.y.max(0.0));
            Rect { x, y, width: rect.right().min(width) - x, height: rect.bottom().min(height) - y }
        };
        let keep_free = self.keep_free.iter().filter(is_sound).map(inside);
        Canvas {
            width,
            height,
            keep_free: keep_free.filter(|rect| rect.width > 0.0 && rect.height > 0.0).collect(),
            least,
            largest: length(self.largest, height / 30.0).clamp(least, height.max(least)),
            wanted: if self.wanted.is_finite() { self.wanted.clamp(0.0, 1.0) } else { 1.0 },
            questions: self.questions,
            form: self.form,
        }
    }
}

impl Default for Canvas {
    /// A slide.
    fn default() -> Self {
        Canvas::new(1600.0, 900.0)
    }
}
