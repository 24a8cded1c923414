//! `GET /sync/{board}?token=…`: plain y-websocket.
//!
//! The upgrade is accepted for any token; a websocket with an invalid token is then closed with a code. A browser
//! tells a page nothing about an upgrade that was refused.

mod direct_writer;
mod frame_reader;
mod pings;
mod pump;
mod socket;

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::{
    access,
    app::App,
    problem::{InPath, Problem},
};

/// Upgrades to a websocket and connects it to the board's room.
pub async fn connect(
    State(app): State<App>,
    InPath(board): InPath<String>,
    mut request: Request,
) -> Response {
    let Some(accept) = accept(request.headers()) else {
        let mut answer = Problem::new(
            StatusCode::UPGRADE_REQUIRED,
            "websocket-wanted",
            "This address speaks y-websocket; connect with a websocket of version 13.",
        )
        .into_response();
        answer.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        return answer;
    };
    let Some(connection) = access::connection(request.extensions()) else {
        return Problem::internal("a request over no connection").into_response();
    };
    let token = request.uri().query().and_then(access::in_query);
    let upgrade = hyper::upgrade::on(&mut request);
    let task = pump::run(App::clone(&app), board, token, upgrade, Arc::clone(&connection));
    connection.carried_by(app.sockets.spawn(task).abort_handle());
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    answer
}

/// The answer to a client's handshake (RFC 6455, 4.2.1); `None` if it is no valid handshake.
fn accept(headers: &HeaderMap) -> Option<HeaderValue> {
    let has = |name: header::HeaderName, wanted: &str| {
        let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|token| token.trim().eq_ignore_ascii_case(wanted))
    };
    let offered = has(header::CONNECTION, "upgrade")
        && has(header::UPGRADE, "websocket")
        && has(header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| offered)?;
    HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handshake_of_the_standard_is_answered() {
        let mut headers = HeaderMap::new();
        headers.insert("connection", "keep-alive, Upgrade".parse().unwrap());
        headers.insert("upgrade", "websocket".parse().unwrap());
        headers.insert("sec-websocket-version", "13".parse().unwrap());
        assert_eq!(accept(&headers), None, "no key");
        headers.insert("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==".parse().unwrap());
        assert_eq!(accept(&headers).unwrap(), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        headers.insert("sec-websocket-version", "8".parse().unwrap());
        assert_eq!(accept(&headers), None, "another version");
    }
}
