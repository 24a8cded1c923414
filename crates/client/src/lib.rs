//! A client of a Herringbone server, like that of any other program: HTTP, and a Yjs document over the websocket.
//!
//! The demo's people, the fault tests and the server's own tests use it. It knows none of the server's types, so that
//! it depends only on the bytes on the wire.

mod document;
pub mod http;

pub use document::{Client, Heard, Lost, Socket, socket};
