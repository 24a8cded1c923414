//! Who is here and what they point at: the room's own awareness map. Nobody may speak for another person's client.
//! The space that presence takes is bounded, for each person and for the room, and so are its frames. Changes are
//! told soon, mere renewals later; both are gathered first.

use std::sync::Arc;
use std::time::Duration;

use board::workshop::{Authors, State};
use board::{Actor, Code, Refusal};
use bytes::Bytes;
use rustc_hash::FxHashMap;
use tokio::time::Instant;

use crate::event::SessionId;
use crate::protocol::{Malformed, number};
use crate::settings::PresenceLimits;

mod judge;
mod names;
mod shares;
mod tell;

pub(crate) use judge::first_client;
use judge::{Step, said};
use shares::Shares;
pub(crate) use tell::nothing;

/// The clock of a client that left is remembered for this long. Clients keep a state for 30 s, but a page that was
/// frozen may echo old states minutes later. While the clock is known, no echo can bring a client back.
const MEMORY: Duration = Duration::from_secs(300);

/// Everybody's presence on one board.
pub(crate) struct Presence {
    limits: PresenceLimits,
    /// By Yjs client id.
    clients: FxHashMap<u64, Entry>,
    /// The clients and bytes of each person.
    shares: Shares,
    /// Whether some entry's news is [`News::Changed`] or [`News::Withdrawn`].
    changed: bool,
    /// Whether some entry's news is [`News::Renewed`].
    renewed: bool,
    /// All states in a few frames; kept as long as nothing changes.
    everybody: Option<Vec<Bytes>>,
    /// Clients that were shown as a person's while the board does not know yet that they are theirs.
    unclaimed: Vec<(u64, Arc<Actor>)>,
    /// What the states that were told last show of their people.
    authors: Authors,
}

/// One Yjs client.
struct Entry {
    /// The person who speaks for the client; nobody else ever may.
    actor: Arc<Actor>,
    /// The newest clock heard. A message with an older or equal clock is an echo.
    clock: u64,
    /// Whether the client is here.
    state: Shown,
    /// The news that the others have not been told.
    news: News,
}

/// Whether a client is here.
enum Shown {
    /// The client is here.
    Here {
        /// The connection that speaks for it.
        session: SessionId,
        /// The part of its state that the others may see, as JSON text.
        json: Box<str>,
        /// Whether the others were told that the client is gone, so that its owner sends the state anew with a higher
        /// clock.
        away: bool,
    },
    /// The client left at that time.
    Gone { since: Instant },
}

/// What the others have not been told of a client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    /// There is no news: everything was told.
    None,
    /// The clock went on and the state is the same. The others must hear it, or they time the client out.
    Renewed,
    /// The state changed.
    Changed,
    /// The client is here, but the others are to forget its state.
    Withdrawn,
}

impl Entry {
    /// The bytes that the client counts for.
    fn bytes(&self) -> usize {
        match &self.state {
            Shown::Here { json, .. } => shares::weight(json.len()),
            Shown::Gone { .. } => 0,
        }
    }

    fn is_here(&self) -> bool {
        matches!(self.state, Shown::Here { .. })
    }
}

impl Presence {
    pub(crate) fn new(limits: PresenceLimits) -> Self {
        Self {
            limits,
            clients: FxHashMap::default(),
            shares: Shares::default(),
            changed: false,
            renewed: false,
            everybody: None,
            unclaimed: Vec::new(),
            authors: Authors::Shown,
        }
    }

    /// Takes in an awareness message. Returns a frame for this session alone, if one is needed.
    ///
    /// # Errors
    /// A refusal of the whole message; then nothing is changed.
    pub(crate) fn hear(
        &mut self,
        message: &[u8],
        session: SessionId,
        actor: &Arc<Actor>,
        state: &State,
        now: Instant,
    ) -> Result<Option<Bytes>, Refusal> {
        let malformed = |Malformed| Refusal::new(Code::Malformed, "this presence message is not well-formed");
        let mut rest = message;
        let count = number(&mut rest).map_err(malformed)?;
        let speaks = self.spoken_for(session);
        let mut steps = Vec::new();
        for _ in 0..count {
            let said = said(&mut rest).map_err(malformed)?;
            // Nearly all messages are echoes, which cost one look-up.
            steps.extend(self.judge(&said, (session, speaks > 0), actor, state)?);
            if steps.len() > 2 * self.limits.clients_per_person {
                return Err(TOO_MANY);
            }
        }
        if !rest.is_empty() {
            return Err(malformed(Malformed));
        }
        let mut named: Vec<u64> = steps.iter().map(Step::client).collect();
        named.sort_unstable();
        if named.windows(2).any(|two| two[0] == two[1]) {
            // A client may be named only once: each part was judged by the state before the message.
            return Err(malformed(Malformed));
        }
        let added = steps.iter().filter(|step| matches!(step, Step::Set { takes_over: true, .. })).count();
        if added > 0 && added + speaks > self.limits.clients_per_session {
            return Err(TOO_MANY);
        }
        self.fits(&steps, actor)?;
        let mut stale = Vec::new();
        for step in steps {
            match step {
                Step::Set { client, clock, json, takes_over } => {
                    self.claim(client, actor, state);
                    self.set(client, clock, json, takes_over, session, actor);
                }
                Step::Remove { client, clock } => self.remove(client, clock, now),
                Step::Stale { client, clock } => stale.push((client, clock)),
            }
        }
        Ok((!stale.is_empty()).then(|| tell::gone(&stale)))
    }

