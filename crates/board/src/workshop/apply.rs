//! What a command does.

use super::{Command, Content, State, Write};
use crate::{Actor, Millis};

/// Makes a command happen that [`super::decide`] allowed, as the log's entry `seq`, and returns what it
/// writes into the document. Deterministic: replaying a log gives the same state and the same writes.
pub fn apply(
    state: &mut State,
    content: &dyn Content,
    seq: u64,
    at: Millis,
    actor: &Actor,
    command: &Command,
) -> Vec<Write> {
    let _ = (state, content, seq, at, actor, command);
    vec![]
}
