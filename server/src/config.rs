//! What a server is told when it is made.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use board::schema::Limits;
use room::EditRate;

use crate::{attempt_limit::Allowance, export_pool};

/// Everything a [`Server`](crate::Server) can be told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Where the boards are kept.
    pub data: PathBuf,
    /// The address under which people reach the server, without a closing slash; by default the one it listens on.
    pub public_url: Option<String>,
    /// Opens the making of boards; by default one is made and kept in the data directory.
    pub host_key: Option<String>,
    /// Whether a reverse proxy in front says in `X-Forwarded-For` who is calling.
    pub behind_proxy: bool,
    /// What a board and a message may be at most.
    pub limits: Limits,
    /// How fast one person's edits and commands are taken in.
    pub edit_rate: EditRate,
    /// A board that nobody is on leaves memory after this time.
    pub idle: Duration,
    /// The most that boards may take on the disk, in bytes; the log in front of the database, some megabytes, not counted.
    pub quota: Option<u64>,
    /// A batch of edits, or a commit, that takes longer is a warning in the log that says where the time went.
    pub slow: Duration,
    /// How long a connection may take over the head of a request, or say nothing between two.
    pub head: Duration,
    /// How much may be exported at once.
    pub exports: export_pool::Settings,
    /// How long what is longer than 64 KiB may take to go on by as much, and what is shorter to end: a body, a large
    /// message, an answer that is read. Also how long a large body waits for the ones before it.
    pub stall: Duration,
    /// Connections that have shown no valid token; by default half of what the descriptors of this process allow, and
    /// 2,048 at most.
    pub strangers: Option<usize>,
    /// Websockets that one participant may have; the next one ends the oldest.
    pub sockets_per_participant: usize,
    /// Websockets that whoever has a facilitator's or the projector's token may have together.
    pub sockets_per_link: usize,
    /// What bodies and messages of more than 16 KiB may hold while they arrive, in bytes; imports aside.
    pub large_reads: usize,
    /// Makes `/metrics` and `/api/server` private: they are answered to whoever has this key.
    pub operator_key: Option<String>,
    /// Failed attempts to join, or with the host's key, from one address.
    pub attempts_per_address: Allowance,
    /// Failed attempts with one code.
    pub attempts_per_code: Allowance,
}

impl Config {
    /// The defaults: on this machine only, port 8080.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: data.into(),
            public_url: None,
            host_key: None,
            behind_proxy: false,
            limits: Limits::default(),
            edit_rate: EditRate::default(),
            idle: Duration::from_secs(60),
            quota: None,
            slow: Duration::from_millis(250),
            head: Duration::from_secs(15),
            exports: export_pool::Settings::default(),
            stall: Duration::from_secs(15),
            strangers: None,
            sockets_per_participant: 10,
            sockets_per_link: 100,
            large_reads: 64 * 1024 * 1024,
            operator_key: None,
            attempts_per_address: Allowance { burst: 30, forget: Duration::from_secs(2) },
            attempts_per_code: Allowance { burst: 10, forget: Duration::from_secs(6) },
        }
    }
}
