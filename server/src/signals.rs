//! Ctrl-C, SIGTERM, and the signal for a file that exceeds its size limit.

use std::io;

/// The signals to stop. While this value exists, none of them ends the process by itself.
pub struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

/// From now on, a write to a file that has reached its size limit (`ulimit -f`) fails like a write to a full disk,
/// and does not end the process.
///
/// # Errors
/// When the system does not allow it.
#[cfg(unix)]
pub fn outlive_long_files() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    // Nobody waits for the signal. Registering a handler once is enough to replace the signal's default.
    signal(SignalKind::from_raw(libc::SIGXFSZ)).map(drop)
}

/// This system has no such signal.
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
    /// When the system does not allow it.
    pub fn install() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Resolves when a signal came.
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

    /// Resolves when a signal came.
    pub async fn received(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
