//! A fish and a drawing as flat buffers, to cross from the browser into wasm and back.
//!
//! In: little-endian `u32` and `f64`, texts as a length in bytes and UTF-8. Out: `f64` only, so that JavaScript
//! reads it as one typed array. The other side of this is `web/src/fishbone/layout.ts`.

use crate::{Block, Bone, BoneShape, Card, Cause, Detail, Drawing, Fish, Options, Point, Questions, Rect};

/// Stands for "none" where an index is expected.
const NONE: u32 = u32::MAX;
const BADGE: u32 = 1;
/// Two bits from here on say for how many marks.
const MARKS: u32 = 1;
const DEPTH: u32 = 8;

/// Reads what [`crate::layout`] takes; `None` if the bytes are not what they should be.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<(Fish, Options)> {
    let mut from = Reader { bytes };
    let detail = match from.number()? {
        0 => Detail::Marks,
        1 => Detail::Line,
        2 => Detail::Full,
        _ => return None,
    };
    let focus = Some(from.number()?).filter(|&index| index != NONE).map(|index| index as usize);
    let questions = match from.number()? {
        NONE => Questions::None,
        0 => Questions::All,
        bone => Questions::Only(bone as usize - 1),
    };
    let aspect = from.float()?;
    let keep_reach =
        Some([from.float()?, from.float()?]).filter(|reach| reach.iter().all(|side| side.is_finite()));
    let line_width = Some(from.float()?).filter(|width| width.is_finite());
    let lines = from.number()? as usize;
    let effect = from.text()?;
    let count = from.number()?;
    let mut bones = Vec::new();
    for _ in 0..count {
        bones.push(Bone { title: from.text()?, question: from.text()?, causes: causes(&mut from)? });
    }
    from.bytes.is_empty().then_some((
        Fish { effect, bones },
        Options { detail, focus, questions, aspect, keep_reach, line_width, lines },
    ))
}

/// Reads a list of causes, each with its depth, into a tree.
fn causes(from: &mut Reader) -> Option<Vec<Cause>> {
    // One list of siblings for each depth that is still open.
    let mut open: Vec<Vec<Cause>> = vec![Vec::new()];
    for _ in 0..from.number()? {
        let flags = from.number()?;
        let depth = (flags >> DEPTH) as usize;
        while open.len() > depth + 1 {
            close(&mut open)?;
        }
        if depth == open.len() && open.last()?.last().is_some() {
            open.push(Vec::new());
        }
        let cause = Cause {
            text: from.text()?,
            badge: flags & BADGE != 0,
            marks: (flags >> MARKS & 3) as u8,
            key: 0,
            children: Vec::new(),
        };
        open.get_mut(depth)?.push(cause);
    }
    while open.len() > 1 {
        close(&mut open)?;
    }
    open.pop()
}

/// Hands the deepest siblings to their parent.
fn close(open: &mut Vec<Vec<Cause>>) -> Option<()> {
    let children = open.pop()?;
    open.last_mut()?.last_mut()?.children = children;
    Some(())
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn float(&mut self) -> Option<f64> {
        self.take().map(f64::from_le_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }
}

/// Writes what [`crate::layout`] found.
#[must_use]
pub fn write(drawing: &Drawing) -> Vec<f64> {
    let mut to = Writer { out: Vec::new() };
    to.out.extend([drawing.width, drawing.height]);
    to.out.extend(drawing.reach);
    to.points(&drawing.spine);
    to.points(&drawing.tail);
    to.rect(&drawing.head.area);
    to.points(&drawing.head.outline);
    to.block(&drawing.head.text);
    to.count(drawing.bones.len());
    for bone in &drawing.bones {
        to.bone(bone);
    }
    to.out
}

struct Writer {
    out: Vec<f64>,
}

impl Writer {
    fn count(&mut self, count: usize) {
        self.out.push(count as f64);
    }

    fn rect(&mut self, rect: &Rect) {
        self.out.extend([rect.x, rect.y, rect.width, rect.height]);
    }

    fn maybe(&mut self, rect: Option<&Rect>) {
        self.count(usize::from(rect.is_some()));
        if let Some(rect) = rect {
            self.rect(rect);
        }
    }

    fn points(&mut self, points: &[Point]) {
        self.count(points.len());
        self.out.extend(points.iter().flat_map(|point| [point.x, point.y]));
    }

    fn block(&mut self, block: &Block) {
        self.rect(&block.area);
        self.out.extend([block.size, f64::from(block.weight as u8)]);
        self.count(block.lines.len());
        for line in &block.lines {
            let flags = f64::from(u8::from(line.hyphen) + 2 * u8::from(line.ellipsis));
            self.out.extend([line.start as f64, line.end as f64, line.x, line.baseline, line.width, flags]);
        }
    }

    fn bone(&mut self, bone: &BoneShape) {
        self.out.extend([f64::from(bone.side as u8), f64::from(bone.detail as u8)]);
        self.points(&bone.outline);
        self.count(bone.strands.len());
        for strand in &bone.strands {
            self.points(strand);
        }
        self.block(&bone.title);
        self.block(&bone.question);
        self.rect(&bone.count);
        self.rect(&bone.area);
        self.count(bone.cards.len());
        for card in &bone.cards {
            self.card(card);
        }
    }

    fn card(&mut self, card: &Card) {
        self.rect(&card.area);
        self.count(card.depth);
        self.out.push(card.parent.map_or(-1.0, |parent| parent as f64));
        self.points(&card.tick);
        self.maybe(card.badge.as_ref());
        self.maybe(card.footer.as_ref());
        self.block(&card.text);
    }
}
