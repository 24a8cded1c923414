//! The structural index: the place in the document that each clock of each client belongs to.
//!
//! It answers the gate's questions without touching the document: how many clocks of each client are known, in which
//! type and under which key an id lies, whether it is alive, how long a text is, which cause stands under which. It
//! is compact: neighbouring clocks share one run, and everything inside a removed note collapses to [`VOID`]. It
//! holds no texts, but one byte for each character ([`Fingerprints`]), and what is no plain letter ([`Shares`]).
//!
//! It deliberately decides nothing: [`crate::gate`] resolves updates.

mod class;
mod fingerprints;
mod keys;
mod runs;
mod shares;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::length::Length;
use crate::schema;
use crate::wire::{Content, Id};

pub use class::{BOARD, BRANCHES, Class, FACTS, NOTES, PROJECTS, SERVER, root_type};
pub use fingerprints::Fingerprints;
pub use keys::Keys;
pub use runs::{Client, Run, What};
pub use shares::Shares;

/// The type of content without a place: it was collected, or lies inside something removed.
pub const VOID: u32 = u32::MAX;
/// The key of an element of a text.
pub const SEQ: u32 = u32::MAX;

/// A living value of a map: its key and its id.
#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u32,
    client: u32,
    clock: u32,
}

/// What lives in a type: the values of a map, of which a note has a few and the roots have thousands, or a text.
#[derive(Debug)]
enum Living {
    Text(Length),
    Few(Vec<Entry>),
    Many(Box<FxHashMap<u32, (u32, u32)>>),
}

/// A shared type.
#[derive(Debug)]
struct Node {
    class: Class,
    dead: bool,
    /// The type that this one is a value of; [`VOID`] for roots.
    parent: u32,
    /// The key in the parent.
    key: u32,
    /// For a note, the key of the cause it explains, or [`SEQ`] for none.
    above: u32,
    living: Living,
}

/// The index of one document.
#[derive(Debug)]
pub struct Index {
    clients: Vec<Client>,
    slots: FxHashMap<u64, u32>,
    nodes: Vec<Node>,
    free: Vec<u32>,
    died: usize,
    /// Keys of all bones that exist or existed.
    bones: FxHashSet<u32>,
    /// The names of keys, each once.
    pub keys: Keys,
}

impl Default for Index {
    fn default() -> Self {
        let node = |class| Node {
            class,
            dead: false,
            parent: VOID,
            key: SEQ,
            above: SEQ,
            living: if class == Class::Board { Living::Few(vec![]) } else { Living::Many(Box::default()) },
        };
        Self {
            clients: vec![],
            slots: FxHashMap::default(),
            nodes: class::ROOTS.into_iter().map(node).collect(),
            free: vec![],
            died: 0,
            bones: FxHashSet::default(),
            keys: Keys::default(),
        }
    }
}

impl Index {
    /// The clients that have known clocks.
    pub fn clients(&self) -> &[Client] {
        &self.clients
    }

    /// A client's place in [`Index::clients`].
    pub fn slot(&self, client: u64) -> Option<u32> {
        self.slots.get(&client).copied()
    }

    /// The number of known clocks of a client.
    pub fn clock(&self, client: u64) -> u32 {
        self.slot(client).map_or(0, |slot| self.clients[slot as usize].end())
    }

    /// The run that covers an id.
    pub fn run(&self, id: Id) -> Option<Run> {
        let client = &self.clients[self.slot(id.client)? as usize];
        client.find(id.clock).map(|at| client.run(at))
    }

    /// The kind of a type.
    pub fn class(&self, ty: u32) -> Class {
        self.nodes[ty as usize].class
    }

    /// Whether a type was removed.
    pub fn is_dead(&self, ty: u32) -> bool {
        self.nodes[ty as usize].dead
    }

    /// The type that a type is a value of, and its key there.
    pub fn place(&self, ty: u32) -> (u32, u32) {
        let node = &self.nodes[ty as usize];
        (node.parent, node.key)
    }

    /// The living length of a text.
    pub fn text_len(&self, ty: u32) -> Length {
        match self.nodes[ty as usize].living {
            Living::Text(length) => length,
            _ => Length::default(),
        }
    }

