//! The pages of the PDF: the fishbone on the first, then single bones if that page cuts their causes, then the
//! document.

use std::collections::VecDeque;

use fishbone::{Point, Weight};

use crate::Paper;
use crate::bones::Bones;
use crate::fish_pages::FishPages;
use crate::picture::{INK, INK_2, Mark, label, moved};
use crate::report::Report;
use crate::section;
use crate::sheet::{Layer, Page};
use crate::typeset::{Row, Setter};
use crate::undrawn;
use crate::words::Words;

const MARGIN: f64 = 56.0;
const TYPE: f64 = 10.0;

/// All pages. The pages of the fish are drawn one by one as the iterator reaches them, because a large board has
/// hundreds.
pub(crate) fn pages<'r>(
    report: &'r Report,
    paper: Paper,
    words: &'static Words,
) -> impl Iterator<Item = Page> + 'r {
    let (width, height) = paper.size();
    let mut setter = Setter::new(width - 2.0 * MARGIN, TYPE);
    setter.block(&report.title, TYPE * 2.0, Weight::Semibold, INK);
    setter.space(TYPE);
    setter.parts(&[section::Part::Facts(section::head(report, words))]);
    for section in section::sections(report, words) {
        setter.space(TYPE * 1.5);
        setter.heading(&section.title);
        setter.parts(&section.parts);
    }
    let drawn: Vec<&[Mark]> = setter.rows.iter().map(|row| row.marks.as_slice()).collect();
    if let Some(notice) = undrawn::notice(&drawn, words) {
        setter.space(TYPE * 1.5);
        setter.block(&notice, TYPE, Weight::Regular, INK_2);
    }
    let document = broken(setter.rows, width, height);
    let fish = FishPages::of(Bones::of(report, words), paper);
    let count = fish.count() + document.len();
    let numbered = move |(n, mut page): (usize, Page)| {
        if n > 0 {
            let at = Point { x: 0.0, y: page.height - page.margin / 2.0 };
            let (number, wide) = label(&format!("{} / {count}", n + 1), at, 8.0, Weight::Regular, INK_2);
            let mut foot = vec![number];
            moved(&mut foot, page.width - page.margin - wide, 0.0);
            page.layers.push(Layer { scale: 1.0, marks: foot, ..Layer::default() });
        }
        page
    };
    fish.drawn().chain(document).enumerate().map(numbered)
}
/// Breaks rows into pages. A page does not end after a row that belongs to the next row, unless that would leave much
/// of the page empty.
fn broken(rows: Vec<Row>, width: f64, height: f64) -> Vec<Page> {
    let room = height - 2.0 * MARGIN;
    let mut pages = vec![];
    let mut rest = VecDeque::from(rows);
    loop {
        // A page does not begin with empty space.
        while rest.front().is_some_and(|row| row.marks.is_empty()) {
            rest.pop_front();
        }
        if rest.is_empty() {
            return pages;
        }
        let mut used = 0.0;
        let fits = rest.iter().take_while(|row| {
            used += row.height;
            used <= room
        });
        let most = fits.count().max(1).min(rest.len());
        let mut end = most;
        while end > most * 2 / 3 && end < rest.len() && rest[end - 1].keep {
            end -= 1;
        }
        if end < rest.len() && end > 0 && rest[end - 1].keep {
            end = most;
        }
        pages.push(page(rest.drain(..end), width, height));
    }
}

fn page(rows: impl Iterator<Item = Row>, width: f64, height: f64) -> Page {
    let (mut y, mut marks) = (0.0, vec![]);
    for mut row in rows {
        moved(&mut row.marks, MARGIN, MARGIN + y);
        marks.append(&mut row.marks);
        y += row.height;
    }
    Page { width, height, margin: MARGIN, layers: vec![Layer { scale: 1.0, marks, ..Layer::default() }] }
}
