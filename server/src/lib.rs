//! The outside of Herringbone: HTTP, websocket, command line, metrics and the embedded web app.
//!
//! [`Server`] is a value: made from a [`Config`], bound to an address, and listening until it is shut down. The
//! binary and the tests use it alike. This crate contains no rules of a workshop: `board` decides what may happen to
//! a board, `room` decides when it happens and tells the clients, `journal` stores it. This crate reads requests,
//! looks up tokens and writes answers; it changes a board only through its room.
#![forbid(unsafe_code)]

mod access;
mod api;
mod app;
pub mod attempt_limit;
mod backup_command;
mod base_path;
mod body;
pub mod caller;
mod check_command;
pub mod cli;
mod client_stream;
mod cluster;
mod condition;
pub mod config;
mod connections;
mod copy_command;
mod demo_command;
mod descriptors;
mod export_command;
pub mod export_pool;
mod health_command;
mod http_listener;
mod http_stream;
pub mod keep;
mod log_command;
mod metrics;
mod paced;
pub mod pipe;
pub mod problem;
mod purpose;
mod rehearsals;
pub mod retention;
pub mod secrets;
mod serve;
mod shared_journal;
pub mod sign_in;
mod signals;
mod start_error;
mod startup;
mod sync;
#[cfg(test)]
mod tests_log;
mod tls;
mod verify_command;
mod web;
mod webhook;

use std::{process::ExitCode, sync::Arc, time::Duration};

use board::Form;
use cli::{Command, KeepCommand, LogFormat};
use room::{Clock, WallClock};
use signals::Signals;

pub use config::Config;
pub use serve::{Bound, Node, Server, Stop};
pub use start_error::StartError;
pub use tls::TlsFiles;
pub use webhook::Outgoing;

/// The program: reads the command line, runs the command, and turns a failure into one sentence and exit code 1.
pub fn run() -> ExitCode {
    run_as(Arc::new(WallClock), Form::NEWEST.number())
}

/// The program as [`run`] runs it, when it serves: by another clock than the machine's, for tests that span weeks and for
/// nodes whose clocks differ, and known to other nodes as one that reads entries up to this form, as an earlier release.
pub fn run_as(clock: Arc<dyn Clock>, reads: u8) -> ExitCode {
    let cli = match cli::Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    log_to_stderr(cli.log_format);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("The runtime could not be started: {error}.")),
    };
    let done = runtime.block_on(async {
        if let Err(error) = signals::outlive_long_files() {
            tracing::warn!(%error, "a file that becomes too long will end this process");
        }
        match cli.command {
            Command::Serve(arguments) => serve(*arguments, clock, reads).await,
            Command::Demo(arguments) => demo_command::run(arguments).await,
            Command::Export(arguments) => export_command::write(arguments).await,
            Command::Verify(arguments) => verify_command::verify(&arguments.file),
            Command::Keep(KeepCommand::Backup(arguments)) => backup_command::backup(arguments).await,
            Command::Keep(KeepCommand::Restore(arguments)) => backup_command::restore(arguments).await,
            Command::Keep(KeepCommand::Check(arguments)) => check_command::run(arguments).await,
            Command::Keep(KeepCommand::Log(arguments)) => log_command::run(arguments).await,
            Command::Keep(KeepCommand::Copy(arguments)) => copy_command::run(arguments).await,
            Command::Health(arguments) => health_command::ask(arguments).await,
            Command::Openapi => export_command::openapi(),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => failed(&sentence),
    }
}

/// Serves until Ctrl-C or SIGTERM.
async fn serve(arguments: cli::ServeArgs, clock: Arc<dyn Clock>, reads: u8) -> Result<(), String> {
    let config = Config {
        limits: arguments.limits.limits(),
        edit_rate: arguments.limits.edit_rate(),
        idle: Duration::from_secs(arguments.idle),
        drain: Duration::from_secs(arguments.drain),
        exports: arguments.exports(),
        retention: arguments.retention.policy()?,
        quota: arguments.quota.map(|megabytes| megabytes << 20),
        tls: arguments.tls.files(),
        http_redirect: arguments.tls.http_redirect,
        hsts: arguments.tls.hsts(),
        sign_in: arguments.oidc.settings(),
        ..arguments.door.config(arguments.data)
    };
    let server = match &arguments.cluster.journal {
        None => Server::new(config).map_err(|error| error.to_string())?.by_clock(clock),
        Some(url) => shared_journal::open(config, url, &arguments.cluster, clock, reads).await?,
    };
    let bound = server.bind().await.map_err(|error| error.to_string())?;
    let signals = Signals::install().map_err(|error| format!("Signals cannot be received: {error}."))?;
    startup::ready(&bound.app(), bound.host_key());
    let stop = bound.stop();
    tokio::spawn(async move {
        signals.received().await;
        tracing::info!("stopping");
        stop.shutdown();
    });
    bound.listen().await.map_err(|error| format!("The server had to stop: {error}."))
}

fn failed(sentence: &str) -> ExitCode {
    eprintln!("herringbone: {sentence}");
    ExitCode::FAILURE
}

/// Logs go to stderr; `RUST_LOG` sets the level. Addresses with queries are never logged, because they contain
/// tokens.
fn log_to_stderr(format: LogFormat) {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,server=info,room=info"));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    // If stderr is closed, reporting that on stderr would panic in the task that wanted to log.
    let log = log.log_internal_errors(false);
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_ansi(false).try_init(),
    };
}
