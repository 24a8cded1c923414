use std::path::PathBuf;

/// Why a journal did not do what a caller asked. Each error is one sentence for the person who runs the server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// There is no such board.
    #[error("there is no board {0}")]
    Unknown(String),
    /// A board or a key of this name already exists.
    #[error("{0} is taken")]
    Taken(String),
    /// The entry or snapshot does not fit the end of the log, so nothing was stored. Another writer was faster, or
    /// the caller lost count.
    #[error("the log ends at {last}, {got} does not fit there")]
    Conflict {
        /// The number of the last stored entry.
        last: u64,
        /// The number that was offered.
        got: u64,
    },
    /// The board was claimed since, by another room or by another node, so nothing was stored.
    #[error("board {0} has another owner by now")]
    Superseded(String),
    /// Another node owns the board.
    #[error("the board is open on the node {node} at {address}")]
    Elsewhere {
        /// The name of the node.
        node: String,
        /// Where other nodes reach it.
        address: String,
    },
    /// The disk, or the quota, is full. Nothing was stored; the same call may succeed once there is space.
    #[error("the disk is full")]
    Full,
    /// Another process uses the data directory.
    #[error("the data directory {} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The data directory or a file in it cannot be created or written.
    #[error("the data directory {} is not writable: {cause}", .path.display())]
    NotWritable {
        /// The directory.
        path: PathBuf,
        /// The message of the operating system or the database.
        cause: String,
    },
    /// The data directory contains data that is damaged or not this journal's.
    #[error("the data in {} cannot be used: {cause}", .path.display())]
    Unusable {
        /// The file or directory.
        path: PathBuf,
        /// The fault that was found.
        cause: String,
    },
    /// The stored data of a board is damaged. Other boards are not affected.
    #[error("board {board} is damaged: {cause}")]
    Damaged {
        /// The board.
        board: String,
        /// The damaged part of the board.
        cause: String,
    },
    /// The files of the journal are missing from their place. Nothing was stored; the same call may succeed once they
    /// are back.
    #[error("{} is no longer there: it was deleted, moved or replaced, and nothing can be stored until it is back", .0.display())]
    Missing(PathBuf),
    /// The storage failed. The call may have taken effect as a whole or not at all; read again to find out.
    #[error("the storage failed: {0}")]
    Storage(String),
    /// The journal was closed.
    #[error("the journal is closed")]
    Closed,
}

impl JournalError {
    /// Whether it is certain that a writing call stored nothing. Then the same call may succeed once the storage is
    /// repaired.
    pub fn kept_nothing(&self) -> bool {
        matches!(self, JournalError::Full | JournalError::Missing(_) | JournalError::NotWritable { .. })
    }
}
