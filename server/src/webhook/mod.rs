//! Webhooks: what happens to the projects of a board, told to an address that its facilitator gave.
//!
//! A task for each webhook compares what it has told with what is on the board, whenever entries of the board became durable
//! and when the server starts. What is new is kept until the receiver has taken it, so a receiver that is away for
//! hours and a restart lose nothing. Events are sent one after the other, each until it is taken or three days have passed.
//! The signatures are those of the Standard Webhooks specification.

mod address;
mod events;
mod expiring;
mod kept;
mod queue;
mod sender;
mod sign;
mod task;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use board::{BoardId, Millis};
use bytes::Bytes;
use journal::{ClusterStore, JournalError};
use room::{Clock, Listener};
use tokio::sync::{Notify, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    app::{App, Shared},
    secrets,
};

pub use address::{Misfit, Outgoing};
pub use events::read;
pub use queue::{Delivery, Outcome, Waiting};

use events::Told;
use kept::{Found, Kept};
use queue::Hook;
use sender::Sender;

/// The most webhooks of a server: each has a file and a task.
const MOST: usize = 1_000;

/// Deliveries under way at once, of all webhooks together.
const AT_ONCE: usize = 8;

/// Why something about a webhook is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// This server sends nothing.
    #[error("webhooks are off")]
    Off,
    /// The address is not one that this server sends to.
    #[error("{0}")]
    Address(Misfit),
    /// The server has as many webhooks as it may.
    #[error("too many webhooks")]
    Full,
    /// The board has none.
    #[error("no webhook")]
    None,
    /// As many tests wait as may wait.
    #[error("the queue is full")]
    Waiting,
    /// Another node has the board by now.
    #[error("another node has the board")]
    Elsewhere,
    /// It could not be stored.
    #[error("{0}")]
    Storage(#[from] JournalError),
}

