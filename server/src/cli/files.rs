//! The options of the commands that write and read files.

use std::path::PathBuf;

use board::Millis;
use clap::Args;

use super::values::{database, moment};

/// Options of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The board's id.
    #[arg(value_name = "BOARD", env = "HERRINGBONE_BOARD")]
    pub board: String,
    /// Directory in which boards are kept.
    #[arg(long, env = "HERRINGBONE_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// PostgreSQL database in which boards are kept instead.
    #[arg(long, env = "HERRINGBONE_JOURNAL", value_name = "postgres://…", hide_env_values = true, value_parser = database)]
    pub journal: Option<String>,
    /// svg, png, pdf, html, md, csv, xlsx, json, ics or mermaid.
    #[arg(long, env = "HERRINGBONE_FORMAT", value_name = "FORMAT")]
    pub format: String,
    /// What a svg or png shows: fish, results, matrix, projects or facts.
    #[arg(long, env = "HERRINGBONE_PART", value_name = "PART", default_value = "fish")]
    pub part: String,
    /// The size of a svg or png in pixels, such as 1920x1080. Without it, a png has that size, and a svg has as much more
    /// as its causes need.
    #[arg(long, env = "HERRINGBONE_SIZE", value_name = "WIDTHxHEIGHT")]
    pub size: Option<String>,
    /// What a pdf is printed on: a4, a3, letter or slide.
    #[arg(long, env = "HERRINGBONE_PAPER", value_name = "PAPER", default_value = "a4")]
    pub paper: String,
    /// The separator of a csv: comma, or semicolon with decimals after a comma.
    #[arg(long, env = "HERRINGBONE_SEPARATOR", value_name = "SEPARATOR", default_value = "comma")]
    pub separator: String,
    /// The time zone in which times are printed, such as Europe/Warsaw.
    #[arg(long, env = "HERRINGBONE_TIME_ZONE", value_name = "ZONE", default_value = "UTC")]
    pub time_zone: String,
    /// The board as it was at this moment: in Unix milliseconds, or such as 2026-11-20T19:25:00Z.
    #[arg(long, env = "HERRINGBONE_AT", value_name = "MOMENT", value_parser = moment)]
    pub at: Option<Millis>,
    /// The file to write; - is the standard output.
    #[arg(long, env = "HERRINGBONE_OUT", value_name = "FILE")]
    pub out: PathBuf,
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The file; - is the standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}
