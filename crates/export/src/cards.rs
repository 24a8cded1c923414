//! Turns a laid-out fish into marks: its lines, its titles and its cards.

use fishbone::{BoneShape, Card, Detail, Drawing, Point, Rect, Weight};

use crate::bones::{Bones, Excerpt, Said, Shows, Slot};
use crate::palette::Badge;
use crate::picture::{
    Colour, INK, INK_2, LINE, LINE_STRONG, Mark, Note, PAPER, SURFACE, label, lines, moved, rect,
};

/// The width of one of the marks beside a text, in type sizes.
pub(crate) const WIDE: f64 = 1.55;
/// The distance from the middle of a line to its baseline, in type sizes.
pub(crate) const STAND: f64 = 0.354;

/// All marks of an excerpt that was laid out with this type size.
pub(crate) fn marks(bones: &Bones, excerpt: &Excerpt, drawing: &Drawing, size: f64) -> Vec<Mark> {
    let area = |points: &[Point], fill: Colour| Mark::Area { points: points.to_vec(), fill };
    let mut out = vec![];
    for points in [&drawing.tail, &drawing.spine] {
        out.extend(Some(area(points, INK_2)).filter(|_| !points.is_empty()));
    }
    let bones_drawn = drawing.bones.iter().zip(&excerpt.fish.bones).zip(&excerpt.slots).zip(&excerpt.colours);
    for (((shape, source), slots), colour) in bones_drawn {
        if shape.outline.is_empty() {
            continue;
        }
        out.push(area(&shape.outline, colour.unwrap_or(INK_2)));
        let thin = |points: &[Point], width: f64| Mark::Line {
            points: points.to_vec(),
            width: width * size,
            colour: colour.unwrap_or(LINE_STRONG),
        };
        out.extend(shape.side_lines.iter().map(|points| thin(points, 0.1)));
        out.extend(shape.cards.iter().map(|card| thin(&card.tick, 0.075)));
        label_of(shape, source, slots, &mut out);
        let mut open: Vec<&fishbone::Cause> = source.causes.iter().rev().collect();
        for (card, slot) in shape.cards.iter().zip(slots) {
            let Some(cause) = open.pop() else { break };
            open.extend(cause.children.iter().rev());
            out.push(drawn(bones, shape, card, slot, &cause.text, size));
        }
    }
    let head = &drawing.head;
    if !head.outline.is_empty() {
        out.push(area(&head.outline, INK));
        let effect = &excerpt.fish.effect;
        out.push(Mark::Group {
            whole: effect.clone(),
            note: None,
            marks: lines(effect, &head.text, (0.0, 0.0), PAPER),
        });
    }
    out
}

/// The title, the number of causes and the question of a bone.
fn label_of(shape: &BoneShape, source: &fishbone::Bone, slots: &[Slot], out: &mut Vec<Mark>) {
    for (text, block, colour) in
        [(&source.title, &shape.title, INK), (&source.question, &shape.question, INK_2)]
    {
        if !block.lines.is_empty() {
            let marks = lines(text, block, (0.0, 0.0), colour);
            out.push(Mark::Group { whole: text.clone(), note: None, marks });
        }
    }
    let more = |slot: &Slot| match slot.shows {
        Shows::Cause(_) => 1,
        Shows::Again(_) => 0,
        Shows::More(count) => count,
    };
    let own: usize = slots.iter().map(more).sum();
    if own > 0 {
        let (place, size) = (shape.count, shape.title.size * 0.85);
        let at = Point { x: place.x, y: place.y + place.height / 2.0 + size * STAND };
        out.push(label(&own.to_string(), at, size, Weight::Regular, INK_2).0);
    }
}

/// The marks of one cause.
fn drawn(bones: &Bones, shape: &BoneShape, card: &Card, slot: &Slot, text: &str, size: f64) -> Mark {
    let area = card.area;
    let own = slot.cause();
    let badge = own.and_then(|cause| cause.department.as_ref()).and_then(|id| bones.badges.get(id));
    let colour = badge.map_or(LINE_STRONG, |badge| badge.colour);
    let mut marks = vec![];
    if shape.detail == Detail::Marks {
        marks.push(Mark::Rect { area, radius: area.height * 0.3, fill: colour, edge: None });
    } else {
        let radius = size * 0.3;
        let fill = if own.is_none() { PAPER } else { SURFACE };
        marks.push(Mark::Rect { area, radius, fill, edge: Some(LINE) });
        let wide = card.badge.map_or(size * 0.25, |badge| badge.width);
        marks.push(Mark::Area { points: band(area, wide, radius), fill: colour });
        if let (Some(badge), Some(place)) = (badge, card.badge) {
            letter(badge, place, size * 0.86, &mut marks);
        }
        marks.extend(lines(text, &card.text, (0.0, 0.0), if own.is_none() { INK_2 } else { INK }));
        if let (Some(place), Some(cause)) = (card.footer, own) {
            let said = cause.marks();
            let room = ((place.width / (size * WIDE)).round() as usize).max(1);
            for (n, said) in said.into_iter().take(room).enumerate() {
                let at = Point { x: place.x + n as f64 * size * WIDE, y: place.y + place.height / 2.0 };
                said_as(said, at, size, &mut marks);
            }
        }
    }
    let mut whole = text.to_owned();
    for merged in own.iter().flat_map(|cause| bones.merged_into(cause)) {
        whole.push('\n');
        whole.push_str(&crate::text::plain(&merged.text));
    }
    let note = match slot.shows {
        Shows::Cause(cause) => Some(Note::of(bones.report, cause, bones.words)),
        Shows::Again(cause) => Some(Note { again: true, ..Note::of(bones.report, cause, bones.words) }),
        Shows::More(_) => None,
    };
    Mark::Group { whole, note, marks }
}

