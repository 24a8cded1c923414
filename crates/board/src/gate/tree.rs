//! The tree of causes, which never has a circle and is never deeper than the limit.
//!
//! Of two concurrent moves, the second is judged after the first, so the two cannot close a circle either.

use super::effect::FRESH;
use super::small_map::Few;
use crate::index::{Index, NOTES};
use crate::{Code, Refusal};

/// The parents that an update sets: key of the note → key of its cause, or none.
pub type Hangs = Few<u32, Option<u32>>;

const CIRCLE: Refusal = Refusal::new(Code::Schema, "A cause cannot stand under itself");
const DEEP: Refusal = Refusal::new(Code::TooMany, "Causes do not nest deeper than this");

/// Checks the chains that an update changes. `depth` is the most levels; the causes directly on the bone are the
/// first.
///
/// # Errors
/// `schema` for a circle, `too-many` for a chain that is too deep.
pub fn check(index: &Index, hangs: &Hangs, depth: u32) -> Result<(), Refusal> {
    for (note, _) in hangs.iter() {
        climb(index, hangs, *note, depth)?;
    }
    // The causes below a note that moved have moved with it. Below a new note there are only causes that the same
    // update puts there, and those were checked above.
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
