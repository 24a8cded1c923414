//! `herringbone copy`: all boards from one place into another, such as from a data directory into a database.

use std::io::Write;

use crate::{
    cli::CopyArgs,
    keep::{Copied, Place, compare, copy, in_words::boards_with_entries},
};

/// Copies all boards.
///
/// # Errors
/// One sentence for the person who asked.
pub async fn run(arguments: CopyArgs) -> Result<(), String> {
    let (source, target) = (Place::parse(&arguments.from), Place::parse(&arguments.to));
    if source == target {
        return Err("The source and the target are the same place.".to_owned());
    }
    let from = source.read().await?;
    source.refuse_beside_a_server(&from).await?;
    let copied = copy(&from, &target, async |to| compare(&*from.journal, &*to.journal).await).await?;
    from.close().await?;
    say(&copied, &format!("copied into {target}"), from.has_damaged_lists)
}

/// Says what was copied, and what was not.
///
/// # Errors
/// One sentence, if something was not.
pub fn say(copied: &Copied, done: &str, has_damaged_lists: bool) -> Result<(), String> {
    let Copied { boards, entries, damaged } = copied;
    let line = format!("{}: {done}, and each of them was opened.", boards_with_entries(*boards, *entries));
    writeln!(std::io::stdout(), "{line}").map_err(|error| format!("{error}."))?;
    let mut wrong: Vec<String> = damaged
        .iter()
        .map(|(board, cause)| format!("The board {board} is damaged and was left out: {cause}."))
        .collect();
    if has_damaged_lists {
        wrong.push(
            "The list of boards is damaged, and some may be missing; `herringbone check` says more.".into(),
        );
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}
