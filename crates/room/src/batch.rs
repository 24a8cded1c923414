//! One turn of a room: it judges the gathered edits and commands, records the outcome and tells it. While the outcome
//! is being recorded, the next batch gathers in the mailbox.

use std::time::Duration;

use board::live::{Broken, Diverged, Outcome};
use board::{Actor, Body, Entry, ParticipantId, Refusal};
use bytes::Bytes;
use journal::{JournalError, Stored};
use tokio::time::Instant;
use tracing::{Instrument, debug_span};

use crate::actor::{Gathered, RoomActor, board_due};
use crate::clock::Clock;
use crate::close::CloseReason;
use crate::edit_rate::COMMAND;
use crate::end::Failure;
use crate::error::CommandError;
use crate::event::{Reply, SessionId};
use crate::member::Delivery;
use crate::outbox::Offer;
use crate::protocol;
use crate::settings::BatchStats;
use crate::slots::join_key;
use crate::unstored::Wanted;

/// Presence that is due within this time after a batch is told together with the batch: one wake and one write for
/// both.
const PRESENCE_COALESCE: Duration = Duration::from_millis(12);

/// If recording the owners of Yjs clients, or what happens on the board by itself, fails, the next attempt comes after
/// this time.
const CLAIMS_AGAIN: Duration = Duration::from_secs(30);

/// The verdicts on everything gathered. None is told before the outcome is durable, because even a refusal may
/// mention something from the same batch.
struct Judged {
    outcome: Outcome,
    answers: Vec<(Reply<u64, CommandError>, Result<u64, Refusal>)>,
    refusals: Vec<(SessionId, Refusal)>,
    edits: usize,
    /// The edits that are asked for again if the batch cannot be recorded.
    wanted: Wanted,
    /// Whether somebody was removed from the board, or a token ended.
    removal: bool,
}

impl RoomActor {
    /// Takes one turn. Does nothing if nothing was gathered.
    pub(crate) async fn run_batch(&mut self, now: Instant) -> Result<(), Failure> {
        let Some(since) = self.schedule.begin_turn() else { return Ok(()) };
        let code = self.live.state().join_code.clone();
        let judged = debug_span!("judge", board = %self.board).in_scope(|| self.judge())?;
        let judged_at = Instant::now();
        let Judged { outcome, answers, refusals, edits, wanted, removal } = judged;
        // An edit without effect was cheap and is told to nobody, so no window follows it. Nor does one follow a mere
        // record of the owners of Yjs clients.
        if !outcome.entries.is_empty() && edits + answers.len() > 0 {
            self.open_window(now, since);
        }
        let recording = debug_span!("commit", board = %self.board, entries = outcome.entries.len());
        self.schedule.claims_done();
        if let Err(error) = self.record(&outcome, &code).instrument(recording).await {
            // The owners of Yjs clients are recorded with the next batch or after a while; they are not urgent.
            if self.presence.has_claims() {
                self.schedule.claims_wait(Instant::now() + CLAIMS_AGAIN);
            }
            self.schedule.board_waits(Some(Instant::now() + CLAIMS_AGAIN));
            for (reply, _) in answers {
                // If the caller has given up, nobody receives the answer.
                let _ = reply.send(Err(CommandError::Storage(error.clone())));
            }
            let first = outcome.entries.first().map_or(0, |entry| entry.seq);
            return match error.kept_nothing() {
                true => self.take_back(first.saturating_sub(1), wanted, error).await,
                false => Err(Failure::Journal(error)),
            };
        }
        self.presence.claimed();
        let recorded_at = Instant::now();
        self.schedule.board_waits(board_due(&self.live, &self.time, recorded_at));
        if !outcome.entries.is_empty() {
            self.note_stored();
            self.settings.listener.recorded(&self.board);
        }
        if outcome.entries.iter().any(|entry| matches!(entry.body, Body::Action(..))) {
            self.tokens.follow(self.live.state());
        }
        let telling = debug_span!("tell", board = %self.board, recipients = self.members.len()).entered();
        let refused_commands = answers.iter().filter(|(_, answer)| answer.is_err()).count();
        let mut told = BatchStats {
            edits,
            commands: answers.len() - refused_commands,
            refused_edits: refusals.len(),
            refused_commands,
            gathered: now - since,
            judged: judged_at - now,
            committed: recorded_at - judged_at,
            ..BatchStats::default()
        };
        if self.presence.follow(self.live.state()) {
            self.schedule.tell_presence_at(recorded_at);
        }
        if removal {
            self.dismiss_the_removed(recorded_at);
        }
        self.tell_updates(&outcome.updates, recorded_at, &mut told);
        for (reply, answer) in answers {
            if let Err(refusal) = &answer {
                self.settings.observer.refused(refusal.code);
            }
            let _ = reply.send(answer.map_err(CommandError::Refused));
        }
        for (session, refusal) in refusals {
            self.refuse(session, &refusal, recorded_at);
        }
        told.told = recorded_at.elapsed();
        drop(telling);
        if told.recipients > 0 {
            self.turns.took(now.elapsed());
        }
        if told.took() >= self.settings.slow {
            self.complain(&told);
        }
        self.settings.observer.told(&told);
        self.snapshot_in_time();
        Ok(())
    }

