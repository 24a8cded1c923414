//! What several of these tests need.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]
#![allow(dead_code, reason = "each test program uses its own part")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::task::{Context, Poll, Waker};

use journal::{Claim, Commit, Journal, Observer, Options, Pending, Sqlite, Stage, Stored};

/// Says that something cannot be tried here; to the suite's driver as well, so that it is not counted as passed.
pub fn not_tested(why: &str) {
    eprintln!("not tested: {why}");
    if let Some(file) = std::env::var_os("NOT_TESTED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        file.and_then(|mut file| writeln!(file, "{why}")).expect("the driver's file can be written");
    }
}

/// Everything that the journal has said in its log so far, in this test program. Begins to listen with the first call.
pub fn logged() -> Vec<String> {
    static LISTENING: std::sync::Once = std::sync::Once::new();
    LISTENING.call_once(|| {
        tracing::subscriber::set_global_default(Listener).expect("nobody else listens in a test program");
    });
    LOGGED.lock().unwrap().clone()
}

static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps warnings and errors with all their fields.
struct Listener;

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() <= tracing::Level::WARN
    }

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        LOGGED.lock().unwrap().push(line.0);
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

struct Line(String);

impl tracing::field::Visit for Line {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        use std::fmt::Write;
        write!(self.0, " {field}={value:?}").expect("a text can be written");
    }
}

pub fn open(dir: &Path) -> Sqlite {
    Sqlite::open(dir, Options::default()).expect("the directory is ours")
}

pub fn observed(dir: &Path, observer: &Arc<impl Observer>) -> Sqlite {
    let observer: Arc<dyn Observer> = Arc::clone(observer) as _;
    Sqlite::open(dir, Options { observer, ..Options::default() }).expect("the directory is ours")
}

/// Entries numbered from `from`, each with a content of its own.
pub fn entries(from: u64, count: u64) -> Vec<Stored> {
    (from..from + count).map(|seq| Stored::new(seq, content(seq, 20))).collect()
}

/// Bytes that tell which entry they are, `size` long at least.
pub fn content(seq: u64, size: usize) -> Vec<u8> {
    let mut bytes = format!("entry {seq} ").into_bytes();
    let length = size.max(bytes.len());
    (bytes.len()..length).for_each(|at| bytes.push((at as u64 * 31 + seq * 7) as u8));
    bytes
}

/// Polls once: the call is under way, or done. However many were begun before: tokio would let a task that begins
/// very many wait its turn.
pub fn begin<T>(answer: &mut Pending<T>) -> Option<T> {
    match Pin::new(&mut tokio::task::coop::unconstrained(answer))
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

pub async fn last(journal: &dyn Journal, board: &str) -> u64 {
    journal.read(board, 0).await.expect("the log can be read").last().map_or(0, |entry| entry.seq)
}

/// Stops the writer at a stage, so that a test says when it goes on; keeps what was committed.
pub struct Gate {
    stop_at: Stage,
    open: Mutex<bool>,
    changed: Condvar,
    arrived: mpsc::Sender<()>,
    commits: Mutex<Vec<Commit>>,
}

impl Gate {
    /// An open gate at this stage; the receiver hears of everybody who comes to it.
    pub fn at(stage: Stage) -> (Arc<Self>, mpsc::Receiver<()>) {
        let (arrived, arrivals) = mpsc::channel();
        let (open, commits) = (Mutex::new(true), Mutex::default());
        (Arc::new(Self { stop_at: stage, open, changed: Condvar::new(), arrived, commits }), arrivals)
    }

    pub fn shut(&self) {
        *self.open.lock().unwrap() = false;
    }

    pub fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.changed.notify_all();
    }

    pub fn commits(&self) -> Vec<Commit> {
        self.commits.lock().unwrap().clone()
    }
}

impl Observer for Gate {
    fn committed(&self, commit: &Commit) {
        self.commits.lock().unwrap().push(*commit);
    }

    fn reached(&self, stage: Stage) {
        if stage == self.stop_at {
            let _ = self.arrived.send(());
            drop(self.changed.wait_while(self.open.lock().unwrap(), |open| !*open).unwrap());
        }
    }
}

/// A second process: this very test program, told to play one part of it only.
pub struct Part {
    pub name: &'static str,
    pub dir: PathBuf,
    pub line: String,
}

const DIR: &str = "JOURNAL_TEST_DIR";
const LINE: &str = "JOURNAL_TEST_LINE";

impl Part {
    /// Inside the second process: the directory and the line it was given. An ordinary test run ignores the part, so
    /// that it is not counted; run by itself it fails, because it has nothing to do.
    pub fn given() -> (PathBuf, String) {
        let given = |name| std::env::var_os(name).expect("a test plays this part and says where");
        (given(DIR).into(), given(LINE).into_string().expect("it is text"))
    }

    /// The command that plays it, begun with these words (a tracer, say).
    pub fn command(&self, before: &[&str]) -> Command {
        let exe = std::env::current_exe().expect("a test program has a path");
        let mut words = before.iter().map(std::ffi::OsString::from).collect::<Vec<_>>();
        words.extend([exe.into_os_string(), "--exact".into(), self.name.into()]);
        words.extend(["--ignored".into(), "--nocapture".into(), "--test-threads=1".into()]);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env(DIR, &self.dir).env(LINE, &self.line);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Plays it to its end: how it ended, and what it said (see [`say`]).
    pub fn play(&self, before: &[&str]) -> (ExitStatus, Vec<String>, String) {
        let output = self.command(before).output().expect("the part can be started");
        let said = String::from_utf8_lossy(&output.stdout);
        let said = said.lines().filter_map(|line| line.split_once("say ").map(|(_, said)| said.to_owned()));
        (output.status, said.collect(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Tells the first process something, at once.
pub fn say(what: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(format!("say {what}\n").as_bytes()).and_then(|()| out.flush()).expect("somebody listens");
}

/// Copies the files of a data directory as they are now: what a power cut would leave, once all is synced.
pub fn image(from: &Path, to: &Path) {
    for name in ["boards.sqlite", "boards.sqlite-wal"] {
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.join(name)).expect("a file can be copied");
        }
    }
}

/// The claim of a journal that says at once what it is.
pub trait Mine {
    fn mine(&self, board: &str) -> Claim;
}

impl<J: Journal + ?Sized> Mine for J {
    fn mine(&self, board: &str) -> Claim {
        begin(&mut self.claim(board)).expect("it waits for nobody").expect("nobody else has it")
    }
}

/// Claims a board that nobody else has.
pub async fn own(journal: &Arc<dyn Journal>, board: &str) -> Claim {
    journal.claim(board).await.expect("nobody else has it")
}
