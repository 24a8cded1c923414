//! Sealed notes: written in silence, in nobody else's sight until all appear together.

use serde::{Deserialize, Serialize};

use crate::{BranchId, ParticipantId};

/// A note that nobody but its author sees yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Its id until it is revealed, when it gets another one.
    pub id: String,
    /// Secret: who wrote it.
    pub author: ParticipantId,
    /// The bone it will hang on.
    pub branch: BranchId,
    /// Secret: what it says.
    pub text: String,
}
