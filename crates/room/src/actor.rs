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
use crate::batch::Failure;
use crate::clock::Timeline;
use crate::close::CloseReason;
use crate::edit_rate::EditRates;
use crate::event::{Event, Reply};
use crate::handle::{CommandError, RoomHandle};
use crate::load::Opened;
use crate::member::Member;
use crate::presence::{self, Presence};
use crate::registry::Registry;
use crate::session::{Session, SessionId};
use crate::settings::Settings;
use crate::shutdown::End;
use crate::sync_cache::SyncCache;
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
    pub(crate) settings: Arc<Settings>,
    /// What everybody may still hand in.
    pub(crate) rates: Arc<EditRates>,
    /// Where the room is listed; gone when the server is.
    pub(crate) registry: Weak<Registry>,
    /// Everybody connected, in the order of their coming.
    pub(crate) members: BTreeMap<SessionId, Member>,
    pub(crate) presence: Presence,
    /// Since when it waits to be recorded that a Yjs client was shown as somebody's.
    pub(crate) claims_since: Option<Instant>,
    /// What people were answered lately.
    pub(crate) answered: AnswerBudget,
    pub(crate) encodings: SyncCache,
    /// What the next turn will judge, in the order of arrival.
    pub(crate) gathered: Vec<Gathered>,
    /// When the oldest of it arrived.
    pub(crate) gathered_since: Option<Instant>,
    /// What could not be stored lately.
    pub(crate) unstored: Unstored,
    /// The end of the window: before it there is no turn.
    pub(crate) window_ends: Instant,
    /// Until when a crowded room looks at nothing but what is urgent: it could do nothing before.
    pub(crate) rests_until: Option<Instant>,
    /// How long turns take, from the first judgement until all is handed out.
    pub(crate) turns: BatchTimes,
    /// Wakes the room when something is due.
    pub(crate) alarm: Pin<Box<Sleep>>,
    /// Rung for what is urgent.
    bell: Arc<Notify>,
    /// Before this, changes of presence wait.
    pub(crate) presence_not_before: Instant,
    /// Since when the oldest untold renewal of presence waits.
    pub(crate) renewed_since: Option<Instant>,
    /// When everybody was last sent something.
    pub(crate) last_life_sign: Instant,
    /// When something last happened.
    pub(crate) busy_at: Instant,
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
        room: &RoomHandle,
        opened: Opened,
        journal: Arc<dyn Journal>,
        registry: Weak<Registry>,
    ) -> Self {
        let now = Instant::now();
        let settings = Arc::clone(&room.inner.settings);
        let presence = Presence::new(settings.presence_limits.within(settings.limits.frame));
        Self {
            board: room.inner.board.clone(),
            generation: room.inner.generation,
            live: opened.live,
            journal,
            time: Arc::clone(&room.inner.time),
            settings,
            rates: Arc::clone(&room.inner.rates),
            registry,
            members: BTreeMap::new(),
            presence,
            claims_since: None,
            answered: AnswerBudget::default(),
            encodings: SyncCache::default(),
            gathered: Vec::new(),
            gathered_since: None,
            unstored: Unstored::default(),
            window_ends: now,
            rests_until: None,
            turns: BatchTimes::default(),
            alarm: Box::pin(sleep_until(now)),
            bell: Arc::clone(&room.inner.bell),
            presence_not_before: now,
            renewed_since: None,
            last_life_sign: now,
            busy_at: now,
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
            let rests = self.rests_until.is_some();
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
                self.busy_at = now;
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

    /// When something has to be done next without being asked. The deadlines of a board (a countdown that ends)
    /// would be one more line here and in [`settle`](Self::settle).
    fn due(&self) -> Instant {
        let pace = &self.settings.presence;
        let turn = self.batch_due();
        let presence = self.presence.has_changed().then_some(self.presence_not_before);
        let renewals = self.renewed_since.map(|since| since + pace.renewals);
        let quiet = if self.members.is_empty() {
            // What was gathered comes first; a room does not fall asleep over it.
            self.gathered_since.is_none().then_some(self.busy_at + self.settings.idle)
        } else {
            Some(self.last_life_sign + pace.life_sign)
        };
        // They go with what was gathered, whose turn may come later.
        let claims = self.claims_since.filter(|_| turn.is_none()).map(|since| since + pace.claims);
        let due = [turn, self.rests_until, presence, renewals, claims, quiet].into_iter().flatten().min();
        due.unwrap_or(self.busy_at + self.settings.idle)
    }

    /// When the next turn may begin: at once if the room was quiet, else at the end of the window.
    fn batch_due(&self) -> Option<Instant> {
        self.gathered_since.map(|since| since.max(self.window_ends))
    }

    /// In a crowded room: looks at nothing but what is urgent until the window ends. Whoever says something then
    /// wakes nobody.
    pub(crate) fn rest(&mut self) {
        // A window in which nothing can be stored is long, and nobody who reads waits for its end.
        if self.settings.window.is_crowded(self.members.len()) && !self.unstored.is_any() {
            self.rests_until = Some(self.window_ends);
        }
    }

    /// Does what is due.
    async fn settle(&mut self, now: Instant) -> Result<(), Failure> {
        self.rests_until = self.rests_until.filter(|until| *until > now);
        if self.claims_since.is_some_and(|since| since + self.settings.presence.claims <= now) {
            self.gathered_since.get_or_insert(now);
        }
        if self.batch_due().is_some_and(|due| due <= now) {
            self.run_batch(now).await?;
        }
        if self.gathered_since.is_some() {
            self.rest();
        }
        let now = Instant::now();
        let pace = self.settings.presence;
        let somebody_waits = !self.members.is_empty() && self.last_life_sign + pace.life_sign <= now;
        if somebody_waits || self.renewed_since.is_some_and(|since| since + pace.renewals <= now) {
            self.presence.forget(now);
            let mut frames = self.presence_news(true, now);
            if frames.is_empty() {
                frames.push(presence::nothing());
            }
            self.tell(&frames, 0, now);
        } else if self.presence.has_changed() && self.presence_not_before <= now {
            let frames = self.presence_news(false, now);
            if !frames.is_empty() {
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
            Event::Connect { actor, room, place, reply } => {
                let session =
                    self.connect(actor, now).map(|(id, outbox)| Session::new(id, room, outbox, place));
                // If the asker has gone, the session is dropped here and leaves like any other.
                let _ = reply.send(session);
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
        self.gathered_since.get_or_insert(at);
    }
}

/// What waits, without waiting for more: after a window that is the whole mailbox.
fn take_all(events: &mut mpsc::Receiver<Event>, taken: &mut Vec<Event>) {
    let waiting = events.len();
    taken.extend(std::iter::from_fn(|| events.try_recv().ok()).take(waiting));
}
