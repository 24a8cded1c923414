//! The calls of the writer, and how each is performed: it is judged first, then written.

use rusqlite::{Connection, OptionalExtension, params};

use super::erasure_key::{BoardKey, Place};
use super::log_tails::LogTails;
use super::rows::{BEYOND, BOARDS, Identity, LAST, key};
use crate::stored::follows;
use crate::{JournalError, Stored};

/// A writing call.
pub(super) enum WriteCall {
    Create {
        board: String,
        keys: Vec<String>,
        first: Vec<Stored>,
    },
    Append {
        board: String,
        entries: Vec<Stored>,
    },
    Rekey {
        board: String,
        old: String,
        new: String,
        entries: Vec<Stored>,
    },
    Snapshot {
        board: String,
        snapshot: Stored,
    },
    Delete {
        board: String,
    },
    /// A write of the size of a busy moment's edits, which shows whether the disk accepts it. It belongs to no board.
    Trial,
}

/// The size of a trial write, in bytes.
const TRIAL: i64 = 64 << 10;

impl WriteCall {
    /// The board that the call concerns.
    pub fn board(&self) -> &str {
        match self {
            WriteCall::Create { board, .. }
            | WriteCall::Append { board, .. }
            | WriteCall::Rekey { board, .. }
            | WriteCall::Snapshot { board, .. }
            | WriteCall::Delete { board } => board,
            WriteCall::Trial => "",
        }
    }

    /// The bytes to be stored.
    pub fn bytes(&self) -> usize {
        match self {
            WriteCall::Create { first: entries, .. }
            | WriteCall::Append { entries, .. }
            | WriteCall::Rekey { entries, .. } => entries.iter().map(|entry| entry.bytes.len()).sum(),
            WriteCall::Snapshot { snapshot, .. } => snapshot.bytes.len(),
            WriteCall::Delete { .. } | WriteCall::Trial => 0,
        }
    }

    /// The number of entries to be stored.
    pub fn entries(&self) -> usize {
        match self {
            WriteCall::Create { first: entries, .. }
            | WriteCall::Append { entries, .. }
            | WriteCall::Rekey { entries, .. } => entries.len(),
            WriteCall::Snapshot { .. } | WriteCall::Delete { .. } | WriteCall::Trial => 0,
        }
    }

    /// Judges the call and, if it fits, writes it. The inner `Err` concerns this call alone; then nothing of it was
    /// written. The outer one is the storage's and ends the transaction.
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
            WriteCall::Trial => {
                let insert = "INSERT OR REPLACE INTO trials (id, bytes) VALUES (1, zeroblob(?1))";
                file.prepare_cached(insert)?.execute([TRIAL])?;
                Ok(Ok(()))
            }
        }
    }
}

type Verdict = Result<Result<(), JournalError>, rusqlite::Error>;

/// Evaluates to the tail of a board that exists and is sound. Otherwise returns that verdict from the function.
macro_rules! tail_of {
    ($tails:ident, $file:ident, $board:ident) => {
        match $tails.of($file, $board)? {
            Some(Ok(tail)) => tail,
            Some(Err(damaged)) => return Ok(Err(damaged)),
            None => return Ok(Err(JournalError::Unknown($board.into()))),
        }
    };
}

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
    // The table of secrets keeps a row of every board that ever existed.
    let next = "SELECT coalesce(max(board), 0) + 1 FROM secrets";
    let number: i64 = file.prepare_cached(next)?.query_row([], |row| row.get(0))?;
    let Some(secret) = BoardKey::fresh() else {
        return Ok(Err(no_randomness()));
    };
    let of = Identity { board: number, key: secret };
    if number >= BOARDS {
        return Ok(Err(JournalError::Storage("the numbers of boards are used up".into())));
    }
    let mut insert = file.prepare_cached("INSERT INTO secrets (board, secret) VALUES (?1, ?2)")?;
    insert.execute(params![number, of.key.bytes()])?;
    for key in keys {
        add_key(file, of, key)?;
    }
    file.prepare_cached("INSERT INTO boards (id, name) VALUES (?1, ?2)")?.execute(params![number, board])?;
    seal_row(file, of, board)?;
    tails.create(file, board, of, first)?;
    Ok(Ok(()))
}

/// Adds a look-up key for the board and seals its row. The board's own row has to be sealed anew afterwards.
fn add_key(file: &Connection, of: Identity, key: &str) -> rusqlite::Result<()> {
    let seal = of.key.seal(Place::look_up(of.board, key), &[]);
    let insert = "INSERT OR IGNORE INTO keys (key, board, seal) VALUES (?1, ?2, ?3)";
    file.prepare_cached(insert)?.execute(params![key, of.board, seal])?;
    Ok(())
}

