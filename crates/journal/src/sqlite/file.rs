//! Opens the database in a data directory and configures SQLite for it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::directory::{self, PAGE, database, length, log, not_writable, refuse_emptied, unusable};
use super::options::{Durability, Options};
use super::rows::{TABLES, TABLES_2};
use crate::JournalError;

/// Marks a SQLite file as a journal of this program ("HRNG").
const APPLICATION: i32 = 0x4852_4e47;

/// The version of the file. A newer file is left alone, an older one is migrated; see `version_1.rs`. Version 3 has the
/// tables of version 2: it says that there may be entries that an older program cannot read.
pub(super) const VERSION: i32 = 3;

/// A connection for reading, and the version of the file.
pub(super) struct Reader {
    pub file: Connection,
    pub version: i32,
}

/// The writer's page cache, in KB: the last pages of a good thousand boards.
const WRITER_CACHE_KB: i64 = 8192;

/// Each reader's page cache, in KB. A log is read once, in order, so more would not help.
const READER_CACHE_KB: i64 = 1024;

/// The size in bytes that the log in front of the database may keep on the disk when it is empty. It keeps the size
/// that it reaches between two checkpoints, because a sync costs less when it overwrites existing blocks than when it
/// adds some.
const LOG_KEPT: i64 = 16 << 20;

/// The size in bytes of the log before the first commit: the size that it reaches between two checkpoints. Syncing a
/// file that keeps its size only writes the content. For a growing file its size and blocks are written, too, through
/// the file system's own log.
const LOG_MADE: u64 = 4608 << 10;

/// The longest wait for another process's lock. Only an operator's own `sqlite3` holds one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);

/// Opens the database for inspection, before anything is changed. Returns it with the version of its tables; 0 if it
/// has none yet. Closing it leaves the log as it is.
pub(super) fn open_to_look(dir: &Path) -> Result<(Connection, i32), JournalError> {
    let failed = |error| at_open(dir, error);
    directory::make_database(dir)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(database(dir), flags).map_err(failed)?;
    if file.is_readonly("main").map_err(failed)? {
        return Err(not_writable(dir, "the database can only be read"));
    }
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(failed)?;
    file.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    // Set before there is a table, because the page size cannot be changed later.
    file.pragma_update(None, "page_size", PAGE.cast_signed()).map_err(failed)?;
    let version = version(dir, &file)?;
    Ok((file, version))
}

/// Configures the database for the writer, and creates its tables if there are none.
pub(super) fn set_up(dir: &Path, file: &Connection, options: &Options) -> Result<(), JournalError> {
    let failed = |error| at_open(dir, error);
    let synchronous = match options.durability {
        Durability::PowerLoss => 2,
        Durability::ProcessOnly => 0,
    };
    obeyed(dir, file, "journal_mode", "wal", "wal".to_owned())?;
    obeyed(dir, file, "synchronous", synchronous, synchronous)?;
    // On Apple's systems a plain sync leaves the content in the drive's own memory. On other systems these settings
    // change nothing.
    obeyed(dir, file, "fullfsync", 1, 1)?;
    obeyed(dir, file, "checkpoint_fullfsync", 1, 1)?;
    // Deleted rows are overwritten with zeros; see also `erasure_key.rs`.
    obeyed(dir, file, "secure_delete", 1, 1)?;
    // Checkpoints are started explicitly; see `checkpoint.rs`.
    obeyed(dir, file, "wal_autocheckpoint", 0, 0)?;
    obeyed(dir, file, "journal_size_limit", LOG_KEPT, LOG_KEPT)?;
    // SQLite does not write into a page that is visibly malformed.
    obeyed(dir, file, "cell_size_check", 1, 1)?;
    file.pragma_update(None, "cache_size", -WRITER_CACHE_KB).map_err(failed)?;
    if let Some(quota) = options.quota {
        let pages = i64::try_from(quota / PAGE as u64).unwrap_or(i64::MAX).clamp(1, i64::from(u32::MAX - 1));
        file.pragma_update(None, "max_page_count", pages).map_err(failed)?;
    }
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(failed)?;
    make_tables(file).map_err(failed)
}

/// Enlarges the log for everything between two checkpoints. SQLite ignores bytes after the last commit, above all
/// zeros: each commit carries the log's own random number.
pub(super) fn grow_log(dir: &Path) -> io::Result<()> {
    let mut log = File::options().append(true).open(log(dir))?;
    let length = log.metadata()?.len();
    let zeros = io::repeat(0).take(LOG_MADE.saturating_sub(length));
    let grown = io::copy(&mut BufReader::with_capacity(1 << 16, zeros), &mut log);
    // A nearly full disk is not filled for the sake of speed.
    grown.and_then(|_| log.sync_all()).or_else(|error| log.set_len(length).and(Err(error)))
}

/// Opens another connection to the database that the writer has open.
pub(super) fn open_beside(dir: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(database(dir), flags).map_err(|error| at_open(dir, error))?;
    obeyed(dir, &file, "checkpoint_fullfsync", 1, 1)?;
    Ok(file)
}

/// Opens the database for reading, with or without a writer beside it.
pub(super) fn open_for_reading(dir: &Path) -> Result<Reader, JournalError> {
    let path = database(dir);
    if !path.is_file() {
        return Err(unusable(dir, "there are no boards in it"));
    }
    // SQLite would delete the log in front of an empty file, even though it only reads.
    refuse_emptied(dir, false)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut file = Connection::open_with_flags(&path, flags).and_then(|file| peek(&file).map(|()| file));
    if file.is_err() && length(&log(dir)) == 0 {
        // On a read-only disk SQLite cannot create its files beside the database. Without a log in front of it the
        // database is complete, and nobody changes it.
        let uri = format!("file:{}?immutable=1", escaped(&path));
        let flags = flags | OpenFlags::SQLITE_OPEN_URI;
        file = Connection::open_with_flags(uri, flags).and_then(|file| peek(&file).map(|()| file));
    }
    let failed = |error| at_open(dir, error);
    let file = file.map_err(failed)?;
    file.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    let version = version(dir, &file)?;
    if version == 0 {
        return Err(unusable(dir, "there are no boards in it"));
    }
    file.pragma_update(None, "cache_size", -READER_CACHE_KB).map_err(failed)?;
    obeyed(dir, &file, "cell_size_check", 1, 1)?;
    Ok(Reader { file, version })
}

