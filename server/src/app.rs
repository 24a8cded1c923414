//! The state that all request handlers share.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::AtomicBool},
};

use board::Millis;
use journal::{ClusterStore, Journal};
use room::Rooms;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::{
    attempt_limit::AttemptLimit, config::Config, connections::Connections, export_pool::ExportPool,
    metrics::Metrics, paced::Paced, pipe::Pipe, rehearsals::Rehearsals, retention::Retention,
    sign_in::SignIn, tls::Certificates, webhook::Webhooks,
};

/// The shared state; cheap to clone.
pub type App = Arc<Shared>;

/// The state that all request handlers share.
pub struct Shared {
    /// The server's configuration.
    pub config: Config,
    /// The address that the server listens on.
    pub address: SocketAddr,
    /// The address that people use, without a closing slash.
    pub url: String,
    /// The certificate, if https is spoken.
    pub certificates: Option<Arc<Certificates>>,
    /// The digest of the host's key.
    pub host_key: String,
    /// The digest of the operator's key, if there is one.
    pub operator_key: Option<String>,
    /// All open boards.
    pub rooms: Rooms,
    /// Boards that could not be opened because the storage failed.
    pub not_opened: Paced,
    /// The way to the other nodes, if there may be any.
    pub pipe: Option<Pipe>,
    /// The storage of boards.
    pub journal: Arc<dyn Journal>,
    /// What belongs to no board: settings and nodes.
    pub store: Arc<dyn ClusterStore>,
    /// When the server was started.
    pub started: Millis,
    /// Failed attempts to join.
    pub join_attempts: AttemptLimit,
    /// Failed attempts with the host's or the operator's key.
    pub key_attempts: AttemptLimit,
    /// Failed sign-ins.
    pub sign_in_attempts: AttemptLimit,
    /// Single sign-on, if it is offered.
    pub sign_in: Option<SignIn>,
    /// All connections and the people they belong to.
    pub connections: Arc<Connections>,
    /// One import at a time.
    pub import_turn: Arc<Semaphore>,
    /// Only one spreadsheet is read at a time.
    pub spreadsheet_turn: Arc<Semaphore>,
    /// One template is saved at a time.
    pub saving_template: tokio::sync::Mutex<()>,
    /// The rehearsals that run.
    pub rehearsals: Rehearsals,
    /// What is known of the age of boards.
    pub retention: Retention,
    /// The counters.
    pub metrics: Metrics,
    /// The threads that make exports.
    pub exports: ExportPool,
    /// What tells other programs of boards.
    pub webhooks: Arc<Webhooks>,
    /// Whether the server is about to stop.
    pub draining: AtomicBool,
    /// The tasks of all websockets, so that stopping can wait for them.
    pub sockets: TaskTracker,
}
