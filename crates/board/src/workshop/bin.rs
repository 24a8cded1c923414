//! The bin. A removed note stays in it until the facilitator restores or forgets it, or until too many notes are
//! removed after it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::{
    Content, State, Write, order,
    verdict::{Verdict, ensure, refuse},
};
use crate::{
    Actor, Binned, BranchId, Code, NoteId, ParticipantId,
    schema::{note, root},
};

/// A removed note, as the facilitator sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemovedNote {
    /// Its id, for the command `restore`.
    pub note: NoteId,
    /// Its text.
    pub text: String,
    /// The bone it hung on.
    pub branch: BranchId,
    /// The author, if the board shows the authors of notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub author: Option<ParticipantId>,
}

pub(super) fn decide_restore(state: &State, content: &dyn Content, id: &NoteId) -> Verdict {
    state.not_locked()?;
    let Some(binned) = state.binned(id) else {
        return refuse(Code::Unknown, "This cause is not in the bin; it may be on the board again");
    };
    ensure(content.note(id).is_none(), Code::NotNow, "This cause is on the board already")?;
    has_room(state, content, 1)?;
    let placed = Tree::of(content).place(state, binned);
    ensure(
        placed.depth <= state.limits.depth as usize,
        Code::TooMany,
        "The causes that hang on this one would nest too deep; move them out first",
    )
}

pub(super) fn decide_restore_notes(state: &State, content: &dyn Content, person: &ParticipantId) -> Verdict {
    state.not_locked()?;
    ensure(state.people.contains_key(person), Code::Unknown, "Nobody on this board is meant by that")?;
    let theirs = state.binned_of(person).len();
    ensure(
        theirs > 0,
        Code::Unknown,
        "Nothing that this person wrote is in the bin; it may be back already",
    )?;
    has_room(state, content, theirs)
}

fn has_room(state: &State, content: &dyn Content, more: usize) -> Verdict {
    ensure(!content.branches().is_empty(), Code::NotNow, "There is no bone to put it on; add a bone first")?;
    ensure(
        content.notes().len() + more <= state.limits.notes as usize,
        Code::TooMany,
        "The board is full; remove or merge causes before anything comes back",
    )
}

/// Puts the note back in its old place, as far as that place still exists.
pub(super) fn apply_restore(state: &mut State, content: &dyn Content, id: &NoteId, writes: &mut Vec<Write>) {
    let Some(binned) = state.binned(id).cloned() else { return };
    let placed = Tree::of(content).place(state, &binned);
    put_back(state, &binned, placed, writes);
}

/// Puts back all notes of a person. A note that hung on another of these notes comes after that one. A note that
/// would nest too deep, because other causes were put under it meanwhile, stays in the bin.
pub(super) fn apply_restore_notes(
    state: &mut State,
    content: &dyn Content,
    person: &ParticipantId,
    writes: &mut Vec<Write>,
) {
    let mut tree = Tree::of(content);
    let mut waiting = state.binned_of(person);
    waiting.retain(|binned| !tree.notes.contains_key(&binned.note));
    while !waiting.is_empty() {
        let ids: BTreeSet<NoteId> = waiting.iter().map(|binned| binned.note.clone()).collect();
        let hangs_on_another =
            |binned: &Binned| field(binned, note::PARENT).is_some_and(|parent| ids.contains(parent));
        let (mut later, mut now): (Vec<_>, Vec<_>) = waiting.into_iter().partition(hangs_on_another);
        if now.is_empty() {
            // This is a circle, which the gate never accepts. Its notes are put back together.
            now = std::mem::take(&mut later);
        }
        for binned in now {
            let placed = tree.place(state, &binned);
            if placed.depth <= state.limits.depth as usize {
                tree.add(binned.note.clone(), placed.branch.clone(), placed.parent.clone());
                put_back(state, &binned, placed, writes);
            }
        }
        waiting = later;
    }
}

impl State {
    /// The notes in the bin, the last removed first.
    pub fn removed_notes(&self) -> Vec<RemovedNote> {
        let told = |binned: &Binned| RemovedNote {
            note: binned.note.clone(),
            text: binned.text.clone(),
            branch: field(binned, note::BRANCH).unwrap_or_default().into(),
            author: self.owners.get(&binned.note).and_then(|owner| self.named(owner)).cloned(),
        };
        self.bin.iter().rev().map(told).collect()
    }
}

fn put_back(state: &mut State, binned: &Binned, placed: Place, writes: &mut Vec<Write>) {
    let id = &binned.note;
    writes.push(Write::Note { id: id.clone(), text: binned.text.clone(), fields: placed.fields });
    state.take_from_bin(id);
    if let Some(owner) = state.owners.get(id) {
        let value = state.attribution(owner);
        writes.push(Write::Put { root: root::ATTRIBUTION, key: id.to_string(), value });
    }
}

fn field<'b>(binned: &'b Binned, key: &str) -> Option<&'b str> {
    binned.fields.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
}

/// The place for a restored note.
struct Place {
    branch: BranchId,
    parent: Option<NoteId>,
    fields: Vec<(String, String)>,
    /// The depth of the deepest note at or below it; a root has depth 1.
    depth: usize,
}

/// The notes on the board, by the note or bone they hang on. Read once, however many notes are restored.
struct Tree {
    branches: Vec<BranchId>,
    notes: FxHashMap<NoteId, (BranchId, Option<NoteId>)>,
    below: FxHashMap<NoteId, Vec<NoteId>>,
}

