//! Slides: the fish, the result of the vote, the matrix, the projects or the facts, each on one sheet of a given size.
//!
//! Type is as legible as on the wall. What has no place is counted: a slide says how many causes or projects it leaves
//! out.

mod facts;

use std::collections::HashSet;

use board::NoteId;
use fishbone::{Canvas, Fit, Point, Weight};

use crate::bones::{Bones, Excerpt};
use crate::charts::{self, stacked, text_rows};
use crate::fish_pages::is_whole;
use crate::picture::{INK_2, LINE, Mark, PAPER, Picture, SURFACE, label, moved, rect, scaled};
use crate::report::{Cause, Report};
use crate::text::plain;
use crate::time::moment;
use crate::typeset::Row;
use crate::words::Words;
use crate::{cards, legend, matrix, table, undrawn};

/// The content of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The fishbone.
    #[default]
    Fish,
    /// The causes with dots, as bars.
    Results,
    /// The rated causes by importance and urgency.
    Matrix,
    /// The projects.
    Projects,
    /// The facts as charts.
    Facts,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 5] = [Part::Fish, Part::Results, Part::Matrix, Part::Projects, Part::Facts];

    /// The part with this name in an address or on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// The name in an address or on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Part::Fish => "fish",
            Part::Results => "results",
            Part::Matrix => "matrix",
            Part::Projects => "projects",
            Part::Facts => "facts",
        }
    }
}

/// The size of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    width: u32,
    height: u32,
}

impl Size {
    /// The least and the most pixels on a side.
    pub const SIDES: (u32, u32) = (640, 7_680);
    /// The most pixels altogether.
    pub const PIXELS: u32 = 7_680 * 4_320;
    /// The slide that most screens show.
    pub const SLIDE: Size = Size { width: 1_920, height: 1_080 };

    /// The size that is written like `1920x1080`, if it is within the bounds.
    pub fn parse(text: &str) -> Option<Self> {
        let (width, height) = text.split_once('x')?;
        let side = |digits: &str| {
            let all = !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit());
            let side = if all { digits.parse().ok()? } else { return None };
            (Self::SIDES.0..=Self::SIDES.1).contains(&side).then_some(side)
        };
        let (width, height) = (side(width)?, side(height)?);
        (width * height <= Self::PIXELS).then_some(Self { width, height })
    }

    /// Width and height.
    pub(crate) fn pixels(self) -> (u32, u32) {
        (self.width, self.height)
    }
}

/// The most causes that are tried on a slide. No slide has room for as many.
const TRIED: usize = 400;
/// The smallest type on a slide of 1,920 by 1,080, and on any. Questions are a little smaller than causes.
pub(crate) const LEAST: f64 = 16.0;
const LEGIBLE: f64 = 14.2;
/// The largest type of a fish, in smallest sizes.
const LARGEST: f64 = 2.25;
/// The canvas of a sheet on which every text is whole is this many times finer. The smallest type of a canvas is 1.
const FINE: f64 = 100.0;

/// The sheet while it is filled.
struct Sheet {
    picture: Picture,
    /// The smallest type.
    least: f64,
    margin: f64,
    /// The upper edge of the free space.
    top: f64,
}

/// The picture of a part. Without a size, a fish is as large as its causes need, and the other parts are a slide.
pub(crate) fn picture(report: &Report, part: Part, size: Option<Size>, words: &'static Words) -> Picture {
    let bones = Bones::of(report, words);
    let mut sheet = Sheet::new(&bones, size.unwrap_or(Size::SLIDE));
    match part {
        Part::Fish => return fish(&bones, sheet, size.is_none()),
        Part::Results => results(&bones, &mut sheet),
        Part::Matrix => rated(&bones, &mut sheet),
        Part::Projects => projects(&bones, &mut sheet),
        Part::Facts => facts::draw(&bones, &mut sheet),
    }
    sheet.finished(&bones)
}

