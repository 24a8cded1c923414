//! `herringbone backup` and `herringbone restore`. A backup is a data directory of its own, so that everything that reads a
//! data directory reads it, too.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    cli::{BackupArgs, RestoreArgs},
    copy_command::say,
    keep::{Place, compare, copy, open_every},
};

/// Backs up all boards into a new directory.
///
/// # Errors
/// One sentence for the person who asked.
pub async fn backup(arguments: BackupArgs) -> Result<(), String> {
    let out = &arguments.out;
    if fs::symlink_metadata(out).is_ok() {
        return Err(format!("{} is there already. Choose a name for a new backup.", out.display()));
    }
    let place = arguments.place.place();
    let from = place.read().await?;
    let beside = unfinished(out)?;
    remove(&beside).map_err(|error| format!("{} cannot be removed: {error}.", beside.display()))?;
    let opened = async |to: &crate::keep::Kept| {
        let opened = open_every(&*to.journal, "opened").await?;
        match opened.damaged.first() {
            None => Ok(()),
            Some((board, _, cause)) => Err(format!("The board {board} cannot be opened: {cause}.")),
        }
    };
    let copied = copy(&from, &Place::Directory(beside.clone()), opened).await?;
    from.close().await?;
    let moved = put_in_place(&beside, out);
    moved.map_err(|error| format!("{} cannot be put in its place: {error}.", out.display()))?;
    say(&copied, &format!("backed up in {}", out.display()), from.has_damaged_lists)
}

/// Puts a backup into a new data directory or an empty database.
///
/// # Errors
/// One sentence for the person who asked.
pub async fn restore(arguments: RestoreArgs) -> Result<(), String> {
    let from = Place::Directory(arguments.backup).read().await?;
    let place = arguments.place.place();
    let copied = copy(&from, &place, async |to| compare(&*from.journal, &*to.journal).await).await?;
    from.close().await?;
    say(&copied, &format!("restored in {place}"), from.has_damaged_lists)
}

/// The directory in which a backup is made before it has its name.
fn unfinished(out: &Path) -> Result<PathBuf, String> {
    let name = out.file_name().ok_or_else(|| format!("{} is no name of a backup.", out.display()))?;
    let mut name = OsString::from(name);
    name.push(".unfinished");
    Ok(out.with_file_name(name))
}

/// Removes what an interrupted backup of this name has left.
fn remove(beside: &Path) -> io::Result<()> {
    match fs::remove_dir_all(beside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Gives a backup its name. Its files are synced before, their names and its own with it.
fn put_in_place(beside: &Path, out: &Path) -> io::Result<()> {
    // What tells a server that there were boards is synced by it; the lock itself is free.
    for directory in [beside.to_owned(), beside.join("webhooks")] {
        if directory.is_dir() {
            sync(&directory)?;
        }
    }
    fs::rename(beside, out)?;
    match out.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => sync(parent),
        None => sync(Path::new(".")),
    }
}

fn sync(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(directory)?.sync_all() } else { Ok(()) }
}
