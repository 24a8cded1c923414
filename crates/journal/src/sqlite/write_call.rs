//! What can be asked of the writer, and how each is done: judged first, then written.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::erasure_key::BoardKey;
use crate::stored::follows;
use crate::{JournalError, Stored};

/// A writing call.
pub(super) enum WriteCall {
    Create { board: String, keys: Vec<String>, first: Vec<Stored> },
    Append { board: String, entries: Vec<Stored> },
    Rekey { board: String, old: String, new: String, entries: Vec<Stored> },
    Snapshot { board: String, snapshot: Stored },
    Delete { board: String },
}

/// The tails of the logs that were written to lately, so that judging an append reads nothing. Only the writer
/// changes them, and forgets them all when a transaction fails.
#[derive(Default)]
pub(super) struct LogTails(HashMap<String, Tail>);

/// Where a board's log ends, and what is needed to write on.
#[derive(Clone, Copy)]
struct Tail {
    board: i64,
    last: u64,
    seal: BoardKey,
}

/// Boards whose tails are kept; a few hundred bytes each.
const ENDS: usize = 10_000;

/// The bits of an entry's key that hold its number; those above hold its board.
const SEQ_BITS: u32 = 32;

/// The last number that a log can have: four billion entries, years of typing by a full room.
pub(super) const LAST: u64 = u32::MAX as u64;

/// The key of an entry: its board above, its number below. So the rows of a board lie together in order in the one
/// tree that the table is: an append touches one page, reading a log goes through neighbours, and there is no index.
/// The file counts boards from 1 and never twice; it would have to reach two billion for keys to run out.
pub(super) fn key(board: i64, seq: u64) -> i64 {
    debug_assert!(board < 1 << 31, "boards are counted in 31 bits");
    board << SEQ_BITS | seq.min(LAST).cast_signed()
}

/// The number in an entry's key.
pub(super) fn seq(key: i64) -> u64 {
    key.cast_unsigned() & LAST
}

impl WriteCall {
    /// The board that it is about.
    pub fn board(&self) -> &str {
        match self {
            WriteCall::Create { board, .. }
            | WriteCall::Append { board, .. }
            | WriteCall::Rekey { board, .. }
            | WriteCall::Snapshot { board, .. }
            | WriteCall::Delete { board } => board,
        }
    }

    /// The size of what is to be kept.
    pub fn bytes(&self) -> usize {
        match self {
            WriteCall::Create { first: entries, .. }
            | WriteCall::Append { entries, .. }
            | WriteCall::Rekey { entries, .. } => entries.iter().map(|entry| entry.bytes.len()).sum(),
            WriteCall::Snapshot { snapshot, .. } => snapshot.bytes.len(),
            WriteCall::Delete { .. } => 0,
        }
    }

    /// The number of entries to be kept.
    pub fn entries(&self) -> usize {
        match self {
            WriteCall::Create { first: entries, .. }
            | WriteCall::Append { entries, .. }
            | WriteCall::Rekey { entries, .. } => entries.len(),
            WriteCall::Snapshot { .. } | WriteCall::Delete { .. } => 0,
        }
    }

    /// Judges the call and, if it fits, writes it. The inner `Err` is this call's alone, and then nothing of it was
    /// written; the outer one is the storage's and ends the transaction.
    pub fn perform(
        &self,
        file: &Connection,
        tails: &mut LogTails,
    ) -> Result<Result<(), JournalError>, rusqlite::Error> {
        match self {
            WriteCall::Create { board, keys, first } => create(file, tails, board, keys, first),
            WriteCall::Append { board, entries } => append(file, tails, board, entries),
            WriteCall::Rekey { board, old, new, entries } => rekey(file, tails, board, [old, new], entries),
            WriteCall::Snapshot { board, snapshot } => keep_snapshot(file, tails, board, snapshot),
            WriteCall::Delete { board } => delete(file, tails, board),
        }
    }
}

type Verdict = Result<Result<(), JournalError>, rusqlite::Error>;

fn create(
    file: &Connection,
    tails: &mut LogTails,
    board: &str,
    keys: &[String],
    first: &[Stored],
) -> Verdict {
    if tails.of(file, board)?.is_some() {
        return Ok(Err(JournalError::Taken(board.into())));
    }
    for key in keys {
        if file.prepare_cached("SELECT 1 FROM keys WHERE key = ?1")?.exists([key])? {
            return Ok(Err(JournalError::Taken(key.clone())));
        }
    }
    if let Err(refused) = fits(0, first) {
        return Ok(Err(refused));
    }
    let Some(seal) = BoardKey::fresh() else {
        return Ok(Err(no_randomness()));
    };
    file.prepare_cached("INSERT INTO boards (name) VALUES (?1)")?.execute([board])?;
    let mut end = Tail { board: file.last_insert_rowid(), last: 0, seal };
    let mut insert = file.prepare_cached("INSERT INTO secrets (board, secret) VALUES (?1, ?2)")?;
    insert.execute(params![end.board, seal.bytes()])?;
    for key in keys {
        let mut insert = file.prepare_cached("INSERT OR IGNORE INTO keys (key, board) VALUES (?1, ?2)")?;
        insert.execute(params![key, end.board])?;
    }
    end.extend(file, first)?;
    tails.set(board, end);
    Ok(Ok(()))
}

