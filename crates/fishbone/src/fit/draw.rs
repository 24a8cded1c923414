//! Turns columns into boxes, lines of text and polygons, in the canvas's units.

use super::choose::Choice;
use super::column::Column;
use super::frame::{Frame, QUESTION, Sketch, Strip};
use super::half::Half;
use super::head;
use super::measured::{MeasuredBone, Show};
use super::outline;
use super::rows::Rows;
use super::style::{
    BAND, CHIP, COUNT, LEADING, MARKS_GAP, PAD_X, RULE, Spacing, TAIL, TITLE_GAP, TITLE_LEADING,
};
use crate::paragraph::Paragraph;
use crate::text::{self, Type};
use crate::{Block, BoneShape, Card, Detail, Drawing, Head, Point, Rect, Side, Weight};

/// The thickness of the spine, at the head and at the tail.
const SPINE: [f64; 2] = [0.36, 0.14];
/// The thickness of a bone, at the spine and at its end.
const BONE: [f64; 2] = [0.3, 0.14];

pub(crate) struct Draw<'a> {
    canvas: &'a Frame<'a>,
    choice: &'a Choice,
    sketch: &'a Sketch,
    size: f64,
}

/// One side of the spine.
struct SideDraw<'a> {
    draw: &'a Draw<'a>,
    side: Side,
    half: &'a Half,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(canvas: &'a Frame<'a>, choice: &'a Choice) -> Self {
        Draw { canvas, choice, sketch: &choice.sketch, size: choice.sketch.look.size }
    }

    /// The drawing, and the share of the characters that it shows.
    pub(crate) fn draw(&self) -> (Drawing, f64) {
        let mut bones = vec![BoneShape::default(); self.canvas.fish.bones.len()];
        let (mut shown, mut all) = (0, 0);
        for (side, strips) in [Side::Above, Side::Below].into_iter().zip(&self.sketch.strips) {
            let half = &self.sketch.halves[side as usize];
            let draw = SideDraw { draw: self, side, half };
            for strip in strips {
                let (bone, letters) = draw.bone(strip);
                bones[strip.bone] = bone;
                shown += letters;
                all +=
                    self.canvas.fish.bones[strip.bone].cards.iter().map(|card| card.letters).sum::<usize>();
            }
        }
        let share = if all == 0 { 1.0 } else { shown as f64 / all as f64 };
        let mut drawing =
            Drawing { width: self.canvas.width, height: self.canvas.height, bones, ..Drawing::default() };
        if let Some((head, place)) = &self.sketch.head {
            self.spine(head, place, &mut drawing);
        }
        (drawing, share)
    }

    fn spine(&self, head: &head::Head, place: &Rect, drawing: &mut Drawing) {
        let size = self.size;
        let y = self.sketch.spine;
        let root = self.at(self.sketch.tail + TAIL, y);
        drawing.tail = outline::tail(root, TAIL * size, 0.62 * size);
        let to = self.at(place.x + 0.3, y);
        drawing.spine = outline::taper(to, root, SPINE[0] * size, SPINE[1] * size, false);
        let area = self.rect(*place);
        let body = Rect { width: head.body * size, ..area };
        let set = Type::new(head.scale * size, head.scale * head::LEADING * size, Weight::Semibold);
        let block = text::lines(&self.canvas.fish.effect, set, head.limit, head.lines, head.limit);
        let (dx, dy) = (area.x + head.left * size, area.y + (area.height - block.area.height) / 2.0);
        drawing.head = Head {
            area,
            outline: outline::head(body, area.width - body.width),
            text: text::moved(block, dx, dy),
        };
    }

    fn at(&self, x: f64, y: f64) -> Point {
        Point { x: x * self.size, y: y * self.size }
    }

    fn rect(&self, Rect { x, y, width, height }: Rect) -> Rect {
        Rect { x: x * self.size, y: y * self.size, width: width * self.size, height: height * self.size }
    }
}

