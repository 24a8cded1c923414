//! The program under test, as a process.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;

/// The key that makes boards in these tests.
pub const HOST_KEY: &str = "the-host-of-these-tests";

/// A server that runs, until it is killed, stopped or dropped. It logs to the test's own stderr.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Kept open, so that what it prints does not fail.
    _stdout: BufReader<ChildStdout>,
}

/// The program under test.
pub fn herringbone() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| std::env::var_os("HERRINGBONE_BIN").map_or_else(build, PathBuf::from)).clone()
}

fn build() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = workspace.join("target/debug/herringbone");
    if !program.exists() {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--package", "server", "--target-dir", "target"]).current_dir(&workspace);
        assert!(build.status().expect("cargo can be run").success(), "the server does not build");
    }
    program
}

/// Whether a tool that a test needs is there and allowed here. If not, says that something is not tested; to the
/// suite's driver as well, so that it is not counted as passed.
pub fn works(command: &[&str]) -> bool {
    let tried = Command::new(command[0]).args(&command[1..]).output();
    let works = tried.is_ok_and(|output| output.status.success());
    if !works {
        not_tested(&format!("`{}` does not work here", command.join(" ")));
    }
    works
}

/// Says that something is not tested here; to the suite's driver as well, so that it is not counted as passed.
pub fn not_tested(why: &str) {
    eprintln!("not tested: {why}");
    if let Some(file) = std::env::var_os("NOT_TESTED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        file.and_then(|mut file| writeln!(file, "{why}")).expect("the driver's file can be written");
    }
}

/// The command line that serves this directory on a port of its own, begun with the words of another program that
/// starts it (a tracer, say).
fn serve(before: &[&str], data: &Path, listen: &str, host_key: &str) -> Command {
    program(before, data, listen, &["--host-key", host_key])
}

fn program(before: &[&str], data: &Path, listen: &str, options: &[&str]) -> Command {
    let mut words: Vec<OsString> = before.iter().map(OsString::from).collect();
    words.push(herringbone().into());
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).args(["--listen", listen]).args(options).arg("--data").arg(data);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// Starts a server that is not going to run: whether it failed, and what it said.
pub fn failed_start(before: &[&str], data: &Path, listen: &str) -> (ExitStatus, String) {
    failed(serve(before, data, listen, HOST_KEY))
}

/// The same with another host's key.
pub fn failed_start_by(host_key: &str, data: &Path) -> (ExitStatus, String) {
    failed(serve(&[], data, "127.0.0.1:0", host_key))
}

fn failed(mut command: Command) -> (ExitStatus, String) {
    let mut child = command.stderr(Stdio::piped()).spawn().expect("the program can be started");
    let mut line = String::new();
    let stdout = child.stdout.take().expect("its output is piped");
    BufReader::new(stdout).read_line(&mut line).expect("its output can be read");
    if !line.is_empty() {
        // It would go on for ever.
        child.kill().expect("a child can be killed");
    }
    let output = child.wait_with_output().expect("a child can be waited for");
    (output.status, line + &String::from_utf8_lossy(&output.stderr))
}

impl Server {
    /// Starts one on this data directory and waits until it is ready.
    pub fn start(data: &Path) -> Self {
        Self::start_under(&[], data)
    }

    /// As above, with more of its options.
    pub fn start_with(options: &[&str], data: &Path) -> Self {
        Self::start_by(&[], options, data)
    }

    /// Starts one with more of its options, begun by another program.
    pub fn start_by(before: &[&str], options: &[&str], data: &Path) -> Self {
        Self::ready(serve(before, data, "127.0.0.1:0", HOST_KEY).args(options))
            .expect("the server says where it listens")
    }

    /// One of several on this database.
    pub fn node(journal: &str, data: &Path) -> Self {
        Self::start_with(&["--journal", journal], data)
    }

    /// As above, begun by another program, which must become the server and not stay its parent.
    pub fn start_under(before: &[&str], data: &Path) -> Self {
        Self::try_start_under(before, data).expect("the server says where it listens")
    }

    /// As above, without a host's key: the server makes one and keeps it in the directory.
    pub fn start_without_key(before: &[&str], data: &Path) -> Self {
        Self::ready(&mut program(before, data, "127.0.0.1:0", &[])).expect("the server says where it listens")
    }

    /// As above; `None` if the server ended before it was ready.
    pub fn try_start_under(before: &[&str], data: &Path) -> Option<Self> {
        Self::ready(&mut serve(before, data, "127.0.0.1:0", HOST_KEY))
    }

    fn ready(command: &mut Command) -> Option<Self> {
        let mut child = command.spawn().expect("the program can be started");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output is piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("its output can be read");
        let said = line.trim();
        let address = ["http", "https"]
            .iter()
            .find_map(|scheme| said.strip_prefix(&format!("listening on {scheme}://")));
        match address.and_then(|address| address.parse().ok()) {
            Some(address) => Some(Self { child, address, _stdout: stdout }),
            None => {
                let ended = child.wait().expect("a child can be waited for");
                eprintln!("the server was not ready: {ended}, {line:?}");
                None
            }
        }
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("a child can be killed");
        self.ended();
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory that it holds now, and the most that it ever held, in bytes.
    pub fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("it runs");
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux says it");
            line.trim().trim_end_matches("kB").trim().parse::<u64>().expect("a number") * 1024
        };
        (bytes("VmRSS:"), bytes("VmHWM:"))
    }

    /// Sends it a signal, by name.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status();
        assert!(sent.expect("kill can be run").success(), "{name} could not be sent");
    }

    /// Waits until it has ended by itself.
    pub fn ended(&mut self) -> ExitStatus {
        self.child.wait().expect("a child can be waited for")
    }

    /// A file as this server sees it, if it has mounted something that others do not see.
    pub fn inside(&self, path: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.child.id()));
        root.join(path.strip_prefix("/").unwrap_or(path))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
