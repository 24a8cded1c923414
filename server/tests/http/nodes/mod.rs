//! PIPE: several nodes on one journal. Any node takes any client.

mod door;
mod drain;
mod kept;
mod lost;
mod pipe;
mod retention;
mod webhooks;

use std::{net::SocketAddr, sync::Arc};

use journal::Memory;
use server::{Config, Node, Server, pipe::Secret};
use tempfile::TempDir;

use crate::open::{Made, Open, config};

pub const SECRET: &str = "what all nodes of the test know";

/// Nodes on one journal, called `a`, `b` and so on.
pub struct Cluster {
    pub journal: Memory,
    pub nodes: Vec<Open>,
    /// Where the nodes reach each other.
    pub inside: Vec<SocketAddr>,
    data: TempDir,
}

impl Cluster {
    pub async fn of(count: usize) -> Self {
        Self::with(count, |config| config).await
    }

    pub async fn with(count: usize, change: impl Fn(Config) -> Config) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut cluster = Self { journal: Memory::new(), nodes: vec![], inside: vec![], data };
        for _ in 0..count {
            cluster.add(SECRET, &change).await;
        }
        cluster
    }

    /// One more node.
    pub async fn add(&mut self, secret: &str, change: impl Fn(Config) -> Config) -> usize {
        let place = self.nodes.len();
        let name = char::from(b'a' + place as u8).to_string();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let inside = listener.local_addr().unwrap();
        let journal = Arc::new(self.journal.node(&name, &inside.to_string()));
        self.journal.faults().reads(&name, board::Form::NEWEST.number().into());
        let store = Arc::clone(&journal) as _;
        let node = Node { listener, secret: Secret::new(secret).unwrap(), store };
        let config = change(config(&self.data.path().join(&name)));
        let bound = Server::node(config, journal, node).await.unwrap().bind().await.unwrap();
        let (address, stop) = (bound.address(), bound.stop());
        self.nodes.push(Open { address, stop, task: tokio::spawn(bound.listen()), data: None });
        self.inside.push(inside);
        place
    }

    /// A board that this node has open.
    pub async fn board_of(&self, node: usize) -> Made {
        let made = self.nodes[node].make().await;
        self.nodes[node].state(&made).await;
        made
    }
}

/// How many requests a node handed on, as its metrics tell.
pub async fn handed_on(node: &Open) -> u64 {
    let metrics = node.get("/metrics", "").await.text;
    let line = metrics
        .lines()
        .find(|line| line.starts_with("herringbone_piped_requests_total{outcome=\"answered\"}"));
    line.and_then(|line| line.split(' ').next_back()).map_or(0, |count| count.parse().unwrap())
}
