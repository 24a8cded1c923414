//! Identifiers as types of their own, so that a note cannot be passed where a bone is meant. They are
//! passed on and kept in many places at once, so a clone shares the text.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta] $name:ident;)*) => {$(
        #[$doc]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
        pub struct $name(Arc<str>);
        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl Default for $name { fn default() -> Self { Self::from("") } }
        impl From<&str> for $name { fn from(s: &str) -> Self { Self(Arc::from(s)) } }
        impl From<String> for $name { fn from(s: String) -> Self { Self(Arc::from(s)) } }
        impl From<$name> for String { fn from(id: $name) -> Self { (*id.0).to_owned() } }
        impl Borrow<str> for $name { fn borrow(&self) -> &str { &self.0 } }
        impl AsRef<str> for $name { fn as_ref(&self) -> &str { &self.0 } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )*};
}

id! {
    /// A board.
    BoardId;
    /// A bone of the fishbone.
    BranchId;
    /// A department of the company, such as `customer-service`.
    DepartmentId;
    /// A figure with its values over time: the key in the document's root map `facts`.
    FactId;
    /// A cause: the key of a note in the document's root map `notes`.
    NoteId;
    /// A person who joined the board.
    ParticipantId;
    /// A project: the key in the document's root map `projects`.
    ProjectId;
}

/// Unix time in milliseconds. Always passed in, never read from a clock here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(format = "uint64"))]
pub struct Millis(pub u64);

/// On whose behalf something happens. The server knows it from the token; a client never says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The server itself: creating a board, admitting a person, a deadline that passed.
    Server,
    /// Whoever leads the board.
    Facilitator,
    /// The screen in the room: reads, never writes.
    Projector,
    /// A person who joined.
    Participant(ParticipantId),
}
