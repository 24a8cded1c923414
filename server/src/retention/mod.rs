//! Boards that nobody changes any more are laid away and deleted, if the operator wants that, and not without notice.
//!
//! A task looks once an hour. Of several nodes the one looks that is first to say so in what they keep together. A look asks
//! the journal for the end of each log, a few boards at a time, and not again before it may matter; no board is opened for
//! that. The rules are RETN in the room's `SPEC.md`.

mod age;
mod policy;
mod record;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use board::{BoardId, Millis, workshop::Archive};
use bytes::Bytes;
use journal::{ClusterStore, JournalError};
use room::OpenError;
use tokio::time::{Instant, sleep};

use crate::{
    access::{self, Denied},
    app::{App, Shared},
    purpose::Purpose,
    serve::Bound,
};

use age::Age;
pub use policy::Policy;
pub use record::Dates;
use record::{Fate, Record};

/// The setting that is the record.
const NAME: &str = "retention.json";

/// The time between two looks, of all nodes together, in milliseconds.
const EVERY: u64 = 60 * 60 * 1000;

/// The time after which a node sees whether a look is due, and what the last one found.
const AGAIN: Duration = Duration::from_secs(10 * 60);

/// Boards whose ends are read in a row, and the pause after that, in which others have the processor and the storage.
const IN_A_ROW: usize = 32;
const PAUSE: Duration = Duration::from_millis(10);

/// The most boards that are laid away or deleted after one look. The others wait for the next one.
const MOST: usize = 1_000;

/// The retention of a server.
#[derive(Default)]
pub struct Retention {
    /// The record as this node knows it.
    known: Mutex<Option<Arc<Record>>>,
    /// What need not be read again. Held during a look, so there is one at a time.
    looking: tokio::sync::Mutex<HashMap<String, Known>>,
}

/// What is known of a board that need not be read again.
#[derive(Clone, Copy, Default)]
struct Known {
    /// Nothing is to be said of it before this time: it can only have become younger.
    quiet_until: Millis,
    /// Its last entry when it was found laid away, if a later entry than that of the laying away is its last.
    archived: Option<u64>,
}

impl Retention {
    /// How many boards are under notice, as of the last look.
    pub fn due(&self) -> usize {
        self.record().map_or(0, |record| record.len())
    }

    /// When somebody looked last.
    pub fn looked(&self) -> Option<Millis> {
        self.record().map(|record| record.looked)
    }

    fn record(&self) -> Option<Arc<Record>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn know(&self, record: Option<Record>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = record.map(Arc::new);
    }
}

/// Reads what the last look found, which may have been another process's, so that pages say the same as before.
pub async fn recall(app: &Shared) {
    if app.config.retention.is_none() {
        return;
    }
    match app.store.setting(NAME).await {
        Ok(kept) => {
            let record = kept.as_deref().and_then(read);
            app.metrics.counts().under_notice(record.as_ref().map_or(0, Record::len));
            app.retention.know(record);
        }
        Err(error) => tracing::warn!(%error, "what is kept of the retention cannot be read"),
    }
}

/// Looks again and again. What an earlier policy noted is forgotten if there is none any more.
pub async fn follow(app: &App) {
    let Some(policy) = app.config.retention else {
        if let Err(error) = forget(&*app.store).await {
            tracing::warn!(%error, "what is kept of an earlier retention could not be removed");
        }
        return;
    };
    loop {
        if let Err(error) = look(app, policy).await {
            tracing::warn!(%error, "the age of boards could not be read; it is tried again");
        }
        sleep(AGAIN).await;
    }
}

async fn forget(store: &dyn ClusterStore) -> Result<(), JournalError> {
    let kept = store.setting(NAME).await?;
    if kept.is_some() {
        store.replace_setting(NAME, kept, None).await?;
    }
    Ok(())
}

