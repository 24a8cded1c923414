//! What an update would do, as data.

use smallvec::SmallVec;

use super::small_map::Few;
use crate::index::{Class, Index, Run, What};
use crate::wire::{Content, Id};

/// Numbers from here on are types and keys that the update itself brings.
pub const FRESH: u32 = 1 << 30;

/// New clocks of one client, placed.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// Where and what; `ty`, `key` and the type of `what` may be fresh.
    pub run: Run,
    /// Whether it is a living value of a map key: those are indexed one by one.
    pub keyed: bool,
    /// The block of the update that it comes from.
    pub block: u32,
}

/// A shared type that the update brings.
#[derive(Clone, Copy, Debug)]
pub struct FreshType {
    /// What it is.
    pub class: Class,
    /// The type it is set in; may be fresh.
    pub parent: u32,
    /// The key it is set under; may be fresh.
    pub key: u32,
}

/// A value set under a key of a map.
#[derive(Clone, Copy, Debug)]
pub struct Set<'u> {
    /// The id of the (last) value.
    pub id: Id,
    /// The map; may be fresh.
    pub ty: u32,
    /// The key; may be fresh.
    pub key: u32,
    /// The fresh type that it makes, if it makes one.
    pub makes: Option<u32>,
    /// The value.
    pub content: Content<'u>,
}

/// A living range that the update deletes.
#[derive(Clone, Copy, Debug)]
pub struct Gone {
    /// Its first id.
    pub id: Id,
    /// How many clocks.
    pub len: u32,
    /// The type it lies in; may be fresh.
    pub ty: u32,
    /// Its key there; may be fresh.
    pub key: u32,
    /// What it is.
    pub what: What,
}

/// One client's part of the update while it is walked.
#[derive(Debug)]
pub struct Part {
    /// The client.
    pub client: u64,
    /// Its clock in the document before the update.
    pub before: u32,
    /// Its new clocks, ascending without holes.
    pub placed: Vec<Placed>,
    pub(super) clock: u32,
    pub(super) next: u32,
    pub(super) end: u32,
    pub(super) waiting: bool,
}

/// What an update would do.
#[derive(Debug, Default)]
pub struct Effect<'u> {
    /// The new clocks by client.
    pub parts: SmallVec<[Part; 1]>,
    /// The types it brings.
    pub types: SmallVec<[FreshType; 2]>,
    /// The keys it brings.
    pub keys: Few<&'u str, ()>,
    /// The values it sets.
    pub sets: Vec<Set<'u>>,
    /// What it deletes of what is alive, its own content included; in the order of ids.
    pub gone: Vec<Gone>,
    /// The place of each client among the parts.
    pub(super) part_of: Few<u64, ()>,
}

impl<'u> Effect<'u> {
    /// Whether it changes anything.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.parts.iter().all(|part| part.placed.is_empty())
    }

    /// Whether exactly this id is among what is deleted.
    pub fn deletes(&self, id: Id) -> bool {
        let at = self.gone.partition_point(|gone| gone.id <= id);
        at.checked_sub(1).is_some_and(|at| {
            let gone = &self.gone[at];
            gone.id.client == id.client && id.clock - gone.id.clock < gone.len
        })
    }

    /// Where a type lies: its parent and key.
    pub fn place(&self, index: &Index, ty: u32) -> (u32, u32) {
        match ty.checked_sub(FRESH) {
            Some(fresh) => {
                let fresh = &self.types[fresh as usize];
                (fresh.parent, fresh.key)
            }
            None => index.place(ty),
        }
    }

    /// What a type is.
    pub fn class(&self, index: &Index, ty: u32) -> Class {
        match ty.checked_sub(FRESH) {
            Some(fresh) => self.types[fresh as usize].class,
            None => index.class(ty),
        }
    }

    /// The name of a key that is not [`crate::index::SEQ`].
    pub fn name<'a>(&'a self, index: &'a Index, key: u32) -> &'a str {
        match key.checked_sub(FRESH) {
            Some(fresh) => self.keys.key(fresh as usize),
            None => index.keys.name(key),
        }
    }

    /// The number of a key, if anybody ever used it.
    pub fn key(&self, index: &Index, name: &str) -> Option<u32> {
        index.keys.get(name).or_else(|| self.fresh_key(name))
    }

    fn fresh_key(&self, name: &str) -> Option<u32> {
        self.keys.place(name).map(|at| FRESH + at as u32)
    }

    pub(super) fn part(&self, client: u64) -> Option<usize> {
        self.part_of.place(&client)
    }
}
