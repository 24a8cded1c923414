//! Workbooks. calamine reads them; before, everything that it would take memory for is measured here.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use super::{MOST_TEXT, Sheet, Unreadable, Value};

/// The most bytes that the XML of a workbook unpacks to. Pictures in it are not unpacked.
const UNPACKED: u64 = 24 * 1024 * 1024;
/// The most sheets that are looked into: several may be the same part of the file, read again for each.
const SHEETS: usize = 20;
/// The most parts of a workbook.
const PARTS: usize = 2_000;

pub(super) fn read(bytes: &[u8], names: &[&str]) -> Result<Sheet, Unreadable> {
    measured(bytes)?;
    // A fault of the library on a hostile file is a damaged file for whoever sent it, and nothing else.
    catch_unwind(AssertUnwindSafe(|| sheet(bytes, names))).unwrap_or(Err(Unreadable::Damaged))
}

/// Unpacks every part once, within bounds: what a file says of its own size may be a lie.
fn measured(bytes: &[u8]) -> Result<(), Unreadable> {
    let damaged = |_| Unreadable::Damaged;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS {
        return Err(Unreadable::TooLarge);
    }
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.to_ascii_lowercase();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let mut content = vec![];
        part.take(left + 1).read_to_end(&mut content).map_err(|_| Unreadable::Damaged)?;
        left = left.checked_sub(content.len() as u64).ok_or(Unreadable::TooLarge)?;
        let text = std::str::from_utf8(&content).map_err(|_| Unreadable::Damaged)?;
        if !is_honest(text) {
            return Err(Unreadable::Damaged);
        }
        if let Some(cell) = uncalculated(text) {
            return Err(Unreadable::NotCalculated(cell.to_owned()));
        }
    }
    Ok(())
}

/// Whether a part announces no more texts than it has bytes: the library reserves memory for as many as are announced.
fn is_honest(text: &str) -> bool {
    const COUNT: &str = "uniqueCount";
    text.match_indices(COUNT).all(|(at, _)| {
        let digits =
            text[at + COUNT.len()..].trim_start_matches(|c: char| c.is_whitespace() || "=\"'+".contains(c));
        let digits = digits.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        digits.is_empty() || digits.parse::<usize>().is_ok_and(|count| count <= text.len())
    })
}

/// The first cell with a formula whose result is not in the file, as other programs than spreadsheets write it. Without this
/// it would be an empty cell.
fn uncalculated(text: &str) -> Option<&str> {
    let ends = text.match_indices("</f>").map(|(at, end)| (at, text[at + end.len()..].trim_start()));
    let mut open = ends
        .filter(|(_, next)| ["</c>", "<v></v>", "<v/>", "<v />"].iter().any(|none| next.starts_with(none)));
    let (at, _) = open.next()?;
    let cell = &text[text[..at].rfind("<c ")?..at];
    cell.split(" r=\"").nth(1)?.split('"').next()
}

fn sheet(bytes: &[u8], names: &[&str]) -> Result<Sheet, Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(said)?;
    let visible = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let mut sheets: Vec<String> =
        book.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    // The named ones first, in the order of their names.
    sheets.sort_by_key(|sheet| {
        names.iter().position(|name| sheet.eq_ignore_ascii_case(name)).unwrap_or(usize::MAX)
    });
    let mut found = Sheet::default();
    let unseen = sheets.len().saturating_sub(SHEETS);
    for name in sheets.into_iter().take(SHEETS) {
        if found.cells.is_empty() {
            found = cells(&mut book, &name)?;
        } else if has_content(&mut book, &name)? {
            found.others += 1;
        }
    }
    found.others += u32::try_from(unseen).unwrap_or(u32::MAX);
    Ok(found)
}

fn said(error: XlsxError) -> Unreadable {
    if matches!(error, XlsxError::Password) { Unreadable::Protected } else { Unreadable::Damaged }
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

fn has_content(book: &mut Book, name: &str) -> Result<bool, Unreadable> {
    let mut cells = book.worksheet_cells_reader(name).map_err(said)?;
    while let Some(cell) = cells.next_cell().map_err(said)? {
        if *cell.get_value() != DataRef::Empty {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The cells of a sheet one by one: as a rectangle, two cells in opposite corners would be 17 billion.
fn cells(book: &mut Book, name: &str) -> Result<Sheet, Unreadable> {
    let (mut sheet, mut room) = (Sheet { name: Some(name.to_owned()), ..Sheet::default() }, MOST_TEXT);
    let mut reader = book.worksheet_cells_reader(name).map_err(said)?;
    while let Some(cell) = reader.next_cell().map_err(said)? {
        if let Some(value) = value(cell.get_value()) {
            sheet.add(cell.get_position(), value, &mut room)?;
        }
    }
    // Rows and cells may stand in any order in the file, and one may stand there twice.
    sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
    let mut seen = BTreeSet::new();
    if sheet.cells.iter().all(|cell| seen.insert((cell.row, cell.column))) {
        Ok(sheet)
    } else {
        Err(Unreadable::Damaged)
    }
}

fn value(data: &DataRef) -> Option<Value> {
    let text = |text: &str| {
        let text = text.trim();
        (!board::text::is_blank(text)).then(|| Value::Text(text.to_owned()))
    };
    match data {
        DataRef::Empty => None,
        DataRef::Int(number) => Some(Value::Number(*number as f64)),
        DataRef::Float(number) => Some(Value::Number(*number)),
        DataRef::String(said) => text(said),
        DataRef::SharedString(said) => text(said),
        DataRef::Bool(said) => Some(Value::Other(if *said { "TRUE" } else { "FALSE" }.to_owned())),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            Some(Value::Day(format!("{year:04}-{month:02}-{day:02}")))
        }
        DataRef::DateTime(at) => Some(Value::Number(at.as_f64())),
        DataRef::DateTimeIso(said) => Some(Value::Text(said.clone())),
        DataRef::DurationIso(said) => Some(Value::Other(said.clone())),
        DataRef::Error(error) => Some(Value::Other(error.to_string())),
    }
}
