//! Several nodes on one PostgreSQL: an owner per board, group commit over all boards of a node.
//!
//! Every append goes through one bounded queue to one task with a connection of its own. It makes one statement of all
//! that waits; in it an append counts only if the board's row still has the number and the epoch that the append is for.
//! That row is the fence: the lease of a node only decides how soon others may take its boards. Everything else is a
//! transaction of its own on one of some other connections.

mod calls;
mod cluster;
mod connection;
mod envelope;
mod failure;
mod group;
mod health;
mod lease;
mod options;
mod pool;
mod queue;
mod reads;
mod schema;
mod writer;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::{Answer, Claim, Journal, JournalError, Space, Stored};
use calls::Claimed;
use connection::Connector;
use group::Prepared;
use health::Health;
use lease::{Keeper, LeaseState};
pub use options::PostgresOptions;
use pool::{Again, Pool};
use queue::Queue;
use writer::{Ended, LastGroup, Writer};

/// A journal in a PostgreSQL database, which other nodes may share.
pub struct Postgres {
    node: Arc<str>,
    pool: Arc<Pool>,
    queue: Arc<Queue>,
    lease: Arc<LeaseState>,
    health: Arc<Health>,
    keeper: AbortHandle,
    /// Closed when the writer has ended.
    written: watch::Receiver<()>,
}

impl Postgres {
    /// Connects to the database at this address, brings its tables to the version of this program, and makes this process a
    /// node.
    ///
    /// # Errors
    /// One sentence, if the database cannot be reached or used.
    pub async fn open(url: &str, mut options: PostgresOptions) -> Result<Self, JournalError> {
        let connector = Arc::new(Connector::new(url, options.deadline * 8 / 9)?);
        let connection = connector.connect().await?;
        schema::migrate(&connection).await?;
        health::warn_of_settings(&connection).await;
        if options.node.name.is_empty() {
            options.node.name = name()?;
        }
        let (node, lease) = (Arc::<str>::from(options.node.name.as_str()), Arc::new(LeaseState::new()));
        let asked = Instant::now();
        let mut keeper = Keeper {
            state: Arc::clone(&lease),
            connector: Arc::clone(&connector),
            node: options.node.clone(),
            options: options.clone(),
            count: 0,
            connection: Some(connection),
        };
        keeper.renew().await?;
        let prepared = Prepared::new(connector.connect().await?).await?;
        let keeper = tokio::spawn(keeper.keep(asked)).abort_handle();
        let queue = Arc::new(Queue::new(options.queue));
        let pool = Arc::new(Pool::new(Arc::clone(&connector), options.connections, options.deadline));
        let last = Arc::new(LastGroup::default());
        let (alive, written) = watch::channel(());
        let writer = Writer {
            connector,
            queue: Arc::clone(&queue),
            last: Arc::clone(&last),
            observer: options.observer,
            deadline: options.deadline,
            slow: options.slow,
            prepared: Some(prepared),
        };
        tokio::spawn(writer.work(Ended { queue: Arc::clone(&queue), alive }));
        let health = Arc::new(Health::new(last, Arc::clone(&lease)));
        Ok(Self { node, pool, queue, lease, health, keeper, written })
    }

    /// By how many milliseconds the database's clock is ahead of this machine's, as of the last renewal.
    pub fn clock_offset_ms(&self) -> i64 {
        self.lease.offset_ms()
    }
}

