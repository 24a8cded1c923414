//! Exports of a board in ten formats.
//!
//! A [`Report`] is built once from a board's reading. Each format is one writer that reads only the report, so that
//! no two formats can contradict each other. The fishbone has the same geometry as on the screens. It is drawn as
//! marks on a sheet, from which SVG, PNG, PDF and the HTML page are written. Texts are exported whole, never cut. The
//! names of anonymous authors are not in the reading, and so in no export.
//!
//! This crate does not read documents (`board::reading` does), does no IO and knows no clock: the time on an export
//! is passed in, and so is the time zone. [`Import`] reads the `json` and `mermaid` formats
//! back. [`read_causes`] and [`read_facts`] read what people bring for a board.
#![forbid(unsafe_code)]

mod answer;
mod answered;
mod bones;
mod cards;
mod causes;
mod charter;
mod charts;
mod comments;
mod competences;
mod copy;
mod csv;
mod department;
mod fact_charts;
mod facts;
mod finding;
mod fish_pages;
mod font;
mod glyphs;
mod html;
mod ics;
mod import;
mod legend;
mod lists;
mod markdown;
mod matrix;
mod md;
mod mermaid;
mod new_facts;
mod next;
mod page;
mod palette;
mod pdf;
mod picture;
mod png;
mod programme;
mod progress;
mod raster;
mod report;
mod rounds;
#[cfg(feature = "openapi")]
mod schema;
mod seal;
mod section;
mod sheet;
mod slide;
mod spreadsheet;
mod steps;
mod svg;
mod table;
mod tags;
mod text;
mod time;
mod totals;
mod typeset;
mod undrawn;
mod words;
mod xlsx;

use board::Millis;
use board::reading::Board;

pub use causes::{CausesPreview, Fault, FaultCode, LONGEST_CAUSES, NewCause, read_causes};
pub use copy::{Copied, ForFacilitators, copy};
pub use csv::Separator;
pub use department::{
    ComingMeeting, DepartmentCause, DepartmentOptions, DepartmentPage, DepartmentProject, DueDay, DueKind,
    department_calendar, department_page, for_all as summary_for_all, for_one as summary_for_one,
};
pub use import::{Import, ImportError};
pub use new_facts::{FactFault, FactFaultCode, FactsPreview, NewFact, read_facts};
pub use next::next;
pub use programme::{Programme, ProgrammeProject};
pub use report::{
    Axes, Branch, Cause, Competence, Department, Evidence, FORMAT, Field, Person, Project, Rated, Rating,
    Report, VERSION, Vote,
};
#[cfg(feature = "openapi")]
pub use schema::schema;
pub use seal::{Unverified, verify};
pub use slide::{Part, Size};
pub use spreadsheet::LONGEST_SPREADSHEET;
pub use time::{Zone, instant, read_instant};
pub use undrawn::undrawn;

/// A format to export to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A slide as a drawing, self-contained.
    Svg,
    /// A slide as an image.
    Png,
    /// The fishbone and the whole document on pages.
    Pdf,
    /// The whole document as one page, self-contained and printable.
    Html,
    /// The whole document as Markdown.
    Md,
    /// Causes and projects as one table.
    Csv,
    /// A workbook with a sheet per table.
    Xlsx,
    /// The whole content, for programs. It can be imported.
    Json,
    /// The meetings and the days on which something is due, for calendars.
    Ics,
    /// The fishbone as the text of a Mermaid diagram. It can be imported.
    Mermaid,
}

/// The options of an export.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Language of headings and fixed words (`en`, `pl`, `uk`); the board's own if none is given.
    pub language: Option<String>,
    /// The time of the export, which is printed in it.
    pub generated_at: Millis,
    /// The content of a drawing or an image.
    pub part: Part,
    /// The size of a drawing or an image. Without one an image is a slide; a drawing is a slide as well, but as large as
    /// its causes need.
    pub size: Option<Size>,
    /// The paper for the pages of a PDF.
    pub paper: Paper,
    /// The separator of a CSV file.
    pub separator: Separator,
    /// The time zone in which times are printed.
    pub zone: Zone,
    /// The earlier moment that the board is of, if it is not the present.
    pub as_of: Option<Millis>,
    /// Only the causes that rest on this; all of them if none is given. A json export always has all.
    pub evidence: Option<Evidence>,
    /// Only the causes of this list, one of [`board::schema::note::LISTS`]; a json export always has all.
    pub list: Option<&'static str>,
    /// Where people join, for the meetings of a calendar.
    pub join_link: Option<String>,
    /// The causes in the order in which they came to the board, as far as it is known. The HTML page replays it.
    pub grown: Vec<board::NoteId>,
}

