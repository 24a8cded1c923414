//! Who is asking: tokens out of requests, and the board that a token opens.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, Method, header, request::Parts},
};
use board::{Actor, BoardId, live::Live, workshop::Command};
use room::{CommandError, OpenError, RoomHandle};

use crate::{
    app::{App, Shared},
    problem::Problem,
    secrets,
};

/// The secret that came with a request: `Authorization: Bearer …`, or `?token=…` with a GET.
pub struct Token(Option<String>);

impl<S: Sync> FromRequestParts<S> for Token {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.split_once(' '));
        if let Some((_, token)) = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) {
            return Ok(Self(Some(token.trim().to_owned())));
        }
        let reads = parts.method == Method::GET || parts.method == Method::HEAD;
        Ok(Self(parts.uri.query().filter(|_| reads).and_then(in_query)))
    }
}

/// `token` in a query. Tokens are made of characters that a query leaves as they are.
pub fn in_query(query: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(name, value)| *name == "token" && !value.is_empty())
        .map(|(_, value)| value.to_owned())
        .next()
}

/// Somebody whose token opened a board.
pub struct Visitor {
    app: App,
    room: RoomHandle,
    /// Who they are on this board.
    pub actor: Actor,
}

/// Why a board stays closed to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The token opens nothing here.
    Token,
    /// They were removed.
    Removed,
    /// There is no such board.
    Board,
    /// The server is stopping, or the board cannot be opened now.
    Unavailable,
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Token => Self::token_invalid(),
            Denied::Removed => Self::removed(),
            Denied::Board => Self::no_such_board(),
            Denied::Unavailable => Self::restarting(),
        }
    }
}

impl Token {
    /// Checks that this is the host's key.
    ///
    /// # Errors
    /// 401 if it is missing or another one.
    pub fn require_host(&self, app: &Shared) -> Result<(), Problem> {
        match &self.0 {
            None => Err(Problem::token_missing()),
            Some(key) if secrets::digest(key) == app.host_key => Ok(()),
            Some(_) => Err(Problem::new(
                axum::http::StatusCode::UNAUTHORIZED,
                "token-invalid",
                "This is not the host's key; the server printed it when it started.",
            )),
        }
    }

    /// The projector's token that goes with this one, if this is a facilitator's.
    pub fn projectors(&self) -> Option<String> {
        self.0.as_deref().map(secrets::projectors)
    }

    /// Opens a board.
    ///
    /// # Errors
    /// 401, 403 or 404.
    pub async fn authorize(&self, app: &App, board: &str) -> Result<Visitor, Problem> {
        let token = self.0.as_deref().ok_or_else(Problem::token_missing)?;
        let (room, actor) = enter(app, board, token).await?;
        Ok(Visitor { app: App::clone(app), room, actor })
    }
}

/// Opens the board and finds out who holds the token.
///
/// # Errors
/// See [`Denied`].
pub async fn enter(app: &Shared, board: &str, token: &str) -> Result<(RoomHandle, Actor), Denied> {
    let hash = secrets::digest(token);
    for _ in 0..2 {
        let room = open(app, board).await?;
        let hash = hash.clone();
        let found = room.read(move |live| {
            let state = live.state();
            let removed = || if state.tokens.contains_key(&hash) { Denied::Removed } else { Denied::Token };
            state.actor(&hash).ok_or_else(removed)
        });
        // A room that closed in between is opened again.
        if let Ok(found) = found.await {
            return found.map(|actor| (room, actor));
        }
    }
    Err(Denied::Unavailable)
}

/// Opens the board's room.
///
/// # Errors
/// When there is no such board, or it cannot be opened now.
pub async fn open(app: &Shared, board: &str) -> Result<RoomHandle, Denied> {
    let plausible = !board.is_empty()
        && board.len() <= 64
        && board.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !plausible {
        return Err(Denied::Board);
    }
    app.rooms.open(&BoardId::from(board)).await.map_err(|error| match error {
        OpenError::NotFound => Denied::Board,
        error => {
            tracing::error!(%error, board, "a board could not be opened");
            Denied::Unavailable
        }
    })
}

impl Visitor {
    /// Only the facilitator goes on.
    ///
    /// # Errors
    /// 403 for anybody else.
    pub fn require_facilitator(&self) -> Result<(), Problem> {
        match self.actor {
            Actor::Facilitator => Ok(()),
            _ => Err(Problem::not_allowed("Only the facilitator can do this.")),
        }
    }

    /// The board's room.
    pub fn room(&self) -> &RoomHandle {
        &self.room
    }

    /// Looks at the board.
    ///
    /// # Errors
    /// 503 when the room ended.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Live) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.room.read(look).await.map_err(|_| Problem::restarting())
    }

    /// Gives a command.
    ///
    /// # Errors
    /// The refusal, or 503.
    pub async fn command(&self, command: Command) -> Result<u64, Problem> {
        give(&self.app, &self.room, self.actor.clone(), command).await
    }
}

/// Gives a command; a room that closed before it took the command is opened again once.
///
/// # Errors
/// The refusal, or 503.
pub async fn give(app: &Shared, room: &RoomHandle, actor: Actor, command: Command) -> Result<u64, Problem> {
    let first = room.command(actor.clone(), command.clone()).await;
    let answer = match first {
        Err(CommandError::Closed(_)) => open(app, room.board().as_str()).await?.command(actor, command).await,
        answer => answer,
    };
    answer.map_err(|error| match error {
        CommandError::Refused(refusal) => refusal.into(),
        CommandError::TooFast(wait) => Problem::too_fast(wait),
        CommandError::Closed(_) => Problem::restarting(),
        CommandError::Storage(cause) => Problem::storage(cause),
    })
}

/// The caller's address.
pub struct Caller(pub IpAddr);

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::from([0, 0, 0, 0]), |info| info.0.ip());
        let forwarded = if app.config.behind_proxy { forwarded(&parts.headers) } else { None };
        Ok(Self(forwarded.unwrap_or(peer)))
    }
}

/// The address that the nearest proxy saw: the last one in the list, since callers can write the others themselves.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_in_a_query() {
        assert_eq!(in_query("token=abc").as_deref(), Some("abc"));
        assert_eq!(in_query("a=1&token=abc&token=def").as_deref(), Some("abc"));
        assert_eq!(in_query("a=1&mytoken=abc&token="), None);
    }

    #[test]
    fn only_the_nearest_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "6.6.6.6".parse().unwrap());
        headers.append("x-forwarded-for", "7.7.7.7, 10.1.2.3".parse().unwrap());
        assert_eq!(forwarded(&headers), Some(IpAddr::from([10, 1, 2, 3])));
    }
}