/// A name that no node ever had.
fn name() -> Result<String, JournalError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| JournalError::Storage(error.to_string()))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Journal for Postgres {
    fn create(&self, board: &str, keys: &[String], first: Vec<Stored>) -> Answer<()> {
        let asked = Arc::new((board.to_owned(), keys.to_vec(), first));
        self.pool.ask(Again::MayNot, move |client| {
            let asked = Arc::clone(&asked);
            async move { calls::create(&client, &asked.0, &asked.1, &asked.2).await }
        })
    }

    fn claim(&self, board: &str) -> Answer<Claim> {
        let (board, node, lease) = (Arc::<str>::from(board), Arc::clone(&self.node), Arc::clone(&self.lease));
        let state = Arc::clone(&self.lease);
        let claimed = self.pool.ask(Again::May, move |client| {
            let (board, node, lease) = (Arc::clone(&board), Arc::clone(&node), Arc::clone(&lease));
            async move {
                let term = lease.present()?;
                match calls::claim(&client, &board, &node).await? {
                    Claimed::Mine { n, epoch } => Ok(Claim::new(&board, n as u64, epoch as u64, Some(term))),
                    Claimed::Elsewhere { node, address } => {
                        Err(JournalError::Elsewhere { node, address }.into())
                    }
                }
            }
        });
        Box::pin(async move {
            // Without a lease nobody waits for a database that does not answer.
            let term = match state.present() {
                Ok(term) => term,
                Err(lost) => {
                    // Whoever asks again at once lets the lease be renewed meanwhile.
                    tokio::task::yield_now().await;
                    return Err(lost);
                }
            };
            tokio::select! {
                claimed = claimed => claimed,
                () = term.over() => Err(state.lost()),
            }
        })
    }

    fn release(&self, claim: &Claim) -> Answer<()> {
        let (claim, node) = (claim.clone(), Arc::clone(&self.node));
        self.pool.ask(Again::May, move |client| {
            let (claim, node) = (claim.clone(), Arc::clone(&node));
            async move { calls::release(&client, &claim, &node).await }
        })
    }

    fn append(&self, claim: &Claim, entries: Vec<Stored>) -> Answer<()> {
        let (claim, queue) = (claim.clone(), Arc::clone(&self.queue));
        Box::pin(async move { queue.ask(claim, entries).await })
    }

    fn rekey(&self, claim: &Claim, old: &str, new: &str, entries: Vec<Stored>) -> Answer<()> {
        let asked = Arc::new((claim.clone(), old.to_owned(), new.to_owned(), entries));
        self.pool.ask(Again::MayNot, move |client| {
            let asked = Arc::clone(&asked);
            async move { calls::rekey(&client, &asked.0, &asked.1, &asked.2, &asked.3).await }
        })
    }

    fn read(&self, board: &str, after: u64) -> Answer<Vec<Stored>> {
        self.read_some(board, after, usize::MAX)
    }

    fn read_some(&self, board: &str, after: u64, bytes: usize) -> Answer<Vec<Stored>> {
        let board = Arc::<str>::from(board);
        self.pool.ask(Again::May, move |client| {
            let board = Arc::clone(&board);
            async move { reads::entries(&client, &board, after, bytes).await }
        })
    }

    fn last(&self, board: &str) -> Answer<Option<Stored>> {
        let board = Arc::<str>::from(board);
        self.pool.ask(Again::May, move |client| {
            let board = Arc::clone(&board);
            async move { reads::last(&client, &board).await }
        })
    }

    fn latest_snapshot(&self, board: &str) -> Answer<Option<Stored>> {
        let board = Arc::<str>::from(board);
        self.pool.ask(Again::May, move |client| {
            let board = Arc::clone(&board);
            async move { reads::snapshot(&client, &board).await }
        })
    }

    fn put_snapshot(&self, claim: &Claim, snapshot: Stored) -> Answer<()> {
        let asked = Arc::new((claim.clone(), snapshot));
        self.pool.ask(Again::May, move |client| {
            let asked = Arc::clone(&asked);
            async move { calls::put_snapshot(&client, &asked.0, &asked.1).await }
        })
    }

    fn find(&self, key: &str) -> Answer<Option<String>> {
        let key = Arc::<str>::from(key);
        self.pool.ask(Again::May, move |client| {
            let key = Arc::clone(&key);
            async move { reads::find(&client, &key).await }
        })
    }

    fn keys(&self, board: &str) -> Answer<Vec<String>> {
        let board = Arc::<str>::from(board);
        self.pool.ask(Again::May, move |client| {
            let board = Arc::clone(&board);
            async move { reads::keys(&client, &board).await }
        })
    }

    fn boards(&self) -> Answer<Vec<String>> {
        self.pool.ask(Again::May, |client| async move { reads::boards(&client).await })
    }

    fn exists(&self, board: &str) -> Answer<bool> {
        let board = Arc::<str>::from(board);
        self.pool.ask(Again::May, move |client| {
            let board = Arc::clone(&board);
            async move { reads::exists(&client, &board).await }
        })
    }

    fn delete(&self, claim: &Claim) -> Answer<()> {
        let claim = claim.clone();
        self.pool.ask(Again::MayNot, move |client| {
            let claim = claim.clone();
            async move { calls::delete(&client, &claim).await }
        })
    }

    fn health(&self) -> Answer<()> {
        let (health, pool) = (Arc::clone(&self.health), Arc::clone(&self.pool));
        Box::pin(async move { health.look(&pool) })
    }

    fn space(&self) -> Answer<Space> {
        self.pool.ask(Again::May, |client| async move { reads::space(&client).await })
    }

    fn close(&self) -> Answer<()> {
        let (pool, queue, node) = (Arc::clone(&self.pool), Arc::clone(&self.queue), Arc::clone(&self.node));
        let (keeper, mut written) = (self.keeper.clone(), self.written.clone());
        Box::pin(async move {
            if pool.is_closed() {
                return Ok(());
            }
            queue.close();
            while written.changed().await.is_ok() {}
            keeper.abort();
            // Without its row the boards of this node are free at once.
            let gone = pool.ask(Again::May, move |client| {
                let node = Arc::clone(&node);
                async move { health::leave(&client, &node).await }
            });
            if let Err(error) = gone.await {
                tracing::warn!(%error, "the node could not say that it goes; others wait for its lease to run out");
            }
            pool.close().await;
            Ok(())
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.queue.close();
        self.keeper.abort();
    }
}
