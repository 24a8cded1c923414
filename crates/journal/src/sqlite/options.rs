//! The options of a journal.

use std::sync::Arc;
use std::time::Duration;

use crate::Observer;

/// The options of a [`Sqlite`](super::Sqlite). The default is right for a server.
#[derive(Clone)]
pub struct Options {
    /// What an `Ok` guarantees.
    pub durability: Durability,
    /// The largest size of the database file, in bytes, without the log in front of it (some megabytes). Beyond it
    /// the disk counts as full.
    pub quota: Option<u64>,
    /// The bytes that may wait to be written before callers are held back.
    pub queue: usize,
    /// The number of concurrent reads, each on a thread and a connection of its own.
    pub readers: usize,
    /// While several boards write, the shortest time between the beginnings of two commits, so that one sync serves
    /// many. A board that writes alone is never held back.
    pub pace: Duration,
    /// A commit that takes longer than this is logged as a warning.
    pub slow: Duration,
    /// After a failed commit, a call of [`health`](crate::Journal::health) starts a trial write that shows whether
    /// the next commit would succeed. Trials are at least this far apart.
    pub try_again: Duration,
    /// The observer that is told of every commit.
    pub observer: Arc<dyn Observer>,
}

/// What an `Ok` guarantees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// The write survives the end of the process and a loss of power: the log is synced before every answer.
    PowerLoss,
    /// The write survives only the end of the process. It is for tests that show what the other one is for.
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
