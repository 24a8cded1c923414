//! The form of boards in the tables, for reading and writing them.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::erasure_key::{BoardKey, Place};
use crate::JournalError;

/// A result of reading. The outer error is the storage's, the inner one is the caller's answer.
pub(super) type Found<T> = rusqlite::Result<Result<T, JournalError>>;

/// The tables of version 1.
///
/// `AUTOINCREMENT` never gives the number of a deleted board again, so no row of it can become another board's.
pub(super) const TABLES: &str = "
    CREATE TABLE boards (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE keys (key TEXT PRIMARY KEY, board INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE secrets (board INTEGER PRIMARY KEY, secret BLOB NOT NULL) STRICT;
    CREATE INDEX keys_of_board ON keys (board);
    CREATE TABLE entries (key INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE snapshots (board INTEGER PRIMARY KEY, seq INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
";

/// The changes of version 2: a seal on each row, the number of look-up keys of a board, and a table for trial writes.
/// A new file is created in version 1 and then changed like an old one, so that there is only one form.
pub(super) const TABLES_2: &str = "
    ALTER TABLE boards ADD COLUMN keys INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE boards ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
    ALTER TABLE keys ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
    CREATE TABLE trials (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
";

/// The low bits of an entry's key, which hold its number. The bits above hold its board.
const SEQ_BITS: u32 = 32;

/// No row of a log has a higher number.
pub(super) const BEYOND: u64 = u32::MAX as u64;

/// The highest number of an entry: four billion entries, years of typing by a full room. The end mark follows it.
pub(super) const LAST: u64 = BEYOND - 1;

/// The number of boards is limited to 31 bits. They are numbered from 1, and no number is used twice.
pub(super) const BOARDS: i64 = 1 << 31;

/// Most boards have fewer look-up keys than this.
const USUAL_KEYS: i64 = 16;

/// The key of an entry: its board in the high bits, its number in the low ones. So the rows of a board are neighbours
/// in the table's one tree, in order. An append touches one page, reading a log visits neighbours, and no index is
/// needed.
pub(super) fn key(board: i64, seq: u64) -> i64 {
    board << SEQ_BITS | seq.min(BEYOND).cast_signed()
}

/// The number of an entry, from its key.
pub(super) fn seq(key: i64) -> u64 {
    key.cast_unsigned() & BEYOND
}

/// A board: its number in the file, and the key that opens its rows.
#[derive(Clone, Copy)]
pub(super) struct Identity {
    pub board: i64,
    pub key: BoardKey,
}

/// Looks a board up by its name and checks the row. `None` if there is no such row.
pub(super) fn identify(
    file: &Connection,
    name: &str,
) -> rusqlite::Result<Option<Result<Identity, JournalError>>> {
    let mut select = file.prepare_cached(
        "SELECT id, keys, seal, secret FROM boards LEFT JOIN secrets ON secrets.board = boards.id WHERE name = ?1",
    )?;
    let found = select.query_row([name], |row| {
        let columns = (row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?, row.get_ref(3)?);
        Ok(listed(name, columns.0, columns.1, columns.2, columns.3))
    });
    let found = found.optional()?;
    Ok(found.map(|found| found.ok_or_else(|| damaged(name, "its row or its key is not as it was written"))))
}

/// A board from its row and its secret, if both are undamaged. One wrong bit in them is corrected, because everything
/// in the board depends on them.
pub(super) fn listed(
    name: &str,
    id: ValueRef<'_>,
    keys: ValueRef<'_>,
    seal: ValueRef<'_>,
    secret: ValueRef<'_>,
) -> Option<Identity> {
    let (board, seal, secret) = (number(id)?, bytes(seal)?, bytes(secret)?);
    let confirmed = |keys| BoardKey::confirmed(secret, Place::board(board, keys, name), seal);
    let key = number(keys).and_then(confirmed).or_else(|| (0..USUAL_KEYS).find_map(confirmed))?;
    Some(Identity { board, key })
}

/// The row that marks the end of a log. It has the place of the next entry, which replaces it. So it is a neighbour
/// of the last entry, an append still touches only one page, and the tree grows at its end as it would without marks.
/// It is shorter than any entry. It holds the number of the last entry, and that number's complement mixed with the
/// board's number, so that neither a wrong bit nor another board's mark is accepted. It needs no secret.
pub(super) fn end_mark(board: i64, last: u64) -> [u8; 8] {
    let last = last as u32;
    let mut mark = [0; 8];
    mark[..4].copy_from_slice(&last.to_le_bytes());
    mark[4..].copy_from_slice(&(!last ^ board as u32).to_le_bytes());
    mark
}

/// The number of the last entry, from the end mark at this place. `None` if the row is damaged or an entry.
pub(super) fn read_end_mark(board: i64, seq: u64, mark: &[u8]) -> Option<u64> {
    let last = u64::from(u32::from_le_bytes(*mark.first_chunk()?));
    (mark == end_mark(board, last) && seq == last + 1).then_some(last)
}

/// The number of a log's last entry. The inner error describes the damage at its end.
pub(super) fn last_entry(file: &Connection, board: i64) -> rusqlite::Result<Result<u64, String>> {
    let mut select = file.prepare_cached(
        "SELECT key, bytes FROM entries WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 2",
    )?;
    let mut rows = select.query([key(board, 0), key(board, BEYOND)])?;
    let Some(row) = rows.next()? else { return Ok(Err("nothing of its log is there".into())) };
    let at = seq(row.get(0)?);
    let Some(last) = bytes(row.get_ref(1)?).and_then(|mark| read_end_mark(board, at, mark)) else {
        return Ok(Err(format!("its log ends with row {at}, and that is no end mark")));
    };
    let found = rows.next()?.map(|row| row.get(0)).transpose()?.map_or(0, seq);
    Ok(if found == last {
        Ok(last)
    } else {
        Err(format!("its log ends with entry {found}, and once did with {last}"))
    })
}

/// The number in a column; `None` if damage has changed the column's type.
pub(super) fn number(value: ValueRef<'_>) -> Option<i64> {
    value.as_i64().ok()
}

/// The bytes in a column; `None` if damage has changed the column's type.
pub(super) fn bytes(value: ValueRef<'_>) -> Option<&[u8]> {
    value.as_blob().ok()
}

/// Logs the damage of a board, and returns the error for it.
pub(super) fn damaged(board: &str, cause: impl Into<String>) -> JournalError {
    let cause = cause.into();
    tracing::error!(board, cause, "a board is damaged");
    JournalError::Damaged { board: board.into(), cause }
}
