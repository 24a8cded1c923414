//! Whether a fish fits on a canvas with given sizes, and where its columns are then.

use super::columns::{Column, Load, Scratch};
use super::half::{Half, Obstacle};
use super::head::Head;
use super::measured::{Heights, MeasuredFish};
use super::style::{
    BONE_GAP, CLEAR, COUNT, LEADING, MARGIN, SPINE, STUB, TITLE_GAP, TITLE_LEADING, WIDTHS,
};
use crate::{Form, Rect};

/// What a fish is tried with. All lengths are in type sizes of the causes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    /// Type size in the canvas's units.
    pub size: f64,
    pub lean: f64,
    /// Index of the least width of a card.
    pub floor: usize,
    /// Size of the titles.
    pub title: f64,
    /// Size of the effect.
    pub head: f64,
    pub questions: bool,
    /// Between the cards of two bones.
    pub gap: f64,
}

/// Size of a question, beside its title.
pub(crate) const QUESTION: f64 = 0.85;

/// A bone with its columns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Strip {
    pub bone: usize,
    pub columns: Vec<Column>,
    pub end: f64,
}

/// A fish that fits.
#[derive(Clone, Debug)]
pub(crate) struct Sketch {
    pub look: Look,
    pub width: f64,
    pub height: f64,
    /// Distance of the spine from the upper edge.
    pub spine: f64,
    pub head: Option<(Head, Rect)>,
    /// Above and below.
    pub halves: [Half; 2],
    pub strips: [Vec<Strip>; 2],
}

/// What stays the same while looks are tried.
pub(crate) struct Canvas<'a> {
    pub fish: &'a MeasuredFish,
    pub form: Form,
    pub width: f64,
    pub height: f64,
    pub keep_free: &'a [Rect],
    pub widths: [f64; WIDTHS],
    pub depths: Vec<Vec<usize>>,
    /// Indices of the bones above and below.
    pub sides: [Vec<usize>; 2],
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(fish: &'a MeasuredFish, canvas: &'a crate::Canvas, widths: [f64; WIDTHS]) -> Self {
        let all = 0..fish.bones.len();
        let sides = match canvas.form {
            Form::Fish | Form::Marks => [0, 1].map(|side| all.clone().filter(|bone| bone % 2 == side).collect()),
            Form::Columns => [all.collect(), Vec::new()],
            Form::Bone(bone) => [all.filter(|&index| index == bone).collect(), Vec::new()],
        };
        Canvas {
            fish,
            form: canvas.form,
            width: canvas.width,
            height: canvas.height,
            keep_free: &canvas.keep_free,
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

    /// Height of a bone's title and question at each width.
    fn label(&self, bone: usize, look: &Look) -> [f64; WIDTHS] {
        let bone = &self.fish.bones[bone];
        self.widths.map(|width| {
            let limit = ((width / look.title - COUNT) * 1000.0) as u32;
            if bone.title.widest() > limit && width < 11.0 {
                return f64::INFINITY;
            }
            let mut height = f64::from(bone.title.count(limit).0.max(1)) * TITLE_LEADING * look.title + TITLE_GAP;
            if look.questions && !bone.question.is_empty() {
                let limit = (width / QUESTION * 1000.0) as u32;
                height += f64::from(bone.question.count(limit).0) * LEADING * QUESTION + 0.1;
            }
            height
        })
    }

    /// Tries a look; `near` is where the spine may be, as a part of the height.
    pub(crate) fn solve(
        &self,
        look: &Look,
        heights: &[Heights],
        near: &mut f64,
        scratch: &mut Scratch,
    ) -> Option<Sketch> {
        let labels: Vec<[f64; WIDTHS]> =
            (0..self.fish.bones.len()).map(|bone| self.label(bone, look)).collect();
        let free: Vec<Rect> = self
            .keep_free
            .iter()
            .map(|rect| Rect {
                x: rect.x / look.size,
                y: rect.y / look.size,
                width: rect.width / look.size,
                height: rect.height / look.size,
            })
            .collect();
        let attempt = Attempt {
            canvas: self,
            look,
            heights,
            labels: &labels,
            free: &free,
            width: self.width / look.size,
            height: self.height / look.size,
        };
        attempt.solve(near, scratch)
    }
}

struct Attempt<'a> {
    canvas: &'a Canvas<'a>,
    look: &'a Look,
    heights: &'a [Heights],
    labels: &'a [[f64; WIDTHS]],
    free: &'a [Rect],
    width: f64,
    height: f64,
}

