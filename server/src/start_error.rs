//! Why a server could not start.

use std::{io, net::SocketAddr, path::PathBuf};

use crate::secrets;

/// Why a server could not start: each is one sentence for the person who runs it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken.
    #[error("{0} is already in use; stop the other program or choose another port with --listen.")]
    PortInUse(SocketAddr),
    /// The address cannot be listened on for another reason.
    #[error("Listening on {0} is not possible: {1}.")]
    Listen(SocketAddr, String),
    /// A chosen key is too easy to guess.
    #[error("The {0}'s key is too short: it needs {min} characters at least, and better 20 that nobody can guess.", min = secrets::SHORTEST_KEY)]
    ShortKey(&'static str),
    /// The files of the certificate are none.
    #[error("The certificate cannot be used: {0}.")]
    Certificate(String),
    /// Single sign-on cannot work.
    #[error("Single sign-on cannot be offered: {0}.")]
    SignIn(String),
    /// The data directory belongs to a running server.
    #[error("The data directory {} is in use by another process; stop it or choose another directory with --data.", .0.display())]
    DataInUse(PathBuf),
    /// What the nodes of a cluster keep together cannot be read.
    #[error("What the nodes keep together cannot be read: {0}.")]
    Cluster(String),
    /// A copy into the place where boards are kept was interrupted.
    #[error("A copy of boards into {0} was not finished; start it again, or begin with another place.")]
    Unfinished(&'static str),
    /// The data directory cannot be used.
    #[error("The data directory {} cannot be used: {cause}.", .path.display())]
    Data {
        /// The directory.
        path: PathBuf,
        /// The cause.
        cause: String,
    },
}

impl StartError {
    /// Listening on this address failed.
    pub(crate) fn listening(wanted: SocketAddr, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse => Self::PortInUse(wanted),
            _ => Self::Listen(wanted, plain(error)),
        }
    }
}

/// An operating system's error without its number, as part of a sentence.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
