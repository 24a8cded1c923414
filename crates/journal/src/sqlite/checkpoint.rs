//! Moving the log in front of the database (SQLite's "wal") into the database.
//!
//! SQLite by itself would do this within a commit, and everybody would wait for a thousand scattered pages and their
//! sync. Here a thread of its own copies the bulk while commits go on. They leave a rest, so the writer copies that,
//! a few pages, between two commits; then nothing in the log is needed any more and the next commit writes over it
//! from the beginning.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::file;
use crate::{JournalError, Observer, Stage};

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As far as it goes without anybody waiting.
    Passive,
    /// To the end, waiting for readers, and leave no log.
    Truncate,
}

/// What a checkpoint left, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    /// The log's length.
    pub log: i64,
    /// How much of it is not in the database yet.
    pub left: i64,
    /// Somebody was in the way.
    pub busy: bool,
}

/// The thread that copies the bulk.
pub(super) struct Checkpointer {
    /// Rings it; dropped, it ends.
    ring: Option<SyncSender<()>>,
    /// It has done what it was rung for.
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
                    // Nothing is lost by it: all is in the log, which grows until one succeeds.
                    tracing::warn!(%error, "a checkpoint failed");
                }
                tell.store(true, Ordering::Release);
                observer.reached(Stage::CheckpointDone);
            }
        });
        let thread = thread.map_err(|error| JournalError::Storage(error.to_string()))?;
        Ok(Self { ring: Some(ring), done, thread: Some(thread) })
    }

    /// Asks for a checkpoint. One that was asked for already is enough.
    pub fn ring(&self) {
        if let Some(ring) = &self.ring {
            let _ = ring.try_send(());
        }
    }

    /// Whether it has made one since it was last asked so.
    pub fn has_done(&self) -> bool {
        self.done.swap(false, Ordering::Acquire)
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.ring = None;
        if let Some(thread) = self.thread.take() {
            // It panicked: then it has said so, and there is no more to do.
            let _ = thread.join();
        }
    }
}
