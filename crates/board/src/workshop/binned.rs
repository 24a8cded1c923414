//! The form in which the bin stores a note.

use serde::{Deserialize, Serialize};

use crate::NoteId;

/// A removed note, kept so that the facilitator can restore it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Binned {
    /// Its id. A restored note has the same id again.
    pub note: NoteId,
    /// Its text when it was removed.
    pub text: String,
    /// Its other fields when it was removed (bone, order, parent, evidence …), by key.
    pub fields: Vec<(String, String)>,
}
