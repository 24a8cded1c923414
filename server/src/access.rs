//! Finds out who sent a request: its token, and the board that the token opens.

mod boards;

use std::{convert::Infallible, net::IpAddr, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{Extensions, Method, StatusCode, header, request::Parts},
};
use board::{
    Actor, DepartmentId,
    live::Live,
    workshop::{Action, Command},
};
use room::{CommandError, RoomHandle};

use crate::{
    app::{App, Shared},
    caller::Caller,
    connections::{Connection, Person},
    problem::Problem,
    secrets,
    sign_in::SignedIn,
};

pub use boards::{Denied, enter, open, open_workshop, plausible, read};

use boards::{lets_lead, not_opened};

/// The secret of a request (`Authorization: Bearer …`, or `?token=…` with a GET), who is signed in at the browser that sent
/// it, and where it came from.
pub struct Token {
    secret: Option<String>,
    signed_in: Option<SignedIn>,
    address: IpAddr,
    connection: Option<Arc<Connection>>,
}

impl FromRequestParts<App> for Token {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let Caller(address) = Caller::from_request_parts(parts, app).await?;
        let signed_in = signed_in(app, parts);
        Ok(Self { secret: secret(parts), signed_in, address, connection: connection(&parts.extensions) })
    }
}

/// Who is signed in at the browser that sent a request.
pub fn signed_in(app: &Shared, parts: &Parts) -> Option<SignedIn> {
    let sign_in = app.sign_in.as_ref()?;
    let session = sign_in.session(&parts.headers, app.rooms.now())?;
    let is_own = parts.method.is_safe() || sign_in.is_own(&parts.headers);
    Some(SignedIn { person: session.person, is_own })
}

fn secret(parts: &Parts) -> Option<String> {
    let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.split_once(' '));
    if let Some((_, token)) = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) {
        return Some(token.trim().to_owned());
    }
    let reads = parts.method == Method::GET || parts.method == Method::HEAD;
    parts.uri.query().filter(|_| reads).and_then(in_query)
}

/// The connection that a request came over.
pub fn connection(extensions: &Extensions) -> Option<Arc<Connection>> {
    extensions.get::<Arc<Connection>>().cloned()
}

/// The value of `token` in a query. Tokens consist of characters that a query leaves unescaped.
pub fn in_query(query: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(name, value)| *name == "token" && !value.is_empty())
        .map(|(_, value)| value.to_owned())
        .next()
}

/// A sender who was admitted. Only an admitted sender's body is read at length.
pub trait Admitted {
    /// The sender's share of the server.
    fn person(&self) -> &Person;
}

/// A sender with the host's key.
pub struct Host(Arc<Person>);

impl Admitted for Host {
    fn person(&self) -> &Person {
        &self.0
    }
}

/// A sender whose token opened a board.
pub struct Visitor {
    app: App,
    room: RoomHandle,
    person: Arc<Person>,
    /// The sender's part on this board.
    pub actor: Actor,
}

impl Token {
    /// Checks that this is the host's key, or without any key that a host is signed in. The right key is accepted
    /// whatever was tried before; wrong ones are counted.
    ///
    /// # Errors
    /// 401 if the key is missing or wrong; 429 after too many wrong ones; 403 for somebody who is signed in and no host,
    /// and for what another site sent.
    pub async fn require_host(&self, app: &App) -> Result<Host, Problem> {
        if let (None, Some(sign_in), Some(signed_in)) = (&self.secret, &app.sign_in, &self.signed_in) {
            sign_in.require_host(signed_in)?;
            let digest = secrets::digest(&format!("signed in as {}", signed_in.person.subject));
            return Ok(Host(self.person(app, &digest, app.config.sockets_per_link)));
        }
        self.require_key(
            app,
            &app.host_key,
            "This is not the host's key; the server printed it when it started.",
        )
        .await
        .map(Host)
    }

    /// Checks that this is the operator's key, if the server has one.
    ///
    /// # Errors
    /// The same as for the host's key.
    pub async fn require_operator(&self, app: &App) -> Result<(), Problem> {
        let Some(key) = &app.operator_key else { return Ok(()) };
        self.require_key(app, key, "This is not the operator's key.").await.map(drop)
    }

