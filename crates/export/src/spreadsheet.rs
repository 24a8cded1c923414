//! Reads the cells of a spreadsheet that people bring: pasted lines, a CSV file, or a workbook as xlsx.
//!
//! Files come from strangers, so everything is bounded: the bytes, what they unpack to, the cells and their texts. Beyond a
//! bound nothing is read, and no part of a damaged file is taken for the whole.

mod text;
mod xlsx;

pub(crate) use text::{plain_cell, unclosed};

/// The largest file that is read, in bytes.
pub const LONGEST_SPREADSHEET: usize = 4 * 1024 * 1024;
/// The most cells with content.
const MOST_CELLS: usize = 200_000;
/// The most bytes of all texts together.
const MOST_TEXT: usize = 4 * 1024 * 1024;
/// The first bytes of a zip file, and of the older container of an encrypted workbook or an xls.
const ZIP: &[u8] = b"PK\x03\x04";
const CONTAINER: &[u8] = b"\xd0\xcf\x11\xe0";

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A text as it was typed.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, as `YYYY-MM-DD`.
    Day(String),
    /// Anything else, as people see it: an error such as `#DIV/0!`, or TRUE.
    Other(String),
}

/// A cell with content.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
    /// The content.
    pub value: Value,
}

/// The cells of one sheet, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sheet {
    /// The name, if the file has names for its sheets.
    pub name: Option<String>,
    /// The number of further sheets with content, which were not read.
    pub others: u32,
    /// The cells with content.
    pub cells: Vec<Cell>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is neither text nor a workbook, or it is damaged.
    Damaged,
    /// It is protected by a password, or an xls.
    Protected,
    /// It unpacks to more than is read.
    TooLarge,
    /// It has more cells than are read; this is the first of them.
    TooManyCells(u32, u32),
    /// This cell has a formula whose result is not in the file.
    NotCalculated(String),
    /// A quotation mark at this line and column opens a cell that never ends.
    Unclosed(usize, usize),
}

impl Sheet {
    /// Adds a cell with content.
    fn add(&mut self, (row, column): (u32, u32), value: Value, room: &mut usize) -> Result<(), Unreadable> {
        if self.cells.len() == MOST_CELLS {
            return Err(Unreadable::TooManyCells(row, column));
        }
        if let Value::Text(text) | Value::Other(text) = &value {
            *room = room.checked_sub(text.len()).ok_or(Unreadable::TooLarge)?;
        }
        self.cells.push(Cell { row, column, value });
        Ok(())
    }

    /// The rows with content, each from left to right.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|a, b| a.row == b.row)
    }
}

/// Reads the sheet of a file: of a workbook the first one with one of these names, else the first with content. `language` is
/// that of the board; text that is not Unicode is read as programs of that language write it.
pub(crate) fn read(bytes: &[u8], names: &[&str], language: &str) -> Result<Sheet, Unreadable> {
    if bytes.starts_with(CONTAINER) {
        return Err(Unreadable::Protected);
    }
    if bytes.starts_with(ZIP) {
        return xlsx::read(bytes, names);
    }
    text::read(&text::decoded(bytes, language)?)
}

/// A cell as spreadsheets name it: `B7`.
pub(crate) fn named(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (String::new(), u64::from(column) + 1);
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    format!("{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        let check = |row, column, name: &str| assert_eq!(named(row, column), name);
        check(0, 0, "A1");
        check(6, 1, "B7");
        check(0, 25, "Z1");
        check(0, 26, "AA1");
        check(1_048_575, 16_383, "XFD1048576");
        check(u32::MAX, 701, "ZZ4294967296");
    }
}
