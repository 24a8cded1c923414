//! Where everything goes.
//!
//! Bones are placed along the spine in coordinates that lean with them ("sheared"), in which every bone is an
//! upright column and making room is a matter of widths. How far cards reach from the spine is the one free
//! choice: little makes a long fish, much a tall one; the reach is taken with which the drawing, fitted into
//! the wanted proportions, is shown largest.

use crate::card::{self, Scale};
use crate::pack::{Load, Packed, Place, SLOPE, strand};
use crate::shapes::{self, Across};
use crate::text::{self, Type};
use crate::{
    Block, Bone, BoneShape, Card, Detail, Drawing, Fish, Head, Options, Point, Questions, Rect, Side, Weight,
};

const MARGIN: f64 = 28.0;
/// From the spine to the nearest card, and from the farthest card to the bone's title.
const SPINE_GAP: f64 = 30.0;
const TITLE_GAP: f64 = 12.0;
/// Bones that carry little are as long as this.
const SHORTEST: f64 = 110.0;
/// Reaches are tried at these steps, so that a bone grows in leaps and most new notes move nothing.
const GROWTH: f64 = 1.14;
/// Lengths are rounded up to this.
const QUANTUM: f64 = 24.0;
/// From what hangs on one bone to the next bone of the same side.
const BONE_GAP: f64 = 22.0;
/// Least distance between a bone and the next on the other side.
const STAGGER: f64 = 56.0;
/// A reach on screen is kept until another shows the fish this much larger.
const PATIENCE: f64 = 1.12;
const TITLE: Type = Type::new(20.0, 25.0, Weight::Semibold);
const TITLE_WIDTH: f64 = 270.0;
const QUESTION: Type = Type::new(15.0, 20.0, Weight::Regular);
const QUESTION_WIDTH: f64 = 310.0;
const COUNT: f64 = 40.0;
const COUNT_GAP: f64 = 10.0;
/// How far a title begins left of its bone's end.
const OVERHANG: f64 = 6.0;
const TAIL: f64 = 54.0;

pub(crate) fn layout(fish: &Fish, options: &Options) -> Drawing {
    let aspect = if options.aspect.is_finite() { options.aspect.clamp(0.5, 4.0) } else { 16.0 / 9.0 };
    let bones: Vec<Ribs> =
        fish.bones.iter().enumerate().map(|(index, bone)| Ribs::new(index, bone, options)).collect();
    let head = Snout::new(&fish.effect);
    let reach = choose(&bones, &head, aspect, options.keep_reach);
    let mut plan = Plan::new(&bones, &head, reach);
    plan.fill(&bones, &head, aspect);
    plan.draw(bones, head, reach)
}

/// The reach with which the fish is shown largest.
fn choose(bones: &[Ribs], head: &Snout, aspect: f64, keep: Option<f64>) -> f64 {
    let tallest = bones.iter().map(Ribs::tallest).fold(40.0, f64::max);
    let longest = bones.iter().map(Ribs::total).fold(0.0, f64::max);
    let size = |reach: f64| {
        let plan = Plan::new(bones, head, reach);
        plan.height.max(plan.width / aspect)
    };
    let mut reach = 60.0;
    let (mut best, mut smallest) = (None, f64::INFINITY);
    loop {
        if reach >= tallest || reach >= longest {
            let size = size(reach);
            if size < smallest {
                (best, smallest) = (Some(reach), size);
            }
        }
        if reach >= longest {
            break;
        }
        reach *= GROWTH;
    }
    match keep {
        Some(kept) if kept.is_finite() && kept >= tallest && size(kept) <= smallest * PATIENCE => kept,
        _ => best.unwrap_or(reach),
    }
}

/// A bone with its texts measured.
struct Ribs {
    side: Side,
    detail: Detail,
    scale: Scale,
    title: Block,
    question: Block,
    cards: Vec<Card>,
}

