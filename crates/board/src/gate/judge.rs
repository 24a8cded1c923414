//! Decides about an update from its effect.

use super::effect::{Effect, FRESH, Gone, Placed, Set};
use super::fields;
use super::resolve::resolve;
use super::rules::{self, Change, Moment, Role};
use super::shares::{self, NoteChange};
use super::small_map::Few;
use super::tree::{self, Hangs};
use super::{Fault, rules::open};
use crate::index::{BRANCHES, Class, FACTS, Index, NOTES, PROJECTS, SEQ, VOID};
use crate::length::Length;
use crate::schema::{SERVER_CLIENT, board};
use crate::wire::{Content, Update};
use crate::workshop::State;
use crate::{Actor, Code, NoteId, Refusal};

const FORGED: Refusal = Refusal::new(Code::Forged, "This claims to be written by somebody else");
const TOO_LONG: Refusal = Refusal::new(Code::TooLong, "The text is longer than a board accepts");
const TOO_MANY: Refusal = Refusal::new(Code::TooMany, "The board holds no more of these");
pub(super) const UNKNOWN_BRANCH: Refusal = Refusal::new(Code::Schema, "The board has no such bone");
const UNKNOWN_PARENT: Refusal = Refusal::new(Code::Schema, "The board has no such cause to stand under");

/// An update that may be applied, and the facts that the log must keep about it.
#[derive(Debug)]
pub struct Verdict<'u> {
    /// The effect of the update.
    pub effect: Effect<'u>,
    /// Client ids that nobody has used before.
    pub clients: Vec<u64>,
    /// Ids of the notes that the update adds or brings back.
    pub added: Vec<NoteId>,
    /// Ids of the notes that the update removes.
    pub removed: Vec<NoteId>,
}

/// Judges an update. Returns `None` when it changes nothing.
///
/// # Errors
/// The refusal that the client is told; nothing was changed.
pub fn judge<'u>(
    index: &Index,
    state: &State,
    actor: &Actor,
    update: &Update<'u>,
) -> Result<Option<Verdict<'u>>, Refusal> {
    let effect = resolve(index, update, false)?;
    if effect.is_empty() {
        return Ok(None);
    }
    let clients = authors(&effect, state, actor)?;
    let moment = Moment::of(state);
    open(Role::of(actor), &moment)?;
    let mut judge = Judge {
        index,
        state,
        actor,
        role: Role::of(actor),
        moment,
        effect: &effect,
        update,
        going: going(&effect),
        fresh: Few::default(),
        lengths: Few::default(),
        hangs: Hangs::default(),
        wanted: vec![],
        items: Few::default(),
        added: vec![],
        removed: vec![],
        projects: 0,
        facts: 0,
        branches: vec![],
        decided: (Change::AddNote, VOID),
    };
    judge.sets()?;
    judge.inserts()?;
    judge.deletions()?;
    judge.whole()?;
    let (added, removed) = (judge.added, judge.removed);
    Ok(Some(Verdict { effect, clients, added, removed }))
}

/// Checks the owners of the client ids in an update. Returns the ids that nobody has used before.
fn authors(effect: &Effect, state: &State, actor: &Actor) -> Result<Vec<u64>, Refusal> {
    let mut new = vec![];
    for part in effect.parts.iter().filter(|part| !part.placed.is_empty()) {
        match state.clients.get(&part.client) {
            _ if part.client == SERVER_CLIENT => return Err(FORGED),
            Some(owner) if owner != actor => return Err(FORGED),
            Some(_) => {}
            None if state.claims.owner(part.client).is_some_and(|owner| owner != actor) => {
                return Err(FORGED);
            }
            None => new.push(part.client),
        }
    }
    shares::clients(state, actor, new.len())?;
    Ok(new)
}

/// The types whose items the update deletes, sorted. The deletion of their content is implied.
fn going(effect: &Effect) -> Vec<u32> {
    let mut going: Vec<u32> = effect.gone.iter().filter_map(|gone| gone.what.as_type()).collect();
    going.sort_unstable();
    going
}

/// The fields that a new note has so far.
#[derive(Default)]
pub(super) struct FreshNote {
    pub(super) text: bool,
}

pub(super) struct Judge<'j, 'u> {
    pub(super) index: &'j Index,
    pub(super) state: &'j State,
    pub(super) actor: &'j Actor,
    pub(super) role: Role,
    pub(super) moment: Moment,
    pub(super) effect: &'j Effect<'u>,
    pub(super) update: &'j Update<'u>,
    pub(super) going: Vec<u32>,
    /// New notes, by type number.
    pub(super) fresh: Few<u32, FreshNote>,
    /// UTF-16 code units inserted and deleted, by text.
    pub(super) lengths: Few<u32, (u32, u32)>,
    pub(super) hangs: Hangs,
    /// Parents that were named. They must exist after the update.
    pub(super) wanted: Vec<&'u str>,
    /// The number of items added to each list of a project, and of values to each fact.
    pub(super) items: Few<u32, usize>,
    pub(super) added: Vec<NoteId>,
    pub(super) removed: Vec<NoteId>,
    pub(super) projects: usize,
    pub(super) facts: usize,
    /// Keys of the bones that the update brings.
    pub(super) branches: Vec<u32>,
    /// The last change that was allowed, and its type. Neighbours in an update repeat it.
    pub(super) decided: (Change, u32),
}

