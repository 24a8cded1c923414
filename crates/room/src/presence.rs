//! Who is here and what they point at: the room's own awareness map. Judged like everything else: nobody
//! speaks for another. Tells what changed soon, what was merely renewed at the next pulse, both coalesced.

use std::sync::Arc;
use std::time::Duration;

use board::workshop::State;
use board::{Actor, Code, Refusal, schema::SERVER_CLIENT};
use bytes::Bytes;
use rustc_hash::FxHashMap;
use tokio::time::Instant;

use crate::protocol::{self, Malformed, number, put_bytes, put_number, take};
use crate::session::SessionId;

/// How many Yjs clients one connection may speak for.
const CLIENTS_PER_SESSION: usize = 4;

/// How long the clock of a client that left is remembered: longer than any client keeps its state (30 s), so
/// that an echo of it cannot bring it back.
const DEPARTED_KEPT: Duration = Duration::from_secs(60);

/// Everybody's presence on one board.
#[derive(Default)]
pub(crate) struct Presence {
    /// By Yjs client id.
    clients: FxHashMap<u64, Entry>,
    /// Whether some entry's news is [`News::Changed`].
    changed: bool,
    /// Whether some entry's news is [`News::Renewed`].
    renewed: bool,
    /// Everybody in one frame, as long as nothing changes.
    everybody: Option<Bytes>,
}

/// One Yjs client.
struct Entry {
    /// Who speaks for it; nobody else ever may.
    actor: Arc<Actor>,
    /// The newest clock heard. Older or equal ones are echoes.
    clock: u64,
    /// Present or gone.
    state: Shown,
    /// What the others have not been told.
    news: News,
}

/// Whether a client is here.
enum Shown {
    /// Its state as JSON text, and the connection that speaks for it.
    Here { session: SessionId, json: Box<str> },
    /// It left then.
    Gone { since: Instant },
}

/// What the others have not been told of a client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    /// Everything was told.
    None,
    /// The clock went on, the state is the same: keeps it from timing out.
    Renewed,
    /// The state is another one.
    Changed,
}

/// One client in an awareness message.
struct Said<'m> {
    client: u64,
    clock: u64,
    /// JSON text; `null` says that the client is gone.
    json: &'m [u8],
}

/// What a judged message asks of the map.
enum Step {
    Set {
        client: u64,
        clock: u64,
        json: Box<str>,
        takes_over: bool,
    },
    Remove {
        client: u64,
        clock: u64,
    },
    /// A client came back with a clock that everybody takes for gone; it has to be told, so that it raises it.
    Stale {
        client: u64,
        clock: u64,
    },
}

impl Step {
    fn client(&self) -> u64 {
        match self {
            Self::Set { client, .. } | Self::Remove { client, .. } | Self::Stale { client, .. } => *client,
        }
    }
}

