use std::path::PathBuf;

/// Why a journal did not do what it was asked. Each is one sentence for the person who runs the server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// There is no such board.
    #[error("there is no board {0}")]
    Unknown(String),
    /// A board or a key of this name exists.
    #[error("{0} is taken")]
    Taken(String),
    /// The entry or snapshot does not fit the end of the log, so nothing was kept: somebody else wrote, or the
    /// asker lost count.
    #[error("the log ends at {last}, {got} does not fit there")]
    Conflict {
        /// The number of the last entry kept.
        last: u64,
        /// The number that was offered.
        got: u64,
    },
    /// The disk, or the quota, is full. Nothing was kept; the same call may succeed once there is room.
    #[error("the disk is full")]
    Full,
    /// Another process has the data directory.
    #[error("the data directory {} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The data directory or a file in it cannot be made or written.
    #[error("the data directory {} is not writable: {cause}", .path.display())]
    NotWritable {
        /// The directory.
        path: PathBuf,
        /// What the operating system or the database said.
        cause: String,
    },
    /// What is in the data directory is not this journal's, or is damaged.
    #[error("the data in {} cannot be used: {cause}", .path.display())]
    Unusable {
        /// The file or directory.
        path: PathBuf,
        /// What was found.
        cause: String,
    },
    /// A board is not as it was written. The others are not concerned.
    #[error("board {board} is damaged: {cause}")]
    Damaged {
        /// The board.
        board: String,
        /// What of it is damaged.
        cause: String,
    },
    /// The files of the journal are no longer where they were. Nothing was kept; the same call may succeed once they
    /// are back.
    #[error("{} is no longer there: it was deleted, moved or replaced, and nothing can be stored until it is back", .0.display())]
    Missing(PathBuf),
    /// The storage failed. The call may or may not have taken effect (wholly); read again to know.
    #[error("the storage failed: {0}")]
    Storage(String),
    /// The journal was closed.
    #[error("the journal is closed")]
    Closed,
}

impl JournalError {
    /// Whether it is certain that nothing of a writing call was kept, and the same call may succeed once somebody has
    /// seen to the storage.
    pub fn kept_nothing(&self) -> bool {
        matches!(self, JournalError::Full | JournalError::Missing(_) | JournalError::NotWritable { .. })
    }
}
