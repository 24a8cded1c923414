//! The state of a board beside its document.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{
    Approval, Claims, Department, Meeting, Owner, Permissions, Person, Priority, Rating, Sealed,
    SealedDepartments, Timer, Vote,
};
use crate::{
    Actor, Binned, BoardId, BranchId, DepartmentId, NoteId, ParticipantId, ProjectId, schema::Limits,
};

/// Everything about a board that is not in its document. Rebuilt from the log; part of every snapshot.
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
    /// The expected departments, in order.
    pub departments: Vec<Department>,
    /// The competences one starts from, in order.
    pub competences: Vec<String>,
    /// The meetings; every activity has an id of its own.
    pub agenda: Vec<Meeting>,
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
    pub sealed_departments: SealedDepartments,
    /// Where everybody was asked to look.
    pub summon: Option<Summon>,
    /// Everybody who ever joined, removed ones included.
    pub people: BTreeMap<ParticipantId, Person>,
    /// SHA-256 of each token, in hex, and who holds it.
    pub tokens: BTreeMap<String, Actor>,
    /// Whose a Yjs client id is: the first who used it.
    #[serde(serialize_with = "sorted")]
    pub clients: FxHashMap<u64, Actor>,
    /// Whose a Yjs client id is that nobody has written with: the first who was shown with it.
    pub claims: Claims,
    /// Whose each note is; removed notes stay, so that restoring and undoing give them back to the same.
    #[serde(serialize_with = "sorted")]
    pub owners: FxHashMap<NoteId, Owner>,
    /// Removed notes, in the order of their removal.
    pub bin: Vec<Binned>,
    /// The vote, open or past. Its ballots are secret.
    pub vote: Option<Vote>,
    /// The rating, open or past. Its ballots are secret.
    pub rating: Option<Rating>,
    /// Secret: notes that were not revealed yet, in the order of writing.
    pub sealed: Vec<Sealed>,
    /// Who said to be done with the activity.
    pub done: BTreeSet<ParticipantId>,
    /// Note → the note it was merged into. Never a chain: the target is not itself merged.
    pub merges: BTreeMap<NoteId, NoteId>,
    /// Where causes end.
    pub priorities: BTreeMap<NoteId, Priority>,
    /// What departments said about projects.
    pub approvals: BTreeMap<ProjectId, BTreeMap<DepartmentId, Approval>>,
}

/// Where everybody was asked to look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summon {
    /// A bone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<BranchId>,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteId>,
    /// Which call it was, so that calling to the same place again is seen.
    pub call: u64,
}

/// Serialises a hash map in the order of its keys, so that equal states have equal snapshots.
fn sorted<K, V, S>(map: &FxHashMap<K, V>, out: S) -> Result<S::Ok, S::Error>
where
    K: Ord + Serialize + std::hash::Hash,
    V: Serialize,
    S: serde::Serializer,
{
    out.collect_map(map.iter().collect::<BTreeMap<_, _>>())
}
