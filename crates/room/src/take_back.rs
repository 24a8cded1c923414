//! What a room does while the journal reports that it stored nothing: the disk is full, or the files are gone. The
//! board can be read as before. Edits stay with their authors and are asked for again.

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

/// Reading a board anew may take one part in this many of the time.
const SHARE: u32 = 10;

/// The most frames that are kept for a session whose outbox is full.
const MAX_OWED: usize = 64;

/// The message for a client, sent once until something is stored again.
const TOLD: &str = "storage: The server cannot store anything now. What you wrote stays with you; the server asks for it \
                    again by itself.";

impl RoomActor {
    /// Handles a batch of which nothing was stored. Judging has already changed the board in memory, so the board is
    /// read anew from its log, which ends with the entry `last`. The authors of the batch are asked for their edits
    /// again; nobody else notices.
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

    /// Notes that a batch was stored.
    pub(crate) fn note_stored(&mut self) {
        if self.unstored.is_any() {
            tracing::warn!(board = %self.board, "edits are stored again");
            self.unstored = Unstored::default();
        }
    }

    /// Asks a client for everything that the board does not have. Until its answer comes, edits that build on
    /// something missing are ignored: the answer holds both.
    fn ask_again(&mut self, session: SessionId) {
        let Some(member) = self.members.get_mut(&session) else { return };
        if member.outbox.asked_again.swap(true, Ordering::Relaxed) {
            // An answer with everything is on its way. Of two answers, one would be larger than allowed.
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
