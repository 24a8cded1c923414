//! The options of the command that asks a server how it is.

use std::net::SocketAddr;

use clap::Args;

use super::values::address;

/// Options of `health`.
#[derive(Debug, Args)]
pub struct HealthArgs {
    /// Address and port that the server on this machine listens on, as it was told itself.
    #[arg(long, env = "HERRINGBONE_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    pub listen: SocketAddr,
    /// Ask only whether the process answers (/healthz), not whether it keeps what is written (/readyz).
    #[arg(long, env = "HERRINGBONE_ALIVE")]
    pub alive: bool,
}
