//! Makes exports and reads them back, each by a reader of its format.

use std::io::Cursor;

use board::Millis;
use board::reading::Board;
use calamine::{Reader, Xlsx};
use export::{Format, Options, render};

use crate::pdf;

/// The time of every export.
pub const AT: Millis = Millis(1_795_202_700_000);

/// An export as it is made without options.
pub fn made(board: &Board, format: Format) -> Vec<u8> {
    render(board, format, &Options { generated_at: AT, ..Options::default() }).unwrap()
}

/// The same as text.
pub fn text(board: &Board, format: Format) -> String {
    String::from_utf8(made(board, format)).unwrap()
}

/// All that is written in an XML or HTML file, entities resolved.
pub fn read_xml(file: &str) -> String {
    let tree = resvg::usvg::roxmltree::Document::parse(file).unwrap();
    tree.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect::<Vec<_>>().join("\n")
}

/// Every cell of every sheet.
pub fn read_xlsx(file: Vec<u8>) -> Vec<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    book.worksheets()
        .iter()
        .flat_map(|(_, sheet)| sheet.cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>())
        .collect()
}

/// Every row of a file with commas.
pub fn read_csv(file: &[u8]) -> Vec<Vec<String>> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap();
    csv::Reader::from_reader(file).records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The text of a PDF by its own fonts' maps from code to character, without spaces: lines are broken.
pub fn read_pdf(file: &[u8]) -> String {
    pdf::text(file).split_whitespace().collect()
}
