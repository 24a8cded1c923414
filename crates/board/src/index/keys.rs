//! Names of map keys, each stored once and referred to by a number.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::room;

/// An interner in one arena. Most names are note ids; each name costs its bytes and about ten more.
#[derive(Debug, Default)]
pub struct Keys {
    arena: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
}

impl Keys {
    /// The number of a name, if it was ever used.
    pub fn get(&self, name: &str) -> Option<u32> {
        self.table.find(hash(name), |key| self.name(*key) == name).copied()
    }

    /// The number of a name. A new name gets one.
    pub fn intern(&mut self, name: &str) -> u32 {
        if let Some(key) = self.get(name) {
            return key;
        }
        let key = self.ends.len() as u32;
        if self.arena.capacity() - self.arena.len() < name.len() {
            self.arena.reserve_exact(self.arena.len() / 8 + name.len().max(64));
        }
        self.arena.push_str(name);
        room(&mut self.ends, 8);
        self.ends.push(self.arena.len() as u32);
        let (arena, ends) = (&self.arena, &self.ends);
        self.table.insert_unique(hash(name), key, |key| hash(slice(arena, ends, *key)));
        key
    }

    /// The name behind a number.
    pub fn name(&self, key: u32) -> &str {
        slice(&self.arena, &self.ends, key)
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.arena.capacity() + self.ends.capacity() * 4 + self.table.capacity() * 5 * 8 / 7
    }
}

fn slice<'a>(arena: &'a str, ends: &[u32], key: u32) -> &'a str {
    let key = key as usize;
    let start = if key == 0 { 0 } else { ends[key - 1] as usize };
    &arena[start..ends[key] as usize]
}

fn hash(name: &str) -> u64 {
    FxBuildHasher.hash_one(name)
}
