//! Goes on as a person of the board from another device. The facilitator lets it happen, because name and department
//! are no secret: whoever reads them on the board could otherwise take over a voice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Join, Person, State, Write, people,
    verdict::{Verdict, ensure, refuse},
};
use crate::{Actor, Code, DepartmentId, ParticipantId};

/// The requests of one person that may wait.
const WAITING_EACH: usize = 3;

/// The requests of a board that may wait.
const WAITING: usize = 100;

/// The devices that one person may have.
const DEVICES: u32 = 8;

/// A device that asks to go on as a person of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returning {
    /// The person it asks to be.
    pub participant: ParticipantId,
    /// SHA-256 of the device's token, in hex. The token opens nothing until the facilitator has let the device in.
    pub token_hash: String,
}

/// Requests by their ids.
pub type Requests = BTreeMap<ParticipantId, Returning>;

pub(super) fn decide(state: &State, join: &Join, person: &ParticipantId) -> Verdict {
    let known = state.people.get(person).filter(|known| is_same(known, &join.name, &join.department));
    let known = known.ok_or_else(|| {
        crate::Refusal::new(Code::Unknown, "Nobody on the board has this name in this department; join anew")
    })?;
    few_devices(known)?;
    let waiting = state.returning.iter().flatten();
    let theirs = waiting.clone().filter(|(_, asks)| asks.participant == *person).count();
    ensure(
        theirs < WAITING_EACH && waiting.count() < WAITING,
        Code::TooMany,
        "Others ask for the same already; the facilitator has to answer them first",
    )
}

/// A device that has proved to be this person's.
pub(super) fn decide_proven(state: &State, person: &ParticipantId) -> Verdict {
    match state.people.get(person).filter(|known| !known.removed) {
        Some(known) => few_devices(known),
        None => refuse(Code::Unknown, "Nobody on this board is meant by that; join anew"),
    }
}

fn few_devices(known: &Person) -> Verdict {
    ensure(
        known.devices < DEVICES,
        Code::TooMany,
        "This person is on as many devices as one may be; use one of them",
    )
}

pub(super) fn apply(state: &mut State, join: &Join, person: &ParticipantId) {
    let asks = Returning { participant: person.clone(), token_hash: join.token_hash.clone() };
    state.returning.get_or_insert_default().insert(join.participant.clone(), asks);
}

pub(super) fn decide_answer(state: &State, request: &ParticipantId) -> Verdict {
    let waits = state.returning.as_ref().is_some_and(|waiting| waiting.contains_key(request));
    ensure(waits, Code::Unknown, "This request is answered already, or the person left meanwhile")
}

/// Gives the device the person's voice, or sends it away. Devices that the person has already keep theirs.
pub(super) fn apply_answer(
    state: &mut State,
    request: &ParticipantId,
    accept: bool,
    writes: &mut Vec<Write>,
) {
    let Some(asks) = state.returning.as_mut().and_then(|waiting| waiting.remove(request)) else { return };
    if accept {
        give_voice(state, &asks.participant, &asks.token_hash, writes);
    }
}

/// The device speaks for the person from now on.
pub(super) fn give_voice(state: &mut State, id: &ParticipantId, token_hash: &str, writes: &mut Vec<Write>) {
    let Some(person) = state.people.get_mut(id) else { return };
    // Whoever had a seat without a device has one now, and acts for themselves.
    if person.seat {
        (person.seat, person.awaited) = (false, false);
    } else {
        person.devices += 1;
    }
    writes.push(people::shown(id, person));
    state.tokens.insert(token_hash.to_owned(), Actor::Participant(id.clone()));
}

/// The person of this name and department who is still to come.
pub(super) fn awaited(state: &State, name: &str, department: &DepartmentId) -> Option<ParticipantId> {
    let name = crate::text::line(name);
    let mut people = state.people.iter();
    people.find(|(_, person)| person.awaited && is_same(person, &name, department)).map(|(id, _)| id.clone())
}

/// Whether somebody who gives this name and department is likely to be this person.
fn is_same(person: &Person, name: &str, department: &DepartmentId) -> bool {
    let folded = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    !person.removed && person.department == *department && folded(&person.name) == folded(name)
}

impl State {
    /// The person on the board who has this name and department, if there is one. Upper and lower case and the width
    /// of spaces do not matter.
    pub fn same_person(&self, name: &str, department: &DepartmentId) -> Option<&ParticipantId> {
        let name = crate::text::line(name);
        self.people.iter().find(|(_, person)| is_same(person, &name, department)).map(|(id, _)| id)
    }

    /// Who asks to go on as whom, for the session; none before anybody ever asked.
    pub(super) fn returning_shown(&self) -> Option<BTreeMap<ParticipantId, ParticipantId>> {
        let waiting = self.returning.as_ref()?;
        Some(waiting.iter().map(|(id, asks)| (id.clone(), asks.participant.clone())).collect())
    }

    /// Drops the requests to go on as a person who is gone.
    pub(super) fn forget_requests(&mut self, person: &ParticipantId) {
        if let Some(waiting) = &mut self.returning {
            waiting.retain(|_, asks| asks.participant != *person);
        }
    }
}
