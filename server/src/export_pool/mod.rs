//! Makes exports: pictures and pages on a few threads of their own, tables and lists on another thread, so that a
//! list need not wait for pictures. The exports under way are limited for each person and for all; the queue is fair
//! to boards and people.
//!
//! The threads are separate, because the system's allocator keeps for each thread part of the memory that the thread
//! once needed. Exports on arbitrary threads would leave such memory behind on all of them. It is given back to the
//! system a moment after an export was made.

mod delivery;
mod fair_queue;
mod places;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use export::Format;
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot},
    task::spawn_blocking,
    time::timeout,
};
use tokio_util::task::AbortOnDropHandle;

pub use delivery::{Delivery, Pace};
pub use fair_queue::Person;
pub use places::{Full, Most, Place};

use fair_queue::FairQueue;
use places::Places;

/// The limits of exports at once.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The number of pictures and pages that are drawn at once. Each takes a processor, and the memory that the
    /// exports' `FORMAT.md` states.
    pub drawings: usize,
    /// A board whose document has more bytes than this is drawn while no other is.
    pub drawn_alone: usize,
    /// A board whose document has more bytes than this is not drawn. Its content can be exported as a list.
    pub drawn: usize,
    /// The most that one person may have waiting, being made and being sent.
    pub each: Most,
    /// The most that all people together may have waiting, being made and being sent.
    pub all: Most,
    /// The time that a slow receiver has for a file.
    pub pace: Pace,
}

impl Default for Settings {
    fn default() -> Self {
        let mib = 1024 * 1024;
        Self {
            drawings: 2,
            drawn_alone: 4 * mib,
            drawn: 16 * mib,
            each: Most { files: 16, bytes: 32 * mib },
            // As many files as a large room asks for when the workshop is finished.
            all: Most { files: 1_000, bytes: 64 * mib },
            pace: Pace { least: Duration::from_secs(30), bytes_per_second: 32 * 1024 },
        }
    }
}

/// The board is too large to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the board is too large to be drawn")]
pub struct TooLarge;

/// An export was abandoned: making it panicked, or the server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an export was given up")]
pub struct GivenUp;

/// The threads and their queues. The threads end when this is dropped.
pub struct ExportPool {
    places: Places,
    pace: Pace,
    drawn: Lane,
    written: Lane,
    _trimming: AbortOnDropHandle<()>,
}

/// The memory of exports is given back this long after the last export in a row, because that delays other threads by
/// milliseconds.
const TRIM_AFTER: Duration = Duration::from_secs(1);
/// The longest time after which the memory is given back, however many exports follow.
const TRIM_AT_LATEST: Duration = Duration::from_secs(10);

/// Some threads with their queue.
struct Lane {
    queue: FairQueue,
    room: Arc<Room>,
}

/// The state that the turns of a lane share.
struct Room {
    work: mpsc::Sender<Work>,
    threads: u32,
    /// One permit for each thread. Work that runs alone has all of them.
    free: Arc<Semaphore>,
    /// A document of more bytes than this is worked on alone.
    alone: usize,
    /// A document of more bytes than this is refused.
    most: usize,
}

type Work = Box<dyn FnOnce() + Send>;

/// A person's turn to have an export made.
pub struct Turn {
    turn: fair_queue::Turn,
    room: Arc<Room>,
}

/// A turn after the size of its document is known.
pub struct WeighedTurn {
    turn: fair_queue::Turn,
    work: mpsc::Sender<Work>,
    share: OwnedSemaphorePermit,
}

impl ExportPool {
    /// Starts the threads. It must be called within a runtime.
    pub fn new(settings: Settings) -> Self {
        let made = Arc::new(Notify::new());
        Self {
            places: Places::new(settings.each, settings.all),
            pace: settings.pace,
            drawn: Lane::new("draw", settings.drawings, (settings.drawn_alone, settings.drawn), &made),
            written: Lane::new("write", 1, (usize::MAX, usize::MAX), &made),
            _trimming: AbortOnDropHandle::new(tokio::spawn(trim_after(made))),
        }
    }