impl SideDraw<'_> {
    fn spacing(&self) -> Spacing {
        self.draw.canvas.fish.spacing
    }

    /// A point on the line that meets the spine at `u`, at the distance `d` from the spine.
    fn at(&self, u: f64, d: f64) -> Point {
        self.draw.at(self.half.x(u, d), self.y(d))
    }

    fn y(&self, d: f64) -> f64 {
        match self.side {
            Side::Above => self.draw.sketch.spine - d,
            Side::Below => self.draw.sketch.spine + d,
        }
    }

    fn d(&self, y: f64) -> f64 {
        match self.side {
            Side::Above => self.draw.sketch.spine - y,
            Side::Below => y - self.draw.sketch.spine,
        }
    }

    /// The left edge of a box beside the line of its column. `indent` is its distance from the edge of the cards,
    /// `near` and `far` its distances from the spine.
    fn left(&self, column: &Column, indent: f64, width: f64, near: f64, far: f64) -> f64 {
        let line = column.line();
        if column.left {
            self.half.x(line, far) - self.spacing().tick - indent - width
        } else {
            self.half.x(line, near) + self.spacing().tick + indent
        }
    }

    fn bone(&self, strip: &Strip) -> (BoneShape, usize) {
        let draw = self.draw;
        let source = &draw.canvas.fish.bones[strip.bone];
        let show = draw.choice.shows[strip.bone];
        let main = strip.columns.iter().position(|column| column.titled).unwrap_or(0);
        let first = &strip.columns[main];
        let line = first.line();
        let tip = strip.columns[main..].iter().take(2).map(|column| column.reach.far).fold(0.0, f64::max);
        let size = draw.size;
        let (title, question, count, label) = self.label(source, first, if main > 0 { RULE } else { 0.0 });
        let mut cards: Vec<Card> = Vec::with_capacity(source.cards.len());
        let mut letters = 0;
        for (index, column) in strip.columns.iter().enumerate() {
            let label = if index == main { label } else { RULE };
            letters += self.column(source, strip.bone, show, column, label, &mut cards);
        }
        let side_lines = self.side_lines(&strip.columns, main, &cards);
        let pair = &strip.columns[main..strip.columns.len().min(main + 2)];
        let from = if draw.canvas.is_fish() { 0.0 } else { self.lowest(pair, &cards, tip - 1.0) };
        let outline =
            outline::taper(self.at(line, from), self.at(line, tip), BONE[0] * size, BONE[1] * size, true);
        let mut area = around(title.area, question.area);
        for card in &cards {
            area = around(area, card.area);
        }
        let detail = if show == Show::Marks { Detail::Marks } else { Detail::Full };
        let shape =
            BoneShape { side: self.side, outline, side_lines, title, question, count, area, cards, detail };
        (shape, letters)
    }

    /// Title, question and the place for the count at the outer end of the first column, and their height. The height
    /// `over` beyond them is kept free.
    fn label(&self, bone: &MeasuredBone, column: &Column, over: f64) -> (Block, Block, Rect, f64) {
        let (size, look) = (self.draw.size, &self.draw.sketch.look);
        let width = self.draw.canvas.widths[column.width];
        let scale = look.title;
        let limit = ((width / scale - COUNT) * 1000.0) as u32;
        let set = Type::new(scale * size, scale * TITLE_LEADING * size, Weight::Semibold);
        let title = text::lines(&bone.title, set, limit, usize::MAX, limit);
        let tall = title.lines.len().max(1) as f64 * TITLE_LEADING * scale;
        let mut question = Block::default();
        let mut whole = tall + TITLE_GAP;
        if look.questions && !bone.question.is_empty() {
            let limit = (width / QUESTION * 1000.0) as u32;
            let set = Type::new(QUESTION * size, LEADING * QUESTION * size, Weight::Regular);
            question = text::lines(&bone.question, set, limit, usize::MAX, limit);
            whole += question.area.height / size + 0.1;
        }
        let far = column.reach.far - over;
        let left = self.left(column, 0.0, width, far - whole, far);
        let top = match self.side {
            Side::Above => self.y(far),
            Side::Below => self.y(far) - whole + TITLE_GAP,
        };
        let last = title.lines.last().map_or(0.0, |line| line.width);
        let count = Rect {
            x: left * size + last + 0.35 * scale * size,
            y: (top + tall - TITLE_LEADING * scale) * size,
            width: (COUNT - 0.35) * scale * size,
            height: TITLE_LEADING * scale * size,
        };
        let title = text::moved(title, left * size, top * size);
        let question = text::moved(question, left * size, (top + tall + 0.1) * size);
        (title, question, count, whole + over)
    }

    /// Draws the cards of a column. Returns the number of characters that are shown.
    fn column(
        &self,
        bone: &MeasuredBone,
        index: usize,
        show: Show,
        column: &Column,
        label: f64,
        cards: &mut Vec<Card>,
    ) -> usize {
        let canvas = self.draw.canvas;
        let width = canvas.widths[column.width];
        let mut rows = Rows::new(bone, column);
        let gap = self.draw.choice.heights[index].gap;
        rows.fill(bone, column, gap);
        let mut letters = 0;
        let mut d = match self.side {
            Side::Above => column.reach.far - label,
            Side::Below => column.reach.near,
        };
        for (at, card) in (column.first..column.end).enumerate() {
            let tall = if show == Show::Marks { CHIP } else { self.spacing().height(rows.rows[at]) };
            let (near, far) = match self.side {
                Side::Above => (d - tall, d),
                Side::Below => (d, d + tall),
            };
            d = match self.side {
                Side::Above => near - gap,
                Side::Below => far + gap,
            };
            let (drawn, shown) = self.card(bone, card, width, column, (near, far), show, &rows, at);
            let parent = drawn.parent.filter(|&parent| parent >= column.first);
            let tick = self.tick(column, &drawn, parent.map(|parent| &cards[parent]), show);
            cards.push(Card { tick, ..drawn });
            letters += shown;
        }
        letters
    }

    #[allow(clippy::too_many_arguments)]
    fn card(
        &self,
        bone: &MeasuredBone,
        index: usize,
        width: f64,
        column: &Column,
        (near, far): (f64, f64),
        show: Show,
        rows: &Rows,
        at: usize,
    ) -> (Card, usize) {
        let size = self.draw.size;
        let source = &bone.cards[index];
        let indent = source.indent(width);
        let mut wide = width - indent;
        if show == Show::Marks {
            wide = (1.4 + source.letters.min(160) as f64 * 0.03).min(wide);
        }
        let left = self.left(column, indent, wide, near, far);
        let top = self.y(near).min(self.y(far));
        let area = self.draw.rect(Rect { x: left, y: top, width: wide, height: far - near });
        let mut card = Card { area, depth: source.depth, parent: source.parent, ..Card::default() };
        if show == Show::Marks {
            return (card, 0);
        }
        let limit = source.limit(width);
        let lines = rows.lines[at];
        let all = rows.counts[at];
        let tail = if lines < all { source.short_tail(limit) } else { source.tail() };
        let last = if lines < all { limit - (tail * 1000.0) as u32 } else { limit };
        let set = Type::new(size, LEADING * size, Weight::Regular);
        let pad = self.spacing().pad;
        let text = Paragraph::new(source.text, Weight::Regular);
        let block = text::lines(&text, set, limit, lines, last);
        let shown = rows.letters(&text, limit, lines, last);
        card.text = text::moved(block, area.x + source.left() * size, area.y + pad * size);
        if source.badge {
            card.badge = Some(Rect { width: BAND * size, ..area });
        }
        if tail > 0.0 {
            card.footer = Some(Rect {
                x: area.right() - (PAD_X + tail - MARKS_GAP) * size,
                y: area.bottom() - (pad + LEADING) * size,
                width: (tail - MARKS_GAP) * size,
                height: LEADING * size,
            });
        }
        (card, shown)
    }

    /// The line from a column's line to a card that hangs on it, or from a card to one under it.
    fn tick(&self, column: &Column, card: &Card, parent: Option<&Card>, show: Show) -> Vec<Point> {
        let size = self.draw.size;
        let area = card.area;
        let hold = if show == Show::Marks { CHIP / 2.0 } else { self.spacing().pad + LEADING / 2.0 };
        let y = area.y + hold * size;
        let edge = Point { x: if column.left { area.right() } else { area.x }, y };
        let d = self.d(y / size);
        let Some(parent) = parent else { return vec![self.at(column.line(), d), edge] };
        // The line between the two runs along the bone, half-way between the edges of parent and child.
        let of = parent.area;
        let side = |area: Rect| if column.left { area.right() } else { area.x };
        let nearest = |area: Rect| {
            let (top, bottom) = (self.d(area.y / size), self.d(area.bottom() / size));
            let d = if column.left { top.max(bottom) } else { top.min(bottom) };
            side(area) / size + self.half.lean * d
        };
        let u = (nearest(of) + nearest(area)) / 2.0;
        let end = Point { x: self.half.x(u, d) * size, y };
        let bottom = Point { x: self.half.x(u, self.d(of.bottom() / size)) * size, y: of.bottom() };
        let inside = (of.x..=of.right()).contains(&bottom.x);
        if inside {
            return vec![bottom, end, edge];
        }
        // The line is beside the parent. If it is only just beside it, it begins at the parent's corner.
        let beside = |y: f64| Point { x: self.half.x(u, self.d(y / size)) * size, y };
        let higher = beside(of.bottom() - 0.3 * size);
        let turn = if (of.x..=of.right()).contains(&higher.x) { bottom } else { higher };
        let from = Point { x: side(of), y: turn.y };
        vec![from, turn, end, edge]
    }

    /// The lines beside the bone itself. Each is joined to the next one along the outer end of the columns between
    /// them.
    fn side_lines(&self, columns: &[Column], main: usize, cards: &[Card]) -> Vec<Vec<Point>> {
        let mut side_lines = Vec::new();
        for index in (0..columns.len()).step_by(2).filter(|&index| index != main) {
            let (left, right) = (&columns[index], columns.get(index + 1));
            // Begins at the line that is nearer to the bone, and runs along the columns between.
            let mut points = if index > main {
                let mut points = self.between(&columns[index - 1], left);
                points.push(self.at(left.to, left.reach.far));
                points
            } else {
                let mut points = self.between(&columns[index + 1], &columns[index + 2]);
                points.push(self.at(columns[index + 2].to, columns[index + 2].reach.far));
                points.reverse();
                points
            };
            let far = right.map_or(left.reach.far, |right| right.reach.far.max(left.reach.far));
            points.push(self.at(left.to, far));
            let pair = &columns[index..columns.len().min(index + 2)];
            points.push(self.at(left.to, self.lowest(pair, cards, far)));
            side_lines.push(points);
        }
        side_lines
    }

    /// The smallest distance from the spine at which a card is joined to the line of these columns; `far` if none is.
    fn lowest(&self, columns: &[Column], cards: &[Card], far: f64) -> f64 {
        let own = columns.iter().flat_map(|column| &cards[column.first..column.end]);
        let ticks = own.filter(|card| card.tick.len() == 2).map(|card| card.tick[0].y);
        ticks.map(|y| self.d(y / self.draw.size)).fold(far, f64::min)
    }

    /// The polyline from the line of a column at its right, along the outer ends of that column and the next one.
    fn between(&self, right: &Column, left: &Column) -> Vec<Point> {
        let mut points = vec![self.at(right.from, right.reach.far)];
        if right.reach.far != left.reach.far {
            let between = right.to + self.spacing().between / 2.0;
            points.push(self.at(between, right.reach.far));
            points.push(self.at(between, left.reach.far));
        }
        points
    }
}

fn around(a: Rect, b: Rect) -> Rect {
    if b.width == 0.0 {
        return a;
    }
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect { x, y, width: a.right().max(b.right()) - x, height: a.bottom().max(b.bottom()) - y }
}