    /// Opens the window in which the next batch gathers. If an edit of this turn had to wait for it, an edit will
    /// probably wait for the next turn as well. So the alarm is set now, before anything waits: setting it to an
    /// earlier time once the runtime sleeps until a later one would wake the runtime for nothing.
    fn open_window(&mut self, now: Instant, since: Instant) {
        let length = self.settings.window.of(self.members.len(), self.turns.most());
        if self.schedule.open_window(now, length, since) {
            self.rest();
        }
        if let Some(until) = self.schedule.rests_until() {
            self.alarm.as_mut().reset(until);
        }
    }

    /// Logs where a slow batch spent its time. The line contains nothing of the batch and no name.
    fn complain(&self, told: &BatchStats) {
        let millis = |took: Duration| took.as_secs_f64() * 1e3;
        tracing::warn!(
            board = %self.board,
            waited_ms = millis(told.gathered),
            judged_ms = millis(told.judged),
            committed_ms = millis(told.committed),
            told_ms = millis(told.told),
            edits = told.edits,
            commands = told.commands,
            refused = told.refused_edits + told.refused_commands,
            recipients = told.recipients,
            bytes = told.bytes,
            "a slow batch"
        );
    }

    fn judge(&mut self) -> Result<Judged, Broken> {
        let mut gathered = std::mem::take(&mut self.gathered);
        let mut answers = Vec::new();
        let mut refusals = Vec::new();
        let mut edits = 0;
        let mut wanted = Wanted::default();
        let mut removed: Vec<ParticipantId> = Vec::new();
        let mut removal = false;
        let mut batch = self.live.batch(self.time.now());
        // Claims come first, so that no edit of this batch uses a client id that was shown as another person's.
        for (client, actor) in self.presence.claims() {
            batch.claim(*client, actor);
        }
        for item in gathered.drain(..) {
            match item {
                Gathered::Edit { session, actor, update, flow, weight } => {
                    let mut left = Diverged::default();
                    let diverged = match self.members.get_mut(&session) {
                        Some(member) => {
                            member.outbox.intake.add_permits(weight as usize);
                            &mut member.diverged
                        }
                        None => &mut left,
                    };
                    if matches!(&*actor, Actor::Participant(id) if removed.contains(id)) {
                        continue;
                    }
                    wanted.authors.insert(session);
                    let beside = batch.beside();
                    match batch.update_of(diverged, &actor, &update, flow) {
                        Ok(_) => {
                            edits += 1;
                            let beside = batch.beside() - beside;
                            if let Some(budget) =
                                (beside > 0).then(|| self.rates.of(&self.board, &actor)).flatten()
                            {
                                budget.charge(beside);
                            }
                        }
                        Err(refusal) => refusals.push((session, refusal)),
                    }
                }
                Gathered::Act { action, reply } => {
                    let (leaving, ends_tokens) = (batch.removed_by(&action), batch.ends_tokens(&action));
                    let answer = batch.act(action);
                    if answer.is_ok() {
                        removed.extend(leaving);
                        removal |= ends_tokens;
                    }
                    answers.push((reply, answer));
                }
            }
        }
        let outcome = batch.finish()?;
        // The next batch reuses the buffer, unless this batch made it unusually large.
        if gathered.capacity() <= 512 {
            self.gathered = gathered;
        }
        Ok(Judged { outcome, answers, refusals, edits, wanted, removal })
    }

