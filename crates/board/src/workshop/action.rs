//! The changes of a board other than edits of its document.

use super::{Command, Create, Join};
use crate::{Actor, ParticipantId};

/// The action in one entry of the log. Only the server makes a board and admits people, so these two are not
/// [`Command`]s: no client can give them.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The board is created; the first entry of its log.
    Create(Box<Create>),
    /// A person who gave the right join code is admitted.
    Join(Join),
    /// A person gives a command.
    Command(Actor, Command),
}

impl Action {
    /// The actor on whose behalf the action happens.
    pub fn by(&self) -> &Actor {
        match self {
            Action::Create(_) | Action::Join(_) => &Actor::Server,
            Action::Command(by, _) => by,
        }
    }

    /// The people whom the action removes from the board.
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