/// A size of paper. The fish is printed in landscape, the document in portrait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 297 by 420 mm.
    A3,
    /// 8.5 by 11 inches.
    Letter,
    /// A slide, 16 to 9. The document is on slides as well.
    Slide,
}

impl Paper {
    /// All sizes.
    pub const ALL: [Paper; 4] = [Paper::A4, Paper::A3, Paper::Letter, Paper::Slide];

    /// The paper with this name in an address or on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.name() == name)
    }

    /// The name in an address or on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::A3 => "a3",
            Paper::Letter => "letter",
            Paper::Slide => "slide",
        }
    }

    /// Width and height of a page of the document, in points.
    fn size(self) -> (f64, f64) {
        match self {
            Paper::A4 => (595.28, 841.89),
            Paper::A3 => (841.89, 1190.55),
            Paper::Letter => (612.0, 792.0),
            Paper::Slide => (960.0, 540.0),
        }
    }
}

/// Why an export could not be made. Texts that people wrote are never the reason.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExportError {
    /// The writer of the format failed.
    #[error("the export could not be written: {0}")]
    Write(String),
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 10] = [
        Format::Svg,
        Format::Png,
        Format::Pdf,
        Format::Html,
        Format::Md,
        Format::Csv,
        Format::Xlsx,
        Format::Json,
        Format::Ics,
        Format::Mermaid,
    ];

    /// The format with this name in an address or on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Mermaid => "mmd",
            other => other.name(),
        }
    }

    /// The name of the format in an address or on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Png => "png",
            Format::Pdf => "pdf",
            Format::Html => "html",
            Format::Md => "md",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
            Format::Ics => "ics",
            Format::Mermaid => "mermaid",
        }
    }

    /// Whether the fishbone is laid out and drawn for this format. For a large board that takes up to seconds and
    /// many times the memory of the board; the other formats take milliseconds.
    pub fn is_drawn(self) -> bool {
        matches!(self, Format::Svg | Format::Png | Format::Pdf | Format::Html)
    }

    /// Its media type, for `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Svg => "image/svg+xml",
            Format::Png => "image/png",
            Format::Pdf => "application/pdf",
            Format::Html => "text/html; charset=utf-8",
            Format::Md => "text/markdown; charset=utf-8",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
            Format::Ics => "text/calendar; charset=utf-8",
            Format::Mermaid => "text/vnd.mermaid; charset=utf-8",
        }
    }
}

/// Makes an export. It holds its own hash, for [`verify`].
///
/// PNG and PDF of a large board take up to seconds of computing: call it on a thread that may block.
///
/// # Errors
/// [`ExportError`] when a writer fails. No board should cause that.
pub fn render(board: &Board, format: Format, options: &Options) -> Result<Vec<u8>, ExportError> {
    let mut report = Report::of(board, options.generated_at);
    report.zone = options.zone.clone();
    report.as_of = options.as_of;
    let words = words::Words::of(options.language.as_deref().unwrap_or(&board.language));
    if let Some(evidence) = options.evidence.filter(|_| format != Format::Json) {
        report.narrow(evidence, words);
    }
    if let Some(list) = options.list.filter(|_| format != Format::Json) {
        report.narrow_to_list(list, words);
    }
    let file = match format {
        Format::Svg => Ok(svg::write(&slide::picture(&report, options.part, options.size, words))),
        Format::Png => {
            let size = options.size.unwrap_or(Size::SLIDE);
            let picture = slide::picture(&report, options.part, Some(size), words);
            png::write(&slide::with_notice(picture, words), size)
        }
        Format::Pdf => pdf::write(&report, options.paper, words),
        Format::Html => html::write(&report, &options.grown, words),
        Format::Md => Ok(md::write(&report, words)),
        Format::Csv => csv::write(&report, options.separator, words),
        Format::Xlsx => xlsx::write(&report, words),
        Format::Json => serde_json::to_vec_pretty(&report).map_err(|e| ExportError::Write(e.to_string())),
        Format::Ics => Ok(ics::write(&report, options.join_link.as_deref(), words)),
        Format::Mermaid => Ok(mermaid::write(&report)),
    }?;
    seal::seal(format, file)
}

impl From<::csv::Error> for ExportError {
    fn from(error: ::csv::Error) -> Self {
        ExportError::Write(error.to_string())
    }
}

impl From<rust_xlsxwriter::XlsxError> for ExportError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        ExportError::Write(error.to_string())
    }
}
