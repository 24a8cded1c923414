//! The server as a value.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{api, app::Shared, attempts::Attempts, config::Config, metrics::Metrics, secrets};

/// How long requests under way may take to finish when the server stops.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a server could not start: each is one sentence for the person who runs it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("{0} is already in use; stop the other program or choose another port with --listen.")]
    PortInUse(SocketAddr),
    /// The address cannot be listened on for another reason.
    #[error("Listening on {0} is not possible: {1}.")]
    Listen(SocketAddr, io::Error),
    /// The data directory cannot be used.
    #[error("The data directory {} cannot be used: {cause}.", .path.display())]
    Data {
        /// The directory.
        path: PathBuf,
        /// What stood in the way.
        cause: String,
    },
}

/// A server that has its data and does not listen yet.
pub struct Server {
    config: Config,
    host_key: String,
    stop: CancellationToken,
}

/// A server with its address, ready to listen.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    url: String,
    host_key: String,
    config: Config,
    stop: CancellationToken,
}

impl Server {
    /// Opens the data directory.
    ///
    /// # Errors
    /// When the directory cannot be used.
    pub fn new(config: Config) -> Result<Self, StartError> {
        let unusable =
            |cause: io::Error| StartError::Data { path: config.data.clone(), cause: plain(&cause) };
        std::fs::create_dir_all(&config.data).map_err(unusable)?;
        let host_key = match &config.host_key {
            Some(key) => key.clone(),
            None => secrets::host_key(&config.data).map_err(unusable)?,
        };
        Ok(Self { config, host_key, stop: CancellationToken::new() })
    }

    /// Takes the address.
    ///
    /// # Errors
    /// When it is in use or cannot be had.
    pub async fn bind(self) -> Result<Bound, StartError> {
        let wanted = self.config.listen;
        let listener = TcpListener::bind(wanted).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => StartError::PortInUse(wanted),
            _ => StartError::Listen(wanted, error),
        })?;
        let address = listener.local_addr().map_err(|error| StartError::Listen(wanted, error))?;
        let url = self.config.public_url.clone().unwrap_or_else(|| format!("http://{}", reachable(address)));
        Ok(Bound { listener, address, url, host_key: self.host_key, config: self.config, stop: self.stop })
    }
}

impl Bound {
    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where people reach it, without a closing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The key that opens the making of boards.
    pub fn host_key(&self) -> &str {
        &self.host_key
    }

    /// Cancelling it shuts the server down.
    pub fn shutdown(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Serves until it is shut down; then every socket is told, and everything is durable.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn listen(self) -> io::Result<()> {
        let app = Arc::new(Shared {
            url: self.url,
            host_key: secrets::digest(&self.host_key),
            attempts: Attempts::new(self.config.attempts_per_address, self.config.attempts_per_code),
            metrics: Metrics::default(),
            config: self.config,
        });
        let listener = self.listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY refused");
            }
        });
        let routes = api::router(app).into_make_service_with_connect_info::<SocketAddr>();
        let stop = self.stop.clone();
        let serving = axum::serve(listener, routes).with_graceful_shutdown(stop.clone().cancelled_owned());
        let overdue = async {
            stop.cancelled().await;
            tokio::time::sleep(PATIENCE).await;
        };
        tokio::select! {
            done = serving => done,
            () = overdue => Ok(()),
        }
    }
}

/// An address by which a browser on this machine gets there: a wildcard is not one.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from(std::net::Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// An operating system's error without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
