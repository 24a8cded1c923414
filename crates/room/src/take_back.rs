//! What a room does while the journal keeps nothing and says so: the disk is full, or the files are gone. The board can
//! be read as before; what people write stays with them and is asked for again.

use std::sync::atomic::Ordering;

use journal::JournalError;
use tokio::time::Instant;

use crate::actor::RoomActor;
use crate::end::Failure;
use crate::event::SessionId;
use crate::load::load;
use crate::member::{Delivery, Stage};
use crate::protocol;
use crate::unstored::{Unstored, Wanted};

/// Reading a board anew may take one part in so many of the time.
const SHARE: u32 = 10;

/// Frames that wait for somebody who does not read them.
const MAX_OWED: usize = 64;

/// What a client is told, once until something is stored again.
const TOLD: &str = "storage: The server cannot store anything now. What you wrote stays with you; the server asks for it \
                    again by itself.";

impl RoomActor {
    /// A batch was not stored, and nothing of it was kept. Judging has changed the board in memory already, so it is read
    /// anew from its log, which ends with this entry. Those who wrote are asked for it again; nobody else notices.
    pub(crate) async fn take_back(
        &mut self,
        last: u64,
        wanted: Wanted,
        error: JournalError,
    ) -> Result<(), Failure> {
        let begun = Instant::now();
        let opened = match load(&*self.journal, &self.board, self.settings.limits).await {
            Ok(opened) if opened.live.seq() == last => opened,
            Ok(_) | Err(_) => return Err(Failure::Journal(error)),
        };
        self.live = opened.live;
        self.encodings.outdate();
        if !self.unstored.is_any() {
            tracing::error!(board = %self.board, %error, "edits cannot be stored; the board can be read, and they are asked for again");
        }
        self.unstored.failed(|session| self.members.contains_key(session));
        for session in wanted.authors {
            self.ask_again(session);
        }
        let now = Instant::now();
        self.schedule.open_window(now, self.unstored.pause().max((now - begun) * SHARE), now);
        Ok(())
    }

    /// Something was stored.
    pub(crate) fn note_stored(&mut self) {
        if self.unstored.is_any() {
            tracing::warn!(board = %self.board, "edits are stored again");
            self.unstored = Unstored::default();
        }
    }

    /// Asks a client for all that the board does not have. Until its answer comes, what builds on something that is
    /// missing is passed over: the answer holds both.
    fn ask_again(&mut self, session: SessionId) {
        let Some(member) = self.members.get_mut(&session) else { return };
        if member.outbox.asked_again.swap(true, Ordering::Relaxed) {
            // Its answer is on its way, and holds all that it has. Of two, one would be larger than it may be.
            return;
        }
        let mut frames = Vec::new();
        if self.unstored.tell(session) {
            frames.push(protocol::denied(TOLD));
        }
        frames.push(self.encodings.step1(&self.live));
        for frame in frames {
            if !member.outbox.answer(frame.clone()) && member.owed.len() < MAX_OWED {
                member.owed.push(frame);
                member.outbox.fall_behind();
                member.stage.left_behind(&mut self.encodings, &self.live);
            }
        }
        if let Stage::Synced(delivery) = &mut member.stage {
            member.stage = Stage::Greeting(std::mem::replace(delivery, Delivery::Everything));
        }
    }
}
