//! Replaces a file whose structure is damaged. Nothing is written into the damaged file: a new file is made of every
//! sound row that can be found, and takes its place; the damaged one is set aside. A board that lost a row is refused
//! when it is read, because its end mark, or the neighbours of the row, show that the row is missing.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use super::check::is_look_up;
use super::directory::{self, beside, database, not_writable, plain};
use super::erasure_key::{BoardKey, Place};
use super::file::{self, at_open};
use super::rows::{BEYOND, BOARDS, Identity, bytes, key, number, read_end_mark};
use crate::JournalError;

/// The suffix of a new file that is not finished. It is worthless.
const UNDER_WAY: &str = "-rebuilding";

/// The suffix of a new file that is finished. From then on it replaces the damaged one, also after a crash.
const WHOLE: &str = "-rebuilt";

/// After this many unreadable entries in a row, the search for further ones ends.
const UNREADABLE: u64 = 100_000;

/// Makes the new file and puts it in its place. Returns the path of the damaged one. The caller must have configured
/// the damaged connection to leave its log when it closes.
pub(super) fn rebuild(dir: &Path, damaged: Connection) -> Result<PathBuf, JournalError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::StorageFull => JournalError::Full,
        _ => not_writable(dir, &plain(&error)),
    };
    let under_way = beside(dir, UNDER_WAY);
    let _ = fs::remove_file(&under_way);
    drop(directory::create_private(&under_way).map_err(failed)?);
    fill(&damaged, &under_way).map_err(|error| at_open(dir, error))?;
    drop(damaged);
    File::options().write(true).open(&under_way).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(&under_way, beside(dir, WHOLE)).map_err(failed)?;
    finish(dir).map_err(failed)?.ok_or_else(|| not_writable(dir, "the rebuilt database is gone"))
}

/// Puts a finished new file in its place, if there is one. Returns the path of the damaged one.
pub(super) fn finish(dir: &Path) -> io::Result<Option<PathBuf>> {
    let whole = beside(dir, WHOLE);
    if !whole.exists() {
        return Ok(None);
    }
    directory::sync_directory(dir)?;
    let aside = (1..).map(|number| beside(dir, &format!(".damaged-{number}"))).find(|aside| !aside.exists());
    let Some(aside) = aside else { return Ok(None) };
    // The log is moved first, because it must never be in front of the new file. Together the two old files can be
    // opened with SQLite.
    let mut log_aside = aside.clone().into_os_string();
    log_aside.push("-wal");
    if directory::log(dir).exists() {
        fs::rename(directory::log(dir), log_aside)?;
    }
    let index = beside(dir, "-shm");
    if index.exists() {
        fs::remove_file(index)?;
    }
    if database(dir).exists() {
        fs::rename(database(dir), &aside)?;
    }
    fs::rename(whole, database(dir))?;
    directory::sync_directory(dir)?;
    Ok(Some(aside))
}

/// Copies the sound rows over a second connection, because a connection that has met damage refuses to write.
fn fill(damaged: &Connection, new: &Path) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let new = Connection::open_with_flags(new, flags)?;
    new.pragma_update(None, "page_size", directory::PAGE.cast_signed())?;
    // The file is synced as a whole at the end; an unfinished file is not used at all.
    new.pragma_update(None, "journal_mode", "off")?;
    new.pragma_update(None, "synchronous", 0)?;
    file::make_tables(&new)?;
    new.execute_batch("BEGIN")?;
    for board in boards(damaged) {
        copy(damaged, &new, board)?;
    }
    new.execute_batch("COMMIT")
}

/// The numbers of all boards that ever existed, as far as they can be found.
fn boards(file: &Connection) -> BTreeSet<i64> {
    let mut found = BTreeSet::new();
    for (table, column) in [("secrets", "board"), ("boards", "id")] {
        for (beyond, order, mut at) in [(">", "ASC", 0), ("<", "DESC", BOARDS)] {
            let next = format!(
                "SELECT {column} FROM {table} WHERE {column} {beyond} ?1 ORDER BY {column} {order} LIMIT 1"
            );
            while let Ok(number) = file.query_row(&next, [at], |row| row.get(0)) {
                // In a tree that is out of order the next number may be before this one.
                let goes_on = if order == "ASC" { number > at } else { number < at };
                if !goes_on || !(1..BOARDS).contains(&number) {
                    break;
                }
                found.insert(number);
                at = number;
            }
        }
    }
    found
}

