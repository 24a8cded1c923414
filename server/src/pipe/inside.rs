//! The door for the other nodes. It answers as the door for everybody does, for whoever shows the secret of the cluster, and
//! takes the address of the caller from them.

use std::net::IpAddr;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{peers::ALIVE, proof::PROOF};
use crate::{access, app::App, connections::PersonKey, problem::Problem};

/// In an answer to another node: the person whose token the request showed.
pub const KNOWN: HeaderName = HeaderName::from_static("herringbone-known");

/// In an answer to whoever has not shown the secret of the cluster.
pub const REFUSED: HeaderName = HeaderName::from_static("herringbone-refused");

/// In the extensions of a request: another node handed it on, for this caller.
#[derive(Clone, Copy, Debug)]
pub struct Piped(pub IpAddr);

/// The routes for the other nodes.
pub fn routes(app: &App, all: Router) -> Router {
    Router::new()
        .route(ALIVE, get(async || "ok\n"))
        .fallback_service(all)
        .layer(middleware::from_fn_with_state(App::clone(app), admit))
}

async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let proof = request.headers_mut().remove(PROOF);
    let caller = app
        .pipe
        .as_ref()
        .zip(proof)
        .and_then(|(pipe, proof)| pipe.secret.caller(&proof, request.method(), &target));
    let Some(caller) = caller else {
        let problem = Problem::new(
            StatusCode::FORBIDDEN,
            "not-allowed",
            "This door is for the nodes of one cluster, which know its secret.",
        );
        let mut refused = problem.into_response();
        refused.headers_mut().insert(REFUSED, HeaderValue::from_static("secret"));
        refused.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return refused;
    };
    request.extensions_mut().insert(Piped(caller));
    let connection = access::connection(request.extensions());
    let mut answer = next.run(request).await;
    if let Some(key) = connection.and_then(|connection| connection.shown()) {
        let key = HeaderValue::from_str(&URL_SAFE_NO_PAD.encode(key));
        answer.headers_mut().extend(key.ok().map(|key| (KNOWN, key)));
    }
    answer
}

/// The person whom another node names.
pub fn person(named: &HeaderValue) -> Option<PersonKey> {
    URL_SAFE_NO_PAD.decode(named.as_bytes()).ok()?.try_into().ok()
}
