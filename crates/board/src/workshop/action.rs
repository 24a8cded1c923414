//! What happens to a board beside edits of its document.

use super::{Command, Create, Join};
use crate::{Actor, ParticipantId};

/// What one entry of the log does that is not a batch of edits. Only the server makes a board and admits people, so
/// neither is a [`Command`]: nobody can give one.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The board is made; the first entry of its log.
    Create(Box<Create>),
    /// A person is admitted whose join code was right.
    Join(Join),
    /// Somebody gives a command.
    Command(Actor, Command),
}

impl Action {
    /// On whose behalf it happens.
    pub fn by(&self) -> &Actor {
        match self {
            Action::Create(_) | Action::Join(_) => &Actor::Server,
            Action::Command(by, _) => by,
        }
    }

    /// Whom it removes from the board.
    pub fn removed(&self) -> &[ParticipantId] {
        match self {
            Action::Create(_) | Action::Join(_) => &[],
            Action::Command(_, command) => command.removed(),
        }
    }
}

impl From<Create> for Action {
    fn from(create: Create) -> Self {
        Action::Create(Box::new(create))
    }
}

impl From<Join> for Action {
    fn from(join: Join) -> Self {
        Action::Join(join)
    }
}
