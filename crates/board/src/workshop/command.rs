//! Commands.
use serde::{Deserialize, Serialize};
/// A command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// Freeze content.
    Lock,
}
