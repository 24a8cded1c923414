//! How a journal is opened.

use std::sync::Arc;
use std::time::Duration;

use crate::Observer;

/// How a [`Sqlite`](super::Sqlite) is opened. The default is what a server wants.
#[derive(Clone)]
pub struct Options {
    /// What an `Ok` is worth.
    pub durability: Durability,
    /// The largest size of the database file, in bytes; the log in front of it (some megabytes) not counted. Beyond
    /// it the disk counts as full.
    pub quota: Option<u64>,
    /// How much may wait to be written before callers are held back, in bytes.
    pub queue: usize,
    /// How many reads go on at once, each on a thread and a connection of its own.
    pub readers: usize,
    /// While several boards write, the least time between the beginnings of two commits: so that one sync serves
    /// many. A board that writes alone is never held back.
    pub pace: Duration,
    /// A commit that takes longer than this is a warning in the log.
    pub slow: Duration,
    /// After a commit that failed, whoever asks for the [`health`](crate::Journal::health) has something written to see whether
    /// the next one would succeed; this often at most.
    pub try_again: Duration,
    /// Is told of every commit.
    pub observer: Arc<dyn Observer>,
}

/// What an `Ok` is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It survives the end of the process and of the power: the log is synced before every answer.
    PowerLoss,
    /// It survives the end of the process only. For tests that show what the other is for.
    ProcessOnly,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            durability: Durability::PowerLoss,
            quota: None,
            queue: 32 << 20,
            readers: 4,
            pace: Duration::from_millis(4),
            slow: Duration::from_millis(250),
            try_again: Duration::from_secs(5),
            observer: Arc::new(()),
        }
    }
}
