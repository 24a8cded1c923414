//! How a room takes in connections and their messages.

use std::sync::Arc;
use std::time::Duration;

use board::live::{Diverged, Flow};
use board::{Actor, Code, Refusal};
use bytes::Bytes;
use tokio::time::Instant;

use crate::actor::{Gathered, RoomActor};
use crate::close::CloseReason;
use crate::error::ConnectError;
use crate::event::SessionId;
use crate::member::{Asked, Delivery, Member, OwnClocks, Stage};
use crate::outbox::Outbox;
use crate::presence;
use crate::protocol::{self, Message, NO_UPDATE};
use crate::sync_cache::Form;
use crate::token_bucket::{TOKEN, TokenBucket};

/// A newcomer that has not asked for the document is told no updates for this long.
const SYNC1_TIMEOUT: Duration = Duration::from_secs(1);

/// The most refusals that are kept for a session whose outbox is full.
const MAX_PENDING_REFUSALS: usize = 64;

impl RoomActor {
    pub(crate) fn connect(
        &mut self,
        actor: Actor,
        token: Option<String>,
        now: Instant,
    ) -> Result<(SessionId, Arc<Outbox>), ConnectError> {
        if self.members.len() >= self.settings.sessions {
            return Err(ConnectError::Full);
        }
        if self.is_removed(&actor, token.as_deref()) {
            return Err(ConnectError::Removed);
        }
        let actor = Arc::new(actor);
        let step1 = self.encodings.step1(&self.live);
        let everybody = self.presence.everybody();
        let bytes = step1.len() + everybody.iter().map(Bytes::len).sum::<usize>();
        if !self.answered.spend(&actor, bytes, &self.settings, now) {
            return Err(ConnectError::Full);
        }
        let id = SessionId(self.next_session);
        self.next_session += 1;
        let outbox = Outbox::new(self.settings.outbox, self.settings.intake_kib as usize);
        outbox.answer(step1);
        for frame in everybody {
            outbox.answer(frame.clone());
        }
        if self.members.is_empty() {
            self.schedule.life_sign(now);
        }
        let member = Member {
            actor,
            token,
            outbox: Arc::clone(&outbox),
            stage: Stage::Greeting(Delivery::NotAsked { until: now + SYNC1_TIMEOUT }),
            bucket: TokenBucket::new(self.settings.refusals_burst, now),
            asked: Asked::default(),
            own: OwnClocks::default(),
            diverged: Diverged::default(),
            owed: Vec::new(),
        };
        self.members.insert(id, member);
        self.settings.observer.session_joined();
        Ok((id, outbox))
    }

    /// Whether a person was removed from the board, or the token by which they came has ended.
    pub(crate) fn is_removed(&self, actor: &Actor, token: Option<&str>) -> bool {
        let state = self.live.state();
        let removed = match actor {
            Actor::Participant(id) => state.people.get(id).is_none_or(|person| person.removed),
            _ => false,
        };
        removed || token.is_some_and(|token| state.actor(token).as_ref() != Some(actor))
    }

    /// Takes in a message that a connection sent at `at`, which may be a whole window ago.
    pub(crate) fn hear(&mut self, session: SessionId, message: Message, weight: u32, at: Instant) {
        let not_compared = |member: &Member| member.own.server.is_some();
        if matches!(message, Message::Step2(_)) && self.members.get(&session).is_some_and(not_compared) {
            self.compare(session);
        }
        // Frames of a session that the room has ended may still be on their way.
        let Some(member) = self.members.get_mut(&session) else { return };
        let edit = match message {
            Message::Update(update) => match member.stage {
                Stage::Greeting(_) => (update, Flow::BeforeHandshake),
                Stage::Synced(_) => (update, Flow::Update),
            },
            Message::Step2(update) => {
                // Questions are answered in their order, so the first answer is never the comparison's.
                let synced = matches!(member.stage, Stage::Synced(_));
                let compares = synced && std::mem::take(&mut member.own.unanswered);
                member.stage.synced();
                // Most newcomers have nothing that the server lacks.
                if update.as_ref() == NO_UPDATE {
                    return member.outbox.intake.add_permits(weight as usize);
                }
                if member.own.compares_server && self.live.is_contradicted(&update) {
                    return self.dismiss(session, CloseReason::Restored, at);
                }
                (update, if compares { Flow::Comparison } else { Flow::Handshake })
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
                self.tell_everybody(session, now);
                Ok(())
            }
            Message::Update(_) | Message::Step2(_) | Message::Auth => Ok(()),
        };
        if let Err(refusal) = refused {
            // A page that was frozen echoes clients that were forgotten long ago. That is not its fault, so it costs
            // less.
            let cost = if refusal.code == Code::Forged { TOKEN / 4 } else { TOKEN };
            self.refuse_at(cost, session, &refusal, now);
        }
    }

