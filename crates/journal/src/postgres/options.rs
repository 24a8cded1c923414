use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::{Node, Observer};

/// The options of a [`Postgres`](super::Postgres). The default is right for a server that is the only node.
#[derive(Clone)]
pub struct PostgresOptions {
    /// This node, as the others know it. Its name must be one that no node ever had; without one a name is made.
    pub node: Node,
    /// The bytes that may wait to be written before callers are held back.
    pub queue: usize,
    /// The number of concurrent reads and calls beside appends, each on a connection of its own.
    pub connections: usize,
    /// How long the lease of the node runs in the database, from each renewal on.
    pub lease: Duration,
    /// The time between two renewals.
    pub renewal: Duration,
    /// If no renewal succeeded for this long, counted from when it was asked for, the node gives up. Shorter than the
    /// lease, so that the node does it before others take its boards.
    pub give_up: Duration,
    /// The longest time for a call. A statement in the database gets a little less.
    pub deadline: Duration,
    /// A commit that takes longer than this is logged as a warning.
    pub slow: Duration,
    /// The observer that is told of every group of appends.
    pub observer: Arc<dyn Observer>,
    /// The clock by which this node tells time, in ms since 1970. It is compared with the database's.
    pub now: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        let node = Node { name: String::new(), address: String::new(), reads: 1, version: String::new() };
        Self {
            node,
            queue: 32 << 20,
            connections: 8,
            lease: Duration::from_secs(6),
            renewal: Duration::from_secs(2),
            give_up: Duration::from_secs(5),
            deadline: Duration::from_millis(4_500),
            slow: Duration::from_millis(250),
            observer: Arc::new(()),
            now: Arc::new(of_machine),
        }
    }
}

fn of_machine() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