impl Sheet {
    fn new(bones: &Bones, size: Size) -> Self {
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let unit = (width / 1_920.0).min(height / 1_080.0);
        let least = (LEAST * unit).max(LEGIBLE);
        let margin = (least * 2.0).min(width / 24.0);
        let title = plain(&bones.report.title);
        let picture = Picture { title, language: bones.words.code, width, height, marks: vec![] };
        Self { picture, least, margin, top: margin }
    }

    fn wide(&self) -> f64 {
        self.picture.width - 2.0 * self.margin
    }

    /// The lower edge of the free space, above the line at the foot.
    fn bottom(&self) -> f64 {
        self.picture.height - self.margin - self.least * 0.9
    }

    fn put(&mut self, mut marks: Vec<Mark>, x: f64, y: f64) {
        moved(&mut marks, self.margin + x, y);
        self.picture.marks.append(&mut marks);
    }

    /// Title and legend, or title and heading of the part.
    fn head(&mut self, bones: &Bones, heading: Option<&str>) {
        let (title, small) = (self.least * 1.9, self.least * 1.05);
        let (marks, height) = match heading {
            None => legend::heading(bones, self.wide(), (title, small)),
            Some(heading) => {
                let mut rows = text_rows(heading, title, Weight::Semibold, crate::picture::INK, self.wide());
                rows.extend(text_rows(&bones.report.title, small, Weight::Regular, INK_2, self.wide()));
                (stacked(&mut rows), charts::height(&rows))
            }
        };
        let top = self.top;
        self.put(marks, 0.0, top);
        // However long a title is, at least half of the sheet is for the rest.
        self.top = (top + height + self.least * 1.2).min(self.picture.height / 2.0);
    }

    /// The picture with its paper under it and the day at its foot.
    fn finished(mut self, bones: &Bones) -> Picture {
        let report = bones.report;
        let small = (self.least * 0.85).max(LEGIBLE);
        let made = moment(report.generated_at, &report.zone, bones.words);
        let at = Point { x: 0.0, y: self.picture.height - self.margin * 0.6 };
        let (mut line, wide) =
            label(&format!("{} {made}", bones.words.made), at, small, Weight::Regular, INK_2);
        // A line that is too long goes on beyond the sheet rather than over it.
        let x = (self.picture.width - self.margin - wide).max(self.margin);
        moved(std::slice::from_mut(&mut line), x, 0.0);
        self.picture.marks.push(line);
        let area = rect(0.0, 0.0, self.picture.width, self.picture.height);
        self.picture.marks.insert(0, Mark::Rect { area, radius: 0.0, fill: PAPER, edge: None });
        self.picture
    }

    /// As many of the rows as there is room for, in a column; the number of rows that have none.
    fn column(&mut self, rows: Vec<Row>, x: f64, top: f64, more: f64) -> usize {
        let (room, count) = (self.bottom() - top, rows.len());
        let mut y = 0.0;
        for (n, row) in rows.into_iter().enumerate() {
            let kept = if n + 1 == count { 0.0 } else { more };
            if y + row.height + kept > room && n > 0 {
                return count - n;
            }
            self.put(row.marks, x, top + y);
            y += row.height;
        }
        0
    }

    /// The sentence that there is more, above the foot.
    fn more(&mut self, bones: &Bones, count: usize) {
        if count > 0 {
            let mut rows =
                text_rows(&bones.words.and_more(count), self.least, Weight::Regular, INK_2, self.wide());
            let (marks, y) = (stacked(&mut rows), self.bottom() - self.least * 1.1);
            self.put(marks, 0.0, y);
        }
    }

    fn say(&mut self, text: &str) {
        let mut rows = text_rows(text, self.least * 1.5, Weight::Regular, INK_2, self.wide());
        let (marks, top) = (stacked(&mut rows), self.top);
        self.put(marks, 0.0, top);
    }
}

/// The picture with a sentence at its foot about characters that no font has, if there are any.
pub(crate) fn with_notice(mut picture: Picture, words: &'static Words) -> Picture {
    if let Some(notice) = undrawn::notice(&[&picture.marks], words) {
        let size = LEGIBLE.max(picture.height / 80.0);
        let at = Point { x: picture.width / 40.0, y: picture.height - size };
        picture.marks.push(label(&notice, at, size, Weight::Regular, INK_2).0);
    }
    picture
}

