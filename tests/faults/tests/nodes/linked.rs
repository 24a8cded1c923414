//! Nodes that reach the database and each other over links that a test can cut.

use std::net::{SocketAddr, TcpListener};

use faults::{Board, End, Link, Server};
use tempfile::TempDir;

use crate::database;

/// Nodes with a link of their own to the database, and one from all others to each.
pub struct Linked {
    pub nodes: Vec<Server>,
    /// The way of each node to the database.
    pub to_database: Vec<Link>,
    /// The way of the others to each node.
    pub to_node: Vec<Link>,
    pub database: &'static database::Server,
    name: String,
    data: TempDir,
}

/// An address for a node's door. The link in front has to know it before the node listens there, so it is on an address
/// of this process alone, where nobody else takes the port meanwhile.
fn door(at: usize) -> SocketAddr {
    let [.., high, low] = std::process::id().to_be_bytes();
    let place = u8::try_from(64 + at).unwrap();
    TcpListener::bind(SocketAddr::from(([127, place, high, low], 0))).unwrap().local_addr().unwrap()
}

impl Linked {
    pub async fn of(count: usize, database: &'static database::Server) -> Self {
        let plain = vec![vec![]; count];
        Self::started_by(&plain, database).await
    }

    /// As many nodes as there are words to begin them with.
    pub async fn started_by(before: &[Vec<String>], database: &'static database::Server) -> Self {
        let address = database.database();
        let name = address.split("dbname=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
        let data = tempfile::tempdir().unwrap();
        let mut linked =
            Self { nodes: vec![], to_database: vec![], to_node: vec![], database, name: name.into(), data };
        for (at, words) in before.iter().enumerate() {
            let door = door(at);
            let to_database = Link::to(End::Socket(database.socket())).await;
            let to_node = Link::to(End::Port(door)).await;
            let journal = format!("postgres://test@{}/{}?sslmode=disable", to_database.address, linked.name);
            let (listen, reached) = (door.to_string(), to_node.address.to_string());
            let options = ["--journal", &journal, "--node-listen", &listen, "--node-address", &reached];
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let node = Server::start_by(&words, &options, &linked.data.path().join(at.to_string()));
            linked.nodes.push(node);
            linked.to_database.push(to_database);
            linked.to_node.push(to_node);
        }
        linked
    }

    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.nodes.iter().map(|node| node.address).collect()
    }

    /// A board that this node has open.
    pub async fn board_of(&self, node: usize) -> Board {
        let board = Board::make(self.nodes[node].address).await;
        board.session(self.nodes[node].address).await;
        assert_eq!(self.owner(&board), Some(node));
        board
    }

    /// What the database finds.
    pub fn ask(&self, sql: &str) -> String {
        self.database.ask(&self.name, sql)
    }

    /// The node that owns a board, by its row.
    pub fn owner(&self, board: &Board) -> Option<usize> {
        let owner = self.ask(&format!(
            "SELECT nodes.address FROM boards JOIN nodes ON nodes.name = boards.owner WHERE boards.id = '{}'",
            board.id
        ));
        self.to_node.iter().position(|link| link.address.to_string() == owner)
    }

    /// How often a board was claimed or given back.
    pub fn epoch(&self, board: &Board) -> u64 {
        self.ask(&format!("SELECT epoch FROM boards WHERE id = '{}'", board.id)).parse().unwrap()
    }

    /// The log of a board, in order, as it lies in the database, without the envelopes (JRNL-40).
    pub fn log(&self, board: &Board) -> Vec<Vec<u8>> {
        let rows = self.ask(&format!(
            "SELECT encode(substr(entries.bytes, 17), 'hex') FROM entries JOIN boards ON boards.n = entries.board \
             WHERE boards.id = '{}' ORDER BY entries.seq",
            board.id
        ));
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        rows.lines().map(|row| row.as_bytes().chunks(2).map(byte).collect()).collect()
    }
}
