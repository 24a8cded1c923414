//! The poster: the fishbone under the workshop's title, and under it the results of the workshop.

use board::schema::note;
use fishbone::{Canvas, Point, Weight};

use crate::bones::Bones;
use crate::picture::{INK_2, LINE, Mark, PAPER, Picture, moved, rect, scaled};
use crate::report::Report;
use crate::section::{self, Part};
use crate::text::plain;
use crate::typeset::Setter;
use crate::words::Words;
use crate::{cards, legend, undrawn};

const MARGIN: f64 = 40.0;
/// The width of a column under the fish, and the gap between two columns.
const COLUMN: f64 = 460.0;
const GAP: f64 = 40.0;
/// The smallest fish. With margins, title and legend it is about 16 to 9.
const FISH: (f64, f64) = (1600.0, 770.0);
/// The largest and smallest type of the causes. If even the smallest is too large, the sheet grows.
const LARGEST: f64 = 27.0;
pub(crate) const LEAST: f64 = 15.0;
/// The fish is laid out on a canvas this many times larger, and then scaled down. The smallest type of a canvas is 1,
/// and on the poster every text is whole, however much there is.
const FINE: f64 = 100.0;
/// The type sizes of the title and of the legend under it.
const HEADING: (f64, f64) = (30.0, 14.0);

/// The fishbone with the title and the legend. Every cause is shown whole: the sheet is as large as necessary.
pub(crate) fn fish(report: &Report, words: &'static Words) -> Picture {
    let bones = Bones::of(report, words);
    let excerpt = bones.whole();
    let canvas = Canvas {
        least: 1.0,
        largest: LARGEST * FINE,
        questions: true,
        ..Canvas::new(FISH.0 * FINE, FISH.1 * FINE)
    };
    let fit = fishbone::fit(&excerpt.fish, &canvas, None);
    let scale = (LEAST / fit.size).max(1.0 / FINE);
    let mut drawn = cards::marks(&bones, &excerpt, &fit.drawing, fit.size);
    scaled(&mut drawn, scale);

    let (wide, high) = (canvas.width * scale, canvas.height * scale);
    let mut picture = Picture { title: plain(&report.title), language: words.code, ..Picture::default() };
    picture.width = wide + 2.0 * MARGIN;
    // Above a large sheet a small title would be lost, and a proportional one would be too loud.
    let larger = (wide / FISH.0).sqrt();
    let sizes = (HEADING.0 * larger, HEADING.1 * larger);
    let (mut heading, height) = legend::heading(&bones, wide, sizes);
    moved(&mut heading, MARGIN, MARGIN);
    let top = MARGIN + height + sizes.1;
    moved(&mut drawn, MARGIN, top);
    picture.height = top + high + MARGIN;
    let sheet = rect(0.0, 0.0, picture.width, picture.height);
    picture.marks.push(Mark::Rect { area: sheet, radius: 0.0, fill: PAPER, edge: None });
    picture.marks.append(&mut heading);
    picture.marks.append(&mut drawn);
    picture
}

/// The fishbone, and under it the goals, the results, the projects and the profile in columns.
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

/// The poster with a sentence at its foot about characters that no font has, if there are any.
pub(crate) fn with_notice(mut picture: Picture, words: &'static Words) -> Picture {
    let Some(notice) = undrawn::notice(&[&picture.marks], words) else { return picture };
    let mut setter = Setter::new(picture.width - 2.0 * MARGIN, 14.0);
    setter.block(&notice, 14.0, Weight::Regular, INK_2);
    for row in setter.rows {
        let mut marks = row.marks;
        moved(&mut marks, MARGIN, picture.height);
        picture.marks.append(&mut marks);
        picture.height += row.height;
    }
    picture.height += MARGIN;
    let whole = rect(0.0, 0.0, picture.width, picture.height);
    picture.marks[0] = Mark::Rect { area: whole, radius: 0.0, fill: PAPER, edge: None };
    picture
}

/// The panels under the fish: everything that the fish does not show.
fn panels(report: &Report, words: &'static Words) -> Vec<(String, Vec<Part>)> {
    let mut panels = vec![];
    let goals: Vec<_> =
        section::head(report, words).into_iter().filter(|(l, _)| *l != words.effect).collect();
    panels.push((words.workshop.to_owned(), vec![Part::Facts(goals)]));
    let mut details: Vec<section::Item> = vec![];
    for cause in &report.notes {
        // The evidence is a mark on the fish.
        let said =
            cause.details().values().iter().any(|(key, value)| *key != note::EVIDENCE && value.is_some());
        if said || cause.merged_into.is_some() {
            details.push(section::Item { depth: 0, ..section::item(report, cause, words) });
        }
    }
    if !details.is_empty() {
        panels.push((words.details.to_owned(), vec![Part::Causes(details)]));
    }
    // The first section has the causes, which are on the fish.
    for section in section::sections(report, words).into_iter().skip(1) {
        panels.push((section.title, section.parts));
    }
    panels
}
