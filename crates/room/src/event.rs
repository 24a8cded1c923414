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

/// An event in a room's mailbox. Events are taken and answered in order. Deadlines are not events: the room keeps
/// them itself (see `schedule.rs`). The signal that the server stops does not go through the mailbox either.
pub(crate) enum Event {
    /// A person connects, with the hash of their token. `place` is a place in the mailbox, kept for the event of
    /// leaving.
    Connect {
        actor: Actor,
        token: Option<String>,
        place: OwnedPermit<Event>,
        reply: Reply<Ticket, ConnectError>,
    },
    /// A frame of a session and the time when it came. `weight` (in KiB) is given back to the session's intake once
    /// the room has taken the frame.
    Heard { session: SessionId, message: Message, weight: u32, at: Instant },
    /// A session that was behind has read all frames that waited for it.
    CaughtUp { session: SessionId },
    /// A session ended from the connection's side.
    Leave { session: SessionId },
    /// A command, or a person who joins.
    Act { action: Action, reply: Reply<u64, CommandError>, at: Instant },
    /// A caller reads the board in its durable state.
    Read(Box<dyn FnOnce(&Live) + Send>),
    /// The board is to be deleted with everything that was stored for it; if a last entry is named, only if the board is
    /// quiet since then. The answer is whether it was deleted.
    Delete { quiet_since: Option<u64>, reply: Reply<bool, JournalError> },
    /// A caller asks whether the board is quiet since this entry.
    Quiet { since: u64, reply: oneshot::Sender<bool> },
}

impl Event {
    /// Whether the event cannot wait for the end of a window. Edits, commands and presence wait for it in any case.
    pub(crate) fn is_urgent(&self) -> bool {
        match self {
            Event::Heard { message, .. } => {
                !matches!(message, Message::Update(_) | Message::Step2(_) | Message::Awareness(_))
            }
            Event::Act { .. } | Event::Leave { .. } => false,
            Event::Connect { .. }
            | Event::CaughtUp { .. }
            | Event::Read(_)
            | Event::Quiet { .. }
            | Event::Delete { .. } => true,
        }
    }
}

/// Tells the sessions of a room apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub(crate) u64);

/// The connection's claim on its place in a room. Dropping it leaves the room, also if the caller that asked for it
/// has gone.
pub(crate) struct Ticket {
    pub(crate) session: SessionId,
    pub(crate) outbox: Arc<Outbox>,
    /// The place in the mailbox for the event of leaving. It is used on drop only.
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

/// Where an answer goes. The caller may have gone.
pub(crate) type Reply<T, E> = oneshot::Sender<Result<T, E>>;
