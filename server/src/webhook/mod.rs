//! Webhooks: what happens to the projects of a board, told to an address that its facilitator gave.
//!
//! A task for each webhook compares what it has told with what is on the board, whenever entries of the board became durable
//! and when the server starts. What is new waits in a file until the receiver has taken it, so a receiver that is away for
//! hours and a restart lose nothing. Events are sent one after the other, each until it is taken or three days have passed.
//! The signatures are those of the Standard Webhooks specification.

mod address;
mod events;
mod file;
mod queue;
mod sender;
mod sign;
mod task;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use board::{BoardId, Millis};
use room::{Clock, Listener};
use tokio::sync::{Notify, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{app::App, secrets};

pub use address::{Misfit, Outgoing};
pub use events::read;
pub use queue::{Delivery, Outcome, Waiting};

use events::Told;
use file::Folder;
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
    /// It could not be stored.
    #[error("{0}")]
    Storage(#[from] std::io::Error),
}

/// All webhooks of a server.
pub struct Webhooks {
    outgoing: Outgoing,
    quiet: Duration,
    folder: Folder,
    clock: Arc<dyn Clock>,
    sender: Sender,
    turns: Semaphore,
    hooks: Mutex<BTreeMap<BoardId, Arc<Live>>>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// A webhook with its task.
struct Live {
    board: BoardId,
    hook: Mutex<Hook>,
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
    /// Webhooks that are kept in this directory.
    pub fn new(data: &Path, outgoing: Outgoing, quiet: Duration, clock: Arc<dyn Clock>) -> Self {
        Self {
            outgoing,
            quiet,
            folder: Folder(data.join("webhooks")),
            clock,
            sender: Sender::new(outgoing),
            turns: Semaphore::new(AT_ONCE),
            hooks: Mutex::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<BoardId, Arc<Live>>> {
        self.hooks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes up the webhooks of the last run. Those of boards that are no longer there are forgotten.
    pub async fn resume(&self, app: &App) {
        if self.outgoing == Outgoing::Off {
            return;
        }
        for hook in self.folder.read() {
            match app.journal.exists(hook.board.as_str()).await {
                Ok(false) => self.folder.remove(&hook.board),
                _ => self.start(app, hook),
            }
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
    pub fn set(&self, app: &App, board: &BoardId, url: &str, told: Told) -> Result<String, Refused> {
        if self.outgoing == Outgoing::Off {
            return Err(Refused::Off);
        }
        address::check(url, self.outgoing).map_err(Refused::Address)?;
        {
            let hooks = self.lock();
            if hooks.len() >= MOST && !hooks.contains_key(board) {
                return Err(Refused::Full);
            }
        }
        let secret = sign::secret();
        let hook = Hook::new(board.clone(), secrets::participant_id(), url, &secret, self.clock.now(), told);
        // The earlier one must not write its file any more.
        let before = self.end(board);
        if let Err(error) = self.folder.write(&hook) {
            if let Some(before) = before {
                let kept = before.lock().clone();
                self.start(app, kept);
            }
            return Err(error.into());
        }
        self.start(app, hook);
        Ok(secret)
    }

    fn start(&self, app: &App, hook: Hook) {
        let live = Arc::new(Live {
            board: hook.board.clone(),
            hook: Mutex::new(hook),
            is_dirty: AtomicBool::new(true),
            bell: Notify::new(),
            ended: self.stop.child_token(),
        });
        self.lock().insert(live.board.clone(), Arc::clone(&live));
        self.tasks.spawn(task::run(App::clone(app), live));
    }

    /// Ends the task of a webhook. Once this has returned, it writes no file any more.
    fn end(&self, board: &BoardId) -> Option<Arc<Live>> {
        let gone = self.lock().remove(board)?;
        let hook = gone.lock();
        gone.ended.cancel();
        drop(hook);
        Some(gone)
    }

    /// Ends the webhook of a board, with all that waits. Whether there was one.
    pub fn withdraw(&self, board: &BoardId) -> bool {
        let was = self.end(board);
        self.folder.remove(board);
        was.is_some()
    }

    /// The webhook of a board.
    pub fn seen(&self, board: &BoardId) -> Option<Seen> {
        let live = Arc::clone(self.lock().get(board)?);
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
    pub fn test(&self, board: &BoardId, title: &str) -> Result<String, Refused> {
        let live = self.lock().get(board).cloned().ok_or(Refused::None)?;
        let id = {
            let mut hook = live.lock();
            if !hook.has_room() {
                return Err(Refused::Waiting);
            }
            let id = hook.put(events::test(board, title, self.clock.now()), self.clock.now());
            hook.gone = false;
            self.folder.write(&hook)?;
            id
        };
        live.bell.notify_one();
        Ok(id)
    }

    /// Ends all tasks. What waits stays in its files.
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
}
