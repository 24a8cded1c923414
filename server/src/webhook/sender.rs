//! Sends one event: one connection, one request, no redirects, nothing kept of the answer but its status.

use std::{io, net::SocketAddr, sync::OnceLock, time::Duration};

use axum::body::Body;
use hyper::{Request, StatusCode, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{self, pki_types::ServerName},
};
use tokio_util::task::AbortOnDropHandle;

use super::{
    address::{self, Misfit, Outgoing, Target},
    queue::Outcome,
    sign,
};
use crate::tls::client;

/// The longest time for one attempt.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The most bytes of an answer's head. Nothing of its body is read.
const HEAD: usize = 16 * 1024;

/// What became of an attempt, and the status that was answered.
type Answer = (Outcome, Option<u16>);

/// Sends events.
pub struct Sender {
    outgoing: Outgoing,
    tls: OnceLock<TlsConnector>,
}

impl Sender {
    /// A sender to these addresses. The authorities are read when the first event is sent over https.
    pub fn new(outgoing: Outgoing) -> Self {
        Self { outgoing, tls: OnceLock::new() }
    }

    fn tls(&self) -> &TlsConnector {
        self.tls.get_or_init(|| client::connector(client::trusted()))
    }

    /// Sends an event to an address.
    pub async fn send(&self, url: &str, secret: &str, id: &str, seconds: u64, body: &str) -> Answer {
        let target = match address::check(url, self.outgoing) {
            Ok(target) => target,
            Err(Misfit::Private) => return (Outcome::Private, None),
            Err(Misfit::Form | Misfit::Plain) => return (Outcome::Insecure, None),
        };
        let request = Request::post(&target.path)
            .header(header::HOST, &target.authority)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("herringbone/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", sign::signature(secret, id, seconds, body))
            .body(Body::from(body.to_owned()));
        let Ok(request) = request else { return (Outcome::Unreachable, None) };
        timeout(TIMEOUT, self.exchange(&target, request)).await.unwrap_or((Outcome::Slow, None))
    }

    async fn exchange(&self, target: &Target, request: Request<Body>) -> Answer {
        // The very addresses that were judged are connected to, so no second look-up can lead elsewhere.
        let Ok(found) = lookup_host((target.host.as_str(), target.port)).await else {
            return (Outcome::Unreachable, None);
        };
        let found: Vec<SocketAddr> = found.collect();
        let allowed = found.iter().filter(|one| address::allowed(one.ip(), self.outgoing));
        let allowed: Vec<SocketAddr> = allowed.copied().collect();
        if allowed.is_empty() {
            let outcome = if found.is_empty() { Outcome::Unreachable } else { Outcome::Private };
            return (outcome, None);
        }
        let Ok(stream) = TcpStream::connect(&*allowed).await else { return (Outcome::Unreachable, None) };
        if !target.is_https {
            return answered(ask(stream, request).await);
        }
        let Ok(name) = ServerName::try_from(target.host.clone()) else { return (Outcome::Insecure, None) };
        match self.tls().connect(name, stream).await {
            Ok(stream) => answered(ask(stream, request).await),
            Err(error) => {
                let is_tls = error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
                (if is_tls { Outcome::Insecure } else { Outcome::Unreachable }, None)
            }
        }
    }
}

async fn ask(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Body>,
) -> io::Result<StatusCode> {
    let mut builder = http1::Builder::new();
    builder.max_buf_size(HEAD);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let _driven = AbortOnDropHandle::new(tokio::spawn(connection));
    let answer = sender.send_request(request).await.map_err(io::Error::other)?;
    Ok(answer.status())
}

fn answered(status: io::Result<StatusCode>) -> Answer {
    let Ok(status) = status else { return (Outcome::Unreachable, None) };
    let outcome = match status {
        status if status.is_success() => Outcome::Delivered,
        StatusCode::GONE => Outcome::Gone,
        status if status.is_redirection() => Outcome::Redirected,
        _ => Outcome::Refused,
    };
    (outcome, Some(status.as_u16()))
}

#[cfg(test)]
mod tests {
    use tokio_rustls::rustls::RootCertStore;

    use super::*;
    use crate::tls::stand_in;

    #[tokio::test]
    async fn hook_5_https_goes_to_whoever_can_show_that_it_is_the_one_that_is_meant() {
        let taken = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
        let port = stand_in::server(b"\r\n\r\n{}", |_, _| taken.to_vec()).await;
        let trusting_to =
            |outgoing, roots| Sender { outgoing, tls: OnceLock::from(client::connector(roots)) };
        let trusting = |roots| trusting_to(Outgoing::Private, roots);
        let own = stand_in::authority();
        let send = async |sender: Sender, url: String| sender.send(&url, "whsec_", "msg_1", 1, "{}").await;
        let named = format!("https://localhost:{port}/");
        assert_eq!(send(trusting(own.clone()), named.clone()).await, (Outcome::Delivered, Some(200)));
        assert_eq!(
            send(trusting(own.clone()), format!("https://127.0.0.1:{port}/")).await,
            (Outcome::Insecure, None)
        );
        assert_eq!(send(trusting(RootCertStore::empty()), named.clone()).await, (Outcome::Insecure, None));
        assert_eq!(send(trusting_to(Outgoing::Public, own), named).await, (Outcome::Private, None));
    }
}
