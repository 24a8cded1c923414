//! The queue of calls for the writer. It is bounded in bytes and taken as a whole.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::write_call::WriteCall;
use crate::JournalError;

/// One call that waits for the writer.
pub(super) struct Request {
    pub work: WriteCall,
    /// Receives the answer. The caller may have given up; the call is made nevertheless.
    pub answer: oneshot::Sender<Result<(), JournalError>>,
    /// The call's place in the queue. It is given back once the call is answered.
    _place: OwnedSemaphorePermit,
}

/// The queue between the callers, which wait asynchronously, and the writer, which is a thread.
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    /// The free places, in KB: they bound the queue. The semaphore is fair, so calls keep their order.
    places: Arc<Semaphore>,
    size: u32,
}

#[derive(Default)]
struct Waiting {
    requests: Vec<Request>,
    closed: bool,
}

/// What the writer finds in the queue.
pub(super) enum Taken {
    /// All calls that waited.
    Requests(Vec<Request>),
    /// No call came within the time that the writer wanted to wait.
    Nothing,
    /// The queue is closed and empty.
    Closed,
}

impl Queue {
    /// A queue for about this many bytes.
    pub fn new(bytes: usize) -> Self {
        let size = u32::try_from(bytes >> 10).unwrap_or(u32::MAX).clamp(1, 1 << 28);
        Self {
            waiting: Mutex::default(),
            arrived: Condvar::new(),
            places: Arc::new(Semaphore::new(size as usize)),
            size,
        }
    }

    /// Waits for a place in the queue, then for the answer.
    pub async fn ask(&self, work: WriteCall) -> Result<(), JournalError> {
        let size = u32::try_from(work.bytes() >> 10).unwrap_or(u32::MAX).saturating_add(1).min(self.size);
        let place = Arc::clone(&self.places).acquire_many_owned(size).await;
        let (answer, answered) = oneshot::channel();
        self.push(Request { work, answer, _place: place.map_err(|_| JournalError::Closed)? })?;
        answered.await.unwrap_or(Err(JournalError::Closed))
    }

    fn push(&self, request: Request) -> Result<(), JournalError> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(JournalError::Closed);
        }
        waiting.requests.push(request);
        drop(waiting);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits until there is a call, the queue is closed, or `delay` (if any) has passed.
    pub fn take(&self, delay: Option<Duration>) -> Taken {
        let idle = |waiting: &mut Waiting| waiting.requests.is_empty() && !waiting.closed;
        let waiting = self.lock();
        let mut waiting = match delay {
            None => self.arrived.wait_while(waiting, idle).unwrap_or_else(PoisonError::into_inner),
            Some(delay) => {
                let waited = self.arrived.wait_timeout_while(waiting, delay, idle);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        match (waiting.requests.is_empty(), waiting.closed) {
            (false, _) => Taken::Requests(std::mem::take(&mut waiting.requests)),
            (true, false) => Taken::Nothing,
            (true, true) => Taken::Closed,
        }
    }

    /// The calls that came meanwhile; does not wait for more.
    pub fn rest(&self) -> Vec<Request> {
        std::mem::take(&mut self.lock().requests)
    }

    /// Refuses all further calls. Waiting calls are still taken.
    pub fn close(&self) {
        self.lock().closed = true;
        self.places.close();
        self.arrived.notify_all();
    }

    /// Refuses all calls, waiting ones included. It is for a writer that has ended.
    pub fn abandon(&self) {
        self.close();
        self.lock().requests.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
