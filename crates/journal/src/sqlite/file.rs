//! The data directory: who may use it, what is in it, and how SQLite is told to treat it.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Durability, Options};
use crate::JournalError;

/// The database in a data directory.
const NAME: &str = "boards.sqlite";

/// Whoever holds this file's lock has the directory. The lock goes with the process, the file stays.
const LOCK: &str = "lock";

/// Says that a SQLite file is ours ("HRNG").
const APPLICATION: i32 = 0x4852_4e47;

/// The version of the tables below. A newer file is left alone.
const VERSION: i32 = 1;

/// A commit writes whole pages, one at least for each board in it, and an edit is far smaller than a page: so the
/// page is what a commit costs. Measured with `examples/appends.rs`; see `SPEC.md`, "The numbers behind the settings".
pub(super) const PAGE: usize = 4096;

/// What the writer keeps in memory of the file: the last pages of a good thousand boards.
const WRITER_CACHE_KB: i64 = 8192;

/// As above, for each reader: a log is read once, in order, so it gains nothing from more.
const READER_CACHE_KB: i64 = 1024;

/// How large the log in front of the database may stay on the disk when it is empty. It is kept at the size that it
/// reaches between two checkpoints, because writing over blocks that are there costs a sync less than adding some.
const LOG_KEPT: i64 = 16 << 20;

/// How large it is made before the first commit: what it grows to between two checkpoints. To sync a file that has its
/// size already is to write the content; one that grows has its size and its blocks written, too, and through the file
/// system's own log.
const LOG_MADE: u64 = 4608 << 10;

/// How long to wait for somebody else's lock: only an operator's own `sqlite3` holds one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);

