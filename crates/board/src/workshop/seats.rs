//! Seats: people without a device, for whom the facilitator acts until they take their seat over.

use serde::{Deserialize, Serialize};

use super::{
    Action, Command, Person, State, Write, people, returning,
    verdict::{Verdict, ensure, refuse},
};
use crate::{Actor, Code, DepartmentId, Millis, ParticipantId, Refusal};

/// Opens a seat to a device: whoever has the token is that person. The server makes the token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatToken {
    /// The person.
    pub participant: ParticipantId,
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
}

/// The person whom the seat of this entry belongs to.
pub fn seat_id(seq: u64) -> ParticipantId {
    ParticipantId::from(format!("seat-{seq}"))
}

pub(super) fn decide_add(state: &State, name: &str, department: &DepartmentId) -> Verdict {
    if returning::awaited(state, name, department).is_some() {
        return Ok(());
    }
    people::decide_person(state, name, department)
}

pub(super) fn apply_add(
    state: &mut State,
    seq: u64,
    at: Millis,
    name: &str,
    department: &DepartmentId,
    writes: &mut Vec<Write>,
) {
    if let Some(id) = returning::awaited(state, name, department) {
        let Some(person) = state.people.get_mut(&id) else { return };
        (person.awaited, person.joined) = (false, Some(at));
        writes.push(people::shown(&id, person));
        return;
    }
    let person = Person {
        name: name.trim().to_owned(),
        department: department.clone(),
        seat: true,
        joined: Some(at),
        ..Person::default()
    };
    let id = seat_id(seq);
    writes.push(people::shown(&id, &person));
    state.people.insert(id, person);
}

pub(super) fn decide_token(state: &State, token: &SeatToken) -> Verdict {
    state.holds_seat(&token.participant)?;
    let fresh = !state.tokens.contains_key(&token.token_hash);
    ensure(fresh, Code::Invalid, "This link is in use already; ask for another one")
}

/// The newest link is the one that opens the seat.
pub(super) fn apply_token(state: &mut State, token: &SeatToken) {
    let holder = Actor::Participant(token.participant.clone());
    state.tokens.retain(|_, actor| *actor != holder);
    state.tokens.insert(token.token_hash.clone(), holder);
}

/// The person has come with a device: from now on they act for themselves.
pub(super) fn take_over(state: &mut State, id: &ParticipantId, writes: &mut Vec<Write>) {
    if let Some(person) = state.people.get_mut(id).filter(|person| person.seat) {
        (person.seat, person.awaited) = (false, false);
        writes.push(people::shown(id, person));
    }
}

impl Command {
    /// The seat for which the facilitator gives a participant's command.
    pub(super) fn given_for(&self) -> Option<&ParticipantId> {
        match self {
            Command::Cast { seat, .. }
            | Command::Rate { seat, .. }
            | Command::SealNote { seat, .. }
            | Command::Done { seat, .. }
            | Command::Grade { seat, .. } => seat.as_ref(),
            _ => None,
        }
    }
}

impl State {
    /// Checks that the facilitator can act for this person: they are here and have no device.
    fn seat(&self, id: &ParticipantId) -> Verdict {
        self.holds_seat(id)?;
        ensure(
            self.people.get(id).is_some_and(Person::is_here),
            Code::NotNow,
            "This person is still to come; say first that they are here without a device",
        )
    }

    /// Checks that this person has a seat and no device.
    fn holds_seat(&self, id: &ParticipantId) -> Verdict {
        match self.people.get(id) {
            Some(person) if person.removed => refuse(Code::Unknown, "This person was removed from the board"),
            Some(person) if person.seat => Ok(()),
            Some(_) => refuse(
                Code::NotAllowed,
                "This person has a device and acts for themselves; you can act only for a seat without one",
            ),
            None => refuse(Code::Unknown, "Nobody on this board is meant by that"),
        }
    }

    /// The person for whom a participant's command counts.
    pub(super) fn acting(&self, actor: &Actor, command: &Command) -> Result<ParticipantId, Refusal> {
        match (actor, command.given_for()) {
            (Actor::Participant(id), None) => Ok(id.clone()),
            (Actor::Participant(_), Some(_)) => {
                Err(Refusal::new(Code::NotAllowed, "Only the facilitator acts for a seat without a device"))
            }
            (Actor::Facilitator, Some(id)) => self.seat(id).map(|()| id.clone()),
            _ => Err(Refusal::new(
                Code::NotAllowed,
                "This is for participants; to take part yourself, join with the code in another window",
            )),
        }
    }
}

impl From<SeatToken> for Action {
    fn from(token: SeatToken) -> Self {
        Action::SeatToken(token)
    }
}
