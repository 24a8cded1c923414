//! Finds the largest type with which a fish fits, and then the best look that fits with it.

use super::columns::Scratch;
use super::frame::{Frame, Look, Plan, Sketch};
use super::measured::{Heights, MeasuredFish, Show};
use super::style::{BONE_GAP, TIGHT, at_least};
use crate::Form;

/// The ratio of successive type sizes.
pub(crate) const STEP: f64 = 1.015;
/// The number of type sizes that may be given up for a better look.
const PRICE: usize = 2;
/// The smallest lean of a bone.
pub(crate) const STEEPEST: f64 = 0.09;

/// The leans of bones, the most pleasant first.
const LEANS: [f64; 6] = [0.42, 0.34, 0.27, 0.21, 0.16, 0.12];
/// The sizes of titles and head where there is room.
const LARGE: [(f64, f64); 2] = [(1.45, 1.6), (1.3, 1.35)];
/// The sizes of titles where there is little room.
pub(super) const TITLES: [f64; 3] = [1.05, 0.9, 0.75];
/// The widest gap between two bones.
const MOST_GAP: f64 = 20.0;
/// The part of the room that good columns fill, approximately, and the most that any columns fill.
pub(super) const FILLED: f64 = 0.9;
const FULL: f64 = 0.985;
/// A card with a divided word counts as this much taller.
const PARTED_WORD: f64 = 3.0;
/// If the cards need less than this part of the room, there is much room.
const ROOMY: f64 = 0.4;
/// The most positions of the spine that are tried: for a look that matters, and for one that only pleases.
const TRIES: usize = 8;
const FEW_TRIES: usize = 3;

/// The look that was chosen.
pub(crate) struct Choice {
    pub sketch: Sketch,
    /// By bone.
    pub shows: Vec<Show>,
    pub heights: Vec<Heights>,
}

/// The search for a look.
pub(crate) struct Search<'a> {
    pub(super) fish: &'a MeasuredFish<'a>,
    pub(super) canvas: &'a Frame<'a>,
    pub(super) sizes: Vec<f64>,
    /// The probable position of the spine, as a part of the height.
    pub(super) near: f64,
    scratch: Scratch,
}

impl<'a> Search<'a> {
    pub(crate) fn new(fish: &'a MeasuredFish<'a>, canvas: &'a Frame<'a>, least: f64, largest: f64) -> Self {
        let mut sizes = vec![least];
        let mut size = least * STEP;
        while size < largest {
            sizes.push(size);
            size *= STEP;
        }
        if largest > least {
            sizes.push(largest);
        }
        Search { fish, canvas, sizes, near: 0.5, scratch: Scratch::default() }
    }

    pub(super) fn heights(&self, shows: &[Show]) -> Vec<Heights> {
        self.fish.bones.iter().zip(shows).map(|(bone, &show)| bone.heights(show, 0.0)).collect()
    }

    /// The heights for a drawing that avoids dividing words.
    fn neat_heights(&self, shows: &[Show]) -> Vec<Heights> {
        let bones = self.fish.bones.iter().zip(shows);
        bones.map(|(bone, &show)| bone.heights(show, PARTED_WORD)).collect()
    }

    /// The approximate area that the cards of one side need, in squares of the type size.
    fn area(&self, side: usize, heights: &[Heights]) -> f64 {
        let area = |&bone: &usize| heights[bone].area(&self.canvas.widths);
        self.canvas.sides[side].iter().map(area).sum()
    }

    /// The part of the height that the bones above the spine probably need. It is nearer to the half if there is more
    /// room than they need.
    fn share_above(&self, look: &Look, heights: &[Heights]) -> f64 {
        let [above, below] = [0, 1].map(|side| self.area(side, heights));
        let spare = (self.canvas.room(look) * FILLED - above - below).max(0.0) / 2.0;
        ((above + spare + 1.0) / (above + below + 2.0 * spare + 2.0)).clamp(0.05, 0.95)
    }

