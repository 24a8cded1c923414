//! Reads a whole directory and says what is damaged, by board. It goes on after each damage, where a reader stops.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::check::{self, ListFault, is_damage, is_look_up};
use super::erasure_key::{Place, SEAL};
use super::rows::{BEYOND, Identity, bytes, identify, key, number, read_end_mark, seq};
use super::wal::{self, Unused};
use super::{file, version_1};
use crate::JournalError;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The board, if it is one board's and can be named.
    pub board: Option<String>,
    /// The entry, or the first of several.
    pub entry: Option<u64>,
    /// What it is: the end of a sentence.
    pub cause: String,
}

/// A reader may find the log while a server is writing there, so it counts if it is found twice.
fn unused(dir: &Path) -> Option<Unused> {
    let look = || wal::unused(dir).ok().flatten();
    look().filter(|first| look().as_ref() == Some(first))
}

pub(super) fn directory(dir: &Path) -> Result<Vec<Damage>, JournalError> {
    let mut found = Vec::new();
    let unused = unused(dir);
    let mut reader = file::open_for_reading(dir)?;
    let failed = |error| file::failure(dir, &error);
    // Each board is read in a transaction of its own: a long one would keep a server from shortening its log.
    let view = &mut reader.file;
    match check::structure(view) {
        Ok(wrong) => found.extend(wrong.into_iter().map(|cause| plain(None, None, cause))),
        Err(error) => return Err(failed(error)),
    }
    if let Some(unused) = unused {
        lost_with_log(view, &unused, &mut found).or_else(|error| noted(error, &mut found)).map_err(failed)?;
    }
    if reader.version > 1 {
        let tell = |ListFault { number, board, cause }: ListFault| {
            let cause = match (&board, number) {
                (None, Some(number)) => format!("{cause} (the board has the number {number})"),
                _ => cause.to_owned(),
            };
            found.push(plain(board, None, cause));
        };
        let told = check::look_at_lists(view, tell);
        told.map(drop).or_else(|error| noted(error, &mut found)).map_err(failed)?;
    }
    for name in names(view, &mut found).map_err(failed)? {
        let view = view.transaction().map_err(failed)?;
        let looked = match reader.version {
            1 => entries_of_version_1(&view, &name, &mut found),
            _ => board(&view, &name, &mut found),
        };
        match looked {
            Err(error) if is_damage(&error) => found.push(plain(Some(name), None, error.to_string())),
            looked => looked.map_err(failed)?,
        }
    }
    Ok(found)
}

fn plain(board: Option<String>, entry: Option<u64>, cause: impl Into<String>) -> Damage {
    Damage { board, entry, cause: cause.into() }
}

/// Damage that keeps a list from being read is noted, and what else there is is read all the same.
fn noted(error: rusqlite::Error, found: &mut Vec<Damage>) -> rusqlite::Result<()> {
    if !is_damage(&error) {
        return Err(error);
    }
    found.push(plain(None, None, error.to_string()));
    Ok(())
}

/// The names of all boards that can be read.
fn names(view: &Connection, found: &mut Vec<Damage>) -> rusqlite::Result<Vec<String>> {
    let mut select = view.prepare("SELECT name FROM boards ORDER BY id")?;
    let mut rows = select.query([])?;
    let mut names = Vec::new();
    loop {
        match rows.next() {
            Ok(Some(row)) => names.extend(row.get_ref(0)?.as_str().ok().map(str::to_owned)),
            Ok(None) => return Ok(names),
            Err(error) => {
                noted(error, found)?;
                return Ok(names);
            }
        }
    }
}

/// What was in the part of the log that is not used, and is not in the database.
fn lost_with_log(view: &Connection, unused: &Unused, found: &mut Vec<Damage>) -> rusqlite::Result<()> {
    let at = format!("the log in front of the database cannot be used from byte {} on", unused.from);
    if unused.newest.is_empty() {
        let cause =
            if unused.certain { at.clone() } else { format!("{at}: its last commit was not finished") };
        found.push(plain(None, None, cause));
    }
    for (number, newest) in &unused.newest {
        let select = "SELECT name, (SELECT max(key) FROM entries WHERE key BETWEEN ?2 AND ?3) FROM boards WHERE id = ?1";
        let row = view.query_row(select, [*number, key(*number, 0), key(*number, BEYOND)], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?.map_or(0, seq).saturating_sub(1)))
        });
        match row.optional()? {
            // The last row is the end mark.
            Some((board, last)) if last < *newest => {
                let cause = format!("{at}, and with it its entries {} to {newest} are lost", last + 1);
                found.push(plain(Some(board), Some(last + 1), cause));
            }
            Some((board, _)) => {
                found.push(plain(Some(board), None, format!("{at}; its entries are all there")))
            }
            None => {
                let cause =
                    format!("{at}, and with it the board is lost, unless it was deleted (number {number})");
                found.push(plain(unused.names.get(number).cloned(), None, cause));
            }
        }
    }
    Ok(())
}

