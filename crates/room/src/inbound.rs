//! How a room takes in connections and what they say.

use std::sync::Arc;
use std::time::Duration;

use board::live::Flow;
use board::{Actor, Code, Refusal};
use bytes::Bytes;
use tokio::time::Instant;

use crate::actor::{Gathered, RoomActor};
use crate::close::CloseReason;
use crate::handle::ConnectError;
use crate::member::{Delivery, Member, Stage};
use crate::outbox::Outbox;
use crate::presence;
use crate::protocol::{self, Message, NO_UPDATE};
use crate::session::SessionId;
use crate::sync_cache::Form;
use crate::token_bucket::{TOKEN, TokenBucket};

/// How long a newcomer is told nothing while it has not asked for the document.
const SYNC1_TIMEOUT: Duration = Duration::from_secs(1);

/// How many refusals wait for somebody who does not read them.
const MAX_PENDING_REFUSALS: usize = 64;

impl RoomActor {
    pub(crate) fn connect(
        &mut self,
        actor: Actor,
        now: Instant,
    ) -> Result<(SessionId, Arc<Outbox>), ConnectError> {
        if self.members.len() >= self.settings.sessions {
            return Err(ConnectError::Full);
        }
        if self.is_removed(&actor) {
            return Err(ConnectError::Removed);
        }
        let id = SessionId(self.next_session);
        self.next_session += 1;
        let outbox = Outbox::new(self.settings.outbox, self.settings.intake_kib as usize);
        outbox.answer(self.encodings.step1(&self.live));
        if let Some(everybody) = self.presence.everybody() {
            outbox.answer(everybody);
        }
        if self.members.is_empty() {
            self.last_life_sign = now;
        }
        let member = Member {
            actor: Arc::new(actor),
            outbox: Arc::clone(&outbox),
            stage: Stage::Greeting(Delivery::NotAsked { until: now + SYNC1_TIMEOUT }),
            bucket: TokenBucket::new(self.settings.refusals_burst, now),
            asked: false,
            owed: Vec::new(),
        };
        self.members.insert(id, member);
        self.settings.observer.session_joined();
        Ok((id, outbox))
    }

    pub(crate) fn is_removed(&self, actor: &Actor) -> bool {
        match actor {
            Actor::Participant(id) => self.live.state().people.get(id).is_some_and(|person| person.removed),
            _ => false,
        }
    }

    /// Takes in what a connection said at that time, which may have been a window ago.
    pub(crate) fn hear(&mut self, session: SessionId, message: Message, weight: u32, at: Instant) {
        // Frames of a session that the room has ended may still be on their way.
        let Some(member) = self.members.get_mut(&session) else { return };
        let edit = match message {
            Message::Update(update) => match member.stage {
                Stage::Greeting(_) => (update, Flow::BeforeHandshake),
                Stage::Synced(_) => (update, Flow::Update),
            },
            Message::Step2(update) => {
                member.stage.synced();
                // The usual newcomer has nothing that the server lacks.
                if update.as_ref() == NO_UPDATE {
                    return member.outbox.intake.add_permits(weight as usize);
                }
                (update, Flow::Handshake)
            }
            other => {
                member.outbox.intake.add_permits(weight as usize);
                return self.answer(session, other, Instant::now());
            }
        };
        let (update, flow) = edit;
        let actor = Arc::clone(&member.actor);
        self.gather(Gathered::Edit { session, actor, update, flow, weight }, at);
    }

    fn answer(&mut self, session: SessionId, message: Message, now: Instant) {
        let refused = match message {
            Message::Step1(from) => self.sync(session, from, now),
            Message::Awareness(said) => self.hear_presence(session, said, now),
            Message::QueryAwareness => {
                let everybody = self.presence.everybody().unwrap_or_else(presence::nothing);
                if let Some(member) = self.members.get(&session) {
                    member.outbox.answer(everybody);
                }
                Ok(())
            }
            Message::Update(_) | Message::Step2(_) | Message::Auth => Ok(()),
        };
        if let Err(refusal) = refused {
            self.refuse(session, &refusal, now);
        }
    }

