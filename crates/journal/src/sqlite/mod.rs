//! The embedded default: one SQLite file, one writer, group commit over all boards.
//!
//! Every write goes through one bounded queue to one thread. The thread takes all waiting calls, writes them in one
//! transaction, and answers when SQLite has synced it. While one group is under way the next one gathers, so more
//! load makes groups larger and not latency longer. A call that does not fit (a conflict, an unknown board) is judged
//! before any of it is written, and does not affect the others of its group.

mod check;
mod checkpoint;
mod directory;
mod erasure_key;
mod examine;
mod file;
mod health;
mod log_tails;
mod opening;
mod options;
mod pace;
mod queue;
mod readers;
mod rebuild;
mod rows;
mod version_1;
mod wal;
mod write_call;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{Answer, Claim, Journal, JournalError, Space, Stored};
pub(crate) use directory::{create_private, sync_directory};
pub use examine::Damage;
pub use options::{Durability, Options};
use readers::Readers;
use write_call::WriteCall;
use writer::Writer;

/// A journal in a directory, in the file `boards.sqlite`.
pub struct Sqlite {
    dir: PathBuf,
    readers: Arc<Readers>,
    quota: Option<u64>,
    /// Absent if the directory was opened for reading only.
    writer: Option<Arc<Writer>>,
}

impl Sqlite {
    /// Opens or creates the journal in this directory, for this process alone. Another process gets
    /// [`JournalError::InUse`] until this journal is closed or dropped. The call blocks; it is meant for the start of
    /// a program.
    pub fn open(dir: &Path, options: Options) -> Result<Self, JournalError> {
        let (readers, quota) = (options.readers, options.quota);
        let (writer, lists) = Writer::start(dir, options)?;
        let readers = Readers::open(dir, readers, lists)?;
        Ok(Self { dir: dir.into(), readers: Arc::new(readers), quota, writer: Some(Arc::new(writer)) })
    }

    /// Opens the journal in this directory without changing it, also on a read-only disk, and whether or not a server
    /// has it open. Writing calls answer [`JournalError::NotWritable`].
    pub fn read_only(dir: &Path) -> Result<Self, JournalError> {
        let readers = Readers::alone(dir)?;
        Ok(Self { dir: dir.into(), readers: Arc::new(readers), quota: None, writer: None })
    }

    /// Reads everything in the directory, and says what is damaged. Nothing is changed, and a server may have the directory
    /// open. What one wrong bit did to an entry is said, although readers put it right. The call blocks.
    ///
    /// # Errors
    /// When the files cannot be read as a journal at all.
    pub fn examine(dir: &Path) -> Result<Vec<Damage>, JournalError> {
        examine::directory(dir)
    }

    /// Whether the list of boards or that of look-up keys was damaged when the directory was opened. Then there may be boards
    /// that [`boards`](Journal::boards) does not name.
    pub fn has_damaged_lists(&self) -> bool {
        self.readers.has_damaged_lists()
    }

    /// Whether another process writes to this directory. Nothing is changed.
    pub fn is_in_use(dir: &Path) -> bool {
        directory::is_taken(dir)
    }

    fn write(&self, work: WriteCall) -> Answer<()> {
        let Some(writer) = self.writer.clone() else {
            let (path, cause) = (self.dir.clone(), "it was opened for reading only".into());
            return Box::pin(async { Err(JournalError::NotWritable { path, cause }) });
        };
        Box::pin(async move { writer.write(work).await })
    }
}

impl Journal for Sqlite {
    fn create(&self, board: &str, keys: &[String], first: Vec<Stored>) -> Answer<()> {
        self.write(WriteCall::Create { board: board.into(), keys: keys.to_vec(), first })
    }

    fn claim(&self, board: &str) -> Answer<Claim> {
        // The directory is this process's alone, and of two writers in it the number of the entry lets one through.
        let claim = if self.readers.is_closed() {
            Err(JournalError::Closed)
        } else {
            Ok(Claim::new(board, 0, 1, None))
        };
        Box::pin(std::future::ready(claim))
    }

    fn release(&self, _claim: &Claim) -> Answer<()> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn append(&self, claim: &Claim, entries: Vec<Stored>) -> Answer<()> {
        self.write(WriteCall::Append { board: claim.board().into(), entries })
    }

    fn rekey(&self, claim: &Claim, old: &str, new: &str, entries: Vec<Stored>) -> Answer<()> {
        let (board, old, new) = (claim.board().into(), old.into(), new.into());
        self.write(WriteCall::Rekey { board, old, new, entries })
    }

    fn read(&self, board: &str, after: u64) -> Answer<Vec<Stored>> {
        let board = board.to_owned();
        self.readers.answer(move |file| file.entries(&board, after, usize::MAX))
    }

    fn read_some(&self, board: &str, after: u64, bytes: usize) -> Answer<Vec<Stored>> {
        let board = board.to_owned();
        self.readers.answer(move |file| file.entries(&board, after, bytes))
    }

    fn last(&self, board: &str) -> Answer<Option<Stored>> {
        let board = board.to_owned();
        self.readers.answer(move |file| file.last(&board))
    }

    fn latest_snapshot(&self, board: &str) -> Answer<Option<Stored>> {
        let board = board.to_owned();
        self.readers.answer(move |file| file.snapshot(&board))
    }

    fn put_snapshot(&self, claim: &Claim, snapshot: Stored) -> Answer<()> {
        self.write(WriteCall::Snapshot { board: claim.board().into(), snapshot })
    }

    fn find(&self, key: &str) -> Answer<Option<String>> {
        let key = key.to_owned();
        self.readers.answer(move |file| file.find(&key))
    }

    fn keys(&self, board: &str) -> Answer<Vec<String>> {
        let board = board.to_owned();
        self.readers.answer(move |file| file.keys(&board))
    }

    fn boards(&self) -> Answer<Vec<String>> {
        self.readers.answer(|file| file.boards())
    }

    fn exists(&self, board: &str) -> Answer<bool> {
        let board = board.to_owned();
        self.readers.answer(move |file| file.exists(&board))
    }

    fn delete(&self, claim: &Claim) -> Answer<()> {
        self.write(WriteCall::Delete { board: claim.board().into() })
    }

    fn health(&self) -> Answer<()> {
        match self.writer.clone() {
            Some(writer) => Box::pin(writer.health()),
            None => Box::pin(async { Ok(()) }),
        }
    }

    fn space(&self) -> Answer<Space> {
        let (dir, quota) = (self.dir.clone(), self.quota);
        self.readers.answer(move |_| {
            let space = Space::of_files(&dir, directory::DATABASE, quota);
            Ok(space.map_err(|error| JournalError::Storage(error.to_string())))
        })
    }

    fn close(&self) -> Answer<()> {
        let (readers, writer) = (Arc::clone(&self.readers), self.writer.clone());
        Box::pin(async move {
            readers.close().await;
            match writer {
                Some(writer) => writer.close().await,
                None => Ok(()),
            }
        })
    }
}
