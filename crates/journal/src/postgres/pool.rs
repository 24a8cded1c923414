//! Connections for everything but appends: reads, claims, and calls that are a transaction of their own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::connection::{Connection, Connector};
use super::failure::Failed;
use crate::{Answer, JournalError};

/// How often a call gives way to other transactions before it fails.
const GIVES_WAY: usize = 10;

/// Whether a call may be made again if it is not known whether it was made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// Making it twice is as good as once.
    May,
    /// What it says depends on whether it was made.
    MayNot,
}

pub(super) struct Pool {
    connector: Arc<Connector>,
    idle: Mutex<Vec<Arc<Connection>>>,
    places: Semaphore,
    size: u32,
    /// The longest time for a call.
    longest: Duration,
}

impl Pool {
    pub fn new(connector: Arc<Connector>, size: usize, longest: Duration) -> Self {
        let size = u32::try_from(size).unwrap_or(u32::MAX).max(1);
        Self { connector, idle: Mutex::default(), places: Semaphore::new(size as usize), size, longest }
    }

    /// Makes a call on a connection of its own. It is made to its end, also if nobody waits for the answer.
    pub fn ask<T, F>(
        self: &Arc<Self>,
        again: Again,
        work: impl Fn(Arc<Connection>) -> F + Send + Sync + 'static,
    ) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Failed>> + Send + 'static,
    {
        let pool = Arc::clone(self);
        Box::pin(async move {
            let done = tokio::spawn(async move { pool.call(again, work).await });
            done.await.unwrap_or_else(|panic| Err(JournalError::Storage(panic.to_string())))
        })
    }

    async fn call<T, F>(
        &self,
        again: Again,
        work: impl Fn(Arc<Connection>) -> F + Send + Sync,
    ) -> Result<T, JournalError>
    where
        F: Future<Output = Result<T, Failed>> + Send,
    {
        let _place = self.places.acquire().await.map_err(|_| JournalError::Closed)?;
        let mut may_break = again == Again::May;
        let mut gave_way = 0;
        loop {
            let (connection, kept) = match self.kept() {
                Some(connection) => (connection, true),
                None => (Arc::new(self.connector.connect().await?), false),
            };
            let done =
                timeout(self.longest, work(Arc::clone(&connection))).await.unwrap_or(Err(Failed::Late));
            match done {
                Err(failed) if failed.gave_way() && gave_way < GIVES_WAY => {
                    self.keep(connection);
                    gave_way += 1;
                }
                // It may have broken long ago.
                Err(failed) if failed.lost() && !matches!(failed, Failed::Late) && kept && may_break => {
                    self.forget();
                    may_break = false;
                }
                done => {
                    if !done.as_ref().is_err_and(Failed::lost) {
                        self.keep(connection);
                    }
                    return Ok(done?);
                }
            }
        }
    }

    fn kept(&self) -> Option<Arc<Connection>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|connection| !connection.is_closed());
        idle.pop()
    }

    fn keep(&self, connection: Arc<Connection>) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    fn forget(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub fn is_closed(&self) -> bool {
        self.places.is_closed()
    }

    /// Waits for the calls under way and refuses all later ones.
    pub async fn close(&self) {
        if let Ok(all) = self.places.acquire_many(self.size).await {
            self.places.close();
            drop(all);
            self.forget();
        }
    }
}
