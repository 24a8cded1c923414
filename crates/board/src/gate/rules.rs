//! The table of rules: which role may make which change, and when.
//!
//! This module is small and total and does not know the document. So a test can walk over every cell, and `xtask
//! codegen` can write the same table for the web app: a button is disabled by the rule that would refuse.

use serde::{Deserialize, Serialize};

use crate::workshop::{AddRight, Kind, Permissions, Right, State};
use crate::{Actor, Code, Refusal};

/// The role of a person on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The link of the facilitator.
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
    /// A note that was removed comes back under its id, for instance by an undo.
    RestoreNote {
        /// Whether the person who brings it back wrote it.
        own: bool,
    },
    /// A note's text or evidence.
    EditNote {
        /// Whether the person who edits it wrote it.
        own: bool,
    },
    /// A note's bone, order or parent.
    MoveNote {
        /// Whether the person who moves it wrote it.
        own: bool,
    },
    /// A note goes to the bin.
    RemoveNote {
        /// Whether the person who removes it wrote it.
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
    /// Facts and their values.
    WriteFacts,
}

/// The part of the session state that the rules depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Whether the board is closed.
    pub finished: bool,
    /// Whether content is frozen.
    pub locked: bool,
    /// Whether the running activity is of the kind `plan`.
    pub planning: bool,
    /// The rights that participants have on notes.
    pub permissions: Permissions,
}

impl Moment {
    /// The present moment of a board.
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
    /// The role of the actor that a client writes for.
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
        Change::EditProject
        | Change::WriteProjects
        | Change::WriteBranches
        | Change::WriteBoard
        | Change::WriteFacts => Err(NOT_ALLOWED),
    }
}
