//! How a server is shut down.

use tokio_util::sync::CancellationToken;

/// Shuts a server down from any task.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    pub(super) drain: CancellationToken,
    pub(super) now: CancellationToken,
}

impl Stop {
    /// Ends [`Bound::listen`](super::Bound::listen) in an orderly way, after the time that
    /// [`Config::drain`](crate::config::Config::drain) says. A second call does not wait for that.
    pub fn shutdown(&self) {
        if self.drain.is_cancelled() {
            self.now.cancel();
        }
        self.drain.cancel();
    }
}
