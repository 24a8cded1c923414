//! A log in memory, for tests. It is lost with the process, and fails on request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::stored::follows;
use crate::{Answer, Journal, JournalError, Pending, Stored};

/// A journal in memory. Clones share the same boards.
#[derive(Clone, Default)]
pub struct Memory {
    shared: Arc<Shared>,
}

/// Makes a [`Memory`] fail on request, also while others use the journal.
#[derive(Clone)]
pub struct Faults {
    shared: Arc<Shared>,
}

/// The kinds of calls that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// [`Journal::create`]
    Create,
    /// [`Journal::append`] and [`Journal::rekey`]
    Append,
    /// [`Journal::read`] and [`Journal::latest_snapshot`]
    Read,
    /// [`Journal::put_snapshot`]
    Snapshot,
    /// [`Journal::delete`]
    Delete,
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is stored and the answer is [`JournalError::Storage`].
    Storage,
    /// Nothing is stored and the answer is [`JournalError::Full`].
    Full,
    /// Everything is stored and the answer is still [`JournalError::Storage`], as after a crash between the two.
    Unsure,
}

#[derive(Default)]
struct Shared {
    kept: Mutex<Kept>,
    /// Whether appends have to wait.
    stalled: watch::Sender<bool>,
    /// The number of appends that wait.
    waiting: watch::Sender<usize>,
}

#[derive(Default)]
struct Kept {
    boards: HashMap<String, Log>,
    keys: HashMap<String, String>,
    /// The number of boards ever created. It keeps their order.
    made: u64,
    closed: bool,
    /// The error of the last writing call, if it failed.
    failure: Option<JournalError>,
    /// The faults still to come. For each kind of call, the first one is used next.
    faults: Vec<(On, Fault)>,
}

#[derive(Default)]
struct Log {
    made: u64,
    entries: Vec<Stored>,
    snapshot: Option<Stored>,
}

impl Memory {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    /// The handle that makes this journal fail.
    pub fn faults(&self) -> Faults {
        Faults { shared: Arc::clone(&self.shared) }
    }

    fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Kept) -> Result<T, JournalError> + Send + 'static,
    ) -> Answer<T> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move { work(&mut *shared.open()?) })
    }

    /// Like [`answer`](Self::answer), unless a fault was requested for this kind of call.
    fn faulty<T: Send + 'static>(
        &self,
        on: On,
        work: impl FnOnce(&mut Kept) -> Result<T, JournalError> + Send + 'static,
    ) -> Answer<T> {
        self.answer(move |kept| {
            let fault = kept.fault(on);
            let failure = fault.map(|fault| match fault {
                Fault::Full => JournalError::Full,
                Fault::Storage => JournalError::Storage("ordered by a test".into()),
                Fault::Unsure => JournalError::Storage("ordered by a test, after it was kept".into()),
            });
            if on != On::Read {
                kept.failure.clone_from(&failure);
            }
            match failure {
                None => work(kept),
                Some(failure) => {
                    if fault == Some(Fault::Unsure) {
                        work(kept)?;
                    }
                    Err(failure)
                }
            }
        })
    }
}

impl Faults {
    /// Makes the next `times` calls of this kind fail with this fault.
    pub fn fail(&self, on: On, times: usize, fault: Fault) {
        self.shared.lock().faults.extend(std::iter::repeat_n((on, fault), times));
    }

    /// Cancels the faults of this kind of call. Returns the number of faults that had not been used.
    pub fn relent(&self, on: On) -> usize {
        let mut kept = self.shared.lock();
        let before = kept.faults.len();
        kept.faults.retain(|(kind, _)| *kind != on);
        before - kept.faults.len()
    }

    /// Makes appends wait, as on a disk that hangs, until [`release`](Self::release).
    pub fn stall(&self) {
        self.shared.stalled.send_replace(true);
    }

    /// Lets the waiting appends and all later ones continue.
    pub fn release(&self) {
        self.shared.stalled.send_replace(false);
    }

    /// Resolves once at least `appends` appends wait.
    pub fn waiting(&self, appends: usize) -> Pending<()> {
        let mut waiting = self.shared.waiting.subscribe();
        Box::pin(async move {
            // The sender lives in the journal. Without a journal there is nothing to wait for.
            let _ = waiting.wait_for(|now| *now >= appends).await;
        })
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<MutexGuard<'_, Kept>, JournalError> {
        let kept = self.lock();
        if kept.closed { Err(JournalError::Closed) } else { Ok(kept) }
    }

    async fn wait_out_a_stall(&self) {
        let mut stalled = self.stalled.subscribe();
        if *stalled.borrow_and_update() {
            let _place = Waiting::new(&self.waiting);
            let _ = stalled.wait_for(|now| !now).await;
        }
    }
}

/// Counts one append as waiting until it is dropped, also when the caller gives up.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn new(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|now| *now += 1);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|now| *now -= 1);
    }
}

impl Kept {
    fn fault(&mut self, on: On) -> Option<Fault> {
        let place = self.faults.iter().position(|(kind, _)| *kind == on)?;
        Some(self.faults.remove(place).1)
    }

