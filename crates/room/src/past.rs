//! A board as it was at an earlier moment, from its log.

use board::live::{Broken, Live};
use board::schema::Limits;
use board::{BoardId, Entry, Millis};
use journal::{Journal, JournalError, Stored};

use crate::load::OpenError;

/// The bytes of entries that are in memory at once while a log is read.
const PAGE: usize = 4 * 1024 * 1024;

/// Why there is no board of an earlier moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PastError {
    /// The board was made later, at this time.
    #[error("the board was made later")]
    Before(Millis),
    /// It could not be read.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl From<JournalError> for PastError {
    fn from(error: JournalError) -> Self {
        PastError::Open(error.into())
    }
}

/// Builds a board as it was at a moment: with every entry up to it, and none after. The journal is not changed, and of its
/// log only a page is in memory at once (ROOM-28).
///
/// # Errors
/// See [`PastError`].
pub async fn load_at(
    journal: &dyn Journal,
    board: &BoardId,
    limits: Limits,
    at: Millis,
) -> Result<Live, PastError> {
    let mut live = match from_snapshot(journal, board, at).await? {
        Some(live) => live,
        None => Live::new(board.clone(), limits),
    };
    loop {
        let page = journal.read_some(board.as_str(), live.seq(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        let (seq, first) = (live.seq(), page.first().map(first_at).transpose().map_err(OpenError::Broken)?);
        if let Some(first) = first.filter(|first| seq == 0 && *first > at) {
            return Err(PastError::Before(first));
        }
        let (replayed, passed) = blocking(move || replay(live, page, at)).await?;
        live = replayed;
        if passed {
            break;
        }
    }
    // A board without entries is none.
    if live.seq() == 0 { Err(OpenError::NotFound.into()) } else { Ok(live) }
}

/// The board of the newest snapshot, if that is not after the moment. A snapshot is only a shortcut, so one that cannot
/// be read costs time only.
async fn from_snapshot(
    journal: &dyn Journal,
    board: &BoardId,
    at: Millis,
) -> Result<Option<Live>, PastError> {
    let snapshot = match journal.latest_snapshot(board.as_str()).await {
        Err(JournalError::Damaged { .. } | JournalError::Unusable { .. }) => None,
        found => found?,
    };
    let Some(Stored { bytes, .. }) = snapshot else { return Ok(None) };
    let restored = blocking(move || Ok(Live::restore(&bytes).ok().filter(|live| live.at() <= at))).await;
    Ok(restored?)
}

fn first_at(entry: &Stored) -> Result<Millis, Broken> {
    decode(entry).map(|entry| entry.at)
}

fn decode(stored: &Stored) -> Result<Entry, Broken> {
    Entry::decode(&stored.bytes).map_err(|error| Broken(error.to_string()))
}

/// Applies the entries of a page; the flag says that one was after the moment.
fn replay(mut live: Live, page: Vec<Stored>, at: Millis) -> Result<(Live, bool), Broken> {
    for stored in page {
        let entry = decode(&stored)?;
        if entry.at > at {
            return Ok((live, true));
        }
        live.replay(&entry)?;
    }
    Ok((live, false))
}

/// Replaying may take long, so it runs where it delays no room.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Broken> + Send + 'static,
) -> Result<T, OpenError> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.unwrap_or_else(|panic| Err(Broken(format!("replaying it ended early: {panic}"))));
    done.map_err(OpenError::Broken)
}
