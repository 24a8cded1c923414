//! Where the logs end: what an append is judged by, and the end marks that say it in the file.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::erasure_key::{Place, Salt, Salts};
use super::rows::{
    Identity, LAST, MARK, bytes, damaged, end_mark, identify, key, number, read_end_mark, seq,
};
use crate::{JournalError, Stored};

/// Boards whose tails are kept; a few hundred bytes each.
const KEPT: usize = 10_000;

/// The tails of the logs that were written to lately, so that judging an append reads nothing. Only the writer
/// changes them, and forgets them all when a transaction fails.
pub(super) struct LogTails {
    known: HashMap<String, Tail>,
    /// The logs that grew in this transaction. Their end marks are written once, at its end.
    grown: HashMap<i64, u64>,
    salts: Salts,
    /// This transaction's. No other has the same, so no entry shares its key stream with one of a commit that failed.
    salt: Salt,
}

/// Where a board's log ends, and what is needed to write on.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    pub of: Identity,
    pub last: u64,
}

impl LogTails {
    /// None is known yet.
    pub fn new(mut salts: Salts) -> Self {
        let salt = salts.next();
        Self { known: HashMap::new(), grown: HashMap::new(), salts, salt }
    }

    /// A transaction begins.
    pub fn begin(&mut self) {
        self.salt = self.salts.next();
        self.grown.clear();
    }

    /// A salt of its own, for what is not an entry.
    pub fn fresh_salt(&mut self) -> Salt {
        self.salts.next()
    }

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
        let mut select = file.prepare_cached(
            "SELECT (SELECT bytes FROM entries WHERE key = ?3),
                    (SELECT max(key) FROM entries WHERE key BETWEEN ?1 AND ?2)",
        )?;
        let ends = [key(of.board, 0), key(of.board, LAST), key(of.board, MARK)];
        let (mark, last) = select.query_row(ends, |row| {
            let mark = bytes(row.get_ref(0)?).and_then(|mark| read_end_mark(of.board, mark));
            Ok((mark, number(row.get_ref(1)?).map_or(0, seq)))
        })?;
        if mark != Some(last) {
            let says = mark.map_or("nothing that can be read".into(), |mark| format!("entry {mark}"));
            let cause = format!("its log ends with entry {last}, its end mark says {says}");
            return Ok(Some(Err(damaged(board, cause))));
        }
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
        tail.extend(file, first, self.salt)?;
        let mut insert = file.prepare_cached("INSERT INTO entries (key, bytes) VALUES (?1, ?2)")?;
        insert.execute(params![key(of.board, MARK), end_mark(of.board, tail.last)])?;
        self.keep(board, tail);
        Ok(())
    }

    /// Writes entries behind this tail.
    pub fn extend(
        &mut self,
        file: &Connection,
        board: &str,
        mut tail: Tail,
        entries: &[Stored],
    ) -> rusqlite::Result<()> {
        if !entries.is_empty() {
            tail.extend(file, entries, self.salt)?;
            self.grown.insert(tail.of.board, tail.last);
            self.keep(board, tail);
        }
        Ok(())
    }

    /// The board is deleted.
    pub fn remove(&mut self, board: &str, number: i64) {
        self.known.remove(board);
        self.grown.remove(&number);
    }

    /// Writes what is to be written once in a transaction.
    pub fn finish(&mut self, file: &Connection) -> rusqlite::Result<()> {
        let mut update = file.prepare_cached("UPDATE entries SET bytes = ?2 WHERE key = ?1")?;
        for (board, last) in self.grown.drain() {
            update.execute(params![key(board, MARK), end_mark(board, last)])?;
        }
        Ok(())
    }

    /// After a transaction that came to nothing.
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

impl Tail {
    fn extend(&mut self, file: &Connection, entries: &[Stored], salt: Salt) -> rusqlite::Result<()> {
        let mut insert = file.prepare_cached("INSERT INTO entries (key, bytes) VALUES (?1, ?2)")?;
        let Identity { board, key: secret } = self.of;
        for entry in entries {
            let sealed = secret.seal(Place::entry(board, entry.seq), salt, &entry.bytes);
            insert.execute(params![key(board, entry.seq), sealed])?;
            self.last = entry.seq;
        }
        Ok(())
    }
}
