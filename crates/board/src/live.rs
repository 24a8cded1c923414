//! The one authoritative board: document, index and state. They are changed only here.

mod batch;
mod content;
mod diverged;
mod grown;
mod history;
mod index_sync;
mod overview;
mod past;
mod people;
mod storage;
mod verify;
mod writes;

use rustc_hash::FxHashMap;
use yrs::types::ToJson;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Any, ClientID, Doc, OffsetKind, Options, ReadTxn, StateVector, Transact, Update};

use crate::index::Index;
use crate::reading::{Board, Defect, read};
use crate::schema::{Limits, SERVER_CLIENT, root};
use crate::wire::parse_state_vector;
use crate::workshop::{Authors, Owner, State};
use crate::{Actor, BoardId, Body, Code, Edits, Entry, Millis, Refusal};

pub use batch::{Accepted, Batch, Flow, Outcome};
pub use diverged::Diverged;
pub use grown::grown;
pub use overview::{Overview, Phase};
pub use past::Today;
pub use people::PersonOverview;

/// An internal invariant was broken. The caller has to drop this board and rebuild it from its snapshot and log.
/// Everything that clients were told is in the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the board in memory is broken: {0}")]
pub struct Broken(pub String);

/// Whether this program would do today what an entry recorded. If not, what was recorded holds (LOG-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// It would, or the entry does not say what was written.
    Same,
    /// It would write something else.
    Differs,
}

/// A live board.
pub struct Live {
    /// The number of the last entry.
    seq: u64,
    /// The time of the last entry's decision. Entries never go back in time.
    at: Millis,
    /// All state outside the document.
    state: State,
    /// The document. Only bytes that passed the gate, or that this server wrote, are applied to it.
    doc: Doc,
    /// The structure of `doc`. The two agree after every batch.
    index: Index,
    /// For each author, the owner of notes they add and the value of the attribution. Cleared by every command,
    /// because a command may change both.
    said: FxHashMap<Actor, (Owner, Any)>,
}

impl Live {
    /// A board before its first entry.
    pub fn new(id: BoardId, limits: Limits) -> Self {
        let state = State { id, limits, ..State::default() };
        Self {
            seq: 0,
            at: Millis::default(),
            state,
            doc: new_doc(),
            index: Index::default(),
            said: FxHashMap::default(),
        }
    }

    /// The number of the last entry.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The time of the last entry's decision.
    pub fn at(&self) -> Millis {
        self.at
    }

    /// All state outside the document.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Applies the next entry of the log.
    ///
    /// # Errors
    /// [`Broken`] when `entry` is not the next one, or cannot have been written by this program.
    pub fn replay(&mut self, entry: &Entry) -> Result<Replayed, Broken> {
        if entry.seq != self.seq + 1 {
            return Err(Broken(format!("entry {} follows entry {}", entry.seq, self.seq)));
        }
        let replayed = match &entry.body {
            Body::Edits(edits) => {
                index_sync::load(&self.doc, &mut self.index, &edits.update)?;
                self.record(edits);
                Replayed::Same
            }
            Body::Action(action, wrote) => {
                writes::repeat(&mut self.parts(), action, wrote.as_ref(), entry.at)?
            }
        };
        self.seq = entry.seq;
        self.at = self.at.max(entry.at);
        tidy(&mut self.index);
        Ok(replayed)
    }

