//! The poster: the fishbone under the workshop's title, and beneath it what the workshop came to.

use std::collections::HashMap;

use board::{DepartmentId, NoteId};
use fishbone::{Bone, BoneShape, Drawing, Fish, Options, Point, Questions, Weight};

use crate::palette::{Badge, badges};
use crate::picture::{
    Colour, INK, INK_2, LINE, LINE_STRONG, Mark, PAPER, Picture, SURFACE, label, lines, moved, rect,
};
use crate::report::{Cause, Report};
use crate::section::{self, Part};
use crate::text::plain;
use crate::typeset::Setter;
use crate::words::Words;

const MARGIN: f64 = 40.0;
/// Width of a column beneath the fish, and the room between two.
const COLUMN: f64 = 460.0;
const GAP: f64 = 40.0;

/// The fishbone with the title and the departments' badges.
pub(crate) fn fish(report: &Report, words: &'static Words) -> Picture {
    let badges = badges(report);
    let trees = report.branches.iter().map(|b| Tree::of(report, b)).collect::<Vec<_>>();
    let fish = Fish { effect: plain(&report.effect), bones: trees.iter().map(|t| t.bone.clone()).collect() };
    let options = Options { questions: Questions::All, ..Options::default() };
    let drawing = fishbone::layout(&fish, &options);

    let width = drawing.width.max(COLUMN * 2.0 + GAP) + 2.0 * MARGIN;
    let mut picture =
        Picture { title: plain(&report.title), language: words.code, width, ..Picture::default() };
    let mut y = MARGIN;
    let title = fishbone::set(&picture.title, 30.0, 38.0, Weight::Semibold, width - 2.0 * MARGIN);
    picture.marks.push(Mark::Group {
        whole: picture.title.clone(),
        marks: lines(&picture.title, &title, (MARGIN, y), INK),
    });
    y += title.area.height + 12.0;
    y = legend(report, &badges, width, y, &mut picture.marks) + 28.0;

    let mut marks = drawn(report, &fish, &trees, &drawing, &badges, words);
    moved(&mut marks, (width - drawing.width) / 2.0, y);
    picture.marks.append(&mut marks);
    picture.height = y + drawing.height + MARGIN;
    let paper = Mark::Rect {
        area: rect(0.0, 0.0, picture.width, picture.height),
        radius: 0.0,
        fill: PAPER,
        edge: None,
    };
    picture.marks.insert(0, paper);
    picture
}

/// The fishbone, and beneath it goals, result, projects and profile in columns.
pub(crate) fn poster(report: &Report, words: &'static Words) -> Picture {
    let mut picture = fish(report, words);
    let mut columns = vec![0.0_f64; ((picture.width - 2.0 * MARGIN + GAP) / (COLUMN + GAP)) as usize];
    let top = picture.height;
    let mut marks = vec![];
    for (title, parts) in panels(report, words) {
        let mut setter = Setter::new(COLUMN, 14.0);
        setter.heading(&title);
        setter.parts(&parts);
        let shortest = (0..columns.len()).min_by(|&a, &b| columns[a].total_cmp(&columns[b]));
        let Some(column) = shortest else { break };
        for row in setter.rows {
            let mut row_marks = row.marks;
            moved(&mut row_marks, MARGIN + column as f64 * (COLUMN + GAP), top + columns[column]);
            marks.append(&mut row_marks);
            columns[column] += row.height;
        }
        columns[column] += 28.0;
    }
    let tallest = columns.into_iter().fold(0.0, f64::max);
    if tallest > 0.0 {
        picture.height = top + tallest + MARGIN;
        let whole = rect(0.0, 0.0, picture.width, picture.height);
        picture.marks[0] = Mark::Rect { area: whole, radius: 0.0, fill: PAPER, edge: None };
        let rule =
            vec![Point { x: MARGIN, y: top - 20.0 }, Point { x: picture.width - MARGIN, y: top - 20.0 }];
        picture.marks.push(Mark::Line { points: rule, width: 1.0, colour: LINE });
        picture.marks.append(&mut marks);
    }
    picture
}

