//! State.
use serde::{Deserialize, Serialize};
/// Everything about a board that is not in its document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {}