/// One look, if one is due, and what is due after it.
///
/// # Errors
/// Those of the journal.
pub async fn look(app: &App, policy: Policy) -> Result<(), JournalError> {
    let mut known = app.retention.looking.lock().await;
    let now = app.rooms.now();
    let kept = app.store.setting(NAME).await?;
    let before = kept.as_deref().and_then(read);
    if let Some(record) = before.as_ref().filter(|record| record.policy == policy)
        && record.looked.0.abs_diff(now.0) < EVERY
    {
        app.metrics.counts().under_notice(record.len());
        app.retention.know(before);
        return Ok(());
    }
    let mut record = before.map_or_else(|| Record::new(policy, now), |record| record.look(policy, now));
    let ages = ages(app, policy, &mut record, &mut known).await?;
    let Some(kept) = put(&*app.store, kept, &record).await? else {
        // Another node was faster, and does the rest.
        return Ok(());
    };
    tell(app, policy, &mut record, kept, &ages).await?;
    let due = record.due();
    app.metrics.counts().under_notice(record.len());
    app.retention.know(Some(record));
    let mut done = 0;
    for (board, changed, fate) in due {
        if done == MOST || app.draining.load(Ordering::Relaxed) {
            break;
        }
        // Only what this look found is judged by it.
        let Some(age) = ages.get(&board).filter(|age| age.changed == changed) else { continue };
        let begun = Instant::now();
        let outcome = match fate {
            Fate::Delete => delete(app, &board, *age).await,
            Fate::Archive => archive(app, &board, *age).await,
        };
        match outcome {
            Outcome::Done => done += 1,
            Outcome::Already => known.entry(board).or_default().archived = Some(age.last),
            Outcome::Later => {}
        }
        // Whoever works meanwhile has the storage half of the time at least.
        sleep(begun.elapsed()).await;
    }
    Ok(())
}

/// What cannot be read is none: then all notices begin anew.
fn read(kept: &[u8]) -> Option<Record> {
    let record = serde_json::from_slice(kept);
    record.inspect_err(|error| tracing::error!(%error, "what is kept of the retention cannot be read")).ok()
}

/// Puts the record in the place of what is kept. What is kept then is the answer; nothing if it is something else by now.
async fn put(
    store: &dyn ClusterStore,
    before: Option<Bytes>,
    record: &Record,
) -> Result<Option<Bytes>, JournalError> {
    let bytes = serde_json::to_vec(record).map_err(|error| JournalError::Storage(error.to_string()))?;
    let bytes = Bytes::from(bytes);
    let replaced = store.replace_setting(NAME, before, Some(bytes.clone())).await?;
    Ok(replaced.then_some(bytes))
}

