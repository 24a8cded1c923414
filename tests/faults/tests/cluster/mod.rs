//! Several nodes on one database, and people who come back by another one.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]
#![allow(dead_code, reason = "each test program uses its own part")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use faults::{Board, Client, Server, Texts, until};
use tempfile::TempDir;

/// Nodes that share a database.
pub struct Cluster {
    pub nodes: Vec<Server>,
    _data: TempDir,
}

impl Cluster {
    pub fn of(count: usize, journal: &str) -> Self {
        let data = tempfile::tempdir().unwrap();
        let node = |at: usize| Server::node(journal, &data.path().join(at.to_string()));
        Self { nodes: (0..count).map(node).collect(), _data: data }
    }

    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.nodes.iter().map(|node| node.address).collect()
    }

    /// A board that the first node has open, and people on all nodes in turn.
    pub async fn people(&self, count: usize) -> (Board, Vec<Client>) {
        let board = Board::make(self.nodes[0].address).await;
        board.session(self.nodes[0].address).await;
        let mut people = vec![];
        for at in 0..count {
            let node = self.nodes[at % self.nodes.len()].address;
            people.push(Client::join(node, &board, &format!("p{at}")).await);
        }
        (board, people)
    }
}

/// Somebody who lost the connection and is back.
pub struct Back {
    pub person: Client,
    /// What they had been told when they lost it.
    pub told: Texts,
    /// When they were back.
    pub at: Instant,
}

/// Types until the connection is lost, then comes back by the first of these nodes that lets one in.
async fn comes_back(person: Client, board: &Board, nodes: &[SocketAddr]) -> Back {
    let mut person = person.type_until_lost().await;
    let told = person.was_told();
    until("somebody comes back", async {
        loop {
            for node in nodes {
                if person.connect(*node, board).await.is_ok() {
                    return;
                }
            }
            // Nobody lets one in: asked again in a moment, as a page does.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    Back { person, told, at: Instant::now() }
}

/// Lets something happen to the cluster while people type. They are back by these nodes then; with when it had happened.
pub async fn back(
    people: Vec<Client>,
    board: &Board,
    nodes: &[SocketAddr],
    happens: impl Future<Output = ()>,
) -> (Vec<Back>, Instant) {
    let (board, nodes) = (board.clone(), nodes.to_vec());
    let typing: Vec<_> = people
        .into_iter()
        .map(|person| {
            let (board, nodes) = (board.clone(), nodes.clone());
            tokio::spawn(async move { comes_back(person, &board, &nodes).await })
        })
        .collect();
    happens.await;
    let happened = Instant::now();
    let mut back = vec![];
    for task in typing {
        back.push(task.await.unwrap());
    }
    (back, happened)
}

/// The same: the people, and when all were back, counted from when it had happened.
pub async fn all_come_back(
    people: Vec<Client>,
    board: &Board,
    nodes: &[SocketAddr],
    happens: impl Future<Output = ()>,
) -> (Vec<Client>, Duration) {
    let (back, happened) = back(people, board, nodes, happens).await;
    let longest = back.iter().map(|back| back.at.saturating_duration_since(happened)).max();
    (back.into_iter().map(|back| back.person).collect(), longest.unwrap_or_default())
}

/// Asserts that everything somebody was told is among `there`. How many letters that is.
pub fn nothing_missing(told: &Texts, there: &Texts) -> usize {
    for (id, text) in told {
        let found = there.get(id).unwrap_or_else(|| panic!("note {id} is gone, somebody had seen {text:?}"));
        assert!(found.starts_with(text.as_str()), "note {id} was seen as {text:?} and is {found:?}");
    }
    told.values().map(String::len).sum()
}

/// Waits until somebody has heard so much.
pub async fn heard(watcher: &mut Client, much: usize) {
    for _ in 0..much {
        watcher.hear().await.unwrap();
    }
}
