//! The first page: the answer that the workshop gave, on one page. Long texts are shortened there; the pages after it have
//! them whole.

use board::schema::project as key;
use fishbone::{Point, Weight};

use crate::bones::Bones;
use crate::charts::{self, height, shortened, text_rows};
use crate::finding;
use crate::matrix;
use crate::picture::{INK, INK_2, LINE, Mark, PAPER, lines, rect};
use crate::progress::read_due;
use crate::report::{Cause, Project, Report};
use crate::sheet::{Layer, Page};
use crate::steps;
use crate::table::{self, Cell, Table};
use crate::text::plain;
use crate::typeset::{Place, Row, Setter};
use crate::words::Words;

/// The most causes with bars, and the most numbered points.
const BARS: usize = 5;
const POINTS: usize = 6;
/// The most projects.
const PROJECTS: usize = 8;
/// The most next steps.
const STEPS: usize = 8;
/// The most characters of a text.
const LONGEST: usize = 110;
/// The most characters of a cause in the finding: the first that lets it end in the upper half of the page.
const QUOTED: [usize; 4] = [LONGEST, 60, 30, 16];
/// The ordinary type size, in points.
const TYPE: f64 = 9.5;
/// The width of the left of two columns, as a part of the whole.
const LEFT: f64 = 0.6;

/// What departments decided about a project, in one line.
pub(crate) fn decisions(report: &Report, project: &Project, words: &'static Words) -> String {
    let decided = project.approvals.iter().map(|approval| {
        let name = report.department(&approval.department);
        match approval.decision.as_deref() {
            Some("accept") => format!("✓ {name}"),
            Some(other) => {
                let why = approval.comment.as_deref().map(|why| plain(why).replace('\n', " "));
                let why =
                    why.filter(|why| !why.is_empty()).map(|why| format!(" ({})", shortened(&why, LONGEST)));
                format!("{} {name}{}", words.value(other), why.unwrap_or_default())
            }
            None => format!("{name}: {}", words.waiting),
        }
    });
    decided.collect::<Vec<_>>().join("; ")
}

/// The department that owns a project, and who answers for it there.
pub(crate) fn owner(report: &Report, project: &Project) -> String {
    let said = [report.department_named(project.text(key::OWNER)), project.text(key::PERSON)];
    said.into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(", ")
}

/// The projects in a table: who answers for them, when, for how much, and what was decided.
fn projects(report: &Report, words: &'static Words) -> Table {
    let row = |project: &Project| {
        let short = |text: &str| shortened(&plain(text).replace('\n', " "), LONGEST);
        let due = read_due(report, project, words);
        let when: Vec<String> = [words.value(project.text(key::HORIZON)), project.text(key::DURATION), &due]
            .iter()
            .filter(|text| !text.is_empty())
            .map(|text| short(text))
            .collect();
        let cells = [
            short(project.text(key::TITLE)),
            short(&owner(report, project)),
            when.join(", "),
            // An amount is on one line.
            short(&table::cost(project, words)).replace(' ', "\u{a0}"),
            decisions(report, project, words),
        ];
        cells.map(Cell::Text).to_vec()
    };
    let columns = vec![words.project, words.owner, words.duration, words.budget, words.approvals];
    Table { columns, rows: report.projects.iter().take(PROJECTS).map(row).collect() }.said()
}

/// A page while it is filled from the top.
struct Filled {
    page: Page,
    y: f64,
}

impl Filled {
    fn bottom(&self) -> f64 {
        self.page.height - self.page.margin
    }

    fn put(&mut self, marks: Vec<Mark>, x: f64, y: f64, place: Place) {
        let x = self.page.margin + x;
        self.page.layers.push(Layer { x, y, scale: 1.0, marks, place });
    }

    /// As many of the rows as end above `bottom`; the place under them, and whether all are there.
    fn rows(&mut self, rows: Vec<Row>, x: f64, top: f64, bottom: f64) -> (f64, bool) {
        let mut y = top;
        for row in rows {
            if y + row.height > bottom {
                return (y, false);
            }
            self.put(row.marks, x, y, row.place);
            y += row.height;
        }
        (y, true)
    }
}

