//! All open rooms. Each board is opened once, however many callers ask, and is let go when no caller holds it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use board::live::{Broken, Live};
use board::workshop::Action;
use board::{BoardId, Millis, Refusal};
use journal::{Journal, JournalError, Stored};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::actor::RoomActor;
use crate::clock::{BelievedClock, Clock, Timeline};
use crate::edit_rate::EditRates;
use crate::error::{Closed, DeleteError};
use crate::handle::{RoomHandle, RoomShared};
use crate::load::{OpenError, load};
use crate::overview::Overviews;
use crate::past::{PastError, load_at};
use crate::settings::Settings;
use crate::slots::{Place, Slots};
use crate::tokens::Tokens;

/// The number of rooms of one board that may end, one after the other, before the caller is sent away. One end now
/// and then is normal.
const ATTEMPTS: usize = 4;

/// The rooms of one server. Clones are the same rooms.
#[derive(Clone)]
pub struct Rooms {
    registry: Arc<Registry>,
}

pub(crate) struct Registry {
    slots: Arc<Slots>,
    pub(crate) journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    pub(crate) settings: Arc<Settings>,
    /// The figures of boards that were listed.
    pub(crate) overviews: Overviews,
    /// The write budgets of all people. They are kept here because they outlive rooms.
    rates: Arc<EditRates>,
    /// The turn to read an earlier moment, or a board for the list, which takes the memory of a whole board.
    pub(crate) replaying: Semaphore,
    /// Whether no board is opened any more that is not open.
    draining: AtomicBool,
    /// Cancelled when the server stops.
    stopping: CancellationToken,
}

/// Why a board was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// The first action or the content does not fit.
    #[error("{0}")]
    Refused(Refusal),
    /// The board could not be stored; [`JournalError::Taken`] if its id or one of its keys is in use.
    #[error("not stored: {0}")]
    Storage(JournalError),
    /// A fault of this program.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl Rooms {
    /// A registry without open rooms.
    pub fn new(journal: Arc<dyn Journal>, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        let registry = Registry {
            slots: Arc::default(),
            journal,
            clock: Arc::new(BelievedClock::new(clock)),
            rates: Arc::new(EditRates::new(settings.edit_rate)),
            settings: Arc::new(settings),
            overviews: Overviews::default(),
            replaying: Semaphore::new(1),
            draining: AtomicBool::new(false),
            stopping: CancellationToken::new(),
        };
        Self { registry: Arc::new(registry) }
    }

    /// Creates a board from its first action, and the keys that find it.
    ///
    /// # Errors
    /// See [`CreateError`].
    pub async fn create(
        &self,
        board: &BoardId,
        keys: &[String],
        first: Vec<Action>,
    ) -> Result<(), CreateError> {
        let entries = {
            let mut live = Live::new(board.clone(), self.registry.settings.limits);
            let mut batch = live.batch(self.registry.clock.now());
            for action in first {
                batch.act(action).map_err(CreateError::Refused)?;
            }
            batch.finish()?.entries
        };
        let form = self.registry.settings.entry_form.now();
        let entries = entries.iter().map(|entry| Stored::new(entry.seq, entry.encode_in(form))).collect();
        self.registry.journal.create(board.as_str(), keys, entries).await.map_err(CreateError::Storage)
    }

    /// The room of a board. It is opened from the journal if it is not open, and only once, however many callers ask.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(&self, board: &BoardId) -> Result<RoomHandle, OpenError> {
        loop {
            let place = Place::take(&self.registry.slots, board);
            let room = place.slot.get_or_try_init(|| self.registry.load(board)).await?;
            if !room.is_closed() {
                return Ok(room.clone());
            }
            // The room ended before it was listed, or is about to be taken off the list.
            self.registry.slots.remove(board, room.inner.generation);
        }
    }

    /// Calls `ask` with the room of a board. If that room ends before `ask` is done, calls it with the next room.
    ///
    /// # Errors
    /// See [`OpenError`]; [`OpenError::Stopping`] if one room after the other ended.
    pub async fn with<T, F: Future<Output = Result<T, Closed>>>(
        &self,
        board: &BoardId,
        mut ask: impl FnMut(RoomHandle) -> F,
    ) -> Result<T, OpenError> {
        for _ in 0..ATTEMPTS {
            if let Ok(done) = ask(self.open(board).await?).await {
                return Ok(done);
            }
        }
        Err(OpenError::Stopping)
    }

    /// A board as it was at a moment, told from its log. Its room, if one is open, is not asked and not delayed. One such
    /// board is built at a time.
    ///
    /// # Errors
    /// See [`PastError`].
    pub async fn at(&self, board: &BoardId, at: Millis) -> Result<Live, PastError> {
        let _turn = self.registry.replaying.acquire().await.map_err(|_| OpenError::Stopping)?;
        load_at(&*self.registry.journal, board, self.registry.settings.limits, at).await
    }

    /// Deletes a board and everything that was stored for it.
    ///
    /// # Errors
    /// [`OpenError::NotFound`] if there is no such board; see [`OpenError`] for the others.
    pub async fn delete(&self, board: &BoardId) -> Result<(), OpenError> {
        let deleted = self.with(board, |room| async move {
            match room.delete().await {
                Ok(()) => Ok(Ok(())),
                Err(DeleteError::Storage(error)) => Ok(Err(error)),
                Err(DeleteError::Closed(closed)) => Err(closed),
            }
        });
        Ok(deleted.await??)
    }

    /// Deletes a board if nobody is on it and `last` is its last entry (RETN-4). Whether it was deleted.
    ///
    /// # Errors
    /// See [`delete`](Self::delete).
    pub async fn delete_if_quiet(&self, board: &BoardId, last: u64) -> Result<bool, OpenError> {
        let deleted = self.with(board, |room| async move {
            match room.delete_if_quiet(last).await {
                Ok(deleted) => Ok(Ok(deleted)),
                Err(DeleteError::Storage(error)) => Ok(Err(error)),
                Err(DeleteError::Closed(closed)) => Err(closed),
            }
        });
        Ok(deleted.await??)
    }

    /// The present time, as new boards are told it.
    pub fn now(&self) -> Millis {
        self.registry.clock.now()
    }

    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The number of open boards.
    pub fn count(&self) -> usize {
        self.registry.slots.count()
    }

    /// The limits and paces of these rooms.
    pub fn settings(&self) -> &Settings {
        &self.registry.settings
    }

    /// Opens no board from now on that is not open; those that are go on.
    pub fn drain(&self) {
        self.registry.draining.store(true, Ordering::Relaxed);
    }

    /// Ends all rooms. Edits and commands that were handed in are judged and made durable, connections are told to
    /// come back later, and snapshots are kept. No room is opened from then on. Resolves when all rooms have ended.
    pub async fn shutdown(&self) {
        self.registry.stopping.cancel();
        self.registry.slots.tasks.close();
        self.registry.slots.tasks.wait().await;
    }
}

