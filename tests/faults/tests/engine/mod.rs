//! Some PostgreSQL under Patroni, of which one is the primary and one a synchronous standby, with an etcd that says who may
//! write. All in a directory of their own, on ports that were free; they end with the test program, however that ends.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use crate::database::{command, programs, user};

/// How soon a silent primary is taken for dead, as an operator of workshops would have it: the shortest that Patroni's
/// documentation allows, and rounds that fit into it (`loop_wait` + 2 × `retry_timeout` ≤ `ttl`).
pub const TTL: Duration = Duration::from_secs(20);

/// The example for operators, which the test runs under.
const EXAMPLE: &str = include_str!("../../../../server/deploy/patroni/patroni.yml");

/// What is started runs until a line, or the end of what the test program says. Then it is killed, and the PostgreSQL that
/// it had started with it; at the end its directory goes, too.
const RUN: &str = r#"
    trap '' TERM INT HUP
    "$@" & first=$!
    read -r line
    postmaster=$(head -n 1 "$DIRECTORY/data/postmaster.pid" 2> /dev/null)
    [ -n "$postmaster" ] && others="$postmaster $(cat /proc/$postmaster/task/$postmaster/children 2> /dev/null)"
    kill -s KILL $first $others 2> /dev/null
    wait $first
    [ -n "$line" ] || { rm -rf "$DIRECTORY"; rmdir "${DIRECTORY%/*}" 2> /dev/null; }
"#;

struct Running(Child, ChildStdin);

impl Running {
    fn kill(mut self) {
        self.1.write_all(b"kill\n").unwrap();
        self.0.wait().unwrap();
    }
}

struct Member {
    name: &'static str,
    dir: PathBuf,
    port: u16,
    rest: u16,
    running: Option<Running>,
}

/// The servers and what watches over them.
pub struct Engine {
    dir: PathBuf,
    programs: PathBuf,
    members: Vec<Member>,
    etcd: Option<Running>,
}

