//! Sets the document in rows of a given width, for the PDF's pages.
//!
//! A row is one line of text, or a row of a table or chart. Only what would be taller than half a page is divided into
//! lines, so that everything has place on a page.

use fishbone::{Point, Weight};

use crate::picture::{Colour, INK, INK_2, LINE, Mark, lines, moved, rect};
use crate::section::{Item, Part};
use crate::table::{Cell, Table};
use crate::text::plain;

/// A part of the document over its whole width, with its marks relative to its upper left corner.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// The height that the row takes.
    pub height: f64,
    /// The marks on the row.
    pub marks: Vec<Mark>,
    /// Whether the row belongs to the next one: then no page ends after it.
    pub keep: bool,
    /// The element of the document that it is a part of.
    pub place: Place,
}

/// The element of a document that a row is a part of. `first` rows begin an element, others continue the one before.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Place {
    /// None: it only makes the document look better.
    #[default]
    Nothing,
    /// A heading.
    Heading { level: u16, title: String, first: bool },
    /// A paragraph.
    Text { first: bool },
    /// An entry of a list, at this level.
    Item { depth: usize, first: bool },
    /// A row of a table. `begins` rows begin a table.
    Row { begins: bool, heading: bool, first: bool },
    /// A picture, with the words that stand for it.
    Figure { words: String },
}

impl Place {
    /// The same element, continued.
    fn continued(&self) -> Self {
        let mut place = self.clone();
        match &mut place {
            Place::Heading { first, .. } | Place::Text { first } | Place::Item { first, .. } => {
                *first = false
            }
            Place::Row { begins, first, .. } => (*begins, *first) = (false, false),
            Place::Nothing | Place::Figure { .. } => {}
        }
        place
    }
}

/// Sets parts of the document one below another.
pub(crate) struct Setter {
    /// The rows that were set so far.
    pub rows: Vec<Row>,
    width: f64,
    size: f64,
    /// A row of a table that is taller is divided into lines.
    tallest: f64,
}

/// A text to be set.
struct Run<'a> {
    text: &'a str,
    x: f64,
    width: f64,
    size: f64,
    weight: Weight,
    colour: Colour,
}

impl Setter {
    /// An empty document; `size` is its ordinary type size, and `tallest` the greatest height of a row.
    pub fn new(width: f64, size: f64, tallest: f64) -> Self {
        Self { rows: vec![], width, size, tallest }
    }

    /// A heading of the second level.
    pub fn heading(&mut self, text: &str) {
        self.titled(text, self.size * 1.45, 2);
        self.space(self.size * 0.5);
    }

    /// A heading. It stays with what follows.
    pub fn titled(&mut self, text: &str, size: f64, level: u16) {
        let title = plain(text).replace('\n', " ");
        let run = Run { text, x: 0.0, width: self.width, size, weight: Weight::Semibold, colour: INK };
        let mut rows = set(&run, &Place::Heading { level, title, first: true });
        rows.iter_mut().for_each(|row| row.keep = true);
        self.rows.append(&mut rows);
    }