impl Ribs {
    fn new(index: usize, bone: &Bone, options: &Options) -> Self {
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
        Ribs {
            side: if index.is_multiple_of(2) { Side::Above } else { Side::Below },
            detail,
            scale: Scale::of(detail),
            title: text::set(&bone.title, TITLE, TITLE_WIDTH, 4),
            question: text::set(question, QUESTION, QUESTION_WIDTH, 6),
            cards: card::cards(bone, detail),
        }
    }

    fn tallest(&self) -> f64 {
        self.cards.iter().map(|card| card.area.height).fold(0.0, f64::max)
    }

    fn total(&self) -> f64 {
        self.cards.iter().map(|card| card.area.height + self.scale.gap).sum()
    }

    fn pack(&self, reach: f64) -> Packed {
        Load { cards: &self.cards, scale: self.scale, side: self.side }.pack(reach)
    }

    /// Title and question, one over the other.
    fn label(&self) -> (f64, f64) {
        let gap = if self.question.lines.is_empty() { 0.0 } else { 3.0 };
        let width = (self.title.area.width + COUNT_GAP + COUNT).max(self.question.area.width);
        (width, self.title.area.height.max(TITLE.leading) + gap + self.question.area.height)
    }
}

/// The head with its text measured; the middle of its left edge is at 0, 0.
struct Snout {
    text: Block,
    body: Rect,
    nose: f64,
}

impl Snout {
    fn new(effect: &str) -> Self {
        const STYLES: [(f64, f64, usize); 5] =
            [(30.0, 230.0, 4), (26.0, 250.0, 5), (22.0, 270.0, 7), (19.0, 300.0, 9), (17.0, 340.0, 14)];
        let mut text = Block::default();
        for (size, width, lines) in STYLES {
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
        Snout { text, body, nose: (height * 0.34).min(64.0) }
    }
}

/// Where bones are and how long, for one reach.
struct Plan {
    packed: Vec<Packed>,
    /// Where each bone leaves the spine.
    joints: Vec<f64>,
    /// From the spine to the bones' ends, above and below.
    lengths: [f64; 2],
    /// Height of the titles beyond, above and below.
    labels: [f64; 2],
    /// Left end of all, tail included.
    left: f64,
    /// Left edge of the head.
    head: f64,
    width: f64,
    height: f64,
}

impl Plan {
    fn new(bones: &[Ribs], head: &Snout, reach: f64) -> Self {
        let packed: Vec<Packed> = bones.iter().map(|bone| bone.pack(reach)).collect();
        let mut lengths = [SHORTEST; 2];
        let mut labels = [0.0_f64; 2];
        for (bone, packed) in bones.iter().zip(&packed) {
            let length = (packed.height / QUANTUM).ceil() * QUANTUM + SPINE_GAP + TITLE_GAP;
            let side = bone.side as usize;
            lengths[side] = lengths[side].max(length);
            labels[side] = labels[side].max(bone.label().1);
        }
        let mut plan = Plan {
            packed,
            joints: vec![0.0; bones.len()],
            lengths,
            labels,
            left: 0.0,
            head: 0.0,
            width: 0.0,
            height: 0.0,
        };
        plan.place(bones, head, 0.0);
        plan
    }

    /// Places the bones along the spine, each `extra` further than it must be.
    fn place(&mut self, bones: &[Ribs], head: &Snout, extra: f64) {
        let widths: Vec<f64> = bones
            .iter()
            .zip(&self.packed)
            .map(|(bone, packed)| {
                let cards = packed.pitches.iter().sum::<f64>();
                cards.max(bone.label().0 + OVERHANG) + BONE_GAP
            })
            .collect();
        for index in 1..bones.len() {
            let other = self.joints[index - 1] + (widths[index - 1] / 2.0).max(STAGGER);
            let same = if index > 1 { self.joints[index - 2] + widths[index - 2] + extra } else { 0.0 };
            self.joints[index] = (other + extra).max(same);
        }
        self.measure(bones, head);
    }

