//! Cuts texts if not all of them fit.

use super::choose::{Choice, FILLED, Search, TITLES};
use super::frame::Look;
use super::measured::Show;
use super::rows::Rows;
use super::style::at_least;

/// The smallest widths of cards that are tried.
const FLOORS: [f64; 7] = [15.5, 13.8, 12.2, 11.0, 9.7, 8.4, 5.5];
/// The number of these widths that are tried completely.
const IN_EARNEST: usize = 4;
/// The most times that everything is made a tenth smaller.
const SMALLEST: usize = 60;
/// The precision with which cuts are found.
const PRECISION: f64 = 0.025;

impl Search<'_> {
    /// At the smallest size, cuts texts. If that is not enough, bones get marks instead of texts.
    pub(super) fn cut(&mut self, plain: &Look, wanted: f64) -> Option<Choice> {
        let mut marks = vec![self.whole() == Show::Marks; self.fish.bones.len()];
        let mut look = Look { title: TITLES[0], head: 1.0, short: self.has_light(), ..*plain };
        let mut shrunk = 0;
        loop {
            if let Some((shown, choice)) = self.cut_at(&look, &marks) {
                let larger =
                    if shown > wanted * self.letters() { self.cut_larger(plain, wanted, 0) } else { None };
                return Some(larger.unwrap_or(choice));
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
                // All bones have marks: everything is made smaller until it fits.
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

    /// Tries a size larger than the one at `index` with which the wanted share of the texts can be shown.
    pub(super) fn cut_larger(&mut self, plain: &Look, wanted: f64, index: usize) -> Option<Choice> {
        let marks = vec![false; self.fish.bones.len()];
        let least = wanted * self.letters();
        let (mut low, mut high) = (index + 1, self.sizes.len());
        let mut best = None;
        while low < high {
            let middle = low + (high - low) / 2;
            let look = Look {
                size: self.sizes[middle],
                title: TITLES[0],
                head: 1.0,
                short: self.has_light(),
                ..*plain
            };
            match self.cut_at(&look, &marks).filter(|(shown, _)| *shown >= least) {
                Some((_, choice)) => (best, low) = (Some(choice), middle + 1),
                None => high = middle,
            }
        }
        best
    }

    /// The number of characters of all texts.
    pub(super) fn letters(&self) -> f64 {
        let cards = self.fish.bones.iter().flat_map(|bone| &bone.cards);
        cards.map(|card| card.letters as f64).sum()
    }

    /// The most that can be shown with a look, as a number of characters.
    fn cut_at(&mut self, look: &Look, marks: &[bool]) -> Option<(f64, Choice)> {
        let mut floors = FLOORS.map(|width| {
            let floor = at_least(width);
            let (cut, shown) = self.likely(floor, look, marks);
            (floor, cut, shown)
        });
        floors.sort_by(|a, b| b.2.total_cmp(&a.2));
        let mut best: Option<(f64, Choice)> = None;
        for (tried, &(floor, cut, _)) in floors.iter().enumerate() {
            if tried >= IN_EARNEST && best.is_some() {
                break;
            }
            let Some(found) = self.least_cut(&Look { floor, ..*look }, marks, cut) else { continue };
            let shown = self.shown(&found);
            if best.as_ref().is_none_or(|(most, _)| shown > *most) {
                best = Some((shown, found));
            }
        }
        best
    }

    fn shows(&self, marks: &[bool], cut: f64) -> Vec<Show> {
        marks.iter().map(|&mark| if mark { Show::Marks } else { Show::Text(cut) }).collect()
    }

    /// The cut that texts in cards of a width probably need, and the number of characters that are probably shown.
    fn likely(&self, floor: usize, look: &Look, marks: &[bool]) -> (f64, f64) {
        let room = self.canvas.room(look) * FILLED;
        let needed = |cut: f64| -> f64 {
            let bones = self.fish.bones.iter().zip(marks);
            bones.map(|(bone, &mark)| bone.area(floor, self.canvas.widths[floor], mark, cut)).sum()
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..6 {
            let cut = (low + high) / 2.0;
            if needed(cut) > room { low = cut } else { high = cut }
        }
        let shown = |bone: usize, card: usize| {
            let part = self.fish.bones[bone].part(floor, card, high);
            self.fish.bones[bone].cards[card].letters as f64 * part
        };
        let bones = (0..marks.len()).filter(|&bone| !marks[bone]);
        let cards =
            bones.flat_map(|bone| (0..self.fish.bones[bone].cards.len()).map(move |card| (bone, card)));
        let all: f64 = cards.map(|(bone, card)| shown(bone, card)).sum();
        // A width that needs more room than there is ranks last.
        let over = (needed(high) / room).max(1.0);
        (high, all / over)
    }

    /// The smallest cut with which a look fits, searched from the likely one.
    fn least_cut(&mut self, look: &Look, marks: &[bool], likely: f64) -> Option<Choice> {
        let (mut low, mut high) = (None, None);
        let mut best = None;
        let mut cut = likely;
        let mut step = 0.05;
        loop {
            let shows = self.shows(marks, cut);
            let heights = self.heights(&shows);
            match self.fits(look, &heights) {
                Some(sketch) => (best, high) = (Some(Choice { sketch, shows, heights }), Some(cut)),
                None => low = Some(cut),
            }
            cut = match (low, high) {
                (Some(low), Some(high)) if high - low <= PRECISION => return best,
                (Some(low), Some(high)) => (low + high) / 2.0,
                (None, Some(0.0)) => return best,
                (None, Some(high)) => (high - step).max(0.0),
                (Some(low), _) if low >= 1.0 => return None,
                (Some(low), _) => (low + step).min(1.0),
                (None, None) => return None,
            };
            step *= 2.0;
        }
    }

    /// The approximate number of characters that are shown.
    pub(super) fn shown(&self, choice: &Choice) -> f64 {
        let mut shown = 0.0;
        for strip in choice.sketch.strips.iter().flatten() {
            let bone = &self.fish.bones[strip.bone];
            let show = choice.shows[strip.bone];
            if show == Show::Marks {
                continue;
            }
            for column in &strip.columns {
                let mut rows = Rows::new(bone, column);
                rows.fill(bone, column, choice.heights[strip.bone].gap);
                for (at, card) in (column.first..column.end).enumerate() {
                    let part = rows.lines[at] as f64 / rows.counts[at].max(1) as f64;
                    shown += bone.cards[card].letters as f64 * part;
                }
            }
        }
        shown
    }
}
