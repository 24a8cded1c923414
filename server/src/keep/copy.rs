//! Copies everything that is kept in one place into another: settings and boards. An interrupted copy goes on where it
//! was when it is started again, and until it is finished no server starts on its target.

use std::{collections::HashSet, path::Path};

use bytes::Bytes;
use journal::{ClusterStore, JournalError};

use super::{
    board_copy::{NotCopied, copy_board},
    place::{Kept, Place},
    progress::Progress,
};
use crate::start_error::StartError;

/// The setting of a target that says that a copy into it was begun and is not finished.
const UNFINISHED: &str = "unfinished-copy";

/// The settings that are no board's. The secret of a cluster's nodes is not among them: every cluster makes its own.
const HOST_KEY: &str = "host-key";

/// What the names of the settings of boards begin with.
const OF_BOARDS: &str = "webhooks/";

/// What was copied.
#[derive(Debug, Default)]
pub struct Copied {
    /// The number of boards.
    pub boards: usize,
    /// The number of their entries.
    pub entries: u64,
    /// The boards that are damaged, each with what is wrong. They were left out.
    pub damaged: Vec<(String, String)>,
}

async fn is_unfinished(settings: &dyn ClusterStore) -> Result<bool, JournalError> {
    settings.setting(UNFINISHED).await.map(|mark| mark.is_some())
}

/// Refuses to serve a place into which a copy was begun and is not finished.
///
/// # Errors
/// When it is one, or cannot be read.
pub async fn refuse_unfinished(settings: &dyn ClusterStore, shared: bool) -> Result<(), StartError> {
    let unfinished = is_unfinished(settings).await;
    match unfinished.map_err(|error| StartError::Cluster(error.to_string()))? {
        true => Err(StartError::Unfinished(if shared { "the database" } else { "the data directory" })),
        false => Ok(()),
    }
}

/// Says of a place that a copy into it is begun, or is finished.
async fn mark(settings: &dyn ClusterStore, value: Option<&'static [u8]>) -> Result<(), JournalError> {
    put(settings, UNFINISHED, value.map(Bytes::from_static)).await
}

async fn put(settings: &dyn ClusterStore, name: &str, value: Option<Bytes>) -> Result<(), JournalError> {
    let found = settings.setting(name).await?;
    if found != value && !settings.replace_setting(name, found, value).await? {
        let cause = format!("somebody else is changing {name}");
        return Err(JournalError::Storage(cause));
    }
    Ok(())
}

/// Copies all settings and boards of one place into another, which has no boards but those of an interrupted copy of the
/// same ones. `verify` is asked before the copy counts as finished.
///
/// # Errors
/// One sentence for the person who asked. What was copied until then stays, and the same call goes on from there.
pub async fn copy(
    from: &Kept,
    place: &Place,
    verify: impl AsyncFnOnce(&Kept) -> Result<(), String>,
) -> Result<Copied, String> {
    if let Place::Directory(dir) = place {
        refuse_used(place, dir).await?;
    }
    let to = place.write().await?;
    let copied = into(from, place, &to).await;
    let copied = match copied {
        Ok(copied) => verify(&to).await.map(|()| copied),
        failed => failed,
    };
    let finished = match copied {
        Ok(copied) => mark(&*to.settings, None).await.map(|()| copied).map_err(|error| format!("{error}.")),
        failed => failed,
    };
    to.close().await.and(finished)
}

/// Opening a directory for writing may change it, so one with boards is refused before.
async fn refuse_used(place: &Place, dir: &Path) -> Result<(), String> {
    if !dir.join("boards.sqlite").exists() || dir.join(UNFINISHED).exists() {
        return Ok(());
    }
    let there = place.read().await?;
    let boards = there.journal.boards().await.map_err(|error| format!("{error}."))?;
    there.close().await?;
    if boards.is_empty() && !there.has_damaged_lists { Ok(()) } else { Err(has_boards(place)) }
}

fn has_boards(place: &Place) -> String {
    let other = match place {
        Place::Directory(_) => "Choose a directory that is empty or not there yet, or move this one away.",
        Place::Database(_) => "Choose an empty database.",
    };
    format!("There are boards in {place}. {other}")
}

async fn into(from: &Kept, place: &Place, to: &Kept) -> Result<Copied, String> {
    let said = |error: JournalError| format!("{error}.");
    let boards = from.journal.boards().await.map_err(said)?;
    let there = to.journal.boards().await.map_err(said)?;
    let known: HashSet<&String> = boards.iter().collect();
    let goes_on = is_unfinished(&*to.settings).await.map_err(said)?;
    let is_own = goes_on && there.iter().all(|board| known.contains(board));
    if !there.is_empty() && !is_own {
        return Err(has_boards(place));
    }
    mark(&*to.settings, Some(b"Start the same command again to finish it.\n")).await.map_err(said)?;
    // Before the boards: what waits to be sent must not be of entries that are not copied.
    settings(&*from.settings, &*to.settings).await.map_err(said)?;
    let mut copied = Copied::default();
    let mut progress = Progress::new("copied", boards.len());
    for board in boards {
        match copy_board(&*from.journal, &*to.journal, &board).await {
            Ok(entries) => {
                copied.boards += 1;
                copied.entries += entries;
            }
            Err(NotCopied::Gone) => {}
            Err(NotCopied::Damaged(cause)) => copied.damaged.push((board, cause)),
            Err(NotCopied::Differs) => return Err(has_boards(place)),
            Err(NotCopied::Failed(error)) => return Err(format!("{error}.")),
        }
        progress.step();
    }
    Ok(copied)
}

async fn settings(from: &dyn ClusterStore, to: &dyn ClusterStore) -> Result<(), JournalError> {
    if let Some(key) = from.setting(HOST_KEY).await? {
        // In a file it ends with a line's end.
        put(to, HOST_KEY, Some(Bytes::copy_from_slice(key.trim_ascii()))).await?;
    }
    for (name, value) in from.settings(OF_BOARDS).await? {
        put(to, &name, Some(value)).await?;
    }
    Ok(())
}
