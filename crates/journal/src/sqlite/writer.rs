//! The one thread that writes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::watch;

use super::check::DamagedLists;
use super::checkpoint::{Checkpointer, Mode, checkpoint};
use super::directory::{Hold, PAGE};
use super::file;
use super::health::Health;
use super::log_tails::LogTails;
use super::opening::{self, Opened};
use super::options::{Durability, Options};
use super::pace::Pace;
use super::queue::{Queue, Request, Taken};
use super::write_call::WriteCall;
use crate::JournalError;
use crate::observer::{Commit, Observer, Stage};

/// More than this is not put into one transaction, so that nobody waits for everything, in bytes.
const GROUP: usize = 4 << 20;

/// The log's length from which a checkpoint is due: 4 MB. Long, and opening after a crash reads it all; short, and
/// the same pages are copied again and again.
const CHECKPOINT_PAGES: usize = 1024;

/// The log's length from which readers have to make way for a checkpoint (64 MB).
const TOO_LONG_PAGES: i64 = 16 * 1024;

/// How often to try again to wipe what was deleted, while a reader is in the way.
const WIPE_AGAIN: Duration = Duration::from_millis(100);

/// The way to the thread that writes.
pub(super) struct Writer {
    queue: Arc<Queue>,
    health: Arc<Health>,
    /// Never changes; closes when the thread has let go of everything.
    ended: watch::Receiver<()>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What the thread has.
struct WriterThread {
    file: Connection,
    dir: PathBuf,
    tails: LogTails,
    checkpointer: Checkpointer,
    observer: Arc<dyn Observer>,
    pace: Pace,
    /// A commit that takes longer is worth a warning.
    slow: Duration,
    /// About how many pages the log has that are in no checkpoint.
    log: usize,
    /// Something was deleted that may still be in the log.
    wipe: bool,
    hold: Arc<Hold>,
    health: Arc<Health>,
}

impl Writer {
    /// Takes the directory, opens the file and starts the thread. Also says which lists were found damaged.
    pub fn start(dir: &Path, options: Options) -> Result<(Self, DamagedLists), JournalError> {
        let Opened { hold, file, lists, health } = opening::open(dir, &options)?;
        // What a crash left.
        let log = file::log_pages(dir);
        if options.durability == Durability::PowerLoss
            && let Err(error) = file::grow_log(dir)
        {
            // It grows with the commits then; or they say themselves what is wrong with the disk.
            tracing::debug!(%error, "the log could not be made larger");
        }
        let checkpointer = Checkpointer::start(dir, Arc::clone(&options.observer))?;
        let hold = Arc::new(hold);
        let desk = WriterThread {
            file,
            dir: dir.into(),
            tails: LogTails::default(),
            checkpointer,
            observer: options.observer,
            pace: Pace::new(options.pace),
            slow: options.slow,
            log,
            wipe: false,
            hold: Arc::clone(&hold),
            health: Arc::clone(&health),
        };
        let queue = Arc::new(Queue::new(options.queue));
        let (alive, ended) = watch::channel(());
        let (inbox, ended_health) = (Arc::clone(&queue), Arc::clone(&health));
        let thread = thread::Builder::new().name("journal-writer".into()).spawn(move || {
            let _ended = Ended { queue: Arc::clone(&inbox), health: ended_health, hold, alive };
            desk.work(&inbox);
        });
        let thread = thread.map_err(|error| JournalError::Storage(error.to_string()))?;
        Ok((Self { queue, health, ended, thread: Mutex::new(Some(thread)) }, lists))
    }

    /// Whether what is written now would be kept, as far as it is known. If the last commit failed, something is
    /// written once in a while to see whether the next one would.
    pub async fn health(self: Arc<Self>) -> Result<(), JournalError> {
        let writer = Arc::clone(&self);
        let look = tokio::task::spawn_blocking(move || writer.health.look());
        let found = look.await.map_err(|error| JournalError::Storage(error.to_string()))?;
        if found.is_err() && self.health.should_try() {
            // Begun, and not waited for: on a disk that hangs the answer would not come.
            tokio::select! {
                biased;
                _ = self.write(WriteCall::Trial) => {}
                () = std::future::ready(()) => {}
            }
        }
        found
    }

