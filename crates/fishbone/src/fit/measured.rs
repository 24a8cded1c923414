//! The measured texts of a fish: the height of each card at each width.

use super::style::{
    BAND, CHIP, CHIP_GAP, DEEPEST, EDGE, LEAST_TEXT, MARK, MARKS_GAP, PAD_X, Spacing, WIDTHS,
};
use crate::paragraph::Paragraph;
use crate::{Bone, Cause, Fish, Weight};

/// A fish with its texts measured.
pub(crate) struct MeasuredFish<'a> {
    pub spacing: Spacing,
    pub effect: Paragraph,
    pub bones: Vec<MeasuredBone<'a>>,
}

/// A bone with its texts measured.
pub(crate) struct MeasuredBone<'a> {
    pub spacing: Spacing,
    pub title: Paragraph,
    pub question: Paragraph,
    /// The cards, depth first.
    pub cards: Vec<MeasuredCard<'a>>,
    /// The line breaks, by width, then by card.
    lines: Vec<Lines>,
}

/// A cause with its measured text. A paragraph takes twenty times the memory of its text, so it is not kept, but made
/// again where the text is drawn.
pub(crate) struct MeasuredCard<'a> {
    pub text: &'a str,
    pub letters: usize,
    pub badge: bool,
    pub marks: u8,
    pub depth: usize,
    pub parent: Option<usize>,
    pub key: u32,
    /// How much narrower the card is than its column, if there is room for that.
    step: f64,
}

/// The line breaks of a text at one width.
#[derive(Clone, Copy, Default)]
struct Lines {
    count: u16,
    /// Whether marks need a row of their own.
    row: bool,
    /// Whether a word is divided.
    parted: bool,
    /// The cost of showing fewer lines: of one line, of two and so on. See [`MeasuredBone::shown`].
    costs: [f32; COSTS],
}

/// A text with more lines than this is shown whole, or cut to at most this many lines.
const COSTS: usize = 6;

/// How the cards of one bone are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Show {
    /// Texts, cut where a line costs no more than this. 0 cuts nothing; 1 leaves one line.
    Text(f64),
    /// Marks without text.
    Marks,
}

/// The heights of the cards of one bone at each width.
#[derive(Clone)]
pub(crate) struct Heights {
    /// How the cards are shown.
    pub show: Show,
    count: usize,
    /// By width, the sum of the heights of the cards before each card, gaps included.
    sums: Vec<f64>,
    /// By width, the height of each card.
    cards: Vec<f64>,
    beside: f64,
    pub gap: f64,
}

impl<'a> MeasuredFish<'a> {
    pub(crate) fn new(fish: &'a Fish, widths: &[f64; WIDTHS], spacing: Spacing) -> Self {
        MeasuredFish {
            spacing,
            effect: Paragraph::new(&fish.effect, Weight::Semibold),
            bones: fish.bones.iter().map(|bone| MeasuredBone::new(bone, widths, spacing)).collect(),
        }
    }
}

impl<'a> MeasuredBone<'a> {
    fn new(bone: &'a Bone, widths: &[f64; WIDTHS], spacing: Spacing) -> Self {
        let mut cards: Vec<MeasuredCard> = Vec::with_capacity(bone.causes.len());
        // By card, then by width.
        let mut broken = Vec::with_capacity(bone.causes.len() * WIDTHS);
        let mut open: Vec<(&Cause, usize, Option<usize>)> =
            bone.causes.iter().rev().map(|cause| (cause, 0, None)).collect();
        while let Some((cause, depth, parent)) = open.pop() {
            let index = cards.len();
            let paragraph = Paragraph::new(&cause.text, Weight::Regular);
            let letters = paragraph.letters();
            let (badge, marks, key) = (cause.badge, cause.marks, cause.key);
            let step = depth.min(DEEPEST) as f64 * spacing.indent;
            let card = MeasuredCard { text: &cause.text, letters, badge, marks, depth, parent, key, step };
            broken.extend(widths.iter().map(|&width| card.lines(&paragraph, width)));
            cards.push(card);
            open.extend(cause.children.iter().rev().map(|child| (child, depth + 1, Some(index))));
        }
        let mut lines = Vec::with_capacity(cards.len() * WIDTHS);
        for width in 0..WIDTHS {
            lines.extend(broken.iter().skip(width).step_by(WIDTHS));
        }
        MeasuredBone {
            spacing,
            title: Paragraph::new(&bone.title, Weight::Semibold),
            question: Paragraph::new(&bone.question, Weight::Regular),
            cards,
            lines,
        }
    }

    /// The number of lines of a text that are shown at a width, and the number of rows of its card.
    pub(crate) fn shown(&self, width: usize, card: usize, cut: f64) -> (usize, usize) {
        let lines = &self.lines[width * self.cards.len() + card];
        let count = usize::from(lines.count);
        if cut > 0.0 {
            let most = lines.costs.iter().position(|&cost| f64::from(cost) <= cut).map(|index| index + 1);
            if let Some(most) = most.filter(|&most| most < count) {
                return (most, most);
            }
        }
        (count, count.max(1) + usize::from(lines.row))
    }

