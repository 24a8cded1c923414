//! Why a room ends.

use board::live::Broken;
use journal::JournalError;

/// Why a room ends.
pub(crate) enum End {
    /// Nobody is connected and nobody holds a handle.
    Idle,
    /// The server stops.
    Shutdown,
    /// The board was deleted.
    Deleted,
    /// The node cannot know any more whether it owns the board.
    Lost,
    /// The board in memory cannot be trusted or recorded any more. The log is the truth.
    Failed(Failure),
}

/// Why a room cannot go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Broken(#[from] Broken),
    #[error("not recorded: {0}")]
    Journal(JournalError),
}
