//! Moves the log in front of the database (SQLite's "wal") into the database.
//!
//! SQLite by itself would do this within a commit, and all callers would wait for a thousand scattered pages and
//! their sync. Here a thread of its own copies most of the log while commits go on. The pages of these commits are
//! left, so the writer copies them between two commits; they are few. After that nothing in the log is needed any
//! more, and the next commit writes over it from the beginning.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::file;
use crate::{JournalError, Observer, Stage};

/// How far a checkpoint goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As far as possible without anybody waiting.
    Passive,
    /// To the end. It waits for readers and leaves no log.
    Truncate,
}

/// The result of a checkpoint, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    /// The log's length.
    pub log: i64,
    /// The number of pages that are not in the database yet.
    pub left: i64,
    /// Whether a reader or writer was in the way.
    pub busy: bool,
}

/// The thread that copies most of the log.
pub(super) struct Checkpointer {
    /// Wakes the thread. The thread ends when this is dropped.
    ring: Option<SyncSender<()>>,
    /// Whether the thread has finished the last checkpoint that it was asked for.
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Makes a checkpoint on this connection.
pub(super) fn checkpoint(file: &Connection, mode: Mode) -> rusqlite::Result<Rest> {
    let mut pragma = file.prepare_cached(match mode {
        Mode::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
        Mode::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
    })?;
    pragma.query_row([], |row| {
        let (log, moved): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok(Rest { log, left: log - moved, busy: row.get(0)? })
    })
}

impl Checkpointer {
    /// Starts the thread, on a connection of its own to the writer's file.
    pub fn start(dir: &Path, observer: Arc<dyn Observer>) -> Result<Self, JournalError> {
        let file = file::open_beside(dir)?;
        let (ring, rung) = sync_channel(1);
        let done = Arc::new(AtomicBool::new(false));
        let tell = Arc::clone(&done);
        let thread = thread::Builder::new().name("journal-checkpoint".into()).spawn(move || {
            while rung.recv().is_ok() {
                observer.reached(Stage::CheckpointBegun);
                if let Err(error) = checkpoint(&file, Mode::Passive) {
                    // Nothing is lost: the content is in the log, which grows until a checkpoint succeeds.
                    tracing::warn!(%error, "a checkpoint failed");
                }
                tell.store(true, Ordering::Release);
                observer.reached(Stage::CheckpointDone);
            }
        });
        let thread = thread.map_err(|error| JournalError::Storage(error.to_string()))?;
        Ok(Self { ring: Some(ring), done, thread: Some(thread) })
    }

    /// Asks for a checkpoint. If one was asked for already, that is enough.
    pub fn ring(&self) {
        if let Some(ring) = &self.ring {
            let _ = ring.try_send(());
        }
    }

    /// Whether the thread has finished a checkpoint since the last call.
    pub fn has_done(&self) -> bool {
        self.done.swap(false, Ordering::Acquire)
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.ring = None;
        if let Some(thread) = self.thread.take() {
            // If the thread panicked, it has reported that, and there is nothing more to do.
            let _ = thread.join();
        }
    }
}
