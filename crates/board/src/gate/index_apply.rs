//! Brings the index up to date with an update that was applied.

use smallvec::SmallVec;

use super::effect::{Effect, FRESH};
use crate::index::{Class, Index, Run, SEQ, SERVER, VOID, What};
use crate::schema::note;
use crate::wire::{Content, Id, Scalar, Update};

/// Enters the applied effect of an update. `deleted` says whether the transaction deleted an id: yrs decides which of
/// several concurrent values of one key lives.
pub fn apply_to_index(index: &mut Index, effect: &Effect, update: &Update, deleted: impl Fn(Id) -> bool) {
    let before: SmallVec<[Id; 8]> = effect
        .sets
        .iter()
        .filter(|set| set.ty < FRESH && set.key < FRESH)
        .filter_map(|set| index.living(set.ty, set.key))
        .collect();
    let keys: SmallVec<[u32; 8]> = effect.keys.iter().map(|(name, ())| index.keys.intern(name)).collect();
    let key = |key: u32| if key >= FRESH && key != SEQ { keys[(key - FRESH) as usize] } else { key };
    let mut types: SmallVec<[u32; 8]> = SmallVec::with_capacity(effect.types.len());
    for fresh in &effect.types {
        let parent =
            if fresh.parent >= FRESH { types[(fresh.parent - FRESH) as usize] } else { fresh.parent };
        types.push(index.add_type(fresh.class, parent, key(fresh.key)));
    }
    let ty = |ty: u32| if ty >= FRESH && ty != VOID { types[(ty - FRESH) as usize] } else { ty };
    for part in &effect.parts {
        for placed in &part.placed {
            let what = match placed.run.what.as_type() {
                Some(made) => What::of_type(ty(made)),
                None => placed.run.what,
            };
            let run = Run { ty: ty(placed.run.ty), key: key(placed.run.key), what, ..placed.run };
            let slot = if placed.keyed {
                let of =
                    |clock| Run { clock, len: 1, dead: deleted(Id { client: part.client, clock }), ..run };
                (run.clock..run.clock + run.len).map(|clock| index.push(part.client, of(clock))).last()
            } else {
                Some(index.push(part.client, run))
            };
            let block = &update.blocks[placed.block as usize];
            if let (Some(slot), Some(item)) = (slot, block.item)
                && run.ty != VOID
                && run.ty != SERVER
            {
                index.write(slot, &run, &item.content, run.clock - block.clock);
            }
        }
    }
    for old in before {
        if deleted(old) {
            index.kill(old, 1);
        }
    }
    for gone in &effect.gone {
        index.kill(gone.id, gone.len);
    }
    for set in &effect.sets {
        let (note, field) = (ty(set.ty), key(set.key));
        if index.class(note) != Class::Note
            || index.keys.name(field) != note::PARENT
            || index.living(note, field) != Some(set.id)
        {
            continue;
        }
        let Content::Any(values) = set.content else { continue };
        let above = match values.iter().last() {
            Some(Scalar::Str(id)) if !id.is_empty() => Some(index.keys.intern(id)),
            _ => None,
        };
        index.set_above(note, above);
    }
}
