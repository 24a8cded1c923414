//! Whose notes and Yjs client ids are, in both directions: by note and client, and by person.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Owner;
use crate::{Actor, NoteId};

/// Whose each note is that ever was on the board. Removed notes stay, so that restoring and undoing give them back
/// to the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owners {
    by_note: FxHashMap<NoteId, Owner>,
    /// The same the other way round. Holds exactly the notes of `by_note`.
    by_actor: FxHashMap<Actor, BTreeSet<NoteId>>,
}

/// Whose each Yjs client id is: the first who used it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clients {
    by_id: FxHashMap<u64, Actor>,
    /// How many ids each has. The sum is the length of `by_id`.
    counts: FxHashMap<Actor, u32>,
}

impl Owners {
    /// Whose the note is, if it ever was on the board.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, note: &Q) -> Option<&Owner>
    where
        NoteId: Borrow<Q>,
    {
        self.by_note.get(note)
    }

    /// Whether the note ever was on the board.
    pub fn contains_key<Q: Eq + Hash + ?Sized>(&self, note: &Q) -> bool
    where
        NoteId: Borrow<Q>,
    {
        self.by_note.contains_key(note)
    }

    /// Says whose a note is.
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

    /// Everybody who ever added a note, in no order.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.by_actor.keys()
    }

    /// All notes and whose they are, in no order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&NoteId, &Owner)> {
        self.by_note.iter()
    }

    /// How many notes ever were on the board.
    pub fn len(&self) -> usize {
        self.by_note.len()
    }

    /// Whether there never was a note on the board.
    pub fn is_empty(&self) -> bool {
        self.by_note.is_empty()
    }
}

impl Clients {
    /// Whose this id is, if anybody ever used it.
    pub fn get(&self, client: &u64) -> Option<&Actor> {
        self.by_id.get(client)
    }

    /// Says whose an id is.
    pub fn insert(&mut self, client: u64, actor: Actor) {
        *self.counts.entry(actor.clone()).or_default() += 1;
        if let Some(old) = self.by_id.insert(client, actor)
            && let Some(count) = self.counts.get_mut(&old)
        {
            *count -= 1;
            self.counts.retain(|_, count| *count > 0);
        }
    }

    /// How many ids this actor has used so far.
    pub fn count(&self, actor: &Actor) -> u32 {
        self.counts.get(actor).copied().unwrap_or(0)
    }

    /// Everybody who ever wrote, in no order.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.counts.keys()
    }

    /// All ids and whose they are, in no order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&u64, &Actor)> {
        self.by_id.iter()
    }

    /// How many ids were ever used.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether nobody wrote yet.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

// Both are kept as the plain map, in the order of its keys, so that equal states have equal snapshots.

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
