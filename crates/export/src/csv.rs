//! CSV (RFC 4180): one table for sorting and filtering. The first column gives the kind of each row.
//!
//! It begins with a byte-order mark, without which Excel does not read it as UTF-8.

use crate::ExportError;
use crate::report::Report;
use crate::section;
use crate::table::{self, Cell};
use crate::text::cell;
use crate::words::Words;

/// The columns with the bone of a row and with its main text.
const BONE: usize = 2;
const TEXT: usize = 3;

/// What stands between two cells. Spreadsheets expect the one of the system's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Separator {
    /// A comma, as in RFC 4180; decimals stand after a point.
    #[default]
    Comma,
    /// A semicolon; decimals stand after a comma. Polish and Ukrainian spreadsheets expect it.
    Semicolon,
}

impl Separator {
    /// All separators.
    pub const ALL: [Separator; 2] = [Separator::Comma, Separator::Semicolon];

    /// The separator with this name in an address or on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|separator| separator.name() == name)
    }

    /// The name in an address or on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Separator::Comma => "comma",
            Separator::Semicolon => "semicolon",
        }
    }

    fn text(self, value: &Cell) -> String {
        match (self, value) {
            (Separator::Comma, Cell::Number(n, _)) => Cell::Number(*n, ".").text(),
            (Separator::Semicolon, Cell::Number(n, _)) => Cell::Number(*n, ",").text(),
            (_, text) => text.text(),
        }
    }
}

pub(crate) fn write(
    report: &Report,
    separator: Separator,
    words: &'static Words,
) -> Result<Vec<u8>, ExportError> {
    let causes = table::causes(report, words);
    let projects = table::projects(report, words);
    let first_fact = 1 + causes.columns.len();

    let mut columns = vec![words.kind];
    columns.extend(&causes.columns);
    columns.extend(projects.columns.iter().skip(1));
    columns[TEXT] = words.text;

    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .delimiter(if separator == Separator::Comma { b',' } else { b';' })
        .from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(&columns)?;
    let mut row = |kind: &str, cells: Vec<(usize, String)>| {
        let mut record = vec![String::new(); columns.len()];
        record[0] = cell(kind);
        for (at, text) in cells {
            record[at] = cell(&text);
        }
        out.write_record(&record)
    };
    row(words.title, vec![(TEXT, report.title.clone())])?;
    for (label, value) in section::head(report, words) {
        row(label, vec![(TEXT, value)])?;
    }
    for branch in &report.branches {
        row(words.question, vec![(BONE, branch.title.clone()), (TEXT, branch.question.clone())])?;
    }
    for cause in &causes.rows {
        row(words.cause, cause.iter().enumerate().map(|(n, c)| (1 + n, separator.text(c))).collect())?;
    }
    for project in &projects.rows {
        let facts = project.iter().skip(1).enumerate().map(|(n, c)| (first_fact + n, c.text()));
        let title = project.first().map(|c: &Cell| (TEXT, c.text()));
        row(words.project, title.into_iter().chain(facts).collect())?;
    }
    out.into_inner().map_err(|e| ExportError::Write(e.to_string()))
}
