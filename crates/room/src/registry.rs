//! All open rooms: opens each board once, however many ask, and lets go of it when nobody does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use board::live::{Broken, Live};
use board::workshop::Action;
use board::{BoardId, Refusal};
use journal::{Journal, JournalError, Stored};
use rustc_hash::FxHashMap;
use tokio::sync::{OnceCell, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::actor::RoomActor;
use crate::clock::{BelievedClock, Clock, Timeline};
use crate::edit_rate::EditRates;
use crate::handle::{DeleteError, RoomHandle, RoomShared};
use crate::load::{self, OpenError};
use crate::settings::Settings;

/// The look-up key of a join code in the journal.
pub fn join_key(code: &str) -> String {
    format!("code:{code}")
}

/// The rooms of one server. Clones are the same rooms.
#[derive(Clone)]
pub struct Rooms {
    registry: Arc<Registry>,
}

pub(crate) struct Registry {
    slots: Mutex<FxHashMap<BoardId, Arc<Slot>>>,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    settings: Arc<Settings>,
    /// What everybody may still hand in; here, because it outlives rooms.
    rates: Arc<EditRates>,
    /// Every task of a room.
    pub(crate) tracker: TaskTracker,
    /// Cancelled when the server stops.
    pub(crate) stopping: CancellationToken,
}

/// The place of one board: empty while somebody opens it.
type Slot = OnceCell<RoomHandle>;

/// Why a board was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// What it is to be made of does not fit.
    #[error("{0}")]
    Refused(Refusal),
    /// It could not be stored; [`JournalError::Taken`] if its id or one of its keys is in use.
    #[error("not stored: {0}")]
    Storage(JournalError),
    /// A fault of this program.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl Rooms {
    /// No rooms yet.
    pub fn new(journal: Arc<dyn Journal>, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        let registry = Registry {
            slots: Mutex::default(),
            journal,
            clock: Arc::new(BelievedClock::new(clock)),
            rates: Arc::new(EditRates::new(settings.edit_rate)),
            settings: Arc::new(settings),
            tracker: TaskTracker::new(),
            stopping: CancellationToken::new(),
        };
        Self { registry: Arc::new(registry) }
    }

    /// Makes a board of what happens to it first, and the keys it can be found by.
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
        let entries = entries.iter().map(|entry| Stored::new(entry.seq, entry.encode())).collect();
        self.registry.journal.create(board.as_str(), keys, entries).await.map_err(CreateError::Storage)
    }

    /// The room of a board. Opened from the journal if it is not open; only once, however many ask.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(&self, board: &BoardId) -> Result<RoomHandle, OpenError> {
        loop {
            let place = Place::take(&self.registry, board);
            let room = place.slot.get_or_try_init(|| self.registry.load(board)).await?;
            if !room.is_closed() {
                return Ok(room.clone());
            }
            // It ended before it was listed, or is about to be taken off the list.
            self.registry.remove(board, room.inner.generation);
        }
    }

    /// Deletes a board with all that was kept of it.
    ///
    /// # Errors
    /// [`OpenError::NotFound`] if there is none; see [`OpenError`].
    pub async fn delete(&self, board: &BoardId) -> Result<(), OpenError> {
        loop {
            match self.open(board).await?.delete().await {
                Ok(()) => return Ok(()),
                Err(DeleteError::Closed(_)) => {}
                Err(DeleteError::Storage(error)) => return Err(error.into()),
            }
        }
    }

    /// How many boards are open.
    pub fn count(&self) -> usize {
        self.registry.slots().len()
    }

    /// The limits and paces that hold here.
    pub fn settings(&self) -> &Settings {
        &self.registry.settings
    }

    /// Ends all rooms: what was handed in is judged and made durable, everybody is told to come back later, and
    /// snapshots are kept. Opens nothing from then on. Resolves when all is done.
    pub async fn shutdown(&self) {
        self.registry.stopping.cancel();
        self.registry.tracker.close();
        self.registry.tracker.wait().await;
    }
}

impl Registry {
    fn slots(&self) -> MutexGuard<'_, FxHashMap<BoardId, Arc<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn load(self: &Arc<Self>, board: &BoardId) -> Result<RoomHandle, OpenError> {
        if self.stopping.is_cancelled() {
            return Err(OpenError::Stopping);
        }
        let begun = Instant::now();
        let opened = load::open(&*self.journal, board, self.settings.limits).await?;
        let settings = Arc::clone(&self.settings);
        // A place for each session's leaving comes on top of what may wait.
        let (events, mailbox) = mpsc::channel(settings.mailbox + settings.sessions);
        let time = Arc::new(Timeline::new(Arc::clone(&self.clock), opened.live.at()));
        let rates = Arc::clone(&self.rates);
        let shared = RoomShared::new(board.clone(), settings, rates, events, time);
        let room = RoomHandle { inner: Arc::new(shared) };
        let inside = RoomActor::new(&room, opened, Arc::clone(&self.journal), Arc::downgrade(self));
        self.settings.observer.room_opened(board, begun.elapsed());
        self.tracker.spawn(inside.run(mailbox, self.stopping.clone()));
        Ok(room)
    }

    /// Takes a room off the list unless somebody holds it or is about to. Afterwards nobody can get hold of it.
    pub(crate) fn release(&self, board: &BoardId, generation: u64) -> bool {
        let mut slots = self.slots();
        let Some(slot) = slots.get(board) else { return true };
        let Some(room) = slot.get() else { return false };
        if room.inner.generation != generation {
            return true;
        }
        let unheld = Arc::strong_count(slot) == 1 && Arc::strong_count(&room.inner) == 1;
        if unheld {
            slots.remove(board);
        }
        unheld
    }

    /// Takes a room that has ended off the list.
    pub(crate) fn remove(&self, board: &BoardId, generation: u64) {
        let mut slots = self.slots();
        let listed = slots.get(board).and_then(|slot| slot.get());
        if listed.is_some_and(|room| room.inner.generation == generation) {
            slots.remove(board);
        }
    }
}

/// Somebody's interest in the place of a board while they open it. An empty place that nobody is interested in
/// any more is taken away: a board that does not exist leaves nothing behind, however often it is asked for.
struct Place<'r> {
    registry: &'r Registry,
    board: &'r BoardId,
    slot: Arc<Slot>,
}

impl<'r> Place<'r> {
    fn take(registry: &'r Registry, board: &'r BoardId) -> Self {
        let slot = Arc::clone(registry.slots().entry(board.clone()).or_default());
        Self { registry, board, slot }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut slots = self.registry.slots();
        // Counted under the lock: the list's and this one, so nobody else can be opening it.
        let last = Arc::strong_count(&self.slot) == 2 && self.slot.get().is_none();
        if last && slots.get(self.board).is_some_and(|slot| Arc::ptr_eq(slot, &self.slot)) {
            slots.remove(self.board);
        }
    }
}
