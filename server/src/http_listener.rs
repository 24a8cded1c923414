//! Lets connections in and carries HTTP over them. Bounds what a connection may take before it has said what it
//! wants: one that never finishes a request's head would otherwise cost a task and a socket for ever.

use std::{convert::Infallible, net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, serve::Listener};
use hyper::{Request, body::Incoming, server::conn::http1::Builder, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

/// Serves until it is to stop and the requests under way are answered. Whoever takes longer than `head` over the head
/// of a request, or says nothing for so long between two, is hung up on. What was upgraded is no business of this.
pub async fn open(mut listener: TcpListener, routes: Router, head: Duration, stop: CancellationToken) {
    let connections = TaskTracker::new();
    loop {
        // Errors of single connections are passed over, and running out of sockets is waited for.
        let (stream, address) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = stop.cancelled() => break,
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY refused");
        }
        connections.spawn(carry(stream, address, routes.clone(), head, stop.clone()));
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn carry(
    stream: TcpStream,
    address: SocketAddr,
    routes: Router,
    head: Duration,
    stop: CancellationToken,
) {
    // What is below counts from the first byte only.
    let mut first = [0];
    tokio::select! {
        spoke = timeout(head, stream.peek(&mut first)) => if !matches!(spoke, Ok(Ok(1..))) { return },
        () = stop.cancelled() => return,
    }
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(address));
        let answered = routes.clone().oneshot(request.map(Body::new));
        async move { Ok::<_, Infallible>(answered.await.unwrap_or_else(|never| match never {})) }
    });
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(head);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), answer).with_upgrades());
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
