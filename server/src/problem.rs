//! The one HTTP error: a problem document (RFC 9457) with a stable code. Causes are logged, never sent.

use std::time::Duration;

use axum::{
    Json,
    extract::{
        FromRequestParts, Path, Query,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use board::{Refusal, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use crate::pipe::Elsewhere;

/// An error answer, sent as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    status: StatusCode,
    /// The stable code, for programs.
    code: &'static str,
    /// One sentence for people: what happened and what to do.
    detail: String,
    /// The seconds after which another attempt makes sense.
    retry_after: Option<u32>,
    /// The node that can answer instead.
    elsewhere: Option<Elsewhere>,
}

/// The body of every error (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Always `about:blank`. The code identifies the problem.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// A stable code for programs, such as `locked` or `no-such-board`.
    code: &'static str,
    /// One sentence, for people.
    detail: String,
}

impl Problem {
    /// A problem with its status, stable code and sentence.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), retry_after: None, elsewhere: None }
    }

    /// Whether it has this code.
    pub fn is(&self, code: &str) -> bool {
        self.code == code
    }

    /// Sets the seconds after which another attempt makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Another node can answer instead. The problem is told only if that node cannot be asked.
    #[must_use]
    pub fn is_elsewhere(mut self, node: Elsewhere) -> Self {
        self.elsewhere = Some(node);
        self
    }

    /// 401: no token was given.
    pub fn token_missing() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "token-missing",
            "This needs a token; open the link you were given.",
        )
    }

    /// 401: the token is not valid here.
    pub fn token_invalid() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "token-invalid", "This token is not valid for this board.")
    }

    /// 403: the token is valid, but its holder may not do this.
    pub fn not_allowed(detail: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not-allowed", detail)
    }

    /// 401: the token is a facilitator's, and its holder has to be signed in.
    pub fn sign_in_needed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "sign-in-needed",
            "This is a facilitator's link; sign in as somebody who may lead boards here.",
        )
    }

    /// 403: a page of another site sent this with the cookie of whoever is signed in.
    pub fn other_site() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "other-site",
            "Whoever is signed in can change something from this server's own pages only.",
        )
    }

    /// 403: the participant was removed from the board.
    pub fn removed() -> Self {
        Self::new(StatusCode::FORBIDDEN, "removed", "You were removed from this board.")
    }

    /// 404: there is no such board.
    pub fn no_such_board() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no-such-board", "There is no such board, or it was deleted.")
    }

    /// 404: no such address at all.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing at this address.")
    }

    /// 429: too many wrong keys were tried.
    pub fn too_many_keys(wait: Duration) -> Self {
        Self::too_many_attempts(
            wait,
            "Too many keys were tried that open nothing; the right one is taken at any time.",
        )
    }

    /// 429: too many wrong secrets were tried.
    pub fn too_many_attempts(wait: Duration, detail: &'static str) -> Self {
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", detail).retry_after(seconds)
    }

    /// 408: the body came too slowly.
    pub fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "The body came too slowly; try again.")
    }

    /// 413: the body is too large.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is larger than this server accepts.")
    }

    /// 503: other large bodies, of the same sender or of all senders, are still arriving.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "Something else as large is still coming in; try again in a moment.",
        )
        .retry_after(5)
    }

    /// 400: the body ended early or is malformed.
    pub fn unreadable_body() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable-body", "The body could not be read.")
    }

    /// 415: the content type of the body is not JSON.
    pub fn not_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "The body must be JSON, with Content-Type: application/json.",
        )
    }

    /// 429: a person gives commands faster than the limit.
    pub fn too_fast(wait: Duration) -> Self {
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many",
            "This is more at once than one person does; wait a little, then do it again.",
        )
        .retry_after(seconds)
    }

    /// 422: a value does not fit.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
    }

    /// 400: the body is not JSON.
    pub fn broken_json() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "broken-json", "The body is not well-formed JSON.")
    }

    /// 500: the stored board is damaged. Only the operator can repair it.
    pub fn damaged() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "damaged",
            "What is stored of this board is damaged, so it is not shown; the server's log says where.",
        )
    }

    /// 503: the server is stopping or the board is being reopened; nothing was changed.
    pub fn restarting() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "restarting",
            "The server is restarting; try again in a moment.",
        )
        .retry_after(1)
    }

    /// 500: a fault of the server. The cause goes to the log only.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something failed here; it was logged.")
    }

    /// 503: the board's log could not be written.
    pub fn storage(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "storage failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage", "The server could not store this; try again.")
            .retry_after(1)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail,
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(elsewhere) = self.elsewhere {
            response.extensions_mut().insert(elsewhere);
        }
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.code.standing() {
            Standing::Role => StatusCode::FORBIDDEN,
            Standing::Moment => StatusCode::CONFLICT,
            Standing::Form => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, refusal.code.as_str(), format!("{}.", refusal.sentence.trim_end_matches('.')))
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::JsonDataError(error) => Self::invalid(misfit(&error.body_text())),
            JsonRejection::JsonSyntaxError(_) => Self::broken_json(),
            JsonRejection::MissingJsonContentType(_) => Self::not_json(),
            _ => Self::unreadable_body(),
        }
    }
}

/// The fault in a JSON body as a sentence, without the library's preface and without the list of all values that
/// would have been possible; the OpenAPI document has that list.
fn misfit(text: &str) -> String {
    let text = text.rsplit_once("target type: ").map_or(text, |(_, text)| text);
    let text = text.split(", expected ").next().unwrap_or(text);
    let text = text.split(", there are no fields").next().unwrap_or(text);
    let text = text.rsplit_once(" at line ").map_or(text, |(text, _)| text);
    format!("The body does not fit: {text}.")
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::not_found()
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        let text = rejection.body_text();
        let why = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
        let said = format!("The query cannot be read: {}.", why.trim_end_matches('.'));
        Self::new(StatusCode::BAD_REQUEST, "bad-query", said)
    }
}

/// Parts of the path. A fault is answered with a [`Problem`].
#[derive(FromRequestParts)]
#[from_request(via(Path), rejection(Problem))]
pub struct InPath<T>(pub T);

/// The query. A fault is answered with a [`Problem`].
#[derive(FromRequestParts)]
#[from_request(via(Query), rejection(Problem))]
pub struct InQuery<T>(pub T);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_said_in_a_sentence() {
        let said = "Failed to deserialize the JSON body into the target type: do: unknown variant `fly`, expected one \
                    of `create`, `join` at line 1 column 11";
        assert_eq!(misfit(said), "The body does not fit: do: unknown variant `fly`.");
        let said = "Failed to deserialize the JSON body into the target type: missing field `note` at line 1 column 13";
        assert_eq!(misfit(said), "The body does not fit: missing field `note`.");
    }
}
