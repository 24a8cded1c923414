//! Whoever joins to rehearse, before the people come. The first person who joins for the workshop ends the rehearsal,
//! and nobody and nothing of it is left.

use super::{
    Answer, Comment, Content, PollState, Rating, State, Vote, Write, answers, comments, facts,
    verdict::{Verdict, ensure},
};
use crate::{Actor, Code, NoteId, ParticipantId, schema::root};

/// A rehearsal is over once people have joined: among them a voice that is none would be counted.
pub(super) fn decide(state: &State) -> Verdict {
    ensure(
        state.people.values().all(|person| person.removed || person.rehearsal || person.seat),
        Code::NotNow,
        "People have joined, so the rehearsal is over; join as one of them to take part",
    )
}

/// Takes everybody who rehearses off the board, with all that they wrote and with the ballots, which only they could
/// take part in. Nothing goes to the bin.
pub(super) fn end(state: &mut State, content: &dyn Content, writes: &mut Vec<Write>) {
    let gone = state.rehearsing();
    if gone.is_empty() {
        return;
    }
    for id in &gone {
        let theirs = Actor::Participant(id.clone());
        let notes: Vec<NoteId> = state.owners.of(&theirs).cloned().collect();
        state.forget_binned(&notes);
        let living = notes.into_iter().filter(|note| content.note(note).is_some());
        writes.extend(living.map(|id| Write::RemoveNote { id }));
        state.people.remove(id);
        writes.push(Write::Remove { root: root::PEOPLE, key: id.to_string() });
        state.forget_requests(id);
        state.done.remove(id);
    }
    let theirs = |_: &str, comment: &Comment| matches!(&comment.owner.actor, Actor::Participant(id) if gone.contains(id));
    comments::remove(state, theirs, writes);
    let theirs =
        |_: &str, answer: &Answer| matches!(&answer.owner.actor, Actor::Participant(id) if gone.contains(id));
    answers::remove(state, theirs, writes);
    for id in &gone {
        facts::remove_of(state, content, &Actor::Participant(id.clone()), writes);
    }
    state.tokens.retain(|_, actor| !matches!(actor, Actor::Participant(id) if gone.contains(id)));
    state.sealed.retain(|sealed| !gone.contains(&sealed.author));
    let theirs = |vote: &Vote| !vote.is_carried() && vote.ballots.iter().all(|(id, _)| gone.contains(id));
    state.vote.take_if(|vote| theirs(vote));
    state.votes.retain(|vote| !theirs(vote));
    let theirs =
        |rating: &Rating| !rating.is_carried() && rating.ballots.iter().all(|(id, _)| gone.contains(id));
    state.rating.take_if(|rating| theirs(rating));
    state.ratings.retain(|rating| !theirs(rating));
    // Only those who rehearse gave grades while they did.
    state.poll = None;
    state.polls.retain(PollState::is_carried);
    if let Some(words) = &mut state.words {
        words.said.retain(|id, _| !gone.contains(id));
    }
}

impl State {
    /// Everybody who joined to rehearse.
    pub fn rehearsing(&self) -> Vec<ParticipantId> {
        self.people.iter().filter(|(_, person)| person.rehearsal).map(|(id, _)| id.clone()).collect()
    }
}
