//! The other nodes, and what is carried to each of them. A node to which something is carried is asked every second
//! whether it is there. If it is silent for four, everything that is carried to it is cut, so that nobody waits for a
//! node that hangs, was stopped, or is behind a cut cable.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use rustc_hash::FxHashMap;
use tokio::{
    net::TcpStream,
    time::{Duration, Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    Unreached,
    proof::{PROOF, Secret},
};

/// The longest time to reach a node.
const CONNECT: Duration = Duration::from_secs(2);

/// The time between two questions whether a node is there, and the longest time for its answer.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// A node that is silent for so long is gone.
const SILENT: Duration = Duration::from_secs(4);

/// A node that was silent for longer is asked again as one that is not known.
const REMEMBERED: Duration = Duration::from_secs(30);

/// The most bytes that hyper may buffer of what is carried on one connection.
const BUFFER: usize = 32 * 1024;

/// Where a node answers whether it is there.
pub const ALIVE: &str = "/alive";

/// The other nodes.
pub struct Peers {
    secret: Secret,
    known: Mutex<FxHashMap<Arc<str>, Peer>>,
}

struct Peer {
    /// The number of things that are carried to it.
    carried: usize,
    /// Cancelled once the node is gone. If it answers again, there is another one.
    gone: CancellationToken,
}

/// A connection to a node.
pub struct Path {
    /// Sends one request.
    pub sender: SendRequest<Body>,
    /// As long as something is carried.
    pub carried: Carried,
}

/// Something is carried to a node until this is dropped.
pub struct Carried {
    peers: Arc<Peers>,
    address: Arc<str>,
    /// Cancelled once the node is gone.
    pub gone: CancellationToken,
}

impl Peers {
    /// No nodes yet.
    pub fn new(secret: Secret) -> Self {
        Self { secret, known: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<Arc<str>, Peer>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection to the node at this address.
    pub async fn path(self: &Arc<Self>, address: &Arc<str>) -> Result<Path, Unreached> {
        let carried = self.carried(address);
        // A process that was stopped still takes connections.
        if carried.gone.is_cancelled() {
            return Err(silent("it was silent for too long"));
        }
        let sender = connect(address).await?;
        Ok(Path { sender, carried })
    }

    fn carried(self: &Arc<Self>, address: &Arc<str>) -> Carried {
        let mut known = self.lock();
        let peer = known.entry(Arc::clone(address)).or_insert_with(|| {
            let gone = CancellationToken::new();
            tokio::spawn(watch(Arc::clone(self), Arc::clone(address)));
            Peer { carried: 0, gone }
        });
        peer.carried += 1;
        Carried { peers: Arc::clone(self), address: Arc::clone(address), gone: peer.gone.clone() }
    }

    /// Forgets a node to which nothing is carried, unless it is gone and `kept`. Whether it did.
    fn forget_unused(&self, address: &str, kept: bool) -> bool {
        let mut known = self.lock();
        let unused =
            known.get(address).is_none_or(|peer| peer.carried == 0 && !(kept && peer.gone.is_cancelled()));
        if unused {
            known.remove(address);
        }
        unused
    }

    /// Notes whether a node is there. Of one that is gone, everything that is carried to it is cut.
    fn note(&self, address: &str, is_there: bool) {
        let mut known = self.lock();
        let Some(peer) = known.get_mut(address) else { return };
        match (is_there, peer.gone.is_cancelled()) {
            (true, true) => peer.gone = CancellationToken::new(),
            (false, false) => {
                tracing::warn!(%address, "a node is silent; what was carried to it is cut");
                peer.gone.cancel();
            }
            _ => {}
        }
    }
}

impl Drop for Carried {
    fn drop(&mut self) {
        let mut known = self.peers.lock();
        if let Some(peer) = known.get_mut(&self.address) {
            peer.carried -= 1;
        }
    }
}

/// Asks a node whether it is there, for as long as something is carried to it, and for a while after it was gone.
async fn watch(peers: Arc<Peers>, address: Arc<str>) {
    let mut heard_at = Instant::now();
    loop {
        sleep(ASK_EVERY).await;
        if peers.forget_unused(&address, heard_at.elapsed() < REMEMBERED) {
            return;
        }
        match timeout(ASK_EVERY, is_alive(&peers.secret, &address)).await {
            Ok(Ok(())) => heard_at = Instant::now(),
            Ok(Err(error)) => tracing::debug!(%error, %address, "a node does not answer"),
            Err(_) => tracing::debug!(%address, "a node does not answer in time"),
        }
        peers.note(&address, heard_at.elapsed() < SILENT);
    }
}

async fn is_alive(secret: &Secret, address: &str) -> Result<(), Unreached> {
    let mut sender = connect(address).await?;
    let own = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let request = Request::get(ALIVE).header(PROOF, secret.sign(own, &Method::GET, ALIVE));
    let request = request.header("host", address).body(Body::empty()).map_err(silent)?;
    let answer = sender.send_request(request).await.map_err(silent)?;
    match answer.status() {
        StatusCode::OK => Ok(()),
        StatusCode::FORBIDDEN => Err(Unreached::Secret),
        other => Err(Unreached::Silent(other.to_string())),
    }
}

async fn connect(address: &str) -> Result<SendRequest<Body>, Unreached> {
    let connecting = timeout(CONNECT, TcpStream::connect(address)).await;
    let stream =
        connecting.map_err(|_| Unreached::Silent("no connection in time".into()))?.map_err(silent)?;
    stream.set_nodelay(true).map_err(silent)?;
    let (sender, connection) =
        Builder::new().max_buf_size(BUFFER).handshake(TokioIo::new(stream)).await.map_err(silent)?;
    tokio::spawn(async move {
        if let Err(error) = connection.with_upgrades().await {
            tracing::trace!(%error, "a connection to another node ended early");
        }
    });
    Ok(sender)
}

/// A failure on the way to a node.
pub fn silent(error: impl std::fmt::Display) -> Unreached {
    Unreached::Silent(error.to_string())
}
