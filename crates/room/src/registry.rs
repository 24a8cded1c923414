//! All open rooms: opens each board once, however many ask, and lets go of it when nobody does.

use std::sync::Arc;

use board::live::{Broken, Live};
use board::workshop::Action;
use board::{BoardId, Refusal};
use journal::{Journal, JournalError, Stored};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::actor::RoomActor;
use crate::clock::{BelievedClock, Clock, Timeline};
use crate::edit_rate::EditRates;
use crate::error::{Closed, DeleteError};
use crate::handle::{RoomHandle, RoomShared};
use crate::load::{OpenError, load};
use crate::settings::Settings;
use crate::slots::{Place, Slots};
use crate::tokens::Tokens;

/// How many rooms of a board may end, one after the other, before whoever asks is sent away. One does now and then.
const ATTEMPTS: usize = 4;

/// The rooms of one server. Clones are the same rooms.
#[derive(Clone)]
pub struct Rooms {
    registry: Arc<Registry>,
}

pub(crate) struct Registry {
    slots: Arc<Slots>,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    settings: Arc<Settings>,
    /// What everybody may still hand in; here, because it outlives rooms.
    rates: Arc<EditRates>,
    /// Cancelled when the server stops.
    stopping: CancellationToken,
}

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
            slots: Arc::default(),
            journal,
            clock: Arc::new(BelievedClock::new(clock)),
            rates: Arc::new(EditRates::new(settings.edit_rate)),
            settings: Arc::new(settings),
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
            let place = Place::take(&self.registry.slots, board);
            let room = place.slot.get_or_try_init(|| self.registry.load(board)).await?;
            if !room.is_closed() {
                return Ok(room.clone());
            }
            // It ended before it was listed, or is about to be taken off the list.
            self.registry.slots.remove(board, room.inner.generation);
        }
    }

    /// Does something with the room of a board; if that room ends before it is done, with the next one.
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

    /// Deletes a board with all that was kept of it.
    ///
    /// # Errors
    /// [`OpenError::NotFound`] if there is none; see [`OpenError`].
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

    /// How many boards are open.
    pub fn count(&self) -> usize {
        self.registry.slots.count()
    }

    /// The limits and paces that hold here.
    pub fn settings(&self) -> &Settings {
        &self.registry.settings
    }

    /// Ends all rooms: what was handed in is judged and made durable, everybody is told to come back later, and
    /// snapshots are kept. Opens nothing from then on. Resolves when all is done.
    pub async fn shutdown(&self) {
        self.registry.stopping.cancel();
        self.registry.slots.tasks.close();
        self.registry.slots.tasks.wait().await;
    }
}

impl Registry {
    async fn load(&self, board: &BoardId) -> Result<RoomHandle, OpenError> {
        if self.stopping.is_cancelled() {
            return Err(OpenError::Stopping);
        }
        let begun = Instant::now();
        let opened = load(&*self.journal, board, self.settings.limits).await?;
        let settings = Arc::clone(&self.settings);
        // A place for each session's leaving comes on top of what may wait.
        let (events, mailbox) = mpsc::channel(settings.mailbox + settings.sessions);
        let time = Arc::new(Timeline::new(Arc::clone(&self.clock), opened.live.at()));
        let rates = Arc::clone(&self.rates);
        let tokens = Arc::new(Tokens::of(opened.live.state()));
        let shared = RoomShared::new(board.clone(), settings, rates, events, time, tokens);
        let room = RoomHandle { inner: Arc::new(shared) };
        let inside =
            RoomActor::new(&room.inner, opened, Arc::clone(&self.journal), Arc::downgrade(&self.slots));
        self.settings.observer.room_opened(board, begun.elapsed());
        self.slots.tasks.spawn(inside.run(mailbox, self.stopping.clone()));
        Ok(room)
    }
}