    /// Takes a place for one file of this person. The place is taken until the file is received.
    ///
    /// # Errors
    /// [`Full`] when the person, or all people together, have as much under way as they may.
    pub fn place(&self, person: Person) -> Result<Place, Full> {
        self.places.take(person)
    }

    /// Waits for the turn of a place. The document is fetched only after that, so that waiting places hold no memory
    /// for it.
    ///
    /// # Errors
    /// [`Full`] when too many finished files are not received yet.
    pub async fn turn(&self, place: &Place, format: Format) -> Result<Turn, Full> {
        let lane = if format.is_drawn() { &self.drawn } else { &self.written };
        let turn = lane.queue.turn(place.person()).await;
        place.check()?;
        Ok(Turn { turn, room: Arc::clone(&lane.room) })
    }

    /// The body that delivers a file.
    pub fn deliver(&self, file: Vec<u8>, place: Place) -> Delivery {
        Delivery::begin(file, place, self.pace)
    }
}

/// Gives memory back to the system after exports.
async fn trim_after(made: Arc<Notify>) {
    loop {
        made.notified().await;
        let first = Instant::now();
        while first.elapsed() < TRIM_AT_LATEST && timeout(TRIM_AFTER, made.notified()).await.is_ok() {}
        let begun = Instant::now();
        // It can only fail when the server ends.
        let _ = spawn_blocking(heap::trim).await;
        tracing::debug!(took_ms = begun.elapsed().as_secs_f64() * 1e3, "memory of exports was given back");
    }
}

impl Lane {
    fn new(name: &str, threads: usize, (alone, most): (usize, usize), made: &Arc<Notify>) -> Self {
        let threads = threads.max(1);
        let (work, next) = mpsc::channel::<Work>();
        let next = Arc::new(Mutex::new(next));
        for _ in 0..threads {
            let (next, made) = (Arc::clone(&next), Arc::clone(made));
            let run = move || {
                loop {
                    let work = next.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(work) = work else { return };
                    // The waiting caller notices a panic because nothing is sent.
                    let _ = catch_unwind(AssertUnwindSafe(work));
                    made.notify_one();
                }
            };
            let started = thread::Builder::new().name(name.to_owned()).spawn(run);
            started.expect("a server that cannot start a thread cannot serve");
        }
        let (queue, free) = (FairQueue::new(threads), Arc::new(Semaphore::new(threads)));
        let threads = u32::try_from(threads).unwrap_or(u32::MAX);
        Self { queue, room: Arc::new(Room { work, threads, free, alone, most }) }
    }
}

impl Turn {
    /// Sets the size of the document in bytes. A document that takes much memory to draw waits until nothing else is
    /// drawn.
    ///
    /// # Errors
    /// [`TooLarge`] when the document is too large.
    pub async fn weigh(self, document: usize) -> Result<WeighedTurn, TooLarge> {
        if document > self.room.most {
            return Err(TooLarge);
        }
        let wanted = if document > self.room.alone { self.room.threads } else { 1 };
        let share = Arc::clone(&self.room.free).acquire_many_owned(wanted).await;
        let share = share.expect("it is never closed");
        Ok(WeighedTurn { turn: self.turn, work: self.room.work.clone(), share })
    }
}

impl WeighedTurn {
    /// Runs some work on one of the threads. The turn ends when the work is done, also if the caller gives up.
    ///
    /// # Errors
    /// [`GivenUp`] when the work panics or the server ends.
    pub async fn make<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, GivenUp> {
        let (done, made) = oneshot::channel();
        let (turn, share) = (self.turn, self.share);
        let work = move || {
            let _until_it_is_done = (share, turn);
            // If the caller has given up, nobody receives the result.
            let _ = done.send(work());
        };
        self.work.send(Box::new(work)).map_err(|_| GivenUp)?;
        made.await.map_err(|_| GivenUp)
    }
}

#[cfg(test)]
mod tests;
