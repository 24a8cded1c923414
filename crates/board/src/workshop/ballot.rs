//! The ballots that one participant may see: only their own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CopyOnWrite, OwnGrades, RatedAxes, State, Word};
use crate::{Actor, BranchId, NoteId, ParticipantId};

/// The ballots of one participant, and the dots that they have left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ballot {
    /// Their dots in the vote, open or past.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub vote: Option<OwnDots>,
    /// Their ratings, open or past.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub rating: Option<OwnRatings>,
    /// Their sealed notes that are not revealed yet, in the order of writing.
    pub sealed: Vec<OwnSealed>,
    /// Notes on the board, or in the bin, that they had sealed. Everybody else sees no author of these.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub revealed: Vec<NoteId>,
    /// Whether they are done with the activity.
    pub done: bool,
    /// What they said at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub said: Option<Word>,
    /// Their grades in the open poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub poll: Option<OwnGrades>,
}

/// One's own dots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnDots {
    /// The vote's id.
    pub id: String,
    /// Whether dots may be placed.
    pub open: bool,
    /// Note id → dots, without zeros.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<NoteId, u32>))]
    pub dots: CopyOnWrite<BTreeMap<NoteId, u32>>,
    /// The number of dots that are not placed yet.
    pub left: u32,
}

/// One's own ratings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnRatings {
    /// The rating's id.
    pub id: String,
    /// Whether ratings may be given.
    pub open: bool,
    /// Note id → the participant's rating.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<NoteId, RatedAxes>))]
    pub ratings: CopyOnWrite<BTreeMap<NoteId, RatedAxes>>,
}

/// One's own sealed note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnSealed {
    /// Its id, for the command `withdraw_note`.
    pub id: String,
    /// The bone it will hang on.
    pub branch: BranchId,
    /// The text.
    pub text: String,
}

impl State {
    /// The ballots of one participant.
    pub fn ballot(&self, participant: &ParticipantId) -> Ballot {
        let vote = self.vote.as_ref().map(|vote| OwnDots {
            id: vote.id.clone(),
            open: vote.open,
            dots: vote.ballots.get(participant).cloned().unwrap_or_default(),
            left: vote.left(participant),
        });
        let rating = self.rating.as_ref().map(|rating| OwnRatings {
            id: rating.id.clone(),
            open: rating.open,
            ratings: rating.ballots.get(participant).cloned().unwrap_or_default(),
        });
        let own = self.sealed.iter().filter(|sealed| sealed.author == *participant);
        let sealed = own.map(|sealed| OwnSealed {
            id: sealed.id.clone(),
            branch: sealed.branch.clone(),
            text: sealed.text.clone(),
        });
        let author = Actor::Participant(participant.clone());
        let anonymous = |note: &&NoteId| self.owners.get(*note).is_some_and(|owner| owner.anonymous);
        let mut revealed: Vec<NoteId> = self.owners.of(&author).filter(anonymous).cloned().collect();
        revealed.sort();
        let said = self.words.as_ref().and_then(|words| words.said.get(participant).cloned());
        let done = self.done.contains(participant);
        let poll = self.own_grades(participant);
        Ballot { vote, rating, sealed: sealed.collect(), revealed, done, said, poll }
    }
}