    /// The length of the text at known clocks, dead or alive.
    pub fn length_at(&self, id: Id, len: u32) -> Length {
        let client = self.slot(id.client).map(|slot| &self.clients[slot as usize]);
        client.map_or(Length::of_letters(len), |client| client.shares.length(id.clock, len))
    }

    /// The living value under a key.
    pub fn living(&self, ty: u32, key: u32) -> Option<Id> {
        let (slot, clock) = match &self.nodes[ty as usize].living {
            Living::Few(few) => few.iter().find(|e| e.key == key).map(|e| (e.client, e.clock))?,
            Living::Many(many) => *many.get(&key)?,
            Living::Text(_) => return None,
        };
        Some(Id { client: self.clients[slot as usize].id, clock })
    }

    /// The keys that have a living value.
    pub fn living_keys(&self, ty: u32) -> Vec<u32> {
        match &self.nodes[ty as usize].living {
            Living::Few(few) => few.iter().map(|e| e.key).collect(),
            Living::Many(many) => many.keys().copied().collect(),
            Living::Text(_) => vec![],
        }
    }

    /// The number of keys that have a living value.
    pub fn living_count(&self, ty: u32) -> usize {
        match &self.nodes[ty as usize].living {
            Living::Few(few) => few.len(),
            Living::Many(many) => many.len(),
            Living::Text(_) => 0,
        }
    }

    /// The living type under a key, such as the note with an id.
    pub fn child(&self, ty: u32, key: u32) -> Option<u32> {
        self.run(self.living(ty, key)?)?.what.as_type()
    }

    /// The key of the cause that a living note explains.
    pub fn above(&self, note: u32) -> Option<u32> {
        let above = self.nodes[note as usize].above;
        (above != SEQ).then_some(above)
    }

    /// Records the cause that a note explains.
    pub fn set_above(&mut self, note: u32, above: Option<u32>) {
        self.nodes[note as usize].above = above.unwrap_or(SEQ);
    }

    /// Adds a shared type and returns its number.
    pub fn add_type(&mut self, class: Class, parent: u32, key: u32) -> u32 {
        let node = Node {
            class,
            dead: false,
            parent,
            key,
            above: SEQ,
            living: if class.is_text() { Living::Text(Length::default()) } else { Living::Few(vec![]) },
        };
        match self.free.pop() {
            Some(ty) => {
                self.nodes[ty as usize] = node;
                ty
            }
            None => {
                room(&mut self.nodes, 4);
                self.nodes.push(node);
                self.nodes.len() as u32 - 1
            }
        }
    }

    /// Appends clocks of a client. `run.clock` must be the number of the client's known clocks. Returns the client's
    /// place. The content of clocks that have any is recorded right after, by [`Index::write`].
    pub fn push(&mut self, client: u64, run: Run) -> u32 {
        let slot = *self.slots.entry(client).or_insert_with(|| {
            self.clients.push(Client::new(client));
            self.clients.len() as u32 - 1
        });
        if run.ty == BRANCHES {
            self.bones.insert(run.key);
        }
        if !run.dead && run.ty != VOID && run.ty != SERVER {
            let node = &mut self.nodes[run.ty as usize];
            if run.key != SEQ {
                node.living.set(Entry { key: run.key, client: slot, clock: run.clock });
            }
        }
        if run.dead
            && let Some(ty) = run.what.as_type()
        {
            self.bury(ty);
        }
        self.clients[slot as usize].push(run);
        slot
    }

    /// Records the content of the run that the client in this place was given last, except the first `skip` clocks of
    /// the content.
    pub fn write(&mut self, slot: u32, run: &Run, content: &Content, skip: u32) {
        let client = &mut self.clients[slot as usize];
        client.fingerprints.push(run.clock, content, skip);
        let Content::Str(text) = content else { return };
        client.shares.push(run.clock, text, skip);
        if let Living::Text(length) = &mut self.nodes[run.ty as usize].living
            && !run.dead
        {
            *length += client.shares.length(run.clock, run.len);
        }
    }

    /// Appends clocks of the server in its own roots.
    pub fn push_server(&mut self, clock: u32, len: u32) {
        let run = Run { clock, len, ty: SERVER, key: SEQ, what: What::CONTENT, dead: false };
        self.push(schema::SERVER_CLIENT, run);
    }

