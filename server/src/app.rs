//! What every request handler shares.

use std::{net::SocketAddr, sync::Arc};

use journal::Journal;
use room::Rooms;
use tokio_util::task::TaskTracker;

use crate::{config::Config, export_pool::ExportPool, join_limit::JoinLimit, metrics::Metrics};

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
    /// Every open board.
    pub rooms: Rooms,
    /// Where boards are kept.
    pub journal: Arc<dyn Journal>,
    /// Failed attempts to join.
    pub attempts: JoinLimit,
    /// What is counted.
    pub metrics: Metrics,
    /// Where exports are made.
    pub exports: ExportPool,
    /// Every websocket's task, so that stopping can wait for them.
    pub sockets: TaskTracker,
}
