//! The gate's checks of changes to notes.

use super::Fault;
use super::effect::{FRESH, Gone, Set};
use super::fields::{self, NoteKey};
use super::judge::{FreshNote, Judge, UNKNOWN_BRANCH, is_map};
use super::rules::{Change, Role};
use crate::index::{NOTES, VOID};
use crate::wire::{Content, Scalar};
use crate::{Code, Refusal};

const CLOSED_BRANCH: Refusal =
    Refusal::new(Code::NotAllowed, "This bone is not open in the present activity; write for one that is");

impl<'u> Judge<'_, 'u> {
    pub(super) fn owns(&self, id: &str) -> bool {
        self.state.owners.get(id).is_some_and(|owner| owner.actor == *self.actor)
    }

    /// Whether the sender of the update wrote the note of this type. A new note is the sender's.
    pub(super) fn own(&self, ty: u32) -> bool {
        ty >= FRESH || self.owns(self.name(self.effect.place(self.index, ty).1))
    }

    pub(super) fn edit_note(&mut self, ty: u32) -> Result<(), Refusal> {
        if ty >= FRESH { Ok(()) } else { self.allow(Change::EditNote { own: self.own(ty) }, ty) }
    }

    pub(super) fn move_note(&mut self, ty: u32) -> Result<(), Refusal> {
        if ty >= FRESH { Ok(()) } else { self.allow(Change::MoveNote { own: self.own(ty) }, ty) }
    }

    /// Judges a value set in the root map of notes: a new note, a note brought back, or the tombstone of one.
    pub(super) fn set_note(&mut self, set: &Set<'u>) -> Result<(), Refusal> {
        is_map(set)?;
        let effect = self.effect;
        let id = effect.name(self.index, set.key);
        fields::id(id, &self.state.limits)?;
        if set.key < FRESH
            && let Some(living) = self.index.living(NOTES, set.key)
            && !effect.deletes(living)
        {
            self.remove(id)?;
        }
        let Some(ty) = set.makes else { return Ok(()) };
        match self.state.owners.get(id) {
            Some(owner) => {
                let own = owner.actor == *self.actor;
                self.allow(Change::RestoreNote { own }, set.ty)?;
            }
            None => self.allow(Change::AddNote, set.ty)?,
        }
        if !effect.deletes(set.id) {
            self.fresh.or_insert(ty, FreshNote::default());
            self.hangs.or_insert(set.key, None);
            self.added.push(id.into());
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, id: &str) -> Result<(), Refusal> {
        self.allow(Change::RemoveNote { own: self.owns(id) }, NOTES)?;
        self.decided = (Change::AddNote, VOID);
        self.removed.push(id.into());
        Ok(())
    }

    pub(super) fn set_field(&mut self, set: &Set<'u>) -> Result<(), Refusal> {
        let effect = self.effect;
        let name = effect.name(self.index, set.key);
        let key = NoteKey::of(name).ok_or(Fault::Schema)?;
        if key == NoteKey::Text {
            // The text object of a note is never replaced.
            if set.ty < FRESH || !matches!(set.content, Content::Type(_) | Content::Deleted) {
                return Err(Fault::Schema.into());
            }
            if set.makes.is_some()
                && !effect.deletes(set.id)
                && let Some(fresh) = self.fresh.get_mut(set.ty)
            {
                fresh.text = true;
            }
            return Ok(());
        }
        fields::note(name, set.content, &self.state.limits)?;
        if key.moves() {
            self.move_note(set.ty)?
        } else {
            self.edit_note(set.ty)?
        }
        let Content::Any(values) = set.content else { return Ok(()) };
        match key {
            NoteKey::Branch => values.iter().try_for_each(|value| match value {
                Scalar::Str(id) => self.hangs_on(id),
                _ => Err(UNKNOWN_BRANCH),
            })?,
            NoteKey::Also => values.iter().try_for_each(|value| match value {
                Scalar::Str(ids) => ids.split('\n').try_for_each(|id| self.hangs_on(id)),
                _ => Ok(()),
            })?,
            _ => {}
        }
        if key == NoteKey::Parent {
            let mut last = None;
            for value in values.iter() {
                last = match value {
                    Scalar::Str(id) => {
                        self.wanted.push(id);
                        Some(id)
                    }
                    _ => None,
                };
            }
            if !effect.deletes(set.id) {
                let above = last.and_then(|id| effect.key(self.index, id));
                *self.hangs.or_insert(effect.place(self.index, set.ty).1, None) = above;
            }
        }
        Ok(())
    }

    /// Checks a bone that a note is put on.
    fn hangs_on(&self, branch: &str) -> Result<(), Refusal> {
        if !self.is_branch(branch) {
            Err(UNKNOWN_BRANCH)
        } else if self.role == Role::Participant && !self.state.bone_is_open(branch) {
            Err(CLOSED_BRANCH)
        } else {
            Ok(())
        }
    }

    /// Judges the removal of a field's value. An undo may remove any value except the text.
    pub(super) fn unset_field(&mut self, gone: &Gone) -> Result<(), Refusal> {
        let key = NoteKey::of(self.name(gone.key)).ok_or(Fault::Schema)?;
        match key {
            NoteKey::Text if gone.ty < FRESH => Err(Fault::Schema.into()),
            NoteKey::Text => Ok(()),
            key if key.moves() => self.move_note(gone.ty),
            _ => self.edit_note(gone.ty),
        }
    }
}
