//! Why the server closes a connection: the only home of the close codes.

/// Why the server closes a connection. y-websocket's provider does not reconnect after 4400 to 4499.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Farewell {
    /// A frame was not one whole message.
    Malformed,
    /// The token opens nothing (any more).
    InvalidToken,
    /// The person was removed from the board.
    Removed,
    /// There is no such board (any more).
    NoSuchBoard,
    /// A frame was larger than the limit.
    TooLarge,
    /// More was refused than patience lasts.
    TooManyRefusals,
    /// The room ends: the server stops, or the board is opened anew from its log. Reconnecting is right.
    Restarting,
}

impl Farewell {
    /// The websocket close code.
    pub fn code(self) -> u16 {
        match self {
            Farewell::Malformed => 4400,
            Farewell::InvalidToken => 4401,
            Farewell::Removed => 4403,
            Farewell::NoSuchBoard => 4404,
            Farewell::TooLarge => 4413,
            Farewell::TooManyRefusals => 4429,
            Farewell::Restarting => 1012,
        }
    }

    /// The close reason, for people who read logs.
    pub fn reason(self) -> &'static str {
        match self {
            Farewell::Malformed => "malformed frame",
            Farewell::InvalidToken => "token not valid",
            Farewell::Removed => "removed from the board",
            Farewell::NoSuchBoard => "no such board",
            Farewell::TooLarge => "frame too large",
            Farewell::TooManyRefusals => "too many refusals",
            Farewell::Restarting => "restarting",
        }
    }
}