/// One row, if there is one and it can be read.
fn row<T>(
    file: &Connection,
    select: &str,
    of: i64,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Option<T> {
    file.prepare_cached(select).and_then(|mut select| select.query_row([of], read).optional()).ok().flatten()
}

fn copy(damaged: &Connection, new: &Connection, board: i64) -> rusqlite::Result<()> {
    let secret =
        row(damaged, "SELECT secret FROM secrets WHERE board = ?1", board, |row| row.get::<_, Vec<u8>>(0));
    if let Some(secret) = &secret {
        new.execute("INSERT INTO secrets (board, secret) VALUES (?1, ?2)", params![board, secret])?;
    }
    let listed = row(damaged, "SELECT name, keys, seal FROM boards WHERE id = ?1", board, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?))
    });
    let of = secret.as_deref().and_then(BoardKey::from_bytes);
    let listed = listed.map(|(name, keys, seal)| (corrected(of, board, name, keys, &seal), keys, seal));
    let name = listed.as_ref().map(|(name, ..)| name.clone());
    if let Some((name, keys, seal)) = &listed {
        let insert = "INSERT OR IGNORE INTO boards (id, name, keys, seal) VALUES (?1, ?2, ?3, ?4)";
        new.execute(insert, params![board, name, keys, seal])?;
    }
    // The confirmed key has a wrong bit corrected.
    let confirmed = secret.as_deref().zip(listed.as_ref()).and_then(|(secret, (name, keys, seal))| {
        BoardKey::confirmed(secret, Place::board(board, *keys, name), seal)
    });
    let Some(secret) = confirmed.or(of) else { return Ok(()) };
    let of = Identity { board, key: secret };
    copy_look_ups(damaged, new, &of)?;
    copy_snapshot(damaged, new, &of)?;
    let lost = copy_entries(damaged, new, &of)?;
    match lost {
        Some(Lost { first, count }) => {
            tracing::error!(number = board, board = name, first, count, "entries of a board are damaged");
        }
        None if name.is_none() => tracing::error!(number = board, "the name of a board is damaged"),
        None => {}
    }
    Ok(())
}

/// The name of a board, with one wrong bit corrected. The index has a second copy of the name, which is not rebuilt.
fn corrected(key: Option<BoardKey>, board: i64, name: String, keys: i64, seal: &[u8]) -> String {
    let is = |name: &str| key.is_some_and(|key| key.open(Place::board(board, keys, name), seal).is_some());
    if is(&name) {
        return name;
    }
    let with_another = |bit: usize| {
        let mut bytes = name.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        String::from_utf8(bytes).ok().filter(|name| is(name))
    };
    (0..name.len() * 8).find_map(with_another).unwrap_or(name)
}

fn copy_look_ups(damaged: &Connection, new: &Connection, of: &Identity) -> rusqlite::Result<()> {
    let mut select = damaged.prepare_cached("SELECT key, seal FROM keys WHERE board = ?1")?;
    let Ok(mut rows) = select.query([of.board]) else { return Ok(()) };
    while let Ok(Some(row)) = rows.next() {
        let (look_up, seal) = (row.get_ref(0)?.as_str().ok(), bytes(row.get_ref(1)?));
        if is_look_up(Some(of.board), look_up, seal, Some(of.key.bytes())) {
            let insert = "INSERT OR IGNORE INTO keys (key, board, seal) VALUES (?1, ?2, ?3)";
            new.execute(insert, params![look_up, of.board, seal])?;
        }
    }
    Ok(())
}

/// Copies the snapshot of a board. A damaged one is left out, because a snapshot only speeds up opening.
fn copy_snapshot(damaged: &Connection, new: &Connection, of: &Identity) -> rusqlite::Result<()> {
    let found = row(damaged, "SELECT seq, bytes FROM snapshots WHERE board = ?1", of.board, |row| {
        Ok(number(row.get_ref(0)?).zip(bytes(row.get_ref(1)?).map(<[u8]>::to_vec)))
    });
    let sound = |seq: i64, sealed: &[u8]| {
        of.key.open(Place::snapshot(of.board, seq.cast_unsigned()), sealed).is_some()
    };
    if let Some((seq, sealed)) = found.flatten().filter(|(seq, sealed)| sound(*seq, sealed)) {
        let insert = "INSERT INTO snapshots (board, seq, bytes) VALUES (?1, ?2, ?3)";
        new.execute(insert, params![of.board, seq, sealed])?;
    }
    Ok(())
}

/// The entries that are missing from the new file.
struct Lost {
    first: u64,
    count: u64,
}

fn copy_entries(damaged: &Connection, new: &Connection, of: &Identity) -> rusqlite::Result<Option<Lost>> {
    const SELECT: &str = "SELECT bytes FROM entries WHERE key = ?1";
    let mut insert = new.prepare_cached("INSERT INTO entries (key, bytes) VALUES (?1, ?2)")?;
    let sealed = |seq| row(damaged, SELECT, key(of.board, seq), |row| row.get::<_, Vec<u8>>(0));
    let mut lost: Option<Lost> = None;
    let (mut unreadable, mut ended) = (0, false);
    for seq in 1..=BEYOND {
        let sealed = sealed(seq);
        ended = sealed.as_ref().is_some_and(|mark| read_end_mark(of.board, seq, mark).is_some());
        let opens = |sealed: &Vec<u8>| of.key.open_or_correct(Place::entry(of.board, seq), sealed).is_some();
        match sealed.filter(|sealed| ended || opens(sealed)) {
            Some(sealed) => {
                insert.execute(params![key(of.board, seq), sealed])?;
                unreadable = 0;
            }
            None if unreadable == UNREADABLE => break,
            None => {
                lost.get_or_insert(Lost { first: seq, count: 0 }).count += 1;
                unreadable += 1;
            }
        }
        if ended {
            break;
        }
    }
    // After the last entry that was found, the search found nothing. Those entries need not have existed, so they are
    // not counted.
    if !ended && let Some(lost) = &mut lost {
        lost.count -= unreadable.min(lost.count - 1);
    }
    Ok(lost)
}
