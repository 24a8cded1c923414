//! Who holds which token, readable without the room: so that a request that only has to know who is asking wakes nobody.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use board::workshop::{CopyOnWrite, Person, State};
use board::{Actor, ParticipantId};

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody has such a token on this board.
    #[error("nobody has this token")]
    Unknown,
    /// Whoever had it was removed from the board.
    #[error("removed from the board")]
    Removed,
}

/// As of the last durable turn.
pub(crate) struct Tokens(RwLock<Known>);

/// Shared with the board until it changes either.
struct Known {
    tokens: CopyOnWrite<BTreeMap<String, Actor>>,
    people: CopyOnWrite<BTreeMap<ParticipantId, Person>>,
}

impl Known {
    fn of(state: &State) -> Self {
        Self { tokens: state.tokens.clone(), people: state.people.clone() }
    }
}

impl Tokens {
    pub(crate) fn of(state: &State) -> Self {
        Self(RwLock::new(Known::of(state)))
    }

    /// The board is as it says now, and that is durable.
    pub(crate) fn follow(&self, state: &State) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Known::of(state);
    }

    pub(crate) fn who(&self, hash: &str) -> Result<Actor, Denied> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match known.tokens.get(hash) {
            None => Err(Denied::Unknown),
            Some(Actor::Participant(id)) if known.people.get(id).is_none_or(|person| person.removed) => {
                Err(Denied::Removed)
            }
            Some(actor) => Ok(actor.clone()),
        }
    }
}
