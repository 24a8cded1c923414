//! Removes people from the board, alone or together with their causes.

use std::collections::BTreeSet;

use super::{
    Content, State, Write, answers, comments, facts, people,
    verdict::{Verdict, ensure},
};
use crate::{Actor, Code, NoteId, ParticipantId};

/// Decides whether people may be removed. That is allowed while content is frozen; removing their causes as well is
/// not.
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

/// Removes people at once. Open ballots forget them. Their causes stay, or go to the bin.
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
    state.forget_requests(id);
    if let Some(vote) = state.vote.as_mut().filter(|v| v.open) {
        vote.ballots.remove(id);
    }
    if let Some(rating) = state.rating.as_mut().filter(|r| r.open) {
        rating.ballots.remove(id);
    }
    if let Some(poll) = &mut state.poll {
        poll.given.remove(id);
    }
}

/// Moves the causes of a person to the bin. Sealed causes, which nobody else has seen, are deleted. Causes that were
/// sealed and then revealed stay: removing them would show who wrote them.
fn take_notes(state: &mut State, content: &dyn Content, id: &ParticipantId, writes: &mut Vec<Write>) {
    let notes: Vec<NoteId> = state.signed(&Actor::Participant(id.clone())).cloned().collect();
    for note in notes {
        if let Some(binned) = content.binned(&note) {
            state.put_in_bin(binned);
            writes.push(Write::RemoveNote { id: note });
        }
    }
    state.sealed.retain(|sealed| sealed.author != *id);
    let theirs = Actor::Participant(id.clone());
    comments::remove(state, |_, comment| comment.owner.actor == theirs, writes);
    answers::remove(state, |_, answer| answer.owner.actor == theirs, writes);
    facts::remove_of(state, content, &theirs, writes);
}

impl State {
    /// The notes that an actor ever added under their own name, whether they are on the board or not.
    pub fn signed(&self, actor: &Actor) -> impl Iterator<Item = &NoteId> {
        let signed = |note: &&NoteId| self.owners.get(*note).is_some_and(|owner| !owner.anonymous);
        self.owners.of(actor).filter(signed)
    }

    /// All people who have left a trace on the board: a cause, a sealed cause, a ballot, an answer on a project,
    /// "done".
    pub fn active(&self) -> BTreeSet<&ParticipantId> {
        let wrote = self.owners.actors().chain(self.clients.actors()).filter_map(|actor| match actor {
            Actor::Participant(id) => Some(id),
            _ => None,
        });
        let said = self.approvals.values().flat_map(|said| said.values()).map(|approval| &approval.by);
        let voted = self.vote.iter().flat_map(|vote| vote.ballots.keys());
        let rated = self.rating.iter().flat_map(|rating| rating.ballots.keys());
        let sealed = self.sealed.iter().map(|sealed| &sealed.author);
        let graded = self.poll.iter().flat_map(|poll| poll.given.keys());
        let answered = self.answers.values().map(|answer| &answer.owner.actor);
        let added = self.fact_owners.values().map(|owner| &owner.actor);
        let told = answered.chain(added).filter_map(|actor| match actor {
            Actor::Participant(id) => Some(id),
            _ => None,
        });
        let reported = self.progress.iter().filter_map(|said| said.by.as_ref());
        wrote
            .chain(said)
            .chain(reported)
            .chain(told)
            .chain(graded)
            .chain(voted)
            .chain(rated)
            .chain(sealed)
            .chain(self.done.iter())
            .collect()
    }
}
