//! How requests are refused, for the OpenAPI document: one list for each thing that a request may need.

use utoipa::IntoResponses;

use crate::problem::ProblemBody;

/// Any request.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "it describes what `Problem` answers")]
pub enum Always {
    /// The server failed. The failure was logged.
    #[response(status = 500, content_type = "application/problem+json")]
    Fault(ProblemBody),
}

/// A request with a body.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "it describes what `Problem` answers")]
pub enum OfBody {
    /// The body is not JSON, or is incomplete.
    #[response(status = 400, content_type = "application/problem+json")]
    Broken(ProblemBody),
    /// The body arrived too slowly.
    #[response(status = 408, content_type = "application/problem+json")]
    Slow(ProblemBody),
    /// The body is larger than the server accepts.
    #[response(status = 413, content_type = "application/problem+json")]
    Large(ProblemBody),
    /// The `Content-Type` is not JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    OtherKind(ProblemBody),
    /// The content does not fit: a field is missing, unknown, or has a value that is not allowed.
    #[response(status = 422, content_type = "application/problem+json")]
    Unfit(ProblemBody),
    /// Other large bodies are still coming in, the server is restarting, or it could not be stored. `Retry-After` says
    /// when to try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(ProblemBody),
}

/// A request that is opened by a token of the board.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "it describes what `Problem` answers")]
pub enum OfToken {
    /// There is no token, or it is not a token of this board.
    #[response(status = 401, content_type = "application/problem+json")]
    Unknown(ProblemBody),
    /// The holder of the token may not do this, or was removed from the board.
    #[response(status = 403, content_type = "application/problem+json")]
    NotAllowed(ProblemBody),
    /// There is no such board.
    #[response(status = 404, content_type = "application/problem+json")]
    NoBoard(ProblemBody),
    /// The server is restarting, or the board could not be stored. `Retry-After` says when to try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Restarting(ProblemBody),
}

/// A request that is opened by the host's or the operator's key.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "it describes what `Problem` answers")]
pub enum OfKey {
    /// There is no key, or it is not the host's.
    #[response(status = 401, content_type = "application/problem+json")]
    Wrong(ProblemBody),
    /// Whoever is signed in may not host, or a page of another site sent this.
    #[response(status = 403, content_type = "application/problem+json")]
    NotAllowed(ProblemBody),
    /// Too many wrong keys came from this address. `Retry-After` gives the time to wait.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(ProblemBody),
}

/// A request about one board that is opened by the host's key.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "it describes what `Problem` answers")]
pub enum OfHost {
    /// There is no key, or it is not the host's.
    #[response(status = 401, content_type = "application/problem+json")]
    Wrong(ProblemBody),
    /// Whoever is signed in may not host, or a page of another site sent this.
    #[response(status = 403, content_type = "application/problem+json")]
    NotAllowed(ProblemBody),
    /// There is no such board.
    #[response(status = 404, content_type = "application/problem+json")]
    NoBoard(ProblemBody),
    /// Too many wrong keys came from this address. `Retry-After` gives the time to wait.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(ProblemBody),
    /// The server is restarting, or the board could not be stored. `Retry-After` says when to try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Restarting(ProblemBody),
}

/// A request that names a join code.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "it describes what `Problem` answers")]
pub enum OfCode {
    /// No board has this code.
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(ProblemBody),
    /// Too many wrong codes came from this address. `Retry-After` gives the time to wait.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(ProblemBody),
    /// The server is restarting. `Retry-After` says when to try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Restarting(ProblemBody),
}
