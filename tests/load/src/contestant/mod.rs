//! The servers that are compared, each as its makers start it.

mod database;
pub mod herringbone;
mod process;

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use tempfile::TempDir;
use tokio::net::TcpStream;

pub use self::{
    database::{Database, Work},
    process::Process,
};
use crate::dialect::Dialect;

/// A server to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// This product: SQLite, visible means durable, every edit judged.
    Herringbone,
    /// `@y/websocket-server` 0.1.1 in memory.
    YWebsocket,
    /// The same with LevelDB.
    YWebsocketDisk,
    /// `@hocuspocus/server` 4.7 with SQLite.
    Hocuspocus,
    /// Relays each frame at once: the least that a server without gathering can do with this websocket library.
    Relay,
    /// Relays what came in 25 ms as one frame: the least that a server with gathering can do.
    RelayGathered,
}

/// Where things are.
#[derive(Clone, Debug)]
pub struct Places {
    /// The built `herringbone`.
    pub herringbone: PathBuf,
    /// The built relay.
    pub relay: PathBuf,
    /// Where the neighbours are installed; the servers' data and logs go beside it.
    pub bench: PathBuf,
}

impl Places {
    /// A fresh directory for data, gone with its owner: on the machine's disk, where people's boards would be, and
    /// not in memory.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn fresh(&self, name: &str) -> anyhow::Result<TempDir> {
        fs::create_dir_all(self.bench.join("data"))?;
        Ok(tempfile::Builder::new().prefix(name).tempdir_in(self.bench.join("data"))?)
    }
}

/// Where somebody connects.
#[derive(Clone, Debug, Default)]
pub struct Seat {
    /// Path and query of the websocket.
    pub path: String,
    /// The document's name, for servers that want it in each message.
    pub room: String,
}

/// A room: its seats, and what only this product has.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// One for each person.
    pub seats: Vec<Seat>,
    /// The board's id.
    pub board: String,
    /// The facilitator's token.
    pub facilitator: String,
}

/// A server that runs.
pub struct Running {
    /// Which.
    pub kind: Kind,
    /// Its port on loopback.
    pub port: u16,
    /// Its process.
    pub process: Process,
    data: TempDir,
    places: Places,
    options: Vec<String>,
}

impl Kind {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Herringbone,
        Self::YWebsocket,
        Self::YWebsocketDisk,
        Self::Hocuspocus,
        Self::Relay,
        Self::RelayGathered,
    ];

    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Herringbone => "herringbone",
            Self::YWebsocket => "y-websocket",
            Self::YWebsocketDisk => "y-websocket-leveldb",
            Self::Hocuspocus => "hocuspocus-sqlite",
            Self::Relay => "relay",
            Self::RelayGathered => "relay-25ms",
        }
    }

    /// Whether it keeps documents, so that it is a peer of a product.
    pub fn is_peer(self) -> bool {
        matches!(self, Self::YWebsocket | Self::YWebsocketDisk | Self::Hocuspocus)
    }

    /// Whether it keeps documents, and does not only relay.
    pub fn keeps_documents(self) -> bool {
        self == Self::Herringbone || self.is_peer()
    }

    /// Whether it keeps documents over a restart.
    pub fn is_durable(self) -> bool {
        matches!(self, Self::Herringbone | Self::YWebsocketDisk | Self::Hocuspocus)
    }

    /// What it speaks.
    pub fn dialect(self) -> Dialect {
        match self {
            Self::Hocuspocus => Dialect::Hocuspocus,
            Self::Relay | Self::RelayGathered => Dialect::Relay,
            _ => Dialect::YWebsocket,
        }
    }

    /// Whether what it needs is installed.
    pub fn is_at_hand(self, places: &Places) -> bool {
        let package = |path: &str| places.bench.join("peers/node_modules").join(path).exists();
        match self {
            Self::Herringbone => places.herringbone.exists(),
            Self::YWebsocket => package("@y/websocket-server"),
            Self::YWebsocketDisk => package("@y/websocket-server") && package("leveldown"),
            Self::Hocuspocus => package("better-sqlite3/build/Release/better_sqlite3.node"),
            Self::Relay | Self::RelayGathered => places.relay.exists(),
        }
    }

    fn command(self, places: &Places, port: u16, data: &Path, options: &[String]) -> Command {
        let node = |script: &str| {
            let mut command = Command::new("node");
            let peers = places.bench.join("peers");
            command.arg(peers.join(script)).current_dir(&peers).env("HOST", "127.0.0.1");
            command.env("PORT", port.to_string()).env("NODE_ENV", "production");
            command
        };
        match self {
            Self::Herringbone => {
                let mut command = Command::new(&places.herringbone);
                command.args(["serve", "--host-key", herringbone::HOST_KEY, "--data"]).arg(data);
                command.args(["--listen", &format!("127.0.0.1:{port}")]).args(options);
                command
            }
            Self::YWebsocket => node("node_modules/@y/websocket-server/src/server.js"),
            Self::YWebsocketDisk => {
                let mut command = node("node_modules/@y/websocket-server/src/server.js");
                command.env("YPERSISTENCE", data.join("leveldb"));
                command
            }
            Self::Hocuspocus => {
                let mut command = node("hocuspocus.mjs");
                command.env("DATABASE", data.join("documents.sqlite"));
                command
            }
            Self::Relay | Self::RelayGathered => {
                let mut command = Command::new(&places.relay);
                command.arg(port.to_string());
                command.args((self == Self::RelayGathered).then_some("25"));
                command
            }
        }
    }
}

