//! Taking people off the board, alone or together with what they wrote.

use std::collections::BTreeSet;

use super::{
    Content, State, Write, people,
    verdict::{Verdict, ensure},
};
use crate::{Actor, Code, NoteId, ParticipantId};

/// Removing people is leading, and goes on while content is frozen; removing what they wrote is not.
pub(super) fn decide(state: &State, people: &[ParticipantId], notes: bool) -> Verdict {
    ensure(!people.is_empty(), Code::Invalid, "Nobody is named here; say who is to be removed")?;
    ensure(
        people.len() <= state.limits.people_ever as usize,
        Code::TooMany,
        "That is more people than ever were on a board; leave some out",
    )?;
    ensure(
        people.iter().all(|id| state.people.contains_key(id)),
        Code::Unknown,
        "Nobody on this board is meant by that",
    )?;
    ensure(
        !(notes && state.locked),
        Code::Locked,
        "The board is locked, so no cause leaves it; remove the person now and the causes once it is unlocked",
    )
}

/// They are out at once. Ballots still open forget them; what they wrote stays, or goes to the bin with them.
pub(super) fn apply(
    state: &mut State,
    content: &dyn Content,
    people: &[ParticipantId],
    notes: bool,
    writes: &mut Vec<Write>,
) {
    for id in people {
        remove(state, id, writes);
        if notes {
            take_notes(state, content, id, writes);
        }
    }
}

fn remove(state: &mut State, id: &ParticipantId, writes: &mut Vec<Write>) {
    let Some(person) = state.people.get_mut(id) else { return };
    person.removed = true;
    writes.push(people::shown(id, person));
    state.done.remove(id);
    if let Some(vote) = state.vote.as_mut().filter(|v| v.open) {
        vote.ballots.remove(id);
    }
    if let Some(rating) = state.rating.as_mut().filter(|r| r.open) {
        rating.ballots.remove(id);
    }
}

/// Their causes go to the bin. Hidden ones, which nobody else has seen, go for good. Causes that were hidden and
/// revealed stay: taking them along would tell who wrote them.
fn take_notes(state: &mut State, content: &dyn Content, id: &ParticipantId, writes: &mut Vec<Write>) {
    let notes: Vec<NoteId> = state.signed(&Actor::Participant(id.clone())).cloned().collect();
    for note in notes {
        if let Some(binned) = content.binned(&note) {
            state.put_in_bin(binned);
            writes.push(Write::RemoveNote { id: note });
        }
    }
    state.sealed.retain(|sealed| sealed.author != *id);
}

impl State {
    /// The notes that an actor ever added under their own name, whether they are on the board or not.
    pub fn signed(&self, actor: &Actor) -> impl Iterator<Item = &NoteId> {
        let signed = |note: &&NoteId| self.owners.get(*note).is_some_and(|owner| !owner.anonymous);
        self.owners.of(actor).filter(signed)
    }

    /// Everybody who has left any trace on the board: a cause, a hidden one, a ballot, a word on a project, "done".
    pub fn active(&self) -> BTreeSet<&ParticipantId> {
        let wrote = self.owners.actors().chain(self.clients.actors()).filter_map(|actor| match actor {
            Actor::Participant(id) => Some(id),
            _ => None,
        });
        let said = self.approvals.values().flat_map(|said| said.values()).map(|approval| &approval.by);
        let voted = self.vote.iter().flat_map(|vote| vote.ballots.keys());
        let rated = self.rating.iter().flat_map(|rating| rating.ballots.keys());
        let sealed = self.sealed.iter().map(|sealed| &sealed.author);
        wrote.chain(said).chain(voted).chain(rated).chain(sealed).chain(self.done.iter()).collect()
    }
}