impl Tree {
    fn of(content: &dyn Content) -> Self {
        let branches = content.branches();
        let mut tree = Self { branches, notes: FxHashMap::default(), below: FxHashMap::default() };
        for id in content.notes() {
            if let Some(note) = content.note(&id) {
                tree.add(id, note.branch, note.parent);
            }
        }
        tree
    }

    fn add(&mut self, id: NoteId, branch: BranchId, parent: Option<NoteId>) {
        if let Some(parent) = &parent {
            self.below.entry(parent.clone()).or_default().push(id.clone());
        }
        self.notes.insert(id, (branch, parent));
    }

    fn place(&self, state: &State, binned: &Binned) -> Place {
        let branch = field(binned, note::BRANCH).map(BranchId::from).filter(|b| self.branches.contains(b));
        let moved = branch.is_none();
        let branch = branch.or_else(|| self.branches.first().cloned()).unwrap_or_default();
        let height = self.height(&binned.note);
        let parent = field(binned, note::PARENT).map(NoteId::from).filter(|_| !moved).and_then(|parent| {
            let above = self.depth_of(&parent, &binned.note, &branch)?;
            (above + height <= state.limits.depth as usize).then_some((parent, above))
        });
        let depth = height + parent.as_ref().map_or(0, |(_, above)| *above);
        let parent = parent.map(|(parent, _)| parent);
        let mut fields = vec![(note::BRANCH.to_owned(), branch.to_string())];
        let order = field(binned, note::ORDER).map_or_else(|| order::after(None), str::to_owned);
        fields.push((note::ORDER.to_owned(), order));
        fields.extend(parent.iter().map(|parent| (note::PARENT.to_owned(), parent.to_string())));
        let rest = [note::BRANCH, note::ORDER, note::PARENT];
        fields.extend(binned.fields.iter().filter(|(key, _)| !rest.contains(&key.as_str())).cloned());
        Place { branch, parent, fields, depth }
    }

    /// The depth of `id` on `branch`; `None` if it is not there, or hangs below `not_below`.
    fn depth_of(&self, id: &NoteId, not_below: &NoteId, branch: &BranchId) -> Option<usize> {
        let (_, above) = self.notes.get(id).filter(|(on, _)| on == branch)?;
        let mut above = above.as_ref();
        let mut seen = FxHashSet::from_iter([id]);
        while let Some(parent) = above {
            if parent == not_below || !seen.insert(parent) {
                return None;
            }
            match self.notes.get(parent) {
                Some((_, next)) => above = next.as_ref(),
                None => break,
            }
        }
        Some(seen.len())
    }

    /// The number of levels that the note and the notes under it take.
    fn height(&self, id: &NoteId) -> usize {
        let mut seen = FxHashSet::from_iter([id]);
        let mut level = vec![id];
        let mut height = 0;
        while !level.is_empty() {
            height += 1;
            let next = level.iter().filter_map(|at| self.below.get(*at)).flatten();
            level = next.filter(|note| seen.insert(note)).collect();
        }
        height
    }
}

impl State {
    /// Puts a removed note into the bin, with its last content.
    pub fn put_in_bin(&mut self, binned: Binned) {
        self.take_from_bin(&binned.note);
        self.bin.push(binned);
    }

    /// Takes a note out of the bin, because it is on the board again.
    pub fn take_from_bin(&mut self, id: &NoteId) {
        if self.binned(id).is_some() {
            self.bin.retain(|binned| binned.note != *id);
        }
    }

    /// A removed note with its content at the last removal.
    pub fn binned(&self, id: &NoteId) -> Option<&Binned> {
        self.bin.iter().rev().find(|b| b.note == *id)
    }

    /// The notes in the bin that a person wrote under their name, in the order of removal.
    pub fn binned_of(&self, person: &ParticipantId) -> Vec<Binned> {
        let theirs: BTreeSet<&NoteId> = self.signed(&Actor::Participant(person.clone())).collect();
        self.bin.iter().filter(|binned| theirs.contains(&binned.note)).cloned().collect()
    }

    /// The notes that exceed the bin's limits, first removed first: for each participant those beyond their share,
    /// then those beyond the limit for all. So a person who fills the bin pushes out their own notes before those of
    /// others.
    pub fn too_much_in_bin(&self) -> Vec<NoteId> {
        let (share, most) = (self.limits.bin_per_person as usize, self.limits.bin as usize);
        if self.bin.len() <= share.min(most) {
            return vec![];
        }
        let mut counts: BTreeMap<&Actor, usize> = BTreeMap::new();
        let mut too_much: FxHashSet<&NoteId> = FxHashSet::default();
        for binned in self.bin.iter().rev() {
            let owner = self.owners.get(&binned.note).map(|owner| &owner.actor);
            if let Some(owner @ Actor::Participant(_)) = owner {
                let count = counts.entry(owner).or_default();
                *count += 1;
                if *count > share {
                    too_much.insert(&binned.note);
                }
            }
        }
        let rest = self.bin.len() - too_much.len();
        let oldest = self.bin.iter().map(|binned| &binned.note).filter(|note| !too_much.contains(*note));
        let oldest: Vec<&NoteId> = oldest.take(rest.saturating_sub(most)).collect();
        too_much.extend(oldest);
        self.bin.iter().map(|binned| &binned.note).filter(|note| too_much.contains(*note)).cloned().collect()
    }

    /// Forgets these removed notes for good.
    pub fn forget_binned(&mut self, notes: &[NoteId]) {
        if !notes.is_empty() {
            let notes: FxHashSet<&NoteId> = notes.iter().collect();
            self.bin.retain(|binned| !notes.contains(&binned.note));
        }
    }
}
