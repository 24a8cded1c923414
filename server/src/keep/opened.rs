//! Opens boards from their whole logs, many at once, and compares them with those of another place.

use board::{BoardId, live::Live, schema::Limits};
use export::{Format, Options};
use futures_util::{StreamExt, stream};
use journal::Journal;
use room::{Whole, WholeError, load_whole};

use super::progress::Progress;

/// What opening every board showed.
#[derive(Debug, Default)]
pub struct OpenedBoards {
    /// The number of boards that could be opened.
    pub boards: usize,
    /// The number of their entries.
    pub entries: u64,
    /// What is wrong: the board, the entry if it is one's fault, and what it is.
    pub damaged: Vec<(String, Option<u64>, String)>,
}

/// The boards that are opened at once: one for each processor.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

/// Opens every board of a journal.
///
/// # Errors
/// One sentence, if the storage fails.
pub async fn open_every(journal: &dyn Journal, doing: &'static str) -> Result<OpenedBoards, String> {
    let boards = journal.boards().await.map_err(|error| format!("{error}."))?;
    let mut progress = Progress::new(doing, boards.len());
    let open = |board: String| async move {
        let opened = load_whole(journal, &BoardId::from(board.as_str()), Limits::default()).await;
        (board, opened)
    };
    let mut all = stream::iter(boards).map(open).buffered(at_once());
    let mut found = OpenedBoards::default();
    while let Some((board, opened)) = all.next().await {
        match opened {
            Ok(Whole { live, snapshot }) => {
                found.boards += 1;
                found.entries += live.seq();
                found.damaged.extend(snapshot.map(|cause| (board, None, cause)));
            }
            // It was deleted meanwhile.
            Err(WholeError::NotFound) => {}
            Err(WholeError::Damaged { entry, cause }) => found.damaged.push((board, entry, cause)),
            Err(WholeError::Journal(error)) => return Err(format!("{error}.")),
        }
        progress.step();
    }
    Ok(found)
}

/// Opens every board of the second journal from both, and compares them: their state, their json export, their state vector
/// and their deletions.
///
/// # Errors
/// One sentence that names the first board that is not the same.
pub async fn compare(one: &dyn Journal, other: &dyn Journal) -> Result<(), String> {
    let boards = other.boards().await.map_err(|error| format!("{error}."))?;
    let mut progress = Progress::new("compared", boards.len());
    let open = |board: String| async move {
        let id = BoardId::from(board.as_str());
        let one = load_whole(one, &id, Limits::default()).await;
        let other = load_whole(other, &id, Limits::default()).await;
        let (Ok(one), Ok(other)) = (&one, &other) else {
            let wrong = [one.err(), other.err()].into_iter().flatten().next();
            return Err(format!(
                "The board {board} cannot be opened: {}.",
                wrong.map_or_else(String::new, |wrong| wrong.to_string())
            ));
        };
        match difference(&one.live, &other.live) {
            None => Ok(()),
            Some(what) => Err(format!("The board {board} is not the same in both places: {what} differs.")),
        }
    };
    let mut all = stream::iter(boards).map(open).buffered(at_once());
    while let Some(compared) = all.next().await {
        compared?;
        progress.step();
    }
    Ok(())
}

/// What of two boards is not the same.
fn difference(one: &Live, other: &Live) -> Option<&'static str> {
    let json = |live: &Live| export::render(&live.reading().0, Format::Json, &Options::default()).ok();
    if one.clocks() != other.clocks() {
        Some("its state vector")
    } else if one.deleted() != other.deleted() {
        Some("what is deleted")
    } else if one.state() != other.state() {
        Some("its state")
    } else if json(one) != json(other) {
        Some("its json export")
    } else {
        None
    }
}