/// The page.
pub(crate) fn page(bones: &Bones, (width, height_of): (f64, f64), margin: f64) -> Page {
    let (report, words) = (bones.report, bones.words);
    let wide = width - 2.0 * margin;
    let mut filled = Filled { page: Page { width, height: height_of, margin, layers: vec![] }, y: margin };
    let bottom = filled.bottom();
    let half = margin + (bottom - margin) * 0.5;

    let title = shortened(&plain(&report.title).replace('\n', " "), LONGEST);
    let mut top = Setter::new(wide, TYPE, bottom);
    top.titled(&title, TYPE * 2.1, 1);
    let [held, made] = finding::cover(report, words);
    if !held.is_empty() {
        top.block(&held, TYPE * 1.15, Weight::Regular, INK);
    }
    top.block(&made, TYPE * 0.95, Weight::Regular, INK_2);
    top.space(TYPE);
    (filled.y, _) = filled.rows(top.rows, 0.0, margin, half);
    filled.y = effect(&mut filled, report, words, wide);

    // The sentences are there to their end: quoted texts are shortened until they are.
    let found = |longest| {
        text_rows(&finding::finding(report, longest, words), TYPE * 1.3, Weight::Regular, INK, wide)
    };
    let fits = |rows: &Vec<Row>| filled.y + height(rows) <= half;
    let found = QUOTED.into_iter().map(found).find(fits).unwrap_or_else(|| found(QUOTED[QUOTED.len() - 1]));
    (filled.y, _) = filled.rows(found, 0.0, filled.y, bottom);
    let goals = [
        (words.goal_workshop, &report.goals.workshop),
        (words.goal_organisation, &report.goals.organisation),
    ];
    let mut said = Setter::new(wide, TYPE, bottom);
    said.space(TYPE * 0.6);
    for (label, goal) in goals.into_iter().filter(|(_, goal)| !goal.trim().is_empty()) {
        said.fact(label, &shortened(&plain(goal), LONGEST * 2));
    }
    (filled.y, _) = filled.rows(said.rows, 0.0, filled.y, half);
    filled.y += TYPE;

    // The projects are set first, so that the charts leave room for them.
    let mut below = Setter::new(wide, TYPE, bottom);
    if !report.projects.is_empty() {
        below.heading(words.projects);
        below.table(&projects(report, words));
    }
    let for_projects = height(&below.rows).min((bottom - filled.y) * 0.5) - TYPE * 1.5;
    let end = charts(&mut filled, bones, wide, bottom - for_projects - TYPE);
    let (y, all) = filled.rows(below.rows, 0.0, end, bottom);
    if !all || report.projects.len() > PROJECTS {
        let shown = filled.page.layers.iter().filter(|layer| {
            matches!(layer.place, Place::Row { heading: false, first: true, .. }) && layer.y >= end
        });
        let left = report.projects.len() - shown.count().min(report.projects.len());
        let more = text_rows(&words.and_more(left), TYPE, Weight::Regular, INK_2, wide);
        filled.rows(more, 0.0, y, bottom + TYPE);
    } else {
        next_steps(&mut filled, report, words, (wide, y + TYPE, bottom));
    }
    filled.page
}

/// The first of the next steps, as many as have place.
fn next_steps(
    filled: &mut Filled,
    report: &Report,
    words: &'static Words,
    (wide, top, bottom): (f64, f64, f64),
) {
    let mut table = steps::table(report, words);
    let all = table.rows.len();
    table.rows.truncate(STEPS);
    for cell in table.rows.iter_mut().flatten() {
        *cell = Cell::Text(shortened(&plain(&cell.text()).replace('\n', " "), LONGEST));
    }
    // The heading does not stand alone, and what is left out is said.
    while !table.rows.is_empty() {
        let mut below = Setter::new(wide, TYPE, bottom);
        below.heading(words.next_steps);
        below.table(&table);
        let left = all - table.rows.len();
        if left > 0 {
            below.block(&words.and_more(left), TYPE, Weight::Regular, INK_2);
        }
        if top + height(&below.rows) <= bottom {
            filled.rows(below.rows, 0.0, top, bottom);
            return;
        }
        table.rows.pop();
    }
}

