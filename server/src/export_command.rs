//! `herringbone export`: a board from the data directory to a file, whether or not a server has it open.

use std::{
    fs,
    io::{self, Write},
};

use board::{BoardId, Millis, live::Live, reading::Board, schema::Limits};
use export::{Format, Options, Paper, Part, Separator, Size, Zone};
use journal::Journal;
use room::{Clock, OpenError, PastError, WallClock};

use crate::{api, cli::ExportArgs, keep::Place};

/// Writes the export to the file.
///
/// # Errors
/// One sentence for the person who runs it.
pub async fn write(arguments: ExportArgs) -> Result<(), String> {
    let format = Format::parse(&arguments.format).ok_or_else(|| {
        format!(
            "There is no format {}; choose svg, png, pdf, html, md, csv, xlsx, json, ics or mermaid.",
            arguments.format
        )
    })?;
    let paper = Paper::parse(&arguments.paper)
        .ok_or_else(|| format!("There is no paper {}; choose a4, a3, letter or slide.", arguments.paper))?;
    let part = Part::parse(&arguments.part).ok_or_else(|| {
        format!("There is no part {}; choose fish, results, matrix, projects or facts.", arguments.part)
    })?;
    let size = match arguments.size.as_deref() {
        Some(text) => Some(Size::parse(text).ok_or_else(|| api::SIZES.to_owned())?),
        None => None,
    };
    let separator = Separator::parse(&arguments.separator).ok_or_else(|| {
        format!("There is no separator {}; choose comma or semicolon.", arguments.separator)
    })?;
    let zone = Zone::parse(&arguments.time_zone).ok_or_else(|| {
        format!("There is no time zone {}; it has a name such as Europe/Warsaw.", arguments.time_zone)
    })?;
    let place = Place::of(&arguments.data, arguments.journal.as_deref());
    let journal = place.read().await?.journal;
    let place = place.to_string();
    let live = read(&*journal, &place, &arguments.board).await?;
    let board = match arguments.at {
        None => live.reading().0,
        Some(at) => read_at(&*journal, &arguments.board, at, &live).await?,
    };
    journal.close().await.map_err(|error| format!("{error}."))?;
    let grown = board::live::grown(&live.document()).map_err(|error| format!("{error}."))?;
    let generated_at = WallClock.now();
    let options = Options {
        part,
        size,
        paper,
        separator,
        zone,
        generated_at,
        as_of: arguments.at,
        grown,
        ..Options::default()
    };
    let bytes = export::render(&board, format, &options).map_err(|error| format!("{error}."))?;
    let (written, name) = match arguments.out.to_str() {
        Some("-") => (to_stdout(&bytes), "The standard output".into()),
        _ => (fs::write(&arguments.out, bytes), arguments.out.to_string_lossy()),
    };
    written.map_err(|error| format!("{name} cannot be written: {error}."))
}

/// Reads the board as it was at a moment, by the rules of today.
async fn read_at(journal: &dyn Journal, id: &str, at: Millis, now: &Live) -> Result<Board, String> {
    if at > WallClock.now() {
        return Err(format!("{} is still to come; ask for an earlier moment.", export::instant(at)));
    }
    let past = room::load_at(journal, &BoardId::from(id), Limits::default(), at).await;
    let past = past.map_err(|error| match error {
        PastError::Before(first) => {
            format!("The board {id} was made on {}; ask for a later moment.", export::instant(first))
        }
        PastError::Open(error) => format!("The board {id} cannot be read: {error}."),
    })?;
    let (board, _) = past.read_past(&now.today()).map_err(|broken| format!("{broken}."))?;
    Ok(board)
}

fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Reads a board.
async fn read(journal: &dyn Journal, place: &str, id: &str) -> Result<Live, String> {
    let opened = room::load(journal, &BoardId::from(id), Limits::default()).await;
    opened.map(|opened| opened.live).map_err(|error| match error {
        OpenError::NotFound => format!("There is no board {id} in {place}."),
        OpenError::Broken(broken) => format!("The board {id} cannot be read: {broken}."),
        other => format!("{other}."),
    })
}

/// Prints the OpenAPI document.
///
/// # Errors
/// One sentence, when the document cannot be written.
pub fn openapi() -> Result<(), String> {
    let document = api::openapi(&Limits::default()).to_pretty_json().map_err(|error| format!("{error}."))?;
    writeln!(std::io::stdout(), "{document}").map_err(|error| format!("{error}."))
}
