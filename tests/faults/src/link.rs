//! The way to a database or to another node, which a test can cut.

use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// What becomes of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It arrives.
    Open,
    /// It is under way, as in a network that is cut somewhere: it arrives once the way is open again.
    Silent,
    /// There is no connection, and no new one.
    Cut,
}

/// The other end of a link.
#[derive(Clone, Debug)]
pub enum End {
    /// A port.
    Port(SocketAddr),
    /// A socket in the file system.
    Socket(PathBuf),
}

/// A link that is open until something else is said.
pub struct Link {
    /// Where it is entered.
    pub address: SocketAddr,
    way: watch::Sender<Way>,
}

impl Link {
    /// A link that leads there. Nobody needs to listen there yet.
    pub async fn to(end: End) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let (way, ways) = watch::channel(Way::Open);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let mut ways = ways.clone();
                if *ways.borrow_and_update() == Way::Cut {
                    continue;
                }
                let end = end.clone();
                tokio::spawn(async move {
                    let mut cut = ways.clone();
                    tokio::select! {
                        () = connected(near, end, ways) => {}
                        _ = cut.wait_for(|way| *way == Way::Cut) => {}
                    }
                });
            }
        });
        Self { address, way }
    }

    /// From now on this becomes of what is sent.
    pub fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

async fn connected(near: TcpStream, end: End, ways: watch::Receiver<Way>) {
    // Small pieces are what is sent here, and each is waited for.
    let _ = near.set_nodelay(true);
    match end {
        End::Port(address) => {
            let Ok(far) = TcpStream::connect(address).await else { return };
            let _ = far.set_nodelay(true);
            let ((near_reads, near_writes), (far_reads, far_writes)) = (near.into_split(), far.into_split());
            tokio::join!(
                carry(near_reads, far_writes, ways.clone()),
                carry(far_reads, near_writes, ways.clone())
            );
        }
        End::Socket(path) => {
            let Ok(far) = UnixStream::connect(path).await else { return };
            let ((near_reads, near_writes), (far_reads, far_writes)) = (near.into_split(), far.into_split());
            tokio::join!(
                carry(near_reads, far_writes, ways.clone()),
                carry(far_reads, near_writes, ways.clone())
            );
        }
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut ways: watch::Receiver<Way>,
) {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut buffer).await.unwrap_or(0);
        if ways.wait_for(|way| *way != Way::Silent).await.is_err() {
            return;
        }
        if read == 0 {
            let _ = to.shutdown().await;
            return;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