/// `AUTOINCREMENT`: the number of a deleted board is not given again, so no row of it could come back as another's.
const TABLES: &str = "
    CREATE TABLE boards (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE keys (key TEXT PRIMARY KEY, board INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE secrets (board INTEGER PRIMARY KEY, secret BLOB NOT NULL) STRICT;
    CREATE INDEX keys_of_board ON keys (board);
    CREATE TABLE entries (key INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE snapshots (board INTEGER PRIMARY KEY, seq INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
";

/// Makes the directory if need be and takes it for this process, until the file is dropped.
pub(super) fn take(dir: &Path) -> Result<File, JournalError> {
    let unwritable = |error: io::Error| not_writable(dir, &plain(&error));
    if !dir.is_dir() {
        fs::create_dir_all(dir).map_err(unwritable)?;
        // The entry of the new directory is durable once its parent is; where that cannot be asked for, SQLite's own
        // syncs are all there is.
        if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            let _ = File::open(parent).and_then(|parent| parent.sync_all());
        }
    }
    let lock = File::options().create(true).truncate(false).write(true).open(dir.join(LOCK));
    let lock = lock.map_err(unwritable)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse(dir.into())),
        Err(TryLockError::Error(error)) => {
            Err(unusable(dir, &format!("it cannot be locked: {}", plain(&error))))
        }
    }
}

/// Opens the database for the writer, and makes it if it is not there.
pub(super) fn open_for_writing(dir: &Path, options: &Options) -> Result<Connection, JournalError> {
    let failed = |error| at_open(dir, error);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(dir.join(NAME), flags).map_err(failed)?;
    if file.is_readonly("main").map_err(failed)? {
        return Err(not_writable(dir, "the database can only be read"));
    }
    file.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    // Before there is a table: a page size is for ever.
    file.pragma_update(None, "page_size", PAGE.cast_signed()).map_err(failed)?;
    check_kind(dir, &file)?;
    let synchronous = match options.durability {
        Durability::PowerLoss => 2,
        Durability::ProcessOnly => 0,
    };
    obeyed(dir, &file, "journal_mode", "wal", "wal".to_owned())?;
    obeyed(dir, &file, "synchronous", synchronous, synchronous)?;
    // What is deleted is overwritten with zeros; see also `erasure_key.rs`.
    obeyed(dir, &file, "secure_delete", 1, 1)?;
    // The checkpoints are made by hand; see `checkpoint.rs`.
    obeyed(dir, &file, "wal_autocheckpoint", 0, 0)?;
    obeyed(dir, &file, "journal_size_limit", LOG_KEPT, LOG_KEPT)?;
    file.pragma_update(None, "cache_size", -WRITER_CACHE_KB).map_err(failed)?;
    if let Some(quota) = options.quota {
        let pages = i64::try_from(quota / PAGE as u64).unwrap_or(i64::MAX).clamp(1, i64::from(u32::MAX - 1));
        file.pragma_update(None, "max_page_count", pages).map_err(failed)?;
    }
    make_tables(&file).map_err(failed)?;
    Ok(file)
}

/// Makes room in the log for all that comes between two checkpoints. What is behind the last commit is nothing to
/// SQLite, zeros least of all: each commit carries the log's own random number.
pub(super) fn grow_log(dir: &Path) -> io::Result<()> {
    let mut log = File::options().append(true).open(log_of(&dir.join(NAME)))?;
    let length = log.metadata()?.len();
    let zeros = io::repeat(0).take(LOG_MADE.saturating_sub(length));
    let grown = io::copy(&mut BufReader::with_capacity(1 << 16, zeros), &mut log);
    // A disk that is nearly full is not filled for the sake of speed.
    grown.and_then(|_| log.sync_all()).or_else(|error| log.set_len(length).and(Err(error)))
}

/// Opens another connection to what the writer has open.
pub(super) fn open_beside(dir: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(dir.join(NAME), flags).map_err(|error| at_open(dir, error))
}

/// Opens the database for reading, beside a writer or alone.
pub(super) fn open_for_reading(dir: &Path) -> Result<Connection, JournalError> {
    let path = dir.join(NAME);
    if !path.is_file() {
        return Err(unusable(dir, "there are no boards in it"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut file = Connection::open_with_flags(&path, flags).and_then(|file| peek(&file).map(|()| file));
    if file.is_err() && fs::metadata(log_of(&path)).map_or(true, |log| log.len() == 0) {
        // On a disk that cannot be written SQLite cannot keep its notes beside the file. Without a log in front of it
        // the file is all there is, and nobody changes it.
        let uri = format!("file:{}?immutable=1", escaped(&path));
        let flags = flags | OpenFlags::SQLITE_OPEN_URI;
        file = Connection::open_with_flags(uri, flags).and_then(|file| peek(&file).map(|()| file));
    }
    let failed = |error| at_open(dir, error);
    let file = file.map_err(failed)?;
    file.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    check_kind(dir, &file)?;
    file.pragma_update(None, "cache_size", -READER_CACHE_KB).map_err(failed)?;
    Ok(file)
}

/// What a failure of the storage means to whoever asked.
pub(super) fn failure(dir: &Path, error: &rusqlite::Error) -> JournalError {
    let no_room_for_the_index = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
    if error.sqlite_error().is_some_and(|error| error.extended_code == no_room_for_the_index) {
        return JournalError::Full;
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => JournalError::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            unusable(&dir.join(NAME), &error.to_string())
        }
        Some(ErrorCode::ReadOnly) => not_writable(dir, &error.to_string()),
        _ => JournalError::Storage(error.to_string()),
    }
}

/// About how many pages the log in front of the database has.
pub(super) fn log_pages(dir: &Path) -> usize {
    let bytes = fs::metadata(log_of(&dir.join(NAME))).map_or(0, |log| log.len());
    usize::try_from(bytes).unwrap_or(usize::MAX) / PAGE
}

fn at_open(dir: &Path, error: rusqlite::Error) -> JournalError {
    match failure(dir, &error) {
        JournalError::Storage(cause) if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) => {
            not_writable(dir, &cause)
        }
        other => other,
    }
}

/// What the operating system said, without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

fn not_writable(dir: &Path, cause: &str) -> JournalError {
    JournalError::NotWritable { path: dir.into(), cause: cause.into() }
}

fn unusable(path: &Path, cause: &str) -> JournalError {
    JournalError::Unusable { path: path.into(), cause: cause.into() }
}

/// Sets a pragma and reads it back: SQLite answers an order that it cannot follow with what it does instead.
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

fn check_kind(dir: &Path, file: &Connection) -> Result<(), JournalError> {
    let failed = |error| at_open(dir, error);
    let application: i32 = read_back(file, "application_id").map_err(failed)?;
    let version: i32 = read_back(file, "user_version").map_err(failed)?;
    let tables: i64 =
        file.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    match (application, version) {
        (APPLICATION, 0..=VERSION) => Ok(()),
        (APPLICATION, _) => Err(unusable(&dir.join(NAME), "it was written by a newer version")),
        (0, 0) if tables == 0 => Ok(()),
        _ => Err(unusable(&dir.join(NAME), "it is another program's database")),
    }
}

/// In one transaction, so that a crash leaves either a file of no kind or a whole one.
fn make_tables(file: &Connection) -> rusqlite::Result<()> {
    if read_back::<i32>(file, "application_id")? == APPLICATION {
        return Ok(());
    }
    file.execute_batch(&format!(
        "BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; PRAGMA application_id = {APPLICATION}; COMMIT;"
    ))
}

/// Reads something, which is when SQLite finds out whether it can.
fn peek(file: &Connection) -> rusqlite::Result<()> {
    file.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// The path as SQLite's `file:` addresses want it.
fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
