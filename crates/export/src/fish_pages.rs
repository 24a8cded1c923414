//! The fish on pages. The first page has the whole fish. If it cuts the causes of a bone, further pages have that
//! bone alone at full size; a bone that is too long for one page continues on the next.

use fishbone::{Canvas, Detail, Fish, Fit, Form};

use crate::Paper;
use crate::bones::{Bones, Excerpt, Run};
use crate::legend;
use crate::picture::moved;
use crate::sheet::{Layer, Page};
use crate::typeset::Place;
use crate::{cards, picture::Mark};

/// The number of the fish's units in one point. Thin lines are thinner on paper than on a screen.
const FINE: f64 = 2.0;
/// The margin around the fish, in points: printers leave it free.
const MARGIN: f64 = 28.0;
/// The smallest and largest type of causes, in points: on the page of the whole fish, and on the pages of one bone.
const WHOLE: (f64, f64) = (7.0, 14.0);
const ONE: (f64, f64) = (8.0, 12.0);
/// The type sizes of title and legend on the two kinds of page, in points.
const WHOLE_HEADING: (f64, f64) = (17.0, 7.8);
const ONE_HEADING: (f64, f64) = (11.0, 7.0);
/// The most attempts to find the end of a page.
const TRIES: usize = 8;
/// A page counts as full if its type is at most this many times as large as it must be.
const FULL: f64 = 1.12;
/// The space that a card takes besides its text, counted in bytes of text.
const CARD: usize = 25;

/// The content of each page of the fish.
pub(crate) struct FishPages<'r> {
    bones: Bones<'r>,
    /// The size of a page in landscape, in points.
    width: f64,
    height: f64,
    whole: Fit,
    runs: Vec<Run>,
}

impl<'r> FishPages<'r> {
    pub fn of(bones: Bones<'r>, paper: Paper) -> Self {
        let (short, long) = paper.size();
        let (width, height) = (long.max(short), long.min(short));
        let mut pages = Self { bones, width, height, whole: Fit::default(), runs: vec![] };
        pages.whole = fishbone::fit(&pages.bones.whole().fish, &pages.canvas(Form::Fish), None);
        let cut: Vec<bool> = pages.whole.drawing.bones.iter().map(is_cut).collect();
        for (bone, _) in cut.into_iter().enumerate().filter(|(_, cut)| *cut) {
            let runs = pages.split(bone);
            pages.runs.extend(runs);
        }
        pages
    }

    pub fn count(&self) -> usize {
        1 + self.runs.len()
    }

