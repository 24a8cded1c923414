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
use hyper::upgrade::OnUpgrade;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::{
    access::{self, Denied},
    app::App,
    connections::Connection,
    pipe::Piped,
    problem::{InPath, Problem},
    secrets,
};

use pump::Visit;

/// Upgrades to a websocket and connects it to the board's room.
pub async fn connect(State(app): State<App>, InPath(board): InPath<String>, request: Request) -> Response {
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
    let (head, body) = request.into_parts();
    let signed_in = access::signed_in(&app, &head);
    let mut request = Request::from_parts(head, body);
    // With other nodes about, the board is looked for before the upgrade, because only then can it be done elsewhere.
    if let Some((_, token)) = app.pipe.as_ref().zip(token.as_deref()) {
        let is_piped = request.extensions().get::<Piped>().is_some();
        match access::enter(&app, &board, token, signed_in.as_ref()).await {
            Err(Denied::Elsewhere(node)) if !is_piped => {
                return Problem::from(Denied::Elsewhere(node)).into_response();
            }
            Ok((_, actor)) if is_piped => {
                let key = secrets::person_key(&secrets::digest(token));
                connection.belongs_to(&app.connections.person(key, access::sockets_of(&app, &actor)));
            }
            _ => {}
        }
    }
    let upgrade = hyper::upgrade::on(&mut request);
    let visit = Visit { board, token, signed_in };
    let task = pump::run(App::clone(&app), visit, upgrade, Arc::clone(&connection));
    connection.carried_by(app.sockets.spawn(task).abort_handle());
    switched(accept)
}

/// Accepts a websocket whose board cannot be reached now, and tells it to come back.
pub fn turn_away(
    app: &App,
    connection: Arc<Connection>,
    upgrade: OnUpgrade,
    accept: HeaderValue,
) -> Response {
    let task = pump::turn_away(App::clone(app), upgrade, Arc::clone(&connection));
    connection.carried_by(app.sockets.spawn(task).abort_handle());
    switched(accept)
}

/// The answer to a handshake that was accepted.
pub fn switched(accept: HeaderValue) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    answer
}

/// The answer to a client's handshake (RFC 6455, 4.2.1); `None` if it is no valid handshake.
pub fn accept(headers: &HeaderMap) -> Option<HeaderValue> {
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
