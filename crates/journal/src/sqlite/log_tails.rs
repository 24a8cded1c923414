//! The ends of the logs: appends are judged by them, and end marks record them in the file.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::erasure_key::Place;
use super::rows::{Identity, damaged, end_mark, identify, key, last_entry};
use crate::{JournalError, Stored};

/// The most boards whose tails are kept; a few hundred bytes each.
const KEPT: usize = 10_000;

/// The tails of the logs that were written lately, so that judging an append reads nothing. Only the writer changes
/// them. It forgets them all when a transaction fails.
#[derive(Default)]
pub(super) struct LogTails {
    known: HashMap<String, Tail>,
    /// The logs that grew in this transaction. Each end mark is written once, at the end of the transaction.
    grown: HashMap<i64, u64>,
}

/// The end of a board's log, and the data that is needed to append to it.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    pub of: Identity,
    pub last: u64,
}

impl LogTails {
    /// The tail of a board. `None` if there is no such board.
    pub fn of(
        &mut self,
        file: &Connection,
        board: &str,
    ) -> rusqlite::Result<Option<Result<Tail, JournalError>>> {
        if let Some(tail) = self.known.get(board) {
            return Ok(Some(Ok(*tail)));
        }
        let of = match identify(file, board)? {
            None => return Ok(None),
            Some(Err(error)) => return Ok(Some(Err(error))),
            Some(Ok(of)) => of,
        };
        let last = match last_entry(file, of.board)? {
            Ok(last) => last,
            Err(cause) => return Ok(Some(Err(damaged(board, cause)))),
        };
        let tail = Tail { of, last };
        self.keep(board, tail);
        Ok(Some(Ok(tail)))
    }

    /// Writes the first entries of a board, and its end mark.
    pub fn create(
        &mut self,
        file: &Connection,
        board: &str,
        of: Identity,
        first: &[Stored],
    ) -> rusqlite::Result<()> {
        let mut tail = Tail { of, last: 0 };
        tail.extend(file, first)?;
        mark(file, of.board, tail.last)?;
        self.keep(board, tail);
        Ok(())
    }

    /// Writes entries after this tail.
    pub fn extend(
        &mut self,
        file: &Connection,
        board: &str,
        mut tail: Tail,
        entries: &[Stored],
    ) -> rusqlite::Result<()> {
        if !entries.is_empty() {
            tail.extend(file, entries)?;
            self.grown.insert(tail.of.board, tail.last);
            self.keep(board, tail);
        }
        Ok(())
    }

    /// Forgets a deleted board.
    pub fn remove(&mut self, board: &str, number: i64) {
        self.known.remove(board);
        self.grown.remove(&number);
    }

    /// Writes the end marks of the transaction.
    pub fn finish(&mut self, file: &Connection) -> rusqlite::Result<()> {
        for (board, last) in self.grown.drain() {
            mark(file, board, last)?;
        }
        Ok(())
    }

    /// Forgets everything after a transaction that failed.
    pub fn forget(&mut self) {
        self.known.clear();
        self.grown.clear();
    }

    fn keep(&mut self, board: &str, tail: Tail) {
        match self.known.get_mut(board) {
            Some(known) => *known = tail,
            None => {
                if self.known.len() >= KEPT {
                    self.known.clear();
                }
                self.known.insert(board.into(), tail);
            }
        }
    }
}

/// Writes a log's end mark.
pub(super) fn mark(file: &Connection, board: i64, last: u64) -> rusqlite::Result<()> {
    let mut insert = file.prepare_cached("INSERT INTO entries (key, bytes) VALUES (?1, ?2)")?;
    insert.execute(params![key(board, last + 1), end_mark(board, last)])?;
    Ok(())
}

impl Tail {
    /// Writes the entries. The first one replaces the end mark.
    fn extend(&mut self, file: &Connection, entries: &[Stored]) -> rusqlite::Result<()> {
        let mut insert =
            file.prepare_cached("INSERT OR REPLACE INTO entries (key, bytes) VALUES (?1, ?2)")?;
        let Identity { board, key: secret } = self.of;
        for entry in entries {
            let sealed = secret.seal(Place::entry(board, entry.seq), &entry.bytes);
            insert.execute(params![key(board, entry.seq), sealed])?;
            self.last = entry.seq;
        }
        Ok(())
    }
}