/// What stands beneath the fish: all that the fish itself does not say.
fn panels(report: &Report, words: &'static Words) -> Vec<(String, Vec<Part>)> {
    let mut panels = vec![];
    let goals: Vec<_> =
        section::head(report, words).into_iter().filter(|(l, _)| *l != words.effect).collect();
    panels.push((words.workshop.to_owned(), vec![Part::Facts(goals)]));
    let mut details: Vec<section::Item> = vec![];
    for cause in &report.notes {
        let merged = cause.merged_into.is_some();
        if merged || cause.figure.is_some() || cause.reference.is_some() || cause.owner.is_some() {
            details.push(section::Item { depth: 0, ..section::item(report, cause, words) });
        }
    }
    if !details.is_empty() {
        panels.push((words.details.to_owned(), vec![Part::Causes(details)]));
    }
    // The first section are the causes themselves: they are on the fish.
    for section in section::sections(report, words).into_iter().skip(1) {
        panels.push((section.title, section.parts));
    }
    panels
}

/// A bone's causes as the fish wants them, and in the order in which it gives their cards back.
struct Tree<'a> {
    bone: Bone,
    order: Vec<&'a Cause>,
}

impl<'a> Tree<'a> {
    fn of(report: &'a Report, branch: &crate::report::Branch) -> Self {
        let mut under: HashMap<Option<&str>, Vec<&'a Cause>> = HashMap::new();
        // Of a merged cause the one that it went into is drawn; it stands beneath the fish itself.
        for cause in report.causes().filter(|c| c.branch == branch.id) {
            under.entry(cause.parent.as_ref().map(NoteId::as_str)).or_default().push(cause);
        }
        let mut order = vec![];
        let causes = Self::children(&under, None, &mut order);
        let bone = Bone { title: plain(&branch.title), question: plain(&branch.question), causes };
        Self { bone, order }
    }

    fn children(
        under: &HashMap<Option<&str>, Vec<&'a Cause>>,
        parent: Option<&str>,
        order: &mut Vec<&'a Cause>,
    ) -> Vec<fishbone::Cause> {
        let mut causes = vec![];
        for cause in under.get(&parent).into_iter().flatten() {
            order.push(*cause);
            causes.push(fishbone::Cause {
                text: plain(&cause.text),
                badge: cause.department.is_some(),
                marks: u8::from(cause.dots.is_some())
                    + u8::from(cause.priority.is_some())
                    + u8::from(cause.evidence.is_some()),
                key: 0,
                children: Self::children(under, Some(cause.id.as_str()), order),
            });
        }
        causes
    }
}

fn drawn(
    report: &Report,
    fish: &Fish,
    trees: &[Tree],
    drawing: &Drawing,
    badges: &HashMap<DepartmentId, Badge>,
    words: &'static Words,
) -> Vec<Mark> {
    let area = |points: &[Point], fill: Colour| Mark::Area { points: points.to_vec(), fill };
    let mut marks = vec![area(&drawing.tail, INK_2), area(&drawing.spine, INK_2)];
    for (shape, tree) in drawing.bones.iter().zip(trees) {
        marks.push(area(&shape.outline, INK_2));
        for strand in &shape.strands {
            marks.push(Mark::Line { points: strand.clone(), width: 1.5, colour: LINE_STRONG });
        }
        bone(report, shape, tree, badges, words, &mut marks);
    }
    marks.push(area(&drawing.head.outline, INK));
    marks.push(Mark::Group {
        whole: fish.effect.clone(),
        marks: lines(&fish.effect, &drawing.head.text, (0.0, 0.0), PAPER),
    });
    marks
}

