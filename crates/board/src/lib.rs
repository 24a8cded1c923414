//! The data of a Herringbone board, and the rules for changing it.
//!
//! Everything that happens to a board is one [`Entry`] in its ordered log: **judge → record → tell**. This crate
//! decides and applies; it is pure and deterministic. It has no IO, no clock, no randomness and no async runtime:
//! time and ids are passed in, and the same entries give the same board in any process. The rules are stated in
//! `SPEC.md` under stable ids; test names carry them.
//!
//! The modules: [`wire`] parses client bytes strictly, [`index`] knows the structure of the document,
//! [`gate`] judges an update against both, [`workshop`] holds everything that is not in the document
//! (people, ballots, agenda) and decides commands, [`live`] is the one authoritative board that ties
//! them together, and [`reading`] is the lenient typed view that exports and screens are made from.
#![forbid(unsafe_code)]

mod entry;
pub mod gate;
mod ids;
pub mod index;
pub mod join_code;
pub mod length;
pub mod live;
pub mod names;
pub mod reading;
mod refusal;
pub mod schema;
pub mod text;
pub mod wire;
pub mod workshop;

pub use entry::{Body, Edits, Entry, EntryError, Form, Wrote};
pub use ids::{Actor, BoardId, BranchId, DepartmentId, FactId, Millis, NoteId, ParticipantId, ProjectId};
pub use live::{Accepted, Batch, Broken, Flow, Live, Outcome, PersonOverview, Replayed};
pub use refusal::{Code, Refusal, Standing};
pub use workshop::Binned;
