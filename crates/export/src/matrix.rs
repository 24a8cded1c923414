//! Importance and urgency as a square with numbered points, and the list that says which cause a number is.

use fishbone::{Point, Weight};

use crate::bones::Bones;
use crate::cards::STAND;
use crate::charts::{shortened, text_rows};
use crate::picture::{Colour, INK, INK_2, LINE, LINE_STRONG, Mark, Note, PAPER, SURFACE, label, moved, rect};
use crate::report::Cause;
use crate::table::Cell;
use crate::text::plain;
use crate::typeset::{Place, Row};

/// The part of the square for what is both important and urgent.
const URGENT: Colour = Colour(0xe6, 0xee, 0xec);
/// The ring around the point on which people agree least.
const DISPUTED: Colour = Colour(0xb8, 0x42, 0x0a);

/// The square with the causes as numbered points. A pale disc around a point is as wide as people are apart. The marks
/// take a square of this side, with the names of the axes.
pub(crate) fn square(bones: &Bones, causes: &[&Cause], side: f64, size: f64) -> Vec<Mark> {
    let words = bones.words;
    let band = size * 1.7;
    let area = rect(band, band, side - band, side - 2.6 * band);
    let mut marks = vec![Mark::Rect { area, radius: 0.0, fill: SURFACE, edge: Some(LINE_STRONG) }];
    let cell = (area.width / 5.0, area.height / 5.0);
    // The middle of the cell of a value from 1 to 5.
    let at = |urgency: f64, importance: f64| Point {
        x: area.x + (urgency - 0.5) * cell.0,
        y: area.bottom() - (importance - 0.5) * cell.1,
    };
    let urgent = rect(area.x + 3.0 * cell.0, area.y, 2.0 * cell.0, 2.0 * cell.1);
    marks.push(Mark::Rect { area: urgent, radius: 0.0, fill: URGENT, edge: None });
    for n in 1..5 {
        let (x, y) = (area.x + f64::from(n) * cell.0, area.y + f64::from(n) * cell.1);
        for points in [
            vec![Point { x, y: area.y }, Point { x, y: area.bottom() }],
            vec![Point { x: area.x, y }, Point { x: area.right(), y }],
        ] {
            marks.push(Mark::Line { points, width: size * 0.05, colour: LINE });
        }
    }
    for n in 1..=5 {
        let middle = at(f64::from(n), f64::from(n));
        for place in [
            Point { x: middle.x, y: area.bottom() + size * 0.75 },
            Point { x: area.x - size * 0.7, y: middle.y },
        ] {
            marks.push(centred(&n.to_string(), place, size * 0.85, Weight::Regular, INK_2));
        }
    }
    let importance = format!("{} ↑", words.importance);
    let top = Point { x: area.x, y: area.y - size * 0.55 };
    marks.push(label(&importance, top, size * 0.95, Weight::Semibold, INK_2).0);
    let urgency = format!("{} →", words.urgency);
    let wide = fishbone::text_width(&urgency, size * 0.95, Weight::Semibold);
    let right = Point { x: area.right() - wide, y: side - size * 0.05 };
    marks.push(label(&urgency, right, size * 0.95, Weight::Semibold, INK_2).0);

    let radius = (size * 0.85).min(cell.0 * 0.24);
    let placed = apart(causes, radius * 2.15);
    for (cause, across, down, _) in &placed {
        let Some(rated) = &cause.rated else { continue };
        let middle = at(rated.urgency, rated.importance);
        let spread = radius + rated.disagreement.min(2.0) * cell.0 * 0.25;
        let (x, y) = (middle.x + across, middle.y + down);
        marks.push(disc(Point { x, y }, spread, Colour(0xf0, 0xec, 0xe4)));
    }
    for (cause, across, down, number) in placed {
        let Some(rated) = &cause.rated else { continue };
        let middle = at(rated.urgency, rated.importance);
        let middle = Point { x: middle.x + across, y: middle.y + down };
        let mut point = vec![];
        if bones.report.most_disputed.as_ref() == Some(&cause.id) {
            point.push(disc(middle, radius * 1.25, DISPUTED));
            point.push(disc(middle, radius * 1.1, PAPER));
        }
        point.push(disc(middle, radius, INK));
        point.push(centred(&number.to_string(), middle, radius * 1.1, Weight::Semibold, PAPER));
        let whole = plain(&cause.text);
        marks.push(Mark::Group {
            whole,
            note: Some(Note::of(bones.report, cause, bones.words)),
            marks: point,
        });
    }
    marks
}