    /// Finds the head's place and the size of all.
    fn measure(&mut self, bones: &[Ribs], head: &Snout) {
        let spread = head.body.height / 2.0 + 16.0;
        let mut left = self.joints.first().copied().unwrap_or(0.0);
        let mut nearest = self.joints.last().copied().unwrap_or(0.0) + 24.0;
        let mut right = nearest;
        for (index, bone) in bones.iter().enumerate() {
            let tip = self.joints[index] - self.lengths[bone.side as usize] * SLOPE;
            left = left.min(tip - OVERHANG);
            right = right.max(tip - OVERHANG + bone.label().0);
            for (card, place) in bone.cards.iter().zip(&self.packed[index].places) {
                let corner = self.corner(index, bone.side, *place);
                let (top, bottom) = (corner.y, corner.y + card.area.height);
                let edge = corner.x + card.area.width;
                right = right.max(edge);
                if top < spread && bottom > -spread {
                    nearest = nearest.max(edge + 20.0);
                }
            }
            if self.lengths[bone.side as usize] < spread {
                nearest = nearest.max(tip + bone.label().0 + 20.0);
            }
        }
        self.head = nearest;
        self.left = left - TAIL * 0.6;
        self.width = right.max(self.head + head.body.width + head.nose) - self.left + 2.0 * MARGIN;
        self.height = 2.0 * MARGIN + self.above(head) + self.below(head);
    }

    fn above(&self, head: &Snout) -> f64 {
        (self.lengths[0] + self.labels[0]).max(head.body.height / 2.0)
    }

    fn below(&self, head: &Snout) -> f64 {
        (self.lengths[1] + self.labels[1]).max(head.body.height / 2.0)
    }

    /// Upper left corner of a card; the spine is at 0.
    fn corner(&self, bone: usize, side: Side, place: Place) -> Point {
        let base = self.joints[bone] + self.packed[bone].pitches[..place.column].iter().sum::<f64>();
        let start = self.start(side);
        Point { x: base - start.abs() * SLOPE + place.x, y: start + place.y }
    }

    /// Where the cards of a side begin: above under the titles, below under the spine.
    fn start(&self, side: Side) -> f64 {
        match side {
            Side::Above => TITLE_GAP - self.lengths[0],
            Side::Below => SPINE_GAP,
        }
    }

    /// Lengthens bones or spreads them until the fish has the wanted proportions.
    fn fill(&mut self, bones: &[Ribs], head: &Snout, aspect: f64) {
        if bones.is_empty() {
            return;
        }
        if self.width > self.height * aspect {
            let sides = if bones.len() > 1 { 2.0 } else { 1.0 };
            for _ in 0..6 {
                let missing = (self.width / aspect - self.height).max(0.0);
                self.lengths[0] += missing / sides;
                self.lengths[1] += if sides > 1.0 { missing / sides } else { 0.0 };
                self.measure(bones, head);
            }
        } else {
            let gaps = bones.len().saturating_sub(1).max(1) as f64;
            let mut extra = 0.0;
            for _ in 0..6 {
                extra += (self.height * aspect - self.width).max(0.0) / gaps;
                self.place(bones, head, extra);
            }
        }
    }

    fn draw(self, bones: Vec<Ribs>, head: Snout, reach: f64) -> Drawing {
        let spine = MARGIN + self.above(&head);
        let shift = MARGIN - self.left;
        let root = Point { x: self.left + shift + TAIL * 0.6, y: spine };
        let at = Point { x: self.head + shift, y: spine };
        let shapes =
            bones.into_iter().enumerate().map(|(index, bone)| self.bone(index, bone, shift, spine)).collect();
        let body = Rect { x: at.x, y: spine + head.body.y, ..head.body };
        Drawing {
            width: self.width,
            height: self.height,
            head: Head {
                area: Rect { width: body.width + head.nose, ..body },
                outline: shapes::head(body, head.nose),
                text: text::moved(head.text, at.x, at.y),
            },
            spine: shapes::taper(Point { x: at.x + 4.0, y: spine }, root, 9.0, 3.0, Across::Vertical),
            tail: shapes::tail(root, TAIL, 34.0),
            bones: shapes,
            reach,
        }
    }

