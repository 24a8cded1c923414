//! Several nodes on one PostgreSQL, and people who type through all of them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

#[path = "../../../../crates/journal/tests/database/mod.rs"]
mod database;
mod scene {
    pub use faults::not_tested;
}

mod clocks;
mod cluster;
mod cut;
mod killed;
mod linked;
mod once;
mod stale;
mod volume;