    fn solve(&mut self, look: &Look, heights: &[Heights], tries: usize) -> Option<Sketch> {
        let needed = self.area(0, heights) + self.area(1, heights);
        if needed > self.canvas.room(look) * FULL {
            return None;
        }
        let mut near = self.near;
        let sketch = self.canvas.solve(look, heights, &mut near, &mut self.scratch, None, tries)?;
        self.near = near;
        Some(sketch)
    }

    /// Tries a look that matters, with any position of the spine.
    pub(super) fn fits(&mut self, look: &Look, heights: &[Heights]) -> Option<Sketch> {
        self.solve(look, heights, TRIES)
    }

    /// Tries a look with the columns of another drawing.
    pub(super) fn fits_planned(
        &mut self,
        look: &Look,
        heights: &[Heights],
        near: f64,
        plan: &Plan,
    ) -> Option<Sketch> {
        let mut near = near;
        self.canvas.solve(look, heights, &mut near, &mut self.scratch, Some(plan), TRIES)
    }

    /// Chooses a look. `None` if the areas to keep free leave no room for even the smallest fish.
    pub(crate) fn choose(&mut self, wanted: f64) -> Option<Choice> {
        self.choose_whole(wanted).or_else(|| self.cut(&self.plain(), wanted))
    }

    /// Chooses a look. `None` if a smaller share of the texts than `wanted` can be shown.
    pub(crate) fn choose_wanted(&mut self, wanted: f64) -> Option<Choice> {
        let whole = self.choose_whole(wanted);
        if whole.is_some() || wanted >= 1.0 {
            return whole;
        }
        let cut = self.cut(&self.plain(), wanted)?;
        (self.shown(&cut) >= wanted * self.letters()).then_some(cut)
    }

    /// The plainest look; it is improved where there is room.
    fn plain(&self) -> Look {
        Look {
            size: self.sizes[0],
            lean: if self.canvas.is_fish() { STEEPEST } else { 0.0 },
            floor: at_least(8.4),
            title: 1.15,
            head: 1.15,
            questions: self.canvas.questions,
            short: false,
            tight: self.fish.spacing == TIGHT,
            gap: [BONE_GAP; 2],
        }
    }

    /// Chooses a look with all texts. `None` if not all of them can be shown.
    fn choose_whole(&mut self, wanted: f64) -> Option<Choice> {
        let plain = self.plain();
        let shows = vec![self.whole(); self.fish.bones.len()];
        let mut heights = self.neat_heights(&shows);
        let mut best = self.all(&plain, &heights);
        if best.is_none() {
            heights = self.heights(&shows);
            best = self.all(&plain, &heights);
        }
        let (index, sketch) = best?;
        if wanted < 1.0 && self.whole() != Show::Marks {
            let larger = self.cut_larger(&plain, wanted, index);
            if larger.is_some() {
                return larger;
            }
        }
        let sketch = self.better(index, sketch, &heights);
        Some(Choice { sketch, shows, heights })
    }

    /// The largest size with which no text is cut.
    fn all(&mut self, plain: &Look, heights: &[Heights]) -> Option<(usize, Sketch)> {
        self.near = self.share_above(plain, heights);
        // If there is much room, short bones do not help and are in the way.
        let needed = self.area(0, heights) + self.area(1, heights);
        let roomy = Look { size: self.sizes[self.sizes.len() - 1], ..*plain };
        let short = self.has_light() && needed > self.canvas.room(&roomy) * ROOMY;
        let mut best = self.largest(&Look { short, ..*plain }, heights);
        if short {
            best = self.long_too(best, plain, heights);
        }
        let small = Look { title: TITLES[1], head: 1.0, ..*plain };
        best.or_else(|| self.fits(&small, heights).map(|sketch| (0, sketch)))
    }

    /// Tries long bones, too: short bones are kept only if type is larger with them.
    fn long_too(
        &mut self,
        short: Option<(usize, Sketch)>,
        plain: &Look,
        heights: &[Heights],
    ) -> Option<(usize, Sketch)> {
        let index = short.as_ref().map_or(0, |found| found.0.saturating_sub(1));
        let long = Look { size: self.sizes[index], ..*plain };
        match self.fits(&long, heights) {
            Some(sketch) => Some((index, sketch)),
            None => short,
        }
    }