    fn parts(&mut self) -> Parts<'_> {
        let Self { seq, at, state, doc, index, said } = self;
        Parts { seq, at, state, doc, index, said }
    }

    /// Records the facts of a batch of edits in the state.
    fn record(&mut self, edits: &Edits) {
        for (client, actor) in &edits.claims {
            self.state.claim(*client, actor);
        }
        for (client, actor) in &edits.clients {
            self.state.wrote_with(*client, actor);
        }
        for (note, actor) in &edits.notes {
            self.state.take_from_bin(note);
            if !self.state.owners.contains_key(note) {
                let kept = edits.kept.iter().find(|(id, _)| id == note).map(|(_, kept)| *kept);
                let kept = kept.unwrap_or_else(|| self.state.authors());
                let owner = self.state.owner_keeping(actor, kept);
                self.state.owners.insert(note.clone(), owner);
            }
        }
        for binned in &edits.binned {
            self.state.put_in_bin(binned.clone());
        }
        self.state.forget_binned(&edits.forgotten);
    }

    /// The document's state vector, encoded (v1).
    pub fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// The number of clocks of a Yjs client in the document.
    pub fn clock(&self, client: u64) -> u32 {
        self.index.clock(client)
    }

    /// The document's state vector, encoded (v1), with at most so many clocks of these clients.
    pub fn state_vector_cut(&self, most: &[(u64, u32)]) -> Vec<u8> {
        let most_of =
            |id: u64| most.iter().find(|(client, _)| *client == id).map_or(u32::MAX, |(_, most)| *most);
        let cut = |id: u64, end: u32| (ClientID::new(id), end.min(most_of(id)));
        let clients = self.index.clients().iter().map(|known| cut(known.id, known.end()));
        let vector: StateVector = clients.filter(|(_, clock)| *clock > 0).collect();
        vector.encode_v1()
    }

    /// Everything that a client with this state vector lacks, as one update (v1).
    ///
    /// # Errors
    /// `malformed` when the bytes are not a state vector.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Vec<u8>, Refusal> {
        let vector = parse_state_vector(state_vector)
            .map_err(|_| Refusal::new(Code::Malformed, "The bytes are not a state vector"))?;
        let vector: StateVector =
            vector.into_iter().map(|(client, clock)| (ClientID::new(client), clock)).collect();
        Ok(self.doc.transact().encode_state_as_update_v1(&vector))
    }

    /// The typed reading of the document, for exports.
    pub fn reading(&self) -> (Board, Vec<Defect>) {
        read(&self.state.id, &self.document_json())
    }

    /// The document as one update (v1), for [`read_document`]. It keeps the owner of the board busy for only a
    /// fraction of the time that reading takes.
    pub fn document(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    /// All roots of the document as JSON.
    pub fn document_json(&self) -> serde_json::Value {
        all_json(&self.doc)
    }

    /// One root of the document as JSON.
    pub fn root_json(&self, name: &str) -> serde_json::Value {
        root_json(&self.doc, name)
    }

    /// Judges an update without applying it. Returns whether it would change anything.
    ///
    /// # Errors
    /// The refusal that it would get.
    pub fn judge(&self, actor: &Actor, update: &[u8]) -> Result<bool, Refusal> {
        let update = crate::wire::parse(update, &crate::wire::Bounds::CLIENT)?;
        Ok(crate::gate::judge(&self.index, &self.state, actor, &update)?.is_some())
    }

    /// Bytes of memory that the structural index holds.
    pub fn index_bytes(&self) -> usize {
        self.index.bytes()
    }
}

/// The parts of a board, borrowed separately for the time of one change.
struct Parts<'l> {
    seq: &'l mut u64,
    at: &'l mut Millis,
    state: &'l mut State,
    doc: &'l Doc,
    index: &'l mut Index,
    said: &'l mut FxHashMap<Actor, (Owner, Any)>,
}

impl Parts<'_> {
    /// The owner of a note that this actor adds now, which shows no more than `kept`, and the value of its attribution.
    fn author(&mut self, actor: &Actor, kept: Authors) -> (Owner, Any) {
        if kept > self.state.authors() {
            let owner = self.state.owner_keeping(actor, kept);
            let said = writes::any(&self.state.attribution(&owner));
            return (owner, said);
        }
        if let Some(known) = self.said.get(actor) {
            return known.clone();
        }
        let owner = self.state.owner_for(actor);
        let said = writes::any(&self.state.attribution(&owner));
        self.said.insert(actor.clone(), (owner.clone(), said.clone()));
        (owner, said)
    }
}

/// Reads a document from [`Live::document`], without its board.
///
/// # Errors
/// [`Broken`] when the bytes are not a whole document.
pub fn read_document(id: &BoardId, document: &[u8]) -> Result<(Board, Vec<Defect>), Broken> {
    Ok(read(id, &json_of(document)?))
}

fn json_of(document: &[u8]) -> Result<serde_json::Value, Broken> {
    let update =
        Update::decode_v1(document).map_err(|e| Broken(format!("the document cannot be read: {e}")))?;
    let doc = new_doc();
    let mut txn = doc.transact_mut();
    txn.apply_update(update).map_err(|e| Broken(format!("the document cannot be read: {e}")))?;
    if txn.has_missing_updates() {
        return Err(Broken("the document has gaps".into()));
    }
    drop(txn);
    Ok(all_json(&doc))
}

fn all_json(doc: &Doc) -> serde_json::Value {
    let roots = root::ALL.into_iter().map(|name| (name.to_owned(), root_json(doc, name)));
    serde_json::Value::Object(roots.collect())
}

fn root_json(doc: &Doc, name: &str) -> serde_json::Value {
    let txn = doc.transact();
    let value = txn.get_map(name).map(|map| writes::json(&map.to_json(&txn)));
    value.unwrap_or_else(|| serde_json::json!({}))
}

/// Lets the index collapse dead types once they are a fair share of it.
fn tidy(index: &mut Index) {
    index.collapse(64 + index.types() / 4);
}

fn new_doc() -> Doc {
    let doc = Doc::with_options(Options {
        client_id: ClientID::new(SERVER_CLIENT),
        offset_kind: OffsetKind::Utf16,
        skip_gc: false,
        cleanup_formatting: false,
        ..Options::default()
    });
    for name in root::ALL {
        doc.get_or_insert_map(name);
    }
    doc
}
