//! Why the server closes a connection: the only home of the close codes.

/// Why the server closes a connection. y-websocket's provider does not reconnect after 4400 to 4499.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CloseReason {
    /// A frame was not one whole message.
    Malformed,
    /// The token opens nothing (any more).
    InvalidToken,
    /// The person was removed from the board.
    Removed,
    /// There is no such board (any more).
    NoSuchBoard,
    /// The same person has connected anew, oftener than one person may be connected.
    Replaced,
    /// A frame was larger than the limit.
    TooLarge,
    /// More was refused than patience lasts.
    TooManyRefusals,
    /// More pings were sent than anybody needs.
    TooManyPings,
    /// The room ends: the server stops, or the board is opened anew from its log. Reconnecting is right.
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
            CloseReason::TooLarge => 4413,
            CloseReason::TooManyRefusals | CloseReason::TooManyPings => 4429,
            CloseReason::Restarting => 1012,
        }
    }

    /// The close reason, for people who read logs.
    pub fn reason(self) -> &'static str {
        match self {
            CloseReason::Malformed => "malformed frame",
            CloseReason::InvalidToken => "token not valid",
            CloseReason::Removed => "removed from the board",
            CloseReason::NoSuchBoard => "no such board",
            CloseReason::Replaced => "replaced by a newer connection",
            CloseReason::TooLarge => "frame too large",
            CloseReason::TooManyRefusals => "too many refusals",
            CloseReason::TooManyPings => "too many pings",
            CloseReason::Restarting => "restarting",
        }
    }
}
