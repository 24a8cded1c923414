//! Finds the effect of an update without touching the document.
//!
//! The place (type and key) of each block follows from its parent or its neighbours. Each deletion is cut down to
//! what is still alive. Only the *effective* part of an update counts, because a SyncStep2 repeats known content.
//! Blocks may depend on blocks of other clients in the same update, so sections are walked in the order of their
//! dependencies, each block once.

use super::Fault;
use super::effect::{Effect, FRESH, FreshType, Gone, Part, Placed, Set};
use super::repeat::repeats;
use crate::index::{Class, Index, Run, SEQ, SERVER, VOID, What, root_type};
use crate::wire::{Content, Id, Item, Parent, Update};

/// Resolves an update against the index.
///
/// # Errors
/// [`Fault::Gap`] when the update builds on something unknown; otherwise the fault in its structure.
pub fn resolve<'u>(index: &Index, update: &Update<'u>, trusted: bool) -> Result<Effect<'u>, Fault> {
    let few = update.blocks.len().min(16);
    let effect = Effect { sets: Vec::with_capacity(few), ..Effect::default() };
    let mut walk = Walk { index, update, trusted, effect, replaced: vec![] };
    walk.parts();
    walk.blocks()?;
    walk.deletions()?;
    walk.replaced()?;
    Ok(walk.effect)
}

/// The place of the content at an id.
#[derive(Clone, Copy)]
struct At {
    ty: u32,
    key: u32,
    what: What,
}

struct Walk<'w, 'u> {
    index: &'w Index,
    update: &'w Update<'u>,
    trusted: bool,
    effect: Effect<'u>,
    /// Values of a key that are followed by another value in the same item.
    replaced: Vec<Id>,
}

