//! Files of version 1: entries and snapshots were enciphered and carried no authentication tag. A read-only journal
//! reads them unchanged; a writing one migrates them to version 2, once and in one transaction.

use bytes::Bytes;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use rusqlite::{Connection, OptionalExtension, params};

use super::erasure_key::{BoardKey, Place};
use super::file::VERSION;
use super::log_tails::mark;
use super::rows::{self, BEYOND, Found, Identity, LAST, TABLES_2, key, seq};
use crate::{JournalError, Stored};

const ENTRY: u32 = 0;
const SNAPSHOT: u32 = 1;

/// The length in bytes of the random number before a snapshot.
const SALT: usize = 8;

/// The board's number and its key.
pub(super) fn identify(file: &Connection, board: &str) -> rusqlite::Result<Option<Identity>> {
    let mut select = file.prepare_cached(
        "SELECT id, secret FROM boards JOIN secrets ON secrets.board = boards.id WHERE name = ?1",
    )?;
    select.query_row([board], |row| Ok(Identity { board: row.get(0)?, key: secret_in(row, 1)? })).optional()
}

pub(super) fn entries(file: &mut Connection, board: &str, after: u64) -> Found<Vec<Stored>> {
    of_board(file, board, |view, of| {
        if after >= LAST {
            return Ok(Ok(Vec::new()));
        }
        let mut select = view.prepare("SELECT key, bytes FROM entries WHERE key BETWEEN ?1 AND ?2")?;
        let mut rows = select.query([key(of.board, after + 1), key(of.board, BEYOND)])?;
        let mut entries: Vec<Stored> = Vec::new();
        while let Some(row) = rows.next()? {
            let seq = seq(row.get(0)?);
            let due = entries.last().map_or(after, |last| last.seq) + 1;
            if seq != due {
                return Ok(Err(rows::damaged(board, format!("its entry {due} is missing"))));
            }
            entries
                .push(Stored::new(seq, mixed(&of.key, ENTRY, seq.to_le_bytes(), row.get_ref(1)?.as_blob()?)));
        }
        Ok(Ok(entries))
    })
}

pub(super) fn snapshot(file: &mut Connection, board: &str) -> Found<Option<Stored>> {
    of_board(file, board, |view, of| {
        let mut select = view.prepare("SELECT seq, bytes FROM snapshots WHERE board = ?1")?;
        let found = select.query_row([of.board], |row| {
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), opened_snapshot(&of.key, row.get_ref(1)?.as_blob()?)))
        });
        Ok(match found.optional()? {
            None => Ok(None),
            Some((seq, Some(content))) => Ok(Some(Stored::new(seq, content))),
            Some((_, None)) => Err(rows::damaged(board, "its snapshot is not as it was written")),
        })
    })
}

pub(super) fn find(file: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    let select = "SELECT boards.name FROM keys JOIN boards ON boards.id = keys.board WHERE keys.key = ?1";
    file.prepare(select)?.query_row([key], |row| row.get(0)).optional()
}

