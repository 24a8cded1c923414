//! The queue of appends. It is bounded in bytes and taken as a group.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot};

use crate::{Claim, JournalError, Stored};

/// A group is closed once it has this many bytes.
const GROUP: usize = 4 << 20;

/// An append that waits for the writer.
pub(super) struct Append {
    pub claim: Claim,
    pub entries: Vec<Stored>,
    answer: oneshot::Sender<Result<(), JournalError>>,
    /// Its place in the queue. It is given back once it is answered.
    _place: OwnedSemaphorePermit,
}

impl Append {
    pub fn bytes(&self) -> usize {
        self.entries.iter().map(|entry| entry.bytes.len()).sum()
    }

    pub fn answer(self, verdict: Result<(), JournalError>) {
        // The caller may have gone.
        let _ = self.answer.send(verdict);
    }
}

pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Notify,
    /// The free places, in KB. The semaphore is fair, so appends keep their order.
    places: Arc<Semaphore>,
    size: u32,
}

#[derive(Default)]
struct Waiting {
    appends: VecDeque<Append>,
    closed: bool,
}

impl Queue {
    pub fn new(bytes: usize) -> Self {
        let size = u32::try_from(bytes >> 10).unwrap_or(u32::MAX).clamp(1, 1 << 28);
        let places = Arc::new(Semaphore::new(size as usize));
        Self { waiting: Mutex::default(), arrived: Notify::new(), places, size }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place in the queue, then for the answer.
    pub async fn ask(&self, claim: Claim, entries: Vec<Stored>) -> Result<(), JournalError> {
        let bytes: usize = entries.iter().map(|entry| entry.bytes.len()).sum();
        let size = u32::try_from(bytes >> 10).unwrap_or(u32::MAX).saturating_add(1).min(self.size);
        let place = Arc::clone(&self.places).acquire_many_owned(size).await;
        let place = place.map_err(|_| JournalError::Closed)?;
        let (answer, answered) = oneshot::channel();
        {
            let mut waiting = self.lock();
            if waiting.closed {
                return Err(JournalError::Closed);
            }
            waiting.appends.push_back(Append { claim, entries, answer, _place: place });
        }
        self.arrived.notify_one();
        answered.await.unwrap_or(Err(JournalError::Closed))
    }

    /// The next group: what waits, of each board the first. Empty once the queue is closed and nothing waits.
    pub async fn take(&self) -> Vec<Append> {
        loop {
            {
                let mut waiting = self.lock();
                if !waiting.appends.is_empty() {
                    return first_of_each_board(&mut waiting.appends);
                }
                if waiting.closed {
                    return vec![];
                }
            }
            self.arrived.notified().await;
        }
    }

    /// Refuses further appends. What waits is still written.
    pub fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_one();
    }

    /// Answers whatever waits, because nobody will write it.
    pub fn abandon(&self) {
        self.close();
        let left = std::mem::take(&mut self.lock().appends);
        left.into_iter().for_each(|append| append.answer(Err(JournalError::Closed)));
        self.places.close();
    }
}

fn first_of_each_board(waiting: &mut VecDeque<Append>) -> Vec<Append> {
    let (mut group, mut later) = (Vec::with_capacity(waiting.len()), VecDeque::new());
    let (mut boards, mut size) = (HashSet::new(), 0);
    for append in waiting.drain(..) {
        if size < GROUP && boards.insert(append.claim.place()) {
            size += append.bytes();
            group.push(append);
        } else {
            // What comes after it on the same board comes after it.
            boards.insert(append.claim.place());
            later.push_back(append);
        }
    }
    *waiting = later;
    group
}
