//! The options of the commands that keep boards beyond a server.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::values::database;
use crate::keep::Place;

/// The commands that keep boards.
#[derive(Debug, Subcommand)]
pub enum KeepCommand {
    /// Back up all boards into a new directory, also while a server runs; every board is opened to see that it is sound.
    Backup(BackupArgs),
    /// Put a backup into a new data directory or an empty database, and open every board to see that it is sound.
    Restore(RestoreArgs),
    /// Read everything and say which boards are damaged; nothing is changed. The exit code is 0 only if nothing is.
    Check(CheckArgs),
    /// Say what happened on a board, in order, one line each, without secrets.
    Log(LogArgs),
    /// Copy all boards from a data directory into a database, or from one into another; the source is left as it is.
    Copy(CopyArgs),
}

/// Where boards are kept.
#[derive(Debug, Args)]
pub struct PlaceArgs {
    /// Directory in which boards are kept.
    #[arg(long, env = "HERRINGBONE_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// PostgreSQL database in which boards are kept instead.
    #[arg(long, env = "HERRINGBONE_JOURNAL", value_name = "postgres://…", hide_env_values = true, value_parser = database)]
    pub journal: Option<String>,
}

impl PlaceArgs {
    /// The place that they name.
    pub fn place(&self) -> Place {
        Place::of(&self.data, self.journal.as_deref())
    }
}

/// Options of `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The directory to make; it appears when the backup is whole.
    #[arg(value_name = "NEW_DIR")]
    pub out: PathBuf,
    /// Where boards are kept.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup.
    #[arg(value_name = "BACKUP")]
    pub backup: PathBuf,
    /// Where it is put.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Where boards are kept.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Options of `copy`.
#[derive(Debug, Args)]
pub struct CopyArgs {
    /// The data directory or the database (postgres://…) that is read.
    #[arg(long, value_name = "PLACE")]
    pub from: String,
    /// The new data directory or the empty database (postgres://…) that is written.
    #[arg(long, value_name = "PLACE")]
    pub to: String,
}

/// Options of `log`.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// The board's id.
    #[arg(value_name = "BOARD")]
    pub board: String,
    /// One JSON object on each line.
    #[arg(long)]
    pub json: bool,
    /// Where boards are kept.
    #[command(flatten)]
    pub place: PlaceArgs,
}
