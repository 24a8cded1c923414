//! Bones and head with their texts set, before they have a place.

use crate::card::{self, Scale};
use crate::pack::{Load, Packed};
use crate::text::{self, Type};
use crate::{Block, Bone, Card, Detail, Options, Questions, Rect, Side, Weight};

const TITLE: Type = Type::new(20.0, 25.0, Weight::Semibold);
const TITLE_WIDTH: f64 = 270.0;
/// Seen from afar, a bone's title is most of what can be read.
const FAR_TITLE: Type = Type::new(26.0, 32.0, Weight::Semibold);
const FAR_TITLE_WIDTH: f64 = 300.0;
const QUESTION: Type = Type::new(15.0, 20.0, Weight::Regular);
const QUESTION_WIDTH: f64 = 255.0;
pub(crate) const COUNT: f64 = 40.0;
pub(crate) const COUNT_GAP: f64 = 10.0;

/// A bone with its texts measured.
pub(crate) struct Ribs {
    pub(crate) side: Side,
    pub(crate) detail: Detail,
    pub(crate) scale: Scale,
    pub(crate) title: Block,
    /// Height of a line of the title.
    pub(crate) leading: f64,
    pub(crate) question: Block,
    pub(crate) cards: Vec<Card>,
}

impl Ribs {
    pub(crate) fn new(index: usize, bone: &Bone, options: &Options) -> Self {
        let detail = match options.focus {
            Some(focus) if focus == index => Detail::Full,
            Some(_) => Detail::Marks,
            None => options.detail,
        };
        let asked = match options.questions {
            Questions::None => false,
            Questions::All => true,
            Questions::Only(only) => only == index,
        };
        let question = if asked { bone.question.as_str() } else { "" };
        let (title, title_width) = match options.focus {
            None if detail == Detail::Marks => (FAR_TITLE, FAR_TITLE_WIDTH),
            _ => (TITLE, TITLE_WIDTH),
        };
        Ribs {
            side: if index.is_multiple_of(2) { Side::Above } else { Side::Below },
            detail,
            scale: Scale::of(detail),
            title: text::set(&bone.title, title, title_width, 4),
            leading: title.leading,
            question: text::set(question, QUESTION, QUESTION_WIDTH, 6),
            cards: card::cards(bone, detail, options),
        }
    }

    pub(crate) fn tallest(&self) -> f64 {
        self.cards.iter().map(|card| card.area.height).fold(0.0, f64::max)
    }

    pub(crate) fn total(&self) -> f64 {
        self.cards.iter().map(|card| card.area.height + self.scale.gap).sum()
    }

    pub(crate) fn pack(&self, reach: f64) -> Packed {
        Load { cards: &self.cards, scale: self.scale, side: self.side }.pack(reach)
    }

    /// Least room along the spine, so that the first causes of a bone move nothing.
    pub(crate) fn least(&self) -> f64 {
        match self.detail {
            Detail::Marks => 150.0,
            Detail::Line => 180.0,
            Detail::Full => 220.0,
        }
    }

    /// Title and question, one over the other.
    pub(crate) fn label(&self) -> (f64, f64) {
        let gap = if self.question.lines.is_empty() { 0.0 } else { 3.0 };
        let width = (self.title.area.width + COUNT_GAP + COUNT).max(self.question.area.width);
        (width, self.title.area.height.max(self.leading) + gap + self.question.area.height)
    }
}

/// The head with its text measured; the middle of its left edge is at 0, 0.
pub(crate) struct Snout {
    pub(crate) text: Block,
    pub(crate) body: Rect,
    pub(crate) nose: f64,
}

impl Snout {
    pub(crate) fn new(effect: &str, detail: Detail) -> Self {
        const STYLES: [(f64, f64, usize); 5] =
            [(30.0, 230.0, 4), (25.0, 200.0, 5), (22.0, 270.0, 7), (19.0, 300.0, 9), (17.0, 340.0, 14)];
        // Between far and near, the causes need the room more than the effect does.
        let skip = usize::from(detail == Detail::Line);
        let mut text = Block::default();
        for (size, width, lines) in STYLES.into_iter().skip(skip) {
            let style = Type::new(size, size * 1.25, Weight::Semibold);
            text = text::set(effect, style, width, lines);
            let broken = text.lines.iter().any(|line| line.hyphen || line.ellipsis);
            if !broken {
                break;
            }
        }
        let height = (text.area.height + 52.0).max(112.0);
        let width = (text.area.width + 46.0).max(120.0);
        let body = Rect { x: 0.0, y: -height / 2.0, width, height };
        let text = text::moved(text.clone(), 28.0, -text.area.height / 2.0);
        Snout { text, body, nose: (height * 0.5).min(92.0) }
    }
}
