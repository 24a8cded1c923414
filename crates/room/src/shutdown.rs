//! How a room ends: idle, deleted, stopped with the server, or failed.

use journal::{JournalError, Stored};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::actor::RoomActor;
use crate::close::CloseReason;
use crate::end::End;
use crate::event::{Event, Reply};

impl RoomActor {
    /// Closes a room that was empty for the time `idle`: keeps a snapshot and takes the room off the list. Returns
    /// true if the room may end; from then on no caller can get hold of it.
    pub(crate) async fn falls_asleep(&mut self, events: &mpsc::Receiver<Event>, now: Instant) -> bool {
        let idle = self.members.is_empty() && self.gathered.is_empty() && events.is_empty();
        if !idle || !self.schedule.is_idle(now, self.settings.idle) {
            return false;
        }
        self.schedule.happened(now);
        self.snapshot_now().await;
        let unlisted =
            || self.slots.upgrade().is_none_or(|slots| slots.release(&self.board, self.generation));
        events.is_empty() && unlisted()
    }

    /// Whether nobody is connected and nothing came after this entry, nor is about to.
    pub(crate) fn is_quiet(&self, since: u64) -> bool {
        self.members.is_empty() && self.gathered.is_empty() && self.live.seq() == since
    }

    /// Deletes the board, if it is quiet where it has to be. Returns true if the room has to end.
    pub(crate) async fn delete(
        &mut self,
        quiet_since: Option<u64>,
        reply: Reply<bool, JournalError>,
    ) -> bool {
        let deleted = match quiet_since {
            Some(since) if !self.is_quiet(since) => Ok(false),
            _ => self.journal.delete(&self.claim).await.map(|()| true),
        };
        let gone = deleted == Ok(true);
        // If the caller has given up, nobody receives the answer.
        let _ = reply.send(deleted);
        gone
    }

    /// Does the last work of a room.
    pub(crate) async fn end(mut self, end: End, mut events: mpsc::Receiver<Event>) {
        events.close();
        match end {
            End::Idle => self.release().await,
            End::Deleted => self.close_reason = CloseReason::NoSuchBoard,
            End::Shutdown => {
                let now = Instant::now();
                while let Ok(event) = events.try_recv() {
                    self.take(event, now);
                }
                if self.presence.has_claims() {
                    self.schedule.gathered(now);
                }
                match self.run_batch(now).await {
                    Ok(()) => {
                        self.snapshot_now().await;
                        self.release().await;
                    }
                    Err(failure) => {
                        tracing::error!(board = %self.board, %failure, "room failed while stopping")
                    }
                }
            }
            End::Lost => {
                tracing::error!(board = %self.board, "room ended; this node could not renew its lease, so another may own the board");
            }
            End::Failed(failure) => {
                tracing::error!(board = %self.board, %failure, "room ended; the board will be opened anew from its log");
            }
        }
    }

    /// Gives the board back, so that the next node that opens it need not wait. A room that failed keeps it: its node opens
    /// the board anew, and the claim of a node that is dead ends by itself.
    async fn release(&self) {
        if let Err(error) = self.journal.release(&self.claim).await {
            tracing::warn!(board = %self.board, %error, "board not given back");
        }
    }

    async fn snapshot_now(&mut self) {
        if self.live.seq() > self.snapshot_at {
            let kept = self.snapshot();
            keep(&self.board, kept).await;
        }
    }

    /// Keeps a snapshot in the background once enough entries were written since the last one.
    pub(crate) fn snapshot_in_time(&mut self) {
        if self.live.seq() < self.snapshot_at + self.settings.snapshot_every {
            return;
        }
        let (board, kept) = (self.board.clone(), self.snapshot());
        if let Some(slots) = self.slots.upgrade() {
            slots.tasks.spawn(async move { keep(&board, kept).await });
        }
    }

    fn snapshot(&mut self) -> journal::Answer<()> {
        self.snapshot_at = self.live.seq();
        let snapshot = Stored::new(self.live.seq(), self.live.snapshot());
        self.journal.put_snapshot(&self.claim, snapshot)
    }
}

/// Waits for a snapshot. A snapshot only speeds up opening: losing one costs time, not content.
async fn keep(board: &board::BoardId, kept: journal::Answer<()>) {
    if let Err(error) = kept.await {
        tracing::warn!(%board, %error, "snapshot not kept");
    }
}

impl Drop for RoomActor {
    /// Also runs when a panic ends the room: no connection is left waiting, and the next caller opens the board anew.
    fn drop(&mut self) {
        // The room leaves the list first, so that a client that is told to come back finds a new room.
        if let Some(slots) = self.slots.upgrade() {
            slots.remove(&self.board, self.generation);
        }
        for member in self.members.values() {
            member.outbox.close_at_once(self.close_reason);
            self.settings.observer.session_closed(self.close_reason);
            self.settings.observer.session_left();
        }
        self.settings.observer.room_closed(&self.board);
    }
}
