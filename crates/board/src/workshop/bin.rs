//! The bin: removed notes, until the facilitator restores or forgets them.

use std::collections::BTreeSet;

use super::{
    Content, State, Write,
    decide::{Verdict, ensure, refuse},
    order,
};
use crate::{
    Binned, BranchId, Code, NoteId,
    schema::{note, root},
};

pub(super) fn decide_restore(state: &State, content: &dyn Content, id: &NoteId) -> Verdict {
    state.not_locked()?;
    let Some(binned) = state.binned(id) else {
        return refuse(Code::Unknown, "This cause is not in the bin; it may be on the board again");
    };
    ensure(content.note(id).is_none(), Code::NotNow, "This cause is on the board already")?;
    ensure(!content.branches().is_empty(), Code::NotNow, "There is no bone to put it on; add a bone first")?;
    ensure(
        content.notes().len() < state.limits.notes as usize,
        Code::TooMany,
        "The board is full; remove or merge causes before this one comes back",
    )?;
    let placed = place(state, content, binned);
    ensure(
        placed.depth <= state.limits.depth as usize,
        Code::TooMany,
        "The causes that hang on this one would nest too deep; move them out first",
    )
}

/// Puts the note back where it was, as far as that place is still there.
pub(super) fn apply_restore(state: &mut State, content: &dyn Content, id: &NoteId, writes: &mut Vec<Write>) {
    let Some(binned) = state.binned(id) else { return };
    let placed = place(state, content, binned);
    writes.push(Write::Note { id: id.clone(), text: binned.text.clone(), fields: placed.fields });
    state.bin.retain(|b| b.note != *id);
    if let Some(owner) = state.owners.get(id) {
        let value = state.attribution(owner);
        writes.push(Write::Put { root: root::ATTRIBUTION, key: id.to_string(), value });
    }
}

/// Where a restored note goes.
struct Place {
    fields: Vec<(String, String)>,
    /// How deep the deepest note at or below it will be; a root is 1 deep.
    depth: usize,
}

fn place(state: &State, content: &dyn Content, binned: &Binned) -> Place {
    let field = |key: &str| binned.fields.iter().find(|(k, _)| k == key).map(|(_, value)| value.clone());
    let branches = content.branches();
    let branch = field(note::BRANCH).map(BranchId::from).filter(|b| branches.contains(b));
    let moved = branch.is_none();
    let branch = branch.or_else(|| branches.first().cloned()).unwrap_or_default();
    let height = height(content, &binned.note);
    let parent = (field(note::PARENT).map(NoteId::from)).filter(|_| !moved).and_then(|parent| {
        let above = depth_of(content, &parent, &binned.note, &branch)?;
        (above + height <= state.limits.depth as usize).then_some((parent, above))
    });
    let depth = height + parent.as_ref().map_or(0, |(_, above)| *above);
    let mut fields = vec![(note::BRANCH.to_owned(), branch.to_string())];
    fields.push((note::ORDER.to_owned(), field(note::ORDER).unwrap_or_else(|| order::after(None))));
    fields.extend(parent.map(|(parent, _)| (note::PARENT.to_owned(), parent.to_string())));
    let rest = [note::BRANCH, note::ORDER, note::PARENT];
    fields.extend(binned.fields.iter().filter(|(key, _)| !rest.contains(&key.as_str())).cloned());
    Place { fields, depth }
}

/// How deep `id` is on `branch`; nothing if it is not there, or hangs below `not_below` itself.
fn depth_of(content: &dyn Content, id: &NoteId, not_below: &NoteId, branch: &BranchId) -> Option<usize> {
    let mut at = content.note(id).filter(|n| n.branch == *branch)?;
    let mut seen = BTreeSet::from([id.clone()]);
    while let Some(parent) = at.parent {
        if parent == *not_below || !seen.insert(parent.clone()) {
            return None;
        }
        match content.note(&parent) {
            Some(above) => at = above,
            None => break,
        }
    }
    Some(seen.len())
}

/// How many levels the note and what hangs on it take.
fn height(content: &dyn Content, id: &NoteId) -> usize {
    let all: Vec<(NoteId, Option<NoteId>)> = (content.notes().into_iter())
        .filter_map(|n| {
            let parent = content.note(&n)?.parent;
            Some((n, parent))
        })
        .collect();
    let mut seen = BTreeSet::from([id.clone()]);
    let mut level = vec![id.clone()];
    let mut height = 0;
    while !level.is_empty() {
        height += 1;
        let below = |n: &&(NoteId, Option<NoteId>)| n.1.as_ref().is_some_and(|p| level.contains(p));
        let next: Vec<NoteId> = all.iter().filter(below).map(|(n, _)| n.clone()).collect();
        level = next.into_iter().filter(|n| seen.insert(n.clone())).collect();
    }
    height
}

impl State {
    /// Puts a removed note into the bin, as it was last.
    pub fn put_in_bin(&mut self, binned: Binned) {
        self.take_from_bin(&binned.note);
        self.bin.push(binned);
    }

    /// Takes a note out of the bin, because it is on the board again.
    pub fn take_from_bin(&mut self, id: &NoteId) {
        self.bin.retain(|binned| binned.note != *id);
    }

    /// A removed note: as it was when it was last removed.
    pub fn binned(&self, id: &NoteId) -> Option<&Binned> {
        self.bin.iter().rev().find(|b| b.note == *id)
    }
}
