//! Accepts connections and serves HTTP on them. It limits a connection that has not sent a request yet: one that
//! never finishes a request's head would otherwise take a task and a socket for ever.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1::Builder, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::{
    connections::{Connection, Connections},
    http_stream::HttpStream,
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

/// Serves until it is to stop and the requests under way are answered. A connection is hung up on if the head of a
/// request, or the silence between two requests, takes longer than `head`. Upgraded connections are not limited here.
pub async fn open(
    listener: TcpListener,
    routes: Router,
    connections: Arc<Connections>,
    patience: Patience,
    stop: CancellationToken,
) {
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
        let carried = carry(stream, address, routes.clone(), Arc::clone(&connection), patience, stop.clone());
        connection.carried_by(tasks.spawn(carried).abort_handle());
    }
    drop(listener);
    tasks.close();
    tasks.wait().await;
}

/// Whether the error concerns only the connection that was to be accepted.
fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn carry(
    stream: TcpStream,
    address: SocketAddr,
    routes: Router,
    connection: Arc<Connection>,
    patience: Patience,
    stop: CancellationToken,
) {
    // The time limits below count from the first byte, so the first byte has a limit of its own.
    let mut first = [0];
    tokio::select! {
        spoke = timeout(patience.head, stream.peek(&mut first)) => if !matches!(spoke, Ok(Ok(1..))) { return },
        () = stop.cancelled() => return,
    }
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
