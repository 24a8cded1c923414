//! Load: one generator for Herringbone and its neighbours, and what it finds out.
//!
//! It speaks websocket and hand-written Yjs updates, so that it costs less than what it measures; it knows the
//! servers only from outside, except that the long log of [`workshop::long`] is made by the house's own rooms. It is
//! not a test of correctness (stock clients do that), except that it counts every edit at every receiver.

pub mod client;
pub mod contestant;
pub mod crowd;
pub mod dialect;
pub mod http;
pub mod ledger;
pub mod machine;
pub mod report;
pub mod scenario;
pub mod update;
mod verdict;
pub mod vitals;
pub mod workshop;

pub use verdict::verdict;
