//! Keeps drawings calm: the next drawing of a fish keeps the columns of the one before while they are good enough.

use super::choose::{Choice, STEEPEST, STEP, Search};
use super::column::Column;
use super::frame::{Frame, Look, Plan, Planned};
use super::measured::Show;
use super::style::BONE_GAP;
use crate::{Form, Rect};

/// The decisions of a drawing, for the next drawing of the same fish on the same canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrangement {
    /// Width and height of the canvas.
    pub(crate) canvas: [f64; 2],
    pub(crate) keep_free: Vec<Rect>,
    pub(crate) form: Form,
    pub(crate) look: Look,
    /// The position of the spine, as a part of the height.
    pub(crate) spine: f64,
    pub(crate) bones: Vec<KeptBone>,
}

/// The decisions about one bone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeptBone {
    pub show: Show,
    pub columns: Vec<KeptColumn>,
}

/// The cards of a column, and its position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeptColumn {
    pub keys: Vec<u32>,
    pub width: usize,
    pub cut: f64,
    pub from: f64,
    pub left: bool,
    pub titled: bool,
}

/// The changes that may be made so that the columns of the last drawing also hold newer causes.
struct Step {
    /// How far bones may move to the left, and the spine up or down, in type sizes.
    shift: f64,
    drift: f64,
    /// The type size may fall to this part of what it was.
    shrink: f64,
    /// The number of columns, from its end, that are filled anew in a bone that does not fit.
    anew: usize,
}

const FAR: f64 = f64::INFINITY;
/// The steps from the smallest change to the largest.
const STEPS: [Step; 14] = [
    Step { shift: 0.0, drift: DRIFT, shrink: 0.98, anew: 0 },
    Step { shift: 2.5, drift: DRIFT, shrink: 0.98, anew: 0 },
    Step { shift: 2.5, drift: DRIFT, shrink: 0.98, anew: 1 },
    Step { shift: 2.5, drift: DRIFT, shrink: 0.98, anew: 2 },
    Step { shift: 0.0, drift: DRIFT, shrink: 0.94, anew: 0 },
    Step { shift: 2.5, drift: DRIFT, shrink: 0.94, anew: 0 },
    Step { shift: 2.5, drift: DRIFT, shrink: 0.94, anew: 2 },
    Step { shift: 2.5, drift: DRIFT, shrink: 0.94, anew: 3 },
    Step { shift: FAR, drift: FAR, shrink: 0.9, anew: 0 },
    Step { shift: FAR, drift: FAR, shrink: 0.94, anew: 1 },
    Step { shift: FAR, drift: FAR, shrink: 0.94, anew: 2 },
    Step { shift: FAR, drift: FAR, shrink: 0.94, anew: 3 },
    Step { shift: FAR, drift: FAR, shrink: 0.94, anew: 5 },
    Step { shift: FAR, drift: FAR, shrink: 0.94, anew: usize::MAX },
];
/// The spine moves no further than this while that suffices: less than the height of a card.
const DRIFT: f64 = 1.6;
/// Columns are made anew if type could be this many times as large.
const GROW: f64 = 1.15;
/// The most by which the texts of one column may be cut further than before.
const CUT_MORE: f64 = 0.3;
/// The most by which all texts may be cut further before columns are made anew, and the reduction of cuts that
/// justifies the same.
const ALL_MORE: [f64; 4] = [0.0, 0.03, 0.07, 0.12];
const CUT_LESS: f64 = 0.22;

/// The part of a choice that the next drawing needs.
pub(crate) fn arrangement(canvas: &Frame, choice: &Choice) -> Arrangement {
    let sketch = &choice.sketch;
    let shows = choice.shows.iter();
    let mut bones: Vec<KeptBone> = shows.map(|&show| KeptBone { show, columns: Vec::new() }).collect();
    for strip in sketch.strips.iter().flatten() {
        let cards = &canvas.fish.bones[strip.bone].cards;
        let kept = |column: &Column| KeptColumn {
            keys: cards[column.first..column.end].iter().map(|card| card.key).collect(),
            width: column.width,
            cut: column.cut,
            from: column.from,
            left: column.left,
            titled: column.titled,
        };
        bones[strip.bone].columns = strip.columns.iter().map(kept).collect();
    }
    Arrangement {
        canvas: [canvas.width, canvas.height],
        keep_free: canvas.keep_free.to_vec(),
        form: canvas.form,
        look: sketch.look,
        spine: sketch.spine / sketch.height,
        bones,
    }
}

/// A look, and its variants with sizes that give way before columns do.
fn plainer(look: Look, questions: bool) -> [Look; 4] {
    let plain = Look { questions, ..look };
    let (title, head) = (look.title.min(1.15), look.head.min(1.15));
    let small = Look { title, head, ..plain };
    let lean = look.lean.min(look.lean * 0.55 + STEEPEST * 0.45);
    [look, plain, small, Look { lean, ..small }]
}

