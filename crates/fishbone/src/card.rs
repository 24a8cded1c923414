//! What a card measures before it has a place.

use crate::text::{self, Type};
use crate::{Bone, Card, Cause, Detail, Options, Rect, Weight};

/// Sizes of cards and of the gaps between them, at one level of detail.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// Between two cards of a column.
    pub gap: f64,
    /// From the bone to a card, measured where they are nearest.
    pub tick: f64,
    /// How much further from the bone a child lies than its parent.
    pub indent: f64,
    /// Between a column and the next strand.
    pub between: f64,
    /// From the parent's left edge to the line that carries its children.
    pub link: f64,
    /// How far within a card its tick ends, from the edge that is nearer to the spine.
    pub hold: f64,
}

pub(crate) const TEXT: Type = Type::new(15.0, 20.0, Weight::Regular);
const WIDTH: f64 = 250.0;
/// Texts longer than this get a wider card, so that a card does not become a tower.
const LONG: usize = 240;
const LONG_WIDTH: f64 = 370.0;
const BADGE: f64 = 20.0;
const EDGE: f64 = 13.0;
const PAD: f64 = 9.0;
const FOOTER: f64 = 24.0;
/// Over and under the text of a card that shows its first lines; a single line is set tight.
const LINE_PAD: [f64; 2] = [3.0, 5.0];
/// On a single line, the department's letter stands on the card's edge.
const BAND: f64 = 18.0;
/// Room at the end of a line for no mark, for one, for two.
const LINE_MARKS: [f64; 3] = [0.0, 38.0, 64.0];
const MARK_HEIGHT: f64 = 14.0;

impl Scale {
    pub(crate) fn of(detail: Detail) -> Self {
        match detail {
            Detail::Full => {
                Scale { gap: 10.0, tick: 16.0, indent: 24.0, between: 22.0, link: 9.0, hold: 17.0 }
            }
            Detail::Line => {
                Scale { gap: 5.0, tick: 12.0, indent: 20.0, between: 16.0, link: 8.0, hold: 13.0 }
            }
            Detail::Marks => Scale { gap: 6.0, tick: 8.0, indent: 12.0, between: 12.0, link: 4.0, hold: 7.0 },
        }
    }
}

/// The cards of a bone, depth first, each with its upper left corner at 0, 0.
pub(crate) fn cards(bone: &Bone, detail: Detail, options: &Options) -> Vec<Card> {
    let mut cards = Vec::with_capacity(bone.causes.len());
    let mut open: Vec<(&Cause, usize, Option<usize>)> =
        bone.causes.iter().rev().map(|cause| (cause, 0, None)).collect();
    while let Some((cause, depth, parent)) = open.pop() {
        let index = cards.len();
        cards.push(Card { depth, parent, ..card(cause, detail, options) });
        open.extend(cause.children.iter().rev().map(|child| (child, depth + 1, Some(index))));
    }
    cards
}

fn card(cause: &Cause, detail: Detail, options: &Options) -> Card {
    match detail {
        Detail::Marks => mark(cause),
        Detail::Line => line(cause, options),
        Detail::Full => full(cause),
    }
}

/// As long as its text hints, so that a bone seen from afar looks like what is written on it.
fn mark(cause: &Cause) -> Card {
    let letters = cause.text.chars().take(160).count() as f64;
    let area = Rect { x: 0.0, y: 0.0, width: (18.0 + letters * 0.4).min(66.0), height: MARK_HEIGHT };
    Card { area, ..Card::default() }
}

fn line(cause: &Cause, options: &Options) -> Card {
    let single = options.lines <= 1;
    let width = line_width(options);
    let left = match (cause.badge, single) {
        (true, true) => BAND + 6.0,
        (true, false) => EDGE + BADGE + 7.0,
        (false, _) => EDGE,
    };
    let marks = LINE_MARKS[usize::from(cause.marks.min(2))];
    let right = width - if single { 6.0 } else { PAD } - marks;
    let text = text::set(&cause.text, TEXT, right - left, options.lines.max(1));
    let pad = LINE_PAD[usize::from(!single)];
    let height = text.area.height.max(TEXT.leading) + 2.0 * pad;
    let badge = if single {
        Rect { x: 0.0, y: 0.0, width: BAND, height }
    } else {
        Rect { x: EDGE, y: pad, width: BADGE, height: BADGE }
    };
    Card {
        area: Rect { x: 0.0, y: 0.0, width, height },
        badge: cause.badge.then_some(badge),
        footer: (cause.marks > 0).then_some(Rect {
            x: right + 4.0,
            y: pad,
            width: marks - 4.0,
            height: BADGE,
        }),
        text: text::moved(text, left, pad),
        ..Card::default()
    }
}

/// Width of a card at [`Detail::Line`].
pub(crate) fn line_width(options: &Options) -> f64 {
    options.line_width.filter(|width| width.is_finite()).map_or(WIDTH, |width| width.clamp(140.0, 400.0))
}

fn full(cause: &Cause) -> Card {
    let left = EDGE + if cause.badge { BADGE + 7.0 } else { 0.0 };
    let width = if cause.text.chars().nth(LONG).is_some() { LONG_WIDTH } else { WIDTH };
    let text = text::set(&cause.text, TEXT, width - left - PAD, usize::MAX);
    let body = text.area.height.max(TEXT.leading);
    let footer = if cause.marks > 0 { FOOTER } else { 0.0 };
    Card {
        area: Rect { x: 0.0, y: 0.0, width, height: body + footer + 2.0 * PAD },
        badge: cause.badge.then_some(Rect { x: EDGE, y: PAD, width: BADGE, height: BADGE }),
        footer: (cause.marks > 0).then_some(Rect {
            x: left,
            y: PAD + body + 4.0,
            width: width - left - PAD,
            height: FOOTER - 4.0,
        }),
        text: text::moved(text, left, PAD),
        ..Card::default()
    }
}

/// Moves a card that has no lines yet.
pub(crate) fn moved(mut card: Card, dx: f64, dy: f64) -> Card {
    card.area.x += dx;
    card.area.y += dy;
    for rect in [&mut card.badge, &mut card.footer].into_iter().flatten() {
        rect.x += dx;
        rect.y += dy;
    }
    for point in &mut card.tick {
        point.x += dx;
        point.y += dy;
    }
    card.text = text::moved(card.text, dx, dy);
    card
}
