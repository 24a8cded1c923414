//! Where everything goes, for one reach.
//!
//! Bones are placed along the spine in coordinates that lean with them ("sheared"), in which every bone is an
//! upright column and making room is a matter of widths.

use crate::card;
use crate::measured::{COUNT, COUNT_GAP, Ribs, Snout};
use crate::pack::{Packed, Place, SLOPE};
use crate::shapes::{self, Across};
use crate::strand::Strand;
use crate::text;
use crate::{BoneShape, Card, Drawing, Head, Point, Rect, Side};

const MARGIN: f64 = 22.0;
/// From the spine to the nearest card, and from the farthest card to the bone's title.
const SPINE_GAP: f64 = 26.0;
const TITLE_GAP: f64 = 12.0;
/// Bones that carry little are as long as this.
const SHORTEST: f64 = 110.0;
/// Lengths are rounded up to this.
const QUANTUM: f64 = 24.0;
/// From what hangs on one bone to the next bone of the same side.
const BONE_GAP: f64 = 22.0;
/// Least distance between a bone and the next on the other side.
const STAGGER: f64 = 56.0;
/// How far a title begins left of its bone's end.
const OVERHANG: f64 = 6.0;
/// Between a bone's end and its title.
const LABEL_GAP: f64 = 5.0;
/// How much longer or wider than it must be a fish is made to fill the wanted proportions.
const STRETCH: f64 = 1.7;
const TAIL: f64 = 54.0;

/// Where bones are and how long, for one reach.
pub(crate) struct Plan {
    pub(crate) packed: Vec<Packed>,
    /// Where each bone leaves the spine.
    pub(crate) joints: Vec<f64>,
    /// From the spine to the bones' ends, above and below.
    pub(crate) lengths: [f64; 2],
    /// How much the bones below are longer than their cards need; half of it is left before the first card.
    pub(crate) slack: f64,
    /// Height of the titles beyond, above and below.
    pub(crate) labels: [f64; 2],
    /// Left end of all, tail included.
    pub(crate) left: f64,
    /// Left edge of the head.
    pub(crate) head: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Plan {
    pub(crate) fn new(bones: &[Ribs], head: &Snout, reach: [f64; 2]) -> Self {
        let packed: Vec<Packed> = bones.iter().map(|bone| bone.pack(reach[bone.side as usize])).collect();
        let mut lengths = [0.0_f64; 2];
        let mut labels = [0.0_f64; 2];
        for (bone, packed) in bones.iter().zip(&packed) {
            let length = (packed.height / QUANTUM).ceil() * QUANTUM + SPINE_GAP + TITLE_GAP;
            let side = bone.side as usize;
            lengths[side] = lengths[side].max(length).max(SHORTEST);
            labels[side] = labels[side].max(bone.label().1 + LABEL_GAP);
        }
        let mut plan = Plan {
            packed,
            joints: vec![0.0; bones.len()],
            lengths,
            labels,
            slack: 0.0,
            left: 0.0,
            head: 0.0,
            width: 0.0,
            height: 0.0,
        };
        plan.place(bones, head, 0.0);
        plan
    }

    /// Places the bones along the spine, each `extra` further than it must be.
    pub(crate) fn place(&mut self, bones: &[Ribs], head: &Snout, extra: f64) {
        let widths: Vec<f64> = bones
            .iter()
            .zip(&self.packed)
            .map(|(bone, packed)| {
                let cards = packed.pitches.iter().sum::<f64>();
                cards.max(bone.label().0 + OVERHANG).max(bone.least()) + BONE_GAP
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
    pub(crate) fn measure(&mut self, bones: &[Ribs], head: &Snout) {
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
        self.left = (left - 8.0).min(self.joints.first().copied().unwrap_or(0.0) - TAIL - 30.0);
        self.width = right.max(self.head + head.body.width + head.nose) - self.left + 2.0 * MARGIN;
        self.height = 2.0 * MARGIN + self.above(head) + self.below(head);
    }

    pub(crate) fn above(&self, head: &Snout) -> f64 {
        (self.lengths[0] + self.labels[0]).max(head.body.height / 2.0)
    }

    pub(crate) fn below(&self, head: &Snout) -> f64 {
        (self.lengths[1] + self.labels[1]).max(head.body.height / 2.0)
    }

    /// Upper left corner of a card; the spine is at 0.
    pub(crate) fn corner(&self, bone: usize, side: Side, place: Place) -> Point {
        let base = self.joints[bone] + self.packed[bone].pitches[..place.column].iter().sum::<f64>();
        let start = self.start(side);
        Point { x: base - start.abs() * SLOPE + place.x, y: start + place.y }
    }

    /// Where the cards of a side begin: above under the titles, below under the spine.
    pub(crate) fn start(&self, side: Side) -> f64 {
        match side {
            Side::Above => TITLE_GAP - self.lengths[0],
            Side::Below => SPINE_GAP + self.slack / 2.0,
        }
    }

    /// Lengthens bones or spreads them until the fish has the wanted proportions.
    pub(crate) fn fill(&mut self, bones: &[Ribs], head: &Snout, aspect: f64) {
        if bones.is_empty() {
            return;
        }
        if self.width > self.height * aspect {
            let sides = if bones.len() > 1 { 2.0 } else { 1.0 };
            let most = self.height * STRETCH;
            for _ in 0..6 {
                let missing = ((self.width / aspect).min(most) - self.height).max(0.0);
                self.lengths[0] += missing / sides;
                if sides > 1.0 {
                    self.lengths[1] += missing / sides;
                    self.slack += missing / sides;
                }
                self.measure(bones, head);
            }
        } else {
            let gaps = bones.len().saturating_sub(1).max(1) as f64;
            let mut extra = 0.0;
            let most = self.width * STRETCH;
            for _ in 0..6 {
                extra += ((self.height * aspect).min(most) - self.width).max(0.0) / gaps;
                self.place(bones, head, extra);
            }
        }
    }

    pub(crate) fn draw(self, bones: Vec<Ribs>, head: Snout, reach: [f64; 2]) -> Drawing {
        let spine = MARGIN + self.above(&head);
        let shift = MARGIN - self.left;
        let root = Point { x: self.left + shift + TAIL, y: spine };
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

    pub(crate) fn bone(&self, index: usize, bone: Ribs, shift: f64, spine: f64) -> BoneShape {
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
        let top = if side == Side::Above { tip.y - height - LABEL_GAP } else { tip.y + LABEL_GAP };
        let title = text::moved(bone.title, left, top);
        let count = Rect {
            x: title.area.right() + COUNT_GAP,
            y: top + 1.0,
            width: COUNT,
            height: bone.leading - 2.0,
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

fn around(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect { x, y, width: a.right().max(b.right()) - x, height: a.bottom().max(b.bottom()) - y }
}
