//! Lines of cells: pasted from a spreadsheet, or a CSV file.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

use super::{MOST_TEXT, Sheet, Unreadable, Value};

/// The characters that stand between cells, in the order in which they are looked for: pasted cells have tabs, and where the
/// comma is for decimals, files have semicolons.
const SEPARATORS: [char; 3] = ['\t', ';', ','];

/// The lines in which a separator is looked for.
const ABOVE: usize = 20;

/// The text of a file. Without a sign of its encoding, and if it is no UTF-8, it is in that of the language on Windows,
/// because spreadsheets there write CSV so.
pub(super) fn decoded(bytes: &[u8], language: &str) -> Result<String, Unreadable> {
    let windows = match language {
        "pl" => WINDOWS_1250,
        "uk" => WINDOWS_1251,
        _ => WINDOWS_1252,
    };
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => windows,
    };
    let (text, _, damaged) = encoding.decode(bytes);
    // Texts have no NUL; most other files do.
    if damaged || text.contains('\0') { Err(Unreadable::Damaged) } else { Ok(text.into_owned()) }
}

pub(super) fn read(text: &str) -> Result<Sheet, Unreadable> {
    // A title may stand above the table.
    let used = |separator: &char| text.lines().take(ABOVE).any(|line| line.contains(*separator));
    let separator = SEPARATORS.into_iter().find(used).unwrap_or('\t');
    if let Some((line, column)) = unclosed(text, separator) {
        return Err(Unreadable::Unclosed(line, column));
    }
    let mut reader = csv::ReaderBuilder::new();
    reader.delimiter(u8::try_from(separator).unwrap_or(b'\t')).flexible(true).has_headers(false);
    let (mut sheet, mut room) = (Sheet::default(), MOST_TEXT);
    for row in reader.from_reader(text.as_bytes()).records() {
        // The text is UTF-8 and rows may have any number of cells, so every row can be read.
        let Ok(row) = row else { continue };
        // A spreadsheet shows the row in this line, unless cells before it have line breaks.
        let line = row.position().map_or(1, csv::Position::line).saturating_sub(1) as u32;
        for (column, cell) in (0u32..).zip(&row) {
            let cell = plain_cell(cell.trim());
            if !board::text::is_blank(cell) {
                sheet.add((line, column), Value::Text(cell.to_owned()), &mut room)?;
            }
        }
    }
    Ok(sheet)
}

/// A cell without the quotation mark that keeps spreadsheets from taking it for a formula.
pub(crate) fn plain_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if crate::text::cell(rest) != rest => rest,
        _ => cell,
    }
}

/// The place of a quotation mark that opens a cell and is never closed: a reader would take all that follows for one cell.
pub(crate) fn unclosed(text: &str, separator: char) -> Option<(usize, usize)> {
    let (mut line, mut column, mut opened, mut begins) = (1, 0, None, true);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        column += 1;
        match c {
            '"' if opened.is_some() && chars.peek() == Some(&'"') => {
                chars.next();
                column += 1;
            }
            '"' if opened.is_some() => opened = None,
            '"' if begins => opened = Some((line, column)),
            _ => {}
        }
        begins = opened.is_none() && (c == separator || c == '\n');
        if c == '\n' {
            (line, column) = (line + 1, 0);
        }
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_whatever_encoding_spreadsheets_write_it() {
        let utf16 = |text: &str, little: bool| -> Vec<u8> {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        let check = |bytes: &[u8], language| assert_eq!(decoded(bytes, language).unwrap(), "Żółć;Скарги");
        check("Żółć;Скарги".as_bytes(), "en");
        check("\u{feff}Żółć;Скарги".as_bytes(), "en");
        check(&utf16("Żółć;Скарги", true), "en");
        check(&utf16("Żółć;Скарги", false), "en");
        assert_eq!(decoded(b"\xafle", "pl").unwrap(), "Żle");
        assert_eq!(decoded(b"\xd1\xea\xe0\xf0\xe3\xe8", "uk").unwrap(), "Скарги");
        assert_eq!(decoded(b"%PDF-1.7\0\0", "en"), Err(Unreadable::Damaged));
        assert_eq!(decoded(b"\xff\xfe\x00", "en"), Err(Unreadable::Damaged), "half a character");
    }
}