/// Notes how old the boards are. The answer has the ages of those under notice.
async fn ages(
    app: &Shared,
    policy: Policy,
    record: &mut Record,
    known: &mut HashMap<String, Known>,
) -> Result<BTreeMap<String, Age>, JournalError> {
    let mut boards = app.journal.boards().await?;
    boards.retain(|board| Purpose::of(board) == Purpose::Workshop);
    let (mut ages, mut still, mut read) = (BTreeMap::new(), HashMap::with_capacity(boards.len()), 0);
    for board in boards {
        let mut of_board = known.get(&board).copied().unwrap_or_default();
        if record.looked >= of_board.quiet_until {
            read += 1;
            if read % IN_A_ROW == 0 {
                sleep(PAUSE).await;
            }
            match age::of(&*app.journal, &board).await {
                Ok(Some(mut age)) => {
                    age.archived |= of_board.archived == Some(age.last);
                    of_board.quiet_until = quiet_until(&policy, age, record.looked);
                    record.see(&board, age);
                    if record.has(&board) {
                        ages.insert(board.clone(), age);
                    }
                }
                // It was deleted meanwhile, or somebody has to see to it first.
                Ok(None) | Err(JournalError::Unknown(_) | JournalError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        still.insert(board, of_board);
    }
    record.keep(|board| ages.contains_key(board));
    *known = still;
    Ok(ages)
}

/// Until when nothing is to be said of a board, whatever happens to it: each change makes it younger. One that is laid away
/// may be taken back, and is as young as that then.
fn quiet_until(policy: &Policy, age: Age, now: Millis) -> Millis {
    let first = age.changed.0.saturating_add(policy.quiet());
    if !age.archived {
        return Millis(first);
    }
    let deleted = policy
        .delete_after()
        .map_or(u64::MAX, |after| age.changed.0.saturating_add(after.saturating_sub(policy.notice())));
    Millis(first.max(deleted.min(now.0.saturating_add(policy.quiet()))))
}

/// Tells the webhooks of the boards that came under notice, and notes it.
async fn tell(
    app: &App,
    policy: Policy,
    record: &mut Record,
    kept: Bytes,
    ages: &BTreeMap<String, Age>,
) -> Result<(), JournalError> {
    let (before, now) = (record.clone(), record.looked);
    let hooks: BTreeSet<BoardId> = app.webhooks.boards().await;
    let mut news = false;
    for (board, notice) in record.boards().filter(|(_, notice)| !notice.told) {
        news = true;
        notice.told = true;
        let id = BoardId::from(board.as_str());
        let Some(age) = ages.get(board).filter(|_| hooks.contains(&id)) else { continue };
        let dates = record::dates(&policy, Some(&before), board, *age, now);
        notice.told = app.webhooks.expiring(app, &id, dates).await;
    }
    if news && put(&*app.store, Some(kept), record).await?.is_none() {
        // Another node has looked already. It tells once more.
        tracing::debug!("another node has changed what is kept of the retention");
    }
    Ok(())
}

/// What became of a board whose time has come.
enum Outcome {
    /// It was laid away, or deleted.
    Done,
    /// It is laid away already.
    Already,
    /// It was left as it is, until the next look.
    Later,
}

async fn delete(app: &Shared, board: &str, age: Age) -> Outcome {
    let id = BoardId::from(board);
    match app.rooms.delete_if_quiet(&id, age.last).await {
        Ok(true) => {}
        // Somebody is there, here or on another node, or it has changed or gone meanwhile.
        Ok(false) | Err(OpenError::NotFound | OpenError::Elsewhere { .. } | OpenError::Stopping) => {
            return Outcome::Later;
        }
        Err(error) => {
            tracing::warn!(%error, board, "an old board could not be deleted; it is tried again");
            return Outcome::Later;
        }
    }
    // A rehearsal does not outlive its board.
    app.rehearsals.end(board).await;
    app.webhooks.withdraw(&id).await;
    app.metrics.counts().retained("deleted");
    let unchanged_since = age.changed.0;
    tracing::info!(board, unchanged_since, "a board was deleted: it was old, and its notice is over");
    Outcome::Done
}

async fn archive(app: &Shared, board: &str, age: Age) -> Outcome {
    let room = match access::open_workshop(app, board).await {
        Ok(room) => room,
        Err(Denied::Board | Denied::Elsewhere(_) | Denied::Unavailable) => return Outcome::Later,
        Err(denied) => {
            tracing::warn!(?denied, board, "an old board could not be archived; it is tried again");
            return Outcome::Later;
        }
    };
    if !room.is_quiet(age.last).await.unwrap_or(false) {
        return Outcome::Later;
    }
    match access::act(app, &room, Archive::new(true).into()).await {
        Ok(seq) if seq == age.last => return Outcome::Already,
        Ok(_) => {}
        Err(_) => {
            tracing::warn!(board, "an old board could not be archived; it is tried again");
            return Outcome::Later;
        }
    }
    app.metrics.counts().retained("archived");
    let unchanged_since = age.changed.0;
    tracing::info!(board, unchanged_since, "a board was archived: it was old, and its notice is over");
    Outcome::Done
}

/// When a board is laid away and deleted, unless it changes; nothing if boards are kept for ever. `changed` is the time of
/// its last entry.
///
/// # Errors
/// Those of the journal.
pub async fn dates(
    app: &Shared,
    board: &str,
    changed: Millis,
    archived: bool,
) -> Result<Dates, JournalError> {
    let Some(policy) = app.config.retention else { return Ok(Dates::default()) };
    // Its last entry may be none that makes it younger.
    let found = age::of(&*app.journal, board).await?;
    let age = Age { last: 0, changed: found.map_or(changed, |found| found.changed), archived };
    let record = app.retention.record();
    Ok(record::dates(&policy, record.as_deref(), board, age, app.rooms.now()))
}

/// Looks when its holder says so: for tests, whose clocks stand still.
#[derive(Clone)]
pub struct Looks(App);

impl Looks {
    /// Those of this server.
    pub fn of(server: &Bound) -> Self {
        Self(server.app())
    }

    /// One look, as the server's task does it.
    ///
    /// # Errors
    /// Those of the journal.
    pub async fn look(&self) -> Result<(), JournalError> {
        match self.0.config.retention {
            Some(policy) => look(&self.0, policy).await,
            None => Ok(()),
        }
    }
}