    /// Marks a range as dead. Dead clocks in it stay dead.
    pub fn kill(&mut self, id: Id, len: u32) {
        let Some(slot) = self.slot(id.client) else { return };
        let mut killed = vec![];
        self.clients[slot as usize].kill(id.clock, len, &mut killed);
        for run in killed {
            if run.ty != VOID && run.ty != SERVER {
                let node = &mut self.nodes[run.ty as usize];
                if let Living::Text(length) = &mut node.living {
                    *length = *length - self.clients[slot as usize].shares.length(run.clock, run.len);
                } else if node.living.remove(run.key, slot, run.clock) && node.class == Class::Note {
                    let parent = self.keys.get(schema::note::PARENT);
                    if parent == Some(run.key) {
                        node.above = SEQ;
                    }
                }
            }
            if let Some(ty) = run.what.as_type() {
                self.bury(ty);
            }
        }
    }

    /// Marks a type and everything in it as dead, because its item died.
    fn bury(&mut self, ty: u32) {
        let mut buried = vec![ty];
        while let Some(ty) = buried.pop() {
            let node = &mut self.nodes[ty as usize];
            if node.dead {
                continue;
            }
            node.dead = true;
            self.died += 1;
            for key in self.living_keys(ty) {
                buried.extend(self.child(ty, key));
            }
            self.nodes[ty as usize].living = Living::Few(vec![]);
        }
    }

    /// Collapses the content of dead types, once there is enough of it for a walk over all runs. Call it only between
    /// transactions, when the document has collected the same content.
    pub fn collapse(&mut self, at_least: usize) {
        if self.died < at_least.max(1) {
            return;
        }
        let nodes = &self.nodes;
        for client in &mut self.clients {
            client.collapse(|ty| nodes[ty as usize].dead);
        }
        let freed: std::collections::BTreeSet<u32> = self.free.iter().copied().collect();
        for (ty, node) in self.nodes.iter().enumerate() {
            if node.dead && !freed.contains(&(ty as u32)) {
                self.free.push(ty as u32);
            }
        }
        self.died = 0;
    }

    /// Whether this is the key of a bone that exists or existed.
    pub fn was_branch(&self, key: u32) -> bool {
        self.bones.contains(&key)
    }

    /// The number of living types, which [`Index::collapse`] is compared with.
    pub fn types(&self) -> usize {
        self.nodes.len() - self.free.len() - self.died
    }

    /// Bytes of memory that the index holds, without the allocator's overhead.
    pub fn bytes(&self) -> usize {
        let living: usize = self
            .nodes
            .iter()
            .map(|node| match &node.living {
                Living::Few(few) => few.capacity() * size_of::<Entry>(),
                Living::Many(many) => many.capacity() * 13 * 8 / 7,
                Living::Text(_) => 0,
            })
            .sum();
        self.clients.iter().map(Client::bytes).sum::<usize>()
            + self.slots.capacity() * 17
            + self.nodes.capacity() * size_of::<Node>()
            + self.free.capacity() * 4
            + living
            + self.keys.bytes()
    }
}

/// Reserves an eighth more instead of doubling, because most boards are small and there are many of them.
fn room<T>(list: &mut Vec<T>, at_least: usize) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + at_least);
    }
}

impl Living {
    fn set(&mut self, entry: Entry) {
        match self {
            Living::Few(few) => match few.iter_mut().find(|e| e.key == entry.key) {
                Some(old) => *old = entry,
                None => {
                    few.reserve_exact(if few.is_empty() { 3 } else { 1 });
                    few.push(entry);
                }
            },
            Living::Many(many) => {
                many.insert(entry.key, (entry.client, entry.clock));
            }
            Living::Text(_) => debug_assert!(false, "a text has no keys"),
        }
    }

    /// Removes a value if it is the living value of its key.
    fn remove(&mut self, key: u32, client: u32, clock: u32) -> bool {
        match self {
            Living::Few(few) => {
                let found = few.iter().position(|e| (e.key, e.client, e.clock) == (key, client, clock));
                found.map(|at| few.swap_remove(at)).is_some()
            }
            Living::Many(many) => many.get(&key) == Some(&(client, clock)) && many.remove(&key).is_some(),
            Living::Text(_) => false,
        }
    }
}