impl Registry {
    /// The room of a board, if one is open.
    pub(crate) fn listed(&self, board: &BoardId) -> Option<RoomHandle> {
        self.slots.listed_room(board).filter(|room| !room.is_closed())
    }

    async fn load(&self, board: &BoardId) -> Result<RoomHandle, OpenError> {
        if self.stopping.is_cancelled() {
            return Err(OpenError::Stopping);
        }
        let begun = Instant::now();
        // Claimed before it is read: what an earlier owner wrote after that cannot be, so nothing is missed.
        let claim = self.journal.claim(board.as_str()).await?;
        if self.draining.load(Ordering::Relaxed) {
            // It was nobody's, and is again. If another node had it, that node can be asked.
            let _ = self.journal.release(&claim).await;
            return Err(OpenError::Stopping);
        }
        let opened = match load(&*self.journal, board, self.settings.limits).await {
            Ok(opened) => opened,
            Err(error) => {
                // Another node may have more luck. If it cannot be given back, the next attempt is made here again.
                let _ = self.journal.release(&claim).await;
                return Err(error);
            }
        };
        if opened.differing > 0 {
            self.settings.observer.replayed_differently(opened.differing);
        }
        let settings = Arc::clone(&self.settings);
        // The mailbox has one extra place for each session's event of leaving.
        let (events, mailbox) = mpsc::channel(settings.mailbox + settings.sessions);
        let time = Arc::new(Timeline::new(Arc::clone(&self.clock), opened.live.at()));
        let rates = Arc::clone(&self.rates);
        let tokens = Arc::new(Tokens::of(opened.live.state()));
        let shared = RoomShared::new(board.clone(), settings, rates, events, time, tokens);
        let room = RoomHandle { inner: Arc::new(shared) };
        let (journal, slots) = (Arc::clone(&self.journal), Arc::downgrade(&self.slots));
        let inside = RoomActor::new(&room.inner, opened, journal, claim, slots);
        self.settings.observer.room_opened(board, begun.elapsed());
        self.settings.listener.opened(board);
        self.slots.tasks.spawn(inside.run(mailbox, self.stopping.clone()));
        Ok(room)
    }
}