fn board(view: &Connection, name: &str, found: &mut Vec<Damage>) -> rusqlite::Result<()> {
    // A row that is not sound was named with the list of boards.
    let Some(Ok(of)) = identify(view, name)? else { return Ok(()) };
    entries(view, name, of, found)?;
    let mut select = view.prepare_cached("SELECT seq, bytes FROM snapshots WHERE board = ?1")?;
    let sound = select.query_row([of.board], |row| {
        let seq = number(row.get_ref(0)?).map(i64::cast_unsigned);
        let opened = seq.zip(bytes(row.get_ref(1)?)).and_then(|(seq, sealed)| {
            (seq <= BEYOND).then(|| of.key.open(Place::snapshot(of.board, seq), sealed))?
        });
        Ok(opened.is_some())
    });
    if sound.optional()? == Some(false) {
        let cause = "its snapshot is not as it was written; the board is opened from its entries";
        found.push(plain(Some(name.into()), None, cause));
    }
    let mut select = view.prepare_cached("SELECT key, seal FROM keys WHERE board = ?1")?;
    let mut rows = select.query([of.board])?;
    while let Some(row) = rows.next()? {
        let (key, seal) = (row.get_ref(0)?.as_str().ok(), bytes(row.get_ref(1)?));
        if !is_look_up(Some(of.board), key, seal, Some(of.key.bytes())) {
            found.push(plain(Some(name.into()), None, "a look-up key is not as it was written"));
        }
    }
    Ok(())
}

fn entries(view: &Connection, name: &str, of: Identity, found: &mut Vec<Damage>) -> rusqlite::Result<()> {
    let mut damaged = |entry: u64, cause: String| found.push(plain(Some(name.into()), Some(entry), cause));
    let mut select = view.prepare_cached("SELECT key, bytes FROM entries WHERE key BETWEEN ?1 AND ?2")?;
    let mut rows = select.query([key(of.board, 1), key(of.board, BEYOND)])?;
    let (mut due, mut end) = (1, None);
    while let Some(row) = rows.next()? {
        let (seq, sealed) = (seq(row.get(0)?), bytes(row.get_ref(1)?));
        if end.is_some() {
            damaged(seq, format!("behind the end of its log there is row {seq}"));
            continue;
        }
        if seq > due {
            damaged(due, format!("its entries {due} to {} are missing", seq - 1));
        }
        due = seq + 1;
        end = sealed.and_then(|mark| read_end_mark(of.board, seq, mark));
        if end.is_some() {
            continue;
        }
        match sealed.and_then(|sealed| of.key.open_or_correct(Place::entry(of.board, seq), sealed)) {
            Some((_, false)) => {}
            Some((_, true)) => {
                damaged(seq, format!("its entry {seq} has a wrong bit, which is put right when it is read"))
            }
            None if sealed.is_some_and(|sealed| sealed.len() < SEAL) => {
                damaged(seq, "the end mark of its log is not as it was written".into());
            }
            None => damaged(seq, format!("its entry {seq} is not as it was written")),
        }
    }
    if end.is_none() {
        damaged(due, format!("its log has no end after entry {}", due - 1));
    }
    Ok(())
}

/// Files of version 1 have no seals, so only their numbers can be checked.
fn entries_of_version_1(view: &Connection, name: &str, found: &mut Vec<Damage>) -> rusqlite::Result<()> {
    let Some(of) = version_1::identify(view, name)? else { return Ok(()) };
    let mut select = view.prepare("SELECT key FROM entries WHERE key BETWEEN ?1 AND ?2")?;
    let mut rows = select.query([key(of.board, 1), key(of.board, BEYOND)])?;
    let mut due = 1;
    while let Some(row) = rows.next()? {
        let seq = seq(row.get(0)?);
        if seq != due {
            found.push(plain(
                Some(name.into()),
                Some(due),
                format!("its entries {due} to {} are missing", seq - 1),
            ));
        }
        due = seq + 1;
    }
    Ok(())
}
