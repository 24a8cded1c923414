//! What every request handler shares.

use std::{net::SocketAddr, sync::Arc};

use journal::Journal;
use room::Rooms;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::{
    attempt_limit::AttemptLimit, config::Config, connections::Connections, export_pool::ExportPool,
    metrics::Metrics,
};

/// Shared by all handlers; cheap to clone.
pub type App = Arc<Shared>;

/// What every request handler may use.
pub struct Shared {
    /// What the server was told.
    pub config: Config,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where people reach it, without a closing slash.
    pub url: String,
    /// The digest of the host's key.
    pub host_key: String,
    /// The digest of the operator's key, if there is one.
    pub operator_key: Option<String>,
    /// Every open board.
    pub rooms: Rooms,
    /// Where boards are kept.
    pub journal: Arc<dyn Journal>,
    /// Failed attempts to join.
    pub join_attempts: AttemptLimit,
    /// Failed attempts with the host's or the operator's key.
    pub key_attempts: AttemptLimit,
    /// Every connection, and whose it is.
    pub connections: Arc<Connections>,
    /// One import at a time.
    pub import_turn: Arc<Semaphore>,
    /// What is counted.
    pub metrics: Metrics,
    /// Where exports are made.
    pub exports: ExportPool,
    /// Every websocket's task, so that stopping can wait for them.
    pub sockets: TaskTracker,
}
