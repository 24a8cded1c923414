//! The writer: one task with a connection of its own, which makes a group of all appends that wait.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};

use super::connection::Connector;
use super::failure::Failed;
use super::group::Prepared;
use super::queue::{Append, Queue};
use crate::{Commit, JournalError, Observer};

/// The pause before a new connection is tried.
const PAUSE: Duration = Duration::from_millis(100);

/// What is known of the last group.
#[derive(Default)]
pub(super) struct LastGroup(Mutex<Option<JournalError>>);

impl LastGroup {
    pub fn failure(&self) -> Option<JournalError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set(&self, failure: Option<JournalError>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }
}

pub(super) struct Writer {
    pub connector: Arc<Connector>,
    pub queue: Arc<Queue>,
    pub last: Arc<LastGroup>,
    pub observer: Arc<dyn Observer>,
    pub deadline: Duration,
    pub slow: Duration,
    pub prepared: Option<Prepared>,
}

/// Dropped when the writer ends, in whatever way: nobody is left waiting.
pub(super) struct Ended {
    pub queue: Arc<Queue>,
    #[expect(dead_code, reason = "held, and let go of")]
    pub alive: watch::Sender<()>,
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.queue.abandon();
    }
}

type Verdicts = Vec<Option<Result<(), JournalError>>>;

impl Writer {
    /// Writes until the queue is closed and empty.
    pub async fn work(mut self, _ended: Ended) {
        loop {
            let group = self.queue.take().await;
            if group.is_empty() {
                return;
            }
            self.commit(group).await;
        }
    }

    async fn commit(&mut self, mut group: Vec<Append>) {
        let deadline = Instant::now() + self.deadline;
        while !group.is_empty() {
            let began = Instant::now();
            let verdicts = match self.settle(&group, deadline).await {
                Ok(verdicts) => verdicts,
                // One large append may be what does not fit; the others need not fail with it.
                Err(_) if group.len() > 1 && !self.prepared_is_gone() => {
                    for append in std::mem::take(&mut group) {
                        Box::pin(self.commit(vec![append])).await;
                    }
                    return;
                }
                Err(error) => {
                    tracing::error!(%error, appends = group.len(), "a group of appends failed");
                    self.last.set(Some(error.clone()));
                    group.into_iter().for_each(|append| append.answer(Err(error.clone())));
                    return;
                }
            };
            self.last.set(None);
            self.count(&group, &verdicts, began.elapsed());
            let mut again = Vec::new();
            for (append, verdict) in group.into_iter().zip(verdicts) {
                match verdict {
                    Some(verdict) => append.answer(verdict),
                    None => again.push(append),
                }
            }
            group = again;
        }
    }

    fn prepared_is_gone(&self) -> bool {
        self.prepared.is_none()
    }

    /// Sends a group until it is known what became of it, or the time is over.
    async fn settle(&mut self, group: &[Append], deadline: Instant) -> Result<Verdicts, JournalError> {
        let mut sent_before = false;
        loop {
            let attempt = self.attempt(group, &mut sent_before);
            let failed = match timeout_at(deadline, attempt).await {
                Ok(Ok(verdicts)) => return Ok(verdicts),
                Ok(Err(failed)) => failed,
                Err(_) => Failed::Late,
            };
            if failed.gave_way() {
                continue;
            }
            if !failed.lost() {
                // The database refused the statement. If it was sent before, that one may have counted.
                let error = JournalError::from(failed);
                return Err(if sent_before { JournalError::Storage(error.to_string()) } else { error });
            }
            self.prepared = None;
            if Instant::now() + PAUSE >= deadline {
                return Err(failed.into());
            }
            tracing::warn!(error = %JournalError::from(failed), "the connection to the database is lost; asking again");
            sleep(PAUSE).await;
        }
    }

    async fn attempt(&mut self, group: &[Append], sent_before: &mut bool) -> Result<Verdicts, Failed> {
        if self.prepared.as_ref().is_none_or(|prepared| prepared.connection.is_closed()) {
            self.prepared = None;
            self.prepared = Some(Prepared::new(self.connector.connect().await?).await?);
        }
        let Some(prepared) = &self.prepared else { return Err(Failed::Late) };
        let asked_before = std::mem::replace(sent_before, true);
        let counted: Result<HashSet<i64>, Failed> = prepared.append(group).await;
        if counted.as_ref().is_err_and(|failed| !failed.lost()) {
            // It was answered: this time nothing was done.
            *sent_before = asked_before;
        }
        prepared.judge(group, &counted?, asked_before).await
    }

    fn count(&self, group: &[Append], verdicts: &Verdicts, took: Duration) {
        let done = || group.iter().zip(verdicts).filter(|(_, verdict)| matches!(verdict, Some(Ok(()))));
        let commit = Commit {
            calls: done().count(),
            entries: done().map(|(append, _)| append.entries.len()).sum(),
            bytes: done().map(|(append, _)| append.bytes()).sum(),
            took,
        };
        if commit.calls == 0 {
            return;
        }
        if took >= self.slow {
            let took_ms = took.as_secs_f64() * 1e3;
            let Commit { calls, entries, bytes, .. } = commit;
            tracing::warn!(took_ms, calls, entries, bytes, "a slow commit");
        }
        self.observer.committed(&commit);
    }
}
