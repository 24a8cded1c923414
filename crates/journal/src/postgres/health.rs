//! Whether writes succeed, and whether the database is set so that they last.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::failure::Failed;
use super::lease::LeaseState;
use super::pool::{Again, Pool};
use super::writer::LastGroup;
use crate::JournalError;

/// The shortest time between two trials after a failed group.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// What a trial writes: more than the space that a page may happen to have.
const TRIAL: usize = 64 << 10;

pub(super) struct Health {
    last: Arc<LastGroup>,
    lease: Arc<LeaseState>,
    tried: Mutex<Option<Instant>>,
}

impl Health {
    pub fn new(last: Arc<LastGroup>, lease: Arc<LeaseState>) -> Self {
        Self { last, lease, tried: Mutex::default() }
    }

    /// Whether a write would succeed now, as far as it is known. After a failure a trial is started, and not awaited.
    pub fn look(&self, pool: &Arc<Pool>) -> Result<(), JournalError> {
        if pool.is_closed() {
            return Err(JournalError::Closed);
        }
        self.lease.present()?;
        self.lease.clock_is_right()?;
        let Some(failure) = self.last.failure() else { return Ok(()) };
        if self.should_try() {
            let (trial, last) = (
                pool.ask(Again::May, |client| async move { try_to_write(&client).await }),
                Arc::clone(&self.last),
            );
            tokio::spawn(async move {
                if trial.await.is_ok() {
                    last.set(None);
                }
            });
        }
        Err(failure)
    }

    fn should_try(&self) -> bool {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let due = tried.is_none_or(|tried| tried.elapsed() >= TRY_AGAIN);
        if due {
            *tried = Some(Instant::now());
        }
        due
    }
}

async fn try_to_write(client: &Client) -> Result<(), Failed> {
    // Different each time, or it would be compressed to nothing.
    let bytes: Vec<u8> = std::iter::repeat_with(|| getrandom::u64().unwrap_or(1).to_le_bytes())
        .flatten()
        .take(TRIAL)
        .collect();
    // No board has this number.
    let (board, seq) = (-1_i64, i64::from(getrandom::u32().unwrap_or(1)));
    let sql = "INSERT INTO entries (board, seq, bytes) VALUES ($1, $2, $3)";
    client.execute_typed(sql, &[(&board, Type::INT8), (&seq, Type::INT8), (&bytes, Type::BYTEA)]).await?;
    client.execute_typed("DELETE FROM entries WHERE board = $1", &[(&board, Type::INT8)]).await?;
    Ok(())
}

/// Says in the log if the database is set so that it may lose what it answered. A database without such settings says
/// nothing of them.
pub(super) async fn warn_of_settings(client: &Client) {
    for setting in ["fsync", "full_page_writes"] {
        let asked = client.query_typed("SELECT current_setting($1, true)", &[(&setting, Type::TEXT)]).await;
        let found: Option<String> =
            asked.ok().and_then(|rows| rows.first().and_then(|row| row.try_get(0).ok().flatten()));
        if found.as_deref() == Some("off") {
            tracing::error!(
                setting,
                "the database may lose boards with the next loss of power: this setting of it is off"
            );
        }
    }
}

/// The node goes: its boards are free.
pub(super) async fn leave(client: &Client, node: &str) -> Result<(), Failed> {
    client.execute_typed("DELETE FROM nodes WHERE name = $1", &[(&node, Type::TEXT)]).await?;
    Ok(())
}
