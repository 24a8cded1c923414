//! What people keep when the machine fails. The tests start the built program, let Yjs clients write over real
//! websockets, and then take something away: the process, the disk, the port.
//!
//! It is not: a test of what may be written, or of the protocol's corners; those ask the crates directly.
//!
//! The program is found through `HERRINGBONE_BIN`, or is `target/debug/herringbone`, which is built if it is not there.

mod board;
mod link;
mod person;
mod server;

pub use ::client::Lost;
pub use board::{Board, call, until};
pub use link::{End, Link, Way};
pub use person::{Client, Texts, converge};
pub use server::{HOST_KEY, Server, failed_start, failed_start_by, herringbone, not_tested, works};
