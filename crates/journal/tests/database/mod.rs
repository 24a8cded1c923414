//! A PostgreSQL of this test program, in a directory of its own. It stops with the program, however that ends.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]
#![allow(dead_code, reason = "each test program uses its own part")]

pub mod proxy;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use journal::{Node, Postgres, PostgresOptions};

/// The server runs until the first line or the end of what the test program says to it; at the end the directory goes, too.
const RUN: &str = include_str!("run.sh");

/// A database server.
pub struct Server {
    dir: PathBuf,
    data: PathBuf,
    programs: PathBuf,
    port: u16,
    running: Option<(Child, ChildStdin)>,
}

/// The server of this program, started once. None if there is no PostgreSQL on this machine, which is said.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(Server::start).as_ref()
}

/// The directory with PostgreSQL's programs: `POSTGRES_BIN`, or the newest of Debian's, or wherever `initdb` is found.
fn programs() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("POSTGRES_BIN") {
        return Some(named.into());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    found.sort_by_key(|bin| {
        let version =
            bin.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(version)
    });
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&path));
    found.into_iter().find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
}

/// PostgreSQL refuses root; it gets a user of its own then. Their number and the words before each command.
fn user() -> Option<(u32, Vec<String>)> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse::<u32>().ok()
    };
    match id(&["-u"])? {
        0 => {
            let (name, number) =
                ["postgres", "nobody"].iter().find_map(|name| Some((name, id(&["-u", name])?)))?;
            let words = [
                "setpriv",
                &format!("--reuid={name}"),
                "--clear-groups",
                &format!("--regid={}", id(&["-g", name])?),
            ];
            Some((number, words.map(str::to_owned).to_vec()))
        }
        own => Some((own, vec![])),
    }
}

impl Server {
    pub fn start() -> Option<Self> {
        Self::start_in(None, &[])
    }

    /// Starts one with its data in a directory of this volume, with these settings.
    pub fn start_in(volume: Option<&Path>, settings: &[&str]) -> Option<Self> {
        let not_tested = |why: &str| {
            crate::scene::not_tested(&format!("PostgreSQL: {why}"));
            None
        };
        let Some(programs) = programs() else {
            return not_tested("it is not installed here (Debian: apt-get install postgresql)");
        };
        let Some((number, words)) = user() else { return not_tested("there is no user to run it as") };
        let dir = tempfile::tempdir().unwrap().keep();
        std::os::unix::fs::chown(&dir, Some(number), None).unwrap();
        let place = volume.unwrap_or(&dir);
        std::os::unix::fs::chown(place, Some(number), None).unwrap();
        fill(&programs, &words, place);
        let data = place.join("data");
        let mut server = Self { dir, data, programs, port: 5432, running: None };
        server.run(settings);
        Some(server)
    }

    /// Starts the server with these settings and waits until it answers. It does not start while a process of the one
    /// before, which crashed, is left; then it is started again.
    pub fn run(&mut self, settings: &[&str]) {
        for seconds in [2, 4, 8, 16] {
            self.launch(settings);
            let until = Instant::now() + Duration::from_secs(seconds);
            while Instant::now() < until {
                if self.sql("postgres", "SELECT 1") {
                    return;
                }
                std::thread::park_timeout(Duration::from_millis(20));
            }
            self.stop("INT");
        }
        panic!("{}", std::fs::read_to_string(self.dir.join("log")).unwrap());
    }

    fn launch(&mut self, settings: &[&str]) {
        let (_, words) = user().unwrap();
        let port = settings.iter().find_map(|setting| setting.strip_prefix("port="));
        self.port = port.map_or(5432, |port| port.parse().unwrap());
        let mut command = command(&words, Path::new("sh"));
        command.args(["-c", RUN, "sh"]).arg(self.programs.join("postgres")).arg("-D").arg(&self.data);
        for setting in
            ["listen_addresses=", "shared_buffers=16MB", "max_connections=120", "logging_collector=off"]
        {
            command.args(["-c", setting]);
        }
        command.arg("-c").arg(format!("unix_socket_directories={}", self.dir.display()));
        for setting in settings {
            command.args(["-c", setting]);
        }
        let log = std::fs::File::options().create(true).append(true).open(self.dir.join("log")).unwrap();
        command
            .env("DIRECTORY", &self.dir)
            .current_dir(&self.dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log);
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        self.running = Some((child, stdin));
    }

    /// Ends the server with this signal and waits for it: `INT` in an orderly way, `KILL` as a crash.
    pub fn stop(&mut self, signal: &str) {
        let (mut child, mut stdin) = self.running.take().unwrap();
        stdin.write_all(format!("{signal}\n").as_bytes()).unwrap();
        child.wait().unwrap();
    }

    /// Sends a statement; whether it was done.
    pub fn sql(&self, database: &str, sql: &str) -> bool {
        self.psql(database, sql).status.success()
    }

    /// What a statement finds: a row a line.
    pub fn ask(&self, database: &str, sql: &str) -> String {
        let found = self.psql(database, sql);
        assert!(found.status.success(), "{sql}: {}", String::from_utf8_lossy(&found.stderr));
        String::from_utf8(found.stdout).unwrap().trim().to_owned()
    }

    fn psql(&self, database: &str, sql: &str) -> Output {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-t", "-A", "-U", "test", "-d", database, "-c", sql]).arg("-h").arg(&self.dir);
        psql.args(["-p", &self.port.to_string()]);
        psql.output().unwrap()
    }

    /// The directory of its socket.
    pub fn socket(&self) -> PathBuf {
        self.dir.join(format!(".s.PGSQL.{}", self.port))
    }

    pub fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// The address of a new empty database.
    pub fn database(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        assert!(self.sql("postgres", &format!("CREATE DATABASE {name}")));
        self.address(&name)
    }

    pub fn address(&self, database: &str) -> String {
        format!("host={} port={} user=test dbname={database} sslmode=disable", self.dir.display(), self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((mut child, stdin)) = self.running.take() {
            drop(stdin);
            let _ = child.wait();
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Makes the data directory: a copy of one that was made once, because making one takes seconds.
fn fill(programs: &Path, words: &[String], dir: &Path) {
    let copy = |from: &Path, to: &Path| {
        let copied = Command::new("cp").arg("-a").arg(from).arg(to).output().unwrap();
        copied.status.success()
    };
    let version = Command::new(programs.join("postgres")).arg("--version").output().unwrap();
    let version: String = String::from_utf8(version.stdout).unwrap().split_whitespace().collect();
    let template = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("data-{}", version.replace('/', "")));
    let data = dir.join("data");
    if template.exists() && copy(&template, &data) {
        return;
    }
    let mut init = command(words, &programs.join("initdb"));
    init.args(["--no-sync", "--auth=trust", "--username=test", "--locale=C", "--encoding=UTF8"]);
    let made = init.args(["--wal-segsize=1", "--pgdata"]).arg(&data).current_dir(dir).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    // Of several programs that make it at once, one keeps its own.
    let draft = template.with_extension(std::process::id().to_string());
    if !copy(&data, &draft) || std::fs::rename(&draft, &template).is_err() {
        let _ = std::fs::remove_dir_all(&draft);
    }
}

fn command(before: &[String], program: &Path) -> Command {
    match before {
        [] => Command::new(program),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    }
}

/// A node of this name on a database.
pub async fn node(address: &str, name: &str) -> Postgres {
    let node = Node { name: name.into(), address: format!("http://{name}"), reads: 1, version: "0".into() };
    Postgres::open(address, PostgresOptions { node, ..PostgresOptions::default() }).await.unwrap()
}
