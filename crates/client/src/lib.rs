//! A client of a Herringbone server, as any other program would be one: HTTP, and a Yjs document over the websocket.
//!
//! The demo's people, the fault tests and the server's own tests are made of it. It knows nothing of the server's types, so
//! that it meets only what is on the wire.

mod document;
pub mod http;

pub use document::{Client, Heard, Lost, Socket, socket};
