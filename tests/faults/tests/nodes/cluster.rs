//! Nodes as processes of their own, and people who type through all of them.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use faults::{Board, Client, Server, Texts, until};
use tempfile::TempDir;

use crate::database;

/// Everybody is back within this time, whatever happened to a node.
pub const BACK: Duration = Duration::from_secs(8);

pub struct Cluster {
    pub nodes: Vec<Server>,
    _data: TempDir,
}

/// The address of a new database, as the program takes it.
pub fn journal(server: &database::Server) -> String {
    let address = server.database();
    let name = address.split("dbname=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let host = server.socket().parent().map(Path::to_owned).unwrap();
    let host = host.to_str().unwrap().replace('/', "%2F");
    format!("postgres://test@{host}/{name}?sslmode=disable")
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

/// Types until the connection is lost, then comes back by the first of these nodes that lets one in. When that was.
pub async fn comes_back(person: Client, board: &Board, nodes: &[SocketAddr]) -> (Client, Instant) {
    let mut person = person.type_until_lost().await;
    until("somebody comes back", async {
        loop {
            for node in nodes {
                if person.connect(*node, board).await.is_ok() {
                    return;
                }
            }
        }
    })
    .await;
    (person, Instant::now())
}

/// Lets something happen to the cluster while people type. When all are back by the other nodes, counted from when it had
/// happened.
pub async fn all_come_back(
    people: Vec<Client>,
    board: &Board,
    nodes: &[SocketAddr],
    happens: impl Future<Output = ()>,
) -> (Vec<Client>, Duration) {
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
    let (mut back, mut longest) = (vec![], Duration::ZERO);
    for task in typing {
        let (person, at) = task.await.unwrap();
        longest = longest.max(at.saturating_duration_since(happened));
        back.push(person);
    }
    (back, longest)
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
