//! The tree of causes: never a circle, never deeper than the limit.
//!
//! The second of two concurrent moves is judged after the first, so together they cannot close a circle
//! either.

use super::effect::FRESH;
use super::small_map::Few;
use crate::index::{Index, NOTES};
use crate::{Code, Refusal};

/// New parents that an update gives: key of the note → key of its cause, or none.
pub type Hangs = Few<u32, Option<u32>>;

const CIRCLE: Refusal = Refusal::new(Code::Schema, "A cause cannot stand under itself");
const DEEP: Refusal = Refusal::new(Code::TooMany, "Causes do not nest deeper than this");

/// Checks the chains that an update changes. `depth` is the number of levels, the bone's own causes being
/// the first.
///
/// # Errors
/// `schema` for a circle, `too-many` for a chain that is too deep.
pub fn check(index: &Index, hangs: &Hangs, depth: u32) -> Result<(), Refusal> {
    for (note, _) in hangs.iter() {
        climb(index, hangs, *note, depth)?;
    }
    // What hangs below a note that moved has moved with it. New notes have nothing below them but what
    // the same update hangs there, and that was climbed above.
    let moved = |key: u32| key < FRESH && hangs.get(key).is_some_and(Option::is_some);
    if hangs.iter().any(|(key, _)| moved(*key)) {
        for note in index.living_keys(NOTES) {
            let mut through = above(index, hangs, note);
            for _ in 0..=depth {
                match through {
                    Some(key) if moved(key) => {
                        climb(index, hangs, note, depth)?;
                        break;
                    }
                    Some(key) => through = above(index, hangs, key),
                    None => break,
                }
            }
        }
    }
    Ok(())
}

fn climb(index: &Index, hangs: &Hangs, note: u32, depth: u32) -> Result<(), Refusal> {
    let (mut at, mut levels) = (note, 1);
    while let Some(up) = above(index, hangs, at) {
        levels += 1;
        if up == note {
            return Err(CIRCLE);
        }
        if levels > depth {
            return Err(DEEP);
        }
        at = up;
    }
    Ok(())
}

fn above(index: &Index, hangs: &Hangs, note: u32) -> Option<u32> {
    match hangs.get(note) {
        Some(above) => *above,
        None if note >= FRESH => None,
        None => index.above(index.child(NOTES, note)?),
    }
}