/// How often another place of the spine is tried.
const TRIES: usize = 8;

impl Attempt<'_> {
    fn solve(&self, near: &mut f64, scratch: &mut Scratch) -> Option<Sketch> {
        if !self.canvas.is_fish() {
            return self.columns(scratch);
        }
        let head = Head::new(&self.canvas.fish.effect, self.look.head, self.width, self.height);
        let least = |side: usize| {
            let bones = &self.canvas.sides[side];
            let tallest = bones.iter().map(|&bone| self.least(bone)).fold(0.0, f64::max);
            MARGIN + if bones.is_empty() { 0.3 } else { STUB + tallest }
        };
        let (mut low, mut high) = (least(0), self.height - least(1));
        let mut spine = *near * self.height;
        for _ in 0..TRIES {
            if low > high {
                return None;
            }
            spine = if (low..=high).contains(&spine) { spine } else { (low + high) / 2.0 };
            let place = head.place(spine, self.width, self.height, self.free)?;
            let halves = [0, 1].map(|side| self.half(side, spine, &place));
            let above = self.row(0, &halves[0], scratch);
            let below = self.row(1, &halves[1], scratch);
            match (above, below) {
                (Some(above), Some(below)) => {
                    *near = spine / self.height;
                    return Some(Sketch {
                        look: *self.look,
                        width: self.width,
                        height: self.height,
                        spine,
                        head: Some((head, place)),
                        halves,
                        strips: [above, below],
                    });
                }
                (None, None) => return None,
                (None, Some(_)) => low = spine,
                (Some(_), None) => high = spine,
            }
            spine = (low + high) / 2.0;
        }
        None
    }

    /// The least height of a bone's title.
    fn least(&self, bone: usize) -> f64 {
        self.labels[bone].iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn columns(&self, scratch: &mut Scratch) -> Option<Sketch> {
        let (left, right) = (MARGIN, self.width - MARGIN);
        let far = self.height - MARGIN;
        let obstacles = self.obstacles(0, self.height, far);
        let half = Half { lean: 0.0, near: MARGIN, far, left, right, joints: right, obstacles };
        let strips = [self.row(0, &half, scratch)?, Vec::new()];
        Some(Sketch {
            look: *self.look,
            width: self.width,
            height: self.height,
            spine: self.height,
            head: None,
            halves: [half.clone(), half],
            strips,
        })
    }

    fn half(&self, side: usize, spine: f64, head: &Rect) -> Half {
        let far = if side == 0 { spine } else { self.height - spine } - MARGIN;
        let mut obstacles = self.obstacles(side, spine, far);
        let reach = if side == 0 { spine - head.y } else { head.bottom() - spine };
        obstacles.push(Obstacle { left: head.x, right: self.width, near: 0.0, far: reach });
        Half {
            lean: self.look.lean,
            near: SPINE,
            far,
            left: MARGIN,
            right: self.width - MARGIN,
            joints: head.x - CLEAR,
            obstacles,
        }
    }

    /// What stays free, as seen from the spine.
    fn obstacles(&self, side: usize, spine: f64, far: f64) -> Vec<Obstacle> {
        self.free
            .iter()
            .map(|rect| {
                let (a, b) = (spine - rect.bottom(), spine - rect.y);
                let (near, far) = if side == 0 { (a, b) } else { (-b, -a) };
                Obstacle { left: rect.x, right: rect.right(), near, far }
            })
            .filter(|obstacle| obstacle.far > 0.0 && obstacle.near < far + MARGIN)
            .collect()
    }

    /// The bones of one side, from the tail to the head.
    fn row(&self, side: usize, half: &Half, scratch: &mut Scratch) -> Option<Vec<Strip>> {
        let mut strips = Vec::with_capacity(self.canvas.sides[side].len());
        let mut start = half.left + half.lean * half.far;
        for &bone in &self.canvas.sides[side] {
            let load = Load {
                heights: &self.heights[bone],
                depths: &self.canvas.depths[bone],
                label: &self.labels[bone],
                floor: self.look.floor,
                widths: &self.canvas.widths,
            };
            let mut columns = Vec::new();
            let end = load.columns(half, start, scratch, &mut columns)?;
            strips.push(Strip { bone, columns, end });
            start = end + self.look.gap.max(BONE_GAP);
        }
        Some(strips)
    }
}
