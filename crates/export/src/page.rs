//! The pages of the PDF: the answer on the first, the fishbone on the second, then single bones if that page cuts their
//! causes, then the document with all causes at its end.

use std::collections::VecDeque;

use fishbone::{Point, Weight};

use crate::Paper;
use crate::answer;
use crate::bones::Bones;
use crate::charts;
use crate::fact_charts;
use crate::fish_pages::FishPages;
use crate::picture::{INK_2, Mark, label, moved};
use crate::report::Report;
use crate::section::{self, Part, Section};
use crate::sheet::{Layer, Page};
use crate::table;
use crate::text::plain;
use crate::typeset::{Place, Row, Setter};
use crate::undrawn;
use crate::words::Words;

/// The margin and the type size, in points.
const MARGIN: f64 = 50.0;
const TYPE: f64 = 10.0;
/// The most characters of the title at the foot of a page.
const TITLE: usize = 80;

/// All pages. The pages of the fish are drawn one by one as the iterator reaches them, because a large board has
/// hundreds.
pub(crate) fn pages<'r>(
    report: &'r Report,
    paper: Paper,
    words: &'static Words,
) -> impl Iterator<Item = Page> + 'r {
    let size = paper.size();
    let (width, height) = size;
    let bones = Bones::of(report, words);
    let first = answer::page(&bones, size, MARGIN);
    let mut setter = Setter::new(width - 2.0 * MARGIN, TYPE, (height - 2.0 * MARGIN) / 2.0);
    document(&bones, &mut setter);
    let drawn: Vec<&[Mark]> = setter.rows.iter().map(|row| row.marks.as_slice()).collect();
    if let Some(notice) = undrawn::notice(&drawn, words) {
        setter.space(TYPE * 1.5);
        setter.block(&notice, TYPE, Weight::Regular, INK_2);
    }
    let document = broken(setter.rows, width, height);
    let fish = FishPages::of(bones, paper);
    let count = 1 + fish.count() + document.len();
    let title = charts::shortened(&plain(&report.title).replace('\n', " "), TITLE);
    let numbered = move |(n, mut page): (usize, Page)| {
        let at = Point { x: 0.0, y: page.height - page.margin / 2.0 };
        let (number, wide) = label(&format!("{} / {count}", n + 1), at, 8.0, Weight::Regular, INK_2);
        let mut foot = vec![number];
        moved(&mut foot, page.width - page.margin - wide, 0.0);
        if n > 0 {
            let at = Point { x: page.margin, y: at.y };
            foot.push(label(&title, at, 8.0, Weight::Regular, INK_2).0);
        }
        page.layers.push(Layer { scale: 1.0, marks: foot, ..Layer::default() });
        page
    };
    std::iter::once(first).chain(fish.drawn()).chain(document).enumerate().map(numbered)
}

/// The document after the fish: the results first, all causes last.
fn document(bones: &Bones, setter: &mut Setter) {
    let (report, words) = (bones.report, bones.words);
    let mut sections = section::sections(report, words);
    // The first section has the causes.
    let all = if sections.is_empty() { None } else { Some(sections.remove(0)) };
    for (n, section) in sections.into_iter().enumerate() {
        if n > 0 {
            setter.space(TYPE * 1.5);
        }
        results(bones, &section, setter);
        if section.title == words.priorities {
            let disputed = table::disputed(report, words);
            if !disputed.rows.is_empty() {
                setter.space(TYPE * 1.5);
                setter.heading(words.disputed);
                setter.table(&disputed);
            }
        }
    }
    if let Some(section) = all {
        setter.space(TYPE * 1.5);
        setter.heading(&section.title);
        setter.parts(&section.parts);
    }
}

