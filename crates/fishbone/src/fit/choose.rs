//! The largest type with which a fish fits, and then the best look that fits with it.

use super::columns::Scratch;
use super::measured::{Heights, MeasuredFish, Show};
use super::rows::Rows;
use super::solve::{Frame, Look, Plan, Sketch};
use super::style::{BONE_GAP, at_least};
use crate::Form;

/// From one type size to the next.
pub(crate) const STEP: f64 = 1.015;
/// How many sizes larger type could be for the sake of a look.
const PRICE: usize = 2;
/// Bones lean at least this much.
pub(crate) const STEEPEST: f64 = 0.09;

/// How bones may lean, the most pleasant first.
const LEANS: [f64; 6] = [0.42, 0.34, 0.27, 0.21, 0.16, 0.12];
/// Sizes of titles and head where there is room.
const LARGE: [(f64, f64); 2] = [(1.45, 1.6), (1.3, 1.35)];
/// The most that is left between two bones.
/// How often everything gets a tenth smaller.
const SMALLEST: usize = 60;
/// Sizes of titles where there is little room.
const TITLES: [f64; 3] = [1.05, 0.9, 0.75];
/// Least widths that are tried where texts are cut.
const FLOORS: [f64; 6] = [13.8, 12.2, 11.0, 9.7, 8.4, 5.5];
const MOST_GAP: f64 = 20.0;

/// What was chosen.
pub(crate) struct Choice {
    pub sketch: Sketch,
    /// By bone.
    pub shows: Vec<Show>,
    pub heights: Vec<Heights>,
}

/// Tries looks.
pub(crate) struct Search<'a> {
    pub(super) fish: &'a MeasuredFish,
    pub(super) canvas: &'a Frame<'a>,
    pub(super) sizes: Vec<f64>,
    /// Where the spine is likely to be, as a part of the height.
    pub(super) near: f64,
    scratch: Scratch,
}

impl<'a> Search<'a> {
    pub(crate) fn new(fish: &'a MeasuredFish, canvas: &'a Frame<'a>, least: f64, largest: f64) -> Self {
        let mut sizes = vec![least];
        let mut size = least * STEP;
        while size < largest {
            sizes.push(size);
            size *= STEP;
        }
        if largest > least {
            sizes.push(largest);
        }
        let mut search = Search { fish, canvas, sizes, near: 0.5, scratch: Scratch::default() };
        search.near = search.share_above();
        search
    }

    /// The part of the height that the bones above the spine are likely to need.
    fn share_above(&self) -> f64 {
        let weight = |side: usize| -> f64 {
            let cards = |bone: &usize| self.fish.bones[*bone].cards.iter();
            let letters: usize =
                self.canvas.sides[side].iter().flat_map(cards).map(|card| card.letters + 12).sum();
            400.0 + letters as f64
        };
        let (above, below) = (weight(0), weight(1));
        (above / (above + below)).clamp(0.1, 0.9)
    }

    pub(super) fn heights(&self, shows: &[Show]) -> Vec<Heights> {
        self.fish.bones.iter().zip(shows).map(|(bone, &show)| bone.heights(show)).collect()
    }

    pub(super) fn solve(&mut self, look: &Look, heights: &[Heights]) -> Option<Sketch> {
        let mut near = self.near;
        let sketch = self.canvas.solve(look, heights, &mut near, &mut self.scratch, None)?;
        self.near = near;
        Some(sketch)
    }

    /// The same with the columns of another drawing.
    pub(super) fn solve_planned(
        &mut self,
        look: &Look,
        heights: &[Heights],
        near: f64,
        plan: &Plan,
    ) -> Option<Sketch> {
        let mut near = near;
        self.canvas.solve(look, heights, &mut near, &mut self.scratch, Some(plan))
    }

    /// `None` if what stays free leaves no room for even the smallest fish.
    pub(crate) fn choose(&mut self) -> Option<Choice> {
        let shows = vec![self.whole(); self.fish.bones.len()];
        let heights = self.heights(&shows);
        let plain = Look {
            size: self.sizes[0],
            lean: if self.canvas.is_fish() { STEEPEST } else { 0.0 },
            floor: at_least(8.4),
            title: 1.15,
            head: 1.15,
            questions: false,
            short: false,
            gap: [BONE_GAP; 2],
        };
        let mut best = self.largest(&plain, &heights);
        if self.has_light() {
            let short = self.largest(&Look { short: true, ..plain }, &heights);
            let index = |found: &Option<(usize, Sketch)>| found.as_ref().map_or(0, |found| found.0 + 1);
            if index(&short) > index(&best) + 1 {
                best = short;
            }
        }
        let small = Look { title: TITLES[1], head: 1.0, ..plain };
        let best = best.or_else(|| self.solve(&small, &heights).map(|sketch| (0, sketch)));
        match best {
            Some((index, sketch)) => {
                let sketch = self.better(index, sketch, &heights);
                Some(Choice { sketch, shows, heights })
            }
            None => self.cut(&plain),
        }
    }

    /// How causes are shown where nothing is left out.
    pub(super) fn whole(&self) -> Show {
        if self.canvas.form == Form::Marks { Show::Marks } else { Show::Text(0.0) }
    }

    /// Whether some bones may be short.
    fn has_light(&self) -> bool {
        self.canvas.is_fish() && self.canvas.light.contains(&true)
    }

