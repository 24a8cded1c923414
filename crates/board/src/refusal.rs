//! Why something may not happen, as a value: a stable code and a sentence for people.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The stable code of a refusal. The kebab-case name is what clients see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The board is locked; content does not change now.
    Locked,
    /// The role or the present permissions do not include this.
    NotAllowed,
    /// It belongs to somebody else.
    NotYours,
    /// Only the server writes there.
    ServerOwned,
    /// It does not have the form that the document's schema demands.
    Schema,
    /// A text or value is longer than its limit.
    TooLong,
    /// A count is over its limit.
    TooMany,
    /// It claims to be written by somebody else.
    Forged,
    /// The bytes are not a well-formed message.
    Malformed,
    /// It builds on something that the server does not have.
    Gap,
    /// This connection reads only.
    ReadOnly,
    /// The board is finished.
    Finished,
    /// The vote or rating is not open (or not closed) as this needs.
    NotNow,
    /// The facilitator lets nobody new in now.
    DoorClosed,
    /// More dots than the budget, or than one note may take.
    OverBudget,
    /// What the command names does not exist on this board.
    Unknown,
    /// A value of the command does not fit.
    Invalid,
}

/// In which way a refused command stands: decides the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The role does not allow it: 403.
    Role,
    /// Not at this moment: 409.
    Moment,
    /// It does not fit: 422.
    Form,
}

impl Code {
    /// The code as clients see it, such as `not-yours`.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Locked => "locked",
            Code::NotAllowed => "not-allowed",
            Code::NotYours => "not-yours",
            Code::ServerOwned => "server-owned",
            Code::Schema => "schema",
            Code::TooLong => "too-long",
            Code::TooMany => "too-many",
            Code::Forged => "forged",
            Code::Malformed => "malformed",
            Code::Gap => "gap",
            Code::ReadOnly => "read-only",
            Code::Finished => "finished",
            Code::NotNow => "not-now",
            Code::DoorClosed => "door-closed",
            Code::OverBudget => "over-budget",
            Code::Unknown => "unknown",
            Code::Invalid => "invalid",
        }
    }

    /// How a command refused with this code is answered.
    pub fn standing(self) -> Standing {
        match self {
            Code::NotAllowed | Code::NotYours | Code::ServerOwned | Code::ReadOnly | Code::Forged => {
                Standing::Role
            }
            Code::Locked
            | Code::Finished
            | Code::NotNow
            | Code::DoorClosed
            | Code::OverBudget
            | Code::Gap => Standing::Moment,
            Code::Schema
            | Code::TooLong
            | Code::TooMany
            | Code::Malformed
            | Code::Unknown
            | Code::Invalid => Standing::Form,
        }
    }
}

/// A refusal: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// What happened and what to do, in one English sentence without a closing stop.
    pub sentence: &'static str,
}

impl Refusal {
    /// A refusal with its sentence.
    pub const fn new(code: Code, sentence: &'static str) -> Self {
        Self { code, sentence }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.sentence)
    }
}
