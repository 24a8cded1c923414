//! The state of a board beside its document.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Answer, Approval, Asked, Authors, Claims, Clients, Comment, CopyOnWrite, Department, DepartmentLink,
    Door, Facilitator, Linked, Meeting, Owner, Owners, Permissions, Person, Poll, PollState, Preparation,
    Priority, Progress, Promised, Rating, Requests, Run, Sealed, SealedDepartments, TeamCompetence, Timer,
    Vote, Words, Write,
};
use crate::{
    Actor, Binned, BoardId, BranchId, DepartmentId, FactId, Millis, NoteId, ParticipantId, ProjectId,
    schema::Limits,
};

/// The edition of the rules that new boards keep. A log goes on by the edition that it began with, so that it replays
/// to the same document in every later version of this program.
pub const EDITION: u32 = EDITION_PROGRESS;

/// From this edition on the session tells how many causes are hidden on each bone.
pub(super) const EDITION_HIDDEN_BY_BRANCH: u32 = 1;

/// From this edition on the session tells who is ready, which activities ran and which rounds of voting and rating came
/// before, and results are split by groups of departments if nothing else is said.
pub(super) const EDITION_METHOD: u32 = 2;

/// From this edition on the session tells which hidden cause was revealed last in turn.
pub(super) const EDITION_TURN: u32 = 3;

/// From this edition on a cause never shows more of its author than was shown when it was written.
pub(super) const EDITION_KEPT: u32 = 4;

/// From this edition on a new project has a list of the departments that it affects, and the answers of departments are kept
/// in the history of their projects.
pub(super) const EDITION_PROGRESS: u32 = 4;

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
pub(super) fn is_first_edition(edition: &u32) -> bool {
    *edition == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
}

fn is_none<T>(list: &CopyOnWrite<Vec<T>>) -> bool {
    list.is_empty()
}

fn is_empty<K, V>(map: &CopyOnWrite<BTreeMap<K, V>>) -> bool {
    map.is_empty()
}

