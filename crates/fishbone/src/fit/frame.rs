//! The looks of a fish, and the facts that stay the same while looks are tried.

use super::column::Column;
use super::half::Half;
use super::head::Head;
use super::measured::MeasuredFish;
use super::style::{COUNT, LEADING, MARGIN, SPINE, TITLE_GAP, TITLE_LEADING, WIDTHS};
use crate::{Canvas, Form, Rect};

/// The choices that are tried for a fish. All lengths are in type sizes of the causes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Look {
    /// The type size in the canvas's units.
    pub size: f64,
    pub lean: f64,
    /// The index of the smallest width of a card.
    pub floor: usize,
    /// The size of the titles.
    pub title: f64,
    /// The size of the effect.
    pub head: f64,
    pub questions: bool,
    /// Whether bones with little on them are short, with the columns of other bones over them.
    pub short: bool,
    /// Whether the space around texts is reduced.
    pub tight: bool,
    /// The gap between the cards of two bones, above and below the spine.
    pub gap: [f64; 2],
}

/// The size of a question, relative to its title.
pub(crate) const QUESTION: f64 = 0.85;

/// A bone with its columns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Strip {
    pub bone: usize,
    pub columns: Vec<Column>,
    pub end: f64,
}

/// Columns that are kept from the last drawing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// The columns of each bone.
    pub bones: Vec<Vec<Planned>>,
    /// How far bones may move to the left to make room. They may move to the right as far as necessary.
    pub shift: f64,
    /// How far the spine may move, in type sizes.
    pub drift: f64,
    /// The number of columns of a bone, from its end, that are filled anew if they do not all fit unchanged; 0 for
    /// none.
    pub anew: usize,
    /// How much further than before the texts of a column may be cut if it has too little room.
    pub more: f64,
}

/// A column that is kept, with its end and its smallest width.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    pub end: usize,
    pub width: usize,
    pub cut: f64,
    pub from: f64,
    pub left: bool,
    pub titled: bool,
}

/// A fish that fits.
#[derive(Clone, Debug)]
pub(crate) struct Sketch {
    pub look: Look,
    pub height: f64,
    /// The distance of the spine from the upper edge, and of its left end from the left edge.
    pub spine: f64,
    pub tail: f64,
    pub head: Option<(Head, Rect)>,
    /// The sides above and below the spine.
    pub halves: [Half; 2],
    pub strips: [Vec<Strip>; 2],
}

/// A bone is light if another on its side carries this many times as much.
const LIGHT: usize = 8;

/// A side is bare if the other carries this many times as much.
const BARE: usize = 20;

/// The facts that stay the same while looks are tried.
pub(crate) struct Frame<'a> {
    pub fish: &'a MeasuredFish<'a>,
    pub form: Form,
    pub width: f64,
    pub height: f64,
    pub keep_free: &'a [Rect],
    /// Whether questions are always drawn.
    pub questions: bool,
    pub widths: [f64; WIDTHS],
    pub depths: Vec<Vec<usize>>,
    /// Whether each bone carries little compared with another on the same side.
    pub light: Vec<bool>,
    /// Whether each side carries almost nothing compared with the other.
    pub bare: [bool; 2],
    /// The indices of the bones above and below the spine.
    pub sides: [Vec<usize>; 2],
}

impl<'a> Frame<'a> {
    pub(crate) fn new(fish: &'a MeasuredFish<'a>, canvas: &'a Canvas, widths: [f64; WIDTHS]) -> Self {
        let all = 0..fish.bones.len();
        let sides = match canvas.form {
            Form::Fish | Form::Marks => {
                [0, 1].map(|side| all.clone().filter(|bone| bone % 2 == side).collect())
            }
            Form::Columns => [all.collect(), Vec::new()],
            Form::Bone(bone) => [all.filter(|&index| index == bone).collect(), Vec::new()],
        };
        let mut light = vec![false; fish.bones.len()];
        let weight =
            |bone: &usize| -> usize { fish.bones[*bone].cards.iter().map(|card| card.letters + 25).sum() };
        let sums = [0, 1].map(|side: usize| sides[side].iter().map(weight).sum::<usize>());
        let bare = [0, 1].map(|side: usize| sums[side] * BARE < sums[1 - side]);
        for bones in &sides {
            let most = bones.iter().map(weight).max().unwrap_or(0);
            for bone in bones {
                light[*bone] = weight(bone) * LIGHT < most;
            }
        }
        Frame {
            light,
            bare,
            fish,
            form: canvas.form,
            width: canvas.width,
            height: canvas.height,
            keep_free: &canvas.keep_free,
            questions: canvas.questions,
            widths,
            depths: fish
                .bones
                .iter()
                .map(|bone| bone.cards.iter().map(|card| card.depth).collect())
                .collect(),
            sides,
        }
    }

    /// Whether there is a spine.
    pub(crate) fn is_fish(&self) -> bool {
        matches!(self.form, Form::Fish | Form::Marks)
    }

    /// The largest area that cards could have, in squares of the type size.
    pub(crate) fn room(&self, look: &Look) -> f64 {
        let (width, height) = (self.width / look.size, self.height / look.size);
        let free: f64 = self.keep_free.iter().map(|rect| rect.width * rect.height).sum();
        let across = height - 2.0 * MARGIN - if self.is_fish() { 2.0 * SPINE } else { 0.0 };
        (width - 2.0 * MARGIN) * across - free / (look.size * look.size)
    }

    /// The height of a bone's title and question at each width.
    pub(crate) fn label(&self, bone: usize, look: &Look) -> [f64; WIDTHS] {
        let bone = &self.fish.bones[bone];
        self.widths.map(|width| {
            let limit = ((width / look.title - COUNT) * 1000.0) as u32;
            if bone.title.widest() > limit && width < 11.0 && look.title >= 1.0 {
                return f64::INFINITY;
            }
            let mut height =
                f64::from(bone.title.count(limit).0.max(1)) * TITLE_LEADING * look.title + TITLE_GAP;
            if look.questions && !bone.question.is_empty() {
                let limit = (width / QUESTION * 1000.0) as u32;
                height += f64::from(bone.question.count(limit).0) * LEADING * QUESTION + 0.1;
            }
            height
        })
    }
}
