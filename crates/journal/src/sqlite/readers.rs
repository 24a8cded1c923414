//! Reading, off the asynchronous threads and beside the writer: a reader sees what is durable, and nothing else.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension};
use tokio::sync::Semaphore;

use super::erasure_key::BoardKey;
use super::file;
use super::write_call::{LAST, key, seal, seq};
use crate::{Answer, JournalError, Stored};

/// Connections for reading, opened when first needed.
pub(super) struct Readers {
    dir: PathBuf,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<Connection>>,
    /// One place for each read that may go on at once.
    places: Arc<Semaphore>,
    size: u32,
}

/// A connection, while it is read from.
pub(super) struct Reading<'a> {
    dir: &'a Path,
    file: &'a mut Connection,
}

impl Readers {
    /// So many at most.
    pub fn new(dir: &Path, size: usize) -> Self {
        let size = size.clamp(1, 64);
        Self {
            dir: dir.into(),
            idle: Mutex::default(),
            places: Arc::new(Semaphore::new(size)),
            size: u32::try_from(size).unwrap_or(u32::MAX),
        }
    }

    /// Opens the first one at once, to see whether there is anything to read.
    pub fn try_once(&self) -> Result<(), JournalError> {
        let file = file::open_for_reading(&self.dir)?;
        self.idle().push(file);
        Ok(())
    }

    /// Does this reading on a thread where it may block.
    pub fn answer<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&mut Reading<'_>) -> rusqlite::Result<Result<T, JournalError>> + Send + 'static,
    ) -> Answer<T> {
        let readers = Arc::clone(self);
        Box::pin(async move {
            let place = Arc::clone(&readers.places).acquire_owned().await;
            let place = place.map_err(|_| JournalError::Closed)?;
            let blocking = tokio::task::spawn_blocking(move || {
                let _place = place;
                readers.read(read)
            });
            blocking.await.map_err(|error| JournalError::Storage(error.to_string()))?
        })
    }

    /// Waits for the reads under way, lets go of the file and refuses all later ones.
    pub async fn close(&self) {
        if let Ok(all) = self.places.acquire_many(self.size).await {
            self.places.close();
            drop(all);
            self.idle().clear();
        }
    }

    fn read<T>(
        &self,
        read: impl FnOnce(&mut Reading<'_>) -> rusqlite::Result<Result<T, JournalError>>,
    ) -> Result<T, JournalError> {
        let idle = self.idle().pop();
        let mut file = match idle {
            Some(file) => file,
            None => file::open_for_reading(&self.dir)?,
        };
        let result = read(&mut Reading { dir: &self.dir, file: &mut file });
        match result {
            Ok(answer) => {
                self.idle().push(file);
                answer
            }
            // The next read begins with a fresh connection.
            Err(error) => Err(file::failure(&self.dir, &error)),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The outer error is the storage's, the inner one the answer.
type Found<T> = rusqlite::Result<Result<T, JournalError>>;

impl Reading<'_> {
    pub fn entries(&mut self, board: &str, after: u64) -> Found<Vec<Stored>> {
        let view = self.file.transaction()?;
        let Some((id, seal)) = id(&view, board)? else {
            return Ok(Err(JournalError::Unknown(board.into())));
        };
        if after >= LAST {
            return Ok(Ok(Vec::new()));
        }
        let mut select = view.prepare_cached("SELECT key, bytes FROM entries WHERE key BETWEEN ?1 AND ?2")?;
        let mut rows = select.query([key(id, after + 1), key(id, LAST)])?;
        let mut entries: Vec<Stored> = Vec::new();
        while let Some(row) = rows.next()? {
            let seq = seq(row.get(0)?);
            let entry = Stored::new(seq, seal.entry(seq, row.get_ref(1)?.as_blob()?));
            let due = entries.last().map_or(after, |last| last.seq) + 1;
            if entry.seq != due {
                let cause = format!("entry {due} of board {board} is missing");
                return Ok(Err(JournalError::Unusable { path: self.dir.into(), cause }));
            }
            entries.push(entry);
        }
        Ok(Ok(entries))
    }

    pub fn snapshot(&mut self, board: &str) -> Found<Option<Stored>> {
        let view = self.file.transaction()?;
        let Some((id, seal)) = id(&view, board)? else {
            return Ok(Err(JournalError::Unknown(board.into())));
        };
        let mut select = view.prepare_cached("SELECT seq, bytes FROM snapshots WHERE board = ?1")?;
        let found = select.query_row([id], |row| {
            let content = seal.open_snapshot(row.get_ref(1)?.as_blob()?);
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), content))
        });
        Ok(match found.optional()? {
            None => Ok(None),
            Some((seq, Some(content))) => Ok(Some(Stored::new(seq, content))),
            Some((_, None)) => {
                let cause = format!("the snapshot of board {board} is damaged");
                Err(JournalError::Unusable { path: self.dir.into(), cause })
            }
        })
    }

    pub fn find(&mut self, key: &str) -> Found<Option<String>> {
        let mut select = self.file.prepare_cached(
            "SELECT boards.name FROM keys JOIN boards ON boards.id = keys.board WHERE keys.key = ?1",
        )?;
        select.query_row([key], |row| row.get(0)).optional().map(Ok)
    }

    pub fn boards(&mut self) -> Found<Vec<String>> {
        let mut select = self.file.prepare_cached("SELECT name FROM boards ORDER BY id")?;
        select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>().map(Ok)
    }

    pub fn exists(&mut self, board: &str) -> Found<bool> {
        Ok(Ok(id(self.file, board)?.is_some()))
    }
}

/// The board's number and its secret.
fn id(file: &Connection, board: &str) -> rusqlite::Result<Option<(i64, BoardKey)>> {
    let mut select = file.prepare_cached(
        "SELECT id, secret FROM boards JOIN secrets ON secrets.board = boards.id WHERE name = ?1",
    )?;
    select.query_row([board], |row| Ok((row.get(0)?, seal(row, 1)?))).optional()
}
