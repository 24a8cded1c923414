//! The hash in every file: SHA-256 of the whole file, with zeros where the hash itself stands. It shows that a file is as
//! it was exported, unless somebody made it anew on purpose: it is no signature.
//!
//! Each format has a place that its readers pass over: a comment (svg, html, md, pdf, mermaid), a text chunk (png), the
//! archive's comment (xlsx), a property (ics), a field (json). CSV has no comments: a line of another form would be read
//! as a row, and a column would stand beside every cause. There the hash is a row of its own kind, as the title and the
//! goals are.

use std::fmt;
use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::{ExportError, Format};

/// What stands before the digits, in a comment or a chunk.
const MARK: &str = "herringbone-sha256:";
/// The same in formats that need their own form.
const FIELD: &str = "\"sha256\": \"";
const PROPERTY: &str = "X-SHA256:";
const KIND: &str = "SHA-256";
/// The column of a CSV file in which texts stand.
const COLUMN: usize = 3;
/// The number of digits.
const DIGITS: usize = 64;
/// The checksum behind a PNG chunk, in bytes.
const CHECKSUM: usize = 4;

/// Why a file is not known to be as it was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// It has no hash where an export has one.
    #[error("has no hash of this program in it: it was not exported here, or its form was changed")]
    NoHash,
    /// It has another hash.
    #[error("was changed after it was exported: its content has another hash than the one that it holds")]
    Changed,
}

/// The file with its hash in it.
pub(crate) fn seal(format: Format, file: Vec<u8>) -> Result<Vec<u8>, ExportError> {
    let broken = || ExportError::Write(format!("a hash has no place in this {}", format.name()));
    let mut file = with_place(format, file).ok_or_else(broken)?;
    let place = place(format, &file).ok_or_else(broken)?;
    let hash = hash(format, &file, &place);
    file[place.clone()].copy_from_slice(hash.as_bytes());
    if format == Format::Png {
        let checksum = checksum(&file, &place);
        file[place.end..place.end + CHECKSUM].copy_from_slice(&checksum);
    }
    Ok(file)
}

/// Checks whether a file is as it was exported, and says in which format.
///
/// # Errors
/// [`Unverified`] when it is not.
pub fn verify(file: &[u8]) -> Result<Format, Unverified> {
    let format = format_of(file);
    let place = place(format, file).ok_or(Unverified::NoHash)?;
    let same = file[place.clone()] == *hash(format, file, &place).as_bytes();
    let sound = format != Format::Png || file[place.end..place.end + CHECKSUM] == checksum(file, &place);
    if same && sound { Ok(format) } else { Err(Unverified::Changed) }
}

/// The file with zeros in the place of the hash.
fn with_place(format: Format, mut file: Vec<u8>) -> Option<Vec<u8>> {
    let zeros = "0".repeat(DIGITS);
    let comment = format!("<!--{MARK}{zeros}-->");
    let (at, text) = match format {
        Format::Svg => (rfind(&file, b"</svg>")?, format!("{comment}\n")),
        Format::Html => (rfind(&file, b"</html>")?, format!("{comment}\n")),
        Format::Md => (file.len(), format!("\n{comment}\n")),
        Format::Mermaid => (file.len(), format!("%% {MARK}{zeros}\n")),
        // Where the table of objects begins is said behind it, and does not move.
        Format::Pdf => (rfind(&file, b"startxref")?, format!("%{MARK}{zeros}\n")),
        Format::Ics => {
            let first = b"BEGIN:VCALENDAR\r\n";
            (file.starts_with(first).then_some(first.len())?, format!("{PROPERTY}{zeros}\r\n"))
        }
        Format::Json => {
            let end = rfind(&file, b"}")?;
            let before = file[..end].trim_ascii_end().len();
            (before, format!(",\n  {FIELD}{zeros}\""))
        }
        Format::Csv => (file.len(), row(&file, &zeros)?),
        Format::Png => {
            // Length, name, content and checksum of the last chunk, which has no content.
            let end = file.len().checked_sub(12)?;
            let content = [b"tEXt", MARK.trim_end_matches(':').as_bytes(), b"\0", zeros.as_bytes()].concat();
            let length = u32::try_from(content.len() - 4).ok()?.to_be_bytes();
            let chunk = [&length[..], &content, &[0; CHECKSUM]].concat();
            file.splice(end..end, chunk);
            return Some(file);
        }
        Format::Xlsx => {
            // The archive ends with the length of its comment, which is empty so far.
            let text = format!("{MARK}{zeros}");
            let length = file.len().checked_sub(2)?;
            file.get_mut(length..)?.copy_from_slice(&u16::try_from(text.len()).ok()?.to_le_bytes());
            (file.len(), text)
        }
    };
    file.splice(at..at, text.into_bytes());
    Some(file)
}

