//! The thread that writes.

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

/// The most bytes in one transaction, so that no call waits for all the others.
const GROUP: usize = 4 << 20;

/// The length of the log, in pages, from which a checkpoint is due (4 MB). With a longer log, opening after a crash
/// reads all of it; with a shorter one, the same pages are copied again and again.
const CHECKPOINT_PAGES: usize = 1024;

/// The length of the log, in pages, from which readers have to make way for a checkpoint (64 MB).
const TOO_LONG_PAGES: i64 = 16 * 1024;

/// While a reader is in the way, wiping deleted content is attempted again after this time.
const WIPE_AGAIN: Duration = Duration::from_millis(100);

/// The handle of the writing thread.
pub(super) struct Writer {
    queue: Arc<Queue>,
    health: Arc<Health>,
    /// Never changes. It closes when the thread has released everything.
    ended: watch::Receiver<()>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// The state of the writing thread.
struct WriterThread {
    file: Connection,
    dir: PathBuf,
    tails: LogTails,
    checkpointer: Checkpointer,
    observer: Arc<dyn Observer>,
    pace: Pace,
    /// A commit that takes longer is logged as a warning.
    slow: Duration,
    /// Approximately the number of pages in the log that no checkpoint has copied.
    log: usize,
    /// Whether deleted content may still be in the log.
    wipe: bool,
    hold: Arc<Hold>,
    health: Arc<Health>,
}

impl Writer {
    /// Takes the directory, opens the file and starts the thread. Also returns which lists are damaged.
    pub fn start(dir: &Path, options: Options) -> Result<(Self, DamagedLists), JournalError> {
        let Opened { hold, file, lists, health } = opening::open(dir, &options)?;
        // Pages that a crash left.
        let log = file::log_pages(dir);
        if options.durability == Durability::PowerLoss
            && let Err(error) = file::grow_log(dir)
        {
            // Then the log grows with the commits, and they report what is wrong with the disk.
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

    /// Whether a write would succeed now, as far as it is known. If the last commit failed, a trial write is started
    /// from time to time to see whether the next one would succeed.
    pub async fn health(self: Arc<Self>) -> Result<(), JournalError> {
        let writer = Arc::clone(&self);
        let look = tokio::task::spawn_blocking(move || writer.health.look());
        let found = look.await.map_err(|error| JournalError::Storage(error.to_string()))?;
        if found.is_err() && self.health.should_try() {
            // The trial is started and not awaited: on a disk that hangs its answer would not come.
            tokio::select! {
                biased;
                _ = self.write(WriteCall::Trial) => {}
                () = std::future::ready(()) => {}
            }
        }
        found
    }

    /// Performs a call and waits until it is durable.
    pub async fn write(&self, work: WriteCall) -> Result<(), JournalError> {
        self.queue.ask(work).await
    }

    /// Performs all waiting calls, and waits until the file is closed and the directory is free.
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
            // If the thread panicked, it has reported that, and all waiting callers have got an error.
            let _ = thread.join();
        }
    }
}

/// Dropped when the thread ends, in whatever way. After the file is closed, waiting callers are released, the
/// directory is freed, and then the end is signalled (fields are dropped in this order).
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

    /// Waits a little for more calls, if more are likely.
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
                // One large call may be what does not fit; the others need not fail with it.
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
                // The caller may have gone.
                let _ = request.answer.send(verdict);
            }
        }
        if !deleted.is_empty() {
            // Only the deletions wait for the wiping.
            self.wipe = true;
            self.tend_log();
            deleted.into_iter().for_each(|request| drop(request.answer.send(Ok(()))));
        }
        self.observer.reached(Stage::Answered);
    }

    /// Writes all of the group in one transaction, or none of it.
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
        // If a file was deleted during the commit, the content is durable in a file that cannot be found any more.
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

    /// Removes the trial write.
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

    /// Keeps the log from growing without end; see `checkpoint.rs`.
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
                // A reader may have prevented a complete checkpoint. The next attempt is due after half a log.
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

/// Divides waiting calls into groups of bounded size. A call is never split.
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