/// All webhooks of a server. Where several nodes have one journal, each has those of the boards that it has open.
pub struct Webhooks {
    outgoing: Outgoing,
    quiet: Duration,
    kept: Kept,
    /// Whether other nodes may change what is kept.
    is_shared: bool,
    clock: Arc<dyn Clock>,
    sender: Sender,
    turns: Semaphore,
    hooks: Mutex<BTreeMap<BoardId, Arc<Live>>>,
    /// One webhook is set, ended or taken up at a time.
    changing: tokio::sync::Mutex<()>,
    /// The server, once it listens.
    app: OnceLock<Weak<Shared>>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// A webhook with its task.
struct Live {
    board: BoardId,
    hook: Mutex<Hook>,
    /// What is kept of it. Held while that changes.
    kept: tokio::sync::Mutex<Bytes>,
    /// Whether the board may hold something that was not told.
    is_dirty: AtomicBool,
    bell: Notify,
    ended: CancellationToken,
}

impl Live {
    fn lock(&self) -> MutexGuard<'_, Hook> {
        self.hook.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A webhook as its facilitator sees it.
pub struct Seen {
    /// Where it sends.
    pub url: String,
    /// Since when.
    pub made: Millis,
    /// What waits, the next one first.
    pub waiting: Vec<Waiting>,
    /// What was sent or given up lately, the newest first.
    pub deliveries: Vec<Delivery>,
    /// Whether the receiver has said that it is gone for good.
    pub gone: bool,
}

impl Webhooks {
    /// Webhooks that are kept here. `is_shared` says whether other nodes keep theirs here as well.
    pub fn new(
        store: Arc<dyn ClusterStore>,
        is_shared: bool,
        outgoing: Outgoing,
        quiet: Duration,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            outgoing,
            quiet,
            kept: Kept(store),
            is_shared,
            clock,
            sender: Sender::new(outgoing),
            turns: Semaphore::new(AT_ONCE),
            hooks: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
            app: OnceLock::new(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<BoardId, Arc<Live>>> {
        self.hooks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, board: &BoardId) -> Option<Arc<Live>> {
        self.lock().get(board).cloned()
    }

    /// Takes up the webhooks that are kept: those of the last run, and of nodes that are gone. Those of boards that are no
    /// longer there are forgotten. Those of boards that another node has open are let go again by their tasks.
    pub async fn resume(&self, app: &App) {
        if self.outgoing == Outgoing::Off {
            return;
        }
        let _ = self.app.set(Arc::downgrade(app));
        let all = match self.kept.all().await {
            Ok(all) => all,
            Err(error) => return tracing::error!(%error, "the webhooks cannot be read"),
        };
        let _turn = self.changing.lock().await;
        for found in all {
            let board = found.0.board.clone();
            match app.journal.exists(board.as_str()).await {
                Ok(false) => self.forget(&board).await,
                _ if self.known(&board).is_some() => {}
                _ => drop(self.start(app, found)),
            }
        }
    }

    async fn forget(&self, board: &BoardId) {
        if let Err(error) = self.kept.remove(board).await {
            tracing::error!(%error, %board, "what is kept of a webhook could not be removed");
        }
    }

    /// What this server may send to.
    pub fn outgoing(&self) -> Outgoing {
        self.outgoing
    }

    /// Sets the webhook of a board. From now on it is told what happens, signed with a new secret, which is the answer.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn set(&self, app: &App, board: &BoardId, url: &str, told: Told) -> Result<String, Refused> {
        if self.outgoing == Outgoing::Off {
            return Err(Refused::Off);
        }
        address::check(url, self.outgoing).map_err(Refused::Address)?;
        let _turn = self.changing.lock().await;
        {
            let hooks = self.lock();
            if hooks.len() >= MOST && !hooks.contains_key(board) {
                return Err(Refused::Full);
            }
        }
        let secret = sign::secret();
        let hook = Hook::new(board.clone(), secrets::participant_id(), url, &secret, self.clock.now(), told);
        // The earlier one must not change what is kept any more.
        let before = self.end(board).await;
        match self.kept.put(&hook).await {
            Ok(kept) => drop(self.start(app, (hook, kept))),
            Err(error) => {
                if let Some(before) = before {
                    let kept = before.kept.lock().await.clone();
                    let hook = before.lock().clone();
                    self.start(app, (hook, kept));
                }
                return Err(error.into());
            }
        }
        Ok(secret)
    }

    fn start(&self, app: &App, (hook, kept): Found) -> Arc<Live> {
        let live = Arc::new(Live {
            board: hook.board.clone(),
            hook: Mutex::new(hook),
            kept: tokio::sync::Mutex::new(kept),
            is_dirty: AtomicBool::new(true),
            bell: Notify::new(),
            ended: self.stop.child_token(),
        });
        self.lock().insert(live.board.clone(), Arc::clone(&live));
        self.tasks.spawn(task::run(App::clone(app), Arc::clone(&live)));
        live
    }

    /// Ends the task of a webhook. Once this has returned, it changes nothing of what is kept any more.
    async fn end(&self, board: &BoardId) -> Option<Arc<Live>> {
        let gone = self.lock().remove(board)?;
        let kept = gone.kept.lock().await;
        gone.ended.cancel();
        drop(kept);
        Some(gone)
    }

    /// Lets a webhook go, because another node has its board.
    fn let_go(&self, live: &Live) {
        live.ended.cancel();
        let mut hooks = self.lock();
        if hooks.get(&live.board).is_some_and(|known| std::ptr::eq(&**known, live)) {
            hooks.remove(&live.board);
        }
    }

    /// Changes a webhook, and what is kept of it.
    async fn change<T>(&self, live: &Live, change: impl FnOnce(&mut Hook) -> T) -> Result<T, Refused> {
        let mut kept = live.kept.lock().await;
        if live.ended.is_cancelled() {
            return Err(Refused::None);
        }
        let mut after = live.lock().clone();
        let answer = change(&mut after);
        match self.kept.replace(Some(kept.clone()), &after).await? {
            Some(bytes) => {
                *kept = bytes;
                *live.lock() = after;
                Ok(answer)
            }
            None => {
                tracing::warn!(board = %live.board, "what is kept of a webhook was changed by somebody else, who goes on with it");
                self.let_go(live);
                Err(Refused::Elsewhere)
            }
        }
    }

    /// Ends the webhook of a board, with all that waits. Whether there was one.
    pub async fn withdraw(&self, board: &BoardId) -> bool {
        let _turn = self.changing.lock().await;
        let was = self.end(board).await.is_some();
        match self.kept.remove(board).await {
            Ok(kept) => was || kept,
            Err(error) => {
                tracing::error!(%error, %board, "what is kept of a webhook could not be removed");
                was
            }
        }
    }

    /// The webhook of a board that this node has open, as it is now, whichever node changed it last.
    async fn of(&self, app: &App, board: &BoardId) -> Option<Arc<Live>> {
        if !self.is_shared || self.outgoing == Outgoing::Off {
            return self.known(board);
        }
        let _turn = self.changing.lock().await;
        let found = match self.kept.of(board).await {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(%error, %board, "a webhook cannot be read");
                return self.known(board);
            }
        };
        if let Some(known) = self.known(board) {
            let same =
                found.as_ref().is_some_and(|(_, kept)| known.kept.try_lock().is_ok_and(|own| *own == *kept));
            // What is just changing here is this node's own.
            if same || known.kept.try_lock().is_err() {
                return Some(known);
            }
            self.end(board).await;
        }
        found.map(|found| self.start(app, found))
    }

    /// The webhook of a board.
    pub async fn seen(&self, app: &App, board: &BoardId) -> Option<Seen> {
        let live = self.of(app, board).await?;
        let hook = live.lock();
        Some(Seen {
            url: hook.url.clone(),
            made: hook.made,
            waiting: hook.waiting.iter().cloned().collect(),
            deliveries: hook.deliveries.iter().rev().cloned().collect(),
            gone: hook.gone,
        })
    }

    /// Sends a test, in its turn. Its id is the answer.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn test(&self, app: &App, board: &BoardId, title: &str) -> Result<String, Refused> {
        let live = self.of(app, board).await.ok_or(Refused::None)?;
        let put = self.change(&live, |hook| {
            hook.has_room().then(|| {
                hook.gone = false;
                hook.put(events::test(board, title, self.clock.now()), self.clock.now())
            })
        });
        let id = put.await?.ok_or(Refused::Waiting)?;
        live.bell.notify_one();
        Ok(id)
    }

    /// Ends all tasks. What waits stays where it is kept.
    pub async fn shutdown(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Listener for Webhooks {
    fn recorded(&self, board: &BoardId) {
        if let Some(live) = self.lock().get(board) {
            live.is_dirty.store(true, Ordering::Release);
            live.bell.notify_one();
        }
    }

    /// The webhook comes with its board, if another node had both before.
    fn opened(&self, board: &BoardId) {
        if let Some(app) = self.app.get().filter(|_| self.is_shared).and_then(Weak::upgrade) {
            let board = board.clone();
            self.tasks.spawn(async move { drop(app.webhooks.of(&app, &board).await) });
        }
    }
}
