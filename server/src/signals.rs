//! Ctrl-C, SIGTERM, and the signal for files that have become too long.

use std::io;

/// Signals to stop; from the moment it exists, none of them ends the process by itself.
pub struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

/// From now on a file that may not become longer (`ulimit -f`) makes a write fail, as a full disk does, and does not end
/// the process.
///
/// # Errors
/// When the system does not let it.
#[cfg(unix)]
pub fn outlive_long_files() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    // Nobody listens: that it is heard at all is enough, and it goes on being heard.
    signal(SignalKind::from_raw(libc::SIGXFSZ)).map(drop)
}

/// There is no such signal here.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn outlive_long_files() -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
impl Signals {
    /// Starts listening.
    ///
    /// # Errors
    /// When the system does not let it.
    pub fn install() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Resolves when one came.
    pub async fn received(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Starts listening.
    ///
    /// # Errors
    /// Never here.
    pub fn install() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Resolves when one came.
    pub async fn received(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
