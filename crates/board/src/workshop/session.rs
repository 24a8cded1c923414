//! What everybody may see of the state.

use serde_json::{Map, Value};

use super::{Owner, State};
use crate::{Actor, ParticipantId};

impl State {
    /// Who holds the token with this hash (SHA-256 in hex); nobody, if they were removed.
    pub fn actor(&self, token_sha256_hex: &str) -> Option<Actor> {
        let actor = self.tokens.get(token_sha256_hex)?;
        match actor {
            Actor::Participant(id) if self.people.get(id).is_none_or(|p| p.removed) => None,
            other => Some(other.clone()),
        }
    }

    /// The root map `session` as it should be in the document, key by key. Holds no secret.
    pub fn session(&self) -> Map<String, Value> {
        Map::new()
    }

    /// What one participant may know of their own ballots: for `GET …/ballot`, never for others.
    pub fn ballot(&self, participant: &ParticipantId) -> Value {
        let _ = participant;
        Value::Null
    }

    /// The value of a note's entry in the root map `attribution`.
    pub fn attribution(&self, owner: &Owner) -> Value {
        let _ = owner;
        Value::Null
    }
}