impl Search<'_> {
    /// The fish in the columns of another drawing; `None` if a new drawing is better.
    pub(crate) fn keep(&mut self, before: &Arrangement) -> Option<Choice> {
        let canvas = self.canvas;
        let same = before.canvas == [canvas.width, canvas.height]
            && before.keep_free == canvas.keep_free
            && before.form == canvas.form
            && before.bones.len() == self.fish.bones.len();
        let least = self.sizes[0];
        let largest = *self.sizes.last()?;
        if !same || before.look.size < least * 0.999 || before.look.size > largest * 1.001 {
            return None;
        }
        let found = self.same_columns(before, least)?;
        let better = self.could_be_better(&found);
        (!better).then_some(found)
    }

    /// The columns of the last drawing, with as few changes as possible. If texts are cut, those of the column that
    /// needs room are cut further first.
    fn same_columns(&mut self, before: &Arrangement, least: f64) -> Option<Choice> {
        let mut plan = Plan { bones: self.plan(before)?, shift: 0.0, drift: 0.0, anew: 0, more: 0.0 };
        let is_cut = before.bones.iter().any(|bone| bone.show != self.whole());
        let look = before.look;
        for Step { shift, drift, shrink, anew } in STEPS {
            (plan.shift, plan.drift, plan.anew, plan.more) = (shift, drift, anew, 0.0);
            let mut size = look.size;
            while !is_cut && size >= (look.size * shrink).max(least) * 0.999 {
                for look in plainer(Look { size: size.max(least), ..look }, self.canvas.questions) {
                    let found = self.kept(before, &mut plan, look, 0.0);
                    if found.is_some() {
                        return found;
                    }
                }
                size /= STEP;
            }
            let at_least = look.size * shrink <= least;
            if is_cut || (at_least && shift > 0.0) {
                let look = plainer(Look { size: least, ..look }, self.canvas.questions)[3];
                plan.more = CUT_MORE;
                let tries = if anew > 0 { ALL_MORE.len() } else { 1 };
                for more in ALL_MORE.into_iter().take(tries) {
                    let found = self.kept(before, &mut plan, look, more);
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// Tries a look with the columns of the last drawing.
    fn kept(&mut self, before: &Arrangement, plan: &mut Plan, look: Look, more: f64) -> Option<Choice> {
        let shows: Vec<Show> = before
            .bones
            .iter()
            .map(|bone| match bone.show {
                Show::Text(cut) => Show::Text((cut + more).min(1.0)),
                Show::Marks => Show::Marks,
            })
            .collect();
        let heights = self.heights(&shows);
        // The old positions of columns, in units of the type that is tried now.
        let scale = before.look.size / look.size;
        for (bone, kept) in plan.bones.iter_mut().zip(&before.bones) {
            for (column, kept) in bone.iter_mut().zip(&kept.columns) {
                column.from = kept.from * scale;
            }
        }
        let sketch = self.fits_planned(&look, &heights, before.spine, plan)?;
        Some(Choice { sketch, shows, heights })
    }

    /// Whether a new drawing would be so much better that it justifies the movement.
    fn could_be_better(&mut self, kept: &Choice) -> bool {
        let largest = self.sizes[self.sizes.len() - 1];
        let look = kept.sketch.look;
        let cut = kept.shows.iter().any(|&show| show != self.whole());
        let size = if cut { look.size } else { look.size * GROW };
        if size > largest {
            return false;
        }
        let plain = Look {
            size,
            lean: look.lean.min(STEEPEST),
            questions: self.canvas.questions,
            gap: [BONE_GAP; 2],
            title: look.title.min(1.15),
            head: look.head.min(1.15),
            ..look
        };
        let less = |&show: &Show| match show {
            Show::Text(cut) => Show::Text((cut - CUT_LESS).max(0.0)),
            Show::Marks if self.whole() == Show::Marks => Show::Marks,
            Show::Marks => Show::Text(1.0),
        };
        let shows: Vec<Show> = kept.shows.iter().map(less).collect();
        let heights = self.heights(&shows);
        self.near = kept.sketch.spine / kept.sketch.height;
        self.fits(&plain, &heights).is_some()
    }

    /// The columns of the last drawing. A newer cause is in the column of the cause before it.
    fn plan(&self, before: &Arrangement) -> Option<Vec<Vec<Planned>>> {
        let mut bones = Vec::with_capacity(before.bones.len());
        for (bone, kept) in self.fish.bones.iter().zip(&before.bones) {
            let mut keys: Vec<(u32, usize)> = kept
                .columns
                .iter()
                .enumerate()
                .flat_map(|(index, column)| column.keys.iter().map(move |&key| (key, index)))
                .filter(|&(key, _)| key != 0)
                .collect();
            keys.sort_unstable();
            // A key in two columns identifies nothing.
            let doubled: Vec<u32> =
                keys.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0).collect();
            keys.retain(|(key, _)| doubled.binary_search(key).is_err());
            let mut planned: Vec<Planned> = kept
                .columns
                .iter()
                .map(|column| Planned {
                    end: 0,
                    width: column.width,
                    cut: column.cut,
                    from: column.from,
                    left: column.left,
                    titled: column.titled,
                })
                .collect();
            let mut at = 0;
            for (index, card) in bone.cards.iter().enumerate() {
                if let Ok(found) = keys.binary_search_by_key(&card.key, |entry| entry.0) {
                    let column = keys[found].1;
                    while at < column {
                        planned.get_mut(at)?.end = index;
                        at += 1;
                    }
                }
            }
            for column in planned.get_mut(at..)? {
                column.end = bone.cards.len();
            }
            let spare = |planned: &[Planned]| {
                let end = planned.len().checked_sub(2).map_or(0, |before| planned[before].end);
                planned.last().is_some_and(|last| last.end == end && !last.titled)
            };
            while spare(&planned) {
                planned.pop();
            }
            bones.push(planned);
        }
        Some(bones)
    }
}
