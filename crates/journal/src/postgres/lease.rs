//! The lease of the node: renewed by the database's clock, given up by the node's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tokio_postgres::types::Type;

use super::connection::{Connection, Connector};
use super::failure::Failed;
use super::options::PostgresOptions;
use crate::claim::Lease;
use crate::{JournalError, Node};

/// Beyond this difference to the database's clock the node says so in its log.
const NOTED_MS: i64 = 2_000;

/// Beyond this difference the node is not ready.
const UNREADY_MS: i64 = 30_000;

/// Every so many renewals, what nobody needs any more is removed.
const TIDY: u64 = 30;

/// What is known of the lease.
pub(super) struct LeaseState {
    terms: watch::Sender<u64>,
    /// Whether the node may take itself for alive.
    alive: AtomicBool,
    /// By how much the database's clock is ahead of this machine's, in milliseconds.
    offset: AtomicI64,
}

impl LeaseState {
    pub fn new() -> Self {
        Self { terms: watch::Sender::new(0), alive: AtomicBool::new(false), offset: AtomicI64::new(0) }
    }

    /// The present term, for a claim.
    pub fn present(&self) -> Result<Lease, JournalError> {
        let lease = Lease::present(&self.terms);
        // The term is taken first: if the node gives up in between, the claim is of a term that is over.
        self.is_alive().then_some(lease).ok_or_else(|| self.lost())
    }

    /// What a node answers that has no lease.
    pub fn lost(&self) -> JournalError {
        JournalError::Storage("this node could not renew its lease".into())
    }

    pub fn is_alive(&self) -> bool {
        self.alive.load(Relaxed)
    }

    pub fn offset_ms(&self) -> i64 {
        self.offset.load(Relaxed)
    }

    pub fn clock_is_right(&self) -> Result<(), JournalError> {
        let offset = self.offset_ms();
        if offset.abs() <= UNREADY_MS {
            return Ok(());
        }
        let secs = offset.abs() / 1_000;
        Err(JournalError::Storage(format!(
            "the clocks of this machine and of the database are {secs} s apart"
        )))
    }

    fn renewed(&self, offset: i64) {
        let before = self.offset.swap(offset, Relaxed);
        if offset.abs() > NOTED_MS && before.abs() <= NOTED_MS {
            tracing::warn!(offset_ms = offset, "the clock of this machine differs from the database's");
        }
        if !self.alive.swap(true, Relaxed) {
            tracing::info!("this node has a lease in the database");
        }
    }

    fn give_up(&self) {
        if self.alive.swap(false, Relaxed) {
            tracing::error!(
                "the lease in the database could not be renewed; every board of this node is given up"
            );
            self.terms.send_modify(|term| *term += 1);
        }
    }
}

/// Keeps the lease of a node.
pub(super) struct Keeper {
    pub state: Arc<LeaseState>,
    pub connector: Arc<Connector>,
    pub node: Node,
    pub options: PostgresOptions,
    /// How many renewals there were.
    pub count: u64,
    pub connection: Option<Connection>,
}

impl Keeper {
    /// Renews the lease once.
    pub async fn renew(&mut self) -> Result<(), Failed> {
        let connection = match self.connection.take().filter(|connection| !connection.is_closed()) {
            Some(connection) => connection,
            None => self.connector.connect().await?,
        };
        let asked = i64::try_from((self.options.now)()).unwrap_or(i64::MAX);
        let at = Instant::now();
        let node = &self.node;
        let rows = connection
            .query_typed(
                "INSERT INTO nodes AS node (name, address, reads, version, expires_at) \
                 VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond') \
                 ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at \
                 RETURNING CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)",
                &[
                    (&node.name, Type::TEXT),
                    (&node.address, Type::TEXT),
                    (&i64::from(node.reads), Type::INT8),
                    (&node.version, Type::TEXT),
                    (&(self.options.lease.as_secs_f64() * 1e3), Type::FLOAT8),
                ],
            )
            .await?;
        let there: i64 = rows.first().map_or(Ok(asked), |row| row.try_get(0))?;
        let half = i64::try_from(at.elapsed().as_millis() / 2).unwrap_or(0);
        self.state.renewed(there.saturating_sub(asked.saturating_add(half)));
        if self.count.is_multiple_of(TIDY) {
            connection
                .batch_execute("DELETE FROM nodes WHERE expires_at < clock_timestamp() - interval '1 day'")
                .await?;
            connection.batch_execute("DELETE FROM attempts WHERE empty_at < clock_timestamp()").await?;
        }
        self.count += 1;
        self.connection = Some(connection);
        Ok(())
    }

    /// Renews until it is dropped. `renewed` is when the last renewal was asked for.
    pub async fn keep(mut self, mut renewed: Instant) {
        let state = Arc::clone(&self.state);
        let (renewal, give_up) = (self.options.renewal, self.options.give_up);
        let mut next = renewed + renewal;
        loop {
            let asked = async {
                sleep_until(next).await;
                let asked = Instant::now();
                self.renew().await.map(|()| asked)
            };
            let answer = tokio::select! {
                biased;
                () = sleep_until(renewed + give_up), if state.is_alive() => {
                    state.give_up();
                    // Whatever is under way is asked again on a new connection.
                    Err(Failed::Late)
                }
                answer = asked => answer,
                () = sleep_until(next + give_up) => Err(Failed::Late),
            };
            match answer {
                Ok(asked) => {
                    renewed = asked;
                    next = asked + renewal;
                }
                Err(failed) => {
                    if state.is_alive() {
                        tracing::warn!(error = %JournalError::from(failed), "the lease was not renewed");
                    }
                    self.connection = None;
                    next = Instant::now() + renewal / 8;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jrnl_44_a_clock_that_is_half_a_minute_off_is_not_healthy() {
        let state = LeaseState::new();
        for (offset, right) in [(0, true), (-30_000, true), (30_001, false), (-30_001, false), (2_001, true)]
        {
            state.renewed(offset);
            assert_eq!((state.clock_is_right().is_ok(), state.offset_ms()), (right, offset), "{offset}");
        }
    }

    #[test]
    fn jrnl_42_the_settings_let_a_node_give_up_before_others_have_its_boards() {
        let PostgresOptions { lease, renewal, give_up, deadline, .. } = PostgresOptions::default();
        assert!(renewal * 2 < give_up && give_up < lease && deadline < give_up);
        let spec = include_str!("../../SPEC.md");
        for says in [
            format!("the lease runs {} s from each renewal", lease.as_secs()),
            format!("renews it every {} s and gives\n  up {} s after", renewal.as_secs(), give_up.as_secs()),
            format!("within `deadline` ({} s)", deadline.as_secs_f64()),
        ] {
            assert!(spec.contains(&says), "{says}");
        }
    }
}
