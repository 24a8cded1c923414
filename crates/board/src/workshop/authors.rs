//! The owners of notes and Yjs client ids, in both directions: by note and client, and by person.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Owner;
use crate::{Actor, NoteId};

/// The owner of each note that is or was on the board. Removed notes stay listed, so that a restored note keeps its
/// owner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owners {
    by_note: FxHashMap<NoteId, Owner>,
    /// The notes of each actor; exactly those of `by_note`.
    by_actor: FxHashMap<Actor, BTreeSet<NoteId>>,
}

/// The owner of each Yjs client id: the first actor that used it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clients {
    by_id: FxHashMap<u64, Actor>,
    /// The number of ids of each actor. The sum is the length of `by_id`.
    counts: FxHashMap<Actor, u32>,
}

impl Owners {
    /// The owner of a note that is or was on the board.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, note: &Q) -> Option<&Owner>
    where
        NoteId: Borrow<Q>,
    {
        self.by_note.get(note)
    }

    /// Whether the note is or was on the board.
    pub fn contains_key<Q: Eq + Hash + ?Sized>(&self, note: &Q) -> bool
    where
        NoteId: Borrow<Q>,
    {
        self.by_note.contains_key(note)
    }

    /// Sets the owner of a note.
    pub fn insert(&mut self, note: NoteId, owner: Owner) {
        self.by_actor.entry(owner.actor.clone()).or_default().insert(note.clone());
        if let Some(old) = self.by_note.insert(note.clone(), owner) {
            let moved = self.by_note.get(&note).is_some_and(|new| new.actor != old.actor);
            if moved && let Some(notes) = self.by_actor.get_mut(&old.actor) {
                notes.remove(&note);
                self.by_actor.retain(|_, notes| !notes.is_empty());
            }
        }
    }

    /// All notes that this actor ever added, in the order of their ids.
    pub fn of(&self, actor: &Actor) -> impl ExactSizeIterator<Item = &NoteId> {
        static NONE: BTreeSet<NoteId> = BTreeSet::new();
        self.by_actor.get(actor).unwrap_or(&NONE).iter()
    }

    /// All actors that ever added a note, in no order.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.by_actor.keys()
    }

    /// All notes with their owners, in no order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&NoteId, &Owner)> {
        self.by_note.iter()
    }

    /// The number of notes that are or were on the board.
    pub fn len(&self) -> usize {
        self.by_note.len()
    }

    /// Whether no note was ever added to the board.
    pub fn is_empty(&self) -> bool {
        self.by_note.is_empty()
    }
}

impl Clients {
    /// The owner of this id, if it was ever used.
    pub fn get(&self, client: &u64) -> Option<&Actor> {
        self.by_id.get(client)
    }

    /// Sets the owner of an id.
    pub fn insert(&mut self, client: u64, actor: Actor) {
        *self.counts.entry(actor.clone()).or_default() += 1;
        if let Some(old) = self.by_id.insert(client, actor)
            && let Some(count) = self.counts.get_mut(&old)
        {
            *count -= 1;
            self.counts.retain(|_, count| *count > 0);
        }
    }

    /// The number of ids that this actor has used so far.
    pub fn count(&self, actor: &Actor) -> u32 {
        self.counts.get(actor).copied().unwrap_or(0)
    }

    /// All actors that ever wrote, in no order.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.counts.keys()
    }

    /// All ids with their owners, in no order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&u64, &Actor)> {
        self.by_id.iter()
    }

    /// The number of ids that were ever used.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether no id was ever used.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

// Both are stored as a plain map in the order of its keys, so that equal states have equal snapshots.

impl Serialize for Owners {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.by_note.iter().collect::<BTreeMap<_, _>>())
    }
}

impl<'de> Deserialize<'de> for Owners {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let mut owners = Self::default();
        for (note, owner) in FxHashMap::<NoteId, Owner>::deserialize(input)? {
            owners.insert(note, owner);
        }
        Ok(owners)
    }
}

impl Serialize for Clients {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.by_id.iter().collect::<BTreeMap<_, _>>())
    }
}

impl<'de> Deserialize<'de> for Clients {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let mut clients = Self::default();
        for (client, actor) in FxHashMap::<u64, Actor>::deserialize(input)? {
            clients.insert(client, actor);
        }
        Ok(clients)
    }
}