impl Presence {
    /// Hears an awareness message. Answers what has to be told to that session alone, if anything.
    ///
    /// # Errors
    /// A refusal of the whole message; nothing is changed by it.
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
            // Nearly all that comes is echoes, which cost one look-up.
            steps.extend(self.judge(&said, (session, speaks > 0), actor, state)?);
        }
        if !rest.is_empty() {
            return Err(malformed(Malformed));
        }
        let mut named: Vec<u64> = steps.iter().map(Step::client).collect();
        named.sort_unstable();
        if named.windows(2).any(|two| two[0] == two[1]) {
            // Each was judged by what was known before the message.
            return Err(malformed(Malformed));
        }
        let added = steps.iter().filter(|step| matches!(step, Step::Set { takes_over: true, .. })).count();
        if added > 0 && added + speaks > CLIENTS_PER_SESSION {
            return Err(Refusal::new(Code::TooMany, "one connection speaks for a few clients only"));
        }
        let mut stale = Vec::new();
        for step in steps {
            match step {
                Step::Set { client, clock, json, takes_over } => {
                    self.set(client, clock, json, takes_over, session, actor);
                }
                Step::Remove { client, clock } => self.remove(client, clock, now),
                Step::Stale { client, clock } => stale.push((client, clock)),
            }
        }
        Ok((!stale.is_empty()).then(|| encode(stale.iter().map(|&(client, clock)| (client, clock, "null")))))
    }

    /// Judges what is said of one client, by a session and whether it speaks for any client yet.
    fn judge(
        &self,
        said: &Said,
        (session, speaks): (SessionId, bool),
        actor: &Arc<Actor>,
        state: &State,
    ) -> Result<Option<Step>, Refusal> {
        let &Said { client, clock, json } = said;
        let gone = json == b"null";
        let known = self.clients.get(&client);
        // Whether this may be the same person on a new connection, which says its own client first of all.
        let comes_back = |entry: &Entry| entry.actor == *actor && !speaks;
        let takes_over = match known {
            Some(entry) if clock < entry.clock => return Ok(None),
            Some(entry) if clock == entry.clock => match &entry.state {
                // Of equal clocks only a goodbye means anything, and only its own.
                Shown::Here { session: of, .. } if *of == session => {
                    return Ok(gone.then_some(Step::Remove { client, clock }));
                }
                // An echo, unless the person came back before the old connection was noticed to be dead.
                Shown::Here { .. } if !gone && comes_back(entry) => true,
                Shown::Gone { .. } if !gone && comes_back(entry) => {
                    return Ok(Some(Step::Stale { client, clock }));
                }
                _ => return Ok(None),
            },
            Some(entry) if entry.actor != *actor => return Err(forged()),
            Some(Entry { state: Shown::Here { session: of, .. }, .. }) => *of != session && !speaks,
            Some(_) => true,
            None if gone => return Ok(None),
            None if client == SERVER_CLIENT => return Err(forged()),
            None if state.clients.get(&client).is_some_and(|of| *of != **actor) => return Err(forged()),
            None => true,
        };
        if gone {
            return Ok(Some(Step::Remove { client, clock }));
        }
        if json.len() > state.limits.awareness as usize {
            return Err(Refusal::new(Code::TooLong, "this presence state is over the limit"));
        }
        let json = std::str::from_utf8(json)
            .map_err(|_| Refusal::new(Code::Malformed, "a presence state is JSON text"))?;
        let same =
            matches!(known, Some(Entry { state: Shown::Here { json: old, .. }, .. }) if **old == *json);
        if !same {
            speaks_for_itself(json, actor, state)?;
        }
        Ok(Some(Step::Set { client, clock, json: json.into(), takes_over }))
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
        let Some(entry) = self.clients.get_mut(&client) else {
            let state = Shown::Here { session, json };
            self.clients
                .insert(client, Entry { actor: Arc::clone(actor), clock, state, news: News::Changed });
            self.changed = true;
            return;
        };
        if clock < entry.clock {
            return;
        }
        let (of, same) = match &entry.state {
            Shown::Here { session: of, json: old } => (if takes_over { session } else { *of }, *old == json),
            Shown::Gone { .. } => (session, false),
        };
        if same && entry.news != News::Changed {
            entry.news = News::Renewed;
            self.renewed = true;
        } else {
            entry.news = News::Changed;
            self.changed = true;
        }
        entry.clock = clock;
        entry.state = Shown::Here { session: of, json };
    }

    fn remove(&mut self, client: u64, clock: u64, now: Instant) {
        let Some(entry) = self.clients.get_mut(&client) else { return };
        entry.clock = clock;
        if matches!(entry.state, Shown::Here { .. }) {
            entry.state = Shown::Gone { since: now };
            entry.news = News::Changed;
            self.changed = true;
            self.everybody = None;
        }
    }

    /// A session left: all it spoke for is gone.
    pub(crate) fn leave(&mut self, session: SessionId, now: Instant) {
        for entry in self.clients.values_mut() {
            if matches!(entry.state, Shown::Here { session: of, .. } if of == session) {
                entry.state = Shown::Gone { since: now };
                entry.news = News::Changed;
                self.changed = true;
                self.everybody = None;
            }
        }
    }

    /// Whether something changed that the others should see soon.
    pub(crate) fn has_changed(&self) -> bool {
        self.changed
    }

    /// Whether a client renewed itself, which the others must hear before they take it for gone.
    pub(crate) fn was_renewed(&self) -> bool {
        self.renewed
    }

    /// One frame of all that changed, and, if asked for, of all that was renewed.
    pub(crate) fn news(&mut self, of_renewals_too: bool) -> Bytes {
        let wanted = |news| news == News::Changed || (of_renewals_too && news == News::Renewed);
        let frame = encode(self.clients.iter().filter(|(_, entry)| wanted(entry.news)).map(shown));
        for entry in self.clients.values_mut().filter(|entry| wanted(entry.news)) {
            entry.news = News::None;
        }
        self.changed = false;
        self.renewed &= !of_renewals_too;
        frame
    }

    /// One frame of everybody who is here, or nothing if nobody is.
    pub(crate) fn everybody(&mut self) -> Option<Bytes> {
        let here = |(_, entry): &(&u64, &Entry)| matches!(entry.state, Shown::Here { .. });
        if self.everybody.is_none() && self.clients.iter().any(|entry| here(&entry)) {
            self.everybody = Some(encode(self.clients.iter().filter(here).map(shown)));
        }
        self.everybody.clone()
    }

    /// One frame of everybody who is here or left lately: for a session that missed what was told.
    pub(crate) fn everything(&self) -> Bytes {
        encode(self.clients.iter().map(shown))
    }

    /// Forgets who left long ago.
    pub(crate) fn forget(&mut self, now: Instant) {
        let fresh = |since: Instant| now.duration_since(since) < DEPARTED_KEPT;
        self.clients.retain(|_, entry| match entry.state {
            Shown::Here { .. } => true,
            Shown::Gone { since } => fresh(since) || entry.news != News::None,
        });
    }
}

