//! The holder of each token, readable without the room: a request that only has to know who is asking does not wake
//! the room.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use board::workshop::{CopyOnWrite, DepartmentLink, Person, State};
use board::{Actor, DepartmentId, ParticipantId};

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody has such a token on this board.
    #[error("nobody has this token")]
    Unknown,
    /// The holder of the token was removed from the board.
    #[error("removed from the board")]
    Removed,
}

/// The tokens as of the last durable turn.
pub(crate) struct Tokens(RwLock<Known>);

/// Shared with the board until the board changes one of them.
struct Known {
    tokens: CopyOnWrite<BTreeMap<String, Actor>>,
    people: CopyOnWrite<BTreeMap<ParticipantId, Person>>,
    departments: CopyOnWrite<BTreeMap<DepartmentId, DepartmentLink>>,
}

impl Known {
    fn of(state: &State) -> Self {
        let departments = state.department_links.clone();
        Self { tokens: state.tokens.clone(), people: state.people.clone(), departments }
    }
}

impl Tokens {
    pub(crate) fn of(state: &State) -> Self {
        Self(RwLock::new(Known::of(state)))
    }

    /// Publishes the tokens of a state that is durable.
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

    /// The department that has a link with this token. There are few.
    pub(crate) fn department(&self, hash: &str) -> Option<DepartmentId> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.departments.values().find(|link| link.token_hash == hash).map(|link| link.department.clone())
    }
}
