//! The inputs and outputs of [`crate::fit`] and [`crate::set_in`] as flat buffers, which cross between the browser
//! and wasm.
//!
//! Inputs: little-endian `u32` and `f64`; texts as a length in bytes and UTF-8. Outputs: only `f64`, so that
//! JavaScript reads them as one typed array. `web/src/fishbone/fit.ts` is the other side.

use crate::{
    Arrangement, Block, Bone, BoneShape, Canvas, Card, Cause, Detail, Filled, Fish, Fit, Form, Line, Point,
    Rect, Room,
};

const BADGE: u32 = 1;
/// The two bits from here on hold the number of marks.
const MARKS: u32 = 1;
const DEPTH: u32 = 8;
/// The bit of a form's number for [`Canvas::questions`].
const QUESTIONS: u32 = 4;
/// The deepest nesting of causes.
const DEEPEST: usize = 1 << 12;

/// The input of [`crate::fit`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The fish to draw.
    pub fish: Fish,
    /// The canvas to draw it on.
    pub canvas: Canvas,
    /// The arrangement of the drawing before.
    pub before: Option<Arrangement>,
}

/// Reads a request; `None` if the bytes are malformed.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Request> {
    let mut from = Reader { bytes };
    let [width, height, least, largest, wanted] =
        [from.float()?, from.float()?, from.float()?, from.float()?, from.float()?];
    let (kind, bone) = (from.number()?, from.number()? as usize);
    let questions = kind & QUESTIONS != 0;
    let form = match (kind & !QUESTIONS, bone) {
        (0, _) => Form::Fish,
        (1, _) => Form::Marks,
        (2, _) => Form::Columns,
        (3, bone) => Form::Bone(bone),
        _ => return None,
    };
    let mut keep_free = Vec::new();
    for _ in 0..from.number()? {
        let (x, y) = (from.float()?, from.float()?);
        keep_free.push(Rect { x, y, width: from.float()?, height: from.float()? });
    }
    let mut numbers = Vec::new();
    for _ in 0..from.number()? {
        numbers.push(from.float()?);
    }
    let effect = from.text()?;
    let mut bones = Vec::new();
    for _ in 0..from.number()? {
        bones.push(Bone { title: from.text()?, question: from.text()?, causes: causes(&mut from)? });
    }
    let canvas = Canvas { width, height, keep_free, least, largest, wanted, questions, form };
    let before = Arrangement::from_numbers(&numbers);
    from.bytes.is_empty().then_some(Request { fish: Fish { effect, bones }, canvas, before })
}

/// Writes a request. The numbers of its arrangement may come from any source.
#[must_use]
pub fn request(request: &Request) -> Vec<u8> {
    let mut to = Bytes { out: Vec::new() };
    let Canvas { width, height, least, largest, wanted, questions, form, ref keep_free } = request.canvas;
    to.floats([width, height, least, largest, wanted]);
    let (kind, bone) = match form {
        Form::Fish => (0, 0),
        Form::Marks => (1, 0),
        Form::Columns => (2, 0),
        Form::Bone(bone) => (3, bone),
    };
    let kind = kind | if questions { QUESTIONS } else { 0 };
    to.numbers([kind, bone as u32, keep_free.len() as u32]);
    for rect in keep_free {
        to.floats([rect.x, rect.y, rect.width, rect.height]);
    }
    let before = request.before.as_ref().map(Arrangement::numbers).unwrap_or_default();
    to.numbers([before.len() as u32]);
    to.floats(before);
    to.text(&request.fish.effect);
    to.numbers([request.fish.bones.len() as u32]);
    for bone in &request.fish.bones {
        to.text(&bone.title);
        to.text(&bone.question);
        to.numbers([bone.count() as u32]);
        let mut open: Vec<(u32, &Cause)> = bone.causes.iter().rev().map(|cause| (0, cause)).collect();
        while let Some((depth, cause)) = open.pop() {
            let flags = depth << DEPTH | u32::from(cause.badge) | u32::from(cause.marks) << MARKS;
            to.numbers([flags, cause.key]);
            to.text(&cause.text);
            open.extend(cause.children.iter().rev().map(|child| (depth + 1, child)));
        }
    }
    to.out
}

/// Reads a text and its room, for [`crate::set_in`]; `None` if the bytes are malformed.
#[must_use]
pub fn read_text(bytes: &[u8]) -> Option<(String, Room)> {
    let mut from = Reader { bytes };
    let [size, leading, width, cut_width] = [from.float()?, from.float()?, from.float()?, from.float()?];
    let room = Room { size, leading, width, cut_width, lines: from.number()? as usize };
    let text = from.text()?;
    from.bytes.is_empty().then_some((text, room))
}

/// Writes a text that was set in a room.
#[must_use]
pub fn write_text(text: &str, filled: &Filled) -> Vec<f64> {
    let mut to = Numbers { out: Vec::new() };
    to.count(filled.lines);
    to.out.push(filled.last);
    to.block(&filled.block, text);
    to.out
}

