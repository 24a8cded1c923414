//! Bodies of requests. No part of a body is read before its sender was judged from the request's head. The bodies of
//! strangers are short, and bodies that come too slowly are given up.

use std::{convert::Infallible, future::poll_fn, pin::pin, task::Poll};

use axum::{
    Json,
    body::{Body, HttpBody},
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::{HeaderMap, header},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Duration, Instant, timeout, timeout_at};

use crate::{
    access::Admitted,
    app::App,
    connections::{LargeRead, SMALL},
    problem::Problem,
};

/// The largest body of an ordinary request, in bytes.
pub const LONGEST: usize = 256 * 1024;

/// The largest body of a stranger, in bytes.
const LONGEST_OF_STRANGERS: usize = SMALL;

/// The bytes of a longer transfer that have to be sent or received within [`Config::stall`](crate::Config::stall).
pub const LEAST: usize = 64 * 1024;

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A body that has not been read yet.
pub struct Unread {
    body: Body,
    is_json: bool,
    stall: Duration,
}

impl FromRequest<App> for Unread {
    type Rejection = Infallible;

    async fn from_request(request: Request, app: &App) -> Result<Self, Infallible> {
        let is_json = is_json(request.headers());
        Ok(Self { body: request.into_body(), is_json, stall: app.config.stall })
    }
}

impl Unread {
    /// The JSON body of an admitted sender.
    ///
    /// # Errors
    /// The fault in the body, as the answer for its sender.
    pub async fn json<T: DeserializeOwned>(self, sender: &impl Admitted) -> Result<T, Problem> {
        self.parsed(LONGEST, Some(sender.person().large_read())).await
    }

    /// The JSON body of an admitted sender, who may also send none.
    ///
    /// # Errors
    /// The fault in the body, as the answer for its sender.
    pub async fn json_if_any<T: DeserializeOwned + Default>(
        self,
        sender: &impl Admitted,
    ) -> Result<T, Problem> {
        if self.body.is_end_stream() { Ok(T::default()) } else { self.json(sender).await }
    }

    /// The short JSON body of a stranger. It contains the secret that admits the sender.
    ///
    /// # Errors
    /// The fault in the body, as the answer for its sender.
    pub async fn json_of_stranger<T: DeserializeOwned>(self) -> Result<T, Problem> {
        self.parsed(LONGEST_OF_STRANGERS, None).await
    }

    /// The whole body without its byte-order mark, of at most `longest` bytes. The caller makes sure that few such bodies come at once.
    ///
    /// # Errors
    /// The fault in the body, as the answer for its sender.
    pub async fn bytes(self, longest: usize, _: &impl Admitted) -> Result<Vec<u8>, Problem> {
        self.read(longest, None).await
    }

    /// The whole body of an admitted sender, such as a file, without its byte-order mark, of at most `longest` bytes. A long
    /// one waits for its sender's share of the server's memory.
    ///
    /// # Errors
    /// The fault in the body, as the answer for its sender.
    pub async fn file(self, longest: usize, sender: &impl Admitted) -> Result<Vec<u8>, Problem> {
        self.read(longest, Some(sender.person().large_read())).await
    }

    async fn parsed<T: DeserializeOwned>(
        self,
        longest: usize,
        large: Option<LargeRead>,
    ) -> Result<T, Problem> {
        if !self.is_json {
            return Err(Problem::not_json());
        }
        let bytes = self.read(longest, large).await?;
        // A struct would be read from a list as well, field by field.
        if bytes.trim_ascii_start().first() == Some(&b'[') {
            return Err(Problem::invalid("The body does not fit: an object is expected."));
        }
        match Json::from_bytes(&bytes) {
            Ok(Json(parsed)) => Ok(parsed),
            // In JSON `5.0` is a whole number, but Rust's JSON reader refuses it where it expects an integer.
            Err(JsonRejection::JsonDataError(unfit)) => {
                let whole = serde_json::from_slice(&bytes).ok().and_then(|body| with_whole_numbers(&body));
                let again = whole.and_then(|body| Json::from_bytes(body.to_string().as_bytes()).ok());
                again.map(|Json(parsed)| parsed).ok_or_else(|| JsonRejection::JsonDataError(unfit).into())
            }
            Err(rejection) => Err(rejection.into()),
        }
    }

    async fn read(self, longest: usize, mut large: Option<LargeRead>) -> Result<Vec<u8>, Problem> {
        let announced =
            self.body.size_hint().exact().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        if announced.is_some_and(|length| length > longest) {
            return Err(Problem::too_large());
        }
        if let Some(large) = &mut large
            && announced.is_none_or(|length| length > SMALL)
        {
            let room = poll_fn(|context| large.poll(announced.unwrap_or(longest), context));
            timeout(self.stall, room).await.map_err(|_| Problem::busy())?;
        }
        let mut body = self.body.into_data_stream();
        // Memory is taken only for bytes that have come, not for the announced length.
        let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(SMALL));
        let (mut due, mut counted) = (Instant::now() + self.stall, 0);
        while let Some(piece) = within(due, body.next()).await? {
            let piece = piece.map_err(|_| Problem::unreadable_body())?;
            if piece.len() > longest - bytes.len() {
                return Err(Problem::too_large());
            }
            bytes.extend_from_slice(&piece);
            if bytes.len() - counted >= LEAST {
                (due, counted) = (Instant::now() + self.stall, bytes.len());
            }
        }
        // Some editors put a byte-order mark before the text, which JSON does not allow (RFC 8259, 8.1).
        if bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(bytes)
    }
}

/// Waits for the next piece until `due`. Most bodies are there already; then no timer is needed.
async fn within<T>(due: Instant, next: impl Future<Output = T>) -> Result<T, Problem> {
    let mut next = pin!(next);
    match poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await {
        Poll::Ready(came) => Ok(came),
        Poll::Pending => timeout_at(due, next).await.map_err(|_| Problem::too_slow()),
    }
}

/// The body with every whole number written without a fraction; `None` if no number had to change.
pub fn with_whole_numbers(body: &Value) -> Option<Value> {
    let mut whole = body.clone();
    let mut waiting = vec![&mut whole];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(fields) => waiting.extend(fields.values_mut()),
            // Above 2^53 a fraction could already have been lost.
            Value::Number(number) if number.is_f64() => {
                let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15);
                *number = float.map_or_else(|| number.clone(), |float| (float as i64).into());
            }
            _ => {}
        }
    }
    (whole != *body).then_some(whole)
}

/// The same rule as axum's own JSON: `application/json`, or a type that ends in `+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.strip_prefix("application/").is_some_and(|kind| kind == "json" || kind.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_may_be_written_with_a_fraction_of_nothing() {
        let whole = |text: &str| {
            with_whole_numbers(&serde_json::from_str(text).unwrap()).map(|body| body.to_string())
        };
        assert_eq!(whole(r#"{"a":[5.0,{"b":-1e2}],"c":1.5}"#).unwrap(), r#"{"a":[5,{"b":-100}],"c":1.5}"#);
        assert_eq!(whole(r#"{"a":[5,1.5,"2.0",1e300]}"#), None);
    }

    #[test]
    fn json_is_told_by_its_content_type() {
        let is = |kind: &str| is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]));
        for kind in ["application/json", "Application/JSON; charset=utf-8", "application/problem+json"] {
            assert!(is(kind), "{kind}");
        }
        for kind in ["text/json", "application/xml", "application/jsonp", ""] {
            assert!(!is(kind), "{kind}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
