//! Why a room does not do what it was asked for.

use std::time::Duration;

use board::Refusal;
use journal::JournalError;

/// The room has ended, or will not take this any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the room is closed; open the board again")]
pub struct Closed;

/// Why a command has no sequence number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// It may not happen; nothing was changed.
    #[error("{0}")]
    Refused(Refusal),
    /// The person gives commands faster than anybody; this one may be given again after so long.
    #[error("too many commands at once; wait {0:?}")]
    TooFast(Duration),
    /// The room ended before it was decided or made durable.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// It could not be made durable. Whether it was is known once the board is opened again.
    #[error("not stored: {0}")]
    Storage(JournalError),
}

/// Why there is no session.
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
    /// The room has ended; open the board again, it may be gone already.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// The storage would not.
    #[error("not deleted: {0}")]
    Storage(JournalError),
}