fn results(bones: &Bones, section: &Section, setter: &mut Setter) {
    let (report, words) = (bones.report, bones.words);
    setter.heading(&section.title);
    let wide = setter.width();
    if section.title == words.vote {
        // The bars say what the table of the other formats does.
        let said = section.parts.iter().filter(|part| !matches!(part, Part::Table(_)));
        setter.parts(&said.cloned().collect::<Vec<_>>());
        let (marks, height) = crate::legend::departments(bones, wide, TYPE * 0.9);
        setter.add(vec![Row { height: height + TYPE, marks, keep: true, ..Row::default() }]);
        setter.add(charts::bars(bones, &report.ranking(), usize::MAX, wide, TYPE * 0.95));
    } else if section.title == words.projects {
        // Who oversees and who executes stands before the first project.
        if let Some(named @ Part::Facts(_)) = section.parts.first() {
            setter.parts(std::slice::from_ref(named));
            setter.space(TYPE);
        }
        for project in &report.projects {
            setter.block_of(|own| {
                let title = project.text(board::schema::project::TITLE);
                own.titled(title, TYPE * 1.15, 3);
                for (label, value) in crate::progress::read_project(report, project, words) {
                    if !value.trim().is_empty() {
                        own.fact(label, &value);
                    }
                }
            });
            let history = crate::progress::table(report, project, words);
            if !history.rows.is_empty() {
                setter.parts(&[Part::Table(history.said())]);
            }
            setter.space(TYPE);
        }
        let said = section.parts.iter().filter(|part| matches!(part, Part::Line(_)));
        setter.parts(&said.cloned().collect::<Vec<_>>());
    } else {
        for part in &section.parts {
            match part {
                Part::Chart(fact) => {
                    let height = TYPE * 17.0;
                    let mark = fact_charts::marks(fact, (wide, height), TYPE * 0.95, words);
                    let place = Place::Figure { words: fact_charts::said(fact, words) };
                    setter.add(vec![Row { height, marks: vec![mark], keep: true, place }]);
                    setter.space(TYPE * 0.5);
                }
                part => setter.parts(std::slice::from_ref(part)),
            }
        }
    }
}

/// Breaks rows into pages. A page does not end after a row that belongs to the next row, unless that would leave much
/// of the page empty. A table that goes on has its headings again.
fn broken(rows: Vec<Row>, width: f64, height: f64) -> Vec<Page> {
    let mut pages = vec![];
    let mut rest = VecDeque::from(rows);
    let mut headings: Vec<Row> = vec![];
    loop {
        // A page does not begin with empty space.
        while rest.front().is_some_and(|row| row.marks.is_empty()) {
            rest.pop_front();
        }
        let Some(next) = rest.front() else { return pages };
        let goes_on = matches!(next.place, Place::Row { begins: false, heading: false, .. });
        let again = if goes_on { headings.clone() } else { vec![] };
        let room = height - 2.0 * MARGIN - charts::height(&again);
        let mut used = 0.0;
        let fits = rest.iter().take_while(|row| {
            used += row.height;
            used <= room
        });
        let most = fits.count().max(1).min(rest.len());
        let mut end = most;
        while end > most / 2 && end < rest.len() && rest[end - 1].keep {
            end -= 1;
        }
        if end < rest.len() && end > 0 && rest[end - 1].keep {
            end = most;
        }
        let own: Vec<Row> = rest.drain(..end.max(1)).collect();
        for row in &own {
            match row.place {
                Place::Row { begins: true, heading: true, .. } => {
                    headings = vec![Row { place: Place::Nothing, ..row.clone() }];
                }
                Place::Row { heading: true, .. } => {
                    headings.push(Row { place: Place::Nothing, ..row.clone() });
                }
                Place::Row { begins: true, .. } => headings.clear(),
                _ => {}
            }
        }
        pages.push(page(again.into_iter().chain(own), width, height));
    }
}

fn page(rows: impl Iterator<Item = Row>, width: f64, height: f64) -> Page {
    let (mut y, mut layers) = (MARGIN, vec![]);
    for Row { height, marks, place, .. } in rows {
        if !marks.is_empty() {
            layers.push(Layer { x: MARGIN, y, scale: 1.0, marks, place });
        }
        y += height;
    }
    Page { width, height, margin: MARGIN, layers }
}
