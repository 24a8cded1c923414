//! Accepts connections and serves HTTP on them. It limits a connection that has not sent a request yet: one that
//! never finishes a request's head would otherwise take a task and a socket for ever.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1::Builder, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::{
    client_stream::ClientStream,
    connections::{Connection, Connections},
    http_stream::HttpStream,
    tls::{self, Certificates},
};

/// The largest head of a request, in bytes. A browser's has a few hundred.
const LONGEST_HEAD: usize = 16 * 1024;

/// The most bytes that hyper may buffer of reads or writes on one connection.
const BUFFER: usize = 32 * 1024;

/// The pause after accepting failed, for instance because the system has no socket left.
const NO_SOCKET: Duration = Duration::from_millis(50);

/// The time limits of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, and for silence between two requests.
    pub head: Duration,
    /// For receiving a part of an answer.
    pub stall: Duration,
}

/// What is served at one address.
pub struct Site {
    /// The address.
    pub listener: TcpListener,
    /// What is answered.
    pub routes: Router,
    /// The certificates, if https is spoken.
    pub tls: Option<Tls>,
}

/// What https needs.
#[derive(Clone)]
pub struct Tls {
    /// The certificate of now.
    pub certificates: Arc<Certificates>,
    /// The answers to whoever speaks plain HTTP.
    pub plain: Router,
}

/// The first byte of a TLS connection: a record of the handshake (RFC 8446, 5.1). No HTTP request begins with it.
const HANDSHAKE: u8 = 22;

/// Serves until it is to stop and the requests under way are answered. A connection is hung up on if the head of a
/// request, or the silence between two requests, takes longer than `head`; so is one whose TLS handshake does. Upgraded connections are not limited here.
pub async fn open(site: Site, connections: Arc<Connections>, patience: Patience, stop: CancellationToken) {
    let Site { listener, routes, tls } = site;
    let tasks = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_of_the_peer(&error) => continue,
            Err(error) => {
                // No descriptor is left. Taking a stranger's helps more than waiting.
                if !connections.displace() {
                    tracing::error!(%error, "connections cannot be accepted");
                }
                sleep(NO_SOCKET).await;
                continue;
            }
        };
        // If all places belong to people, there is none for a newcomer.
        let Some(connection) = connections.admit() else { continue };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY refused");
        }
        let (routes, tls, stop) = (routes.clone(), tls.clone(), stop.clone());
        let kept = Arc::clone(&connection);
        let carried = async move {
            // The handshake's state is boxed, so that it does not stay in every idle connection's task.
            let begun = Box::pin(begin(stream, routes, tls, patience));
            let begun = tokio::select! {
                begun = begun => begun,
                () = stop.cancelled() => None,
            };
            if let Some((stream, routes)) = begun {
                carry(stream, address, routes, kept, patience, stop).await;
            }
        };
        connection.carried_by(tasks.spawn(carried).abort_handle());
    }
    drop(listener);
    tasks.close();
    tasks.wait().await;
}

/// The number of connections that the system keeps before they are accepted. A room of 500 may come back within a
/// second, and a client without a place tries again only after a second.
const BACKLOG: u32 = 1_024;

/// Binds an address and listens on it.
///
/// # Errors
/// When the system refuses.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows this option would let a second process bind the same port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Whether the error concerns only the connection that was to be accepted.
fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Waits for the first byte and the TLS handshake. `None` if either does not come in time.
async fn begin(
    stream: TcpStream,
    routes: Router,
    tls: Option<Tls>,
    patience: Patience,
) -> Option<(ClientStream, Router)> {
    // The time limits below count from the first byte, so the first byte has a limit of its own.
    let mut first = [0];
    if !matches!(timeout(patience.head, stream.peek(&mut first)).await, Ok(Ok(1..))) {
        return None;
    }
    let Some(Tls { certificates, plain }) = tls else { return Some((ClientStream::Plain(stream), routes)) };
    if first != [HANDSHAKE] {
        return Some((ClientStream::Plain(stream), plain));
    }
    let handshake = certificates.acceptor().accept_with(stream, tls::bounded);
    match timeout(patience.head, handshake).await {
        Ok(Ok(stream)) => Some((ClientStream::Tls(Box::new(stream)), routes)),
        Ok(Err(error)) => {
            tracing::trace!(%error, "a handshake ended early");
            None
        }
        Err(_) => None,
    }
}

async fn carry(
    stream: ClientStream,
    address: SocketAddr,
    routes: Router,
    connection: Arc<Connection>,
    patience: Patience,
    stop: CancellationToken,
) {
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(address));
        request.extensions_mut().insert(Arc::clone(&connection));
        let answered = routes.clone().oneshot(request.map(Body::new));
        let connection = Arc::clone(&connection);
        async move {
            let answer = answered.await.unwrap_or_else(|never| match never {});
            connection.answered();
            Ok::<_, Infallible>(answer)
        }
    });
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience.head);
    builder.max_header_size(LONGEST_HEAD).max_buf_size(BUFFER);
    let stream = TokioIo::new(HttpStream::new(stream, patience.stall));
    let mut connection = pin!(builder.serve_connection(stream, answer).with_upgrades());
    let carried = tokio::select! {
        carried = connection.as_mut() => carried,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = carried {
        tracing::trace!(%error, "a connection ended early");
    }
}
