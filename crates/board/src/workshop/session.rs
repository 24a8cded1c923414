//! The part of the state that everybody may see: the session.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    AddedBy, Asked, ByDepartment, CopyOnWrite, Door, EDITION_HIDDEN_BY_BRANCH, EDITION_METHOD, Linked,
    Meeting, NoteDots, NoteRating, Permissions, PollState, Promised, Rating, Ready, Run, SealedDepartments,
    State, Summon, TeamCompetence, Timer, Vote, Words, WordsState,
};
use crate::{BranchId, FactId, NoteId, ParticipantId};

/// What everybody on a board may know of its session. Each of its keys is a key of the document's root map `session`.
/// It holds no secret.
///
/// Every key is there from the board's first entry on, except for the optional ones at the end. Those came with a later version. They
/// appear with the first command that changes them, or on boards of that edition, so that a log written before replays to
/// the same document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The board's title.
    pub title: String,
    /// `en`, `pl` or `uk`.
    pub language: String,
    /// While true, content does not change.
    pub locked: bool,
    /// What participants may do now.
    pub permissions: Permissions,
    /// The id of the activity that runs.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub activity: Option<String>,
    /// The meetings and their activities.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Meeting>))]
    pub agenda: CopyOnWrite<Vec<Meeting>>,
    /// The countdown.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub timer: Option<Timer>,
    /// The vote, open or past.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub vote: Option<VoteState>,
    /// The rating, open or past.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub rating: Option<RatingState>,
    /// While true, the board does not change.
    pub finished: bool,
    /// The place where everybody is asked to look.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub summon: Option<Summon>,
    /// The number of sealed notes that are not revealed yet.
    pub hidden: usize,
    /// What notes show of their authors.
    pub authors: Authors,
    /// The number of people who are done with the activity.
    pub done: usize,
    /// The competences that the workshop started from.
    pub competences: Vec<String>,
    /// What is said of the team's competences: which are needed, who has them, who learns them until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<Vec<TeamCompetence>>))]
    pub team: Option<CopyOnWrite<Vec<TeamCompetence>>>,
    /// Of which departments sealed notes, once revealed, say that they came from them. In the document only once it
    /// was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub sealed_departments: Option<SealedDepartments>,
    /// Whether people can join. It is in the document only after the door was closed once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub door: Option<Door>,
    /// The number of sealed notes on each bone that has some. Boards of an earlier edition do not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub hidden_by_branch: Option<BTreeMap<BranchId, usize>>,
    /// The number of the entry that renewed the join code last. None while the first code is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub code_renewed: Option<u64>,
    /// The number of the entry that changed the facilitators' checklist last, so that each of them asks for it anew. None
    /// until there is something on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub preparation_changed: Option<u64>,
    /// The cause that was revealed last in turn. Missing unless hidden causes are revealed one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub turn: Option<NoteId>,
    /// How many people are finished with the running activity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub ready: Option<Ready>,
    /// Which activities ran, the oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<Vec<Run>>))]
    pub runs: Option<CopyOnWrite<Vec<Run>>>,
    /// The revealed votes before the present one, the oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub votes: Option<Vec<VoteState>>,
    /// The revealed ratings before the present one, the oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub ratings: Option<Vec<RatingState>>,
    /// What people said at the end, as far as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub words: Option<WordsState>,
    /// The open poll, or the one that was shown last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub poll: Option<PollState>,
    /// The polls that were shown before it, the oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub polls: Option<Vec<PollState>>,
    /// What is asked about a fact now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub asked: Option<Asked>,
    /// Who added each fact that a participant added, as far as it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub facts_by: Option<BTreeMap<FactId, AddedBy>>,
    /// Devices that ask to go on as somebody on the board: request → person. In the document only once one asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub returning: Option<BTreeMap<ParticipantId, ParticipantId>>,
    /// The board that this one goes on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub previous: Option<Linked>,
    /// What that board had promised, as it stood when this one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<Vec<Promised>>))]
    pub promised: Option<CopyOnWrite<Vec<Promised>>>,
    /// The boards that go on from this one, the oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<Vec<Linked>>))]
    pub next: Option<CopyOnWrite<Vec<Linked>>>,
}

/// What notes show of their authors, if they were not written while less was shown.
/// The later ones tell less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Authors {
    /// They do.
    #[default]
    Shown,
    /// They show their department alone.
    Hidden,
    /// They show neither author nor department.
    Nothing,
}

impl Authors {
    /// What is shown where authors and departments are, or are not.
    pub(super) fn of(shown: bool, departments: bool) -> Self {
        match (shown, departments) {
            (true, _) => Self::Shown,
            (false, true) => Self::Hidden,
            (false, false) => Self::Nothing,
        }
    }
}

/// A vote as everybody sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoteState {
    /// Its id.
    pub id: String,
    /// Whether dots may be placed.
    pub open: bool,
    /// Whether the result is shown.
    pub revealed: bool,
    /// The number of dots that a person has.
    pub dots: u32,
    /// The number of dots that a person may put on one note.
    pub per_note: u32,
    /// What the round is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub name: Option<String>,
    /// The causes on the ballot; missing if it is every cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub notes: Option<Vec<NoteId>>,
    /// How the result is split by department. Missing on boards from before there was a choice: all are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub by_department: Option<ByDepartment>,
    /// The number of people who placed at least one dot.
    pub voted: u32,
    /// The number of people who could.
    pub eligible: u32,
    /// The result, once it is revealed: note id → dots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub tally: Option<BTreeMap<NoteId, NoteDots>>,
}

