//! An ordered, durable log for each board. A call that was answered `Ok` survives a kill or a power cut.
//!
//! The crate has a trait ([`Journal`]), a log in memory for tests that can fail on request ([`Memory`]), and the
//! embedded default: one SQLite file with one writer and group commit over all boards ([`Sqlite`]). The promises are
//! numbered in `SPEC.md`; one conformance suite tests every backend against them.
//!
//! Beside the log there is a small store for what belongs to all nodes together ([`ClusterStore`]).
//!
//! It does not read what it stores. Entries and snapshots are bytes to it; boards and keys are names. It knows
//! nothing of Yjs, people or the network, and it has no clock.

mod claim;
mod cluster;
mod error;
mod memory;
mod observer;
mod postgres;
mod space;
mod sqlite;
mod stored;

use std::future::Future;
use std::pin::Pin;

pub use claim::Claim;
pub use cluster::{Attempt, ClusterStore, Directory, Node, setting_or};
pub use error::JournalError;
pub use memory::{Fault, Faults, Memory, On};
pub use observer::{Commit, Observer, Stage};
pub use postgres::{Postgres, PostgresOptions};
pub use space::Space;
pub use sqlite::{Damage, Durability, Options, Sqlite};
pub use stored::Stored;

/// An answer that is under way. The call begins when the future is first polled. Dropping the future afterwards does
/// not undo the call; it only loses the answer (JRNL-6).
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The answer of every call of a journal.
pub type Answer<T> = Pending<Result<T, JournalError>>;

/// An ordered durable log for each board. Dyn-compatible: rooms hold an `Arc<dyn Journal>`.
pub trait Journal: Send + Sync + 'static {
    /// Creates a board with its first entries (numbered 1, 2, …; may be empty) and the unique look-up keys by which
    /// [`find`](Journal::find) finds it. [`JournalError::Taken`] if the board or one of the keys exists.
    fn create(&self, board: &str, keys: &[String], first: Vec<Stored>) -> Answer<()>;

    /// Makes this node the owner of a board, with an epoch that is higher than every earlier one; earlier claims, also this
    /// node's own, change nothing any more. Whoever reads a board after that has everything that an earlier owner wrote
    /// or ever will. [`JournalError::Elsewhere`] if another node that is alive owns the board. That there is no such board
    /// may be said here or by the next call.
    fn claim(&self, board: &str) -> Answer<Claim>;

    /// Gives a board back, so that the next claim, by whichever node, need not wait. Afterwards the claim changes nothing.
    /// A claim that is out of date is none to give back; the answer is `Ok`.
    fn release(&self, claim: &Claim) -> Answer<()>;

    /// Appends all of the entries or none; they are durable once the answer is `Ok`. The first must be numbered one
    /// above the last stored entry; otherwise nothing is stored and the answer is [`JournalError::Conflict`]. If the board
    /// was claimed since, it is [`JournalError::Superseded`]. Without entries the answer is `Ok`.
    fn append(&self, claim: &Claim, entries: Vec<Stored>) -> Answer<()>;

    /// Appends entries as [`append`](Journal::append) does. In the same step the key `new` replaces the key `old`,
    /// which finds no board from then on. [`JournalError::Taken`] if `new` exists. A key `old` of another board is
    /// left as it is.
    fn rekey(&self, claim: &Claim, old: &str, new: &str, entries: Vec<Stored>) -> Answer<()>;

    /// Every entry with a number above `after`, in order. With 0 it is the whole log.
    fn read(&self, board: &str, after: u64) -> Answer<Vec<Stored>>;

    /// The first entries with a number above `after`, in order: until they have `bytes` bytes, and one at least if there is
    /// one. So a log can be read a page at a time.
    fn read_some(&self, board: &str, after: u64, bytes: usize) -> Answer<Vec<Stored>>;

    /// The last entry of the log alone, however long the log is; none if the log is empty.
    fn last(&self, board: &str) -> Answer<Option<Stored>>;

    /// The newest snapshot: the state after the entry of its number.
    fn latest_snapshot(&self, board: &str) -> Answer<Option<Stored>>;

    /// Stores a snapshot in place of an older one. A snapshot ahead of the log is a [`JournalError::Conflict`]; one
    /// older than the stored snapshot changes nothing. The log itself stays whole.
    fn put_snapshot(&self, claim: &Claim, snapshot: Stored) -> Answer<()>;

    /// The board that has this look-up key.
    fn find(&self, key: &str) -> Answer<Option<String>>;

    /// The look-up keys of the board, in order.
    fn keys(&self, board: &str) -> Answer<Vec<String>>;

    /// Every board, in order of creation.
    fn boards(&self) -> Answer<Vec<String>>;

    /// Whether the board exists.
    fn exists(&self, board: &str) -> Answer<bool>;

    /// Deletes the board and everything stored for it: entries, snapshot, keys. Its name and its keys are free again.
    /// [`JournalError::Unknown`] if there is no such board.
    fn delete(&self, claim: &Claim) -> Answer<()>;

    /// Whether a write would succeed now, as far as it is known: the error of the last commit, if that failed, or
    /// [`JournalError::Missing`]. The call does not wait for the disk.
    fn health(&self) -> Answer<()>;

    /// The space that the content takes and has left (JRNL-51).
    fn space(&self) -> Answer<Space>;

    /// Finishes the calls made before and releases the storage. Later calls are answered [`JournalError::Closed`]; a
    /// second close is harmless.
    fn close(&self) -> Answer<()>;
}
