//! The server through its doors: HTTP and websocket on port 0, a real data directory, nothing mocked.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod board;
mod bounds;
mod clock;
#[cfg(unix)]
#[path = "../../../crates/journal/tests/database/mod.rs"]
mod database;
mod deadlines;
mod departments;
mod documented;
mod errors;
mod exports;
mod facts;
mod host;
mod joining;
mod keys;
mod links;
mod list;
mod names;
mod next;
mod nodes;
mod open;
mod openapi;
mod operation;
mod process;
mod read_files;
mod rehearsal;
mod retention;
#[cfg(unix)]
#[path = "../../../crates/journal/tests/scene/mod.rs"]
mod scene;
mod schema;
mod secrecy;
#[cfg(unix)]
mod shared;
mod sign_in;
mod slow;
mod sockets;
mod stopping;
mod tls;
mod under_path;
mod webhooks;