impl<'u> Walk<'_, 'u> {
    fn parts(&mut self) {
        self.effect.parts.reserve_exact(self.update.sections.len());
        for section in &self.update.sections {
            let before = self.index.clock(section.client);
            self.effect.part_of.push(section.client, ());
            self.effect.parts.push(Part {
                client: section.client,
                before,
                placed: Vec::with_capacity((section.end - section.start) as usize),
                clock: before,
                next: section.start,
                end: section.end,
                waiting: false,
            });
        }
    }

    /// Walks the sections, each as far as possible. A section that depends on another waits for it on a stack.
    fn blocks(&mut self) -> Result<(), Fault> {
        let mut stack: Vec<(usize, u32)> = vec![];
        for first in 0..self.effect.parts.len() {
            stack.push((first, u32::MAX));
            while let Some(&(at, until)) = stack.last() {
                let part = &self.effect.parts[at];
                if part.next == part.end || part.clock > until {
                    self.effect.parts[at].waiting = false;
                    stack.pop();
                    if until != u32::MAX && self.effect.parts[at].clock <= until {
                        return Err(Fault::Gap);
                    }
                    continue;
                }
                if let Some(missing) = self.block(at)? {
                    let on = self.effect.part(missing.client).ok_or(Fault::Gap)?;
                    if on == at || self.effect.parts[on].waiting {
                        return Err(Fault::Gap);
                    }
                    self.effect.parts[at].waiting = true;
                    stack.push((on, missing.clock));
                }
            }
        }
        Ok(())
    }

    /// Places the next block of a part, or returns the id that the block depends on and that is not placed yet.
    fn block(&mut self, at: usize) -> Result<Option<Id>, Fault> {
        let part = &self.effect.parts[at];
        let (number, client, known) = (part.next, part.client, part.clock);
        let block = self.update.blocks[number as usize];
        if block.clock < part.before && !self.trusted {
            repeats(self.index, client, &block, part.before)?;
        }
        if block.clock + block.len <= known {
            self.effect.parts[at].next += 1;
            return Ok(None);
        }
        if block.clock > known {
            return Err(Fault::Gap);
        }
        let skip = known - block.clock;
        let (clock, len) = (known, block.len - skip);
        let void = Run { clock, len, ty: VOID, key: SEQ, what: What::TOMB, dead: true };
        let placed = match block.item {
            None => Placed { run: void, keyed: false, block: number },
            Some(item) => {
                if let Some(missing) = self.missing(&item) {
                    return Ok(Some(missing));
                }
                let (ty, key) = self.home(&item)?;
                if skip > 0 {
                    // The first part of the block is known. It must lie in the same place, because yrs believes the
                    // block.
                    let first = self.at(Id { client, clock: known - 1 }).ok_or(Fault::Malformed)?;
                    let (first_ty, first_key) = self.alive_place(first);
                    if first_ty != ty || (ty != VOID && first_key != key) {
                        return Err(Fault::Malformed);
                    }
                }
                let (run, keyed) = self.place_item(&item, Id { client, clock }, len, ty, key)?;
                Placed { run, keyed, block: number }
            }
        };
        let part = &mut self.effect.parts[at];
        part.placed.push(placed);
        part.clock += len;
        part.next += 1;
        Ok(None)
    }

    /// The first id that an item depends on and that is not known yet.
    fn missing(&self, item: &Item) -> Option<Id> {
        let parent = match item.parent {
            Some(Parent::Item(id)) => Some(id),
            _ => None,
        };
        [item.origin, item.right, parent].into_iter().flatten().find(|id| self.clock(id.client) <= id.clock)
    }

    fn clock(&self, client: u64) -> u32 {
        match self.effect.part(client) {
            Some(part) => self.effect.parts[part].clock,
            None => self.index.clock(client),
        }
    }

    fn at(&self, id: Id) -> Option<At> {
        if let Some(run) = self.index.run(id) {
            return Some(At { ty: run.ty, key: run.key, what: run.what });
        }
        let placed = &self.effect.parts[self.effect.part(id.client)?].placed;
        let after = placed.partition_point(|placed| placed.run.clock <= id.clock);
        let run = placed.get(after.checked_sub(1)?)?.run;
        (id.clock - run.clock < run.len).then_some(At { ty: run.ty, key: run.key, what: run.what })
    }

    fn is_dead(&self, ty: u32) -> bool {
        ty < FRESH && self.index.is_dead(ty)
    }

    /// The place, or no place if its type was removed.
    fn alive_place(&self, at: At) -> (u32, u32) {
        if at.ty == VOID || self.is_dead(at.ty) { (VOID, SEQ) } else { (at.ty, at.key) }
    }

    /// The type and key that an item belongs to.
    fn home(&mut self, item: &Item<'u>) -> Result<(u32, u32), Fault> {
        let neighbour = |id: Option<Id>| {
            id.map(|id| self.at(id).map(|at| self.alive_place(at)).ok_or(Fault::Gap)).transpose()
        };
        match (neighbour(item.origin)?, neighbour(item.right)?, item.parent) {
            (Some(left), Some(right), _) if left == right => Ok(left),
            (Some(_), Some(_), _) => Err(Fault::Malformed),
            (Some(place), None, _) | (None, Some(place), _) => Ok(place),
            (None, None, Some(parent)) => {
                let ty = match parent {
                    Parent::Root(name) => root_type(name).ok_or(Fault::UnknownRoot)?,
                    Parent::Item(id) => match self.at(id).ok_or(Fault::Gap)?.what {
                        What::CONTENT => return Err(Fault::Malformed),
                        what => what.as_type().filter(|ty| !self.is_dead(*ty)).unwrap_or(VOID),
                    },
                };
                match item.key {
                    _ if ty == VOID => Ok((VOID, SEQ)),
                    _ if ty == SERVER => Ok((SERVER, SEQ)),
                    Some(name) => Ok((ty, self.intern(name))),
                    None => Ok((ty, SEQ)),
                }
            }
            (None, None, None) => Err(Fault::Malformed),
        }
    }

    fn intern(&mut self, name: &'u str) -> u32 {
        if let Some(key) = self.effect.key(self.index, name) {
            return key;
        }
        FRESH + self.effect.keys.push(name, ()) as u32
    }

    /// Places an item whose home is known. Returns whether it is a living value of a key.
    fn place_item(
        &mut self,
        item: &Item<'u>,
        id: Id,
        len: u32,
        ty: u32,
        key: u32,
    ) -> Result<(Run, bool), Fault> {
        let clock = id.clock;
        let tomb = item.content == Content::Deleted;
        let run = |what, dead| Run { clock, len, ty, key, what, dead };
        if ty == VOID {
            // This is a late edit inside something removed, so it has no effect. Its kind still matters, because no
            // item may name characters as its parent.
            let what = if matches!(item.content, Content::Str(_) | Content::Any(_)) {
                What::CONTENT
            } else {
                What::TOMB
            };
            return Ok((run(what, true), false));
        }
        if ty == SERVER {
            if !self.trusted {
                return Err(Fault::ServerOwned);
            }
            let what = if tomb { What::TOMB } else { What::CONTENT };
            return Ok((run(what, tomb), false));
        }
        let class = self.effect.class(self.index, ty);
        if class == Class::Foreign {
            return Err(Fault::Schema);
        }
        if class.is_text() {
            if key != SEQ || !matches!(item.content, Content::Str(_) | Content::Deleted) {
                return Err(Fault::Schema);
            }
            return Ok((run(if tomb { What::TOMB } else { What::CONTENT }, tomb), false));
        }
        if key == SEQ {
            return Err(Fault::Schema);
        }
        if item.right.is_some() && !self.trusted {
            return Err(Fault::Malformed);
        }
        let mut makes = None;
        let what = match item.content {
            Content::Type(shared) => {
                let class = class.child(self.effect.name(self.index, key), shared);
                if class == Class::Foreign {
                    return Err(Fault::Schema);
                }
                let fresh = FRESH + self.effect.types.len() as u32;
                self.effect.types.push(FreshType { class, parent: ty, key });
                makes = Some(fresh);
                What::of_type(fresh)
            }
            Content::Str(_) => return Err(Fault::Schema),
            Content::Any(_) => What::CONTENT,
            Content::Deleted => What::TOMB,
        };
        let last = Id { client: id.client, clock: clock + len - 1 };
        if !tomb {
            self.replaced.extend((clock..last.clock).map(|clock| Id { client: id.client, clock }));
        }
        self.effect.sets.push(Set { id: last, ty, key, makes, content: item.content });
        Ok((run(what, tomb), !tomb))
    }

    /// Cuts the delete set down to what is alive.
    fn deletions(&mut self) -> Result<(), Fault> {
        for deletion in &self.update.deletions {
            let (id, end) = (deletion.id, deletion.id.clock + deletion.len);
            if end > self.clock(id.client) {
                if self.trusted {
                    continue;
                }
                return Err(Fault::Gap);
            }
            if let Some(slot) = self.index.slot(id.client) {
                let client = &self.index.clients()[slot as usize];
                let first = client.find(id.clock).unwrap_or(client.len());
                for run in (first..client.len()).map(|at| client.run(at)).take_while(|run| run.clock < end) {
                    if !run.dead && run.ty != VOID && !self.is_dead(run.ty) {
                        self.effect.gone.push(cut(id.client, &run, id.clock, end));
                    }
                }
            }
            if let Some(part) = self.effect.part(id.client) {
                let placed = &self.effect.parts[part].placed;
                let first = placed.partition_point(|placed| placed.run.clock + placed.run.len <= id.clock);
                for placed in placed[first..].iter().take_while(|placed| placed.run.clock < end) {
                    if !placed.run.dead {
                        self.effect.gone.push(cut(id.client, &placed.run, id.clock, end));
                    }
                }
            }
        }
        self.effect.gone.sort_unstable_by_key(|gone| gone.id);
        Ok(())
    }

    /// Checks that replaced values are deleted. Successive values of a key may come as one item (`Y.mergeUpdates`
    /// joins them), and the client that set a value has deleted the one before. A value left alive would be hidden by
    /// Yjs, and forgotten when the note is removed.
    fn replaced(&self) -> Result<(), Fault> {
        let all = self.replaced.iter().all(|id| self.effect.deletes(*id));
        if all { Ok(()) } else { Err(Fault::Malformed) }
    }
}

fn cut(client: u64, run: &Run, start: u32, end: u32) -> Gone {
    let (start, end) = (run.clock.max(start), (run.clock + run.len).min(end));
    Gone { id: Id { client, clock: start }, len: end - start, ty: run.ty, key: run.key, what: run.what }
}
