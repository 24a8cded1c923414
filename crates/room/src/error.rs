//! Why a room does not do what a caller asked for.

use std::time::Duration;

use board::Refusal;
use journal::JournalError;

/// The room has ended, or takes no more events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the room is closed; open the board again")]
pub struct Closed;

/// Why a command was not recorded, or not certainly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The command is not allowed; nothing was changed.
    #[error("{0}")]
    Refused(Refusal),
    /// The person gives commands faster than the limit. This command may be given again after the given time.
    #[error("too many commands at once; wait {0:?}")]
    TooFast(Duration),
    /// The room ended before the command was decided or durable.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// The command could not be made durable. Whether it was stored is known once the board is opened again.
    #[error("not stored: {0}")]
    Storage(JournalError),
}

/// Why a connection got no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The room has ended.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// The person was removed from the board.
    #[error("removed from the board")]
    Removed,
    /// The room holds as many connections as it may.
    #[error("too many connections on this board")]
    Full,
}

/// Why a board was not deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeleteError {
    /// The room has ended. Open the board again: it may be deleted already.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// The storage failed.
    #[error("not deleted: {0}")]
    Storage(JournalError),
}
