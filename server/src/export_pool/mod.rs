//! Where exports are made: pictures and pages on a few threads of their own, tables and lists on another, so that
//! nobody waits for a list because others have pictures drawn. What one person can have made, and what all can, is
//! bounded; the queue is fair to boards and people.
//!
//! Threads of their own, because the system's allocator keeps for each thread some of what that thread once needed:
//! drawn on whichever thread is free, exports would leave that behind on all of them. It is given back to the system
//! a moment after an export was made.

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

/// How much may be exported at once.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Pictures and pages that are drawn at once. Each takes a processor, and memory as `FORMAT.md` of the exports states.
    pub drawings: usize,
    /// A board whose document has more bytes is drawn while no other is …
    pub drawn_alone: usize,
    /// … and one that has more than this is not drawn. What it holds can be had as a list.
    pub drawn: usize,
    /// What one person may have waiting, being made and being sent.
    pub each: Most,
    /// What all together may.
    pub all: Most,
    /// How long a file is kept for somebody who is slow to receive it.
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
            // Everybody of a large room, when the workshop is finished.
            all: Most { files: 1_000, bytes: 64 * mib },
            pace: Pace { least: Duration::from_secs(30), bytes_per_second: 32 * 1024 },
        }
    }
}

/// The board is too large to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the board is too large to be drawn")]
pub struct TooLarge;

/// An export was given up: making it panicked, or the server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an export was given up")]
pub struct GivenUp;

/// The threads, and who waits for them. They end with it.
pub struct ExportPool {
    places: Places,
    pace: Pace,
    drawn: Lane,
    written: Lane,
    _trimming: AbortOnDropHandle<()>,
}

/// How long after the last export in a row its memory is given back, which holds other threads up for milliseconds …
const TRIM_AFTER: Duration = Duration::from_secs(1);
/// … and after how long at the latest, however many more there are.
const TRIM_AT_LATEST: Duration = Duration::from_secs(10);

/// Some threads with their queue.
struct Lane {
    queue: FairQueue,
    room: Arc<Room>,
}

/// What a lane's turns share.
struct Room {
    work: mpsc::Sender<Work>,
    threads: u32,
    /// One for each thread. Who works alone has all of them.
    free: Arc<Semaphore>,
    /// A document of more bytes is worked on alone …
    alone: usize,
    /// … and one of more than these not at all.
    most: usize,
}

type Work = Box<dyn FnOnce() + Send>;

/// Somebody's turn to have an export made.
pub struct Turn {
    turn: fair_queue::Turn,
    room: Arc<Room>,
}

/// The same, once it is known how large the document is.
pub struct WeighedTurn {
    turn: fair_queue::Turn,
    work: mpsc::Sender<Work>,
    share: OwnedSemaphorePermit,
}

impl ExportPool {
    /// Starts the threads. Must be called within a runtime.
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

    /// Takes a place for one file of this person. It is theirs until the file is received.
    ///
    /// # Errors
    /// When they, or all together, have as much under way as they may.
    pub fn place(&self, person: Person) -> Result<Place, Full> {
        self.places.take(person)
    }

    /// Waits for the turn of a place. What is to be exported is fetched only then, so that a whole room that asks at
    /// once waits holding nothing.
    ///
    /// # Errors
    /// When too much that was made is not received yet.
    pub async fn turn(&self, place: &Place, format: Format) -> Result<Turn, Full> {
        let lane = if format.is_drawn() { &self.drawn } else { &self.written };
        let turn = lane.queue.turn(place.person()).await;
        place.check()?;
        Ok(Turn { turn, room: Arc::clone(&lane.room) })
    }

    /// The body that hands a file over.
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
                    // Whoever waits for it finds out, because nothing is sent.
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
    /// Says how many bytes the document has. One that takes much memory to draw waits until nothing else is drawn.
    ///
    /// # Errors
    /// When it is too large.
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
    /// Does some work on one of the threads; the turn is over when that is done, also if the asker gives up.
    ///
    /// # Errors
    /// When it panics.
    pub async fn make<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, GivenUp> {
        let (done, made) = oneshot::channel();
        let (turn, share) = (self.turn, self.share);
        let work = move || {
            let _until_it_is_done = (share, turn);
            // Nobody is there for it if the asker gave up.
            let _ = done.send(work());
        };
        self.work.send(Box::new(work)).map_err(|_| GivenUp)?;
        made.await.map_err(|_| GivenUp)
    }
}

#[cfg(test)]
mod tests;
