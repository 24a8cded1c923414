//! A server whose boards are in a PostgreSQL database, alone or as one of several on it.

use std::{
    net::TcpListener,
    sync::{Arc, OnceLock},
    time::Duration,
};

use board::Millis;
use journal::{ClusterStore, Commit, Observer, Postgres, PostgresOptions, setting_or};
use room::Clock;

use crate::{
    cli::ClusterArgs,
    config::Config,
    pipe::Secret,
    secrets,
    serve::{Node, Server},
};

/// The name of the setting with which nodes know each other.
const SECRET: &str = "node-secret";

/// Smaller differences between the clocks are not made up for: they change with every look at the other clock.
const SAME_CLOCK: i64 = 250;

/// Opens the database and makes this process one of its nodes, which reads entries up to this form.
///
/// # Errors
/// One sentence for the person who starts it.
pub async fn open(
    config: Config,
    url: &str,
    arguments: &ClusterArgs,
    clock: Arc<dyn Clock>,
    reads: u8,
) -> Result<Server, String> {
    let listen = arguments.node_listen;
    let impossible =
        |error: std::io::Error| format!("Listening for other nodes on {listen} is not possible: {error}.");
    let listener = TcpListener::bind(listen).map_err(impossible)?;
    let own = listener.local_addr().map_err(impossible)?;
    let address = match &arguments.node_address {
        Some(address) => address.clone(),
        None if own.ip().is_unspecified() => {
            return Err(format!(
                "Other nodes cannot reach {own}; say with --node-address where they reach this one."
            ));
        }
        None => own.to_string(),
    };
    let (late, own) = (Arc::new(LateObserver::default()), Arc::clone(&clock));
    let node = journal::Node {
        name: String::new(),
        address,
        reads: reads.into(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    let options = PostgresOptions {
        node,
        slow: config.slow,
        observer: Arc::clone(&late) as _,
        now: Arc::new(move || own.now().0),
        ..PostgresOptions::default()
    };
    let journal = Postgres::open(url, options).await;
    let journal = Arc::new(journal.map_err(|error| format!("The database cannot be used: {error}."))?);
    let store: Arc<dyn ClusterStore> = Arc::clone(&journal) as _;
    let secret = setting_or(&*store, SECRET, secrets::token()).await;
    let secret = secret.map_err(|error| format!("What the nodes keep together cannot be read: {error}."))?;
    let secret = Secret::new(&String::from_utf8_lossy(&secret))
        .ok_or_else(|| format!("The setting {SECRET} in the database is too short."))?;
    let clock = Arc::new(DatabaseClock { own: clock, journal: Arc::clone(&journal) });
    let node = Node { listener, secret, store };
    let server = Server::node(config, journal, node).await.map_err(|error| error.to_string())?;
    late.is(server.observer());
    Ok(server.by_clock(clock))
}

/// The time of the database, which is that of all its nodes.
struct DatabaseClock {
    own: Arc<dyn Clock>,
    journal: Arc<Postgres>,
}

impl Clock for DatabaseClock {
    fn now(&self) -> Millis {
        let offset = self.journal.clock_offset_ms();
        let offset = if offset.abs() < SAME_CLOCK { 0 } else { offset };
        Millis(self.own.now().0.saturating_add_signed(offset))
    }

    fn passed(&self) -> Duration {
        self.own.passed()
    }
}

/// Tells the server's counters of commits. They are made after the journal.
#[derive(Default)]
struct LateObserver(OnceLock<Arc<dyn Observer>>);

impl LateObserver {
    fn is(&self, observer: Arc<dyn Observer>) {
        // There is one server, which says it once.
        let _ = self.0.set(observer);
    }
}

impl Observer for LateObserver {
    fn committed(&self, commit: &Commit) {
        if let Some(observer) = self.0.get() {
            observer.committed(commit);
        }
    }
}