/// A last row of as many cells as the first one has.
fn row(file: &[u8], digits: &str) -> Option<String> {
    let text = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let line = text.split(|byte| *byte == b'\n').next()?;
    // The first column's name has neither.
    let separator = line.iter().copied().find(|byte| matches!(byte, b',' | b';'))?;
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(text);
    let cells = reader.records().next()?.ok()?.len();
    let separator = char::from(separator).to_string();
    (cells > COLUMN).then(|| {
        format!("{KIND}{}{digits}{}\r\n", separator.repeat(COLUMN), separator.repeat(cells - COLUMN - 1))
    })
}

/// The place of the digits. Where texts of people may say the same, only the last, or the first, place is the one.
fn place(format: Format, file: &[u8]) -> Option<Range<usize>> {
    let behind = |mark: &[u8]| rfind(file, mark).map(|at| at + mark.len());
    let from = match format {
        Format::Json => behind(FIELD.as_bytes())?,
        Format::Ics => {
            let begin = [b"BEGIN:VCALENDAR\r\n", PROPERTY.as_bytes()].concat();
            file.starts_with(&begin).then_some(begin.len())?
        }
        Format::Csv => {
            let at = behind(KIND.as_bytes())?;
            let separators = file.get(at..at + COLUMN)?;
            matches!(separators, b",,," | b";;;").then_some(at + COLUMN)?
        }
        Format::Png => behind(format!("tEXt{}\0", MARK.trim_end_matches(':')).as_bytes())?,
        _ => behind(MARK.as_bytes())?,
    };
    let to = from + DIGITS;
    let room = to + if format == Format::Png { CHECKSUM } else { 0 };
    let digits = file.get(from..to)?.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (digits && room <= file.len()).then_some(from..to)
}

/// The hash of a file with zeros where the digits are; in an image also where the checksum over them is.
fn hash(format: Format, file: &[u8], place: &Range<usize>) -> String {
    let mut hash = Sha256::new();
    hash.update(&file[..place.start]);
    hash.update([b'0'; DIGITS]);
    let mut rest = place.end;
    if format == Format::Png {
        hash.update([0; CHECKSUM]);
        rest += CHECKSUM;
    }
    hash.update(&file[rest..]);
    hash.finalize().iter().fold(String::with_capacity(DIGITS), |mut digits, byte| {
        let _ = fmt::Write::write_fmt(&mut digits, format_args!("{byte:02x}"));
        digits
    })
}

/// The checksum of the chunk whose content ends with the digits.
fn checksum(file: &[u8], place: &Range<usize>) -> [u8; CHECKSUM] {
    let begin = place.start - "tEXt".len() - MARK.len();
    crc32fast::hash(&file[begin..place.end]).to_be_bytes()
}

/// The format that a file has, by how it begins. A file of another program is taken for Markdown, and has no hash.
fn format_of(file: &[u8]) -> Format {
    let begins: [(&[u8], Format); 10] = [
        (b"\x89PNG\r\n\x1a\n", Format::Png),
        (b"%PDF-", Format::Pdf),
        (b"PK\x03\x04", Format::Xlsx),
        (b"{", Format::Json),
        (b"BEGIN:VCALENDAR", Format::Ics),
        (b"<?xml", Format::Svg),
        (b"<svg", Format::Svg),
        (b"<!doctype html", Format::Html),
        (b"ishikawa", Format::Mermaid),
        ("\u{feff}".as_bytes(), Format::Csv),
    ];
    begins.into_iter().find(|(begin, _)| file.starts_with(begin)).map_or(Format::Md, |(_, format)| format)
}

fn rfind(file: &[u8], wanted: &[u8]) -> Option<usize> {
    file.windows(wanted.len()).rposition(|part| part == wanted)
}