/// The effect, in the colours of the fish's head; the place under it.
fn effect(filled: &mut Filled, report: &Report, words: &Words, wide: f64) -> f64 {
    let effect = shortened(&plain(&report.effect), LONGEST * 3);
    if effect.is_empty() {
        return filled.y;
    }
    let (size, pad) = (TYPE * 1.5, TYPE);
    let block = fishbone::set(&effect, size, size * 1.3, Weight::Semibold, wide - 2.0 * pad);
    let label = fishbone::set(words.effect, TYPE * 0.9, TYPE * 1.3, Weight::Regular, wide);
    let top = label.area.height + pad * 0.7;
    let area = rect(0.0, 0.0, wide, top + block.area.height + pad * 0.8);
    let mut marks = vec![Mark::Rect { area, radius: TYPE * 0.6, fill: INK, edge: None }];
    marks.extend(lines(words.effect, &label, (pad, pad * 0.6), LINE));
    marks.extend(lines(&effect, &block, (pad, top), PAPER));
    filled.put(marks, 0.0, filled.y, Place::Text { first: true });
    filled.y + area.height + TYPE * 1.2
}

/// The rated causes by their numbers, in two columns.
struct Numbered([Vec<Row>; 2]);

impl Numbered {
    fn of(bones: &Bones, rated: &[&Cause], wide: f64) -> Self {
        let mut left = matrix::key(bones, rated, LONGEST, (wide - TYPE * 2.0) / 2.0, TYPE * 0.95);
        let right = left.split_off(left.len().div_ceil(2));
        Self([left, right])
    }

    fn height(&self) -> f64 {
        self.0.iter().map(|rows| height(rows)).fold(0.0, f64::max)
    }
}

/// The causes with most dots beside the square of those that were rated, and what its numbers are; the place under them.
fn charts(filled: &mut Filled, bones: &Bones, wide: f64, bottom: f64) -> f64 {
    let (report, words) = (bones.report, bones.words);
    let ranking = report.ranking();
    let mut rated: Vec<&Cause> =
        table::chosen(report).into_iter().filter(|c| c.rated.is_some()).take(POINTS).collect();
    let left = if rated.is_empty() { wide } else { wide * LEFT };
    let mut list = Setter::new(left, TYPE, bottom);
    if !ranking.is_empty() {
        list.heading(words.top);
        list.add(charts::bars(bones, &ranking[..ranking.len().min(BARS)], LONGEST, left, TYPE));
    }
    let top = filled.y;
    // Without bars beside it, the square stands at the left.
    let (x, side) = match ranking.is_empty() {
        true => (0.0, wide * 0.5),
        false => (left + TYPE * 2.0, wide - left - TYPE * 2.0),
    };
    let mut over = Setter::new(side, TYPE, bottom);
    if !rated.is_empty() {
        over.heading(words.rating);
    }
    let over = over.rows;
    // The square has only the points whose causes have place under it.
    let charts = height(&list.rows).max(if rated.is_empty() { 0.0 } else { height(&over) + side });
    let mut key = Numbered::of(bones, &rated, wide);
    while rated.len() > 1 && top + charts + TYPE + key.height() > bottom {
        rated.pop();
        key = Numbered::of(bones, &rated, wide);
    }
    let (mut end, _) = filled.rows(list.rows, 0.0, top, bottom);
    let side = side.min(bottom - top - height(&over));
    if !rated.is_empty() && side > TYPE * 12.0 {
        let (top, _) = filled.rows(over, x, top, bottom);
        let marks = matrix::square(bones, &rated, side, TYPE * 0.95);
        let figure = |value: f64| Cell::figure(value, words).text();
        let point = |cause: &&Cause| {
            let rated = cause.rated.as_ref()?;
            let text = shortened(&plain(&cause.text), LONGEST);
            Some(format!("{text}: {} / {}", figure(rated.importance), figure(rated.urgency)))
        };
        let points: Vec<String> = rated.iter().filter_map(point).collect();
        let words = format!("{}: {}", words.rating, points.join("; "));
        filled.put(marks, x, top, Place::Figure { words });
        end = end.max(top + side);
    }
    if !rated.is_empty() {
        let start = end + TYPE;
        let Numbered([left, right]) = key;
        let ends =
            [(left, 0.0), (right, wide / 2.0 + TYPE)].map(|(rows, x)| filled.rows(rows, x, start, bottom).0);
        end = ends[0].max(ends[1]);
    }
    let rule = vec![Point { x: 0.0, y: 0.0 }, Point { x: wide, y: 0.0 }];
    if end > top && !report.projects.is_empty() {
        let line = vec![Mark::Line { points: rule, width: 0.75, colour: LINE }];
        filled.put(line, 0.0, end + TYPE * 0.4, Place::Nothing);
    }
    end + TYPE
}
