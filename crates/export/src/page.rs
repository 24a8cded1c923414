//! The pages of the PDF: the fishbone on a wide first one, then the document on A4.

use std::collections::VecDeque;

use fishbone::Weight;

use crate::picture::{INK_2, Mark, Picture, label, moved};
use crate::report::Report;
use crate::section;
use crate::typeset::{Row, Setter};
use crate::words::Words;

/// A page; units are points, 72 to an inch.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What lies on it, in order.
    pub layers: Vec<Layer>,
}

/// Marks in units of their own.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layer {
    /// Where its left edge is.
    pub x: f64,
    /// Where its upper edge is, from the page's.
    pub y: f64,
    /// Points to its unit.
    pub scale: f64,
    /// The marks.
    pub marks: Vec<Mark>,
}

const A4: (f64, f64) = (595.28, 841.89);
const MARGIN: f64 = 56.0;
const TYPE: f64 = 10.0;
/// The first page is as wide as A3 lying down, and as high as the fish needs, within these.
const WIDE: f64 = 1190.55;
const HEIGHTS: (f64, f64) = (500.0, 1683.78);

/// All pages.
pub(crate) fn pages(report: &Report, fish: Picture, words: &'static Words) -> Vec<Page> {
    let mut pages = vec![first(fish)];
    let mut setter = Setter::new(A4.0 - 2.0 * MARGIN, TYPE);
    setter.block(&report.title, TYPE * 2.0, Weight::Semibold, crate::picture::INK);
    setter.space(TYPE);
    setter.parts(&[section::Part::Facts(section::head(report, words))]);
    for section in section::sections(report, words) {
        setter.space(TYPE * 1.5);
        setter.heading(&section.title);
        setter.parts(&section.parts);
    }
    pages.extend(broken(setter.rows));
    let count = pages.len();
    for (n, page) in pages.iter_mut().enumerate().skip(1) {
        let at = fishbone::Point { x: MARGIN, y: A4.1 - MARGIN / 2.0 };
        let (number, width) = label(&format!("{} / {count}", n + 1), at, 8.0, Weight::Regular, INK_2);
        let mut foot = vec![number];
        moved(&mut foot, A4.0 - 2.0 * MARGIN - width, 0.0);
        page.layers.push(Layer { scale: 1.0, marks: foot, ..Layer::default() });
    }
    pages
}

fn first(fish: Picture) -> Page {
    let height = (WIDE * fish.height / fish.width).clamp(HEIGHTS.0, HEIGHTS.1);
    let scale = (WIDE / fish.width).min(height / fish.height);
    let (x, y) = ((WIDE - fish.width * scale) / 2.0, (height - fish.height * scale) / 2.0);
    Page { width: WIDE, height, layers: vec![Layer { x, y, scale, marks: fish.marks }] }
}

/// Breaks rows into pages: not after a row that belongs to the next, unless that would leave much of a page empty.
fn broken(rows: Vec<Row>) -> Vec<Page> {
    let room = A4.1 - 2.0 * MARGIN;
    let mut pages = vec![];
    let mut rest = VecDeque::from(rows);
    loop {
        // A page does not begin with empty room.
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
        pages.push(page(rest.drain(..end)));
    }
}

fn page(rows: impl Iterator<Item = Row>) -> Page {
    let (mut y, mut marks) = (0.0, vec![]);
    for mut row in rows {
        moved(&mut row.marks, MARGIN, MARGIN + y);
        marks.append(&mut row.marks);
        y += row.height;
    }
    Page { width: A4.0, height: A4.1, layers: vec![Layer { scale: 1.0, marks, ..Layer::default() }] }
}