fn bone(
    report: &Report,
    shape: &BoneShape,
    tree: &Tree,
    badges: &HashMap<DepartmentId, Badge>,
    words: &'static Words,
    marks: &mut Vec<Mark>,
) {
    for (source, block, colour) in
        [(&tree.bone.title, &shape.title, INK), (&tree.bone.question, &shape.question, INK_2)]
    {
        if !block.lines.is_empty() {
            marks
                .push(Mark::Group { whole: source.clone(), marks: lines(source, block, (0.0, 0.0), colour) });
        }
    }
    for card in &shape.cards {
        marks.push(Mark::Line { points: card.tick.clone(), width: 1.25, colour: LINE_STRONG });
    }
    for (card, cause) in shape.cards.iter().zip(&tree.order) {
        let badge = cause.department.as_ref().and_then(|id| badges.get(id));
        let mut inner = vec![Mark::Rect { area: card.area, radius: 5.0, fill: SURFACE, edge: Some(LINE) }];
        if let Some(badge) = badge {
            let edge = rect(card.area.x, card.area.y + 3.0, 3.0, card.area.height - 6.0);
            inner.push(Mark::Rect { area: edge, radius: 1.5, fill: badge.colour, edge: None });
        }
        if let (Some(badge), Some(place)) = (badge, card.badge) {
            stamp(badge, place, &mut inner);
        }
        let text = plain(&cause.text);
        inner.extend(lines(&text, &card.text, (0.0, 0.0), INK));
        if let Some(place) = card.footer {
            footer(cause, place, words, &mut inner);
        }
        let mut whole = text;
        for merged in report.notes.iter().filter(|m| m.merged_into.as_ref() == Some(&cause.id)) {
            whole.push('\n');
            whole.push_str(&plain(&merged.text));
        }
        marks.push(Mark::Group { whole, marks: inner });
    }
}

/// A department's letter on its colour.
fn stamp(badge: &Badge, place: fishbone::Rect, marks: &mut Vec<Mark>) {
    marks.push(Mark::Rect { area: place, radius: 3.0, fill: badge.colour, edge: None });
    let size = place.height * if badge.letter.chars().count() > 1 { 0.58 } else { 0.68 };
    let (mut mark, width) =
        label(&badge.letter, Point { x: place.x, y: place.y }, size, Weight::Semibold, badge.ink);
    moved(std::slice::from_mut(&mut mark), (place.width - width) / 2.0, place.height / 2.0 + size * 0.354);
    marks.push(mark);
}

/// Dots, priority and evidence in a row.
fn footer(cause: &Cause, place: fishbone::Rect, words: &'static Words, marks: &mut Vec<Mark>) {
    let size = (place.height * 0.75).min(12.0);
    let mut at = Point { x: place.x, y: place.y + place.height / 2.0 + size * 0.354 };
    if let Some(dots) = cause.dots {
        let side = size * 0.7;
        let dot = rect(at.x, place.y + (place.height - side) / 2.0, side, side);
        marks.push(Mark::Rect { area: dot, radius: side / 2.0, fill: INK, edge: None });
        at.x += side + 4.0;
        let (mark, width) = label(&dots.to_string(), at, size, Weight::Semibold, INK);
        marks.push(mark);
        at.x += width + 10.0;
    }
    let words = [(&cause.priority, Weight::Semibold, INK), (&cause.evidence, Weight::Regular, INK_2)]
        .map(|(value, weight, ink)| (words.value(value.as_deref().unwrap_or_default()), weight, ink));
    for (word, weight, ink) in words {
        let (mark, width) = label(word, at, size, weight, ink);
        if !word.is_empty() && at.x + width <= place.right() {
            marks.push(mark);
            at.x += width + 10.0;
        }
    }
}

/// Which badge is which department. Gives back where it ends.
fn legend(
    report: &Report,
    badges: &HashMap<DepartmentId, Badge>,
    width: f64,
    top: f64,
    marks: &mut Vec<Mark>,
) -> f64 {
    let mut shown: Vec<(&DepartmentId, &Badge)> = badges.iter().collect();
    shown.sort_by_key(|(_, badge)| badge.place);
    let (mut x, mut y) = (MARGIN, top);
    for (id, badge) in &shown {
        let (mut mark, long) =
            label(report.department(id), Point { x: 24.0, y: 13.5 }, 13.0, Weight::Regular, INK_2);
        if x > MARGIN && x + 24.0 + long > width - MARGIN {
            (x, y) = (MARGIN, y + 26.0);
        }
        stamp(badge, rect(x, y, 18.0, 18.0), marks);
        moved(std::slice::from_mut(&mut mark), x, y);
        marks.push(mark);
        x += 24.0 + long + 22.0;
    }
    if shown.is_empty() { top } else { y + 18.0 }
}
