//! The part of a presence state that the others may see. While names are hidden, nothing that people say of
//! themselves is told: the client id is the one they write with, so a name beside it would name the author of every
//! cause.

use std::sync::Arc;

use board::Actor;
use board::workshop::{Authors, State};
use serde_json::{Value, json};

use super::{News, Presence, Shown};

/// The whole state or, while names are hidden, the department alone, or nothing. A client that was first written with
/// while names were hidden stays hidden.
pub(super) fn seen(json: &str, client: u64, actor: &Actor, state: &State) -> Box<str> {
    let authors = state.authors_of_client(client);
    if authors == Authors::Shown {
        return json.into();
    }
    let about_the_wall = |key: &str| -> Box<str> {
        let said: Value = serde_json::from_str(json).unwrap_or_default();
        match said.get(key) {
            Some(said) => json!({ key: said }).to_string().into(),
            None => "{}".into(),
        }
    };
    match actor {
        Actor::Participant(id) => match state.people.get(id) {
            Some(person) if authors < Authors::Nothing => {
                json!({ "user": { "department": person.department } }).to_string().into()
            }
            _ => "{}".into(),
        },
        // The fields about the wall name nobody.
        Actor::Facilitator => about_the_wall("wall"),
        Actor::Projector => about_the_wall("shows"),
        Actor::Server => "{}".into(),
    }
}

impl Presence {
    /// Follows the board's switch for names. If it changed, the others are told to forget the states concerned, and
    /// then each owner sends its state anew. Clients take no second state for the same clock, and a clock raised by
    /// the server would overwrite the owner's own state. Returns true if there is something to tell at once.
    pub(crate) fn follow(&mut self, state: &State) -> bool {
        let (before, now) = (self.authors, state.authors());
        if before == now {
            return false;
        }
        self.authors = now;
        self.everybody = None;
        let most = self.limits.bytes_always;
        let less = now > before;
        for (client, entry) in &mut self.clients {
            let before = entry.bytes();
            let Shown::Here { json, away, .. } = &mut entry.state else { continue };
            let seen = seen(json, *client, &entry.actor, state);
            if less && seen == *json {
                continue;
            }
            *json = seen;
            *away = true;
            entry.news = News::Withdrawn;
            self.changed = true;
            let after = entry.bytes();
            let actor = Arc::clone(&entry.actor);
            self.shares.change(&actor, most, |share| share.bytes = share.bytes - before + after);
        }
        self.changed
    }
}