fn append(file: &Connection, tails: &mut LogTails, board: &str, entries: &[Stored]) -> Verdict {
    let Some(mut end) = tails.of(file, board)? else {
        return Ok(Err(JournalError::Unknown(board.into())));
    };
    if let Err(refused) = fits(end.last, entries) {
        return Ok(Err(refused));
    }
    end.extend(file, entries)?;
    tails.set(board, end);
    Ok(Ok(()))
}

fn rekey(
    file: &Connection,
    tails: &mut LogTails,
    board: &str,
    [old, new]: [&str; 2],
    entries: &[Stored],
) -> Verdict {
    let Some(tail) = tails.of(file, board)? else {
        return Ok(Err(JournalError::Unknown(board.into())));
    };
    if file.prepare_cached("SELECT 1 FROM keys WHERE key = ?1")?.exists([new])? {
        return Ok(Err(JournalError::Taken(new.into())));
    }
    let appended = append(file, tails, board, entries)?;
    if appended.is_ok() {
        let delete = "DELETE FROM keys WHERE key = ?1 AND board = ?2";
        file.prepare_cached(delete)?.execute(params![old, tail.board])?;
        let insert = "INSERT INTO keys (key, board) VALUES (?1, ?2)";
        file.prepare_cached(insert)?.execute(params![new, tail.board])?;
    }
    Ok(appended)
}

fn fits(last: u64, entries: &[Stored]) -> Result<(), JournalError> {
    follows(last, entries).map_err(|got| JournalError::Conflict { last, got })?;
    if last + entries.len() as u64 > LAST { Err(JournalError::Full) } else { Ok(()) }
}

fn keep_snapshot(file: &Connection, tails: &mut LogTails, board: &str, snapshot: &Stored) -> Verdict {
    let Some(end) = tails.of(file, board)? else {
        return Ok(Err(JournalError::Unknown(board.into())));
    };
    if snapshot.seq > end.last {
        return Ok(Err(JournalError::Conflict { last: end.last, got: snapshot.seq }));
    }
    let Some(sealed) = end.seal.snapshot(&snapshot.bytes) else {
        return Ok(Err(no_randomness()));
    };
    let mut insert = file.prepare_cached(
        "INSERT INTO snapshots (board, seq, bytes) VALUES (?1, ?2, ?3)
         ON CONFLICT (board) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes
         WHERE excluded.seq >= snapshots.seq",
    )?;
    insert.execute(params![end.board, snapshot.seq.cast_signed(), sealed])?;
    Ok(Ok(()))
}

fn delete(file: &Connection, tails: &mut LogTails, board: &str) -> Verdict {
    let Some(end) = tails.of(file, board)? else {
        return Ok(Err(JournalError::Unknown(board.into())));
    };
    let (first, last) = (key(end.board, 0), key(end.board, LAST));
    file.prepare_cached("DELETE FROM entries WHERE key BETWEEN ?1 AND ?2")?.execute(params![first, last])?;
    file.prepare_cached("DELETE FROM snapshots WHERE board = ?1")?.execute([end.board])?;
    file.prepare_cached("DELETE FROM keys WHERE board = ?1")?.execute([end.board])?;
    file.prepare_cached("DELETE FROM boards WHERE id = ?1")?.execute([end.board])?;
    // Overwritten where it lies, by as many bytes, and the row stays: so nothing in this table ever moves.
    let mut wipe = file.prepare_cached("UPDATE secrets SET secret = zeroblob(?2) WHERE board = ?1")?;
    wipe.execute(params![end.board, BoardKey::SIZE as i64])?;
    tails.0.remove(board);
    Ok(Ok(()))
}

impl Tail {
    fn extend(&mut self, file: &Connection, entries: &[Stored]) -> rusqlite::Result<()> {
        let mut insert = file.prepare_cached("INSERT INTO entries (key, bytes) VALUES (?1, ?2)")?;
        for entry in entries {
            insert.execute(params![key(self.board, entry.seq), self.seal.entry(entry.seq, &entry.bytes)])?;
            self.last = entry.seq;
        }
        Ok(())
    }
}

/// The secret in this column.
pub(super) fn seal(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<BoardKey> {
    let bytes = row.get_ref(column)?.as_blob()?;
    BoardKey::from_bytes(bytes).ok_or(rusqlite::Error::IntegralValueOutOfRange(column, bytes.len() as i64))
}

fn no_randomness() -> JournalError {
    JournalError::Storage("the system has no random numbers".into())
}

impl LogTails {
    fn of(&mut self, file: &Connection, board: &str) -> rusqlite::Result<Option<Tail>> {
        if let Some(end) = self.0.get(board) {
            return Ok(Some(*end));
        }
        let mut select = file.prepare_cached(
            "SELECT id, (SELECT max(key) FROM entries WHERE key BETWEEN id << 32 AND (id << 32) + 4294967295), secret
             FROM boards JOIN secrets ON secrets.board = boards.id WHERE name = ?1",
        )?;
        let row = |row: &rusqlite::Row<'_>| {
            let last = row.get::<_, Option<i64>>(1)?.map_or(0, seq);
            Ok(Tail { board: row.get(0)?, last, seal: seal(row, 2)? })
        };
        let found = select.query_row([board], row).optional()?;
        if let Some(end) = found {
            self.set(board, end);
        }
        Ok(found)
    }

    fn set(&mut self, board: &str, end: Tail) {
        match self.0.get_mut(board) {
            Some(known) => *known = end,
            None => {
                if self.0.len() >= ENDS {
                    self.0.clear();
                }
                self.0.insert(board.into(), end);
            }
        }
    }

    /// After a transaction that came to nothing.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}
