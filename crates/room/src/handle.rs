//! The handle to one open room.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use board::live::Live;
use board::workshop::{Action, Command};
use board::{Actor, BoardId, DepartmentId, Millis};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;

use crate::clock::{Clock, Timeline};
use crate::edit_rate::{COMMAND, EditRates};
use crate::error::{Closed, CommandError, DeleteError};
use crate::event::Event;
use crate::settings::Settings;
use crate::tokens::{Denied, Tokens};

/// A handle to one open room. While a handle exists the room does not close for being idle. It may still end for
/// other reasons; every call then returns [`Closed`], and the caller should open the board again.
#[derive(Clone)]
pub struct RoomHandle {
    pub(crate) inner: Arc<RoomShared>,
}

pub(crate) struct RoomShared {
    pub(crate) board: BoardId,
    /// The number of this room, which differs from those of earlier and later rooms of the same board.
    pub(crate) generation: u64,
    pub(crate) events: mpsc::Sender<Event>,
    /// Notified of an event that cannot wait, in case the room is resting.
    pub(crate) bell: Arc<Notify>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) rates: Arc<EditRates>,
    pub(crate) time: Arc<Timeline>,
    /// The holder of each token, as of the last durable turn.
    pub(crate) tokens: Arc<Tokens>,
}

impl RoomShared {
    pub(crate) fn new(
        board: BoardId,
        settings: Arc<Settings>,
        rates: Arc<EditRates>,
        events: mpsc::Sender<Event>,
        time: Arc<Timeline>,
        tokens: Arc<Tokens>,
    ) -> Self {
        static GENERATIONS: AtomicU64 = AtomicU64::new(0);
        let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed);
        Self { board, generation, events, bell: Arc::default(), settings, rates, time, tokens }
    }
}

impl RoomHandle {
    /// The id of this room's board.
    pub fn board(&self) -> &BoardId {
        &self.inner.board
    }

    /// The time on this board, by which its countdowns are read.
    pub fn now(&self) -> Millis {
        self.inner.time.now()
    }

    /// The holder of the token with this hash (SHA-256 in hex). Does not ask the room: the room publishes the tokens
    /// after each durable turn.
    ///
    /// # Errors
    /// See [`Denied`].
    pub fn who(&self, token_sha256_hex: &str) -> Result<Actor, Denied> {
        self.inner.tokens.who(token_sha256_hex)
    }

    /// The department that has a link with the token of this hash, as of the last durable turn. The token of a link is no
    /// token of the board, so [`who`](Self::who) does not know it.
    pub fn department(&self, token_sha256_hex: &str) -> Option<DepartmentId> {
        self.inner.tokens.department(token_sha256_hex)
    }

    /// Whether the room has ended.
    pub fn is_closed(&self) -> bool {
        self.inner.events.is_closed()
    }

    /// Gives a command on behalf of `by`; see [`act`](Self::act).
    ///
    /// # Errors
    /// See [`CommandError`].
    pub async fn command(&self, by: Actor, command: Command) -> Result<u64, CommandError> {
        self.act(Action::Command(by, command)).await
    }

    /// Performs an action. Returns its sequence number in the log once it is durable.
    ///
    /// # Errors
    /// See [`CommandError`].
    pub async fn act(&self, action: Action) -> Result<u64, CommandError> {
        if let Some(budget) = self.inner.rates.of(&self.inner.board, action.by()) {
            budget.pass_within(COMMAND).await.map_err(CommandError::TooFast)?;
        }
        let (reply, answer) = oneshot::channel();
        self.put(Event::Act { action, reply, at: Instant::now() }).await?;
        answer.await.map_err(|_| Closed)?
    }

    /// Reads the board in its durable state. A slow `look` delays everybody in the room: copy the data out and work
    /// on it outside.
    ///
    /// # Errors
    /// [`Closed`] when the room has ended.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Live) -> T + Send + 'static,
    ) -> Result<T, Closed> {
        let (reply, answer) = oneshot::channel();
        let look = move |live: &Live| {
            // If the caller has given up, nobody receives the answer.
            let _ = reply.send(look(live));
        };
        self.put(Event::Read(Box::new(look))).await?;
        answer.await.map_err(|_| Closed)
    }

    /// Deletes the board and everything that was stored for it. All connections are told so, and the room ends.
    ///
    /// # Errors
    /// See [`DeleteError`].
    pub async fn delete(&self) -> Result<(), DeleteError> {
        self.deleted(None).await.map(|_| ())
    }

    /// Deletes the board if nobody is connected and `last` is its last entry, in one step with that check (RETN-4).
    /// Whether it was deleted.
    ///
    /// # Errors
    /// See [`DeleteError`].
    pub async fn delete_if_quiet(&self, last: u64) -> Result<bool, DeleteError> {
        self.deleted(Some(last)).await
    }

    async fn deleted(&self, quiet_since: Option<u64>) -> Result<bool, DeleteError> {
        let (reply, answer) = oneshot::channel();
        self.put(Event::Delete { quiet_since, reply }).await?;
        answer.await.map_err(|_| Closed)?.map_err(DeleteError::Storage)
    }

    /// Whether nobody is connected and `last` is the last entry.
    ///
    /// # Errors
    /// [`Closed`] when the room has ended.
    pub async fn is_quiet(&self, last: u64) -> Result<bool, Closed> {
        let (reply, answer) = oneshot::channel();
        self.put(Event::Quiet { since: last, reply }).await?;
        answer.await.map_err(|_| Closed)
    }

    pub(crate) async fn put(&self, event: Event) -> Result<(), Closed> {
        let is_urgent = event.is_urgent();
        let events = &self.inner.events;
        events.send(event).await.map_err(|_| Closed)?;
        // A resting room is woken before its mailbox fills up, so that no sender has to wait for a place in it.
        if is_urgent || events.capacity() < self.inner.settings.mailbox / 2 {
            self.inner.bell.notify_one();
        }
        Ok(())
    }
}
