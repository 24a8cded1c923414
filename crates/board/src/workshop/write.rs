//! The writes of a command into the document.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::{BranchId, FactId, NoteId, ProjectId};

/// One write of the server into the document, made in the order given. Its JSON is what the checksum of an entry is of
/// (LOG-2), so it stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Write {
    /// Sets a key of a server-only root map to a plain JSON value.
    Put {
        /// One of `schema::root`.
        root: &'static str,
        /// The key.
        key: String,
        /// The value; what was there is replaced.
        value: Value,
    },
    /// Removes a key of a server-only root map.
    Remove {
        /// One of `schema::root`.
        root: &'static str,
        /// The key.
        key: String,
    },
    /// Adds a note that the server writes itself, so that no Yjs client id tells the author.
    Note {
        /// Its id; not in use.
        id: NoteId,
        /// The text.
        text: String,
        /// Its other fields, by key of `schema::note`.
        fields: Vec<(String, String)>,
    },
    /// Removes a note.
    RemoveNote {
        /// Its id.
        id: NoteId,
    },
    /// Adds a bone.
    Branch {
        /// Its id.
        id: BranchId,
        /// Its title.
        title: String,
        /// Its guiding question.
        question: String,
        /// Its fractional index.
        order: String,
        /// Its colour, if one was chosen.
        colour: Option<String>,
    },
    /// Sets a key of the root map `board`; `effect` becomes a Y.Text.
    Board {
        /// A key of `schema::board`.
        key: &'static str,
        /// The text.
        value: String,
    },
    /// Adds a fact.
    Fact {
        /// Its id; not in use.
        id: FactId,
        /// Its texts, by key of `schema::fact`.
        fields: Vec<(String, String)>,
        /// The value that is to be reached.
        target: Option<f64>,
        /// Its values by day.
        values: BTreeMap<String, f64>,
    },
    /// Removes a fact.
    RemoveFact {
        /// Its id.
        id: FactId,
    },
    /// Sets the value of a fact on one day.
    FactValue {
        /// The fact.
        id: FactId,
        /// The day, as `YYYY-MM-DD`.
        day: String,
        /// The value.
        value: f64,
    },
    /// Sets a text of a project.
    ProjectField {
        /// The project.
        id: ProjectId,
        /// A key of `schema::project`.
        key: &'static str,
        /// The text.
        value: String,
    },
    /// Adds a project.
    Project {
        /// Its id; not in use.
        id: ProjectId,
        /// Its texts, by key of `schema::project`.
        fields: Vec<(String, String)>,
        /// Its budget, as far as it is a sum of money.
        amount: Option<f64>,
        /// Its lists of items in order, by key of `schema::project`; each becomes a Y.Map `item → order`.
        lists: Vec<(String, Vec<String>)>,
    },
}