    /// Has this done, and waits until it is durable.
    pub async fn write(&self, work: WriteCall) -> Result<(), JournalError> {
        self.queue.ask(work).await
    }

    /// Has all that waits done, and waits until the file is closed and the directory free.
    pub async fn close(&self) -> Result<(), JournalError> {
        self.queue.close();
        let mut ended = self.ended.clone();
        while ended.changed().await.is_ok() {}
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
        let thread = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // It panicked: then it has said so, and everybody who waited got an error.
            let _ = thread.join();
        }
    }
}

/// Dropped when the thread ends, in whichever way: after the file is closed, nobody is left waiting, the directory is
/// free, and then it is told (fields are dropped in this order).
struct Ended {
    queue: Arc<Queue>,
    health: Arc<Health>,
    #[expect(dead_code, reason = "held, and let go of")]
    hold: Arc<Hold>,
    #[expect(dead_code, reason = "held, and let go of")]
    alive: watch::Sender<()>,
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.queue.abandon();
        self.health.close();
    }
}

impl WriterThread {
    fn work(mut self, queue: &Queue) {
        loop {
            match queue.take(self.wipe.then_some(WIPE_AGAIN)) {
                Taken::Requests(mut requests) => {
                    self.gather(&mut requests, queue);
                    groups(requests, |group| self.commit(group));
                }
                Taken::Nothing => {}
                Taken::Closed => break,
            }
            self.tend_log();
        }
        if let Err(error) = checkpoint(&self.file, Mode::Truncate) {
            tracing::warn!(%error, "the last checkpoint failed; the next start makes up for it");
        }
    }

    /// Waits a little for more, if there is likely to be more.
    fn gather(&mut self, requests: &mut Vec<Request>, queue: &Queue) {
        let now = Instant::now();
        requests.iter().for_each(|request| self.pace.saw(request.work.board(), now));
        let delay = self.pace.delay(now);
        if !delay.is_zero() {
            thread::sleep(delay);
            requests.append(&mut queue.rest());
        }
    }

    fn commit(&mut self, group: Vec<Request>) {
        let began = Instant::now();
        self.pace.begins(began);
        let verdicts = match self.attempt(&group) {
            Ok(verdicts) => verdicts,
            Err(JournalError::Full) if group.len() > 1 => {
                // One large call may be what there is no room for: the others need not fail with it.
                return group.into_iter().for_each(|request| self.commit(vec![request]));
            }
            Err(error) => vec![Err(error); group.len()],
        };
        self.count(&group, &verdicts, began.elapsed());
        let done = || group.iter().zip(&verdicts).filter(|(_, verdict)| verdict.is_ok());
        if done().any(|(request, _)| matches!(request.work, WriteCall::Create { .. })) {
            opening::note_boards(&self.hold);
        }
        if done().any(|(request, _)| matches!(request.work, WriteCall::Trial)) {
            self.clear_trial();
        }
        let mut deleted = Vec::new();
        for (request, verdict) in group.into_iter().zip(verdicts) {
            if verdict.is_ok() && matches!(request.work, WriteCall::Delete { .. }) {
                deleted.push(request);
            } else {
                // Whoever asked may be gone.
                let _ = request.answer.send(verdict);
            }
        }
        if !deleted.is_empty() {
            // Nobody else waits for the wiping.
            self.wipe = true;
            self.tend_log();
            deleted.into_iter().for_each(|request| drop(request.answer.send(Ok(()))));
        }
        self.observer.reached(Stage::Answered);
    }

    /// All of the group in one transaction, or nothing of it.
    fn attempt(&mut self, group: &[Request]) -> Result<Vec<Result<(), JournalError>>, JournalError> {
        let verdicts = self.health.before_commit().and_then(|()| self.transact(group));
        if let Err(error) = &verdicts {
            self.tails.forget();
            if !self.file.is_autocommit()
                && let Err(error) = self.file.execute_batch("ROLLBACK")
            {
                tracing::error!(%error, "a transaction could not be taken back");
            }
            tracing::error!(%error, calls = group.len(), "a commit failed");
        }
        self.health.committed(verdicts.as_ref().err().cloned());
        verdicts
    }

