//! Exports are drawn on two threads of their own. An image of a large board takes a processor and much memory for a
//! while, and the system's allocator keeps for each thread most of what that thread once needed: drawn on whichever
//! thread is free, exports would leave that behind on all of them.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// How many exports are drawn at once; whoever asks for one more waits.
const AT_ONCE: usize = 2;

/// A drawing was given up: it panicked, or the server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a drawing was given up")]
pub struct GivenUp;

/// Somebody's turn.
pub struct Turn(#[allow(dead_code, reason = "held until the drawing is done")] OwnedSemaphorePermit);

/// The threads that draw. They end with it.
pub struct ExportPool {
    turns: Arc<Semaphore>,
    wanted: mpsc::Sender<Box<dyn FnOnce() + Send>>,
}

impl Default for ExportPool {
    fn default() -> Self {
        let (wanted, next) = mpsc::channel::<Box<dyn FnOnce() + Send>>();
        let next = Arc::new(Mutex::new(next));
        for _ in 0..AT_ONCE {
            let next = Arc::clone(&next);
            thread::spawn(move || {
                loop {
                    let work = next.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(work) = work else { return };
                    // Whoever waits for it finds out, because nothing is sent.
                    let _ = catch_unwind(AssertUnwindSafe(work));
                }
            });
        }
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), wanted }
    }
}

impl ExportPool {
    /// Waits for a turn. What is to be drawn is fetched only then, so that a whole room that asks at once waits
    /// holding nothing.
    ///
    /// # Errors
    /// Never while the server runs.
    pub async fn turn(&self) -> Result<Turn, GivenUp> {
        Arc::clone(&self.turns).acquire_owned().await.map(Turn).map_err(|_| GivenUp)
    }

    /// Does some work on one of the threads; the turn is over when that is done, also if the asker gives up.
    ///
    /// # Errors
    /// When it panics.
    pub async fn draw<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, GivenUp> {
        let (done, drawn) = oneshot::channel();
        let work = move || {
            let _turn = turn;
            // Nobody is there for it if the asker gave up.
            let _ = done.send(work());
        };
        self.wanted.send(Box::new(work)).map_err(|_| GivenUp)?;
        drawn.await.map_err(|_| GivenUp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_panics_is_given_up_and_the_next_is_drawn_on_one_of_the_same_threads() {
        let drawing = ExportPool::default();
        let mut threads = std::collections::BTreeSet::new();
        for at in 0..40 {
            let turn = drawing.turn().await.unwrap();
            let drawn = drawing.draw(turn, move || {
                assert!(at % 4 > 0, "ordered by a test");
                (at, format!("{:?}", thread::current().id()))
            });
            match drawn.await {
                Ok((drawn, thread)) => {
                    assert_eq!(drawn, at);
                    threads.insert(thread);
                }
                Err(GivenUp) => assert_eq!(at % 4, 0),
            }
        }
        assert!((1..=AT_ONCE).contains(&threads.len()), "{threads:?}");
    }
}