    /// The largest size with which a look fits.
    fn largest(&mut self, look: &Look, heights: &[Heights]) -> Option<(usize, Sketch)> {
        let (mut low, mut high) = (0, self.sizes.len());
        let mut best = None;
        while low < high {
            let index = (low + high) / 2;
            let tried = Look { size: self.sizes[index], ..*look };
            match self.solve(&tried, heights) {
                Some(sketch) => {
                    best = Some((index, sketch));
                    low = index + 1;
                }
                None => high = index,
            }
        }
        best
    }

    /// Spends the room that is left on what makes a fish look well.
    fn better(&mut self, index: usize, sketch: Sketch, heights: &[Heights]) -> Sketch {
        let largest = index + 1 == self.sizes.len();
        let size = self.sizes[if largest { index } else { index.saturating_sub(PRICE) }];
        let mut best = sketch;
        // The spine rather stands where it would in a fish with much room.
        self.near = self.share_above();
        self.improve(&mut best, heights, &[size], |look, size| Look { size, ..look });
        self.improve(&mut best, heights, &[11.5, 10.6, 9.7, 9.0], |look, width| Look {
            floor: at_least(width),
            ..look
        });
        if self.canvas.is_fish() {
            self.improve(&mut best, heights, &LEANS, |look, lean| Look { lean, ..look });
        }
        self.improve(&mut best, heights, &[true], |look, questions| Look { questions, ..look });
        self.improve(&mut best, heights, &LARGE, |look, (title, head)| Look { title, head, ..look });
        self.improve(&mut best, heights, &[15.5, 14.0, 13.0, 12.2], |look, width| Look {
            floor: at_least(width),
            ..look
        });
        for side in [0, 1] {
            let (mut low, mut high) = (best.look.gap[side], MOST_GAP);
            for _ in 0..5 {
                let middle = (low + high) / 2.0;
                let wider = self.improve(&mut best, heights, &[middle], |mut look, gap| {
                    look.gap[side] = gap;
                    look
                });
                if wider { low = middle } else { high = middle }
            }
        }
        best
    }

    /// Takes the first change with which the fish still fits.
    fn improve<T: Copy>(
        &mut self,
        best: &mut Sketch,
        heights: &[Heights],
        options: &[T],
        change: impl Fn(Look, T) -> Look,
    ) -> bool {
        for &option in options {
            let look = change(best.look, option);
            if let Some(sketch) = self.solve(&look, heights) {
                *best = sketch;
                return true;
            }
        }
        false
    }

    /// About how much of the texts is shown.
    fn share(&self, choice: &Choice) -> f64 {
        let mut shown = 0.0;
        for strip in choice.sketch.strips.iter().flatten() {
            let bone = &self.fish.bones[strip.bone];
            let heights = &choice.heights[strip.bone];
            for column in &strip.columns {
                let mut rows = Rows::new(bone, choice.shows[strip.bone], column);
                rows.fill(bone, column, heights.gap);
                for (at, card) in (column.first..column.end).enumerate() {
                    let part = rows.lines[at] as f64 / rows.counts[at].max(1) as f64;
                    shown += bone.cards[card].letters as f64 * part;
                }
            }
        }
        shown
    }

    /// At the least size: cuts texts, and gives bones marks where that is not enough.
    fn cut(&mut self, plain: &Look) -> Option<Choice> {
        let mut marks = vec![self.canvas.form == Form::Marks; self.fish.bones.len()];
        let mut look = Look { title: TITLES[0], head: 1.0, short: self.has_light(), ..*plain };
        let mut shrunk = 0;
        loop {
            let shows = |cut: f64| -> Vec<Show> {
                marks.iter().map(|&mark| if mark { Show::Marks } else { Show::Text(cut) }).collect()
            };
            let tried = |search: &mut Self, look: &Look, cut: f64| {
                let shows = shows(cut);
                let heights = search.heights(&shows);
                let sketch = search.solve(look, &heights)?;
                Some(Choice { sketch, shows, heights })
            };
            let mut best: Option<(f64, Choice)> = None;
            for floor in FLOORS {
                let look = Look { floor: at_least(floor), ..look };
                let Some(mut found) = tried(self, &look, 1.0) else { continue };
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..6 {
                    let cut = (low + high) / 2.0;
                    match tried(self, &look, cut) {
                        Some(choice) => (found, high) = (choice, cut),
                        None => low = cut,
                    }
                }
                let share = self.share(&found);
                if best.as_ref().is_none_or(|(most, _)| share > *most) {
                    best = Some((share, found));
                }
            }
            if let Some((_, best)) = best {
                return Some(best);
            }
            if look.short {
                look.short = false;
                continue;
            }
            look.short = self.has_light();
            if let Some(&title) = TITLES.iter().find(|&&title| title < look.title) {
                look.title = title;
                continue;
            }
            let next = (0..marks.len())
                .filter(|&bone| !marks[bone] && !self.fish.bones[bone].cards.is_empty())
                .max_by_key(|&bone| self.fish.bones[bone].cards.len());
            match next {
                Some(bone) => marks[bone] = true,
                // Nothing but marks: everything gets smaller until it fits.
                None => {
                    look = Look { size: look.size * 0.9, floor: 0, ..look };
                    shrunk += 1;
                    if shrunk > SMALLEST {
                        return None;
                    }
                }
            }
        }
    }
}
