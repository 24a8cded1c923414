//! Yjs client ids that were shown as a person's before anything was written with them.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Authors, EDITION_KEPT, State};
use crate::{Actor, schema};

/// The owner of each such id. A person has a few; the newest ids push out the oldest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "Stored", from = "Stored")]
pub struct Claims {
    /// The owner of each id; holds the same ids as `ids`.
    owners: FxHashMap<u64, Actor>,
    /// The ids of each person, oldest first.
    ids: FxHashMap<Actor, Vec<u64>>,
}

/// The stored form, in the order of people, so that equal states have equal snapshots.
type Stored = Vec<(Actor, Vec<u64>)>;

impl Claims {
    /// The most ids that are kept for this actor. Several devices share the facilitator's link.
    fn most(actor: &Actor) -> usize {
        match actor {
            Actor::Facilitator => schema::CLAIMS_OF_A_LINK,
            _ => schema::CLAIMS_OF_A_PERSON,
        }
    }

    /// The owner of this id, if it was claimed.
    pub fn owner(&self, client: u64) -> Option<&Actor> {
        self.owners.get(&client)
    }

    /// The number of claimed ids.
    pub fn len(&self) -> usize {
        self.owners.len()
    }

    /// Whether no id is claimed.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// Makes this actor the owner of the id. The id must not have another owner.
    fn add(&mut self, client: u64, actor: &Actor) {
        let most = Self::most(actor);
        let ids = self.ids.entry(actor.clone()).or_default();
        ids.retain(|id| *id != client);
        ids.push(client);
        self.owners.insert(client, actor.clone());
        if ids.len() > most {
            self.owners.remove(&ids.remove(0));
        }
    }

    /// Drops the claim of an id, because something was written with it.
    fn settle(&mut self, client: u64) {
        let Some(actor) = self.owners.remove(&client) else { return };
        if let Some(ids) = self.ids.get_mut(&actor) {
            ids.retain(|id| *id != client);
            if ids.is_empty() {
                self.ids.remove(&actor);
            }
        }
    }
}

impl From<Claims> for Stored {
    fn from(claims: Claims) -> Self {
        let mut stored: Stored = claims.ids.into_iter().collect();
        stored.sort_unstable();
        stored
    }
}

impl From<Stored> for Claims {
    fn from(stored: Stored) -> Self {
        let mut claims = Self::default();
        for (actor, ids) in stored {
            for client in ids {
                claims.add(client, &actor);
            }
        }
        claims
    }
}

impl State {
    /// The owner of a Yjs client id: the actor that first wrote with it or, before that, was first shown with it.
    pub fn owner_of_client(&self, client: u64) -> Option<&Actor> {
        self.clients.get(&client).or_else(|| self.claims.owner(client))
    }

    /// Records that this id was shown as the actor's. Returns false if the id already has an owner.
    pub(crate) fn claim(&mut self, client: u64, actor: &Actor) -> bool {
        let free = client != schema::SERVER_CLIENT && self.owner_of_client(client).is_none();
        if free {
            self.claims.add(client, actor);
        }
        free
    }

    /// Records that the actor wrote with this id first.
    pub(crate) fn wrote_with(&mut self, client: u64, actor: &Actor) {
        self.claims.settle(client);
        self.clients.insert(client, actor.clone());
        let authors = self.authors();
        if self.edition >= EDITION_KEPT && authors > Authors::Shown && matches!(actor, Actor::Participant(_))
        {
            self.veils.insert(client, authors);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParticipantId;

    #[test]
    fn client_2_claims_of_a_person_are_few_and_the_newest_stay() {
        let person = |id: u64| Actor::Participant(ParticipantId::from(format!("p{id}")));
        let mut state = State::default();
        let most = schema::CLAIMS_OF_A_PERSON as u64;
        assert!(!state.claim(schema::SERVER_CLIENT, &person(0)));
        for client in 100..100 + 3 * most {
            assert!(state.claim(client, &person(0)));
            assert!(!state.claim(client, &person(1)), "it is somebody's");
        }
        assert_eq!(state.claims.len(), most as usize);
        assert_eq!(state.owner_of_client(100 + 3 * most - 1), Some(&person(0)));
        assert_eq!(state.owner_of_client(100), None, "pushed out by the same person's newer ones");
        assert!(state.claim(100, &person(1)), "and by nobody else's");
        assert_eq!(state.owner_of_client(100 + 3 * most - 1), Some(&person(0)));
        // What was written with is theirs for good, and makes room.
        for client in 100 + 2 * most..100 + 3 * most {
            state.wrote_with(client, &person(0));
        }
        assert_eq!(state.claims.len(), 1);
        let kept: Claims = serde_json::from_str(&serde_json::to_string(&state.claims).unwrap()).unwrap();
        assert_eq!(kept, *state.claims);
    }
}