/// The causes with their numbers in the list and the distance from the middle of their cell: points at the same place
/// stand beside one another.
fn apart<'r>(causes: &[&'r Cause], step: f64) -> Vec<(&'r Cause, f64, f64, usize)> {
    let spot =
        |cause: &Cause| cause.rated.as_ref().map(|r| ((r.urgency * 2.0) as i64, (r.importance * 2.0) as i64));
    let place = |(n, cause): (usize, &&'r Cause)| {
        let same: Vec<usize> = (0..causes.len()).filter(|&m| spot(causes[m]) == spot(cause)).collect();
        let index = same.iter().position(|&m| m == n).unwrap_or_default();
        // Up to three beside one another, and as many rows as that takes.
        let (rows, row) = (same.len().div_ceil(3), index / 3);
        let beside = if row + 1 == rows { same.len() - row * 3 } else { 3 };
        let across = (index % 3) as f64 - (beside as f64 - 1.0) / 2.0;
        let down = row as f64 - (rows as f64 - 1.0) / 2.0;
        (*cause, across * step, down * step, n + 1)
    };
    causes.iter().enumerate().map(place).collect()
}

/// The causes of the square by number, with what was decided about them. Texts that are cut off at `longest` characters
/// are in a summary, which leaves the figures to the square.
pub(crate) fn key(bones: &Bones, causes: &[&Cause], longest: usize, width: f64, size: f64) -> Vec<Row> {
    let words = bones.words;
    let indent = size * 2.2;
    let mut rows = vec![];
    for (n, cause) in causes.iter().enumerate() {
        let mut about = vec![];
        about.extend(cause.priority.as_deref().map(|priority| words.value(priority).to_owned()));
        if let Some(rated) = cause.rated.as_ref().filter(|_| longest == usize::MAX) {
            let figure = |value: f64| Cell::figure(value, words).text();
            about.push(format!("{} {}", words.importance, figure(rated.importance)));
            about.push(format!("{} {}", words.urgency, figure(rated.urgency)));
        }
        about.extend(cause.dots.map(|dots| format!("{} {dots}", words.dots)));
        about.extend(
            (bones.report.most_disputed.as_ref() == Some(&cause.id)).then(|| words.most_disputed.to_owned()),
        );
        let text = shortened(&plain(&cause.text), longest);
        let mut own = text_rows(&text, size, Weight::Regular, INK, width - indent);
        own.extend(text_rows(&about.join(" · "), size * 0.9, Weight::Regular, INK_2, width - indent));
        let (mut y, mut marks) = (0.0, vec![]);
        for row in own {
            let mut line = row.marks;
            moved(&mut line, indent, y);
            marks.extend(line);
            y += row.height;
        }
        let middle = Point { x: size * 0.9, y: size * 0.65 };
        let number = vec![
            disc(middle, size * 0.8, INK),
            centred(&(n + 1).to_string(), middle, size * 0.88, Weight::Semibold, PAPER),
        ];
        let cells = vec![Mark::Cell { column: 0, marks: number }, Mark::Cell { column: 1, marks }];
        let group = Mark::Group {
            whole: plain(&cause.text),
            note: Some(Note::of(bones.report, cause, bones.words)),
            marks: cells,
        };
        let place = Place::Row { begins: n == 0, heading: false, first: true };
        rows.push(Row { height: y + size * 0.7, marks: vec![group], keep: false, place });
    }
    rows
}

fn disc(middle: Point, radius: f64, fill: Colour) -> Mark {
    let area = rect(middle.x - radius, middle.y - radius, radius * 2.0, radius * 2.0);
    Mark::Rect { area, radius, fill, edge: None }
}

fn centred(text: &str, middle: Point, size: f64, weight: Weight, colour: Colour) -> Mark {
    let (mut mark, width) =
        label(text, Point { x: middle.x, y: middle.y + size * STAND }, size, weight, colour);
    moved(std::slice::from_mut(&mut mark), -width / 2.0, 0.0);
    mark
}
