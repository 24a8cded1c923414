//! Connections to the database.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
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
    config: Config,
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
    /// Reads `postgres://user:password@host:port/database?sslmode=…`, or the form of words (`host=… dbname=…`).
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
        Ok(Self { config, tls, statement })
    }

    /// A new connection that may write.
    pub async fn connect(&self) -> Result<Connection, Failed> {
        let connecting = async {
            let connection = match &self.tls {
                None => {
                    let (client, connection) = self.config.connect(NoTls).await?;
                    Connection { client, task: tokio::spawn(carry(connection)).abort_handle() }
                }
                Some(tls) => {
                    let (client, connection) = self.config.connect(tls.clone()).await?;
                    Connection { client, task: tokio::spawn(carry(connection)).abort_handle() }
                }
            };
            connection.batch_execute(SETTINGS).await?;
            let millis = self.statement.as_millis();
            connection.batch_execute(&format!("SET statement_timeout = {millis}")).await?;
            Ok(connection)
        };
        timeout(CONNECTING, connecting).await.unwrap_or(Err(Failed::Late))
    }
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
