//! Whether a command may happen.

use super::{Command, Content, State};
use crate::{Actor, Millis, Refusal};

/// Whether `actor` may give `command` to the board as it is.
///
/// # Errors
/// The refusal, with a stable code and a sentence; nothing has changed then.
pub fn decide(
    state: &State,
    content: &dyn Content,
    actor: &Actor,
    command: &Command,
    at: Millis,
) -> Result<(), Refusal> {
    let _ = (state, content, actor, command, at);
    Ok(())
}
