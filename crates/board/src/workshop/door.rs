//! How people join: the code, and whether the door is open.

use serde::{Deserialize, Serialize};

use super::{
    State,
    verdict::{Verdict, ensure},
};
use crate::Code;

/// Whether the board's code lets people in. Who is in stays in either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Door {
    /// Whoever has the code may join.
    #[default]
    Open,
    /// Nobody joins.
    Closed,
}

/// The longest code, in bytes.
const CODE: usize = 16;

/// The server makes the code: it fills the command in before the board sees it.
pub(super) fn decide_renew(state: &State, code: &str) -> Verdict {
    let plausible = !code.is_empty() && code.len() <= CODE && code.bytes().all(|b| b.is_ascii_alphanumeric());
    ensure(plausible, Code::Invalid, "The server makes the code; ask for a new one without naming it")?;
    ensure(code != state.join_code, Code::Invalid, "This is the code that the board has; ask for another")
}

/// Checks a person who joins by a code. The code may have been renewed since they looked it up.
pub(super) fn decide_enter(state: &State, code: Option<&str>) -> Verdict {
    ensure(
        code.is_none_or(|code| code == state.join_code),
        Code::Unknown,
        "This code was renewed; look at the new one on the projector",
    )?;
    ensure(
        state.door() == Door::Open,
        Code::DoorClosed,
        "The facilitator has closed the door, so nobody new comes in now; ask the facilitator to open it",
    )
}

impl State {
    /// Whether people may join now.
    pub fn door(&self) -> Door {
        self.door.unwrap_or_default()
    }

    /// Sets the door. A door that was never set counts as open, so opening it then changes nothing.
    pub(super) fn set_door(&mut self, door: Door) {
        if self.door() != door {
            self.door = Some(door);
        }
    }

    pub(super) fn renew_code(&mut self, seq: u64, code: &str) {
        code.clone_into(&mut self.join_code);
        self.code_renewed = Some(seq);
    }
}
