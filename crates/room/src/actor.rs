//! The inside of a room: all its state, owned by one task. Takes events as they come; gathers what has to be
//! judged and lets `batch.rs` judge, record and tell it once per window.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Weak};

use board::live::{Flow, Live};
use board::workshop::Action;
use board::{Actor, BoardId};
use bytes::Bytes;
use journal::Journal;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::answers::AnswerBudget;
use crate::clock::Timeline;
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

/// How many events are taken before deadlines are looked at.
const EVENTS_AT_ONCE: usize = 256;

/// How many places for events are kept at rest.
const KEPT_PLACES: usize = 16;

/// One live board.
pub(crate) struct RoomActor {
    pub(crate) board: BoardId,
    pub(crate) generation: u64,
    /// The board as it is durable, except while a turn is under way.
    pub(crate) live: Live,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) time: Arc<Timeline>,
    /// Who holds which token, for those who ask without the room.
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) settings: Arc<Settings>,
    /// What everybody may still hand in.
    pub(crate) rates: Arc<EditRates>,
    /// Where the room is listed; gone when the server is.
    pub(crate) slots: Weak<Slots>,
    /// Everybody connected, in the order of their coming.
    pub(crate) members: BTreeMap<SessionId, Member>,
    pub(crate) presence: Presence,
    /// What people were answered lately.
    pub(crate) answered: AnswerBudget,
    pub(crate) encodings: SyncCache,
    /// What the next turn will judge, in the order of arrival.
    pub(crate) gathered: Vec<Gathered>,
    /// What could not be stored lately.
    pub(crate) unstored: Unstored,
    /// When what is due.
    pub(crate) schedule: Schedule,
    /// How long turns take, from the first judgement until all is handed out.
    pub(crate) turns: BatchTimes,
    /// Wakes the room when something is due.
    pub(crate) alarm: Pin<Box<Sleep>>,
    /// Rung for what is urgent.
    bell: Arc<Notify>,
    /// The last entry of the last snapshot.
    pub(crate) snapshot_at: u64,
    /// What everybody is told when the room ends.
    pub(crate) close_reason: CloseReason,
    /// The id of the next session.
    pub(crate) next_session: u64,
}

/// What waits for the next turn.
pub(crate) enum Gathered {
    Edit { session: SessionId, actor: Arc<Actor>, update: Bytes, flow: Flow, weight: u32 },
    Act { action: Action, reply: Reply<u64, CommandError> },
}

impl RoomActor {
    pub(crate) fn new(
        room: &RoomShared,
        opened: Opened,
        journal: Arc<dyn Journal>,
        slots: Weak<Slots>,
    ) -> Self {
        let now = Instant::now();
        let settings = Arc::clone(&room.settings);
        let presence = Presence::new(settings.presence_limits.within(settings.limits.frame));
        Self {
            board: room.board.clone(),
            generation: room.generation,
            live: opened.live,
            journal,
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
            schedule: Schedule::new(now),
            turns: BatchTimes::default(),
            alarm: Box::pin(sleep_until(now)),
            bell: Arc::clone(&room.bell),
            snapshot_at: opened.snapshot_at,
            close_reason: CloseReason::Restarting,
            next_session: 0,
        }
    }

    /// Lives until there is a reason to end.
    pub(crate) async fn run(mut self, mut events: mpsc::Receiver<Event>, stopping: CancellationToken) {
        let end = self.live_on(&mut events, &stopping).await;
        self.end(end, events).await;
    }

    async fn live_on(&mut self, events: &mut mpsc::Receiver<Event>, stopping: &CancellationToken) -> End {
        let mut taken = Vec::new();
        let stopped = stopping.cancelled();
        tokio::pin!(stopped);
        let due = self.due();
        self.alarm.as_mut().reset(due);
        loop {
            let rests = self.schedule.rests_until().is_some();
            tokio::select! {
                biased;
                () = &mut stopped => return End::Shutdown,
                count = events.recv_many(&mut taken, EVENTS_AT_ONCE), if !rests => {
                    if count == 0 {
                        return End::Idle;
                    }
                }
                // Rung for an event that was taken since, it finds nothing.
                () = self.bell.notified(), if rests => take_all(events, &mut taken),
                () = &mut self.alarm => take_all(events, &mut taken),
            }
            let now = Instant::now();
            if !taken.is_empty() {
                self.schedule.happened(now);
            }
            for event in taken.drain(..) {
                if let Event::Delete { reply } = event {
                    if self.delete(reply).await {
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

    /// When something has to be done next without being asked. The deadlines of a board (a countdown that ends) would
    /// be one more line in the [`Schedule`] and in [`settle`](Self::settle).
    fn due(&self) -> Instant {
        self.schedule.due(self.situation(), &self.settings.presence, self.settings.idle)
    }

    fn situation(&self) -> Situation {
        Situation { is_empty: self.members.is_empty(), presence_changed: self.presence.has_changed() }
    }

    /// In a crowded room: looks at nothing but what is urgent until the window ends. Whoever says something then
    /// wakes nobody.
    pub(crate) fn rest(&mut self) {
        // A window in which nothing can be stored is long, and nobody who reads waits for its end.
        if self.settings.window.is_crowded(self.members.len()) && !self.unstored.is_any() {
            self.schedule.rest();
        }
    }

    /// Does what is due.
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

    /// Takes one event. Deleting is the loop's own business, because it may end it.
    pub(crate) fn take(&mut self, event: Event, now: Instant) {
        match event {
            Event::Heard { session, message, weight, at } => self.hear(session, message, weight, at),
            Event::Act { action, reply, at } => self.gather(Gathered::Act { action, reply }, at),
            Event::Read(look) => look(&self.live),
            Event::CaughtUp { session } => self.catch_up(session, now),
            Event::Connect { actor, place, reply } => {
                let ticket = self.connect(actor, now).map(|(id, outbox)| Ticket::new(id, outbox, place));
                // If the asker has gone, the ticket is dropped here, and that is leaving.
                let _ = reply.send(ticket);
            }
            Event::Leave { session } => {
                if self.members.remove(&session).is_some() {
                    self.left(session, now);
                }
            }
            Event::Delete { .. } => {}
        }
    }

    /// Puts something by for the next turn, which came at that time.
    pub(crate) fn gather(&mut self, item: Gathered, at: Instant) {
        self.gathered.push(item);
        self.schedule.gathered(at);
    }
}

/// What waits, without waiting for more: after a window that is the whole mailbox.
fn take_all(events: &mut mpsc::Receiver<Event>, taken: &mut Vec<Event>) {
    let waiting = events.len();
    taken.extend(std::iter::from_fn(|| events.try_recv().ok()).take(waiting));
}
