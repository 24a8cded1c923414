//! The way to the database, which a test can cut.

use std::path::PathBuf;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;

/// What becomes of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It arrives.
    Open,
    /// The database hears everything, and what it says is lost.
    Mute,
    /// There is no connection, and no new one.
    Cut,
}

pub struct Proxy {
    port: u16,
    way: watch::Sender<Way>,
    /// Counts how often all connections were broken.
    breaks: watch::Sender<u64>,
}

impl Proxy {
    pub async fn to(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (way, ways) = watch::channel(Way::Open);
        let (breaks, broken) = watch::channel(0);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (ways, mut broken, socket) = (ways.clone(), broken.clone(), socket.clone());
                broken.mark_unchanged();
                if *ways.borrow() == Way::Cut {
                    continue;
                }
                tokio::spawn(async move {
                    let Ok(server) = UnixStream::connect(socket).await else { return };
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::select! {
                        () = carry(from_client, to_server, None) => {}
                        () = carry(from_server, to_client, Some(ways)) => {}
                        _ = broken.changed() => {}
                    }
                });
            }
        });
        Self { port, way, breaks }
    }

    pub fn set(&self, way: Way) {
        self.way.send_replace(way);
        if way == Way::Cut {
            self.breaks.send_modify(|breaks| *breaks += 1);
        }
    }

    /// The address of a database behind it.
    pub fn address(&self, database: &str) -> String {
        format!("host=127.0.0.1 port={} user=test dbname={database} sslmode=disable", self.port)
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    ways: Option<watch::Receiver<Way>>,
) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let muted = ways.as_ref().is_some_and(|ways| *ways.borrow() == Way::Mute);
        if !muted && to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