    fn log(&mut self, board: &str) -> Result<&mut Log, JournalError> {
        self.boards.get_mut(board).ok_or_else(|| JournalError::Unknown(board.into()))
    }
}

impl Log {
    fn last(&self) -> u64 {
        self.entries.len() as u64
    }

    fn append(&mut self, entries: Vec<Stored>) -> Result<(), JournalError> {
        let last = self.last();
        follows(last, &entries).map_err(|got| JournalError::Conflict { last, got })?;
        self.entries.extend(entries);
        Ok(())
    }
}

impl Journal for Memory {
    fn create(&self, board: &str, keys: &[String], first: Vec<Stored>) -> Answer<()> {
        let (board, keys) = (board.to_owned(), keys.to_vec());
        self.faulty(On::Create, move |kept| {
            if kept.boards.contains_key(&board) {
                return Err(JournalError::Taken(board));
            }
            if let Some(key) = keys.iter().find(|key| kept.keys.contains_key(*key)) {
                return Err(JournalError::Taken(key.clone()));
            }
            kept.made += 1;
            let mut log = Log { made: kept.made, ..Log::default() };
            log.append(first)?;
            kept.keys.extend(keys.into_iter().map(|key| (key, board.clone())));
            kept.boards.insert(board, log);
            Ok(())
        })
    }

    fn append(&self, board: &str, entries: Vec<Stored>) -> Answer<()> {
        let board = board.to_owned();
        let append = self.faulty(On::Append, move |kept| kept.log(&board)?.append(entries));
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            shared.wait_out_a_stall().await;
            append.await
        })
    }

    fn rekey(&self, board: &str, old: &str, new: &str, entries: Vec<Stored>) -> Answer<()> {
        let (board, old, new) = (board.to_owned(), old.to_owned(), new.to_owned());
        let rekey = self.faulty(On::Append, move |kept| {
            let exists = kept.keys.contains_key(&new);
            let log = kept.log(&board)?;
            if exists {
                return Err(JournalError::Taken(new));
            }
            log.append(entries)?;
            kept.keys.retain(|key, of| *key != old || *of != board);
            kept.keys.insert(new, board);
            Ok(())
        });
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            shared.wait_out_a_stall().await;
            rekey.await
        })
    }

    fn read(&self, board: &str, after: u64) -> Answer<Vec<Stored>> {
        let board = board.to_owned();
        self.faulty(On::Read, move |kept| {
            let entries = &kept.log(&board)?.entries;
            let from = usize::try_from(after).unwrap_or(usize::MAX).min(entries.len());
            Ok(entries[from..].to_vec())
        })
    }

    fn read_some(&self, board: &str, after: u64, bytes: usize) -> Answer<Vec<Stored>> {
        let board = board.to_owned();
        self.faulty(On::Read, move |kept| {
            let entries = &kept.log(&board)?.entries;
            let from = usize::try_from(after).unwrap_or(usize::MAX).min(entries.len());
            let mut taken = 0;
            let page = entries[from..].iter().take_while(|entry| {
                let first = taken == 0;
                taken += entry.bytes.len().max(1);
                first || taken <= bytes
            });
            Ok(page.cloned().collect())
        })
    }

    fn latest_snapshot(&self, board: &str) -> Answer<Option<Stored>> {
        let board = board.to_owned();
        self.faulty(On::Read, move |kept| Ok(kept.log(&board)?.snapshot.clone()))
    }

    fn put_snapshot(&self, board: &str, snapshot: Stored) -> Answer<()> {
        let board = board.to_owned();
        self.faulty(On::Snapshot, move |kept| {
            let log = kept.log(&board)?;
            let (last, got) = (log.last(), snapshot.seq);
            if got > last {
                return Err(JournalError::Conflict { last, got });
            }
            if log.snapshot.as_ref().is_none_or(|older| older.seq <= got) {
                log.snapshot = Some(snapshot);
            }
            Ok(())
        })
    }

    fn find(&self, key: &str) -> Answer<Option<String>> {
        let key = key.to_owned();
        self.answer(move |kept| Ok(kept.keys.get(&key).cloned()))
    }

    fn boards(&self) -> Answer<Vec<String>> {
        self.answer(|kept| {
            let mut boards: Vec<_> = kept.boards.iter().map(|(name, log)| (log.made, name.clone())).collect();
            boards.sort_unstable();
            Ok(boards.into_iter().map(|(_, name)| name).collect())
        })
    }

    fn exists(&self, board: &str) -> Answer<bool> {
        let board = board.to_owned();
        self.answer(move |kept| Ok(kept.boards.contains_key(&board)))
    }

    fn delete(&self, board: &str) -> Answer<()> {
        let board = board.to_owned();
        self.faulty(On::Delete, move |kept| {
            kept.boards.remove(&board).ok_or_else(|| JournalError::Unknown(board.clone()))?;
            kept.keys.retain(|_, of| *of != board);
            Ok(())
        })
    }

    fn health(&self) -> Answer<()> {
        self.answer(|kept| kept.failure.clone().map_or(Ok(()), Err))
    }

    fn close(&self) -> Answer<()> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            shared.lock().closed = true;
            Ok(())
        })
    }
}
