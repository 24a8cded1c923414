//! Opens a board from its journal: the newest snapshot and all that came after it.

use board::live::{Broken, Live};
use board::schema::Limits;
use board::{BoardId, Entry};
use journal::{Journal, JournalError, Stored};

/// Why a board did not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// There is no such board.
    #[error("there is no such board")]
    NotFound,
    /// Its log cannot be applied.
    #[error(transparent)]
    Broken(Broken),
    /// The storage would not.
    #[error("{0}")]
    Journal(JournalError),
    /// The server stops.
    #[error("the server is stopping")]
    Stopping,
}

impl From<JournalError> for OpenError {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Unknown(_) => OpenError::NotFound,
            other => OpenError::Journal(other),
        }
    }
}

/// A board, ready for a room.
pub struct Opened {
    /// The board.
    pub live: Live,
    /// The last entry in the snapshot it came from, 0 if from none.
    pub snapshot_at: u64,
}

/// Builds a board from its journal. Changes nothing there.
///
/// # Errors
/// See [`OpenError`].
pub async fn load(journal: &dyn Journal, board: &BoardId, limits: Limits) -> Result<Opened, OpenError> {
    let snapshot = match journal.latest_snapshot(board.as_str()).await {
        // Damaged on the disk: as below.
        Err(error @ (JournalError::Damaged { .. } | JournalError::Unusable { .. })) => {
            tracing::warn!(%board, %error, "snapshot not readable, the whole log is applied");
            None
        }
        found => found?,
    };
    if let Some(snapshot) = snapshot {
        let entries = journal.read(board.as_str(), snapshot.seq).await?;
        match rebuild(board, limits, Some(snapshot), entries).await {
            Ok(opened) => return Ok(opened),
            // A snapshot is a shortcut only; the log has it all.
            Err(error) => tracing::warn!(%board, %error, "snapshot not usable, the whole log is applied"),
        }
    }
    let entries = journal.read(board.as_str(), 0).await?;
    rebuild(board, limits, None, entries).await.map_err(OpenError::Broken)
}

/// Long work: done where it delays no other room.
async fn rebuild(
    board: &BoardId,
    limits: Limits,
    snapshot: Option<Stored>,
    entries: Vec<Stored>,
) -> Result<Opened, Broken> {
    let board = board.clone();
    let work = move || {
        let (mut live, snapshot_at) = match snapshot {
            Some(Stored { seq, bytes }) => (Live::restore(&bytes)?, seq),
            None => (Live::new(board, limits), 0),
        };
        for Stored { bytes, .. } in entries {
            let entry = Entry::decode(&bytes).map_err(|error| Broken(error.to_string()))?;
            live.replay(&entry)?;
        }
        Ok(Opened { live, snapshot_at })
    };
    let rebuilt = tokio::task::spawn_blocking(work).await;
    rebuilt.unwrap_or_else(|panic| Err(Broken(format!("rebuilding it ended early: {panic}"))))
}
