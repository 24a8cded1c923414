//! Everything that can happen to a room, as one closed list.

use std::sync::Arc;

use board::Actor;
use board::live::Live;
use board::workshop::Action;
use journal::JournalError;
use tokio::sync::mpsc::OwnedPermit;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::error::{CommandError, ConnectError};
use crate::outbox::Outbox;
use crate::protocol::Message;

/// What a room's mailbox holds. Taken in order; answered in order. Deadlines are not events: the room keeps
/// them itself (see `schedule.rs`), and that the server stops reaches it past the mailbox.
pub(crate) enum Event {
    /// Somebody connects. `place` is kept in the mailbox for the event of their leaving.
    Connect { actor: Actor, place: OwnedPermit<Event>, reply: Reply<Ticket, ConnectError> },
    /// A frame of a session, and when it came; `weight` is given back to its intake once it was taken.
    Heard { session: SessionId, message: Message, weight: u32, at: Instant },
    /// A session that was behind has read all that waited for it.
    CaughtUp { session: SessionId },
    /// A session ended, from its side.
    Leave { session: SessionId },
    /// A command, or somebody who joins.
    Act { action: Action, reply: Reply<u64, CommandError>, at: Instant },
    /// Somebody looks at the board as it is durable.
    Read(Box<dyn FnOnce(&Live) + Send>),
    /// The board is to be deleted with all that was kept of it.
    Delete { reply: Reply<(), JournalError> },
}

impl Event {
    /// Whether it cannot wait for the end of a window. Edits, commands and presence do so anyway.
    pub(crate) fn is_urgent(&self) -> bool {
        match self {
            Event::Heard { message, .. } => {
                !matches!(message, Message::Update(_) | Message::Step2(_) | Message::Awareness(_))
            }
            Event::Act { .. } | Event::Leave { .. } => false,
            Event::Connect { .. } | Event::CaughtUp { .. } | Event::Read(_) | Event::Delete { .. } => true,
        }
    }
}

/// Tells the sessions of a room apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub(crate) u64);

/// Somebody's place in a room, from the connection's side. Dropping it leaves the room, also where whoever asked for it
/// has gone.
pub(crate) struct Ticket {
    pub(crate) session: SessionId,
    pub(crate) outbox: Arc<Outbox>,
    /// The place in the mailbox for the event of leaving; taken on drop only.
    leaving: Option<OwnedPermit<Event>>,
}

impl Ticket {
    pub(crate) fn new(session: SessionId, outbox: Arc<Outbox>, leaving: OwnedPermit<Event>) -> Self {
        Self { session, outbox, leaving: Some(leaving) }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(place) = self.leaving.take() {
            place.send(Event::Leave { session: self.session });
        }
    }
}

/// Where an answer goes; who asked may have gone.
pub(crate) type Reply<T, E> = oneshot::Sender<Result<T, E>>;
