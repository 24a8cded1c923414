//! The results as pictures: bars for dots, and projects as blocks. Slides and pages show them.

use board::schema::project as key;
use fishbone::{Point, Weight};

use crate::bones::Bones;
use crate::cards::{STAND, letter};
use crate::picture::{Colour, INK, INK_2, LINE_STRONG, Mark, Note, label, lines, rect};
use crate::report::{Cause, Project};
use crate::text::plain;
use crate::typeset::{Place, Row};

/// Line spacing, in type sizes.
const LEADING: f64 = 1.3;
/// The part of a row of bars that is for texts.
const TEXTS: f64 = 0.56;

/// A text, or as many of its characters and an ellipsis.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// The causes with a bar for their dots, a row each. A bar has the colours and letters of the departments. Texts have at
/// most `longest` characters.
pub(crate) fn bars(bones: &Bones, causes: &[&Cause], longest: usize, width: f64, size: f64) -> Vec<Row> {
    let most = causes.iter().filter_map(|cause| cause.dots).max().unwrap_or(1).max(1);
    let number = fishbone::text_width(&most.to_string(), size, Weight::Semibold);
    let wide = width * TEXTS;
    let full = width - wide - size * 1.6 - number;
    let row = |(n, cause): (usize, &&Cause)| {
        let text = shortened(&plain(&cause.text), longest);
        let block = fishbone::set(&text, size, size * LEADING, Weight::Regular, wide);
        let text_marks = lines(&text, &block, (0.0, 0.0), INK);
        let middle = size * LEADING / 2.0;
        let dots = cause.dots.unwrap_or_default();
        let unit = full / f64::from(most);
        let mut marks = vec![];
        let mut x = wide + size;
        let mut bar = |count: u32, fill: Colour, badge: Option<&crate::palette::Badge>| {
            let area = rect(x, middle - size * 0.55, f64::from(count) * unit, size * 1.1);
            marks.push(Mark::Rect { area, radius: size * 0.12, fill, edge: None });
            // The letter is left out of a bar that is too narrow for it.
            if let Some(badge) = badge.filter(|_| area.width > size * 1.1) {
                letter(badge, area, size * 0.72, &mut marks);
            }
            x = area.right();
        };
        let mut parts: Vec<_> = cause.dots_by_department.iter().collect();
        parts.sort_by_key(|(id, _)| bones.badges.get(*id).map_or(usize::MAX, |badge| badge.place));
        let mut rest = dots;
        for (id, count) in parts {
            let badge = bones.badges.get(id);
            let count = (*count).min(rest);
            rest -= count;
            bar(count, badge.map_or(LINE_STRONG, |badge| badge.colour), badge);
        }
        if rest > 0 {
            bar(rest, LINE_STRONG, None);
        }
        let at = Point { x: x + size * 0.4, y: middle + size * STAND };
        let (count, _) = label(&dots.to_string(), at, size, Weight::Semibold, INK);
        marks.insert(0, Mark::Cell { column: 0, marks: text_marks });
        marks.push(Mark::Cell { column: 1, marks: vec![count] });
        let height = block.area.height.max(size * LEADING) + size * 0.55;
        let place = Place::Row { begins: n == 0, heading: false, first: true };
        let marks =
            vec![Mark::Group { whole: text, note: Some(Note::of(bones.report, cause, bones.words)), marks }];
        Row { height, marks, keep: false, place }
    };
    causes.iter().enumerate().map(row).collect()
}

/// A project: its title, who answers for it, what it takes, what it is for, and what the departments decided.
pub(crate) fn project(bones: &Bones, project: &Project, width: f64, size: f64) -> Vec<Row> {
    let (report, words) = (bones.report, bones.words);
    let mut rows = text_rows(project.text(key::TITLE), size * 1.25, Weight::Semibold, INK, width);
    for (n, row) in rows.iter_mut().enumerate() {
        let title = plain(project.text(key::TITLE)).replace('\n', " ");
        row.place = Place::Heading { level: 3, title, first: n == 0 };
    }
    let long = [words.competences, words.tools, words.methods, words.affects, words.value, words.helps];
    for (label, value) in crate::progress::read_project(report, project, words) {
        if !value.is_empty() && label != words.strategy && !long.contains(&label) {
            rows.push(fact(label, &value, width, size));
        }
    }
    // A block stays together.
    let last = rows.len().saturating_sub(1);
    rows.iter_mut().enumerate().for_each(|(n, row)| row.keep = n < last);
    rows
}

/// A label and what it says, beside each other. Each line of the value is a text of its own.
pub(crate) fn fact(label: &str, value: &str, width: f64, size: f64) -> Row {
    let (wide, gap) = (width * 0.34, size * 0.6);
    let mut marks = vec![];
    let mut put = |rows: Vec<Row>, x: f64| {
        let mut y = 0.0;
        for mut row in rows {
            crate::picture::moved(&mut row.marks, x, y);
            marks.append(&mut row.marks);
            y += row.height;
        }
        y
    };
    let left = put(text_rows(label, size, Weight::Regular, INK_2, wide), 0.0);
    let right = put(text_rows(value, size, Weight::Regular, INK, width - wide - gap), wide + gap);
    Row { height: left.max(right) + size * 0.25, marks, keep: false, place: Place::Text { first: true } }
}

/// A text as rows of one line each, as a paragraph.
pub(crate) fn text_rows(text: &str, size: f64, weight: Weight, colour: Colour, width: f64) -> Vec<Row> {
    let text = plain(text);
    let leading = size * LEADING;
    let block = fishbone::set(&text, size, leading, weight, width);
    let rows = lines(&text, &block, (0.0, 0.0), colour).into_iter().enumerate().map(|(n, mut mark)| {
        crate::picture::moved(std::slice::from_mut(&mut mark), 0.0, n as f64 * -leading);
        Row { height: leading, marks: vec![mark], keep: false, place: Place::Text { first: n == 0 } }
    });
    rows.collect()
}

/// The height of rows.
pub(crate) fn height(rows: &[Row]) -> f64 {
    rows.iter().map(|row| row.height).sum()
}

/// The marks of rows, one below another.
pub(crate) fn stacked(rows: &mut [Row]) -> Vec<Mark> {
    let (mut y, mut all) = (0.0, vec![]);
    for row in rows {
        crate::picture::moved(&mut row.marks, 0.0, y);
        all.append(&mut row.marks);
        y += row.height;
    }
    all
}
