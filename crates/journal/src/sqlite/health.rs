//! Tracks whether writes succeed: whether the last commit succeeded, and whether the files are in their place.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::directory::Files;
use crate::JournalError;

/// After the files were seen in their place, they are not checked again for this long.
const FRESH: Duration = Duration::from_millis(2);

/// The health of a journal. The writer and its callers share it.
pub(super) struct Health {
    /// `None` once the journal is closed.
    files: Mutex<Option<Files>>,
    last: Mutex<Last>,
    /// The shortest time between two trials after a failed commit.
    try_again: Duration,
}

#[derive(Default)]
struct Last {
    /// The error of the last commit, if it failed.
    failure: Option<JournalError>,
    /// The time of the last failure or trial.
    tried: Option<Instant>,
    /// Whether a trial is being written.
    trying: bool,
    /// The time when the files were last seen in their place.
    seen: Option<Instant>,
}

impl Health {
    /// The health of a journal with its present files.
    pub fn new(dir: &Path, try_again: Duration) -> Self {
        Self { files: Mutex::new(Some(Files::of(dir))), last: Mutex::default(), try_again }
    }

    /// Checks before a commit whether the files are in their place: content written into a deleted file is lost.
    /// Right after another commit the check is skipped; it is made after this one in any case.
    pub fn before_commit(&self) -> Result<(), JournalError> {
        let fresh = self.last().seen.is_some_and(|seen| seen.elapsed() < FRESH);
        if fresh { Ok(()) } else { self.after_commit() }
    }

    /// Checks after a commit whether the files are still in their place.
    pub fn after_commit(&self) -> Result<(), JournalError> {
        let there = self.files_are_there();
        self.last().seen = there.is_ok().then(Instant::now);
        there
    }

    /// Records the result of a commit.
    pub fn committed(&self, failure: Option<JournalError>) {
        let mut last = self.last();
        last.trying = false;
        if last.failure.is_some() || failure.is_some() {
            last.failure = failure;
            last.tried = Some(Instant::now());
        }
    }

    /// Whether a write would succeed now, as far as it is known.
    pub fn look(&self) -> Result<(), JournalError> {
        self.files_are_there()?;
        self.last().failure.clone().map_or(Ok(()), Err)
    }

    /// Whether a trial is due. It is needed because there may be no other write, although the disk may have space
    /// again.
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

    /// Releases the files.
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
