//! The options of a server that is one of several.

use std::net::SocketAddr;

use clap::Args;

use super::values::{address, database, host_and_port};

/// Where boards are kept if not in the data directory, and how the nodes that share them reach each other.
#[derive(Debug, Args)]
pub struct ClusterArgs {
    /// PostgreSQL database in which boards are kept instead of the data directory; several servers may share one.
    #[arg(long, env = "HERRINGBONE_JOURNAL", value_name = "postgres://…", hide_env_values = true, value_parser = database, conflicts_with = "quota")]
    pub journal: Option<String>,
    /// Address and port for the other servers on the same database; what travels there is signed, not enciphered.
    #[arg(long, env = "HERRINGBONE_NODE_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:0", value_parser = address)]
    pub node_listen: SocketAddr,
    /// Where the other servers reach this one, if that is not the address that it listens on.
    #[arg(long, env = "HERRINGBONE_NODE_ADDRESS", value_name = "HOST:PORT", value_parser = host_and_port)]
    pub node_address: Option<String>,
}