/// The fish. With `whole`, every text is whole and the sheet as large as that takes.
fn fish(bones: &Bones, mut sheet: Sheet, whole: bool) -> Picture {
    sheet.head(bones, None);
    let (wide, high) = (sheet.wide(), sheet.bottom() - sheet.top);
    let fine = if whole { FINE } else { 1.0 };
    let least = if whole { 1.0 } else { sheet.least };
    let largest = sheet.least * LARGEST * fine;
    let canvas = Canvas { least, largest, ..Canvas::new(wide * fine, high * fine) };
    let (excerpt, fit) = if whole {
        let excerpt = bones.whole();
        let fit = fishbone::fit(&excerpt.fish, &canvas, None);
        (excerpt, fit)
    } else {
        most(bones, &canvas)
    };
    let mut drawn = cards::marks(bones, &excerpt, &fit.drawing, fit.size);
    scaled(&mut drawn, 1.0 / fine);
    let (top, larger) = (sheet.top, (sheet.least * fine / fit.size).max(1.0));
    sheet.put(drawn, 0.0, top);
    let mut picture = sheet.finished(bones);
    scaled(&mut picture.marks, larger);
    picture.width *= larger;
    picture.height *= larger;
    picture
}

/// The fish with as many causes as can be read on the canvas: those with the highest priority and most dots.
fn most<'r>(bones: &Bones<'r>, canvas: &Canvas) -> (Excerpt<'r>, Fit) {
    let count: usize = bones.all.iter().map(|bone| bone.causes.len()).sum();
    let fitted = |excerpt: Excerpt<'r>| {
        let fit = fishbone::fit(&excerpt.fish, canvas, None);
        (excerpt, fit)
    };
    if count <= TRIED {
        let all = fitted(bones.whole());
        if is_whole(&all.0.fish, &all.1) {
            return all;
        }
    }
    let ranked = ranked(bones);
    let first = |some: usize| fitted(bones.chosen(&ranked.iter().take(some).copied().collect()));
    let (mut fits, mut over) = (0, count.min(TRIED));
    let mut best = None;
    while fits + 1 < over {
        let some = (fits + over) / 2;
        let tried = first(some);
        if is_whole(&tried.0.fish, &tried.1) {
            (fits, best) = (some, Some(tried));
        } else {
            over = some;
        }
    }
    best.unwrap_or_else(|| first(1))
}

/// The causes in the order in which they are given room. A cause comes after the cause that it explains.
fn ranked<'r>(bones: &Bones<'r>) -> Vec<&'r NoteId> {
    let priority = |cause: &Cause| match cause.priority.as_deref() {
        Some("now") => 0,
        Some("next") => 1,
        _ => 2,
    };
    let mut all = vec![];
    for bone in &bones.all {
        for (at, &(cause, depth)) in bone.causes.iter().enumerate() {
            all.push(((priority(cause), std::cmp::Reverse(cause.dots), depth, at), cause));
        }
    }
    all.sort_by_key(|(rank, _)| *rank);
    let (mut order, mut seen) = (vec![], HashSet::new());
    for (_, cause) in all {
        let mut above = vec![cause];
        while let Some(parent) = above.last().and_then(|cause| cause.parent.as_ref()) {
            match bones.report.note(parent.as_str()) {
                Some(parent) if !seen.contains(&parent.id) => above.push(parent),
                _ => break,
            }
        }
        order.extend(above.into_iter().rev().map(|cause| &cause.id).filter(|id| seen.insert(*id)));
    }
    order
}