/// Ports that were free at this moment.
fn ports<const N: usize>() -> [u16; N] {
    let listeners = std::array::from_fn::<_, N, _>(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

fn found(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

impl Engine {
    /// Starts it with so many servers and waits until a standby is synchronous. None if something is not installed here, which
    /// is said.
    pub fn start(count: usize) -> Option<Self> {
        for (program, package) in [("patroni", "patroni"), ("etcd", "etcd-server")] {
            if !found(program) {
                let why = format!(
                    "failover of PostgreSQL: {program} is not here (Debian: apt-get install {package})"
                );
                faults::not_tested(&why);
                return None;
            }
        }
        let (Some(programs), Some((number, words))) = (programs(), user()) else {
            faults::not_tested(
                "failover of PostgreSQL: it is not installed here (Debian: apt-get install postgresql)",
            );
            return None;
        };
        let dir = tempfile::tempdir().unwrap().keep();
        std::os::unix::fs::chown(&dir, Some(number), None).unwrap();
        let [client, peer, ports @ ..] = ports::<8>();
        let member = |(at, name): (usize, &'static str)| {
            let (port, rest) = (ports[at * 2], ports[at * 2 + 1]);
            Member { name, dir: dir.join(name), port, rest, running: None }
        };
        let members = ["a", "b", "c"].into_iter().take(count).enumerate().map(member).collect();
        let mut engine = Self { dir, programs, members, etcd: None };
        let own = engine.dir.join("etcd");
        let (client, peer) = (format!("http://127.0.0.1:{client}"), format!("http://127.0.0.1:{peer}"));
        let mut etcd = wrapped(&words, &own, Path::new("etcd"), number);
        etcd.args(["--name", "one", "--data-dir"]).arg(own.join("data"));
        etcd.args(["--listen-client-urls", &client, "--advertise-client-urls", &client]);
        etcd.args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer]);
        etcd.args(["--initial-cluster", &format!("one={peer}")]);
        engine.etcd = Some(run(etcd, &own));
        for at in 0..count {
            engine.configure(at, client.trim_start_matches("http://"), number);
            engine.run(at);
            engine.wait("a primary", |engine| engine.primary().is_some());
        }
        engine.wait("all standbys and a synchronous one", Engine::is_whole);
        Some(engine)
    }

    /// Writes the example's file with the addresses of this test.
    fn configure(&self, at: usize, etcd: &str, number: u32) {
        let Member { name, dir, port, rest, .. } = &self.members[at];
        std::fs::create_dir_all(dir).unwrap();
        std::os::unix::fs::chown(dir, Some(number), None).unwrap();
        let (here, programs) = (dir.to_str().unwrap(), self.programs.to_str().unwrap());
        let mut text = EXAMPLE.to_owned();
        for (says, becomes) in [
            ("name: database-a", format!("name: {name}")),
            ("host: 10.0.0.31:2379", format!("host: {etcd}")),
            ("10.0.0.21:8008", format!("127.0.0.1:{rest}")),
            ("10.0.0.21:5432", format!("127.0.0.1:{port}")),
            ("10.0.0.0/24", "127.0.0.1/32".to_owned()),
            ("/var/lib/postgresql/herringbone", format!("{here}/data")),
            ("/usr/lib/postgresql/15/bin", programs.to_owned()),
            ("/var/run/postgresql", here.to_owned()),
            ("/var/lib/postgresql/.patroni-pass", format!("{here}/pass")),
        ] {
            assert!(text.contains(says), "the example says {says}");
            text = text.replace(says, &becomes);
        }
        assert!(
            text.contains(&format!("ttl: {}", TTL.as_secs())),
            "the test waits as long as the example does"
        );
        std::fs::write(dir.join("patroni.yml"), text).unwrap();
    }

    /// Starts a member (again).
    pub fn run(&mut self, at: usize) {
        let (number, words) = user().unwrap();
        let member = &mut self.members[at];
        let mut patroni = wrapped(&words, &member.dir, Path::new("patroni"), number);
        patroni.arg(member.dir.join("patroni.yml"));
        member.running = Some(run(patroni, &member.dir));
    }

    /// Kills a member: its PostgreSQL and its Patroni.
    pub fn kill(&mut self, at: usize) {
        self.members[at].running.take().unwrap().kill();
    }

    /// How many servers there are.
    pub fn count(&self) -> usize {
        self.members.len()
    }

    /// The member that may write, if one may.
    pub fn primary(&self) -> Option<usize> {
        let asked = "SELECT 1 WHERE NOT pg_is_in_recovery()";
        (0..self.members.len()).find(|at| self.says(*at, "postgres", asked).as_deref() == Some("1"))
    }

    /// Whether every other member follows the primary, commits are on one of them, and Patroni has written down that this one
    /// may be promoted.
    pub fn is_whole(&self) -> bool {
        let sql = "SELECT count(*) FILTER (WHERE sync_state = 'sync'), count(*) FROM pg_stat_replication \
                   WHERE state = 'streaming'";
        let wanted = format!("1|{}", self.members.len() - 1);
        let promotable = |member: &Member| says_yes(member.rest, "/synchronous");
        self.asks("postgres", sql).is_some_and(|answer| answer == wanted)
            && self.members.iter().any(promotable)
    }

    /// What the primary answers to a question, if there is one.
    pub fn asks(&self, database: &str, sql: &str) -> Option<String> {
        self.says(self.primary()?, database, sql)
    }

    fn says(&self, at: usize, database: &str, sql: &str) -> Option<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-d", database, "-c", sql]).env("PGCONNECT_TIMEOUT", "2");
        psql.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.members[at].port.to_string()]);
        let output = psql.env("PGPASSWORD", "CHANGE-superuser").output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
    }

    /// Waits for something that must happen.
    pub fn wait(&self, what: &str, happens: impl Fn(&Self) -> bool) {
        let until = Instant::now() + Duration::from_secs(120);
        while !happens(self) {
            assert!(Instant::now() < until, "waited too long for {what}; {}", self.logs());
            std::thread::park_timeout(Duration::from_millis(100));
        }
    }

    /// The last words of each log.
    fn logs(&self) -> String {
        let log = |member: &Member| {
            let text = std::fs::read_to_string(member.dir.join("log")).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            format!("{}:\n{}\n", member.name, lines[lines.len().saturating_sub(15)..].join("\n"))
        };
        self.members.iter().map(log).collect()
    }

    /// The address of a new database, which names all servers.
    pub fn journal(&self) -> String {
        assert!(self.asks("postgres", "CREATE DATABASE herringbone").is_some());
        let servers: Vec<_> =
            self.members.iter().map(|member| format!("127.0.0.1:{}", member.port)).collect();
        let user = "postgres:CHANGE-superuser";
        format!("postgres://{user}@{}/herringbone?sslmode=disable", servers.join(","))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let running = self.members.iter_mut().map(|member| member.running.take()).chain([self.etcd.take()]);
        for Running(mut child, stdin) in running.flatten() {
            drop(stdin);
            let _ = child.wait();
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Whether a Patroni answers a question about itself with yes.
fn says_yes(port: u16, question: &str) -> bool {
    let asked = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET {question} HTTP/1.0\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        std::io::Result::Ok(answer.ends_with(b" 200"))
    };
    asked().unwrap_or(false)
}

fn wrapped(words: &[String], dir: &Path, program: &Path, number: u32) -> Command {
    std::fs::create_dir_all(dir).unwrap();
    std::os::unix::fs::chown(dir, Some(number), None).unwrap();
    let mut command = command(words, Path::new("sh"));
    command.args(["-c", RUN, "sh"]).arg(program).env("DIRECTORY", dir).current_dir(dir);
    command
}

fn run(mut command: Command, dir: &Path) -> Running {
    let log = std::fs::File::options().create(true).append(true).open(dir.join("log")).unwrap();
    command.stdin(Stdio::piped()).stdout(log.try_clone().unwrap()).stderr(log);
    let mut child = command.spawn().unwrap();
    let stdin = child.stdin.take().unwrap();
    Running(child, stdin)
}
