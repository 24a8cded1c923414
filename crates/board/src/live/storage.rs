//! A board as one snapshot, so that opening it does not need its whole log.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Broken, Live, index_sync, new_doc};
use crate::Millis;
use crate::index::Index;
use crate::workshop::State;

/// Version of the stored form, its first byte.
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct Head<S> {
    seq: u64,
    /// Missing in the first snapshots.
    #[serde(default)]
    at: Millis,
    state: S,
}

impl Live {
    /// The whole board: version byte, length of the JSON head (4 bytes, big-endian), head (number and time of
    /// the last entry, and state), document as one update (v1).
    pub fn snapshot(&self) -> Vec<u8> {
        let head = Head { seq: self.seq, at: self.at, state: &self.state };
        let head = serde_json::to_vec(&head).expect("a state is plain data");
        let document = self.document();
        let mut out = Vec::with_capacity(5 + head.len() + document.len());
        out.push(VERSION);
        out.extend_from_slice(&(head.len() as u32).to_be_bytes());
        out.extend_from_slice(&head);
        out.extend_from_slice(&document);
        out
    }

    /// Reads a snapshot.
    ///
    /// # Errors
    /// [`Broken`] when the snapshot is of another version or damaged.
    pub fn restore(snapshot: &[u8]) -> Result<Self, Broken> {
        let damaged = || Broken("the snapshot is damaged".into());
        let (&version, rest) = snapshot.split_first().ok_or_else(damaged)?;
        if version != VERSION {
            return Err(Broken(format!(
                "the snapshot has form {version}, this program reads form {VERSION}"
            )));
        }
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
        let (head, document) =
            rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or_else(damaged)?;
        let head: Head<State> =
            serde_json::from_slice(head).map_err(|e| Broken(format!("the snapshot: {e}")))?;
        let (doc, mut index) = (new_doc(), Index::default());
        index_sync::load(&doc, &mut index, document)?;
        index.collapse(1);
        let said = FxHashMap::default();
        Ok(Self { seq: head.seq, at: head.at, state: head.state, doc, index, said })
    }
}