    /// The pages. Each is drawn when the iterator reaches it.
    pub fn drawn(self) -> impl Iterator<Item = Page> + 'r {
        (0..self.count()).map(move |n| match n.checked_sub(1) {
            None => self.page(&self.bones.whole(), &self.whole, Form::Fish),
            Some(run) => {
                let excerpt = self.bones.excerpt(&self.runs[run]);
                let fit = fishbone::fit(&excerpt.fish, &self.canvas(Form::Bone(0)), None);
                self.page(&excerpt, &fit, Form::Bone(0))
            }
        })
    }

    fn page(&self, excerpt: &Excerpt, fit: &Fit, form: Form) -> Page {
        let (mut heading, top) = self.heading(form);
        moved(&mut heading, MARGIN * FINE, MARGIN * FINE);
        let mut marks = cards::marks(&self.bones, excerpt, &fit.drawing, fit.size);
        moved(&mut marks, MARGIN * FINE, MARGIN * FINE + top);
        heading.append(&mut marks);
        let words = self.bones.words_for(excerpt);
        let layer =
            Layer { scale: 1.0 / FINE, marks: heading, place: Place::Figure { words }, ..Layer::default() };
        Page { width: self.width, height: self.height, margin: MARGIN, layers: vec![layer] }
    }

    /// Title and legend, and the top edge of the fish under them.
    fn heading(&self, form: Form) -> (Vec<Mark>, f64) {
        let width = (self.width - 2.0 * MARGIN) * FINE;
        let (title, legend) = if form == Form::Fish { WHOLE_HEADING } else { ONE_HEADING };
        let (heading, height) = legend::heading(&self.bones, width, (title * FINE, legend * FINE));
        (heading, height + legend * FINE)
    }

    /// The space of a page under its heading.
    fn canvas(&self, form: Form) -> Canvas {
        let (least, largest) = if form == Form::Fish { WHOLE } else { ONE };
        let (_, top) = self.heading(form);
        let (width, height) = (self.width - 2.0 * MARGIN, self.height - 2.0 * MARGIN);
        // However long a title is, at least half of the page is kept for the fish.
        let high = (height * FINE - top).max(height * FINE / 2.0);
        Canvas { least: least * FINE, largest: largest * FINE, form, ..Canvas::new(width * FINE, high) }
    }

    /// Divides a bone's causes among as few pages as can show them whole.
    fn split(&self, bone: usize) -> Vec<Run> {
        let causes = &self.bones.all[bone].causes;
        let canvas = self.canvas(Form::Bone(0));
        // The bytes of text before each cause, with `CARD` more for each card.
        let mut before = vec![0];
        for (cause, _) in causes {
            before.push(before[before.len() - 1] + cause.text.len() + CARD);
        }
        let mut ends: Vec<usize> = vec![];
        let mut likely = usize::MAX;
        while ends.last().copied().unwrap_or(0) < causes.len() {
            let from = ends.last().copied().unwrap_or(0);
            let end = self.longest(bone, from, likely, &before, &canvas);
            likely = before[end] - before[from];
            ends.push(end);
        }
        let count = ends.len();
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let run = |(n, (start, end)): (usize, (usize, usize))| Run {
            bone,
            causes: start..end,
            part: (count > 1).then_some((n + 1, count)),
        };
        starts.zip(ends.clone()).enumerate().map(run).collect()
    }

    /// The end of a page that begins with the cause `from`. `likely` is what it probably holds, in bytes of text.
    fn longest(&self, bone: usize, from: usize, likely: usize, before: &[usize], canvas: &Canvas) -> usize {
        let causes = &self.bones.all[bone].causes;
        let up_to = |much: usize| before.partition_point(|&sum| sum <= before[from].saturating_add(much)) - 1;
        // Each page has at least one cause, even if it is cut: the document after the fish has it whole.
        let (mut fits, mut over) = (from + 1, causes.len() + 1);
        let mut end = up_to(likely);
        for _ in 0..TRIES {
            end = end.clamp(fits.min(over - 1), over - 1);
            let (fit, whole) = self.fit(bone, from..end, canvas);
            let held = (before[end] - before[from]) as f64;
            let next = if whole {
                fits = end;
                if end == causes.len() || fit.size <= canvas.least * FULL {
                    break;
                }
                held * (fit.size / canvas.least).powi(2)
            } else {
                over = end;
                held * fit.share.clamp(0.1, 0.98)
            };
            if fits + 1 >= over {
                break;
            }
            end = up_to(next as usize).clamp(fits + 1, over - 1);
        }
        // The page ends a little earlier if that keeps a cause together with the causes under it.
        let whole =
            (fits - (fits - from) / 3..=fits).rev().find(|&end| causes.get(end).is_none_or(|c| c.1 == 0));
        whole.filter(|&end| end == fits || end > from && self.fit(bone, from..end, canvas).1).unwrap_or(fits)
    }

    /// The drawing of some causes of a bone, and whether it shows all of them whole.
    fn fit(&self, bone: usize, causes: std::ops::Range<usize>, canvas: &Canvas) -> (Fit, bool) {
        // The title has the longest page numbers that there can be.
        let part = Some((causes.start, self.bones.all[bone].causes.len()));
        let excerpt = self.bones.excerpt(&Run { bone, causes, part });
        let fit = fishbone::fit(&excerpt.fish, canvas, None);
        let whole = is_whole(&excerpt.fish, &fit);
        (fit, whole)
    }
}

fn is_cut(bone: &fishbone::BoneShape) -> bool {
    let cut = |card: &fishbone::Card| card.text.lines.last().is_some_and(|line| line.ellipsis);
    !bone.cards.is_empty() && (bone.detail == Detail::Marks || bone.cards.iter().any(cut))
}

/// Whether every text of the fish is in its drawing, whole. A canvas without any room for a fish has an empty drawing.
pub(crate) fn is_whole(fish: &Fish, fit: &Fit) -> bool {
    let shapes = &fit.drawing.bones;
    let all = fish
        .bones
        .iter()
        .zip(shapes)
        .all(|(bone, shape)| shape.cards.len() == bone.count() && !is_cut(shape));
    shapes.len() == fish.bones.len() && all
}
