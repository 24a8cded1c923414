//! Carries a websocket: bytes there and bytes back, once both sides have upgraded. Nothing of it is read but where the
//! node's frames end, so that a client whose node is gone can be told to come back.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode},
    response::Response,
};
use bytes::Bytes;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    Pipe, Unreached,
    forward::{Answer, Head, send},
    frames::Frames,
};
use crate::{app::App, client_stream::ClientStream, connections::Connection, http_stream::HttpStream, sync};

/// The longest time for an upgrade.
const UPGRADE: Duration = Duration::from_secs(10);

/// A client that takes nothing for this long is gone.
const WRITE: Duration = Duration::from_secs(30);

/// The longest time for the second direction to end after the first one has.
const END: Duration = Duration::from_secs(3);

/// The bytes that are carried at once.
const PIECE: usize = 8 * 1024;

/// A close frame with 1012: the server restarts, come back.
const COME_BACK: [u8; 4] = [0x88, 2, 0x03, 0xf4];

/// What the other node answered to a websocket.
pub struct Opened(Answer);

/// Opens a websocket on the node at this address.
pub async fn open(pipe: &Pipe, address: &Arc<str>, head: Head) -> Result<Opened, Unreached> {
    let path = pipe.path(address).await?;
    let answer = send(path, head.request(&pipe.secret, Body::empty(), true)?).await?;
    pipe.counts.piped();
    Ok(Opened(answer))
}

impl Opened {
    /// Carries it, if the other node has upgraded. The answer is for the client.
    pub fn carry(
        self,
        app: &App,
        pipe: &Pipe,
        connection: Arc<Connection>,
        client: OnUpgrade,
        accept: HeaderValue,
    ) -> Response {
        let Self(mut answer) = self;
        if answer.response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return answer.into_response();
        }
        if answer.known.is_some() {
            connection.is_socket();
        }
        let node = hyper::upgrade::on(&mut answer.response);
        let gone = answer.carried.gone.clone();
        let (stop, counts) = (pipe.stop.clone(), Arc::clone(&pipe.counts));
        let kept = Arc::clone(&connection);
        let task = async move {
            let (_carried, _connection) = (answer.carried, kept);
            let _open = counts.pipe();
            let upgraded = timeout(UPGRADE, async { tokio::try_join!(client, node) }).await;
            let Ok(Ok((client, node))) = upgraded else { return };
            let Some((client, from_client)) = of_client(client) else { return };
            let Some((node, from_node)) = of_node(node) else { return };
            carry(client, from_client, node, from_node, &[gone, stop]).await;
        };
        connection.carried_by(app.sockets.spawn(task).abort_handle());
        sync::switched(accept)
    }
}

/// The connection of a client, and what it has sent already.
fn of_client(upgraded: Upgraded) -> Option<(ClientStream, Bytes)> {
    let parts = upgraded.downcast::<TokioIo<HttpStream>>().ok()?;
    Some((parts.io.into_inner().into_inner(), parts.read_buf))
}

/// The connection to a node, and what it has sent already.
fn of_node(upgraded: Upgraded) -> Option<(TcpStream, Bytes)> {
    let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
    Some((parts.io.into_inner(), parts.read_buf))
}

async fn carry(
    client: ClientStream,
    from_client: Bytes,
    mut node: TcpStream,
    from_node: Bytes,
    cut: &[CancellationToken; 2],
) {
    let (client_reads, client_writes) = tokio::io::split(client);
    let (node_reads, node_writes) = node.split();
    let there = there(client_reads, from_client, node_writes);
    let back = back(node_reads, from_node, client_writes, cut);
    tokio::pin!(there, back);
    // Whoever ends first, the other has a moment to end in order. A client that is told to go must have sent nothing that
    // nobody reads: its connection would be reset, and the goodbye lost.
    let first = tokio::select! {
        () = &mut there => true,
        () = &mut back => false,
    };
    let _ = if first { timeout(END, back).await } else { timeout(END, there).await };
}

/// From the client to the node. If the node takes no more, what comes is read and dropped.
async fn there(mut client: impl AsyncRead + Unpin, already: Bytes, mut node: impl AsyncWrite + Unpin) {
    let mut taken = node.write_all(&already).await.is_ok();
    let mut piece = vec![0; PIECE];
    while let Ok(length @ 1..) = client.read(&mut piece).await {
        taken = taken && node.write_all(&piece[..length]).await.is_ok();
    }
    let _ = node.shutdown().await;
}

/// From the node to the client, until one of them ends or the way is cut.
async fn back(
    mut node: impl AsyncRead + Unpin,
    already: Bytes,
    mut client: impl AsyncWrite + Unpin,
    [gone, stop]: &[CancellationToken; 2],
) {
    let mut frames = Frames::default();
    let mut piece = vec![0; PIECE];
    frames.follow(&already);
    let mut sent = written(&mut client, &already).await;
    while sent {
        let read = tokio::select! {
            read = node.read(&mut piece) => read.unwrap_or(0),
            () = gone.cancelled() => 0,
            () = stop.cancelled() => 0,
        };
        if read == 0 {
            break;
        }
        frames.follow(&piece[..read]);
        sent = written(&mut client, &piece[..read]).await;
    }
    // The node went without a goodbye.
    if sent && frames.is_between() {
        written(&mut client, &COME_BACK).await;
    }
    let _ = timeout(END, client.shutdown()).await;
}

/// Whether the client took the bytes.
async fn written(client: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> bool {
    let writing = async {
        client.write_all(bytes).await?;
        client.flush().await
    };
    matches!(timeout(WRITE, writing).await, Ok(Ok(())))
}