    fn transact(&mut self, group: &[Request]) -> Result<Vec<Result<(), JournalError>>, JournalError> {
        let verdicts = self.write(group).map_err(|error| file::failure(&self.dir, &error))?;
        // Deleted while it was written: it is durable in a file that nobody finds any more.
        self.health.after_commit().map_err(|error| JournalError::Storage(error.to_string()))?;
        Ok(verdicts)
    }

    fn write(&mut self, group: &[Request]) -> rusqlite::Result<Vec<Result<(), JournalError>>> {
        self.file.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        self.observer.reached(Stage::Begun);
        let perform = |request: &Request| request.work.perform(&self.file, &mut self.tails);
        let verdicts = group.iter().map(perform).collect::<rusqlite::Result<_>>()?;
        self.tails.finish(&self.file)?;
        self.observer.reached(Stage::Written);
        self.file.prepare_cached("COMMIT")?.execute([])?;
        self.observer.reached(Stage::Durable);
        Ok(verdicts)
    }

    /// What was written for the sake of trying has served.
    fn clear_trial(&self) {
        if let Err(error) = self.file.execute("DELETE FROM trials", []) {
            tracing::debug!(%error, "what was written for the sake of trying is still there");
        }
    }

    fn count(&mut self, group: &[Request], verdicts: &[Result<(), JournalError>], took: Duration) {
        let done =
            || group.iter().zip(verdicts).filter(|(_, verdict)| verdict.is_ok()).map(|(request, _)| request);
        let commit = Commit {
            calls: done().count(),
            entries: done().map(|request| request.work.entries()).sum(),
            bytes: done().map(|request| request.work.bytes()).sum(),
            took,
        };
        if commit.calls > 0 {
            self.log += commit.calls + commit.bytes / PAGE;
            if took >= self.slow {
                let took_ms = took.as_secs_f64() * 1e3;
                let Commit { calls, entries, bytes, .. } = commit;
                tracing::warn!(took_ms, calls, entries, bytes, "a slow commit");
            }
            self.observer.committed(&commit);
        }
    }

    /// Sees to it that the log does not grow for ever; see `checkpoint.rs`.
    fn tend_log(&mut self) {
        let bulk_done = self.checkpointer.has_done();
        if bulk_done || self.wipe {
            let mode = if self.wipe { Mode::Truncate } else { Mode::Passive };
            self.finish_checkpoint(mode);
        } else if self.log >= CHECKPOINT_PAGES {
            self.checkpointer.ring();
        }
    }

    fn finish_checkpoint(&mut self, mode: Mode) {
        let rest = checkpoint(&self.file, mode);
        match rest {
            Ok(rest) if rest.log > TOO_LONG_PAGES && rest.left > 0 && mode == Mode::Passive => {
                self.finish_checkpoint(Mode::Truncate);
            }
            Ok(rest) => {
                // A reader may have kept it from the end; half a log later the next attempt is due.
                self.log = if rest.left > 0 { CHECKPOINT_PAGES / 2 } else { 0 };
                self.wipe &= rest.busy || rest.left > 0;
            }
            Err(error) => {
                self.log = CHECKPOINT_PAGES / 2;
                tracing::warn!(%error, "a checkpoint failed");
            }
        }
    }
}

/// Cuts what was waiting into groups of bounded size, each call whole.
fn groups(requests: Vec<Request>, mut commit: impl FnMut(Vec<Request>)) {
    let (mut group, mut size) = (Vec::new(), 0);
    for request in requests {
        size += request.work.bytes();
        group.push(request);
        if size >= GROUP {
            commit(std::mem::take(&mut group));
            size = 0;
        }
    }
    if !group.is_empty() {
        commit(group);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn jrnl_32_the_table_is_what_the_settings_come_to() {
        let mib = |bytes: usize| bytes >> 20;
        let spec = include_str!("../../SPEC.md");
        let log = mib(super::TOO_LONG_PAGES as usize * super::PAGE);
        for row in [
            format!(
                "| the log in front of the database | {log} MiB, and a group of {} MiB |",
                mib(super::GROUP)
            ),
            format!("| waiting to be written, in memory | {} MiB |", mib(super::Options::default().queue)),
        ] {
            assert!(spec.contains(&row), "{row}");
        }
    }
}
