//! `herringbone check`: reads everything that is kept and says which boards are damaged.

use std::{collections::BTreeSet, io::Write};

use journal::{Damage, Sqlite};

use crate::{
    cli::CheckArgs,
    keep::{OpenedBoards, Place, in_words::boards_with_entries, open_every},
};

/// Reads everything, and changes nothing.
///
/// # Errors
/// One sentence, if something is damaged or cannot be read.
pub async fn run(arguments: CheckArgs) -> Result<(), String> {
    let place = arguments.place.place();
    let mut damage = match &place {
        Place::Database(_) => vec![],
        Place::Directory(dir) => {
            if !dir.is_dir() {
                return Err(format!("There is no data directory {}.", dir.display()));
            }
            let dir = dir.clone();
            let examined = tokio::task::spawn_blocking(move || Sqlite::examine(&dir)).await;
            examined.map_err(|error| format!("{error}."))?.map_err(|error| format!("{error}."))?
        }
    };
    let kept = place.read().await?;
    let opened = open_every(&*kept.journal, "opened").await;
    kept.close().await?;
    let OpenedBoards { boards, entries, damaged } = opened?;
    // What was found in the files is not said again when it keeps the board from being opened.
    let known: BTreeSet<String> = damage.iter().filter_map(|damage| damage.board.clone()).collect();
    let new = damaged.into_iter().filter(|(board, ..)| !known.contains(board));
    damage.extend(new.map(|(board, entry, cause)| Damage { board: Some(board), entry, cause }));
    let mut out = std::io::stdout().lock();
    let lines = damage.iter().map(line);
    let sound = format!("{}: each of them can be opened.", boards_with_entries(boards, entries));
    let written = lines.chain([sound]).try_for_each(|line| writeln!(out, "{line}"));
    written.map_err(|error| format!("{error}."))?;
    let named: BTreeSet<&str> = damage.iter().filter_map(|damage| damage.board.as_deref()).collect();
    if damage.is_empty() {
        return Ok(());
    }
    Err(match named.len() {
        0 => format!("{place} is damaged; see above."),
        _ => format!("{place} is damaged: {}.", named.into_iter().collect::<Vec<_>>().join(", ")),
    })
}

fn line(damage: &Damage) -> String {
    let Damage { board, entry, cause } = damage;
    let board = board.as_ref().map_or_else(String::new, |board| format!("board {board}: "));
    let entry = match entry {
        Some(entry) if !cause.contains(&format!(" {entry}")) => format!("entry {entry}: "),
        _ => String::new(),
    };
    format!("{board}{entry}{cause}")
}
