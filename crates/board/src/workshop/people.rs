//! The people on a board and whose a note is.

use serde::{Deserialize, Serialize};

use crate::{Actor, DepartmentId, ParticipantId};

/// A department that is expected at the workshop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its id, such as `customer-service`.
    pub id: DepartmentId,
    /// What people call it.
    pub name: String,
}

/// A person who joined. Somebody who joins again is a new person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name given on joining.
    pub name: String,
    /// The department given on joining; never changes.
    pub department: DepartmentId,
    /// Removed by the facilitator: the token no longer opens the board, what they wrote stays.
    #[serde(default)]
    pub removed: bool,
}

/// Whose a note is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Who wrote it.
    pub actor: Actor,
    /// The department it is shown under; none for the facilitator's.
    pub department: Option<DepartmentId>,
    /// Written sealed: the person behind it is never told.
    #[serde(default)]
    pub anonymous: bool,
}

/// Admits a person. Made by the server once a join code was right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The new person's id, made by the server.
    pub participant: ParticipantId,
    /// The name they gave.
    pub name: String,
    /// The department they gave.
    pub department: DepartmentId,
    /// SHA-256 of their token, in hex.
    pub token_hash: String,
}
