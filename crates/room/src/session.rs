//! The connection's side of its session: it hands frames in, takes frames out, and leaves when it is dropped.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use board::Actor;
use bytes::Bytes;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::close::CloseReason;
use crate::edit_rate::{EDIT, EditBudget};
use crate::error::{Closed, ConnectError};
use crate::event::{Event, SessionId, Ticket};
use crate::handle::RoomHandle;
use crate::outbox::{Found, Outbox, Wire};
use crate::protocol::{self, Malformed, Message};

/// One connection in a room. Dropping it leaves the room.
pub struct Session {
    room: RoomHandle,
    /// Leaves when it is dropped.
    ticket: Ticket,
    /// Whether the first SyncStep2 has come, which may be larger than all other frames.
    handshaken: AtomicBool,
    /// The write budget of the person behind the connection, over all their connections.
    budget: Option<Arc<EditBudget>>,
}

/// Ends a [`Session`] that another task holds.
#[derive(Clone)]
pub struct SessionCloser(Arc<Outbox>);

/// What the connection has to write next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// A binary frame.
    Frame(Bytes),
    /// There is no new frame, but the [`Wire`] kept a part of a frame that has to be flushed.
    Flush,
    /// Close the connection with this code and reason; nothing comes after it.
    Close(u16, &'static str),
}

impl RoomHandle {
    /// Admits a connection. The caller has already found out who `actor` is.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(&self, actor: Actor) -> Result<Session, ConnectError> {
        self.connect_by(actor, None).await
    }

    /// Admits a connection that came by the token with this hash (SHA-256 in hex). It is closed when the token ends.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_by(&self, actor: Actor, token: Option<String>) -> Result<Session, ConnectError> {
        // Leaving must neither wait nor fail, so its place in the mailbox is reserved now.
        let place = self.inner.events.clone().reserve_owned().await.map_err(|_| Closed)?;
        let budget = self.inner.rates.of(&self.inner.board, &actor);
        let (reply, answer) = oneshot::channel();
        self.put(Event::Connect { actor, token, place, reply }).await?;
        let ticket = answer.await.map_err(|_| Closed)??;
        Ok(Session { room: self.clone(), ticket, handshaken: AtomicBool::new(false), budget })
    }
}

impl Session {
    /// The session's id, for logs.
    pub fn id(&self) -> SessionId {
        self.ticket.session
    }

    /// Lets the room write to the connection directly whenever no frame waits.
    pub fn attach(&self, wire: Arc<dyn Wire>) {
        self.ticket.outbox.attach(wire);
    }

    /// The most bytes that a frame with this beginning may have now, so that a connection can refuse a frame before
    /// it has read it. Only the first SyncStep2, and the answer to being asked again for edits that could not be
    /// stored, may be larger than the others.
    pub fn largest(&self, beginning: &[u8]) -> usize {
        let limits = &self.room.inner.settings.limits;
        let asked = !self.handshaken.load(Ordering::Relaxed)
            || self.ticket.outbox.asked_again.load(Ordering::Relaxed);
        let first = protocol::is_step2(beginning) && asked;
        if first { limits.first_frame.max(limits.frame) as usize } else { limits.frame as usize }
    }

    /// Hands in a frame of the client. Waits while the room has not taken this connection's earlier frames: that is
    /// the back pressure on its socket. A faulty frame ends the session, and [`next`](Self::next) returns the reason.
    pub async fn send(&self, frame: Bytes) {
        if frame.len() > self.largest(&frame) {
            return self.ticket.outbox.close(CloseReason::TooLarge);
        }
        let length = frame.len();
        let kib = u32::try_from(length / 1024 + 1).unwrap_or(u32::MAX);
        let message = match protocol::read(frame) {
            Ok(Message::Auth) => return,
            Ok(message) => message,
            Err(Malformed) => return self.ticket.outbox.close(CloseReason::Malformed),
        };
        if matches!(message, Message::Step2(_)) {
            self.handshaken.store(true, Ordering::Relaxed);
            self.ticket.outbox.asked_again.store(false, Ordering::Relaxed);
        }
        if let Some(budget) = self.budget.as_ref().filter(|_| message.is_edit()) {
            budget.edit(EDIT + length);
        }
        let weight = kib.min(self.room.inner.settings.intake_kib);
        let Ok(intake) = self.ticket.outbox.intake.acquire_many(weight).await else { return };
        let event = Event::Heard { session: self.ticket.session, message, weight, at: Instant::now() };
        if self.room.put(event).await.is_ok() {
            // The room gives the permits back once it has taken the message.
            intake.forget();
        } else {
            self.ticket.outbox.close(CloseReason::Restarting);
        }
    }

    /// Waits until the room has taken all frames that were handed in, or the session has ended.
    pub async fn taken(&self) {
        // The semaphore is closed when the session ends; then there is nothing to wait for.
        let _ = self.ticket.outbox.intake.acquire_many(self.room.inner.settings.intake_kib).await;
    }

    /// Waits until the person behind this connection may hand in more, over all their connections. A connection reads
    /// nothing before that, so that the unread bytes wait at the other end and take no memory here.
    pub async fn rest(&self) {
        if let Some(budget) = &self.budget {
            budget.no_debt().await;
        }
    }

    /// Waits for what to write next. The future may be dropped and the call repeated; nothing is lost.
    pub async fn next(&self) -> Outgoing {
        loop {
            match poll_fn(|context| self.ticket.outbox.poll(context)).await {
                Found::Frame(frame) => return Outgoing::Frame(frame),
                Found::Flush => return Outgoing::Flush,
                Found::CloseReason(why) => return Outgoing::Close(why.code(), why.reason()),
                Found::Emptied(lag) => self.room.inner.settings.observer.outbox_emptied(lag),
                Found::CaughtUp => match self.room.inner.events.reserve().await {
                    Ok(place) => {
                        self.ticket.outbox.asked();
                        place.send(Event::CaughtUp { session: self.ticket.session });
                        self.room.inner.bell.notify_one();
                    }
                    Err(_) => self.ticket.outbox.close(CloseReason::Restarting),
                },
            }
        }
    }

    /// What to write next, if anything waits; does not wait for it. So frames that came together are flushed
    /// together.
    pub fn try_next(&self) -> Option<Outgoing> {
        match self.ticket.outbox.take()? {
            Found::Emptied(lag) => {
                self.room.inner.settings.observer.outbox_emptied(lag);
                self.try_next()
            }
            Found::Frame(frame) => Some(Outgoing::Frame(frame)),
            Found::Flush => Some(Outgoing::Flush),
            Found::CloseReason(why) => Some(Outgoing::Close(why.code(), why.reason())),
            // Asking the room may have to wait; `next` does it.
            Found::CaughtUp => None,
        }
    }

    /// Ends the session from the connection's side, for instance because its client sent text. [`next`](Self::next)
    /// returns the reason once the frames that wait have been written.
    pub fn close(&self, why: CloseReason) {
        self.ticket.outbox.close(why);
    }

    /// A handle that ends the session from another task.
    pub fn closer(&self) -> SessionCloser {
        SessionCloser(Arc::clone(&self.ticket.outbox))
    }
}

impl SessionCloser {
    /// See [`Session::close`]. Does nothing to a session that has ended.
    pub fn close(&self, why: CloseReason) {
        self.0.close(why);
    }
}
