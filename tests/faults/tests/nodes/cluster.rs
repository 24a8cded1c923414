//! Nodes as processes of their own on a database that is there for the tests.

use std::path::Path;
use std::time::Duration;

use crate::database;
pub use crate::people::{Cluster, all_come_back, heard, nothing_missing};

/// Everybody is back within this time, whatever happened to a node.
pub const BACK: Duration = Duration::from_secs(8);

/// The address of a new database, as the program takes it.
pub fn journal(server: &database::Server) -> String {
    let address = server.database();
    let name = address.split("dbname=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let host = server.socket().parent().map(Path::to_owned).unwrap();
    let host = host.to_str().unwrap().replace('/', "%2F");
    format!("postgres://test@{host}/{name}?sslmode=disable")
}
