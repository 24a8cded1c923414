//! The gate: judges every single update before yrs sees a byte of it.
//!
//! No byte of a client reaches yrs before it was judged, because yrs is not safe on hostile updates. The steps:
//! [`crate::wire`] parses, [`resolve`] finds the effect against [`crate::index`], [`judge`] names the effect as
//! [`rules::Change`]s and asks the table in [`rules`]. The gate changes nothing; `live` applies the updates that
//! passed.

mod effect;
mod fields;
mod index_apply;
mod judge;
mod notes;
mod projects;
mod repeat;
mod resolve;
pub mod rules;
mod shares;
mod small_map;
mod tree;

use crate::wire::Bad;
use crate::{Code, Refusal};

pub use effect::Effect;
pub use index_apply::apply_to_index;
pub use judge::{Verdict, judge};
pub use resolve::resolve;

/// A fault in the structure of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The update builds on something unknown.
    Gap,
    /// Its parts contradict each other.
    Malformed,
    /// The update has other content under clocks that its client has already used.
    Rewritten,
    /// The update has a form that the schema does not have.
    Schema,
    /// The update writes a root that the schema does not have.
    UnknownRoot,
    /// The update writes where only the server writes.
    ServerOwned,
}

/// The refusal for a client whose document began anew under a client id that was used before.
pub const REWRITTEN: Refusal = Refusal::new(
    Code::Forged,
    "This Yjs client wrote something else before, start a fresh document with a client id of its own",
);

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Gap => Refusal::new(
                Code::Gap,
                "This builds on changes that the server does not have, load the board again",
            ),
            Fault::Malformed => Refusal::new(Code::Malformed, "The update contradicts itself"),
            Fault::Rewritten => REWRITTEN,
            Fault::Schema => Refusal::new(Code::Schema, "A board has nothing of this form in this place"),
            Fault::UnknownRoot => Refusal::new(Code::Schema, "A board has no root of this name"),
            Fault::ServerOwned => Refusal::new(Code::ServerOwned, "Only the server writes there"),
        }
    }
}

impl From<Bad> for Refusal {
    fn from(bad: Bad) -> Self {
        match bad {
            Bad::Foreign => Refusal::new(
                Code::Schema,
                "A board holds plain texts and values, no formatting, embeds or documents",
            ),
            Bad::Much => Refusal::new(Code::TooMany, "This is more in one update than a board accepts"),
            Bad::Hole => Fault::Gap.into(),
            _ => Refusal::new(Code::Malformed, "The bytes are not a Yjs update"),
        }
    }
}
