//! Several nodes on one journal: any node takes any client.
//!
//! A board is open on one node at a time. A request for a board that another node has open is answered by that node:
//! this one carries request and answer there and back, in one hop, as it comes. A websocket becomes two streams of bytes.
//! The tokens of callers travel as they are, and only the owner of a board judges them. The address of the caller travels
//! in a header that is signed with the secret of the cluster, so that attempts are counted where they come from.
//!
//! What travels between nodes is signed and not enciphered: nodes are joined by a network that others do not listen to,
//! or by a tunnel.

mod forward;
mod frames;
mod inside;
mod kept_body;
mod peers;
mod proof;
mod websocket;

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::upgrade::OnUpgrade;
use tokio_util::sync::CancellationToken;

use crate::{access, app::App, caller, metrics::Counts, problem::Problem, sync};

pub use inside::{Piped, routes};
pub use proof::Secret;

use forward::{Answer, Head};
use kept_body::{Kept, KeptBody};
use peers::{Path, Peers};

/// The way to the other nodes.
pub struct Pipe {
    secret: Secret,
    peers: Arc<Peers>,
    counts: Arc<Counts>,
    /// Cancelled when this node stops.
    stop: CancellationToken,
}

/// In the extensions of an answer: the board is open on the node at this address, so the answer is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere(pub Arc<str>);

/// Why a request did not reach the other node, or its answer not this one.
#[derive(Debug, thiserror::Error)]
pub enum Unreached {
    /// The node does not answer.
    #[error("the node does not answer: {0}")]
    Silent(String),
    /// The node refuses what this one sends.
    #[error("the node does not know the secret of this one")]
    Secret,
    /// The request cannot be sent again: too much of its body was read here.
    #[error("the request was read already")]
    Read,
}

impl Pipe {
    /// A way to nodes that know the same secret.
    pub fn new(secret: Secret, counts: Arc<Counts>) -> Self {
        let peers = Arc::new(Peers::new(secret.clone()));
        Self { secret, peers, counts, stop: CancellationToken::new() }
    }

    /// Tells the clients whose websockets are carried to come back.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    async fn path(&self, address: &Arc<str>) -> Result<Path, Unreached> {
        self.peers.path(address).await
    }

    /// Carries a request to the node at this address.
    async fn forward(&self, address: &Arc<str>, head: Head, body: Kept) -> Result<Answer, Unreached> {
        let body = body.whole().ok_or(Unreached::Read)?;
        let path = self.path(address).await?;
        let answer = forward::send(path, head.request(&self.secret, body, false)?).await?;
        self.counts.piped();
        Ok(answer)
    }

    fn failed(&self, error: &Unreached, address: &str) {
        self.counts.not_piped();
        tracing::warn!(%error, %address, "a request did not reach the node that has its board open");
    }
}

/// Hands a request on to the node that has the board open. It is judged here first, up to the point where the board
/// would be opened: so no list of addresses says which ones concern a board.
pub async fn piped(State(app): State<App>, request: Request, next: Next) -> Response {
    // One hop: what another node sent here is answered here.
    let Some(pipe) = app.pipe.as_ref().filter(|_| request.extensions().get::<Piped>().is_none()) else {
        return next.run(request).await;
    };
    let caller = caller::of(request.extensions(), request.headers(), &app.config);
    let connection = access::connection(request.extensions());
    let upgrade = request.extensions().get::<OnUpgrade>().cloned();
    let (head, body) = request.into_parts();
    let sent = Head::of(&head, caller);
    let (body, kept) = KeptBody::of(body);
    let answer = next.run(Request::from_parts(head, body)).await;
    let Some(Elsewhere(address)) = answer.extensions().get::<Elsewhere>().cloned() else { return answer };
    let socket = sync::accept(&sent.headers).zip(upgrade).zip(connection.clone());
    if let Some(((accept, upgrade), connection)) = socket {
        return match websocket::open(pipe, &address, sent).await {
            Ok(opened) => opened.carry(&app, pipe, connection, upgrade, accept),
            Err(error) => {
                pipe.failed(&error, &address);
                sync::turn_away(&app, connection, upgrade, accept)
            }
        };
    }
    match pipe.forward(&address, sent, kept).await {
        Ok(answer) => {
            if let Some((key, connection)) = answer.known.zip(connection) {
                connection.belongs_to(&app.connections.person(key, app.config.sockets_per_link));
            }
            answer.into_response()
        }
        Err(error) => {
            pipe.failed(&error, &address);
            Problem::restarting().into_response()
        }
    }
}
