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
    sync::{Notify, oneshot},
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
            each: Most { files: 6, bytes: 32 * mib },
            // Everybody of a large room, when the workshop is finished.
            all: Most { files: 1_000, bytes: 64 * mib },
            pace: Pace { least: Duration::from_secs(30), bytes_per_second: 32 * 1024 },
        }
    }
}

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
    work: mpsc::Sender<Work>,
}

type Work = Box<dyn FnOnce() + Send>;

/// Somebody's turn to have an export made.
pub struct Turn {
    turn: fair_queue::Turn,
    work: mpsc::Sender<Work>,
}

impl ExportPool {
    /// Starts the threads. Must be called within a runtime.
    pub fn new(settings: Settings) -> Self {
        let made = Arc::new(Notify::new());
        Self {
            places: Places::new(settings.each, settings.all),
            pace: settings.pace,
            drawn: Lane::new("draw", settings.drawings, &made),
            written: Lane::new("write", 1, &made),
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
        Ok(Turn { turn, work: lane.work.clone() })
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
    fn new(name: &str, threads: usize, made: &Arc<Notify>) -> Self {
        let (work, next) = mpsc::channel::<Work>();
        let next = Arc::new(Mutex::new(next));
        for _ in 0..threads.max(1) {
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
        Self { queue: FairQueue::new(threads), work }
    }
}

impl Turn {
    /// Does some work on one of the threads; the turn is over when that is done, also if the asker gives up.
    ///
    /// # Errors
    /// When it panics.
    pub async fn make<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, GivenUp> {
        let (done, made) = oneshot::channel();
        let turn = self.turn;
        let work = move || {
            let _turn = turn;
            // Nobody is there for it if the asker gave up.
            let _ = done.send(work());
        };
        self.work.send(Box::new(work)).map_err(|_| GivenUp)?;
        made.await.map_err(|_| GivenUp)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use board::Actor;

    use super::*;

    fn anna() -> Person {
        Person { board: "b".into(), actor: Actor::Participant("anna".into()) }
    }

    #[tokio::test]
    async fn what_panics_is_given_up_and_the_next_is_made_on_one_of_the_same_threads() {
        let pool = ExportPool::new(Settings::default());
        let mut threads = BTreeSet::new();
        for at in 0..40 {
            let place = pool.place(anna()).unwrap();
            let turn = pool.turn(&place, Format::Png).await.unwrap();
            let made = turn.make(move || {
                assert!(at % 4 > 0, "ordered by a test");
                (at, format!("{:?}", thread::current().id()))
            });
            match made.await {
                Ok((made, thread)) => {
                    assert_eq!(made, at);
                    threads.insert(thread);
                }
                Err(GivenUp) => assert_eq!(at % 4, 0),
            }
        }
        assert!((1..=Settings::default().drawings).contains(&threads.len()), "{threads:?}");
    }

    #[tokio::test]
    async fn a_list_is_written_while_every_thread_draws() {
        let pool = ExportPool::new(Settings::default());
        let mut drawings = vec![];
        for name in ["anna", "ben"] {
            let person = Person { board: "b".into(), actor: Actor::Participant(name.into()) };
            let place = pool.place(person).unwrap();
            let (end, ended) = mpsc::channel::<()>();
            let turn = pool.turn(&place, Format::Pdf).await.unwrap();
            drawings.push((end, tokio::spawn(turn.make(move || ended.recv().is_err()))));
        }
        for format in [Format::Csv, Format::Md, Format::Json, Format::Xlsx] {
            let place = pool.place(anna()).unwrap();
            let turn = pool.turn(&place, format).await.unwrap();
            assert_eq!(turn.make(|| "made").await, Ok("made"), "{format:?}");
        }
        for (end, drawing) in drawings {
            drop(end);
            assert_eq!(drawing.await.unwrap(), Ok(true));
        }
    }

    #[tokio::test]
    async fn who_goes_while_it_is_drawn_keeps_the_turn_until_it_is_done() {
        let pool = ExportPool::new(Settings { drawings: 1, ..Settings::default() });
        let place = pool.place(anna()).unwrap();
        let turn = pool.turn(&place, Format::Png).await.unwrap();
        let (end, ended) = mpsc::channel::<()>();
        let drawing = tokio::spawn(turn.make(move || ended.recv().is_err()));
        tokio::task::yield_now().await;
        drawing.abort();
        drop(place);
        let place = pool.place(anna()).unwrap();
        let mut next = Box::pin(pool.turn(&place, Format::Png));
        let waits =
            std::future::poll_fn(|context| std::task::Poll::Ready(next.as_mut().poll(context).is_pending()));
        assert!(waits.await, "the thread is still busy");
        drop(end);
        assert_eq!(next.await.unwrap().make(|| 7).await, Ok(7));
    }
}