fn results(bones: &Bones, sheet: &mut Sheet) {
    let (report, words) = (bones.report, bones.words);
    let turnout =
        report.vote.as_ref().map(|vote| format!(": {} / {} {}", vote.voted, vote.eligible, words.voted));
    sheet.head(bones, Some(&format!("{}{}", words.vote, turnout.unwrap_or_default())));
    let ranking = report.ranking();
    if ranking.is_empty() {
        return sheet.say(words.no_vote);
    }
    let (legend, high) = legend::departments(bones, sheet.wide(), sheet.least * 1.05);
    let top = sheet.top;
    sheet.put(legend, 0.0, top);
    sheet.top += high + sheet.least * 1.2;
    let room = sheet.bottom() - sheet.top;
    let sizes = [1.5, 1.3, 1.15, 1.0].map(|larger| larger * sheet.least);
    let set =
        |size: f64| charts::bars(bones, &ranking[..ranking.len().min(TRIED)], usize::MAX, sheet.wide(), size);
    let fits = sizes.into_iter().map(set).find(|rows| charts::height(rows) <= room);
    let rows = fits.unwrap_or_else(|| set(sheet.least));
    let shown = rows.len();
    let (top, more) = (sheet.top, sheet.least * 1.6);
    let left = sheet.column(rows, 0.0, top, more);
    sheet.more(bones, left + ranking.len() - shown);
}

fn rated(bones: &Bones, sheet: &mut Sheet) {
    sheet.head(bones, Some(bones.words.rating));
    let causes: Vec<&Cause> = table::chosen(bones.report).into_iter().filter(|c| c.rated.is_some()).collect();
    if causes.is_empty() {
        return sheet.say(bones.words.no_rating);
    }
    let size = sheet.least * if causes.len() > 14 { 1.0 } else { 1.3 };
    // On a tall sheet the list stands under the square, otherwise beside it.
    let (wide, high) = (sheet.wide(), sheet.bottom() - sheet.top);
    let beside = wide > high * 1.2;
    let side = if beside { high.min(wide * 0.6) } else { wide.min(high * 0.6) };
    let square = matrix::square(bones, &causes, side, size);
    let top = sheet.top;
    sheet.put(square, 0.0, top);
    let (x, y) = if beside { (side + size * 2.0, top) } else { (0.0, top + side + size) };
    let more = sheet.least * 1.6;
    let left = sheet.column(matrix::key(bones, &causes, usize::MAX, wide - x, size), x, y, more);
    if left > 0 {
        let mut rows = text_rows(&bones.words.and_more(left), sheet.least, Weight::Regular, INK_2, wide - x);
        let (marks, y) = (stacked(&mut rows), sheet.bottom() - sheet.least * 1.1);
        sheet.put(marks, x, y);
    }
}

fn projects(bones: &Bones, sheet: &mut Sheet) {
    sheet.head(bones, Some(bones.words.projects));
    let projects = &bones.report.projects;
    if projects.is_empty() {
        return sheet.say(bones.words.no_projects);
    }
    let wide = sheet.wide();
    let gap = sheet.least * 1.2;
    let most = ((wide / (sheet.least * 30.0)) as usize).clamp(1, 4);
    let count = most.min(projects.len());
    let column = (wide - gap * (count as f64 - 1.0)) / count as f64;
    let mut ends = vec![sheet.top; count];
    let bottom = sheet.bottom() - sheet.least * 1.6;
    let mut left = 0;
    for project in projects.iter().take(TRIED) {
        let shortest = (0..count).min_by(|&a, &b| ends[a].total_cmp(&ends[b])).unwrap_or_default();
        let (y, x) = (ends[shortest], shortest as f64 * (column + gap));
        let sizes = if projects.len() <= count { [1.7, 1.5, 1.3, 1.15, 1.0] } else { [1.0; 5] };
        let set = |larger: f64| charts::project(bones, project, column - 2.0 * gap, sheet.least * larger);
        let fits = sizes.into_iter().map(set).find(|rows| y + charts::height(rows) + 1.6 * gap <= bottom);
        let Some(mut rows) = fits else {
            left += 1;
            continue;
        };
        let high = charts::height(&rows) + 1.6 * gap;
        let area = rect(0.0, 0.0, column, high);
        let card = vec![Mark::Rect { area, radius: sheet.least * 0.4, fill: SURFACE, edge: Some(LINE) }];
        sheet.put(card, x, y);
        sheet.put(stacked(&mut rows), x + gap, y + gap * 0.8);
        ends[shortest] = y + high + gap;
    }
    sheet.more(bones, left + projects.len().saturating_sub(TRIED));
}