/// The error for the caller after a failure of the storage.
pub(super) fn failure(dir: &Path, error: &rusqlite::Error) -> JournalError {
    use rusqlite::ffi::{SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_WRITE};
    match error.sqlite_error().map(|error| error.extended_code) {
        // There is no space for the index of the log.
        Some(SQLITE_IOERR_SHMSIZE) => return JournalError::Full,
        // SQLite recognizes a full disk, but neither a quota nor a limit to the size of files.
        Some(SQLITE_IOERR_WRITE) if directory::is_limited(dir) => return JournalError::Full,
        _ => {}
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => JournalError::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            unusable(&database(dir), &error.to_string())
        }
        Some(ErrorCode::ReadOnly) => not_writable(dir, &error.to_string()),
        _ => JournalError::Storage(error.to_string()),
    }
}

/// The error for a caller that searched a damaged list in vain.
pub(super) fn damaged_list(dir: &Path, cause: &str) -> JournalError {
    tracing::error!(cause, "the database is damaged");
    unusable(&database(dir), cause)
}

/// Approximately the number of pages in the log in front of the database.
pub(super) fn log_pages(dir: &Path) -> usize {
    usize::try_from(length(&log(dir))).unwrap_or(usize::MAX) / PAGE
}

pub(super) fn at_open(dir: &Path, error: rusqlite::Error) -> JournalError {
    match failure(dir, &error) {
        JournalError::Storage(cause) if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) => {
            not_writable(dir, &cause)
        }
        other => other,
    }
}

/// Sets a pragma and reads it back. For a setting that it cannot apply, SQLite returns the one that it keeps.
fn obeyed<T: rusqlite::types::FromSql + PartialEq>(
    dir: &Path,
    file: &Connection,
    pragma: &str,
    value: impl rusqlite::ToSql,
    expect: T,
) -> Result<(), JournalError> {
    let set = file.pragma_update(None, pragma, value).and_then(|()| read_back::<T>(file, pragma));
    match set {
        Ok(now) if now == expect => Ok(()),
        Ok(_) => Err(unusable(dir, &format!("the file system does not bear {pragma}"))),
        Err(error) => Err(at_open(dir, error)),
    }
}

fn read_back<T: rusqlite::types::FromSql>(file: &Connection, pragma: &str) -> rusqlite::Result<T> {
    file.pragma_query_value(None, pragma, |row| row.get(0))
}

/// The version of the tables in a file of this program, 0 in an empty one. Any other file is refused.
fn version(dir: &Path, file: &Connection) -> Result<i32, JournalError> {
    let failed = |error| at_open(dir, error);
    let application: i32 = read_back(file, "application_id").map_err(failed)?;
    let version: i32 = read_back(file, "user_version").map_err(failed)?;
    let tables = schema(file).map_err(failed)?;
    let refused = |cause| Err(unusable(&database(dir), cause));
    match (application, version) {
        (APPLICATION, 1..=VERSION) => {
            let wanted = Connection::open_in_memory().and_then(|memory| {
                memory.execute_batch(TABLES)?;
                if version > 1 { memory.execute_batch(TABLES_2) } else { Ok(()) }?;
                schema(&memory)
            });
            let whole = wanted.map_err(failed)?.iter().all(|table| tables.contains(table));
            if whole { Ok(version) } else { refused("its tables are not as they were made") }
        }
        (APPLICATION, ..=0) => refused("its version is not as it was written"),
        (APPLICATION, _) => refused(
            "it was written by a newer version; start that version, or restore a backup that was made before it",
        ),
        (0, 0) if tables.is_empty() => Ok(0),
        _ => refused("it is another program's database"),
    }
}

/// Every table and index with the SQL that created it.
fn schema(file: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    let mut select = file.prepare("SELECT name, sql FROM sqlite_schema")?;
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Creates the tables in one transaction, so that a crash leaves either an empty file or a complete one.
pub(super) fn make_tables(file: &Connection) -> rusqlite::Result<()> {
    if read_back::<i32>(file, "application_id")? == APPLICATION {
        return Ok(());
    }
    file.execute_batch(&format!(
        "BEGIN IMMEDIATE; {TABLES} {TABLES_2}
         PRAGMA user_version = {VERSION}; PRAGMA application_id = {APPLICATION}; COMMIT;"
    ))
}

/// Reads something, because SQLite finds out only then whether it can read the file.
fn peek(file: &Connection) -> rusqlite::Result<()> {
    file.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// The path, escaped for SQLite's `file:` addresses.
fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail so")]

    use super::*;

    #[test]
    fn jrnl_29_whoever_writes_asks_for_a_sync_that_reaches_the_drive() {
        let dir = tempfile::tempdir().unwrap();
        let (file, _) = open_to_look(dir.path()).unwrap();
        set_up(dir.path(), &file, &Options::default()).unwrap();
        for (file, pragma) in [
            (&file, "fullfsync"),
            (&file, "checkpoint_fullfsync"),
            (&open_beside(dir.path()).unwrap(), "checkpoint_fullfsync"),
        ] {
            assert_eq!(read_back::<i32>(file, pragma).unwrap(), 1, "{pragma}");
        }
    }
}