impl<'u> Judge<'_, 'u> {
    pub(super) fn name(&self, key: u32) -> &str {
        self.effect.name(self.index, key)
    }

    pub(super) fn allow(&mut self, change: Change, ty: u32) -> Result<(), Refusal> {
        if self.decided != (change, ty) {
            rules::decide(self.role, &self.moment, change)?;
            self.decided = (change, ty);
        }
        Ok(())
    }

    fn edit_text(&mut self, ty: u32) -> Result<(), Refusal> {
        let effect = self.effect;
        match effect.class(self.index, ty) {
            Class::NoteText => self.edit_note(effect.place(self.index, ty).0),
            _ => self.allow(Change::WriteBoard, ty),
        }
    }

    fn sets(&mut self) -> Result<(), Refusal> {
        let effect = self.effect;
        let limits = &self.state.limits;
        for set in &effect.sets {
            match effect.class(self.index, set.ty) {
                Class::Notes => self.set_note(set)?,
                Class::Note => self.set_field(set)?,
                Class::Projects => {
                    fields::id(effect.name(self.index, set.key), limits)?;
                    is_map(set)?;
                    self.projects += usize::from(set.makes.is_some());
                    self.allow(Change::WriteProjects, set.ty)?;
                }
                Class::Project => {
                    fields::project(effect.name(self.index, set.key), set.content, limits)?;
                    self.allow(Change::EditProject, set.ty)?;
                }
                Class::ProjectList => {
                    fields::list_item(effect.name(self.index, set.key), set.content, limits)?;
                    self.item_of_project(set)?;
                    *self.items.or_insert(set.ty, 0) += self.more(set);
                    self.allow(Change::EditProject, set.ty)?;
                }
                Class::Facts | Class::Fact | Class::FactValues => self.set_fact(set)?,
                Class::Branches => {
                    fields::id(effect.name(self.index, set.key), limits)?;
                    is_map(set)?;
                    self.branches.extend(set.makes.map(|_| set.key));
                    self.allow(Change::WriteBranches, set.ty)?;
                }
                Class::Branch => {
                    fields::branch(effect.name(self.index, set.key), set.content, limits)?;
                    self.allow(Change::WriteBranches, set.ty)?;
                }
                Class::Board => {
                    fields::board(effect.name(self.index, set.key), set.content, limits)?;
                    self.allow(Change::WriteBoard, set.ty)?;
                }
                Class::Server => return Err(Fault::ServerOwned.into()),
                Class::NoteText | Class::Effect | Class::Foreign => return Err(Fault::Schema.into()),
            }
        }
        Ok(())
    }

    /// Whether a bone exists or existed. A note may be on its way to a bone that was just removed.
    pub(super) fn is_branch(&self, id: &str) -> bool {
        self.effect
            .key(self.index, id)
            .is_some_and(|key| self.index.was_branch(key) || self.branches.contains(&key))
    }

    /// Judges characters inserted into texts.
    fn inserts(&mut self) -> Result<(), Refusal> {
        let effect = self.effect;
        for placed in effect.parts.iter().flat_map(|part| &part.placed) {
            let run = placed.run;
            if run.ty == VOID || run.key != SEQ {
                continue;
            }
            self.edit_text(run.ty)?;
            if !run.dead {
                self.lengths.or_insert(run.ty, (0, 0)).0 += run.len;
            }
        }
        Ok(())
    }

    /// The length of a text after the update.
    fn length(&self, ty: u32, now: Length) -> Length {
        let effect = self.effect;
        let placed = effect.parts.iter().flat_map(|part| &part.placed);
        let placed = placed.filter(|placed| placed.run.ty == ty && placed.run.key == SEQ && !placed.run.dead);
        let gone = effect.gone.iter().filter(|gone| gone.ty == ty && gone.key == SEQ);
        let all =
            placed.fold(now, |sum, placed| sum + self.written(placed, placed.run.clock, placed.run.len));
        gone.fold(all, |sum, gone| sum - self.deleted(gone))
    }

    /// The length of a part of the text that the update brings in one block.
    fn written(&self, placed: &Placed, clock: u32, len: u32) -> Length {
        let block = &self.update.blocks[placed.block as usize];
        let from = clock - block.clock;
        match block.item.map(|item| item.content) {
            Some(Content::Str(text)) => Length::of_part(text, from, from + len),
            _ => Length::default(),
        }
    }

    /// The length of a range of a text that the update deletes, of the document's or of its own.
    fn deleted(&self, gone: &Gone) -> Length {
        if gone.id.clock < self.index.clock(gone.id.client) {
            return self.index.length_at(gone.id, gone.len);
        }
        let Some(part) = self.effect.part(gone.id.client) else { return Length::default() };
        let placed = &self.effect.parts[part].placed;
        let at = placed.partition_point(|placed| placed.run.clock <= gone.id.clock);
        let placed = at.checked_sub(1).map(|at| &placed[at]);
        placed.map_or(Length::default(), |placed| self.written(placed, gone.id.clock, gone.len))
    }

    fn deletions(&mut self) -> Result<(), Refusal> {
        let effect = self.effect;
        for gone in &effect.gone {
            if self.implied(gone.ty) {
                continue;
            }
            match effect.class(self.index, gone.ty) {
                Class::Notes => {
                    if gone.what.as_type().is_some_and(|ty| ty < FRESH) {
                        let id = effect.name(self.index, gone.key);
                        self.remove(id)?;
                    }
                }
                Class::Note => self.unset_field(gone)?,
                Class::NoteText | Class::Effect => {
                    self.edit_text(gone.ty)?;
                    self.lengths.or_insert(gone.ty, (0, 0)).1 += gone.len;
                }
                Class::Projects => self.allow(Change::WriteProjects, gone.ty)?,
                Class::Project | Class::ProjectList => self.allow(Change::EditProject, gone.ty)?,
                Class::Branches | Class::Branch => self.allow(Change::WriteBranches, gone.ty)?,
                Class::Facts | Class::Fact | Class::FactValues => self.allow(Change::WriteFacts, gone.ty)?,
                Class::Board if self.name(gone.key) == board::EFFECT && gone.ty < FRESH => {
                    return Err(Fault::Schema.into());
                }
                Class::Board => self.allow(Change::WriteBoard, gone.ty)?,
                Class::Server => return Err(Fault::ServerOwned.into()),
                Class::Foreign => return Err(Fault::Schema.into()),
            }
        }
        Ok(())
    }

    /// Whether this type lies inside something that the update removes as a whole.
    fn implied(&self, ty: u32) -> bool {
        if self.going.is_empty() {
            return false;
        }
        let mut at = ty;
        while at != VOID {
            if self.going.binary_search(&at).is_ok() {
                return true;
            }
            at = self.effect.place(self.index, at).0;
        }
        false
    }

    /// Checks the rules that concern the update as a whole.
    fn whole(&mut self) -> Result<(), Refusal> {
        let limits = &self.state.limits;
        if self.fresh.iter().any(|(ty, fresh)| !fresh.text && !self.implied(*ty)) {
            return Err(Refusal::new(Code::Schema, "A new note needs its text"));
        }
        for (ty, (inserted, deleted)) in self.lengths.iter() {
            let now = if *ty >= FRESH { Length::default() } else { self.index.text_len(*ty) };
            let most = match self.effect.class(self.index, *ty) {
                Class::NoteText => limits.note_text,
                _ => limits.field_text,
            };
            // No text has more characters than code units.
            if now.units + inserted - deleted <= most {
                continue;
            }
            let then = self.length(*ty, now);
            let grows = then.characters() > now.characters() || then.units > now.units;
            if grows && !then.fits(most) {
                return Err(TOO_LONG);
            }
        }
        let fits = |root: u32, more: usize, less: usize, most: u32| {
            more <= less || self.index.living_count(root) + more - less <= most as usize
        };
        let lists = self.items.iter().all(|(ty, more)| {
            let now = if *ty >= FRESH { 0 } else { self.index.living_count(*ty) };
            let most = match self.effect.class(self.index, *ty) {
                Class::FactValues => limits.fact_values,
                _ => limits.list_items,
            };
            *more == 0 || now + more <= most as usize
        });
        if !lists
            || !fits(NOTES, self.added.len(), self.removed.len(), limits.notes)
            || !fits(PROJECTS, self.projects, 0, limits.projects)
            || !fits(FACTS, self.facts, 0, limits.facts)
            || !fits(BRANCHES, self.branches.len(), 0, limits.branches)
        {
            return Err(TOO_MANY);
        }
        let own_removed = || self.removed.iter().filter(|id| self.owns(id.as_str())).count();
        let leads = self.role == Role::Facilitator;
        let change = NoteChange { leads, added: &self.added, own_removed: &own_removed };
        shares::notes(self.index, self.state, self.actor, &change)?;
        let known = |id: &&str| {
            self.state.owners.contains_key(*id)
                || self.effect.key(self.index, id).is_some_and(|key| self.hangs.get(key).is_some())
        };
        if !self.wanted.iter().all(known) {
            return Err(UNKNOWN_PARENT);
        }
        if self.hangs.iter().any(|(_, above)| above.is_some()) {
            tree::check(self.index, &self.hangs, limits.depth)?;
        }
        Ok(())
    }
}

pub(super) fn is_map(set: &Set) -> Result<(), Refusal> {
    if matches!(set.content, Content::Type(_) | Content::Deleted) {
        Ok(())
    } else {
        Err(Fault::Schema.into())
    }
}
