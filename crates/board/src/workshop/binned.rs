//! What the bin keeps.

use serde::{Deserialize, Serialize};

use crate::NoteId;

/// A removed note, kept so that the facilitator can restore it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Binned {
    /// Its id; restoring gives it back under the same one.
    pub note: NoteId,
    /// Its text when it was removed.
    pub text: String,
    /// Its other fields when it was removed (bone, order, parent, evidence …), by key.
    pub fields: Vec<(String, String)>,
}
