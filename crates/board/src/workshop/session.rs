//! What people may see of the state: everybody the session, each person their own ballots.

use serde_json::{Map, Value, json};

use super::{Rating, State, Timer, Vote};
use crate::ParticipantId;

impl State {
    /// The root map `session` as it should be in the document, key by key. Holds no secret.
    ///
    /// Every key is there from the board's first entry on, but for those that came with a later version: they appear
    /// with the first command that changes them, so that a log written before replays to the same document.
    pub fn session(&self) -> Map<String, Value> {
        let mut value = json!({
            "title": self.title,
            "language": self.language,
            "locked": self.locked,
            "permissions": self.permissions,
            "activity": self.activity,
            "agenda": self.agenda,
            "timer": self.timer.as_ref().map(countdown),
            "vote": self.vote.as_ref().map(|v| self.vote_shown(v)),
            "rating": self.rating.as_ref().map(|r| self.rating_shown(r)),
            "finished": self.finished,
            "summon": self.summon,
            "hidden": self.sealed.len(),
            "authors": if self.authors_hidden { "hidden" } else { "shown" },
            "done": self.done.len(),
            "competences": self.competences,
        });
        if let Some(named) = self.sealed_departments {
            value["sealed_departments"] = json!(named);
        }
        if let Some(door) = self.door {
            value["door"] = json!(door);
        }
        if let Some(renewed) = self.code_renewed {
            value["code_renewed"] = json!(renewed);
        }
        match value {
            Value::Object(session) => session,
            _ => Map::new(),
        }
    }

    /// What one participant may know of ballots: their own, and nobody else's.
    pub fn ballot(&self, participant: &ParticipantId) -> Value {
        let vote = self.vote.as_ref().map(|vote| {
            let dots = vote.ballots.get(participant).cloned().unwrap_or_default();
            json!({ "id": vote.id, "open": vote.open, "dots": dots, "left": vote.left(participant) })
        });
        let rating = self.rating.as_ref().map(|rating| {
            let ratings = rating.ballots.get(participant).cloned().unwrap_or_default();
            json!({ "id": rating.id, "open": rating.open, "ratings": ratings })
        });
        let sealed: Vec<Value> = (self.sealed.iter().filter(|s| s.author == *participant))
            .map(|s| json!({ "id": s.id, "branch": s.branch, "text": s.text }))
            .collect();
        json!({ "vote": vote, "rating": rating, "sealed": sealed, "done": self.done.contains(participant) })
    }

    fn vote_shown(&self, vote: &Vote) -> Value {
        let mut value = json!({
            "id": vote.id,
            "open": vote.open,
            "revealed": vote.tally.is_some(),
            "dots": vote.dots,
            "per_note": vote.per_note,
            "voted": vote.voted(),
            "eligible": vote.eligible.unwrap_or_else(|| self.present()),
        });
        if let Some(tally) = &vote.tally {
            value["tally"] = json!(tally);
        }
        value
    }

    fn rating_shown(&self, rating: &Rating) -> Value {
        let mut value = json!({
            "id": rating.id,
            "open": rating.open,
            "revealed": rating.tally.is_some(),
            "notes": rating.notes,
            "voted": rating.voted(),
            "complete": rating.complete(),
            "eligible": rating.eligible.unwrap_or_else(|| self.present()),
        });
        if let Some(tally) = &rating.tally {
            value["tally"] = json!(tally);
        }
        value
    }
}

fn countdown(timer: &Timer) -> Value {
    json!({ "running": timer.running, "ends_at": timer.ends_at, "remaining_ms": timer.remaining_ms })
}
