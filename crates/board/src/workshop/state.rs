//! The state of a board beside its document.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Approval, Claims, Clients, CopyOnWrite, Department, Door, Meeting, Owners, Permissions, Person, Priority,
    Rating, Sealed, SealedDepartments, Timer, Vote, Write,
};
use crate::{
    Actor, Binned, BoardId, BranchId, DepartmentId, NoteId, ParticipantId, ProjectId, schema::Limits,
};

/// The edition of the rules that new boards keep. A log goes on by the edition that it began with, so that it replays to
/// the same document by every later version of this program.
pub const EDITION: u32 = EDITION_HIDDEN_BY_BRANCH;

/// From this edition on the session tells how many causes are hidden on each bone.
pub(super) const EDITION_HIDDEN_BY_BRANCH: u32 = 1;

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
pub(super) fn is_first_edition(edition: &u32) -> bool {
    *edition == 0
}

/// Everything about a board that is not in its document. Rebuilt from the log; part of every snapshot.
///
/// A clone is cheap: what may be large is shared until one of the two is changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// The board's id.
    pub id: BoardId,
    /// The limits that hold on it.
    pub limits: Limits,
    /// What it was called when it was made.
    pub title: String,
    /// `en`, `pl` or `uk`.
    pub language: String,
    /// What people type to join.
    pub join_code: String,
    /// The entry that renewed the code last; none if it is the one that the board was made with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_renewed: Option<u64>,
    /// Whether the code lets people in; none as long as nobody closed the door, and then it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub door: Option<Door>,
    /// The expected departments, in order.
    pub departments: Vec<Department>,
    /// The competences one starts from, in order.
    pub competences: Vec<String>,
    /// The meetings; every activity has an id of its own.
    pub agenda: CopyOnWrite<Vec<Meeting>>,
    /// The activity that runs; always one of the agenda's.
    pub activity: Option<String>,
    /// Its countdown.
    pub timer: Option<Timer>,
    /// While true, nobody's content changes are accepted.
    pub locked: bool,
    /// What participants may do while it is not locked.
    pub permissions: Permissions,
    /// While true, nothing changes at all; only reopening is accepted.
    pub finished: bool,
    /// While true, attribution names departments only.
    pub authors_hidden: bool,
    /// Of which departments revealed causes say that they came from them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_departments: Option<SealedDepartments>,
    /// The edition of the rules that the board was made with.
    #[serde(skip_serializing_if = "is_first_edition")]
    pub edition: u32,
    /// Where everybody was asked to look.
    pub summon: Option<Summon>,
    /// Everybody who ever joined, removed ones included.
    pub people: CopyOnWrite<BTreeMap<ParticipantId, Person>>,
    /// SHA-256 of each token, in hex, and who holds it.
    pub tokens: CopyOnWrite<BTreeMap<String, Actor>>,
    /// Whose a Yjs client id is: the first who used it.
    pub clients: CopyOnWrite<Clients>,
    /// Whose a Yjs client id is that nobody has written with: the first who was shown with it.
    pub claims: CopyOnWrite<Claims>,
    /// Whose each note is; removed notes stay, so that restoring and undoing give them back to the same.
    pub owners: CopyOnWrite<Owners>,
    /// Removed notes, in the order of their removal.
    pub bin: CopyOnWrite<Vec<Binned>>,
    /// The vote, open or past. Its ballots are secret.
    pub vote: Option<Vote>,
    /// The rating, open or past. Its ballots are secret.
    pub rating: Option<Rating>,
    /// Secret: notes that were not revealed yet, in the order of writing.
    pub sealed: CopyOnWrite<Vec<Sealed>>,
    /// Who said to be done with the activity.
    pub done: CopyOnWrite<BTreeSet<ParticipantId>>,
    /// Note → the note it was merged into. Never a chain: the target is not itself merged.
    pub merges: CopyOnWrite<BTreeMap<NoteId, NoteId>>,
    /// Where causes end.
    pub priorities: CopyOnWrite<BTreeMap<NoteId, Priority>>,
    /// What departments said about projects.
    pub approvals: CopyOnWrite<BTreeMap<ProjectId, BTreeMap<DepartmentId, Approval>>>,
}

/// Where everybody was asked to look.
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
    /// Which call it was, so that calling to the same place again is seen.
    pub call: u64,
}

/// Whether a command that made `after` of `before`, and would write `writes`, changes anything: if not, it is neither
/// recorded nor told. The roots that only the server writes say what the state says, so writing them again changes
/// nothing where the state is the same.
pub fn changes(before: &State, after: &State, writes: &[Write]) -> bool {
    let says_the_state = |write: &Write| matches!(write, Write::Put { .. } | Write::Remove { .. });
    !writes.iter().all(says_the_state) || !after.says_the_same(before)
}

impl State {
    /// Equal but for when something was said: the time is no part of what was said.
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