/// All state of a board outside its document. It is rebuilt from the log and part of every snapshot.
///
/// A clone is cheap: large parts are shared until one of the two is changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// The board's id.
    pub id: BoardId,
    /// The limits that hold on it.
    pub limits: Limits,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<Millis>,
    /// When it was finished, as long as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Millis>,
    /// The board that it goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Linked>,
    /// What that board had promised.
    #[serde(skip_serializing_if = "is_none")]
    pub promised: CopyOnWrite<Vec<Promised>>,
    /// The boards that go on from it, the oldest first.
    #[serde(skip_serializing_if = "is_none")]
    pub next: CopyOnWrite<Vec<Linked>>,
    /// Its title when it was created.
    pub title: String,
    /// `en`, `pl` or `uk`.
    pub language: String,
    /// The code that people type to join.
    pub join_code: String,
    /// The entry that renewed the code last; none if the board still has its first code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_renewed: Option<u64>,
    /// Whether people may join; none until the door is first closed, which counts as open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub door: Option<Door>,
    /// The facilitators with a link of their own.
    #[serde(skip_serializing_if = "is_empty")]
    pub facilitators: CopyOnWrite<BTreeMap<String, Facilitator>>,
    /// The host's links, the oldest first.
    #[serde(skip_serializing_if = "is_none")]
    pub host_links: CopyOnWrite<Vec<Facilitator>>,
    /// Whether the host laid the board away.
    #[serde(skip_serializing_if = "is_false")]
    pub archived: bool,
    /// When somebody said last that the board is to be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Millis>,
    /// The recovery codes, by the facilitator's token that each one brings back. Both are SHA-256 in hex.
    #[serde(skip_serializing_if = "is_empty")]
    pub recovery: CopyOnWrite<BTreeMap<String, String>>,
    /// The links by which departments read what concerns them.
    #[serde(skip_serializing_if = "is_empty")]
    pub department_links: CopyOnWrite<BTreeMap<DepartmentId, DepartmentLink>>,
    /// The expected departments, in order.
    pub departments: Vec<Department>,
    /// The competences that the workshop starts from, in order.
    pub competences: Vec<String>,
    /// What is said of the team's competences, in the order in which they were first named.
    #[serde(skip_serializing_if = "is_none")]
    pub team: CopyOnWrite<Vec<TeamCompetence>>,
    /// The meetings; every activity has an id of its own.
    pub agenda: CopyOnWrite<Vec<Meeting>>,
    /// The activity that runs; always one of the agenda's.
    pub activity: Option<String>,
    /// Its countdown.
    pub timer: Option<Timer>,
    /// Whether what happens at the end of the countdown has happened.
    #[serde(skip_serializing_if = "is_false")]
    pub deadline_passed: bool,
    /// The notes of activities for facilitators alone, by the activity's id.
    #[serde(skip_serializing_if = "is_empty")]
    pub notes: CopyOnWrite<BTreeMap<String, String>>,
    /// What the facilitators have thought of; none until they ticked or added something. It is for them alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preparation: Option<Preparation>,
    /// Which activities ran, the oldest first.
    #[serde(skip_serializing_if = "is_none")]
    pub runs: CopyOnWrite<Vec<Run>>,
    /// While true, no change of content is accepted.
    pub locked: bool,
    /// What participants may do while it is not locked.
    pub permissions: Permissions,
    /// While true, nothing may change; only reopening is accepted.
    pub finished: bool,
    /// While true, attribution names only departments.
    pub authors_hidden: bool,
    /// While true as well, it names no departments either.
    #[serde(skip_serializing_if = "is_false")]
    pub departments_hidden: bool,
    /// The Yjs client ids that were first written with while authors were not shown, each with what was shown then.
    #[serde(skip_serializing_if = "is_empty")]
    pub veils: CopyOnWrite<BTreeMap<u64, Authors>>,
    /// Which departments revealed causes may name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_departments: Option<SealedDepartments>,
    /// The edition of the rules that the board was made with.
    #[serde(skip_serializing_if = "is_first_edition")]
    pub edition: u32,
    /// The place where everybody was asked to look.
    pub summon: Option<Summon>,
    /// All people who ever joined, removed ones included.
    pub people: CopyOnWrite<BTreeMap<ParticipantId, Person>>,
    /// Devices that ask to go on as somebody on the board; none until one asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returning: Option<Requests>,
    /// The holder of each token, by its SHA-256 in hex.
    pub tokens: CopyOnWrite<BTreeMap<String, Actor>>,
    /// The owner of each Yjs client id: the first actor that used it.
    pub clients: CopyOnWrite<Clients>,
    /// The owner of each Yjs client id that was not written with yet: the first actor that was shown with it.
    pub claims: CopyOnWrite<Claims>,
    /// The owner of each note. Removed notes stay listed, so that a restored note keeps its owner.
    pub owners: CopyOnWrite<Owners>,
    /// Removed notes, in the order of their removal.
    pub bin: CopyOnWrite<Vec<Binned>>,
    /// The vote, open or past. Its ballots are secret.
    pub vote: Option<Vote>,
    /// The revealed votes before it, the oldest first.
    #[serde(skip_serializing_if = "is_none")]
    pub votes: CopyOnWrite<Vec<Vote>>,
    /// The rating, open or past. Its ballots are secret.
    pub rating: Option<Rating>,
    /// The revealed ratings before it, the oldest first.
    #[serde(skip_serializing_if = "is_none")]
    pub ratings: CopyOnWrite<Vec<Rating>>,
    /// Secret until it is revealed: what people said at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
    /// The poll that is open. What people give is secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    /// The polls that were shown, the oldest first.
    #[serde(skip_serializing_if = "is_none")]
    pub polls: CopyOnWrite<Vec<PollState>>,
    /// The group of departments whose sealed note was revealed last in turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_turn: Option<DepartmentId>,
    /// The cause that was revealed last in turn, as long as causes are revealed in turns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<NoteId>,
    /// Secret: notes that were not revealed yet, in the order of writing.
    pub sealed: CopyOnWrite<Vec<Sealed>>,
    /// The people who said that they are done with the activity.
    pub done: CopyOnWrite<BTreeSet<ParticipantId>>,
    /// Note → the note it was merged into. Never a chain: the target is not itself merged.
    pub merges: CopyOnWrite<BTreeMap<NoteId, NoteId>>,
    /// The priorities of causes.
    pub priorities: CopyOnWrite<BTreeMap<NoteId, Priority>>,
    /// The reasons for priorities, where there are any.
    #[serde(skip_serializing_if = "is_empty")]
    pub reasons: CopyOnWrite<BTreeMap<NoteId, String>>,
    /// The person or body who could change each cause outside the group's power, where one is named.
    #[serde(skip_serializing_if = "is_empty")]
    pub addressees: CopyOnWrite<BTreeMap<NoteId, String>>,
    /// What was said of causes, by the comment's id.
    #[serde(skip_serializing_if = "is_empty")]
    pub comments: CopyOnWrite<BTreeMap<String, Comment>>,
    /// The owner of each fact that a participant added.
    #[serde(skip_serializing_if = "is_empty")]
    pub fact_owners: CopyOnWrite<BTreeMap<FactId, Owner>>,
    /// What is asked about a fact now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// What was answered to questions about facts, by the answer's id.
    #[serde(skip_serializing_if = "is_empty")]
    pub answers: CopyOnWrite<BTreeMap<String, Answer>>,
    /// The answers of departments on projects.
    pub approvals: CopyOnWrite<BTreeMap<ProjectId, BTreeMap<DepartmentId, Approval>>>,
    /// What was reported about projects and answered on them, the oldest first. It is only added to.
    #[serde(skip_serializing_if = "is_none")]
    pub progress: CopyOnWrite<Vec<Progress>>,
}

/// The place where everybody is asked to look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summon {
    /// A bone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub branch: Option<BranchId>,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub note: Option<NoteId>,
    /// The number of the call. A second call to the same place has another number.
    pub call: u64,
}

/// Whether a command that turned `before` into `after`, and would make `writes`, changes anything. If not, it is
/// neither recorded nor told. The server's own roots repeat the state, so writing them again changes nothing where
/// the state is the same.
pub fn changes(before: &State, after: &State, writes: &[Write]) -> bool {
    let says_the_state = |write: &Write| matches!(write, Write::Put { .. } | Write::Remove { .. });
    !writes.iter().all(says_the_state) || !after.says_the_same(before)
}

impl State {
    /// Whether two states are equal apart from the times of answers.
    fn says_the_same(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let same = |a: &Approval, b: &Approval| Approval { at: b.at, ..a.clone() } == *b;
        let each = |a: &BTreeMap<DepartmentId, Approval>, b: &BTreeMap<DepartmentId, Approval>| {
            a.len() == b.len() && a.iter().zip(b).all(|((at, a), (of, b))| at == of && same(a, b))
        };
        let approvals = self.approvals.len() == other.approvals.len()
            && self.approvals.iter().zip(&other.approvals).all(|((at, a), (of, b))| at == of && each(a, b));
        approvals && Self { approvals: other.approvals.clone(), ..self.clone() } == *other
    }
}
