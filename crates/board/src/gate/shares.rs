//! The share of a board that one person may have, so that one person can neither fill the board nor make it grow
//! without end.

use crate::index::{Index, NOTES};
use crate::workshop::State;
use crate::{Actor, Code, NoteId, Refusal};

const TOO_MANY_NOTES: Refusal = Refusal::new(
    Code::TooMany,
    "You have as many causes on the board as one person may, remove some before you write another",
);
const TOO_MANY_ADDED: Refusal = Refusal::new(
    Code::TooMany,
    "You have added as many causes to this board as one person may, ask the facilitator to write further ones",
);
const TOO_MANY_CLIENTS: Refusal = Refusal::new(
    Code::TooMany,
    "You have written from as many pages as one person may, go on in one that is open already",
);

/// A facilitator may add this many times as many notes as a participant, because facilitators write for the whole
/// room.
const LEADERS_PART: usize = 10;

/// Checks that a person may write under this many more client ids.
pub(super) fn clients(state: &State, actor: &Actor, more: usize) -> Result<(), Refusal> {
    let most = state.limits.clients_per_person as usize;
    if more > 0 && state.clients.count(actor) as usize + more > most { Err(TOO_MANY_CLIENTS) } else { Ok(()) }
}

/// The change that an update makes to the number of a person's notes.
pub(super) struct NoteChange<'n> {
    /// Whether the writer is a facilitator.
    pub(super) leads: bool,
    /// The notes that the update adds.
    pub(super) added: &'n [NoteId],
    /// Counts the removed notes that are the writer's own. It is called only where the count matters.
    pub(super) own_removed: &'n dyn Fn() -> usize,
}

/// Checks a person's share after the update has added and removed these notes. An update that leaves them fewer
/// always passes.
pub(super) fn notes(index: &Index, state: &State, actor: &Actor, change: &NoteChange) -> Result<(), Refusal> {
    let NoteChange { leads, added, own_removed } = *change;
    if added.is_empty() {
        return Ok(());
    }
    let limits = &state.limits;
    let ever = state.owners.of(actor).len();
    let fresh = added.iter().filter(|id| !state.owners.contains_key(*id)).count();
    let most = limits.notes_added_per_person as usize * if leads { LEADERS_PART } else { 1 };
    if fresh > 0 && ever + fresh > most {
        return Err(TOO_MANY_ADDED);
    }
    let share = limits.notes_per_person as usize;
    let sealed = state.sealed_by(actor);
    // A person who never had that many notes needs no count. This is the usual case.
    if leads || ever + fresh + sealed <= share {
        return Ok(());
    }
    let gone = own_removed();
    let now = living(index, state, actor);
    if added.len() > gone && now + added.len() - gone + sealed > share { Err(TOO_MANY_NOTES) } else { Ok(()) }
}

/// The number of this actor's notes on the board.
fn living(index: &Index, state: &State, actor: &Actor) -> usize {
    let lives =
        |id: &&NoteId| index.keys.get(id.as_str()).is_some_and(|key| index.living(NOTES, key).is_some());
    state.owners.of(actor).filter(lives).count()
}
