//! The project's own tasks: `cargo xtask test`, `codegen`, `tidy`, `bench`, `dev`, `web`.
//!
//! This is a driver: it finds or installs what a task needs, runs the tools, and sums up. Users do not need it:
//! `cargo run` alone builds the product.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

mod bench;
mod chromium;
mod codegen;
mod dev;
mod needs;
mod report;
mod suite;
mod test;
mod tidy;
#[path = "../../../server/web_build.rs"]
#[allow(dead_code, reason = "shared with the server's build script, which uses the rest")]
mod web_build;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use needs::Needs;

/// Herringbone's own tasks.
#[derive(Parser)]
#[command(name = "xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything that must hold, after finding or installing what it needs.
    Test {
        /// Only the steps whose name contains this.
        #[arg(long, value_name = "TEXT")]
        only: Option<String>,
    },
    /// Writes the TypeScript that comes from Rust.
    Codegen {
        /// Writes nothing; fails if what is there is not what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Rules of the house: stated rules have tests, dependencies are allowed ones, files stay small.
    Tidy,
    /// Load tests against a release build.
    Bench {
        /// Passed on to the load tests.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// The server, built again on change, a reloading web app in front of it, and a board with causes on it.
    Dev {
        /// The port to open in a browser.
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Installs the web packages and builds the geometry for the browser, so that Vite can run by itself.
    Web,
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Test { only } => test::run(only.as_deref()),
        Task::Codegen { check } => codegen::run(&Needs::default(), check),
        Task::Tidy => tidy::run(),
        Task::Bench { arguments } => bench::run(&arguments),
        Task::Dev { port } => dev::run(port),
        Task::Web => dev::web(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("xtask is in crates/").to_owned()
}

/// The directory of cargo's builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The path of the program that `cargo build` makes.
fn program(profile: &str) -> PathBuf {
    target().join(profile).join(format!("herringbone{}", std::env::consts::EXE_SUFFIX))
}

/// A sentence from the build as an error.
fn sentence(text: String) -> anyhow::Error {
    anyhow::Error::msg(text)
}