/// Seals a board's row, over its name and the present number of its look-up keys.
fn seal_row(file: &Connection, of: Identity, name: &str) -> rusqlite::Result<()> {
    let count = "SELECT count(*) FROM keys WHERE board = ?1";
    let keys: i64 = file.prepare_cached(count)?.query_row([of.board], |row| row.get(0))?;
    let seal = of.key.seal(Place::board(of.board, keys, name), &[]);
    let update = "UPDATE boards SET keys = ?2, seal = ?3 WHERE id = ?1";
    file.prepare_cached(update)?.execute(params![of.board, keys, seal])?;
    Ok(())
}

fn append(file: &Connection, tails: &mut LogTails, board: &str, entries: &[Stored]) -> Verdict {
    let tail = tail_of!(tails, file, board);
    if let Err(refused) = fits(tail.last, entries) {
        return Ok(Err(refused));
    }
    tails.extend(file, board, tail, entries)?;
    Ok(Ok(()))
}

fn rekey(
    file: &Connection,
    tails: &mut LogTails,
    board: &str,
    [old, new]: [&str; 2],
    entries: &[Stored],
) -> Verdict {
    let of = tail_of!(tails, file, board).of;
    if file.prepare_cached("SELECT 1 FROM keys WHERE key = ?1")?.exists([new])? {
        return Ok(Err(JournalError::Taken(new.into())));
    }
    let appended = append(file, tails, board, entries)?;
    if appended.is_ok() {
        let delete = "DELETE FROM keys WHERE key = ?1 AND board = ?2";
        file.prepare_cached(delete)?.execute(params![old, of.board])?;
        add_key(file, of, new)?;
        seal_row(file, of, board)?;
    }
    Ok(appended)
}

fn fits(last: u64, entries: &[Stored]) -> Result<(), JournalError> {
    follows(last, entries).map_err(|got| JournalError::Conflict { last, got })?;
    if last + entries.len() as u64 > LAST { Err(JournalError::Full) } else { Ok(()) }
}

fn keep_snapshot(file: &Connection, tails: &mut LogTails, board: &str, snapshot: &Stored) -> Verdict {
    let tail = tail_of!(tails, file, board);
    if snapshot.seq > tail.last {
        return Ok(Err(JournalError::Conflict { last: tail.last, got: snapshot.seq }));
    }
    let Identity { board, key } = tail.of;
    let sealed = key.seal(Place::snapshot(board, snapshot.seq), &snapshot.bytes);
    let mut insert = file.prepare_cached(
        "INSERT INTO snapshots (board, seq, bytes) VALUES (?1, ?2, ?3)
         ON CONFLICT (board) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes
         WHERE excluded.seq >= snapshots.seq OR snapshots.seq > ?4",
    )?;
    // A stored snapshot that is ahead of the log is damaged, so it is replaced.
    insert.execute(params![board, snapshot.seq.cast_signed(), sealed, tail.last.cast_signed()])?;
    Ok(Ok(()))
}

/// Deletes a board, even a damaged one, with everything that is left of it.
fn delete(file: &Connection, tails: &mut LogTails, board: &str) -> Verdict {
    let mut select = file.prepare_cached("SELECT id FROM boards WHERE name = ?1")?;
    let Some(number) = select.query_row([board], |row| row.get::<_, i64>(0)).optional()? else {
        return Ok(Err(JournalError::Unknown(board.into())));
    };
    let (first, last) = (key(number, 0), key(number, BEYOND));
    file.prepare_cached("DELETE FROM entries WHERE key BETWEEN ?1 AND ?2")?.execute([first, last])?;
    file.prepare_cached("DELETE FROM snapshots WHERE board = ?1")?.execute([number])?;
    file.prepare_cached("DELETE FROM keys WHERE board = ?1")?.execute([number])?;
    file.prepare_cached("DELETE FROM boards WHERE id = ?1")?.execute([number])?;
    // The secret is overwritten in place by as many bytes, and the row stays. So nothing in this table ever moves.
    let mut wipe = file.prepare_cached("UPDATE secrets SET secret = zeroblob(?2) WHERE board = ?1")?;
    wipe.execute(params![number, BoardKey::SIZE as i64])?;
    tails.remove(board, number);
    Ok(Ok(()))
}

fn no_randomness() -> JournalError {
    JournalError::Storage("the system has no random numbers".into())
}
