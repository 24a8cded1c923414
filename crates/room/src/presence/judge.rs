//! Whether somebody may say what they say of a client.

use std::sync::Arc;

use board::workshop::State;
use board::{Actor, Code, Refusal, schema::SERVER_CLIENT};

use super::{Entry, Presence, Shown, names};
use crate::event::SessionId;
use crate::protocol::{Malformed, number, take};

/// One client in an awareness message.
pub(super) struct Said<'m> {
    client: u64,
    clock: u64,
    /// JSON text; `null` says that the client is gone.
    json: &'m [u8],
}

/// What a judged message asks of the map.
pub(super) enum Step {
    Set {
        client: u64,
        clock: u64,
        /// What the others may see of it.
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
    pub(super) fn client(&self) -> u64 {
        match self {
            Self::Set { client, .. } | Self::Remove { client, .. } | Self::Stale { client, .. } => *client,
        }
    }
}

/// The first client that a message speaks of, unless it says that it is gone: of a stock client, its own.
pub(crate) fn first_client(mut message: &[u8]) -> Option<u64> {
    let count = number(&mut message).ok()?;
    let said = said(&mut message).ok().filter(|_| count > 0)?;
    (said.json != b"null").then_some(said.client)
}

pub(super) fn said<'m>(message: &mut &'m [u8]) -> Result<Said<'m>, Malformed> {
    Ok(Said { client: number(message)?, clock: number(message)?, json: take(message)? })
}

impl Presence {
    /// Judges what is said of one client, by a session and whether it speaks for any client yet.
    pub(super) fn judge(
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
            Some(entry) if clock < entry.clock => {
                // A document that began anew under the same id counts from the beginning.
                let anew = !entry.is_here() && !gone && comes_back(entry);
                return Ok(anew.then_some(Step::Stale { client, clock: entry.clock }));
            }
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
            None if state.owner_of_client(client).is_some_and(|of| *of != **actor) => return Err(forged()),
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
        Ok(Some(Step::Set { client, clock, json: names::seen(json, actor, state), takes_over }))
    }
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
        let name = board::text::line(name);
        let is_own = own.and_then(|own| state.people.get(own)).is_some_and(|person| person.name == name);
        if !is_own && state.people.values().any(|person| !person.removed && person.name == name) {
            return Err(forged());
        }
    }
    Ok(())
}
