//! The inside of a room: one task owns all its state. The task takes events in order and gathers the edits and
//! commands among them; `batch.rs` judges, records and tells these once per window.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::time::Duration;

use board::live::{Flow, Live};
use board::workshop::Action;
use board::{Actor, BoardId};
use bytes::Bytes;
use journal::{Claim, Journal};
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::answers::AnswerBudget;
use crate::clock::{Clock, Timeline};
use crate::close::CloseReason;
use crate::edit_rate::EditRates;
use crate::end::{End, Failure};
use crate::error::CommandError;
use crate::event::{Event, Reply, SessionId, Ticket};
use crate::handle::RoomShared;
use crate::load::Opened;
use crate::member::Member;
use crate::presence::{self, Presence};
use crate::schedule::{PresenceDue, Schedule, Situation};
use crate::settings::Settings;
use crate::slots::Slots;
use crate::sync_cache::SyncCache;
use crate::tokens::Tokens;
use crate::unstored::Unstored;
use crate::window::BatchTimes;

/// The largest number of events taken before the room looks at its deadlines.
const EVENTS_AT_ONCE: usize = 256;

/// A resting room keeps a buffer for at most this many events.
const KEPT_PLACES: usize = 16;

/// The longest that the room waits before it looks at the clock again, because somebody may set the clock.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// One live board.
pub(crate) struct RoomActor {
    pub(crate) board: BoardId,
    pub(crate) generation: u64,
    /// The board as it is durable, except while a turn is under way.
    pub(crate) live: Live,
    pub(crate) journal: Arc<dyn Journal>,
    /// The right to write to the board.
    pub(crate) claim: Claim,
    pub(crate) time: Arc<Timeline>,
    /// The holder of each token, for callers that do not go through the mailbox.
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) settings: Arc<Settings>,
    /// The write budgets of all people on all boards.
    pub(crate) rates: Arc<EditRates>,
    /// The list that this room is on. It is gone once the server is.
    pub(crate) slots: Weak<Slots>,
    /// All connections, in the order in which they came.
    pub(crate) members: BTreeMap<SessionId, Member>,
    pub(crate) presence: Presence,
    /// The bytes that each person was answered lately.
    pub(crate) answered: AnswerBudget,
    pub(crate) encodings: SyncCache,
    /// The edits and commands that the next turn will judge, in the order of arrival.
    pub(crate) gathered: Vec<Gathered>,
    /// Failed attempts to store, and the sessions that were told of them.
    pub(crate) unstored: Unstored,
    /// The deadlines of the room.
    pub(crate) schedule: Schedule,
    /// How long turns take lately, from the first judgement until all frames are handed out.
    pub(crate) turns: BatchTimes,
    /// Wakes the room when something is due.
    pub(crate) alarm: Pin<Box<Sleep>>,
    /// Notified of an event that cannot wait until a rest ends.
    bell: Arc<Notify>,
    /// The sequence number of the last entry in the last snapshot.
    pub(crate) snapshot_at: u64,
    /// The reason that every connection gets when the room ends.
    pub(crate) close_reason: CloseReason,
    /// The id of the next session.
    pub(crate) next_session: u64,
}

/// An edit or a command that waits for the next turn.
pub(crate) enum Gathered {
    Edit { session: SessionId, actor: Arc<Actor>, update: Bytes, flow: Flow, weight: u32 },
    Act { action: Action, reply: Reply<u64, CommandError> },
}

impl RoomActor {
    pub(crate) fn new(
        room: &RoomShared,
        opened: Opened,
        journal: Arc<dyn Journal>,
        claim: Claim,
        slots: Weak<Slots>,
    ) -> Self {
        let now = Instant::now();
        let settings = Arc::clone(&room.settings);
        let mut schedule = Schedule::new(now);
        schedule.board_waits(board_due(&opened.live, &room.time, now));
        let presence = Presence::new(settings.presence_limits.within(settings.limits.frame));
        Self {
            board: room.board.clone(),
            generation: room.generation,
            live: opened.live,
            journal,
            claim,
            time: Arc::clone(&room.time),
            tokens: Arc::clone(&room.tokens),
            settings,
            rates: Arc::clone(&room.rates),
            slots,
            members: BTreeMap::new(),
            presence,
            answered: AnswerBudget::default(),
            encodings: SyncCache::default(),
            gathered: Vec::new(),
            unstored: Unstored::default(),
            schedule,
            turns: BatchTimes::default(),
            alarm: Box::pin(sleep_until(now)),
            bell: Arc::clone(&room.bell),
            snapshot_at: opened.snapshot_at,
            close_reason: CloseReason::Restarting,
            next_session: 0,
        }
    }

    /// Runs until there is a reason to end.
    pub(crate) async fn run(mut self, mut events: mpsc::Receiver<Event>, stopping: CancellationToken) {
        let end = self.live_on(&mut events, &stopping).await;
        self.end(end, events).await;
    }

