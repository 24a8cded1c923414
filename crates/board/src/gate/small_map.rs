//! A map for the few entries that an update by hand has. It stays fast with many entries.

use std::{borrow::Borrow, hash::Hash};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Up to this many entries, searching a list is faster than a table.
const FEW: usize = 8;

/// Entries in the order of insertion. A few are searched as a list; a larger number gets a table.
#[derive(Debug)]
pub struct Few<K, V> {
    entries: SmallVec<[(K, V); 2]>,
    /// The place of each key, once there are more than [`FEW`].
    places: FxHashMap<K, u32>,
}

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self { entries: SmallVec::new(), places: FxHashMap::default() }
    }
}

impl<K: Copy + Eq + Hash, V> Few<K, V> {
    /// The place of a key among the entries.
    pub fn place<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        if self.entries.len() <= FEW {
            self.entries.iter().position(|(k, _)| k.borrow() == key)
        } else {
            self.places.get(key).map(|at| *at as usize)
        }
    }

    /// The value of a key.
    pub fn get(&self, key: K) -> Option<&V> {
        self.place(&key).map(|at| &self.entries[at].1)
    }

    /// The value of a key, for changing.
    pub fn get_mut(&mut self, key: K) -> Option<&mut V> {
        self.place(&key).map(|at| &mut self.entries[at].1)
    }

    /// The value of a key. Inserts it if there is none.
    pub fn or_insert(&mut self, key: K, value: V) -> &mut V {
        let at = self.place(&key).unwrap_or_else(|| self.push(key, value));
        &mut self.entries[at].1
    }

    /// Appends a key that the map does not have. Returns its place.
    pub fn push(&mut self, key: K, value: V) -> usize {
        let at = self.entries.len();
        self.entries.push((key, value));
        if at == FEW {
            self.places = self.entries.iter().zip(0..).map(|((key, _), at)| (*key, at)).collect();
        } else if at > FEW {
            self.places.insert(key, at as u32);
        }
        at
    }

    /// The key at a place.
    pub fn key(&self, at: usize) -> K {
        self.entries[at].0
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn a_map_of_few_or_many_finds_each_key_once() {
        let mut map = Few::default();
        for key in (0u32..40).chain(0..40) {
            *map.or_insert(key, 0) += key;
            assert_eq!(map.get(key + 1).is_some(), map.iter().any(|(k, _)| *k == key + 1));
        }
        let sums: Vec<(u32, u32)> = map.iter().copied().collect();
        assert_eq!(sums, (0..40).map(|key| (key, 2 * key)).collect::<Vec<_>>());
    }
}