    /// The part of a text's lines that is shown.
    pub(crate) fn part(&self, width: usize, card: usize, cut: f64) -> f64 {
        let lines = &self.lines[width * self.cards.len() + card];
        self.shown(width, card, cut).0 as f64 / f64::from(lines.count.max(1))
    }

    /// The approximate area that the cards need in columns of one width.
    pub(crate) fn area(&self, width: usize, wide: f64, marks: bool, cut: f64) -> f64 {
        let cards = 0..self.cards.len();
        let tall: f64 = if marks {
            cards.len() as f64 * (CHIP + CHIP_GAP)
        } else {
            cards.map(|card| self.spacing.height(self.shown(width, card, cut).1) + self.spacing.gap).sum()
        };
        tall * (wide + self.spacing.beside())
    }

    /// The heights of the cards at each width. A card with a divided word counts as `parted` taller.
    pub(crate) fn heights(&self, show: Show, parted: f64) -> Heights {
        let count = self.cards.len();
        let gap = if show == Show::Marks { CHIP_GAP } else { self.spacing.gap };
        let mut sums = Vec::with_capacity((count + 1) * WIDTHS);
        let mut cards = Vec::with_capacity(count * WIDTHS);
        for width in 0..WIDTHS {
            let mut sum = 0.0;
            sums.push(sum);
            for card in 0..count {
                let tall = match show {
                    Show::Text(cut) => self.spacing.height(self.shown(width, card, cut).1),
                    Show::Marks => CHIP,
                };
                let more = if self.lines[width * count + card].parted { parted } else { 0.0 };
                sum += gap + tall + more;
                sums.push(sum);
                cards.push(tall);
            }
        }
        Heights { show, count, sums, cards, beside: self.spacing.beside(), gap }
    }
}

impl Heights {
    /// The approximate smallest area that the cards need.
    pub(crate) fn area(&self, widths: &[f64; WIDTHS]) -> f64 {
        let all =
            |width: usize| self.sums[width * (self.count + 1) + self.count] * (widths[width] + self.beside);
        (0..WIDTHS).map(all).fold(f64::INFINITY, f64::min)
    }

    /// The height of a column of cards.
    pub(crate) fn column(&self, width: usize, from: usize, to: usize) -> f64 {
        let sums = &self.sums[width * (self.count + 1)..];
        sums[to] - sums[from] - self.gap
    }

    /// The height of the tallest of some cards.
    pub(crate) fn tallest(&self, width: usize, from: usize, to: usize) -> f64 {
        let cards = &self.cards[width * self.count..];
        cards[from..to].iter().copied().fold(0.0, f64::max)
    }
}

impl MeasuredCard<'_> {
    /// The distance from the card's left edge to the text.
    pub(crate) fn left(&self) -> f64 {
        PAD_X + if self.badge { BAND } else { EDGE }
    }

    /// How much narrower the card is than its column, because it is under another cause.
    pub(crate) fn indent(&self, width: f64) -> f64 {
        let most = (width - BAND - 2.0 * PAD_X - LEAST_TEXT).max(0.0);
        self.step.min(most)
    }

    /// The width of the marks after the text.
    pub(crate) fn tail(&self) -> f64 {
        if self.marks > 0 { MARKS_GAP + f64::from(self.marks.min(3)) * MARK } else { 0.0 }
    }

    /// The width of as many marks as fit in the last line of a cut text.
    pub(crate) fn short_tail(&self, limit: u32) -> f64 {
        let room = f64::from(limit) / 1000.0 * 0.45;
        let marks = (1..=self.marks.min(3)).rev().map(|marks| MARKS_GAP + f64::from(marks) * MARK);
        marks.into_iter().find(|&tail| tail <= room).unwrap_or(0.0)
    }

    /// The width of the text in a column, in thousandths of the type size.
    pub(crate) fn limit(&self, width: f64) -> u32 {
        ((width - self.indent(width) - self.left() - PAD_X) * 1000.0) as u32
    }

    fn lines(&self, text: &Paragraph, width: f64) -> Lines {
        let limit = self.limit(width);
        let (mut count, mut last, mut parted) = (0_u16, 0, false);
        let mut costs = [0.0; COSTS];
        text.lines(limit, |span| {
            if count > 0 {
                let before = usize::from(count).min(COSTS);
                // Dropping a nearly empty line costs little, and one further down costs less than one further up.
                let cost = (f64::from(span.width) / f64::from(limit)) * 2.0 / f64::from(count + 1);
                for worse in &mut costs[..before] {
                    *worse = cost.min(1.0).max(f64::from(*worse)) as f32;
                }
            }
            count = count.saturating_add(1);
            last = span.width;
            parted |= span.hyphen;
        });
        let tail = (self.tail() * 1000.0) as u32;
        Lines { count, row: tail > 0 && last + tail > limit, parted, costs }
    }
}
