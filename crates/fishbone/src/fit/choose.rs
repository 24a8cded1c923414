//! The largest type with which a fish fits, and then the best look that fits with it.

use super::columns::Scratch;
use super::measured::{Heights, MeasuredFish, Show};
use super::solve::{Canvas, Look, Sketch};
use super::style::BONE_GAP;

/// From one type size to the next.
pub(crate) const STEP: f64 = 1.015;
/// How many sizes larger type could be for the sake of a look.
const PRICE: usize = 2;
/// Bones lean at least this much.
pub(crate) const STEEPEST: f64 = 0.09;

/// What was chosen.
pub(crate) struct Choice {
    pub sketch: Sketch,
    /// By bone.
    pub shows: Vec<Show>,
    pub heights: Vec<Heights>,
}

/// Tries looks.
pub(crate) struct Search<'a> {
    fish: &'a MeasuredFish,
    canvas: &'a Canvas<'a>,
    sizes: Vec<f64>,
    near: f64,
    scratch: Scratch,
}

impl<'a> Search<'a> {
    pub(crate) fn new(fish: &'a MeasuredFish, canvas: &'a Canvas<'a>, least: f64, largest: f64) -> Self {
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
            1.0 + letters as f64
        };
        let (above, below) = (weight(0), weight(1));
        (above / (above + below)).clamp(0.1, 0.9)
    }

    fn heights(&self, shows: &[Show]) -> Vec<Heights> {
        self.fish.bones.iter().zip(shows).map(|(bone, &show)| bone.heights(show)).collect()
    }

    fn solve(&mut self, look: &Look, heights: &[Heights]) -> Option<Sketch> {
        let mut near = self.near;
        let sketch = self.canvas.solve(look, heights, &mut near, &mut self.scratch)?;
        self.near = near;
        Some(sketch)
    }

    pub(crate) fn choose(&mut self) -> Choice {
        let shows = vec![Show::Text(0.0); self.fish.bones.len()];
        let heights = self.heights(&shows);
        let plain = Look {
            size: self.sizes[0],
            lean: if self.canvas.is_fish() { STEEPEST } else { 0.0 },
            floor: 3,
            title: 1.15,
            head: 1.15,
            questions: false,
            gap: BONE_GAP,
        };
        if let Some((index, sketch)) = self.largest(&plain, &heights) {
            let sketch = self.better(index, sketch, &heights);
            return Choice { sketch, shows, heights };
        }
        self.cut(&plain)
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
        let mut look = Look { size, ..sketch.look };
        let mut best = self.solve(&look, heights).unwrap_or(sketch);
        let mut fits = |search: &mut Self, tried: Look| match search.solve(&tried, heights) {
            Some(sketch) => {
                best = sketch;
                true
            }
            None => false,
        };
        for floor in [14, 12, 10, 8, 6] {
            let tried = Look { floor, ..look };
            if fits(self, tried) {
                look = tried;
                break;
            }
        }
        if self.canvas.is_fish() {
            for lean in [0.45, 0.36, 0.28, 0.22, 0.17, 0.13] {
                let tried = Look { lean, ..look };
                if fits(self, tried) {
                    look = tried;
                    break;
                }
            }
        }
        let tried = Look { questions: true, ..look };
        if fits(self, tried) {
            look = tried;
        }
        for (title, head) in [(1.45, 1.6), (1.3, 1.35)] {
            let tried = Look { title, head, ..look };
            if fits(self, tried) {
                look = tried;
                break;
            }
        }
        let (mut low, mut high) = (look.gap, 16.0);
        for _ in 0..6 {
            let gap = (low + high) / 2.0;
            if fits(self, Look { gap, ..look }) {
                low = gap;
            } else {
                high = gap;
            }
        }
        best
    }

    /// At the least size: cuts texts, and gives bones marks where that is not enough.
    fn cut(&mut self, plain: &Look) -> Choice {
        let mut marks = vec![false; self.fish.bones.len()];
        let mut look = Look { title: 1.05, head: 1.0, ..*plain };
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
            if let Some(mut best) = tried(self, &look, 1.0) {
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..7 {
                    let cut = (low + high) / 2.0;
                    match tried(self, &look, cut) {
                        Some(choice) => (best, high) = (choice, cut),
                        None => low = cut,
                    }
                }
                return best;
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
                    assert!(shrunk < 400, "nothing but marks fits on any canvas");
                }
            }
        }
    }
}

