//! Everything about a board that is not in its document, and the commands that change it.
mod command;
mod state;
pub use command::Command;
pub use state::State;
