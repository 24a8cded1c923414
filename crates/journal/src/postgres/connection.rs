//! Connections to the database.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::failure::Failed;
use crate::JournalError;

/// The longest time for a connection to be made.
const CONNECTING: Duration = Duration::from_secs(3);

/// What every connection begins with. A server whose answers overtake its disk is told not to let them; more than that
/// (waiting for a standby, for its disk) stays as the operator has set it.
const SETTINGS: &str = "SELECT set_config('synchronous_commit', \
     CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";

/// How the database is reached.
pub(super) struct Connector {
    /// The servers that the address names. One of them may write at a time; which one changes when it fails.
    servers: Vec<Config>,
    tls: Option<MakeRustlsConnect>,
    /// The longest time that the database may work on a statement.
    statement: Duration,
}

/// A connection. It ends with this value, whatever is under way on it.
pub(super) struct Connection {
    client: Client,
    task: AbortHandle,
}

impl std::ops::Deref for Connection {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Connector {
    /// Reads `postgres://user:password@host:port/database?sslmode=…`, or the form of words (`host=… dbname=…`). Several
    /// servers stand with commas between them.
    pub fn new(url: &str, statement: Duration) -> Result<Self, JournalError> {
        let unusable = |cause: String| JournalError::Storage(cause);
        let mut config: Config = url
            .parse()
            .map_err(|error| unusable(format!("the address of the database cannot be read: {error}")))?;
        config.connect_timeout(CONNECTING).target_session_attrs(TargetSessionAttrs::ReadWrite);
        config.keepalives_idle(Duration::from_secs(5)).tcp_user_timeout(Duration::from_secs(10));
        if config.get_application_name().is_none() {
            config.application_name("herringbone");
        }
        let tls = match config.get_ssl_mode() {
            SslMode::Disable => None,
            _ => Some(MakeRustlsConnect::new(trusting_the_system()?)),
        };
        Ok(Self { servers: each_alone(&config)?, tls, statement })
    }

    /// A new connection that may write. All servers are asked at once, and the first that lets it write is taken: one that
    /// is gone without a word takes no time from the others.
    pub async fn connect(&self) -> Result<Connection, Failed> {
        let mut asked = JoinSet::new();
        for server in &self.servers {
            asked.spawn(connect(server.clone(), self.tls.clone(), self.statement));
        }
        let first = async {
            let mut failed = Failed::Late;
            while let Some(answer) = asked.join_next().await {
                match answer {
                    Ok(Ok(connection)) => return Ok(connection),
                    Ok(Err(why)) => failed = why,
                    Err(_) => {}
                }
            }
            Err(failed)
        };
        timeout(CONNECTING, first).await.unwrap_or(Err(Failed::Late))
    }
}

async fn connect(
    server: Config,
    tls: Option<MakeRustlsConnect>,
    statement: Duration,
) -> Result<Connection, Failed> {
    let connection = match tls {
        None => {
            let (client, connection) = server.connect(NoTls).await?;
            Connection { client, task: tokio::spawn(carry(connection)).abort_handle() }
        }
        Some(tls) => {
            let (client, connection) = server.connect(tls).await?;
            Connection { client, task: tokio::spawn(carry(connection)).abort_handle() }
        }
    };
    connection.batch_execute(SETTINGS).await?;
    let millis = statement.as_millis();
    connection.batch_execute(&format!("SET statement_timeout = {millis}")).await?;
    Ok(connection)
}

/// The servers of an address, each with everything else that the address says.
fn each_alone(config: &Config) -> Result<Vec<Config>, JournalError> {
    let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let count = hosts.len().max(addresses.len());
    let fits = |given: usize| given == 0 || given == count;
    if count == 0
        || !fits(hosts.len())
        || !fits(addresses.len())
        || !(ports.len() <= 1 || ports.len() == count)
    {
        let cause = "the address of the database names no server, or not as many hosts as addresses or ports";
        return Err(JournalError::Storage(cause.into()));
    }
    let alone = |at: usize| {
        let mut server = Config::new();
        match hosts.get(at) {
            Some(Host::Tcp(name)) => drop(server.host(name)),
            #[cfg(unix)]
            Some(Host::Unix(path)) => drop(server.host_path(path)),
            None => {}
        }
        addresses.get(at).map(|address| server.hostaddr(*address));
        ports.get(at).or(ports.first()).map(|port| server.port(*port));
        config.get_user().map(|user| server.user(user));
        config.get_password().map(|password| server.password(password));
        config.get_dbname().map(|name| server.dbname(name));
        config.get_options().map(|options| server.options(options));
        config.get_application_name().map(|name| server.application_name(name));
        config.get_connect_timeout().map(|longest| server.connect_timeout(*longest));
        config.get_tcp_user_timeout().map(|longest| server.tcp_user_timeout(*longest));
        config.get_keepalives_interval().map(|interval| server.keepalives_interval(interval));
        config.get_keepalives_retries().map(|retries| server.keepalives_retries(retries));
        server
            .keepalives(config.get_keepalives())
            .keepalives_idle(config.get_keepalives_idle())
            .ssl_mode(config.get_ssl_mode())
            .ssl_negotiation(config.get_ssl_negotiation())
            .channel_binding(config.get_channel_binding())
            .target_session_attrs(config.get_target_session_attrs());
        server
    };
    Ok((0..count).map(alone).collect())
}

async fn carry<S, T>(connection: tokio_postgres::Connection<S, T>)
where
    tokio_postgres::Connection<S, T>: Future<Output = Result<(), tokio_postgres::Error>>,
{
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection to the database ended");
    }
}

/// The certificates that this machine trusts, or those that `SSL_CERT_FILE` names.
fn trusting_the_system() -> Result<ClientConfig, JournalError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions();
    let config = config.map_err(|error| JournalError::Storage(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jrnl_47_each_server_of_an_address_is_reached_with_all_that_the_address_says() {
        let of = |url: &str| Connector::new(url, Duration::from_secs(4)).map(|connector| connector.servers);
        for (url, servers) in [
            ("postgres://u:p@a:1,b:2/d?sslmode=require", &["a:1", "b:2"][..]),
            ("postgres://u:p@a,b/d?sslmode=require", &["a:5432", "b:5432"]),
            ("host=a,b,c port=7 user=u password=p dbname=d sslmode=require", &["a:7", "b:7", "c:7"]),
        ] {
            let found = of(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            let named = |at: &Config| {
                let [Host::Tcp(host)] = at.get_hosts() else { panic!("{at:?}") };
                format!("{host}:{}", at.get_ports().first().unwrap_or(&5432))
            };
            assert_eq!(found.iter().map(named).collect::<Vec<_>>(), servers, "{url}");
            let whole: Config = url.parse().unwrap_or_else(|error| panic!("{url}: {error}"));
            for server in found {
                assert_eq!(
                    (server.get_user(), server.get_password(), server.get_dbname(), server.get_ssl_mode()),
                    (whole.get_user(), whole.get_password(), whole.get_dbname(), SslMode::Require),
                );
                assert_eq!(server.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
            }
        }
        for url in ["postgres:///d", "postgres://u@a:1,b:2,c:3/d?port=4,5"] {
            assert!(of(url).is_err(), "{url}");
        }
    }
}