    /// The parts of a section.
    pub fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Heading(text) => {
                    self.space(self.size * 0.6);
                    self.titled(text, self.size * 1.15, 3);
                }
                Part::Line(text) => {
                    self.block(text, self.size, Weight::Regular, INK_2);
                    self.keep();
                    self.space(self.size * 0.3);
                }
                Part::Facts(facts) => {
                    for (label, value) in facts {
                        self.fact(label, value);
                    }
                }
                Part::Causes(items) => items.iter().for_each(|item| self.cause(item)),
                // Only pages have charts, and add them.
                Part::Chart(_) => {}
                Part::Table(table) => self.table(table),
            }
        }
    }

    /// The width of the rows.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// What is set in `set` stays on one page if it is not very long.
    pub fn block_of(&mut self, set: impl FnOnce(&mut Self)) {
        let from = self.rows.len();
        set(self);
        let own = &mut self.rows[from..];
        if crate::charts::height(own) < self.tallest * 1.6 {
            let last = own.len().saturating_sub(1);
            own.iter_mut().enumerate().for_each(|(n, row)| row.keep |= n < last);
        }
    }

    /// Rows that were set elsewhere.
    pub fn add(&mut self, mut rows: Vec<Row>) {
        self.rows.append(&mut rows);
    }

    /// Adds empty space.
    pub fn space(&mut self, height: f64) {
        let keep = self.rows.last().is_some_and(|row| row.keep);
        self.rows.push(Row { height, keep, ..Row::default() });
    }

    /// Adds a text over the whole width.
    pub fn block(&mut self, text: &str, size: f64, weight: Weight, colour: Colour) {
        let run = Run { text, x: 0.0, width: self.width, size, weight, colour };
        self.rows.append(&mut set(&run, &Place::Text { first: true }));
    }

    fn keep(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.keep = true;
        }
    }

    /// A label and its value beside each other; a long value is a paragraph under its label.
    pub fn fact(&mut self, label: &str, value: &str) {
        let row = crate::charts::fact(label, value, self.width, self.size);
        if row.height < self.tallest / 3.0 {
            return self.rows.push(row);
        }
        self.block(label, self.size, Weight::Regular, INK_2);
        self.keep();
        self.block(value, self.size, Weight::Regular, INK);
        self.space(self.size * 0.35);
    }

    fn cause(&mut self, item: &Item) {
        let step = self.size * 1.4;
        // With a deeper indentation the lines would be too short to read.
        let x = step * f64::from(item.depth.min(8)) + step * 0.8;
        let run = Run {
            text: &item.text,
            x,
            width: self.width - x,
            size: self.size,
            weight: Weight::Regular,
            colour: INK,
        };
        let depth = item.depth as usize;
        let mut rows = set(&run, &Place::Item { depth, first: true });
        if let Some(first) = rows.first_mut() {
            let side = self.size * 0.3;
            let dot = rect(x - step * 0.6, first.height / 2.0 - side / 2.0, side, side);
            first.marks.insert(0, Mark::Rect { area: dot, radius: side / 2.0, fill: INK_2, edge: None });
        }
        if !item.about.is_empty() {
            let about = item.about.join(" · ");
            let run = Run { text: &about, size: self.size * 0.85, colour: INK_2, ..run };
            rows.append(&mut set(&run, &Place::Item { depth, first: false }));
        }
        // An entry stays on one page if it is not very long.
        if crate::charts::height(&rows) < self.tallest / 2.0 {
            let last = rows.len().saturating_sub(1);
            rows.iter_mut().enumerate().for_each(|(n, row)| row.keep = n < last);
        }
        self.rows.append(&mut rows);
        self.space(self.size * 0.3);
    }

    /// A table. Its headings are repeated on every page that it reaches.
    pub fn table(&mut self, table: &Table) {
        let size = self.size * 0.9;
        let gap = size * 1.4;
        let widths = columns(table, self.width, gap, size);
        // Figures end under one another, and so does their heading.
        let figures: Vec<bool> = (0..widths.len()).map(|n| table.has_figures(n)).collect();
        let put = |cells: Vec<String>, heading: bool, begins: bool| -> Vec<Row> {
            let (weight, colour) = if heading { (Weight::Semibold, INK_2) } else { (Weight::Regular, INK) };
            let place = Place::Row { begins, heading, first: true };
            let mut rows: Vec<Row> = vec![];
            let mut x = 0.0;
            for (column, (text, width)) in cells.iter().zip(&widths).enumerate() {
                let run = Run { text, x, width: *width, size, weight, colour };
                for (n, mut line) in set(&run, &Place::Nothing).into_iter().enumerate() {
                    if figures[column] {
                        line.marks.iter_mut().for_each(|mark| to_the_right(mark, x + width));
                    }
                    if rows.len() <= n {
                        let place = if n == 0 { place.clone() } else { place.continued() };
                        rows.push(Row { height: line.height, place, keep: heading, ..Row::default() });
                    }
                    rows[n].marks.push(Mark::Cell { column, marks: line.marks });
                }
                x += width + gap;
            }
            let points = vec![Point { x: 0.0, y: 0.0 }, Point { x: self.width, y: 0.0 }];
            let high: f64 = rows.iter().map(|row| row.height).sum();
            if high < self.tallest {
                rows = vec![joined(rows, place, heading)];
            }
            if let Some(last) = rows.last_mut() {
                let mut rule = vec![Mark::Line { points, width: 0.75, colour: LINE }];
                moved(&mut rule, 0.0, last.height + size * 0.4);
                last.marks.append(&mut rule);
                last.height += size * 0.8;
            }
            rows
        };
        let mut rows = put(table.columns.iter().map(|&c| c.to_owned()).collect(), true, true);
        let headings = rows.len();
        for row in &table.rows {
            rows.append(&mut put(row.iter().map(Cell::text).collect(), false, false));
        }
        // A small table is on one page. Of a large one no single row is alone on a page.
        let last = rows.len().saturating_sub(1);
        let small = crate::charts::height(&rows) < self.tallest * 0.8;
        for (n, row) in rows.iter_mut().enumerate() {
            row.keep |= n < last && (small || n == headings || n + 1 == last);
        }
        self.rows.append(&mut rows);
    }
}