    async fn require_key(
        &self,
        app: &App,
        digest: &str,
        wrong: &'static str,
    ) -> Result<Arc<Person>, Problem> {
        let key = self.secret.as_deref().ok_or_else(Problem::token_missing)?;
        let attempt = app.key_attempts.attempt(self.address).await.map_err(Problem::too_many_keys)?;
        if secrets::digest(key) != digest {
            attempt.failed(None).await.map_err(Problem::too_many_keys)?;
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "token-invalid", wrong));
        }
        Ok(self.person(app, digest, app.config.sockets_per_link))
    }

    /// The projector's token that belongs to this token, if this is a facilitator's.
    pub fn projectors(&self) -> Option<String> {
        self.secret.as_deref().map(secrets::projectors)
    }

    /// The id and the facilitator's token of the board that goes on from this one by this key, if there is a token.
    pub fn next(&self, app: &App, board: &str, key: &str) -> Option<(String, String)> {
        self.secret.as_deref().map(|secret| secrets::next_board(&app.host_key, secret, board, key))
    }

    /// The digest of this token.
    pub fn digest(&self) -> Option<String> {
        self.secret.as_deref().map(secrets::digest)
    }

    /// Opens a board for the holder of this token.
    ///
    /// # Errors
    /// 401, 403 or 404; 500 for a damaged board; 503 when the board cannot be opened now.
    pub async fn authorize(&self, app: &App, board: &str) -> Result<Visitor, Problem> {
        let token = self.secret.as_deref().ok_or_else(Problem::token_missing)?;
        let (room, actor) = enter(app, board, token, self.signed_in.as_ref()).await?;
        let person = self.person(app, &secrets::digest(token), sockets_of(app, &actor));
        Ok(Visitor { app: App::clone(app), room, person, actor })
    }

    /// Opens a board to whoever may read what concerns a department: by the link of this department, or as a facilitator.
    ///
    /// # Errors
    /// 401, 403 or 404; 500 for a damaged board; 503 when the board cannot be opened now.
    pub async fn authorize_department(
        &self,
        app: &App,
        board: &str,
        department: &DepartmentId,
    ) -> Result<RoomHandle, Problem> {
        let token = self.secret.as_deref().ok_or_else(Problem::token_missing)?;
        let room = open(app, board).await?;
        let digest = secrets::digest(token);
        match (room.department(&digest), room.who(&digest)) {
            (Some(own), _) if own == *department => {}
            (Some(_), _) => return Err(Problem::not_allowed("This is the link of another department.")),
            (None, Ok(Actor::Facilitator)) => lets_lead(app, self.signed_in.as_ref())?,
            (None, Ok(_)) => {
                return Err(Problem::not_allowed(
                    "What concerns a department is read by the department's own link, and by the facilitator.",
                ));
            }
            (None, Err(room::Denied::Unknown)) => return Err(Problem::token_invalid()),
            (None, Err(room::Denied::Removed)) => return Err(Problem::removed()),
        }
        self.person(app, &digest, app.config.sockets_per_link);
        Ok(room)
    }

    /// The person with this token. The connection belongs to that person from now on.
    fn person(&self, app: &App, digest: &str, sockets: usize) -> Arc<Person> {
        let person = app.connections.person(secrets::person_key(digest), sockets);
        if let Some(connection) = &self.connection {
            connection.belongs_to(&person);
        }
        person
    }
}

/// The number of websockets that one token of this role may have. A participant's token belongs to one person; a
/// facilitator's or projector's is a link that is handed on.
pub fn sockets_of(app: &Shared, actor: &Actor) -> usize {
    match actor {
        Actor::Participant(_) => app.config.sockets_per_participant,
        Actor::Facilitator | Actor::Projector | Actor::Server => app.config.sockets_per_link,
    }
}

impl Admitted for Visitor {
    fn person(&self) -> &Person {
        &self.person
    }
}

impl Visitor {
    /// Checks that the sender is the facilitator.
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

    /// Reads the board.
    ///
    /// # Errors
    /// 503 when the room ended.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Live) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.room.read(look).await.map_err(|_| Problem::restarting())
    }

    /// Gives a command on behalf of the visitor.
    ///
    /// # Errors
    /// The refusal, or 503.
    pub async fn command(&self, command: Command) -> Result<u64, Problem> {
        act(&self.app, &self.room, Action::Command(self.actor.clone(), command)).await
    }
}

/// Gives a command or admits a person. If the room ends before it takes the action, the board is opened again.
///
/// # Errors
/// The refusal, or 503.
pub async fn act(app: &Shared, room: &RoomHandle, action: Action) -> Result<u64, Problem> {
    let board = room.board();
    let given = app.rooms.with(board, |room| {
        let action = action.clone();
        async move {
            match room.act(action).await {
                Err(CommandError::Closed(closed)) => Err(closed),
                answer => Ok(answer),
            }
        }
    });
    let answer = given.await.map_err(|error| not_opened(app, board, error))?;
    answer.map_err(|error| match error {
        CommandError::Refused(refusal) => refusal.into(),
        CommandError::TooFast(wait) => Problem::too_fast(wait),
        CommandError::Closed(_) => Problem::restarting(),
        CommandError::Storage(cause) => Problem::storage(cause),
    })
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
}
