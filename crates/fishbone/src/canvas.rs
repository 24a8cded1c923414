//! The canvas of a drawing, and the wishes for it.

use crate::Rect;

/// A canvas and how it is to be filled. All lengths are in the canvas's own units.
#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Areas in which nothing is drawn, such as a clock in a corner.
    pub keep_free: Vec<Rect>,
    /// The smallest type of causes. A cause whose text would be smaller gets a mark instead.
    pub least: f64,
    /// The largest type of causes.
    pub largest: f64,
    /// The share of the characters, from 0 to 1, that has to be shown before type gets larger. At 1, no text is cut
    /// unless type is at its smallest.
    pub wanted: f64,
    /// Whether the guiding questions are always drawn. Otherwise they are drawn where there is room for them.
    pub questions: bool,
    /// The form of the drawing.
    pub form: Form,
}

/// The form of a drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// The whole fish.
    #[default]
    Fish,
    /// The whole fish with marks instead of texts, as small as possible.
    Marks,
    /// The bones as columns beside one another, without a fish.
    Columns,
    /// One bone with all of its causes, without the other bones.
    Bone(usize),
}

impl Canvas {
    /// A canvas without areas to keep free, for type between 1/68 and 1/30 of its height.
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
    /// The canvas with invalid numbers and sizes corrected.
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
    /// The canvas of a slide.
    fn default() -> Self {
        Canvas::new(1600.0, 900.0)
    }
}