pub(super) fn keys(file: &mut Connection, board: &str) -> Found<Vec<String>> {
    of_board(file, board, |view, of| {
        let mut select = view.prepare("SELECT key FROM keys WHERE board = ?1 ORDER BY key")?;
        let keys = select.query_map([of.board], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(Ok(keys))
    })
}

/// Reads a board, if the file still has this version.
fn of_board<T>(
    file: &mut Connection,
    board: &str,
    read: impl FnOnce(&Connection, Identity) -> Found<T>,
) -> Found<T> {
    let view = file.transaction()?;
    let version: i32 = view.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != 1 {
        let cause = "a server is just changing the file to its own version; try again".into();
        return Ok(Err(JournalError::Storage(cause)));
    }
    match identify(&view, board)? {
        None => Ok(Err(JournalError::Unknown(board.into()))),
        Some(of) => read(&view, of),
    }
}

/// Seals all content of a file of version 1. It does so in one transaction, so that the file has one version or the
/// other.
pub(super) fn migrate(file: &Connection) -> rusqlite::Result<()> {
    file.execute_batch(&format!("BEGIN IMMEDIATE; {TABLES_2}"))?;
    let mut select = file.prepare("SELECT id, name FROM boards ORDER BY id")?;
    let boards: Vec<(i64, String)> =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    for (id, name) in &boards {
        migrate_board(file, *id, name)?;
    }
    file.execute_batch(&format!("PRAGMA user_version = {VERSION}; COMMIT;"))?;
    tracing::info!(boards = boards.len(), "the database was changed to version {VERSION}");
    Ok(())
}

fn migrate_board(file: &Connection, board: i64, name: &str) -> rusqlite::Result<()> {
    let secret = "SELECT secret FROM secrets WHERE board = ?1";
    let key = file.prepare_cached(secret)?.query_row([board], |row| secret_in(row, 0))?;
    let of = Identity { board, key };
    migrate_entries(file, &of)?;
    let select = "SELECT seq, bytes FROM snapshots WHERE board = ?1";
    let snapshot = file.prepare_cached(select)?.query_row([board], |row| {
        Ok((row.get::<_, i64>(0)?, opened_snapshot(&key, row.get_ref(1)?.as_blob()?)))
    });
    match snapshot.optional()? {
        Some((seq, Some(content))) => {
            let sealed = key.seal(Place::snapshot(board, seq.cast_unsigned()), &content);
            let update = "UPDATE snapshots SET bytes = ?2 WHERE board = ?1";
            file.prepare_cached(update)?.execute(params![board, sealed])?;
        }
        // A damaged snapshot is deleted: it would only have made opening faster.
        Some((_, None)) => {
            file.execute("DELETE FROM snapshots WHERE board = ?1", [board])?;
        }
        None => {}
    }
    let look_ups: Vec<String> = file
        .prepare_cached("SELECT key FROM keys WHERE board = ?1")?
        .query_map([board], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for look_up in &look_ups {
        let seal = key.seal(Place::look_up(board, look_up), &[]);
        file.prepare_cached("UPDATE keys SET seal = ?2 WHERE key = ?1")?.execute(params![look_up, seal])?;
    }
    let keys = look_ups.len() as i64;
    let seal = key.seal(Place::board(board, keys, name), &[]);
    let update = "UPDATE boards SET keys = ?2, seal = ?3 WHERE id = ?1";
    file.prepare_cached(update)?.execute(params![board, keys, seal])?;
    Ok(())
}

/// Migrates entries one by one from the end, so that a row that grows is not read again.
fn migrate_entries(file: &Connection, of: &Identity) -> rusqlite::Result<()> {
    let last = "SELECT max(key) FROM entries WHERE key BETWEEN ?1 AND ?2";
    let range = [key(of.board, 0), key(of.board, BEYOND)];
    let last: Option<i64> = file.prepare_cached(last)?.query_row(range, |row| row.get(0))?;
    let last = last.map_or(0, seq);
    let mut select = file.prepare_cached("SELECT bytes FROM entries WHERE key = ?1")?;
    let mut update = file.prepare_cached("UPDATE entries SET bytes = ?2 WHERE key = ?1")?;
    for seq in 1..=last {
        let content = select.query_row([key(of.board, seq)], |row| {
            Ok(mixed(&of.key, ENTRY, seq.to_le_bytes(), row.get_ref(0)?.as_blob()?))
        });
        // An entry that is missing here was missing before. A caller that reads the board gets an error.
        if let Some(content) = content.optional()? {
            let sealed = of.key.seal(Place::entry(of.board, seq), &content);
            update.execute(params![key(of.board, seq), sealed])?;
        }
    }
    mark(file, of.board, last)
}

fn secret_in(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<BoardKey> {
    let bytes = row.get_ref(column)?.as_blob()?;
    BoardKey::from_bytes(bytes).ok_or(rusqlite::Error::IntegralValueOutOfRange(column, bytes.len() as i64))
}

fn opened_snapshot(key: &BoardKey, sealed: &[u8]) -> Option<Bytes> {
    let (salt, content) = sealed.split_first_chunk::<SALT>()?;
    Some(mixed(key, SNAPSHOT, *salt, content).into())
}

/// Enciphers and deciphers content: the operation undoes itself.
fn mixed(key: &BoardKey, kind: u32, number: [u8; 8], content: &[u8]) -> Vec<u8> {
    let mut content = content.to_vec();
    let mut nonce = [0; 12];
    nonce[..4].copy_from_slice(&kind.to_le_bytes());
    nonce[4..].copy_from_slice(&number);
    ChaCha20::new(key.bytes().into(), &nonce.into()).apply_keystream(&mut content);
    content
}
