//! The room's rules, tested at its boundary. `SPEC.md` says what the ids stand for.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::needless_range_loop)]

mod awareness;
mod babble;
mod batching;
mod bounds;
mod clients;
mod clock;
mod closing;
mod costs;
mod deadlines;
mod door;
mod entry_form;
mod names;
mod nodes;
mod overview;
mod pace;
mod past;
mod presence;
mod reading;
mod registry;
mod restored;
mod simulation;
mod slow;
mod support;
mod sync;
mod unstored;
