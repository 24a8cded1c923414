//! The checks that run once, when a file is opened: whether its trees are consistent, and whether its lists of boards
//! and look-up keys are undamaged. The content of a board is checked whenever it is read.

use rusqlite::Connection;

use super::erasure_key::{BoardKey, Place};
use super::rows::{bytes, listed, number};

/// The most faults of the structure that are listed.
const LISTED: i64 = 20;

/// Damage to the lists. A name that is missing from a damaged list may have been in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DamagedLists {
    /// Whether the list of boards is damaged.
    pub boards: bool,
    /// Whether the list of look-up keys is damaged.
    pub keys: bool,
}

/// Checks whether the trees of the file are consistent. Returns the faults, or nothing if they are sound.
///
/// The check reads the file once. It is needed because a row that damage has removed from its tree would be missing
/// without a trace, and writing into an inconsistent tree can destroy sound rows.
pub(super) fn structure(file: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let checks = [
        format!("PRAGMA quick_check({LISTED})"),
        // These also compare the rows with their indexes.
        "PRAGMA integrity_check('boards')".to_owned(),
        "PRAGMA integrity_check('keys')".to_owned(),
    ];
    for check in checks {
        match lines(file, &check) {
            Ok(found) => wrong.extend(found.into_iter().filter(|line| line != "ok")),
            Err(error) if is_damage(&error) => wrong.push(error.to_string()),
            Err(error) => return Err(error),
        }
    }
    Ok(wrong)
}

/// Whether the error is SQLite's answer for a file with a damaged structure.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

fn lines(file: &Connection, pragma: &str) -> rusqlite::Result<Vec<String>> {
    file.prepare(pragma)?.query_map([], |row| row.get(0))?.collect()
}

/// Damage to the lists of boards and look-up keys.
pub(super) struct ListFault {
    /// The number of the board in the file, as far as it can be read.
    pub number: Option<i64>,
    /// Its name, as far as it can be read.
    pub board: Option<String>,
    pub cause: &'static str,
}

/// Checks every row of the lists of a sound file, and logs the damaged ones.
pub(super) fn lists(file: &Connection) -> rusqlite::Result<DamagedLists> {
    look_at_lists(file, |ListFault { number, board, cause }| tracing::error!(number, board, "{cause}"))
}

/// Checks every row of the lists of a sound file, and tells of the damaged ones. A look-up key is a secret, so it is not
/// told.
pub(super) fn look_at_lists(
    file: &Connection,
    mut tell: impl FnMut(ListFault),
) -> rusqlite::Result<DamagedLists> {
    let mut damaged = DamagedLists::default();
    let mut select = file.prepare(
        "SELECT id, name, keys, seal, secret, (SELECT count(*) FROM keys WHERE keys.board = boards.id)
         FROM boards LEFT JOIN secrets ON secrets.board = boards.id",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name) = (number(row.get_ref(0)?), row.get_ref(1)?.as_str().ok());
        let sealed = (row.get_ref(2)?, row.get_ref(3)?, row.get_ref(4)?);
        let of = name.and_then(|name| listed(name, row.get_ref(0).ok()?, sealed.0, sealed.1, sealed.2));
        let mut tell = |cause| tell(ListFault { number: id, board: name.map(str::to_owned), cause });
        let Some(of) = of else {
            // The look-up keys of this board are unknown, too.
            damaged = DamagedLists { boards: true, keys: true };
            tell("a row in the list of boards is damaged");
            continue;
        };
        if bytes(sealed.2) != Some(of.key.bytes()) {
            tell("a wrong bit in the key of a board is put right");
        }
        if number(row.get_ref(5)?) != number(sealed.0) {
            damaged.keys = true;
            tell("a look-up key of a board is missing");
        }
    }
    let mut select = file.prepare(
        "SELECT key, keys.board, keys.seal, secret, boards.name FROM keys
         LEFT JOIN secrets ON secrets.board = keys.board LEFT JOIN boards ON boards.id = keys.board",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let key = row.get_ref(0)?.as_str().ok();
        let (seal, secret) = (bytes(row.get_ref(2)?), bytes(row.get_ref(3)?));
        let number = number(row.get_ref(1)?);
        if !is_look_up(number, key, seal, secret) {
            damaged.keys = true;
            let board = row.get_ref(4)?.as_str().ok().map(str::to_owned);
            tell(ListFault { number, board, cause: "a row in the list of look-up keys is damaged" });
        }
    }
    let nameless =
        "SELECT board FROM secrets WHERE secret <> zeroblob(32) AND board NOT IN (SELECT id FROM boards)";
    for number in file.prepare(nameless)?.query_map([], |row| row.get::<_, i64>(0))? {
        damaged = DamagedLists { boards: true, keys: true };
        tell(ListFault { number: Some(number?), board: None, cause: "a board has lost its name" });
    }
    Ok(damaged)
}

/// Whether the row of a look-up key is undamaged.
pub(super) fn is_look_up(
    board: Option<i64>,
    key: Option<&str>,
    seal: Option<&[u8]>,
    secret: Option<&[u8]>,
) -> bool {
    let confirmed = || BoardKey::confirmed(secret?, Place::look_up(board?, key?), seal?);
    confirmed().is_some()
}
