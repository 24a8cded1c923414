//! Carries a request to another node and its answer back. Neither is held: both pass as they come, and whoever is slow
//! holds up the other side.

use std::{
    net::IpAddr,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, HeaderName, Method, Request, Response, StatusCode, header, request::Parts},
};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::{
    Unreached,
    inside::{self, KNOWN, REFUSED},
    peers::{Carried, Path, silent},
    proof::{PROOF, Secret},
};
use crate::connections::PersonKey;

/// Headers that concern one connection and not the request (RFC 9110, 7.6.1), and those that pass between nodes only:
/// from outside these would be forged.
const DROPPED: [HeaderName; 10] = [
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::EXPECT,
    HeaderName::from_static("keep-alive"),
    PROOF,
    KNOWN,
    REFUSED,
];

/// The head of a request, and where it came from.
pub struct Head {
    method: Method,
    target: String,
    /// Its headers, as they came.
    pub headers: HeaderMap,
    caller: IpAddr,
}

impl Head {
    /// The head of a request from this caller.
    pub fn of(head: &Parts, caller: IpAddr) -> Self {
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        Self { method: head.method.clone(), target, headers: head.headers.clone(), caller }
    }

    /// The request for another node, signed. Only a websocket's keeps what asks for an upgrade.
    pub fn request(self, secret: &Secret, body: Body, is_socket: bool) -> Result<Request<Body>, Unreached> {
        let Self { method, target, mut headers, caller } = self;
        drop_from(&mut headers, is_socket);
        headers.insert(PROOF, secret.sign(caller, &method, &target));
        let mut request = Request::builder().method(method).uri(target).body(body).map_err(silent)?;
        *request.headers_mut() = headers;
        Ok(request)
    }
}

fn drop_from(headers: &mut HeaderMap, is_socket: bool) {
    for name in &DROPPED {
        headers.remove(name);
    }
    if !is_socket {
        headers.remove(header::CONNECTION);
        headers.remove(header::UPGRADE);
    }
}

/// What another node answered, as it comes.
pub struct Answer {
    /// The answer, without what concerns only the connection between the nodes.
    pub response: Response<Incoming>,
    /// Whose token the request showed, as far as the node knows.
    pub known: Option<PersonKey>,
    /// As long as something is carried.
    pub carried: Carried,
}

/// Sends a request and waits for the head of the answer.
pub async fn send(path: Path, request: Request<Body>) -> Result<Answer, Unreached> {
    let Path { mut sender, carried } = path;
    let mut response = tokio::select! {
        response = sender.send_request(request) => response.map_err(silent)?,
        () = carried.gone.cancelled() => return Err(Unreached::Silent("it was silent for too long".into())),
    };
    let headers = response.headers_mut();
    if headers.contains_key(REFUSED) {
        return Err(Unreached::Secret);
    }
    let known = headers.get(KNOWN).and_then(inside::person);
    let upgraded = response.status() == StatusCode::SWITCHING_PROTOCOLS;
    drop_from(response.headers_mut(), upgraded);
    Ok(Answer { response, known, carried })
}

impl Answer {
    /// The answer for the caller.
    pub fn into_response(self) -> axum::response::Response {
        let Self { response, carried, .. } = self;
        response.map(|body| Body::new(Carrying::new(body, carried)))
    }
}

/// The body of an answer while it is carried. It ends with an error if the node is gone.
struct Carrying {
    body: Incoming,
    gone: Pin<Box<WaitForCancellationFutureOwned>>,
    _carried: Carried,
}

impl Carrying {
    fn new(body: Incoming, carried: Carried) -> Self {
        Self { body, gone: Box::pin(carried.gone.clone().cancelled_owned()), _carried: carried }
    }
}

impl HttpBody for Carrying {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)));
        }
        match self.gone.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Some(Err(axum::Error::new(silent("it went silent"))))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
