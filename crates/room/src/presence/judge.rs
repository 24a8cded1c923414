//! Judges whether a session may say what its awareness message says of a client.

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
    /// The state as JSON text; `null` says that the client is gone.
    json: &'m [u8],
}

/// A change of the presence map that a judged message asks for.
pub(super) enum Step {
    Set {
        client: u64,
        clock: u64,
        /// The part of the state that the others may see.
        json: Box<str>,
        takes_over: bool,
    },
    Remove {
        client: u64,
        clock: u64,
    },
    /// A client came back with a clock that all others take for gone. It has to be told, so that it raises its clock.
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

/// The first client that a message names, unless the message says that it is gone. A stock client names its own
/// first.
pub(crate) fn first_client(mut message: &[u8]) -> Option<u64> {
    let count = number(&mut message).ok()?;
    let said = said(&mut message).ok().filter(|_| count > 0)?;
    (said.json != b"null").then_some(said.client)
}

pub(super) fn said<'m>(message: &mut &'m [u8]) -> Result<Said<'m>, Malformed> {
    Ok(Said { client: number(message)?, clock: number(message)?, json: take(message)? })
}

impl Presence {
    /// Judges the message about one client. The pair is the session, and whether it already speaks for a client.
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
        // Whether this may be the same person on a new connection. A new connection names its own client first.
        let comes_back = |entry: &Entry| entry.actor == *actor && !speaks;
        let takes_over = match known {
            Some(entry) if clock < entry.clock => {
                // A document that began anew under the same id counts from the beginning again.
                let anew = !entry.is_here() && !gone && comes_back(entry);
                return Ok(anew.then_some(Step::Stale { client, clock: entry.clock }));
            }
            Some(entry) if clock == entry.clock => match &entry.state {
                // With an equal clock only a goodbye has an effect, and only from the client's own session.
                Shown::Here { session: of, .. } if *of == session => {
                    return Ok(gone.then_some(Step::Remove { client, clock }));
                }
                // This is an echo, unless the person came back before the server noticed that the old connection was
                // dead.
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
        Ok(Some(Step::Set { client, clock, json: names::seen(json, client, actor, state), takes_over }))
    }
}

fn forged() -> Refusal {
    Refusal::new(Code::Forged, "this presence speaks for somebody else")
}

/// The parts of a presence state that are judged.
#[derive(serde::Deserialize)]
struct Introduction {
    #[serde(default)]
    user: Option<serde_json::Value>,
    /// The view that the projector is to show. Only facilitators may set it.
    #[serde(default)]
    wall: Option<serde::de::IgnoredAny>,
    /// The view that the projector shows. Only projectors may set it.
    #[serde(default)]
    shows: Option<serde::de::IgnoredAny>,
}

/// Judges a state. `user` may be left out, but must not name another person's id or name. Fields of another role are
/// refused.
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
