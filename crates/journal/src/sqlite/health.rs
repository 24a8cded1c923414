//! Whether what is written is kept: whether the last commit succeeded, and the files are where they were.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::directory::Files;
use crate::JournalError;

/// How long it is enough to have seen the files.
const FRESH: Duration = Duration::from_millis(2);

/// Shared by the writer and by whoever asks.
pub(super) struct Health {
    /// `None` once the journal is closed.
    files: Mutex<Option<Files>>,
    last: Mutex<Last>,
    /// The least time between two tries after a commit that failed.
    try_again: Duration,
}

#[derive(Default)]
struct Last {
    /// Why the last commit failed, if it did.
    failure: Option<JournalError>,
    /// When it last failed, or was last tried for the sake of trying.
    tried: Option<Instant>,
    /// Whether something is being written for the sake of trying.
    trying: bool,
    /// When the files were last seen where they were.
    seen: Option<Instant>,
}

impl Health {
    /// Of the files as they are now.
    pub fn new(dir: &Path, try_again: Duration) -> Self {
        Self { files: Mutex::new(Some(Files::of(dir))), last: Mutex::default(), try_again }
    }

    /// Whether the files are where they were, before a commit: what is written into a file that was deleted is lost.
    /// Right after another commit it is not asked again; it is asked after this one in any case.
    pub fn before_commit(&self) -> Result<(), JournalError> {
        let fresh = self.last().seen.is_some_and(|seen| seen.elapsed() < FRESH);
        if fresh { Ok(()) } else { self.after_commit() }
    }

    /// Whether the files are still where they were.
    pub fn after_commit(&self) -> Result<(), JournalError> {
        let there = self.files_are_there();
        self.last().seen = there.is_ok().then(Instant::now);
        there
    }

    /// A commit came to this end.
    pub fn committed(&self, failure: Option<JournalError>) {
        let mut last = self.last();
        last.trying = false;
        if last.failure.is_some() || failure.is_some() {
            last.failure = failure;
            last.tried = Some(Instant::now());
        }
    }

    /// Whether what is written now would be kept, as far as it is known.
    pub fn look(&self) -> Result<(), JournalError> {
        self.files_are_there()?;
        self.last().failure.clone().map_or(Ok(()), Err)
    }

    /// Whether it is time to try again: nobody else may have anything to write, and the disk may have room again.
    pub fn should_try(&self) -> bool {
        let mut last = self.last();
        let due = last.tried.is_none_or(|tried| tried.elapsed() >= self.try_again);
        if last.failure.is_none() || last.trying || !due {
            return false;
        }
        last.trying = true;
        last.tried = Some(Instant::now());
        true
    }

    /// Lets go of the files.
    pub fn close(&self) {
        *self.files.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn files_are_there(&self) -> Result<(), JournalError> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.as_ref().map_or(Err(JournalError::Closed), Files::are_there)
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
