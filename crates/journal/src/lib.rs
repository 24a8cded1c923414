//! An ordered, durable log for each board: what was answered `Ok` is there after a kill or a power cut.
//!
//! It is: a trait ([`Journal`]), a log in memory for tests with faults to order ([`Memory`]), and the embedded
//! default, one SQLite file with one writer and group commit over all boards ([`Sqlite`]). The promises are
//! numbered in `SPEC.md`; one conformance suite holds every backend to them.
//!
//! It is not: a reader of what it keeps. Entries and snapshots are bytes to it; boards and keys are names. It knows
//! nothing of Yjs, of people or of the network, and it has no clock.

mod error;
mod memory;
mod observer;
mod sqlite;
mod stored;

use std::future::Future;
use std::pin::Pin;

pub use error::JournalError;
pub use memory::{Fault, Faults, Memory, On};
pub use observer::{Commit, Observer, Stage};
pub use sqlite::{Durability, Options, Sqlite};
pub use stored::Stored;

/// An answer under way. Nothing is begun before it is first polled; dropping it afterwards takes nothing back, it
/// only leaves the asker without the answer (JRNL-6).
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What every call of a journal answers.
pub type Answer<T> = Pending<Result<T, JournalError>>;

/// An ordered durable log for each board. Dyn-compatible: rooms hold an `Arc<dyn Journal>`.
pub trait Journal: Send + Sync + 'static {
    /// Makes a board with its first entries (numbered 1, 2, …; may be empty) and the unique look-up keys by which
    /// [`find`](Journal::find) leads to it. [`JournalError::Taken`] if the board or one of the keys exists.
    fn create(&self, board: &str, keys: &[String], first: Vec<Stored>) -> Answer<()>;

    /// Adds entries at the end, all or none; durable once answered `Ok`. The first must be numbered one above the
    /// last one kept, or nothing happens and the answer is [`JournalError::Conflict`]. No entries: `Ok`.
    fn append(&self, board: &str, entries: Vec<Stored>) -> Answer<()>;

    /// Adds entries as [`append`](Journal::append) does and, in the same step, lets the key `new` lead to the board in
    /// place of `old`, which from then on leads nowhere. [`JournalError::Taken`] if `new` exists; an `old` that is not
    /// this board's is left as it is.
    fn rekey(&self, board: &str, old: &str, new: &str, entries: Vec<Stored>) -> Answer<()>;

    /// Every entry numbered above `after`, in order; from 0 it is the whole log.
    fn read(&self, board: &str, after: u64) -> Answer<Vec<Stored>>;

    /// The newest snapshot: the state once the entry of its number was applied.
    fn latest_snapshot(&self, board: &str) -> Answer<Option<Stored>>;

    /// Keeps a snapshot in place of an older one. A snapshot ahead of the log is a [`JournalError::Conflict`]; one
    /// older than what is kept changes nothing. The log itself stays whole.
    fn put_snapshot(&self, board: &str, snapshot: Stored) -> Answer<()>;

    /// The board that was created with this key.
    fn find(&self, key: &str) -> Answer<Option<String>>;

    /// Every board, in order of creation.
    fn boards(&self) -> Answer<Vec<String>>;

    /// Whether the board is there.
    fn exists(&self, board: &str) -> Answer<bool>;

    /// Removes the board and everything that was kept of it: entries, snapshot, keys. Its name and its keys are
    /// free again. [`JournalError::Unknown`] if there is none.
    fn delete(&self, board: &str) -> Answer<()>;

    /// Whether what is written now would be kept, as far as it is known: the error of the last commit, if that failed, or
    /// [`JournalError::Missing`]. Asking does not wait for the disk.
    fn health(&self) -> Answer<()>;

    /// Finishes what was asked before and lets go of the storage. What is asked later is answered
    /// [`JournalError::Closed`]; a second close is harmless.
    fn close(&self) -> Answer<()>;
}
