//! The order in which causes came to a board, read from its document.

use rustc_hash::FxHashSet;

use super::Broken;
use crate::NoteId;
use crate::schema::{SERVER_CLIENT, root};
use crate::wire::{Bounds, Parent, parse};

/// The causes in the order in which the server attributed them to somebody, which is the order in which they came to the
/// board. The document says no times. A cause that was attributed again, to a department alone, keeps its place. Causes
/// that were removed since are among them.
///
/// # Errors
/// [`Broken`] when the bytes are not a whole document.
pub fn grown(document: &[u8]) -> Result<Vec<NoteId>, Broken> {
    let update = parse(document, &Bounds::OWN)
        .map_err(|bad| Broken(format!("the document cannot be read: {bad:?}")))?;
    let own = update.sections.iter().filter(|section| section.client == SERVER_CLIENT);
    let blocks = own.flat_map(|section| &update.blocks[section.start as usize..section.end as usize]);
    let attributed = blocks.filter_map(|block| {
        let item = block.item.as_ref()?;
        (item.parent == Some(Parent::Root(root::ATTRIBUTION))).then_some(item.key?)
    });
    let mut seen = FxHashSet::default();
    Ok(attributed.filter(|id| seen.insert(*id)).map(NoteId::from).collect())
}
