//! Merging notes that say the same.

use serde_json::json;

use super::{
    Content, State, Write,
    verdict::{Verdict, ensure, refuse},
};
use crate::{Code, NoteId, schema::root};

/// Checks that the note is on a bone: not merged into another one, and not parked.
pub(super) fn standing(state: &State, content: &dyn Content, note: &NoteId) -> Verdict {
    let found = content.note(note);
    ensure(found.is_some(), Code::Unknown, "This cause is no longer on the board")?;
    ensure(
        state.merged_into(content, note).is_none(),
        Code::Invalid,
        "This cause was merged into another one; choose that one instead",
    )?;
    ensure(
        found.is_some_and(|found| !found.parked),
        Code::Invalid,
        "This cause is parked; take it back to its bone first",
    )
}

pub(super) fn decide_merge(state: &State, content: &dyn Content, into: &NoteId, notes: &[NoteId]) -> Verdict {
    state.not_locked()?;
    standing(state, content, into)?;
    ensure(!notes.is_empty(), Code::Invalid, "Choose at least one cause to merge")?;
    for note in notes {
        ensure(note != into, Code::Invalid, "A cause cannot be merged into itself; choose another one")?;
        ensure(content.note(note).is_some(), Code::Unknown, "One of the causes is no longer on the board")?;
        if state.merged_into(content, note).is_some_and(|target| target != into) {
            return refuse(
                Code::Invalid,
                "One of the causes is merged into another one already; take it out there first",
            );
        }
        ensure(
            !is_under(content, into, note),
            Code::Invalid,
            "A cause cannot be merged into one that explains it; move that one out first",
        )?;
    }
    Ok(())
}

pub(super) fn apply_merge(state: &mut State, into: &NoteId, notes: &[NoteId], writes: &mut Vec<Write>) {
    // The target was itself merged earlier into a note that was removed since, so it stands for itself again.
    if state.merges.remove(into).is_some() {
        writes.push(removed(into));
    }
    for note in notes {
        let followers: Vec<NoteId> =
            state.merges.iter().filter(|(_, target)| *target == note).map(|(id, _)| id.clone()).collect();
        for moved in followers.into_iter().chain([note.clone()]) {
            writes.push(Write::Put { root: root::MERGES, key: moved.to_string(), value: json!(into) });
            state.merges.insert(moved, into.clone());
        }
    }
}

pub(super) fn decide_unmerge(state: &State, note: &NoteId) -> Verdict {
    state.not_locked()?;
    ensure(state.merges.contains_key(note), Code::Unknown, "This cause is not merged into another one")
}

pub(super) fn apply_unmerge(state: &mut State, note: &NoteId, writes: &mut Vec<Write>) {
    state.merges.remove(note);
    writes.push(removed(note));
}

fn removed(note: &NoteId) -> Write {
    Write::Remove { root: root::MERGES, key: note.to_string() }
}

/// Whether `note` is below `above`, at any depth.
fn is_under(content: &dyn Content, note: &NoteId, above: &NoteId) -> bool {
    let mut at = note.clone();
    // The loop is bounded, so that it would end even in a circle, which the gate prevents.
    for _ in 0..64 {
        match content.note(&at).and_then(|n| n.parent) {
            Some(parent) if parent == *above => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}

impl State {
    /// The note that this one was merged into. If that note was removed, the notes merged into it stand for
    /// themselves again.
    pub fn merged_into(&self, content: &dyn Content, note: &NoteId) -> Option<&NoteId> {
        self.merges.get(note).filter(|target| content.note(target).is_some())
    }
}
