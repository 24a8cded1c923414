//! The content of an imported board.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Approval, ByDepartment, CopyOnWrite, FactAnswer, ImportedFact, Owner, Person, PollState, Priority,
    Progress, Rating, RatingState, Run, Said, State, Vote, VoteState, Words, WordsState, Write, answers,
    comments, facts, people, progress,
};
use crate::{DepartmentId, FactId, NoteId, ParticipantId, ProjectId, schema::root};

/// The content that an imported board takes over from an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contents {
    /// Its notes.
    pub notes: Vec<ImportedNote>,
    /// Its projects.
    pub projects: Vec<ImportedProject>,
    /// Its facts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<ImportedFact>,
    /// The people and authors at that time. They have no token here, so all without a seat count as gone.
    pub people: BTreeMap<ParticipantId, Person>,
    /// Those of them who stay, each on a seat that they can take over.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub seats: BTreeSet<ParticipantId>,
    /// Whether those who stay are still to come, so that nobody waits for them until they are here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub awaited: bool,
    /// Each merged note with the note that it was merged into.
    pub merges: BTreeMap<NoteId, NoteId>,
    /// The priorities that were set.
    pub priorities: BTreeMap<NoteId, Priority>,
    /// The reasons for priorities.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<NoteId, String>,
    /// The person or body who could change a cause outside the group's power.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub addressees: BTreeMap<NoteId, String>,
    /// The answers of the departments on the projects.
    pub approvals: BTreeMap<ProjectId, BTreeMap<DepartmentId, Approval>>,
    /// What was reported about the projects and answered on them, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<Progress>,
    /// Its last vote, without ballots.
    pub vote: Option<Vote>,
    /// Its last rating, without ballots.
    pub rating: Option<Rating>,
    /// The revealed votes before the last one, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<VoteState>,
    /// The revealed ratings before the last one, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<RatingState>,
    /// Which activities ran, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
    /// What was said of causes, in the order of the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<(NoteId, Said)>,
    /// What was answered to questions about facts, in the order of the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<(FactId, FactAnswer)>,
    /// What people said at the end, if it was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<WordsState>,
    /// The polls that were shown, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub polls: Vec<PollState>,
}

/// An imported note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportedNote {
    /// Its id.
    pub id: NoteId,
    /// The text.
    pub text: String,
    /// Its other fields, by key of `schema::note`.
    pub fields: Vec<(String, String)>,
    /// The department it is shown under.
    pub department: Option<DepartmentId>,
    /// The author, unless the note is anonymous.
    pub author: Option<ParticipantId>,
}

/// An imported project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportedProject {
    /// Its id.
    pub id: ProjectId,
    /// Its texts, by key of `schema::project`.
    pub fields: Vec<(String, String)>,
    /// Its budget, as far as it is a sum of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// Its lists, by key of `schema::project`.
    pub lists: Vec<(String, Vec<String>)>,
}

pub(super) fn apply(state: &mut State, seq: u64, contents: &Contents, writes: &mut Vec<Write>) {
    for (id, person) in &contents.people {
        let stays = contents.seats.contains(id);
        let person = Person {
            removed: !stays,
            seat: stays || person.seat,
            awaited: stays && contents.awaited,
            ..person.clone()
        };
        writes.push(people::shown(id, &person));
        state.people.insert(id.clone(), person);
    }
    for note in &contents.notes {
        let (id, text, fields) = (note.id.clone(), note.text.clone(), note.fields.clone());
        writes.push(Write::Note { id, text, fields });
        let owner = Owner::carried(note.author.as_ref(), note.department.as_ref());
        let value = state.attribution(&owner);
        writes.push(Write::Put { root: root::ATTRIBUTION, key: note.id.to_string(), value });
        state.owners.insert(note.id.clone(), owner);
    }
    for project in &contents.projects {
        let ImportedProject { id, fields, amount, lists } = project.clone();
        writes.push(Write::Project { id, fields, amount, lists });
    }
    facts::apply(&contents.facts, writes);
    for (merged, into) in &contents.merges {
        writes.push(Write::Put { root: root::MERGES, key: merged.to_string(), value: json!(into) });
    }
    for (note, priority) in &contents.priorities {
        writes.push(Write::Put { root: root::PRIORITIES, key: note.to_string(), value: json!(priority) });
    }
    for (root, texts) in [(root::REASONS, &contents.reasons), (root::ADDRESSEES, &contents.addressees)] {
        for (note, text) in texts {
            writes.push(Write::Put { root, key: note.to_string(), value: json!(text) });
        }
    }
    for (project, said) in &contents.approvals {
        writes.push(Write::Put { root: root::APPROVALS, key: project.to_string(), value: json!(said) });
    }
    progress::carry(state, &contents.progress, writes);
    state.merges = contents.merges.clone().into();
    state.priorities = contents.priorities.clone().into();
    state.reasons = contents.reasons.clone().into();
    state.addressees = contents.addressees.clone().into();
    state.approvals = contents.approvals.clone().into();
    // Results are imported, ballots never. A vote or rating that was not revealed has no result, so it is left out.
    state.vote = (contents.vote.clone().filter(|v| v.tally.is_some())).map(|vote| Vote {
        id: format!("v{seq}"),
        open: false,
        ballots: CopyOnWrite::default(),
        ..vote
    });
    state.rating = (contents.rating.clone().filter(|r| r.tally.is_some())).map(|rating| Rating {
        id: format!("r{seq}"),
        open: false,
        ballots: CopyOnWrite::default(),
        ..rating
    });
    carry_rounds(state, seq, contents);
    comments::carry(state, seq, &contents.comments, writes);
    answers::carry(state, seq, &contents.answers, writes);
}

/// Takes over the earlier rounds. Their ids are made of the entry's number, so that no later round has one of them.
fn carry_rounds(state: &mut State, seq: u64, contents: &Contents) {
    let votes = contents.votes.iter().enumerate().map(|(n, vote)| Vote {
        id: format!("v{seq}.{}", n + 1),
        open: false,
        dots: vote.dots,
        per_note: vote.per_note,
        name: vote.name.clone(),
        notes: vote.notes.clone(),
        by_department: Some(vote.by_department.unwrap_or(ByDepartment::Shown)),
        eligible: Some(vote.eligible),
        voted: Some(vote.voted),
        tally: Some(vote.tally.clone().unwrap_or_default()),
        ..Vote::default()
    });
    state.votes = votes.collect::<Vec<_>>().into();
    let ratings = contents.ratings.iter().enumerate().map(|(n, rating)| Rating {
        id: format!("r{seq}.{}", n + 1),
        open: false,
        notes: rating.notes.clone(),
        by_department: Some(rating.by_department.unwrap_or(ByDepartment::Shown)),
        eligible: Some(rating.eligible),
        voted: Some(rating.voted),
        complete: Some(rating.complete),
        tally: Some(rating.tally.clone().unwrap_or_default()),
        ..Rating::default()
    });
    state.ratings = ratings.collect::<Vec<_>>().into();
    state.runs = contents.runs.clone().into();
    state.words = contents.words.clone().map(Words::carried);
    let polls = contents.polls.iter().enumerate();
    let polls = polls.map(|(n, poll)| PollState { id: format!("q{seq}.{}", n + 1), ..poll.clone() });
    state.polls = polls.collect::<Vec<_>>().into();
}

impl ImportedNote {
    /// The value of a field, if the note has it.
    pub(super) fn field(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }
}