    fn bone(&self, index: usize, bone: Ribs, shift: f64, spine: f64) -> BoneShape {
        let Ribs { side, detail, scale, ref cards, .. } = bone;
        let length = self.lengths[side as usize];
        let away = if side == Side::Above { -1.0 } else { 1.0 };
        let joint = Point { x: self.joints[index] + shift, y: spine };
        let tip = Point { x: joint.x - length * SLOPE, y: spine + away * length };
        let packed = &self.packed[index];
        let line =
            Strand { side, start: spine + self.start(side), base: joint.x - self.start(side).abs() * SLOPE };
        let mut hung: Vec<Card> = Vec::with_capacity(cards.len());
        for (card, place) in cards.iter().zip(&packed.places) {
            let corner = self.corner(index, side, *place);
            let mut card = card::moved(card.clone(), corner.x + shift, corner.y + spine);
            let offset = packed.pitches[..place.column].iter().sum::<f64>();
            let parent = card.parent.filter(|&parent| packed.places[parent].column == place.column);
            card.tick = line.tick(&card, parent.map(|parent| &hung[parent]), scale, offset);
            hung.push(card);
        }
        let (width, height) = bone.label();
        let left = tip.x - OVERHANG;
        let top = if side == Side::Above { tip.y - height } else { tip.y };
        let title = text::moved(bone.title, left, top);
        let count = Rect {
            x: title.area.right() + COUNT_GAP,
            y: top + 1.0,
            width: COUNT,
            height: TITLE.leading - 2.0,
        };
        let below = height - bone.question.area.height;
        let label = Rect { x: left, y: top, width, height };
        BoneShape {
            side,
            outline: shapes::taper(joint, tip, 8.0, 3.5, Across::Horizontal),
            strands: line.strands(packed, &hung, tip),
            title,
            question: text::moved(bone.question, left, top + below),
            count,
            area: hung.iter().fold(label, |area, card| around(area, card.area)),
            cards: hung,
            detail,
        }
    }
}

/// The line of a bone, for all that hangs on it.
struct Strand {
    side: Side,
    /// Where cards begin.
    start: f64,
    /// Where the bone itself is at `start`.
    base: f64,
}

impl Strand {
    fn at(&self, offset: f64, y: f64) -> Point {
        Point { x: self.base + offset + strand(self.side, y - self.start), y }
    }

    /// From the bone to a card at the top; from the parent to a card under it.
    fn tick(&self, card: &Card, parent: Option<&Card>, scale: Scale, offset: f64) -> Vec<Point> {
        let area = card.area;
        let hold = scale.hold.min(area.height / 2.0);
        let y = match self.side {
            Side::Above => area.bottom() - hold,
            Side::Below => area.y + hold,
        };
        let end = Point { x: area.x, y };
        let Some(parent) = parent else { return vec![self.at(offset, y), end] };
        let from = Point { x: parent.area.x + scale.link, y: parent.area.bottom() };
        // Above, children step along the slope and so does their line; below they hang straight down.
        let lean = if self.side == Side::Above { (y - from.y) * SLOPE } else { 0.0 };
        vec![from, Point { x: from.x + lean, y }, end]
    }

    /// Lines for the second and further columns, tied to the bone's end by a rule.
    fn strands(&self, packed: &Packed, cards: &[Card], tip: Point) -> Vec<Vec<Point>> {
        let mut strands = Vec::new();
        let mut offset = 0.0;
        for (column, pitch) in packed.pitches.iter().enumerate() {
            if column > 0 {
                let own = || cards.iter().zip(&packed.places).filter(|(_, place)| place.column == column);
                let end = match self.side {
                    Side::Above => {
                        own().flat_map(|(card, _)| &card.tick).map(|point| point.y).fold(tip.y, f64::max)
                    }
                    Side::Below => {
                        own().flat_map(|(card, _)| &card.tick).map(|point| point.y).fold(tip.y, f64::min)
                    }
                };
                strands.push(vec![
                    self.at(offset - packed.pitches[column - 1], tip.y),
                    self.at(offset, tip.y),
                    self.at(offset, end),
                ]);
            }
            offset += pitch;
        }
        strands
    }
}

fn around(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect { x, y, width: a.right().max(b.right()) - x, height: a.bottom().max(b.bottom()) - y }
}