    /// Answers a SyncStep1 at once. Between turns the document in memory is durable.
    fn sync(&mut self, session: SessionId, from: Bytes, now: Instant) -> Result<(), Refusal> {
        let Some(member) = self.members.get_mut(&session) else { return Ok(()) };
        let again = std::mem::replace(&mut member.asked.document, true);
        if !again && self.live.is_behind(&member.actor, &from) {
            self.dismiss(session, CloseReason::Restored, now);
            return Ok(());
        }
        member.asked.document_again |= again;
        let behind = matches!(member.stage.reading(), Delivery::OneDiff { .. });
        if !behind && member.outbox.has_room() {
            let frame = self.encodings.diff(&self.live, &from, Form::Step2, &*self.settings.observer)?;
            if !self.bears(session, frame.len(), again, now) {
                return Ok(());
            }
            let Some(member) = self.members.get_mut(&session) else { return Ok(()) };
            *member.stage.reading() = Delivery::Everything;
            member.outbox.answer(frame);
        } else if self.bears(session, 0, again, now) {
            let Some(member) = self.members.get_mut(&session) else { return Ok(()) };
            member.outbox.fall_behind();
            *member.stage.reading() = Delivery::OneDiff { from: from.clone(), form: Form::Step2 };
        }
        if !again {
            self.note_own_clocks(session, &from);
        }
        Ok(())
    }

    /// Answers a presence query.
    fn tell_everybody(&mut self, session: SessionId, now: Instant) {
        let Some(member) = self.members.get_mut(&session) else { return };
        let again = std::mem::replace(&mut member.asked.presence, true);
        let mut everybody = self.presence.everybody().to_vec();
        if everybody.is_empty() {
            everybody.push(presence::nothing());
        }
        let bytes = everybody.iter().map(Bytes::len).sum();
        if self.bears(session, bytes, again, now)
            && let Some(member) = self.members.get(&session)
        {
            for frame in everybody {
                member.outbox.answer(frame);
            }
        }
    }

    /// Charges a session for an answer of this many bytes. Returns false if that ended the session. Asking again
    /// costs patience as a refusal does, and each person is answered a limited number of bytes over all connections.
    fn bears(&mut self, session: SessionId, bytes: usize, again: bool, now: Instant) -> bool {
        let part = self.settings.answers.kib_per_quarter as usize * 1024;
        if again && !self.charge(session, (bytes / part.max(1) + 1) as u64 * (TOKEN / 4), now) {
            return false;
        }
        let Some(member) = self.members.get(&session) else { return false };
        let borne = self.answered.spend(&member.actor, bytes, &self.settings, now);
        if !borne {
            self.dismiss(session, CloseReason::TooManyRefusals, now);
        }
        borne
    }

    fn hear_presence(&mut self, session: SessionId, said: Bytes, now: Instant) -> Result<(), Refusal> {
        let Some(member) = self.members.get(&session) else { return Ok(()) };
        let stale = self.presence.hear(&said, session, &member.actor, self.live.state(), now)?;
        if let Some(stale) = stale {
            member.outbox.answer(stale);
        }
        if self.presence.was_renewed() {
            self.schedule.renewals_wait(now);
        }
        if self.presence.has_claims() {
            self.schedule.claims_wait(now);
        }
        self.note_own_client(session, &said);
        Ok(())
    }

    /// A session that was behind has an empty outbox: one diff brings it up to date.
    pub(crate) fn catch_up(&mut self, session: SessionId, now: Instant) {
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
        // A session that fell behind pays nothing for the updates that it missed. It does pay for a document that it
        // asked for again.
        let again = form == Form::Step2 && member.asked.document_again;
        if form == Form::Step2 && !self.bears(session, diff.len(), again, now) {
            return;
        }
        let Some(member) = self.members.get_mut(&session) else { return };
        let mut frames = vec![diff];
        frames.extend(self.presence.everything(now));
        frames.append(&mut member.owed);
        member.outbox.catch_up(&frames);
    }

    /// Refuses an edit of a session.
    pub(crate) fn refuse(&mut self, session: SessionId, refusal: &Refusal, now: Instant) {
        // After one refusal, all further edits of a stock client are gaps. That is not its fault, so they cost less.
        let cost = if refusal.code == Code::Gap { TOKEN / 4 } else { TOKEN };
        self.refuse_at(cost, session, refusal, now);
    }

    /// Answers a refusal. Ends the session once its patience is used up.
    fn refuse_at(&mut self, cost: u64, session: SessionId, refusal: &Refusal, now: Instant) {
        self.settings.observer.refused(refusal.code);
        let Some(member) = self.members.get_mut(&session) else { return };
        let denied = protocol::denied(&refusal.to_string());
        if !member.outbox.answer(denied.clone()) && member.owed.len() < MAX_PENDING_REFUSALS {
            member.owed.push(denied);
            member.outbox.fall_behind();
            member.stage.left_behind(&mut self.encodings, &self.live);
        }
        self.charge(session, cost, now);
    }

    /// Takes tokens from a session. Returns false, and ends the session, if there were not enough.
    fn charge(&mut self, session: SessionId, cost: u64, now: Instant) -> bool {
        let (burst, per_second) = (self.settings.refusals_burst, self.settings.refusals_per_second);
        let Some(member) = self.members.get_mut(&session) else { return false };
        let borne = member.bucket.spend(cost, burst, per_second, now);
        if !borne {
            self.dismiss(session, CloseReason::TooManyRefusals, now);
        }
        borne
    }

    /// Ends a session from the server's side. Frames that wait for it are still written, except to a person who was
    /// removed.
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