/// A rating as everybody sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingState {
    /// Its id.
    pub id: String,
    /// Whether notes may be rated.
    pub open: bool,
    /// Whether the result is shown.
    pub revealed: bool,
    /// The short list: note ids.
    pub notes: Vec<NoteId>,
    /// How the result is split by department. Missing on boards from before there was a choice: all are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub by_department: Option<ByDepartment>,
    /// The number of people who rated at least one note.
    pub voted: u32,
    /// The number of people who rated every note.
    pub complete: u32,
    /// The number of people who could.
    pub eligible: u32,
    /// The result, once it is revealed: note id → medians and disagreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub tally: Option<BTreeMap<NoteId, NoteRating>>,
}

impl Session {
    /// The keys that were there before and are no more: earlier rounds that were only a rehearsal.
    pub(super) fn keys_gone_since(&self, before: Option<&Self>) -> Vec<String> {
        let Some(before) = before.filter(|before| *before != self) else { return vec![] };
        let now = self.entries();
        before.entries().into_iter().map(|(key, _)| key).filter(|key| !now.contains_key(key)).collect()
    }

    /// The keys and values as they are in the document.
    pub fn entries(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(entries)) => entries,
            _ => unreachable!("a struct of plain data is a JSON object"),
        }
    }

    /// The keys whose values changed, in order; all keys, if there was no session before.
    pub(super) fn changed_since(&self, before: Option<&Self>) -> Map<String, Value> {
        // Most commands change nothing in the session, and comparing costs less than serializing both.
        if before == Some(self) {
            return Map::new();
        }
        let (mut now, before) = (self.entries(), before.map(Self::entries).unwrap_or_default());
        now.retain(|key, value| before.get(key) != Some(value));
        now
    }
}

impl State {
    /// The session: the content of the root map `session` in the document.
    pub fn session(&self) -> Session {
        Session {
            title: self.title.clone(),
            language: self.language.clone(),
            locked: self.locked,
            permissions: self.permissions,
            activity: self.activity.clone(),
            agenda: self.agenda.clone(),
            timer: self.timer,
            vote: self.vote.as_ref().map(|vote| self.vote_shown(vote)),
            rating: self.rating.as_ref().map(|rating| self.rating_shown(rating)),
            finished: self.finished,
            summon: self.summon.clone(),
            hidden: self.sealed.len(),
            authors: self.authors(),
            done: self.done.len(),
            competences: self.competences.clone(),
            team: (!self.team.is_empty()).then(|| self.team.clone()),
            sealed_departments: self.sealed_departments,
            door: self.door,
            hidden_by_branch: self.hidden_by_branch(),
            code_renewed: self.code_renewed,
            preparation_changed: self.preparation.as_ref().map(|preparation| preparation.changed),
            turn: self.turn.clone(),
            ready: (self.edition >= EDITION_METHOD).then(|| self.ready()),
            runs: (!self.runs.is_empty()).then(|| self.runs.clone()),
            votes: (!self.votes.is_empty())
                .then(|| self.votes.iter().map(|vote| self.vote_shown(vote)).collect()),
            ratings: (!self.ratings.is_empty())
                .then(|| self.ratings.iter().map(|rating| self.rating_shown(rating)).collect()),
            words: self.words.as_ref().map(Words::shown),
            poll: self.poll_shown(),
            polls: Some(self.earlier_polls()).filter(|polls| !polls.is_empty()),
            asked: self.asked.clone(),
            facts_by: self.facts_by(),
            returning: self.returning_shown(),
            previous: self.previous.clone(),
            promised: (!self.promised.is_empty()).then(|| self.promised.clone()),
            next: (!self.next.is_empty()).then(|| self.next.clone()),
        }
    }

    fn hidden_by_branch(&self) -> Option<BTreeMap<BranchId, usize>> {
        let told = self.edition >= EDITION_HIDDEN_BY_BRANCH;
        told.then(|| {
            let mut hidden = BTreeMap::new();
            for sealed in self.sealed.iter() {
                // Counted for every command: an id is cloned only for the first of its bone.
                match hidden.get_mut(&sealed.branch) {
                    Some(count) => *count += 1,
                    None => drop(hidden.insert(sealed.branch.clone(), 1)),
                }
            }
            hidden
        })
    }

    fn vote_shown(&self, vote: &Vote) -> VoteState {
        VoteState {
            id: vote.id.clone(),
            open: vote.open,
            revealed: vote.tally.is_some(),
            dots: vote.dots,
            per_note: vote.per_note,
            name: vote.name.clone(),
            notes: vote.notes.clone(),
            by_department: vote.by_department,
            voted: vote.voted(),
            eligible: vote.eligible.unwrap_or_else(|| self.present()),
            tally: vote.tally.clone(),
        }
    }

    fn rating_shown(&self, rating: &Rating) -> RatingState {
        RatingState {
            id: rating.id.clone(),
            open: rating.open,
            revealed: rating.tally.is_some(),
            notes: rating.notes.clone(),
            by_department: rating.by_department,
            voted: rating.voted(),
            complete: rating.complete(),
            eligible: rating.eligible.unwrap_or_else(|| self.present()),
            tally: rating.tally.clone(),
        }
    }
}