    async fn live_on(&mut self, events: &mut mpsc::Receiver<Event>, stopping: &CancellationToken) -> End {
        let mut taken = Vec::new();
        let stopped = stopping.cancelled();
        tokio::pin!(stopped);
        // What had to happen while nobody was here happens before anybody reads the board.
        if let Err(failure) = self.settle(Instant::now()).await {
            return End::Failed(failure);
        }
        let due = self.due();
        self.alarm.as_mut().reset(due);
        loop {
            let rests = self.schedule.rests_until().is_some();
            tokio::select! {
                biased;
                () = &mut stopped => return End::Shutdown,
                () = self.claim.lost() => return End::Lost,
                count = events.recv_many(&mut taken, EVENTS_AT_ONCE), if !rests => {
                    if count == 0 {
                        return End::Idle;
                    }
                }
                // The event that rang the bell may have been taken already; then nothing is found here.
                () = self.bell.notified(), if rests => take_all(events, &mut taken),
                () = &mut self.alarm => take_all(events, &mut taken),
            }
            let now = Instant::now();
            if !taken.is_empty() {
                self.schedule.happened(now);
            }
            for event in taken.drain(..) {
                if let Event::Delete { quiet_since, reply } = event {
                    if self.delete(quiet_since, reply).await {
                        return End::Deleted;
                    }
                } else {
                    self.take(event, now);
                }
            }
            if taken.capacity() > KEPT_PLACES {
                taken = Vec::new();
            }
            let now = Instant::now();
            if let Err(failure) = self.settle(now).await {
                return End::Failed(failure);
            }
            if self.falls_asleep(events, now).await {
                return End::Idle;
            }
            let due = self.due();
            if due != self.alarm.deadline() || self.alarm.is_elapsed() {
                self.alarm.as_mut().reset(due);
            }
        }
    }

    /// The next time at which the room has to act without an event.
    fn due(&self) -> Instant {
        self.schedule.due(self.situation(), &self.settings.presence, self.settings.idle)
    }

    fn situation(&self) -> Situation {
        Situation { is_empty: self.members.is_empty(), presence_changed: self.presence.has_changed() }
    }

    /// In a crowded room, leaves all events but urgent ones in the mailbox until the window ends. An edit that
    /// arrives meanwhile does not wake the room.
    pub(crate) fn rest(&mut self) {
        // While nothing can be stored the window is long, and readers must not wait for its end.
        if self.settings.window.is_crowded(self.members.len()) && !self.unstored.is_any() {
            self.schedule.rest();
        }
    }

    /// Runs the turn and tells the presence that are due now.
    async fn settle(&mut self, now: Instant) -> Result<(), Failure> {
        if self.schedule.wake(now, &self.settings.presence) {
            self.run_batch(now).await?;
        }
        if self.schedule.has_gathered() {
            self.rest();
        }
        let now = Instant::now();
        match self.schedule.presence_due(now, self.situation(), &self.settings.presence) {
            PresenceDue::Nothing => {}
            PresenceDue::Changes => {
                let frames = self.presence_news(false, now);
                if !frames.is_empty() {
                    self.tell(&frames, 0, now);
                }
            }
            PresenceDue::Everything => {
                self.presence.forget(now);
                let mut frames = self.presence_news(true, now);
                if frames.is_empty() {
                    frames.push(presence::nothing());
                }
                self.tell(&frames, 0, now);
            }
        }
        Ok(())
    }

    /// Takes one event, except a deletion: the loop handles that itself, because a deletion may end the loop.
    pub(crate) fn take(&mut self, event: Event, now: Instant) {
        match event {
            Event::Heard { session, message, weight, at } => self.hear(session, message, weight, at),
            Event::Act { action, reply, at } => self.gather(Gathered::Act { action, reply }, at),
            Event::Read(look) => look(&self.live),
            Event::CaughtUp { session } => self.catch_up(session, now),
            Event::Connect { actor, token, place, reply } => {
                let ticket =
                    self.connect(actor, token, now).map(|(id, outbox)| Ticket::new(id, outbox, place));
                // If the caller has gone, the ticket is dropped here, and dropping it leaves the room.
                let _ = reply.send(ticket);
            }
            Event::Leave { session } => {
                if self.members.remove(&session).is_some() {
                    self.left(session, now);
                }
            }
            Event::Quiet { since, reply } => {
                // If the caller has given up, nobody receives the answer.
                let _ = reply.send(self.is_quiet(since));
            }
            Event::Delete { .. } => {}
        }
    }

    /// Keeps an edit or a command that arrived at `at` for the next turn.
    pub(crate) fn gather(&mut self, item: Gathered, at: Instant) {
        self.gathered.push(item);
        self.schedule.gathered(at);
    }
}

/// When something happens on the board by itself, if it does. The board's time is that of its clock, which may be set;
/// so the room looks at it again when it wakes.
pub(crate) fn board_due(live: &Live, time: &Timeline, now: Instant) -> Option<Instant> {
    let wait = live.deadline()?.0.saturating_sub(time.now().0);
    Some(now + Duration::from_millis(wait).min(LONGEST_WAIT))
}

/// Takes every event that is in the mailbox now, without waiting for more. After a rest that is the whole mailbox.
fn take_all(events: &mut mpsc::Receiver<Event>, taken: &mut Vec<Event>) {
    let waiting = events.len();
    taken.extend(std::iter::from_fn(|| events.try_recv().ok()).take(waiting));
}
