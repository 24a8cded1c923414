//! The options that say who may hold how much of the server.

use clap::Args;

/// Who may hold how much of the server.
#[derive(Debug, Args)]
pub struct ShareArgs {
    /// Connections without a valid token; by default half of what the limit of descriptors allows, 2048 at most. The
    /// one that waited longest is closed for the next.
    #[arg(long, env = "HERRINGBONE_STRANGERS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub strangers: Option<u32>,
    /// Websockets of one participant; the next one closes the oldest.
    #[arg(long, env = "HERRINGBONE_SOCKETS_PER_PARTICIPANT", value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub sockets_per_participant: u32,
    /// Websockets with one facilitator's or projector's token.
    #[arg(long, env = "HERRINGBONE_SOCKETS_PER_LINK", value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub sockets_per_link: u32,
    /// MiB that large messages and bodies may hold while they arrive.
    #[arg(long, env = "HERRINGBONE_LARGE_READS", value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub large_reads: u32,
}