/// A frame that says nothing about anybody; a sign of life.
pub(crate) fn nothing() -> Bytes {
    Bytes::from_static(&[1, 1, 0])
}

fn shown<'a>((client, entry): (&u64, &'a Entry)) -> (u64, u64, &'a str) {
    let json = match &entry.state {
        Shown::Here { json, .. } => json,
        Shown::Gone { .. } => "null",
    };
    (*client, entry.clock, json)
}

fn encode<'a>(entries: impl Iterator<Item = (u64, u64, &'a str)>) -> Bytes {
    let (mut count, mut body) = (0, Vec::new());
    for (client, clock, json) in entries {
        count += 1;
        put_number(&mut body, client);
        put_number(&mut body, clock);
        put_bytes(&mut body, json.as_bytes());
    }
    let mut states = Vec::with_capacity(body.len() + 3);
    put_number(&mut states, count);
    states.extend_from_slice(&body);
    protocol::awareness(&states)
}

fn said<'m>(message: &mut &'m [u8]) -> Result<Said<'m>, Malformed> {
    Ok(Said { client: number(message)?, clock: number(message)?, json: take(message)? })
}

fn forged() -> Refusal {
    Refusal::new(Code::Forged, "this presence speaks for somebody else")
}

/// What the judge reads of a presence state.
#[derive(serde::Deserialize)]
struct Introduction {
    #[serde(default)]
    user: Option<serde_json::Value>,
    /// What the projector is to show: facilitators alone say so.
    #[serde(default)]
    wall: Option<serde::de::IgnoredAny>,
    /// What the projector shows: projectors alone say so.
    #[serde(default)]
    shows: Option<serde::de::IgnoredAny>,
}

/// A state may leave `user` out; what it says there must not be another person's id or name. Nor does it say what only
/// another role says.
fn speaks_for_itself(json: &str, actor: &Actor, state: &State) -> Result<(), Refusal> {
    let malformed = |_| Refusal::new(Code::Malformed, "a presence state is a JSON object");
    let Introduction { user, wall, shows } = serde_json::from_str(json).map_err(malformed)?;
    let steers = wall.is_some() && *actor != Actor::Facilitator;
    if steers || (shows.is_some() && *actor != Actor::Projector) {
        return Err(forged());
    }
    let Some(user) = user else { return Ok(()) };
    let own = match actor {
        Actor::Participant(id) => Some(id.as_str()),
        _ => None,
    };
    if let Some(id) = user.get("id").and_then(|id| id.as_str()) {
        let somebodys = state.people.contains_key(id);
        if own.map_or(somebodys, |own| own != id) {
            return Err(forged());
        }
    }
    if let Some(name) = user.get("name").and_then(|name| name.as_str()) {
        let name = name.trim();
        let is_own = own.and_then(|own| state.people.get(own)).is_some_and(|person| person.name == name);
        if !is_own && state.people.values().any(|person| !person.removed && person.name == name) {
            return Err(forged());
        }
    }
    Ok(())
}

#[cfg(test)]
mod fuzz;
