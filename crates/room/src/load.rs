//! Opens a board from its journal: the newest snapshot and all entries after it.

use board::live::{Broken, Live, Replayed};
use board::schema::Limits;
use board::{BoardId, Entry};
use journal::{Journal, JournalError, Stored};

/// Why a board did not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// There is no such board.
    #[error("there is no such board")]
    NotFound,
    /// The log cannot be applied.
    #[error(transparent)]
    Broken(Broken),
    /// Another node owns the board.
    #[error("the board is open on another node, at {address}")]
    Elsewhere {
        /// Where other nodes reach that node.
        address: String,
    },
    /// The storage failed.
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
            JournalError::Elsewhere { address, .. } => OpenError::Elsewhere { address },
            other => OpenError::Journal(other),
        }
    }
}

/// A board, ready for a room.
pub struct Opened {
    /// The board.
    pub live: Live,
    /// The sequence number of the last entry in the snapshot that was used; 0 if none was.
    pub snapshot_at: u64,
    /// The number of applied entries that this program would perform differently. What they recorded holds.
    pub differing: u64,
}

/// Builds a board from its journal, which is not changed. What somebody reads who has not claimed the board may be outdated
/// at once.
///
/// # Errors
/// See [`OpenError`].
pub async fn load(journal: &dyn Journal, board: &BoardId, limits: Limits) -> Result<Opened, OpenError> {
    let snapshot = match journal.latest_snapshot(board.as_str()).await {
        // The snapshot is damaged on the disk: the whole log is read instead.
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
            // The snapshot is only a shortcut: the log has all of its content.
            Err(error) => tracing::warn!(%board, %error, "snapshot not usable, the whole log is applied"),
        }
    }
    let entries = journal.read(board.as_str(), 0).await?;
    rebuild(board, limits, None, entries).await.map_err(OpenError::Broken)
}

/// Applies a snapshot and entries. This may take long, so it runs where it delays no other room.
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
        let mut differ = vec![];
        for Stored { bytes, .. } in entries {
            let entry = Entry::decode(&bytes).map_err(|error| Broken(error.to_string()))?;
            if live.replay(&entry)? == Replayed::Differs {
                differ.push(entry.seq);
            }
        }
        let differing = differ.len() as u64;
        if let Some(first) = differ.first() {
            tracing::warn!(
                board = %live.state().id,
                entries = differing,
                first,
                "entries were written by another version, and this one would write something else; what was written then holds"
            );
        }
        Ok(Opened { live, snapshot_at, differing })
    };
    let rebuilt = tokio::task::spawn_blocking(work).await;
    rebuilt.unwrap_or_else(|panic| Err(Broken(format!("rebuilding it ended early: {panic}"))))
}