    async fn record(&self, outcome: &Outcome, code: &str) -> Result<(), JournalError> {
        if outcome.entries.is_empty() {
            return Ok(());
        }
        let entries = outcome.entries.iter().map(|entry| self.stored(entry)).collect();
        let now = &self.live.state().join_code;
        let answer = if now == code {
            self.journal.append(&self.claim, entries)
        } else {
            self.journal.rekey(&self.claim, &join_key(code), &join_key(now), entries)
        };
        if !self.claim.is_shared() {
            return answer.await;
        }
        // Another node could own the board by now, so nobody waits here for longer than it would wait for this node.
        let longest = self.settings.append_deadline;
        tokio::select! {
            biased;
            answer = answer => answer,
            () = self.claim.lost() => Err(JournalError::Superseded(self.board.to_string())),
            () = tokio::time::sleep(longest) => Err(JournalError::Storage(format!("no answer within {longest:?}"))),
        }
    }

    /// An entry in the form that is stored. If a command's entry is longer than what was charged when the command was
    /// given, the difference is charged now.
    fn stored(&self, entry: &Entry) -> Stored {
        let bytes = entry.encode_in(self.settings.entry_form.now());
        if let Body::Action(action, _) = &entry.body
            && let Some(more) = bytes.len().checked_sub(COMMAND)
            && let Some(budget) = self.rates.of(&self.board, action.by())
        {
            budget.charge(more);
        }
        Stored::new(entry.seq, bytes)
    }

    fn tell_updates(&mut self, updates: &[Vec<u8>], now: Instant, told: &mut BatchStats) {
        if updates.is_empty() {
            return;
        }
        self.encodings.outdate();
        let mut frames: Vec<Bytes> = updates.iter().map(|update| protocol::update(update)).collect();
        told.bytes = frames.iter().map(Bytes::len).sum();
        told.recipients = self.members.len();
        if self.presence.has_changed() && self.schedule.presence_may(now + PRESENCE_COALESCE) {
            frames.extend(self.presence_news(false, now));
        }
        self.tell(&frames, updates.len(), now);
    }

    /// Hands frames to all connections: encoded once, shared by all. The first `updates` frames are updates; the
    /// others are presence.
    pub(crate) fn tell(&mut self, frames: &[Bytes], updates: usize, now: Instant) {
        self.schedule.life_sign(now);
        for member in self.members.values_mut() {
            let waits = matches!(member.stage.reading(), Delivery::NotAsked { until } if now < *until);
            let offer = member.outbox.offer(if waits { &frames[updates..] } else { frames });
            if offer == Offer::Overflowed {
                member.stage.left_behind(&mut self.encodings, &self.live);
                self.settings.observer.fell_behind();
            }
        }
    }

    /// The untold changes of presence as frames, with renewals if `renewals_too`; empty if they all have to wait.
    /// Also sets the time before which no presence is told again.
    pub(crate) fn presence_news(&mut self, renewals_too: bool, now: Instant) -> Vec<Bytes> {
        let frames = self.presence.news(renewals_too, now);
        let (pace, recipients) = (&self.settings.presence, self.members.len() as u32);
        let bytes = frames.iter().map(Bytes::len).sum::<usize>() as u64 * u64::from(recipients);
        let share = Duration::from_micros(bytes * 1_000_000 / pace.bytes_per_second.max(1));
        let pause = share.max(pace.each * recipients).clamp(pace.least, pace.most);
        self.schedule.presence_told(now, pause, renewals_too);
        for frame in &frames {
            self.settings.observer.presence_told(self.members.len(), frame.len());
        }
        frames
    }

    fn dismiss_the_removed(&mut self, now: Instant) {
        let removed =
            self.members.iter().filter(|(_, member)| self.is_removed(&member.actor, member.token.as_deref()));
        for session in removed.map(|(session, _)| *session).collect::<Vec<_>>() {
            self.dismiss(session, CloseReason::Removed, now);
        }
    }
}
