//! Compares the content that an update has under known clocks with the content that is known.
//!
//! Honest clients repeat themselves: after a lost acknowledgement, in a handshake, when they send all they have. A
//! client whose document began anew under its old id has other content under the same clocks. If such clocks were
//! skipped as known, its words would be lost without a refusal.
//!
//! Three facts are compared: the place of each item, whether it is a type, and one byte of its content for each
//! clock. Content that is deleted on either side, or was collected, matches anything. In the server's own roots only
//! the place is compared.

use super::Fault;
use crate::index::{Index, Run, SEQ, SERVER, VOID, What, root_type};
use crate::wire::{Block, Content, Id, Item, Parent};

/// Checks a block that begins before `known`, the number of clocks that its client has used.
///
/// # Errors
/// [`Fault::Rewritten`] when the block has other content under known clocks.
pub fn repeats(index: &Index, client: u64, block: &Block, known: u32) -> Result<(), Fault> {
    let Some(item) = block.item.filter(|item| item.content != Content::Deleted) else { return Ok(()) };
    let Some(slot) = index.slot(client) else { return Ok(()) };
    let client = &index.clients()[slot as usize];
    let until = known.min(block.clock + block.len);
    let first = client.find(block.clock).unwrap_or(client.len());
    let mut runs = (first..client.len()).map(|at| client.run(at)).take_while(|run| run.clock < until);
    let same = runs.all(|run| run.ty == VOID || lies_there(index, &item, &run))
        && !client.fingerprints.contradict(block.clock, &item.content, until);
    if same { Ok(()) } else { Err(Fault::Rewritten) }
}

/// Whether an item is of the same kind as this run and lies in the same place.
fn lies_there(index: &Index, item: &Item, run: &Run) -> bool {
    if run.ty == SERVER {
        let servers = |id| index.run(id).is_some_and(|run| run.ty == SERVER);
        return match (item.origin.or(item.right), item.parent) {
            (Some(id), _) | (None, Some(Parent::Item(id))) => servers(id),
            (None, Some(Parent::Root(name))) => root_type(name) == Some(SERVER),
            (None, None) => false,
        };
    }
    let kind = match item.content {
        _ if run.what == What::TOMB => true,
        Content::Type(_) => run.what.as_type().is_some(),
        Content::Str(_) | Content::Any(_) | Content::Deleted => run.what == What::CONTENT,
    };
    let (ty, key) = alive(index, run.ty, run.key);
    let neighbour = |id: Id| index.run(id).is_some_and(|run| alive(index, run.ty, run.key) == (ty, key));
    let place = match (item.origin.or(item.right), item.parent) {
        (Some(id), _) => neighbour(id),
        (None, Some(parent)) => {
            let home = match parent {
                Parent::Root(name) => root_type(name),
                Parent::Item(id) => index.run(id).and_then(|run| match run.what {
                    What::CONTENT => None,
                    what => Some(what.as_type().filter(|ty| !index.is_dead(*ty)).unwrap_or(VOID)),
                }),
            };
            let named = match item.key {
                Some(name) => key != SEQ && index.keys.name(key) == name,
                None => key == SEQ,
            };
            home == Some(ty) && (ty == VOID || named)
        }
        (None, None) => false,
    };
    kind && place
}

/// A place, or no place if its type was removed.
fn alive(index: &Index, ty: u32, key: u32) -> (u32, u32) {
    if ty == VOID || index.is_dead(ty) { (VOID, SEQ) } else { (ty, key) }
}
