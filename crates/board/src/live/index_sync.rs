//! Brings the index up to date with the changes that yrs made to the document.

use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, ID, ReadTxn, Transact, TransactionMut, Update};

use super::Broken;
use crate::gate::{apply_to_index, resolve};
use crate::index::Index;
use crate::wire::{self, Bounds, Id, parse};

/// Whether a set holds a clock.
pub(super) fn contains(set: &yrs::IdSet, id: Id) -> bool {
    set.contains(&ID::new(ClientID::new(id.client), id.clock))
}

/// Applies an update that this server encoded itself, from the log or a snapshot.
pub(super) fn load(doc: &Doc, index: &mut Index, bytes: &[u8]) -> Result<(), Broken> {
    let parsed =
        parse(bytes, &Bounds::OWN).map_err(|e| Broken(format!("a stored update is damaged: {e:?}")))?;
    let update = Update::decode_v1(bytes).map_err(|e| Broken(format!("a stored update is damaged: {e}")))?;
    let mut txn = doc.transact_mut();
    txn.apply_update(update).map_err(|e| Broken(format!("a stored update does not fit: {e}")))?;
    enter(&txn, index, &parsed)
}

/// Enters the changes of a transaction into the index, given the update that contains them.
pub(super) fn enter(txn: &TransactionMut, index: &mut Index, update: &wire::Update) -> Result<(), Broken> {
    let effect = resolve(index, update, true)
        .map_err(|fault| Broken(format!("an own update does not fit: {fault:?}")))?;
    let deleted = txn.delete_set();
    apply_to_index(index, &effect, update, |id| contains(deleted, id));
    if txn.has_missing_updates() { Err(Broken("an own update has gaps".into())) } else { Ok(()) }
}