    /// How causes are shown if no text is left out.
    pub(super) fn whole(&self) -> Show {
        if self.canvas.form == Form::Marks { Show::Marks } else { Show::Text(0.0) }
    }

    /// Whether some bones may be short.
    pub(super) fn has_light(&self) -> bool {
        self.canvas.is_fish() && self.canvas.light.contains(&true)
    }

    /// The largest size with which a look fits.
    fn largest(&mut self, look: &Look, heights: &[Heights]) -> Option<(usize, Sketch)> {
        let at = |index: usize| Look { size: self.sizes[index], ..*look };
        let needed = self.area(0, heights) + self.area(1, heights);
        let likely = |part: f64| {
            (0..self.sizes.len())
                .rev()
                .find(|&index| needed <= self.canvas.room(&at(index)) * part)
                .unwrap_or(0)
        };
        let (mut low, mut high) = (0, likely(FULL) + 1);
        let mut index = likely(FILLED);
        let mut step = 2;
        let mut best = None;
        while low < high {
            match self.fits(&Look { size: self.sizes[index], ..*look }, heights) {
                Some(sketch) => {
                    best = Some((index, sketch));
                    low = index + 1;
                }
                None => high = index,
            }
            // The answer is probably near the first guess. Further away the steps get longer.
            index = if best.is_some() { low + (high - low) / 2 } else { high.saturating_sub(step).max(low) };
            step *= 2;
        }
        best
    }

    /// Uses the remaining room to make the fish look better.
    fn better(&mut self, index: usize, sketch: Sketch, heights: &[Heights]) -> Sketch {
        let largest = index + 1 == self.sizes.len();
        let size = self.sizes[if largest { index } else { index.saturating_sub(PRICE) }];
        let mut best = sketch;
        // The spine should stand where it would in a fish with much room.
        self.near = self.share_above(&Look { size, ..best.look }, heights);
        if let Some(sketch) = self.fits(&Look { size, ..best.look }, heights) {
            best = sketch;
        }
        self.improve(&mut best, heights, &[10.2, 9.7, 9.0], |look, width| Look {
            floor: at_least(width),
            ..look
        });
        self.improve(&mut best, heights, &[true], |look, questions| Look { questions, ..look });
        if self.canvas.is_fish() {
            self.improve(&mut best, heights, &LEANS, |look, lean| Look { lean, ..look });
        }
        self.improve(&mut best, heights, &LARGE, |look, (title, head)| Look { title, head, ..look });
        self.improve(&mut best, heights, &[15.5, 14.0, 12.2, 11.2], |look, width| Look {
            floor: at_least(width),
            ..look
        });
        for side in [0, 1] {
            self.spread(&mut best, heights, side);
        }
        best
    }

    /// Makes the first change with which the fish still fits.
    fn improve<T: Copy>(
        &mut self,
        best: &mut Sketch,
        heights: &[Heights],
        options: &[T],
        change: impl Fn(Look, T) -> Look,
    ) -> bool {
        for &option in options {
            let look = change(best.look, option);
            if let Some(sketch) = self.solve(&look, heights, FEW_TRIES) {
                *best = sketch;
                return true;
            }
        }
        false
    }

    /// Widens the gaps between the bones of a side.
    fn spread(&mut self, best: &mut Sketch, heights: &[Heights], side: usize) {
        let (Some(last), half) = (best.strips[side].last(), &best.halves[side]) else { return };
        let bones = best.strips[side].len() as f64;
        let spare = (half.right + half.lean * half.near - last.end) / bones;
        let gap = best.look.gap[side];
        let options = [1.0, 0.7, 0.4, 0.2].map(|part| (gap + spare * part).min(MOST_GAP));
        let wider = options.map(|wider| wider.max(gap));
        if spare > 0.2 {
            self.improve(best, heights, &wider, |mut look, gap| {
                look.gap[side] = gap;
                look
            });
        }
    }
}
