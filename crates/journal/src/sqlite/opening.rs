//! Opens a directory for writing. Damage is found before anything is written; it is logged, and damaged bytes are
//! copied before they are overwritten.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use super::check::DamagedLists;
use super::directory::{self, Hold, database, plain, unusable};
use super::file::{self, VERSION, failure};
use super::health::Health;
use super::options::Options;
use super::rows::{BEYOND, key, seq};
use super::wal::{self, Unused};
use super::{check, rebuild, version_1};
use crate::JournalError;

/// A directory that is open for writing.
pub(super) struct Opened {
    pub hold: Hold,
    pub file: Connection,
    pub lists: DamagedLists,
    pub health: Arc<Health>,
}

pub(super) fn open(dir: &Path, options: &Options) -> Result<Opened, JournalError> {
    let hold = directory::take(dir)?;
    let moved = rebuild::finish(dir);
    moved.map_err(|error| {
        unusable(dir, &format!("the rebuilt database cannot be put in place: {}", plain(&error)))
    })?;
    directory::refuse_emptied(dir, hold.had_boards())?;
    let unused = look_at_log(dir)?;
    let file = sound_file(dir)?;
    if hold.had_boards() {
        refuse_without_boards(dir, file.as_ref(), unused.as_ref().and_then(|(_, copy)| copy.as_deref()))?;
    }
    let (file, version) = match file {
        Some(file) => file,
        None => file::open_to_look(dir)?,
    };
    file::set_up(dir, &file, options)?;
    let failed = |error| failure(dir, &error);
    if version == 1 {
        version_1::migrate(&file).map_err(failed)?;
    } else if version == 2 {
        file.pragma_update(None, "user_version", VERSION).map_err(failed)?;
        tracing::info!("the database is of version {VERSION} from now on, which older programs refuse");
    }
    let lists = check::lists(&file).map_err(failed)?;
    if let Some((unused, _)) = &unused {
        name_what_is_lost(&file, unused).map_err(failed)?;
    }
    if file.prepare("SELECT 1 FROM boards").and_then(|mut select| select.exists([])).map_err(failed)? {
        note_boards(&hold);
    }
    let health = Arc::new(Health::new(dir, options.try_again));
    Ok(Opened { hold, file, lists, health })
}

/// Records that there are boards.
pub(super) fn note_boards(hold: &Hold) {
    if let Err(error) = hold.note_boards() {
        tracing::warn!(%error, "it could not be noted that there are boards: a database that is emptied would not be missed");
    }
}

/// Copies the log if a part of it will not be used. Returns that part, and the path of the copy.
fn look_at_log(dir: &Path) -> Result<Option<(Unused, Option<PathBuf>)>, JournalError> {
    let failed = |cause: &str, error: std::io::Error| {
        unusable(&directory::log(dir), &format!("{cause}: {}", plain(&error)))
    };
    let unused = wal::unused(dir).map_err(|error| failed("it cannot be read", error))?;
    let Some(unused) = unused else { return Ok(None) };
    let (from, commits) = (unused.from, unused.commits);
    let copy = match wal::set_aside(dir) {
        Ok(copy) => Some(copy),
        Err(error) if unused.certain => {
            return Err(failed("it is damaged, and cannot be copied before it is written over", error));
        }
        // On a full disk the server starts nevertheless.
        Err(error) => {
            tracing::warn!(%error, "the log in front of the database could not be copied");
            None
        }
    };
    let shown = copy.as_ref().map(|copy| copy.display().to_string());
    if unused.certain {
        tracing::error!(
            from,
            commits,
            copy = shown,
            "the log in front of the database is damaged from this byte on; what follows is not used"
        );
    } else {
        tracing::warn!(
            from,
            commits,
            copy = shown,
            "the last commit in the log in front of the database is not whole: it was not finished, or it is damaged"
        );
    }
    Ok(Some((unused, copy)))
}

/// The database and its version, once its structure is sound. `None` if it has no tables.
fn sound_file(dir: &Path) -> Result<Option<(Connection, i32)>, JournalError> {
    let (file, version) = file::open_to_look(dir)?;
    if version == 0 {
        return Ok(None);
    }
    let wrong = check::structure(&file).map_err(|error| failure(dir, &error))?;
    if wrong.is_empty() {
        return Ok(Some((file, version)));
    }
    for what in &wrong {
        tracing::error!(what, "the structure of the database is damaged");
    }
    if version == 1 {
        let cause = format!("its structure is damaged ({}), and it is of an older version", wrong[0]);
        return Err(unusable(&database(dir), &cause));
    }
    let aside = rebuild::rebuild(dir, file)?;
    tracing::error!(damaged = %aside.display(), "the database was made anew of what is sound in it; the damaged one was set aside");
    file::open_to_look(dir).map(Some)
}

/// Refuses to start without boards if there were some.
fn refuse_without_boards(
    dir: &Path,
    file: Option<&(Connection, i32)>,
    log_aside: Option<&Path>,
) -> Result<(), JournalError> {
    let ever = |file: &Connection| file.query_row("SELECT 1 FROM secrets", [], |_| Ok(())).optional();
    let ever = file.map_or(Ok(None), |(file, _)| ever(file)).map_err(|error| failure(dir, &error))?;
    if ever.is_some() {
        return Ok(());
    }
    let log = match log_aside {
        Some(copy) => {
            format!("the log in front of it, where they were, is damaged; a copy of it is {}", copy.display())
        }
        None => "the log in front of it, where they may have been, is gone".into(),
    };
    let lock = directory::lock(dir);
    let cause = format!(
        "there were boards, and there are none in it; {log}. Put copies of the files back, or remove {} to start with \
         no boards",
        lock.display()
    );
    Err(unusable(&database(dir), &cause))
}

/// Logs the entries that are only in the unused part of the log.
fn name_what_is_lost(file: &Connection, unused: &Unused) -> rusqlite::Result<()> {
    let mut lost = false;
    for (board, newest) in &unused.newest {
        let select = "SELECT name, (SELECT max(key) FROM entries WHERE key BETWEEN ?2 AND ?3) FROM boards WHERE id = ?1";
        let found =
            file.prepare_cached(select)?.query_row([*board, key(*board, 0), key(*board, BEYOND)], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?.map_or(0, seq).saturating_sub(1)))
            });
        // The last row is the end mark.
        match found.optional()? {
            Some((_, last)) if last >= *newest => continue,
            Some((board, last)) => {
                tracing::error!(
                    board,
                    first = last + 1,
                    last = newest,
                    "entries of a board were lost with the log"
                );
            }
            None => tracing::error!(
                number = board,
                board = unused.names.get(board),
                "a board was lost with the log, or deleted before"
            ),
        }
        lost = true;
    }
    if !lost {
        tracing::warn!(
            "no entry is seen in the part of the log that is not used that is not in the database as well"
        );
    }
    Ok(())
}
