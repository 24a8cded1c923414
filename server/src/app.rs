//! What every request handler shares.

use std::sync::Arc;

use crate::{attempts::Attempts, config::Config, metrics::Metrics};

/// Shared by all handlers; cheap to clone.
pub type App = Arc<Shared>;

/// What every request handler may use.
pub struct Shared {
    /// What the server was told.
    pub config: Config,
    /// Where people reach it, without a closing slash.
    pub url: String,
    /// The digest of the host's key.
    pub host_key: String,
    /// Failed attempts to join.
    pub attempts: Attempts,
    /// What is counted.
    pub metrics: Metrics,
}