/// Rows below one another as one.
fn joined(rows: Vec<Row>, place: Place, keep: bool) -> Row {
    let (mut height, mut marks) = (0.0, vec![]);
    for mut row in rows {
        moved(&mut row.marks, 0.0, height);
        marks.append(&mut row.marks);
        height += row.height;
    }
    // A cell is read to its end before the next one.
    marks.sort_by_key(|mark| match mark {
        Mark::Cell { column, .. } => *column,
        _ => usize::MAX,
    });
    Row { height, marks, keep, place }
}

/// Moves a text so that it ends there.
fn to_the_right(mark: &mut Mark, end: f64) {
    if let Mark::Text { x, size, weight, text, .. } = mark {
        *x = (end - fishbone::text_width(text, *size, *weight)).max(*x);
    }
}

/// The width of each column. Each is wide enough for its longest word; the remaining width goes to the columns with
/// most text. What they do not need is divided among all columns, so that a table is as wide as the page.
fn columns(table: &Table, width: f64, gap: f64, size: f64) -> Vec<f64> {
    /// Longer words are broken.
    const WORD: usize = 24;
    let room = width - gap * table.columns.len().saturating_sub(1) as f64;
    let long = |text: &str, weight| fishbone::text_width(text, size, weight);
    let word = |text: &str, weight| {
        let breaks = |c: char| c.is_whitespace() && c != '\u{a0}';
        let words = text.split(breaks).filter(|word| word.chars().count() <= WORD);
        words.map(|word| long(word, weight)).fold(size * 2.0, f64::max)
    };
    let mut widths = vec![];
    let mut wishes = vec![];
    for (n, name) in table.columns.iter().enumerate() {
        let cells: Vec<String> = table.rows.iter().filter_map(|row| row.get(n)).map(Cell::text).collect();
        let least =
            cells.iter().map(|text| word(text, Weight::Regular)).fold(word(name, Weight::Semibold), f64::max);
        let heading = long(name, Weight::Semibold);
        let most = cells.iter().map(|text| long(text, Weight::Regular)).fold(heading.max(least), f64::max);
        // A little more, so that rounding does not break a word.
        widths.push(least + 0.5);
        wishes.push((most - least).min(room));
    }
    let least: f64 = widths.iter().sum();
    let wish: f64 = wishes.iter().sum();
    let spare = room - least;
    for (width, wished) in widths.iter_mut().zip(&wishes) {
        if spare < 0.0 {
            *width *= room / least;
        } else if wish > 0.0 {
            *width += wished * (spare / wish).min(1.0);
        }
    }
    let left = room - widths.iter().sum::<f64>();
    if left > 0.0 && !widths.is_empty() {
        let each = left / widths.len() as f64;
        widths.iter_mut().for_each(|width| *width += each);
    }
    widths
}

/// Sets a text as rows, one for each line, which are parts of one element.
fn set(run: &Run, place: &Place) -> Vec<Row> {
    let text = plain(run.text);
    let leading = run.size * 1.4;
    let block = fishbone::set(&text, run.size, leading, run.weight, run.width.max(run.size * 3.0));
    let mut rows = vec![];
    for (n, mut mark) in lines(&text, &block, (run.x, 0.0), run.colour).into_iter().enumerate() {
        moved(std::slice::from_mut(&mut mark), 0.0, n as f64 * -leading);
        let place = if n == 0 { place.clone() } else { place.continued() };
        rows.push(Row { height: leading, marks: vec![mark], keep: false, place });
    }
    rows
}
