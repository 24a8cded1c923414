//! The effect of an update, as data.

use smallvec::SmallVec;

use super::small_map::Few;
use crate::index::{Class, Index, Run, What};
use crate::wire::{Content, Id};

/// Numbers from here on stand for types and keys that the update itself brings.
pub const FRESH: u32 = 1 << 30;

/// New clocks of one client, with their place in the document.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// Place and content. `ty`, `key` and the type in `what` may be fresh.
    pub run: Run,
    /// Whether this is a living value of a map key. Such values are indexed one by one.
    pub keyed: bool,
    /// The number of the block in the update.
    pub block: u32,
}

/// A shared type that the update brings.
#[derive(Clone, Copy, Debug)]
pub struct FreshType {
    /// The kind of the type.
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
    /// The first id.
    pub id: Id,
    /// The number of clocks.
    pub len: u32,
    /// The type that contains the range; may be fresh.
    pub ty: u32,
    /// The key in that type; may be fresh.
    pub key: u32,
    /// The kind of content.
    pub what: What,
}

/// One client's part of the update. It grows while the update is walked.
#[derive(Debug)]
pub struct Part {
    /// The client.
    pub client: u64,
    /// The number of the client's clocks in the document before the update.
    pub before: u32,
    /// The client's new clocks, ascending without holes.
    pub placed: Vec<Placed>,
    pub(super) clock: u32,
    pub(super) next: u32,
    pub(super) end: u32,
    pub(super) waiting: bool,
}

/// The effect of an update.
#[derive(Debug, Default)]
pub struct Effect<'u> {
    /// The new clocks by client.
    pub parts: SmallVec<[Part; 1]>,
    /// The types that the update brings.
    pub types: SmallVec<[FreshType; 2]>,
    /// The keys that the update brings.
    pub keys: Few<&'u str, ()>,
    /// The values that the update sets.
    pub sets: Vec<Set<'u>>,
    /// The living ranges that the update deletes, its own content included; in the order of ids.
    pub gone: Vec<Gone>,
    /// The place of each client among the parts.
    pub(super) part_of: Few<u64, ()>,
}

impl<'u> Effect<'u> {
    /// Whether the update changes nothing.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.parts.iter().all(|part| part.placed.is_empty())
    }

    /// Whether exactly this id is deleted.
    pub fn deletes(&self, id: Id) -> bool {
        let at = self.gone.partition_point(|gone| gone.id <= id);
        at.checked_sub(1).is_some_and(|at| {
            let gone = &self.gone[at];
            gone.id.client == id.client && id.clock - gone.id.clock < gone.len
        })
    }

    /// The parent and key of a type.
    pub fn place(&self, index: &Index, ty: u32) -> (u32, u32) {
        match ty.checked_sub(FRESH) {
            Some(fresh) => {
                let fresh = &self.types[fresh as usize];
                (fresh.parent, fresh.key)
            }
            None => index.place(ty),
        }
    }

    /// The kind of a type.
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

    /// The number of a key, if the document or the update has used it.
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