impl Running {
    /// Starts a server with fresh data and waits until it answers. `options` are more arguments for Herringbone.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(kind: Kind, places: &Places, options: &[&str]) -> anyhow::Result<Self> {
        let data = places.fresh(kind.name())?;
        Self::start_on(kind, places, options, data).await
    }

    /// Starts a server on data that is there.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_on(
        kind: Kind,
        places: &Places,
        options: &[&str],
        data: TempDir,
    ) -> anyhow::Result<Self> {
        let options: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
        let (process, port) = spawn(kind, places, data.path(), &options).await?;
        Ok(Self { kind, port, process, data, places: places.clone(), options })
    }

    /// Ends the server in good order and starts it again with the same data; answers how long starting took.
    ///
    /// # Errors
    /// When it does not end or start.
    pub async fn restart(&mut self) -> anyhow::Result<Duration> {
        self.process.end().await?;
        let begun = Instant::now();
        (self.process, self.port) = spawn(self.kind, &self.places, self.data.path(), &self.options).await?;
        Ok(begun.elapsed())
    }

    /// Ends the server at once and starts it again with the same data.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn kill_and_restart(&mut self) -> anyhow::Result<()> {
        self.process.kill();
        (self.process, self.port) = spawn(self.kind, &self.places, self.data.path(), &self.options).await?;
        Ok(())
    }

    /// Where its data is.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Fresh rooms with seats for so many people each. On Herringbone everybody joins by code.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn tables(&self, rooms: usize, people: usize) -> anyhow::Result<Vec<Table>> {
        if self.kind == Kind::Herringbone {
            return herringbone::tables(self.port, rooms, people).await;
        }
        let name = |_| format!("room-{:08x}", fastrand::u32(..));
        let seats = |room: String| Table {
            seats: vec![Seat { path: format!("/{room}"), room: room.clone() }; people],
            board: room,
            ..Table::default()
        };
        Ok((0..rooms).map(name).map(seats).collect())
    }
}

async fn spawn(
    kind: Kind,
    places: &Places,
    data: &Path,
    options: &[String],
) -> anyhow::Result<(Process, u16)> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let command = kind.command(places, port, data, options);
    let logs = places.bench.join("logs");
    fs::create_dir_all(&logs)?;
    let log =
        fs::OpenOptions::new().create(true).append(true).open(logs.join(format!("{}.log", kind.name())))?;
    let mut process =
        Process::spawn(command, log).with_context(|| format!("{} did not start", kind.name()))?;
    let patience = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        ensure!(process.is_alive() && Instant::now() < patience, "{} did not answer", kind.name());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok((process, port))
}
