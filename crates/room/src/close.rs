//! The reasons for which the server closes a connection. The close codes are defined only here.

/// Why the server closes a connection. y-websocket's provider does not reconnect after the codes 4400 to 4499.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CloseReason {
    /// A frame was not one whole message.
    Malformed,
    /// The token is not valid, or not any more.
    InvalidToken,
    /// The person was removed from the board.
    Removed,
    /// The board does not exist, or not any more.
    NoSuchBoard,
    /// The same person has connected again and would have more connections than one person may have.
    Replaced,
    /// The client's copy has what the board does not have any more: the board was restored from a backup.
    Restored,
    /// A frame was larger than the limit.
    TooLarge,
    /// The session was refused more often than the server tolerates.
    TooManyRefusals,
    /// The client sent more pings than the limit.
    TooManyPings,
    /// The room ends: the server stops, or the board is opened anew from its log. The client should reconnect.
    Restarting,
}

impl CloseReason {
    /// The websocket close code.
    pub fn code(self) -> u16 {
        match self {
            CloseReason::Malformed => 4400,
            CloseReason::InvalidToken => 4401,
            CloseReason::Removed => 4403,
            CloseReason::NoSuchBoard => 4404,
            CloseReason::Replaced => 4409,
            CloseReason::Restored => 4412,
            CloseReason::TooLarge => 4413,
            CloseReason::TooManyRefusals | CloseReason::TooManyPings => 4429,
            CloseReason::Restarting => 1012,
        }
    }

    /// The close reason in words, for readers of logs.
    pub fn reason(self) -> &'static str {
        match self {
            CloseReason::Malformed => "malformed frame",
            CloseReason::InvalidToken => "token not valid",
            CloseReason::Removed => "removed from the board",
            CloseReason::NoSuchBoard => "no such board",
            CloseReason::Replaced => "replaced by a newer connection",
            CloseReason::Restored => {
                "the board was restored from a backup and this copy is ahead of it, load it anew"
            }
            CloseReason::TooLarge => "frame too large",
            CloseReason::TooManyRefusals => "too many refusals",
            CloseReason::TooManyPings => "too many pings",
            CloseReason::Restarting => "restarting",
        }
    }
}
