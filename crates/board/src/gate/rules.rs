//! The pure table: who may change what, when.
//!
//! Everything here is small, total and free of the document, so that a test can walk over every cell and
//! `xtask codegen` can write the same table for the web app: a button is disabled by the rule that would
//! refuse.

use serde::{Deserialize, Serialize};

use crate::workshop::{AddRight, Kind, Permissions, Right, State};
use crate::{Actor, Code, Refusal};

/// What somebody is on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Leads the board.
    Facilitator,
    /// Takes part.
    Participant,
    /// Shows the board to the room.
    Projector,
}

/// A change to the document, as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// A new note.
    AddNote,
    /// A note that was removed comes back under its id, as an undo does it.
    RestoreNote {
        /// Whether it was written by whoever brings it back.
        own: bool,
    },
    /// A note's text or evidence.
    EditNote {
        /// Whether it was written by whoever edits it.
        own: bool,
    },
    /// A note's bone, order or parent.
    MoveNote {
        /// Whether it was written by whoever moves it.
        own: bool,
    },
    /// A note goes to the bin.
    RemoveNote {
        /// Whether it was written by whoever removes it.
        own: bool,
    },
    /// A project is added or removed.
    WriteProjects,
    /// A project's fields and lists.
    EditProject,
    /// Bones.
    WriteBranches,
    /// Effect, title and goals.
    WriteBoard,
}

/// The part of the session state that the rules depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The board is closed.
    pub finished: bool,
    /// Content is frozen.
    pub locked: bool,
    /// The activity is of the kind `plan`.
    pub planning: bool,
    /// What participants may do with notes.
    pub permissions: Permissions,
}

impl Moment {
    /// The moment that a board is in.
    pub fn of(state: &State) -> Self {
        Self {
            finished: state.finished,
            locked: state.locked,
            planning: state.activity_kind() == Some(Kind::Plan),
            permissions: state.permissions,
        }
    }
}

impl Role {
    /// The role of somebody on whose behalf a client writes.
    pub fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Facilitator => Role::Facilitator,
            Actor::Participant(_) => Role::Participant,
            Actor::Projector | Actor::Server => Role::Projector,
        }
    }
}

const READ_ONLY: Refusal = Refusal::new(Code::ReadOnly, "This screen shows the board and cannot change it");
const FINISHED: Refusal =
    Refusal::new(Code::Finished, "The board is finished, nothing on it changes any more");
const LOCKED: Refusal = Refusal::new(Code::Locked, "The board is locked, write again when it is unlocked");
const NOT_ALLOWED: Refusal = Refusal::new(Code::NotAllowed, "This is not open to participants now");
const NOT_YOURS: Refusal = Refusal::new(Code::NotYours, "Somebody else wrote this, it is theirs to change");

/// Whether content may change at all: the part of [`decide`] that does not depend on the change.
///
/// # Errors
/// `read-only`, `finished` or `locked`.
pub fn open(role: Role, moment: &Moment) -> Result<(), Refusal> {
    if role == Role::Projector {
        return Err(READ_ONLY);
    }
    if moment.finished {
        return Err(FINISHED);
    }
    if moment.locked {
        return Err(LOCKED);
    }
    Ok(())
}

/// Whether a change may happen.
///
/// # Errors
/// The refusal that the client is told.
pub fn decide(role: Role, moment: &Moment, change: Change) -> Result<(), Refusal> {
    open(role, moment)?;
    if role == Role::Facilitator {
        return Ok(());
    }
    let rights = &moment.permissions;
    let within = |right: Right, own: bool| match (right, own) {
        (Right::Any, _) | (Right::Own, true) => Ok(()),
        (Right::Own, false) => Err(NOT_YOURS),
        (Right::None, _) => Err(NOT_ALLOWED),
    };
    match change {
        Change::AddNote if rights.add == AddRight::Own => Ok(()),
        Change::AddNote => Err(NOT_ALLOWED),
        Change::RestoreNote { own: false } => Err(NOT_YOURS),
        Change::RestoreNote { own: true } => match (rights.add, rights.remove) {
            (AddRight::None, Right::None) => Err(NOT_ALLOWED),
            _ => Ok(()),
        },
        Change::EditNote { own } => within(rights.edit, own),
        Change::MoveNote { own } => within(rights.move_, own),
        Change::RemoveNote { own } => within(rights.remove, own),
        Change::EditProject if moment.planning => Ok(()),
        Change::EditProject | Change::WriteProjects | Change::WriteBranches | Change::WriteBoard => {
            Err(NOT_ALLOWED)
        }
    }
}
