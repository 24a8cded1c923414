//! The room's rules, tested at its boundary. `SPEC.md` says what the ids stand for.

mod batching;
mod closing;
mod presence;
mod reading;
mod registry;
mod simulation;
mod support;
mod sync;
