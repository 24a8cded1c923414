//! How the server is: whether it is ready, what space there is, and what somebody should see to. `/readyz`, `/metrics` and
//! the host's page all ask here.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use journal::{JournalError, Node, Space};
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::app::{App, Shared};

/// The longest wait for the storage to say how much it has, and for the provider of single sign-on to say anything.
const PATIENCE: Duration = Duration::from_secs(2);

/// With less free than this, the disk is said to become full.
const LITTLE: u64 = 1 << 30;

/// What somebody should see to, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// The server is about to stop.
    Stopping,
    /// The disk, or the quota, is full: boards can be read, and nothing more is stored.
    Full,
    /// The files are not where they were: boards can be read, and nothing more is stored.
    Missing,
    /// The storage fails, or cannot be reached: nothing is stored. The server's log says why.
    Storage,
    /// There is little space left: less than 1 GiB on the disk, or less than a tenth of the quota.
    Space,
    /// The certificate of https ends within 14 days, or has ended.
    Certificate,
    /// The provider of single sign-on does not answer, or takes more than two seconds: nobody can sign in who is not signed
    /// in. Boards go on.
    Provider,
    /// Servers of one cluster have different versions. Until all have the same, what is new is not used.
    Versions,
    /// People reach the server over plain http: pages cannot be opened without a network, and what is written can be read
    /// on its way.
    Plain,
}

/// Why a server is not ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unready {
    /// It is about to stop.
    Stopping,
    /// Its storage does not answer.
    NoAnswer(JournalError),
    /// What is written is not kept.
    NotKept(JournalError),
}

impl Unready {
    fn concern(&self) -> Concern {
        match self {
            Self::Stopping => Concern::Stopping,
            Self::NoAnswer(error) | Self::NotKept(error) => match error {
                JournalError::Full => Concern::Full,
                JournalError::Missing(_) => Concern::Missing,
                _ => Concern::Storage,
            },
        }
    }
}

/// How a server is at one moment.
pub struct Condition {
    /// What somebody should see to, the most urgent first.
    pub concerns: Vec<Concern>,
    /// Whether it serves and keeps what is written.
    pub is_ready: bool,
    /// The space of its storage, if that says so in time.
    pub space: Option<Space>,
    /// The servers of its cluster, this one among them; none if it is alone.
    pub nodes: Vec<Node>,
}

/// Whether the server serves, and keeps what is written.
pub async fn ready(app: &Shared) -> Result<(), Unready> {
    if app.sockets.is_closed() || app.draining.load(Ordering::Relaxed) {
        return Err(Unready::Stopping);
    }
    match app.journal.exists("-").await {
        // A damaged list still answers, and sound boards are served.
        Ok(_) | Err(JournalError::Unusable { .. }) => {}
        Err(error) => return Err(Unready::NoAnswer(error)),
    }
    app.journal.health().await.map_err(Unready::NotKept)
}

/// The space of the storage, if it says so in time.
pub async fn space(app: &Shared) -> Option<Space> {
    timeout(PATIENCE, app.journal.space()).await.ok()?.ok()
}

/// How the server is now.
pub async fn look(app: &App) -> Condition {
    let ready = ready(app).await;
    let space = space(app).await;
    let nodes = match timeout(PATIENCE, app.store.nodes()).await {
        Ok(Ok(nodes)) => nodes,
        // The storage has its own concern.
        Ok(Err(_)) | Err(_) => vec![],
    };
    let mut concerns: BTreeSet<Concern> = ready.as_ref().err().map(Unready::concern).into_iter().collect();
    if space.is_some_and(|space| is_scarce(&space)) {
        concerns.insert(Concern::Space);
    }
    if app.certificates.as_ref().is_some_and(|certificates| certificates.should_be_replaced()) {
        concerns.insert(Concern::Certificate);
    }
    if !provider_is_there(app).await {
        concerns.insert(Concern::Provider);
    }
    if nodes.iter().map(|node| &node.version).collect::<BTreeSet<_>>().len() > 1 {
        concerns.insert(Concern::Versions);
    }
    if is_plain(&app.url) {
        concerns.insert(Concern::Plain);
    }
    Condition { concerns: concerns.into_iter().collect(), is_ready: ready.is_ok(), space, nodes }
}

/// Whether the provider of single sign-on answers in time, where there is one. An answer that comes later is known the next
/// time.
async fn provider_is_there(app: &App) -> bool {
    let asking = Arc::clone(app);
    let answer = tokio::spawn(async move {
        match &asking.sign_in {
            Some(sign_in) => sign_in.provider_is_there(asking.rooms.now()).await,
            None => true,
        }
    });
    matches!(timeout(PATIENCE, answer).await, Ok(Ok(true)))
}

fn is_scarce(space: &Space) -> bool {
    let of_quota = |most: u64| most.saturating_sub(space.used) < most / 10;
    space.free.is_some_and(|free| free < LITTLE) || space.most.is_some_and(of_quota)
}

/// Whether people reach the server over plain http from other machines.
fn is_plain(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let own = host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    !own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ops_2_little_space_is_less_than_a_tenth_of_the_quota_or_a_gibibyte_of_the_disk() {
        let scarce = |used, most, free| is_scarce(&Space { used, most, free });
        assert!(!scarce(0, None, None));
        assert!(!scarce(1 << 40, None, Some(LITTLE)) && scarce(0, None, Some(LITTLE - 1)));
        assert!(
            !scarce(900, Some(1_000), None)
                && scarce(901, Some(1_000), None)
                && scarce(2_000, Some(1_000), None)
        );
    }

    #[test]
    fn ops_2_plain_http_is_a_concern_beyond_the_own_machine() {
        for own in
            ["http://127.0.0.1:80", "http://localhost", "http://[::1]:8080", "https://board.example.org"]
        {
            assert!(!is_plain(own), "{own}");
        }
        for plain in ["http://192.168.1.7:8080", "http://board.example.org/path", "http://[fd00::7]:80"] {
            assert!(is_plain(plain), "{plain}");
        }
    }
}
