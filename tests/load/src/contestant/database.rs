//! A PostgreSQL for a measurement, with fresh data on the machine's disk, on the servers' core, ended with us.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use super::Process;
use crate::machine;

/// A database server that runs.
pub struct Database {
    programs: PathBuf,
    port: u16,
    process: Process,
    // Gone after the process.
    _dir: TempDir,
}

/// What the database has done so far.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// The CPU time of all its processes.
    pub cpu: Duration,
    /// The bytes of its write-ahead log.
    pub wal: f64,
    /// Of these, whole pages: what is changed for the first time after a checkpoint.
    pub pages: f64,
}

fn programs() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("POSTGRES_BIN") {
        return Some(named.into());
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max()
}

/// PostgreSQL refuses root: the words before each command, and the number of the user that it gets.
fn user() -> anyhow::Result<(Vec<String>, Option<u32>)> {
    let id = |arguments: &[&str]| -> anyhow::Result<u32> {
        let output = Command::new("id").args(arguments).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().parse()?)
    };
    if id(&["-u"])? != 0 {
        return Ok((vec![], None));
    }
    let (number, group) = (id(&["-u", "postgres"])?, id(&["-g", "postgres"])?);
    let words = ["setpriv", "--reuid=postgres", "--clear-groups", &format!("--regid={group}")];
    Ok((words.map(str::to_owned).to_vec(), Some(number)))
}

fn command(words: &[String], program: PathBuf) -> Command {
    let Some((first, rest)) = words.split_first() else { return Command::new(program) };
    let mut command = Command::new(first);
    command.args(rest).arg(program);
    command
}

impl Database {
    /// Whether there is one on this machine.
    pub fn is_at_hand() -> bool {
        programs().is_some()
    }

    /// Starts it and waits until it answers. Its settings are PostgreSQL's own but for the number of connections.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(logs: &Path) -> anyhow::Result<Self> {
        let programs = programs().context("there is no PostgreSQL here")?;
        let (words, number) = user()?;
        let dir = tempfile::tempdir()?;
        if let Some(number) = number {
            std::os::unix::fs::chown(dir.path(), Some(number), None)?;
        }
        let mut init = command(&words, programs.join("initdb"));
        init.args(["--auth=trust", "--username=bench", "--locale=C", "--encoding=UTF8", "--pgdata"]);
        let made = init.arg(dir.path().join("data")).current_dir(dir.path()).output()?;
        ensure!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = command(&words, programs.join("postgres"));
        server.arg("-D").arg(dir.path().join("data")).current_dir(dir.path());
        let sockets = format!("unix_socket_directories={}", dir.path().display());
        for setting in
            ["listen_addresses=127.0.0.1", &format!("port={port}"), "max_connections=200", &sockets]
        {
            server.args(["-c", setting]);
        }
        fs::create_dir_all(logs)?;
        let log = fs::OpenOptions::new().create(true).append(true).open(logs.join("postgres.log"))?;
        let mut database = Self { programs, port, process: Process::spawn(server, log)?, _dir: dir };
        let patience = Instant::now() + Duration::from_secs(20);
        while database.ask("postgres", "SELECT 1").is_err() {
            ensure!(database.process.is_alive() && Instant::now() < patience, "PostgreSQL did not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(database)
    }

    /// What it answers to a question.
    ///
    /// # Errors
    /// When it does not.
    pub fn ask(&self, database: &str, sql: &str) -> anyhow::Result<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-U", "bench", "-d", database, "-c", sql]);
        let output = psql.args(["-p", &self.port.to_string()]).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// The address of a new empty database.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn fresh(&self) -> anyhow::Result<String> {
        let name = format!("bench_{:08x}", fastrand::u32(..));
        self.ask("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(format!("postgres://bench@127.0.0.1:{}/{name}?sslmode=disable", self.port))
    }

    /// What it has done so far.
    ///
    /// # Errors
    /// When it is gone.
    pub fn work(&self) -> anyhow::Result<Work> {
        let said = self.ask("postgres", "SELECT wal_bytes, wal_fpi * 8192 FROM pg_stat_wal")?;
        let (wal, pages) = said.split_once('|').context("pg_stat_wal")?;
        let first = self.process.id();
        let listed = fs::read_to_string(format!("/proc/{first}/task/{first}/children"))?;
        let children = listed.split_whitespace().filter_map(|id| id.parse().ok());
        // One that has just ended counts no more; those that write stay.
        let cpu = children.filter_map(|id| machine::cpu(id).ok()).sum::<Duration>() + machine::cpu(first)?;
        Ok(Work { cpu, wal: wal.parse()?, pages: pages.parse()? })
    }
}