/// Reads a list of causes, each with its depth, into a tree.
fn causes(from: &mut Reader) -> Option<Vec<Cause>> {
    // One list of siblings for each level that is still open.
    let mut open: Vec<Vec<Cause>> = vec![Vec::new()];
    for _ in 0..from.number()? {
        let (flags, key) = (from.number()?, from.number()?);
        let depth = (flags >> DEPTH) as usize;
        while open.len() > depth + 1 {
            close(&mut open)?;
        }
        if depth == open.len() && depth < DEEPEST && open.last()?.last().is_some() {
            open.push(Vec::new());
        }
        let cause = Cause {
            text: from.text()?,
            badge: flags & BADGE != 0,
            marks: (flags >> MARKS & 3) as u8,
            key,
            children: Vec::new(),
        };
        open.get_mut(depth)?.push(cause);
    }
    while open.len() > 1 {
        close(&mut open)?;
    }
    open.pop()
}

/// Gives the deepest siblings to their parent.
fn close(open: &mut Vec<Vec<Cause>>) -> Option<()> {
    let children = open.pop()?;
    open.last_mut()?.last_mut()?.children = children;
    Some(())
}

struct Bytes {
    out: Vec<u8>,
}

impl Bytes {
    fn numbers<const N: usize>(&mut self, numbers: [u32; N]) {
        self.out.extend(numbers.into_iter().flat_map(u32::to_le_bytes));
    }

    fn floats(&mut self, floats: impl IntoIterator<Item = f64>) {
        self.out.extend(floats.into_iter().flat_map(f64::to_le_bytes));
    }

    fn text(&mut self, text: &str) {
        self.numbers([text.len() as u32]);
        self.out.extend(text.as_bytes());
    }
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

/// Writes a drawing of a fish. Positions in texts are UTF-16 code units, as JavaScript counts them.
#[must_use]
pub fn write(fish: &Fish, fit: &Fit) -> Vec<f64> {
    let mut to = Numbers { out: Vec::new() };
    let drawing = &fit.drawing;
    to.out.extend([fit.size, fit.share]);
    let arrangement = fit.arrangement.numbers();
    to.count(arrangement.len());
    to.out.extend(arrangement);
    to.out.extend([drawing.width, drawing.height]);
    to.points(&drawing.spine);
    to.points(&drawing.tail);
    to.rect(&drawing.head.area);
    to.points(&drawing.head.outline);
    to.block(&drawing.head.text, &fish.effect);
    to.count(drawing.bones.len());
    for (shape, bone) in drawing.bones.iter().zip(&fish.bones) {
        to.bone(shape, bone);
    }
    to.out
}

struct Numbers {
    out: Vec<f64>,
}

impl Numbers {
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

    fn block(&mut self, block: &Block, source: &str) {
        self.rect(&block.area);
        self.out.extend([block.size, f64::from(block.weight as u8)]);
        self.count(block.lines.len());
        let mut at = Units { source, byte: 0, unit: 0 };
        for &Line { start, end, x, baseline, width, hyphen, ellipsis } in &block.lines {
            let flags = f64::from(u8::from(hyphen) + 2 * u8::from(ellipsis));
            self.out.extend([at.unit(start), at.unit(end), x, baseline, width, flags]);
        }
    }

    fn bone(&mut self, shape: &BoneShape, bone: &Bone) {
        let marks = shape.detail == Detail::Marks;
        self.out.extend([f64::from(shape.side as u8), f64::from(u8::from(marks))]);
        self.points(&shape.outline);
        self.count(shape.side_lines.len());
        for line in &shape.side_lines {
            self.points(line);
        }
        self.block(&shape.title, &bone.title);
        self.block(&shape.question, &bone.question);
        self.rect(&shape.count);
        self.rect(&shape.area);
        self.count(shape.cards.len());
        let mut open: Vec<&Cause> = bone.causes.iter().rev().collect();
        for card in &shape.cards {
            let Some(cause) = open.pop() else { return };
            open.extend(cause.children.iter().rev());
            self.card(card, &cause.text);
        }
    }

    fn card(&mut self, card: &Card, text: &str) {
        self.rect(&card.area);
        self.count(card.depth);
        self.out.push(card.parent.map_or(-1.0, |parent| parent as f64));
        self.points(&card.tick);
        self.maybe(card.badge.as_ref());
        self.maybe(card.footer.as_ref());
        self.block(&card.text, text);
    }
}

/// Converts increasing byte positions of a text to UTF-16 code units.
struct Units<'a> {
    source: &'a str,
    byte: usize,
    unit: usize,
}

impl Units<'_> {
    fn unit(&mut self, byte: usize) -> f64 {
        if let Some(between) = self.source.get(self.byte..byte) {
            self.unit += between.chars().map(char::len_utf16).sum::<usize>();
            self.byte = byte;
        }
        self.unit as f64
    }
}
