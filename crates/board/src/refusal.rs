//! The refusal of a change, as a value: a stable code and a sentence for people.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The stable code of a refusal. Clients see its kebab-case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The board is locked; content does not change now.
    Locked,
    /// The role or the present permissions do not include this.
    NotAllowed,
    /// The thing belongs to another person.
    NotYours,
    /// The place is written only by the server.
    ServerOwned,
    /// The value does not have the form that the document's schema demands.
    Schema,
    /// A text or value is longer than its limit.
    TooLong,
    /// A count is over its limit.
    TooMany,
    /// The sender claims to be another person.
    Forged,
    /// The bytes are not a well-formed message.
    Malformed,
    /// The update builds on something that the server does not have.
    Gap,
    /// This connection may only read.
    ReadOnly,
    /// The board is finished.
    Finished,
    /// The vote or rating is not open (or not closed), as this command needs.
    NotNow,
    /// The facilitator has closed the door: nobody new may join now.
    DoorClosed,
    /// The dots exceed the person's budget, or the most that one note may take.
    OverBudget,
    /// The cause is not on the ballot of this vote.
    NotOnBallot,
    /// The thing that the command names does not exist on this board.
    Unknown,
    /// A value of the command does not fit.
    Invalid,
}

/// The class of a refusal. It decides the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The role does not allow it: 403.
    Role,
    /// It is not possible at this moment: 409.
    Moment,
    /// A value does not fit: 422.
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
            Code::NotOnBallot => "not-on-ballot",
            Code::Unknown => "unknown",
            Code::Invalid => "invalid",
        }
    }

    /// The class of this code, for answering a command.
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
            | Code::NotOnBallot
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