/// The left edge of a card, with the card's round corners.
fn band(area: Rect, wide: f64, radius: f64) -> Vec<Point> {
    let r = radius.min(wide).min(area.height / 2.0);
    // The sines of 0, 30, 60 and 90 degrees.
    const ARC: [(f64, f64); 4] = [(0.0, 1.0), (0.5, 0.866), (0.866, 0.5), (1.0, 0.0)];
    let upper = ARC.map(|(across, down)| Point { x: area.x + r - r * across, y: area.y + r - r * down });
    let lower = upper.map(|point| Point { x: point.x, y: area.y + area.bottom() - point.y });
    let right = area.x + wide;
    let ends = [Point { x: right, y: area.bottom() }, Point { x: right, y: area.y }];
    upper.into_iter().chain(lower.into_iter().rev()).chain(ends).collect()
}

/// A department's letter in the middle of its colour.
pub(crate) fn letter(badge: &Badge, place: Rect, size: f64, marks: &mut Vec<Mark>) {
    let size = size * if badge.letter.chars().count() > 1 { 0.78 } else { 1.0 };
    let at = Point { x: place.x + place.width / 2.0, y: place.y + place.height / 2.0 };
    centred(&badge.letter, at, size, badge.ink, marks);
}

/// The mark for a fact about a cause, as on the screens. `at` is its left end, at half its height.
pub(crate) fn said_as(said: Said, at: Point, size: f64, marks: &mut Vec<Mark>) {
    let middle = Point { x: at.x + 0.7 * size, y: at.y };
    match said {
        Said::Dots(dots) => {
            let area = rect(at.x + 0.02 * size, at.y - 0.55 * size, 1.36 * size, 1.1 * size);
            marks.push(Mark::Rect { area, radius: 0.55 * size, fill: INK, edge: None });
            let type_size = if dots > 99 { 0.6 } else { 0.82 } * size;
            centred(&dots.to_string(), middle, type_size, PAPER, marks);
        }
        Said::Priority(priority) => {
            let rank = match priority {
                "now" => 3,
                "next" => 2,
                "later" => 1,
                _ => 0,
            };
            for bar in 0..3 {
                let step = f64::from(bar);
                let (x, y) = (at.x + (0.12 + step * 0.4) * size, at.y + (0.2 - step * 0.26) * size);
                let area = rect(x, y, 0.28 * size, (0.26 + step * 0.26) * size);
                let fill = if bar < rank { INK } else { LINE };
                marks.push(Mark::Rect { area, radius: 0.06 * size, fill, edge: None });
            }
        }
        Said::Evidence(evidence) => {
            // A ring: a disc with a smaller disc of the card's surface colour on it.
            for (r, fill) in [(0.57, INK_2), (0.47, SURFACE)] {
                let area = rect(middle.x - r * size, middle.y - r * size, 2.0 * r * size, 2.0 * r * size);
                marks.push(Mark::Rect { area, radius: r * size, fill, edge: None });
            }
            if evidence == "fact" {
                let points = [(-0.24, 0.02), (-0.06, 0.2), (0.25, -0.18)];
                let points =
                    points.map(|(x, y)| Point { x: middle.x + x * size, y: middle.y + y * size }).to_vec();
                marks.push(Mark::Line { points, width: 0.12 * size, colour: INK_2 });
            } else {
                let sign = if evidence == "verify" { "!" } else { "?" };
                centred(sign, middle, 0.76 * size, INK_2, marks);
            }
        }
    }
}

/// A short text, centred on a point.
fn centred(text: &str, middle: Point, size: f64, colour: Colour, marks: &mut Vec<Mark>) {
    let (mut mark, width) =
        label(text, Point { x: middle.x, y: middle.y + size * STAND }, size, Weight::Semibold, colour);
    moved(std::slice::from_mut(&mut mark), -width / 2.0, 0.0);
    marks.push(mark);
}