    /// Answers a SyncStep1 at once: the document holds nothing that is not durable.
    fn sync(&mut self, session: SessionId, from: Bytes, now: Instant) -> Result<(), Refusal> {
        let Some(member) = self.members.get_mut(&session) else { return Ok(()) };
        // The answer may be large, so asking over and over costs tokens as refusals do.
        if std::mem::replace(&mut member.asked, true) && !self.charge(session, TOKEN / 4, now) {
            return Ok(());
        }
        let Some(member) = self.members.get_mut(&session) else { return Ok(()) };
        let reading = member.stage.reading();
        if !matches!(reading, Delivery::OneDiff { .. }) && member.outbox.has_room() {
            *reading = Delivery::Everything;
            let frame = self.encodings.diff(&self.live, &from, Form::Step2, &*self.settings.observer)?;
            member.outbox.answer(frame);
        } else {
            member.outbox.fall_behind();
            *member.stage.reading() = Delivery::OneDiff { from, form: Form::Step2 };
        }
        Ok(())
    }

    fn hear_presence(&mut self, session: SessionId, said: Bytes, now: Instant) -> Result<(), Refusal> {
        let Some(member) = self.members.get(&session) else { return Ok(()) };
        let stale = self.presence.hear(&said, session, &member.actor, self.live.state(), now)?;
        if let Some(stale) = stale {
            member.outbox.answer(stale);
        }
        if self.presence.was_renewed() {
            self.renewed_since.get_or_insert(now);
        }
        Ok(())
    }

    /// A session that was behind has an empty outbox: one diff brings it up to date.
    pub(crate) fn catch_up(&mut self, session: SessionId) {
        let Some(member) = self.members.get_mut(&session) else { return };
        let reading = member.stage.reading();
        let Delivery::OneDiff { from, form } = std::mem::replace(reading, Delivery::Everything) else {
            return;
        };
        let diff = match self.encodings.diff(&self.live, &from, form, &*self.settings.observer) {
            Ok(diff) => diff,
            Err(refusal) => protocol::denied(&refusal.to_string()),
        };
        self.settings.observer.caught_up(diff.len());
        let mut frames = vec![diff, self.presence.everything()];
        frames.append(&mut member.owed);
        member.outbox.catch_up(&frames);
    }

    /// Answers a refusal, and hangs up on who goes on and on.
    pub(crate) fn refuse(&mut self, session: SessionId, refusal: &Refusal, now: Instant) {
        self.settings.observer.refused(refusal.code);
        let Some(member) = self.members.get_mut(&session) else { return };
        let denied = protocol::denied(&refusal.to_string());
        if !member.outbox.answer(denied.clone()) && member.owed.len() < MAX_PENDING_REFUSALS {
            member.owed.push(denied);
            member.outbox.fall_behind();
            member.stage.left_behind(&mut self.encodings, &self.live);
        }
        // After one refusal all that a stock client goes on writing are gaps; it does not know better.
        let cost = if refusal.code == Code::Gap { TOKEN / 4 } else { TOKEN };
        self.charge(session, cost, now);
    }

    /// Takes tokens from a session. False if there were not enough.
    fn charge(&mut self, session: SessionId, cost: u64, now: Instant) -> bool {
        let (burst, per_second) = (self.settings.refusals_burst, self.settings.refusals_per_second);
        let Some(member) = self.members.get_mut(&session) else { return false };
        let borne = member.bucket.spend(cost, burst, per_second, now);
        if !borne {
            self.dismiss(session, CloseReason::TooManyRefusals, now);
        }
        borne
    }

    /// The server ends a session. What waits for it is still written, except to somebody who was removed.
    pub(crate) fn dismiss(&mut self, session: SessionId, why: CloseReason, now: Instant) {
        let Some(member) = self.members.remove(&session) else { return };
        if why == CloseReason::Removed {
            member.outbox.close_at_once(why);
        } else {
            member.outbox.close(why);
        }
        self.settings.observer.session_closed(why);
        self.left(session, now);
    }

    pub(crate) fn left(&mut self, session: SessionId, now: Instant) {
        self.presence.leave(session, now);
        self.settings.observer.session_left();
    }
}