    fn spoken_for(&self, session: SessionId) -> usize {
        let of = |entry: &&Entry| matches!(entry.state, Shown::Here { session: of, .. } if of == session);
        self.clients.values().filter(of).count()
    }

    fn set(
        &mut self,
        client: u64,
        clock: u64,
        json: Box<str>,
        takes_over: bool,
        session: SessionId,
        actor: &Arc<Actor>,
    ) {
        self.everybody = None;
        let (most, bytes) = (self.limits.bytes_always, shares::weight(json.len()));
        let Some(entry) = self.clients.get_mut(&client) else {
            let state = Shown::Here { session, json, away: false };
            self.clients
                .insert(client, Entry { actor: Arc::clone(actor), clock, state, news: News::Changed });
            self.shares.change(actor, most, |share| {
                share.clients += 1;
                share.bytes += bytes;
            });
            self.changed = true;
            return;
        };
        if clock < entry.clock {
            return;
        }
        let before = entry.bytes();
        self.shares.change(&entry.actor, most, |share| share.bytes = share.bytes - before + bytes);
        let (of, same) = match &entry.state {
            Shown::Here { session: of, json: old, away } => {
                (if takes_over { session } else { *of }, *old == json && !away)
            }
            Shown::Gone { .. } => (session, false),
        };
        if same && matches!(entry.news, News::None | News::Renewed) {
            entry.news = News::Renewed;
            self.renewed = true;
        } else {
            entry.news = News::Changed;
            self.changed = true;
        }
        entry.clock = clock;
        entry.state = Shown::Here { session: of, json, away: false };
    }

    fn remove(&mut self, client: u64, clock: u64, now: Instant) {
        let Some(entry) = self.clients.get_mut(&client) else { return };
        entry.clock = clock;
        if entry.is_here() {
            leaves(entry, &mut self.shares, &self.limits, now);
            self.changed = true;
            self.everybody = None;
        }
    }

    /// A session left, and all its clients with it.
    pub(crate) fn leave(&mut self, session: SessionId, now: Instant) {
        for entry in self.clients.values_mut() {
            if matches!(entry.state, Shown::Here { session: of, .. } if of == session) {
                leaves(entry, &mut self.shares, &self.limits, now);
                self.changed = true;
                self.everybody = None;
            }
        }
    }

    /// Whether there is a change that the others should be told soon.
    pub(crate) fn has_changed(&self) -> bool {
        self.changed
    }

    /// Whether a client renewed itself. The others must hear that before they take it for gone.
    pub(crate) fn was_renewed(&self) -> bool {
        self.renewed
    }

    /// Notes that a client was shown as a person's, unless the board knows its owner. Screens write nothing, so their
    /// clients are not noted.
    fn claim(&mut self, client: u64, actor: &Arc<Actor>, state: &State) {
        let writes = matches!(**actor, Actor::Participant(_) | Actor::Facilitator);
        if writes
            && state.owner_of_client(client).is_none()
            && !self.unclaimed.iter().any(|(id, _)| *id == client)
        {
            self.unclaimed.push((client, Arc::clone(actor)));
        }
    }

    /// Whether there are clients whose owners the board does not know yet.
    pub(crate) fn has_claims(&self) -> bool {
        !self.unclaimed.is_empty()
    }

    /// The clients that were shown as a person's and are not yet recorded as theirs.
    pub(crate) fn claims(&self) -> &[(u64, Arc<Actor>)] {
        &self.unclaimed
    }

    /// Notes that these clients are recorded.
    pub(crate) fn claimed(&mut self) {
        self.unclaimed = Vec::new();
    }

    /// Forgets clients that left long ago.
    pub(crate) fn forget(&mut self, now: Instant) {
        let (shares, most) = (&mut self.shares, self.limits.bytes_always);
        self.clients.retain(|_, entry| {
            let kept = match entry.state {
                Shown::Here { .. } => true,
                Shown::Gone { since } => now.duration_since(since) < MEMORY || entry.news != News::None,
            };
            if !kept {
                shares.change(&entry.actor, most, |share| share.clients -= 1);
            }
            kept
        });
    }
}

/// Marks a client as gone.
fn leaves(entry: &mut Entry, shares: &mut Shares, limits: &PresenceLimits, now: Instant) {
    let bytes = entry.bytes();
    shares.change(&entry.actor, limits.bytes_always, |share| share.bytes -= bytes);
    entry.state = Shown::Gone { since: now };
    entry.news = News::Changed;
}

const TOO_MANY: Refusal = Refusal::new(Code::TooMany, "one connection speaks for a few clients only");

#[cfg(test)]
mod fuzz;
