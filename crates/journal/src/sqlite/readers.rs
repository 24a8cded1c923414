//! Reading, on threads that may block and in parallel with the writer. A reader sees only durable content, and checks
//! it while reading.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension};
use tokio::sync::Semaphore;

use super::check::{DamagedLists, is_damage, is_look_up};
use super::erasure_key::{Place, SEAL};
use super::file::Reader;
use super::rows::{
    BEYOND, Found, Identity, LAST, bytes, damaged, identify, key, last_entry, number, read_end_mark, seq,
};
use super::{check, directory, file, version_1, wal};
use crate::{Answer, JournalError, Stored};

/// Connections for reading.
pub(super) struct Readers {
    dir: PathBuf,
    /// The connections that are not in use.
    idle: Mutex<Vec<Reader>>,
    /// One permit for each concurrent read.
    places: Arc<Semaphore>,
    size: u32,
    /// The damage that was found when the file was opened.
    lists: DamagedLists,
}

/// A connection while it is read from.
pub(super) struct Reading<'a> {
    dir: &'a Path,
    file: &'a mut Connection,
    version: i32,
    lists: DamagedLists,
}

impl Readers {
    /// Opens `size` connections at once. Through an open connection a file can be read even after it was deleted
    /// under a running server.
    pub fn open(dir: &Path, size: usize, lists: DamagedLists) -> Result<Self, JournalError> {
        let size = size.clamp(1, 64);
        let idle = (0..size).map(|_| file::open_for_reading(dir)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            dir: dir.into(),
            idle: Mutex::new(idle),
            places: Arc::new(Semaphore::new(size)),
            size: u32::try_from(size).unwrap_or(u32::MAX),
            lists,
        })
    }

    /// Opens one connection, for a file that no writer of this process has open.
    pub fn alone(dir: &Path) -> Result<Self, JournalError> {
        let damage = || wal::unused(dir).ok().flatten();
        // The log is examined twice, because a server may be writing there at this moment.
        if let Some(unused) = damage().filter(|first| damage().as_ref() == Some(first)) {
            let (from, log) = (unused.from, directory::log(dir));
            tracing::error!(
                from,
                log = %log.display(),
                "the log in front of the database is damaged from this byte on, or its last commit was not finished; \
                 what follows is not read"
            );
        }
        let reader = file::open_for_reading(dir)?;
        let lists = if reader.version == 1 {
            DamagedLists::default()
        } else {
            check::lists(&reader.file).map_err(|error| file::failure(dir, &error))?
        };
        Self::open(dir, 1, lists)
    }

    /// Runs this read on a thread that may block.
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

    /// Waits for the reads under way, releases the file and refuses all later reads.
    pub async fn close(&self) {
        if let Ok(all) = self.places.acquire_many(self.size).await {
            self.places.close();
            drop(all);
            self.idle().clear();
        }
    }

    /// Whether the lists of boards and look-up keys were damaged when the file was opened.
    pub fn has_damaged_lists(&self) -> bool {
        self.lists.boards || self.lists.keys
    }

    /// Whether reads are refused by now.
    pub fn is_closed(&self) -> bool {
        self.places.is_closed()
    }

    fn read<T>(
        &self,
        read: impl FnOnce(&mut Reading<'_>) -> rusqlite::Result<Result<T, JournalError>>,
    ) -> Result<T, JournalError> {
        let idle = self.idle().pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => file::open_for_reading(&self.dir)?,
        };
        let Reader { file, version } = &mut reader;
        let result = read(&mut Reading { dir: &self.dir, file, version: *version, lists: self.lists });
        match result {
            Ok(answer) => {
                // A file of an older version may be migrated meanwhile, so this connection is not reused.
                if reader.version > 1 {
                    self.idle().push(reader);
                }
                answer
            }
            // After an error the next read begins with a fresh connection.
            Err(error) => Err(file::failure(&self.dir, &error)),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading<'_> {
    /// Entries above `after`, until they have `most` bytes, and one at least. What is behind them is not looked at.
    pub fn entries(&mut self, board: &str, after: u64, most: usize) -> Found<Vec<Stored>> {
        if self.version == 1 {
            return version_1::entries(self.file, board, after);
        }
        self.of_board(board, |view, of| {
            let mut select =
                view.prepare_cached("SELECT key, bytes FROM entries WHERE key BETWEEN ?1 AND ?2")?;
            let mut rows = select.query([key(of.board, after.saturating_add(1)), key(of.board, BEYOND)])?;
            let (mut entries, mut end, mut taken) = (Vec::<Stored>::new(), None, 0);
            while let Some(row) = rows.next()? {
                let (seq, sealed) = (seq(row.get(0)?), bytes(row.get_ref(1)?));
                if end.is_some() {
                    return Ok(Err(damaged(board, format!("behind the end of its log there is row {seq}"))));
                }
                end = sealed.and_then(|mark| read_end_mark(of.board, seq, mark));
                if end.is_some() {
                    continue;
                }
                let due = entries.last().map_or(after, |last| last.seq) + 1;
                if seq != due {
                    return Ok(Err(damaged(board, format!("its entry {due} is missing"))));
                }
                match sealed.and_then(|sealed| of.key.open_or_correct(Place::entry(of.board, seq), sealed)) {
                    Some((content, corrected)) => {
                        if corrected {
                            tracing::error!(board, entry = seq, "a wrong bit in an entry was put right");
                        }
                        taken += content.len().max(1);
                        if taken > most && !entries.is_empty() {
                            return Ok(Ok(entries));
                        }
                        entries.push(Stored::new(seq, content));
                    }
                    None if sealed.is_some_and(|sealed| sealed.len() < SEAL) => {
                        return Ok(Err(damaged(board, "the end mark of its log is not as it was written")));
                    }
                    None => {
                        return Ok(Err(damaged(board, format!("its entry {seq} is not as it was written"))));
                    }
                }
            }
            let found = entries.last().map_or(after, |last| last.seq);
            Ok(match end {
                Some(end) if end == found => Ok(entries),
                Some(end) => {
                    Err(damaged(board, format!("its log ends with entry {found}, and once did with {end}")))
                }
                // No row after `after` was found, not even the end mark: the log may end before `after`.
                None => match last_entry(view, of.board)? {
                    Ok(last) if last < after => Ok(entries),
                    Ok(last) => {
                        Err(damaged(board, format!("its log has entry {last} and does not end with it")))
                    }
                    Err(cause) => Err(damaged(board, cause)),
                },
            })
        })
    }

    /// The last entry.
    pub fn last(&mut self, board: &str) -> Found<Option<Stored>> {
        let after = if self.version == 1 {
            Ok(0)
        } else {
            self.of_board(board, |view, of| {
                Ok(last_entry(view, of.board)?.map_err(|cause| damaged(board, cause)))
            })?
        };
        match after {
            // Another one may come between, and is the last then.
            Ok(last) => {
                let entries = self.entries(board, last.saturating_sub(1), usize::MAX)?;
                Ok(entries.map(|mut entries| entries.pop()))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    pub fn snapshot(&mut self, board: &str) -> Found<Option<Stored>> {
        if self.version == 1 {
            return version_1::snapshot(self.file, board);
        }
        self.of_board(board, |view, of| {
            let mut select = view.prepare_cached("SELECT seq, bytes FROM snapshots WHERE board = ?1")?;
            let found = select.query_row([of.board], |row| {
                let seq = number(row.get_ref(0)?).map(i64::cast_unsigned).filter(|seq| *seq <= LAST);
                let sealed = bytes(row.get_ref(1)?);
                Ok(seq.zip(sealed).and_then(|(seq, sealed)| {
                    Some(Stored::new(seq, of.key.open(Place::snapshot(of.board, seq), sealed)?))
                }))
            });
            Ok(match found.optional()? {
                None => Ok(None),
                Some(Some(snapshot)) => Ok(Some(snapshot)),
                Some(None) => Err(damaged(board, "its snapshot is not as it was written")),
            })
        })
    }

    pub fn find(&self, key: &str) -> Found<Option<String>> {
        if self.version == 1 {
            return version_1::find(self.file, key).map(Ok);
        }
        let mut select = self.file.prepare_cached(
            "SELECT keys.board, keys.seal, secret, name
             FROM keys LEFT JOIN secrets ON secrets.board = keys.board LEFT JOIN boards ON boards.id = keys.board
             WHERE key = ?1",
        )?;
        let found = select.query_row([key], |row| {
            let board = number(row.get_ref(0)?);
            let sound = is_look_up(board, Some(key), bytes(row.get_ref(1)?), bytes(row.get_ref(2)?));
            let name = row.get_ref(3)?.as_str().ok().map(str::to_owned);
            Ok(name.filter(|_| sound))
        });
        let dir = self.dir;
        let damaged = |cause: &str| Ok(Err(file::damaged_list(dir, cause)));
        match found.optional()? {
            Some(Some(board)) => self.exists(&board).map(|found| found.map(|found| found.then_some(board))),
            Some(None) => damaged("the row of a look-up key is not as it was written"),
            None if self.lists.keys => {
                damaged("the list of look-up keys is damaged, and this may be one of them")
            }
            None => Ok(Ok(None)),
        }
    }

    /// The look-up keys of the board.
    pub fn keys(&mut self, board: &str) -> Found<Vec<String>> {
        if self.version == 1 {
            return version_1::keys(self.file, board);
        }
        self.of_board(board, |view, of| {
            let mut select =
                view.prepare_cached("SELECT key, seal FROM keys WHERE board = ?1 ORDER BY key")?;
            let mut rows = select.query([of.board])?;
            let mut keys = Vec::new();
            while let Some(row) = rows.next()? {
                let (key, seal) = (row.get_ref(0)?.as_str().ok(), bytes(row.get_ref(1)?));
                match key.filter(|_| is_look_up(Some(of.board), key, seal, Some(of.key.bytes()))) {
                    Some(key) => keys.push(key.to_owned()),
                    None => return Ok(Err(damaged(board, "a look-up key is not as it was written"))),
                }
            }
            let counted = "SELECT keys FROM boards WHERE id = ?1";
            let counted: i64 = view.query_row(counted, [of.board], |row| row.get(0))?;
            if counted != keys.len() as i64 {
                return Ok(Err(damaged(board, "a look-up key is missing")));
            }
            Ok(Ok(keys))
        })
    }

    /// The boards whose rows are sound. Damage to the others was logged when the file was opened.
    pub fn boards(&self) -> Found<Vec<String>> {
        let mut select = self.file.prepare_cached("SELECT name FROM boards ORDER BY id")?;
        let named = select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        if self.version == 1 || !self.lists.boards {
            return Ok(Ok(named));
        }
        let sound = |name: &String| matches!(identify(self.file, name), Ok(Some(Ok(_))));
        Ok(Ok(named.into_iter().filter(sound).collect()))
    }

    pub fn exists(&self, board: &str) -> Found<bool> {
        if self.version == 1 {
            return version_1::identify(self.file, board).map(|found| Ok(found.is_some()));
        }
        Ok(match identify(self.file, board)? {
            Some(found) => found.map(|_| true),
            None if self.lists.boards => Err(may_be_lost(self.dir, board)),
            None => Ok(false),
        })
    }

    /// Reads a board in one transaction, so that all reads see the same moment.
    fn of_board<T>(&mut self, board: &str, read: impl FnOnce(&Connection, Identity) -> Found<T>) -> Found<T> {
        let (dir, lists) = (self.dir, self.lists);
        let view = self.file.transaction()?;
        let found = match identify(&view, board) {
            Ok(None) if lists.boards => return Ok(Err(may_be_lost(dir, board))),
            Ok(None) => return Ok(Err(JournalError::Unknown(board.into()))),
            Ok(Some(Err(damaged))) => return Ok(Err(damaged)),
            Ok(Some(Ok(of))) => read(&view, of),
            Err(error) => Err(error),
        };
        found.or_else(|error| match error {
            error if is_damage(&error) => Ok(Err(damaged(board, error.to_string()))),
            error => Err(error),
        })
    }
}

fn may_be_lost(dir: &Path, board: &str) -> JournalError {
    file::damaged_list(dir, &format!("the list of boards is damaged, and {board} may be one of them"))
}
