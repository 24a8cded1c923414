//! Sets the document in lines of a given width, for the poster's columns and the PDF's pages.
//!
//! A row is one line high. So a page can end after any row, and no text is too tall for a page.

use fishbone::{Point, Weight};

use crate::picture::{Colour, INK, INK_2, LINE, Mark, lines, moved, rect};
use crate::section::{Item, Part};
use crate::table::{Cell, Table};
use crate::text::plain;

/// A line of the document, with its marks relative to its upper left corner.
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
    Heading { level: u16, first: bool },
    /// A paragraph.
    Text { first: bool },
    /// A row of a table. `begins` rows begin a table.
    Row { begins: bool, heading: bool, first: bool },
}

/// Sets parts of the document one below another.
pub(crate) struct Setter {
    /// The rows that were set so far.
    pub rows: Vec<Row>,
    width: f64,
    size: f64,
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
    /// An empty document; `size` is its ordinary type size.
    pub fn new(width: f64, size: f64) -> Self {
        Self { rows: vec![], width, size }
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        self.block(text, self.size * 1.45, Weight::Semibold, INK);
        self.keep();
        self.space(self.size * 0.5);
    }

    /// The parts of a section.
    pub fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Heading(text) => {
                    self.space(self.size * 0.6);
                    self.block(text, self.size * 1.15, Weight::Semibold, INK);
                    self.keep();
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
                Part::Table(table) => self.table(table),
            }
        }
    }

    /// Adds empty space.
    pub fn space(&mut self, height: f64) {
        let keep = self.rows.last().is_some_and(|row| row.keep);
        self.rows.push(Row { height, keep, ..Row::default() });
    }

    /// Adds a text over the whole width.
    pub fn block(&mut self, text: &str, size: f64, weight: Weight, colour: Colour) {
        let run = Run { text, x: 0.0, width: self.width, size, weight, colour };
        self.rows.append(&mut set(&run));
    }

    fn keep(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.keep = true;
        }
    }

    fn fact(&mut self, label: &str, value: &str) {
        self.block(label, self.size * 0.85, Weight::Semibold, INK_2);
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
        let mut rows = set(&run);
        if let Some(first) = rows.first_mut() {
            let side = self.size * 0.3;
            let dot = rect(x - step * 0.6, first.height / 2.0 - side / 2.0, side, side);
            first.marks.insert(0, Mark::Rect { area: dot, radius: side / 2.0, fill: INK_2, edge: None });
        }
        self.rows.append(&mut rows);
        if !item.about.is_empty() {
            self.keep();
            let about = item.about.join(" · ");
            let run = Run { text: &about, size: self.size * 0.85, colour: INK_2, ..run };
            self.rows.append(&mut set(&run));
        }
        self.space(self.size * 0.3);
    }

    fn table(&mut self, table: &Table) {
        let size = self.size * 0.9;
        let gap = size;
        let widths = columns(table, self.width, gap, size);
        let mut put = |cells: Vec<String>, weight: Weight, colour: Colour| {
            let mut rows: Vec<Row> = vec![];
            let mut x = 0.0;
            for (text, width) in cells.iter().zip(&widths) {
                let run = Run { text, x, width: *width, size, weight, colour };
                for (n, row) in set(&run).into_iter().enumerate() {
                    match rows.get_mut(n) {
                        Some(above) => above.marks.extend(row.marks),
                        None => rows.push(row),
                    }
                }
                x += width + gap;
            }
            let points = vec![Point { x: 0.0, y: 0.0 }, Point { x: self.width, y: 0.0 }];
            let rule = vec![Mark::Line { points, width: 0.75, colour: LINE }];
            rows.push(Row { height: size * 0.4, ..Row::default() });
            rows.push(Row { height: size * 0.4, marks: rule, ..Row::default() });
            // A row that fits stays on one page, and the headings stay with the first row.
            let heading = weight == Weight::Semibold;
            let last = rows.len() - 1;
            rows.iter_mut().enumerate().for_each(|(n, row)| row.keep = heading || n < last);
            self.rows.append(&mut rows);
        };
        put(table.columns.iter().map(|&c| c.to_owned()).collect(), Weight::Semibold, INK_2);
        for row in &table.rows {
            put(row.iter().map(Cell::text).collect(), Weight::Regular, INK);
        }
    }
}

/// The width of each column. Each is wide enough for its longest word; the remaining width goes to the columns with
/// most text.
fn columns(table: &Table, width: f64, gap: f64, size: f64) -> Vec<f64> {
    /// Longer words are broken.
    const WORD: usize = 24;
    let room = width - gap * table.columns.len().saturating_sub(1) as f64;
    let long = |text: &str, weight| fishbone::text_width(text, size, weight);
    let word = |text: &str, weight| {
        let words = text.split_whitespace().filter(|word| word.chars().count() <= WORD);
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
    widths
}

/// Sets a text as rows, one for each line. The first row's group also has the whole text, unbroken.
fn set(run: &Run) -> Vec<Row> {
    let text = plain(run.text);
    let leading = run.size * 1.4;
    let block = fishbone::set(&text, run.size, leading, run.weight, run.width.max(run.size * 3.0));
    let mut marks = lines(&text, &block, (run.x, 0.0), run.colour);
    let broken = marks.len() > 1;
    let mut rows = vec![];
    for (n, mut mark) in marks.drain(..).enumerate() {
        moved(std::slice::from_mut(&mut mark), 0.0, n as f64 * -leading);
        if n == 0 && broken {
            mark = Mark::Group { whole: text.clone(), note: None, marks: vec![mark] };
        }
        rows.push(Row { height: leading, marks: vec![mark], ..Row::default() });
    }
    rows
}
