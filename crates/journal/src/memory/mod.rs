//! A log in memory, for tests. It is lost with the process, and fails on request.

mod faults;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;

use crate::claim::Lease;
use crate::cluster::{self, Debts};
use crate::stored::follows;
use crate::{Answer, Claim, Journal, JournalError, Space, Stored};
pub use faults::{Fault, Faults, On};

/// A journal in memory. Clones share the same boards and are the same node.
#[derive(Clone, Default)]
pub struct Memory {
    shared: Arc<Shared>,
    /// The name of the node; none if there is one node only.
    node: Option<Arc<str>>,
}

#[derive(Default)]
struct Shared {
    kept: Mutex<Kept>,
    /// Whether appends have to wait.
    stalled: watch::Sender<bool>,
    /// The number of appends that wait.
    waiting: watch::Sender<usize>,
}

#[derive(Default)]
pub(crate) struct Kept {
    boards: HashMap<String, Log>,
    keys: HashMap<String, String>,
    nodes: HashMap<String, Node>,
    pub(crate) settings: BTreeMap<String, Bytes>,
    pub(crate) debts: Debts,
    /// The number of claims ever made.
    claims: u64,
    /// The number of boards ever created. It keeps their order.
    made: u64,
    closed: bool,
    /// The error of the last writing call, if it failed.
    failure: Option<JournalError>,
    /// The faults still to come. For each kind of call, the first one is used next.
    faults: Vec<(On, Fault)>,
}

#[derive(Default)]
struct Log {
    made: u64,
    entries: Vec<Stored>,
    snapshot: Option<Stored>,
    /// The name of the node that owns the board.
    owner: Option<String>,
    /// That of the last claim, or higher if it was given back.
    epoch: u64,
}

struct Node {
    address: String,
    reads: u32,
    /// Whether the others take it for alive.
    is_alive: bool,
    /// Whether it takes itself for alive.
    may_claim: bool,
    is_closed: bool,
    /// Counts how many times it gave up.
    terms: watch::Sender<u64>,
}

impl Memory {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another node on the same boards. It is alive until [`Faults::expire`].
    #[must_use]
    pub fn node(&self, name: &str, address: &str) -> Self {
        let (address, terms) = (address.to_owned(), watch::Sender::new(0));
        let node = Node { address, reads: 1, is_alive: true, may_claim: true, is_closed: false, terms };
        self.shared.lock().nodes.insert(name.into(), node);
        Self { shared: Arc::clone(&self.shared), node: Some(name.into()) }
    }

    /// The handle that makes this journal fail.
    pub fn faults(&self) -> Faults {
        Faults { shared: Arc::clone(&self.shared) }
    }

    pub(crate) fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Kept) -> Result<T, JournalError> + Send + 'static,
    ) -> Answer<T> {
        let Self { shared, node } = self.clone();
        Box::pin(async move { work(&mut *shared.open(node.as_deref())?) })
    }

    /// Like [`answer`](Self::answer), unless a fault was requested for this kind of call.
    fn faulty<T: Send + 'static>(
        &self,
        on: On,
        work: impl FnOnce(&mut Kept) -> Result<T, JournalError> + Send + 'static,
    ) -> Answer<T> {
        self.answer(move |kept| {
            let fault = kept.fault(on);
            let failure = fault.map(|fault| match fault {
                Fault::Full => JournalError::Full,
                Fault::Storage => JournalError::Storage("ordered by a test".into()),
                Fault::Unsure => JournalError::Storage("ordered by a test, after it was kept".into()),
            });
            if on != On::Read {
                kept.failure.clone_from(&failure);
            }
            match failure {
                None => work(kept),
                Some(failure) => {
                    if fault == Some(Fault::Unsure) {
                        work(kept)?;
                    }
                    Err(failure)
                }
            }
        })
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, node: Option<&str>) -> Result<MutexGuard<'_, Kept>, JournalError> {
        let kept = self.lock();
        let node = node.and_then(|node| kept.nodes.get(node));
        let closed = node.map_or(kept.closed, |node| node.is_closed);
        if closed { Err(JournalError::Closed) } else { Ok(kept) }
    }
}

impl Kept {
    fn fault(&mut self, on: On) -> Option<Fault> {
        let place = self.faults.iter().position(|(kind, _)| *kind == on)?;
        Some(self.faults.remove(place).1)
    }

    fn log(&mut self, board: &str) -> Result<&mut Log, JournalError> {
        self.boards.get_mut(board).ok_or_else(|| JournalError::Unknown(board.into()))
    }

    /// The log that a claim is of, if no other claim was made since.
    fn claimed(&mut self, claim: &Claim) -> Result<&mut Log, JournalError> {
        let log = self.log(claim.board())?;
        if log.made != claim.place() {
            return Err(JournalError::Unknown(claim.board().into()));
        }
        if log.epoch != claim.epoch() {
            return Err(JournalError::Superseded(claim.board().into()));
        }
        Ok(log)
    }

    /// The nodes that are taken for alive.
    pub(crate) fn living(&self) -> impl Iterator<Item = cluster::Node> {
        let living = self.nodes.iter().filter(|(_, node)| node.is_alive);
        living.map(|(name, node)| cluster::Node {
            name: name.clone(),
            address: node.address.clone(),
            reads: node.reads,
            version: String::new(),
        })
    }

    fn claim(&mut self, board: &str, node: Option<&str>) -> Result<Claim, JournalError> {
        let owner = self.log(board)?.owner.clone().filter(|owner| Some(owner.as_str()) != node);
        if let Some((name, other)) = owner.and_then(|owner| self.nodes.get_key_value(&owner))
            && other.is_alive
        {
            return Err(JournalError::Elsewhere { node: name.clone(), address: other.address.clone() });
        }
        let lease = match node.and_then(|node| self.nodes.get(node)) {
            Some(Node { may_claim: false, .. }) => {
                return Err(JournalError::Storage("this node could not renew its lease".into()));
            }
            known => known.map(|known| Lease::present(&known.terms)),
        };
        self.claims += 1;
        let epoch = self.claims;
        let log = self.log(board)?;
        log.owner = node.map(str::to_owned);
        log.epoch = epoch;
        Ok(Claim::new(board, log.made, epoch, lease))
    }
}

impl Log {
    fn last(&self) -> u64 {
        self.entries.len() as u64
    }

    fn append(&mut self, entries: Vec<Stored>) -> Result<(), JournalError> {
        let last = self.last();
        follows(last, &entries).map_err(|got| JournalError::Conflict { last, got })?;
        self.entries.extend(entries);
        Ok(())
    }
}

impl Journal for Memory {
    fn create(&self, board: &str, keys: &[String], first: Vec<Stored>) -> Answer<()> {
        let (board, keys) = (board.to_owned(), keys.to_vec());
        self.faulty(On::Create, move |kept| {
            if kept.boards.contains_key(&board) {
                return Err(JournalError::Taken(board));
            }
            if let Some(key) = keys.iter().find(|key| kept.keys.contains_key(*key)) {
                return Err(JournalError::Taken(key.clone()));
            }
            kept.made += 1;
            let mut log = Log { made: kept.made, ..Log::default() };
            log.append(first)?;
            kept.keys.extend(keys.into_iter().map(|key| (key, board.clone())));
            kept.boards.insert(board, log);
            Ok(())
        })
    }

    fn claim(&self, board: &str) -> Answer<Claim> {
        let (board, node) = (board.to_owned(), self.node.clone());
        self.answer(move |kept| kept.claim(&board, node.as_deref()))
    }

    fn release(&self, claim: &Claim) -> Answer<()> {
        let claim = claim.clone();
        self.answer(move |kept| {
            kept.claims += 1;
            let epoch = kept.claims;
            if let Ok(log) = kept.claimed(&claim) {
                log.owner = None;
                log.epoch = epoch;
            }
            Ok(())
        })
    }

    fn append(&self, claim: &Claim, entries: Vec<Stored>) -> Answer<()> {
        let claim = claim.clone();
        let append = self.faulty(On::Append, move |kept| kept.claimed(&claim)?.append(entries));
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            shared.wait_out_a_stall().await;
            append.await
        })
    }

    fn rekey(&self, claim: &Claim, old: &str, new: &str, entries: Vec<Stored>) -> Answer<()> {
        let (claim, old, new) = (claim.clone(), old.to_owned(), new.to_owned());
        let rekey = self.faulty(On::Append, move |kept| {
            let exists = kept.keys.contains_key(&new);
            let log = kept.claimed(&claim)?;
            if exists {
                return Err(JournalError::Taken(new));
            }
            log.append(entries)?;
            kept.keys.retain(|key, of| *key != old || *of != claim.board());
            kept.keys.insert(new, claim.board().into());
            Ok(())
        });
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            shared.wait_out_a_stall().await;
            rekey.await
        })
    }

    fn read(&self, board: &str, after: u64) -> Answer<Vec<Stored>> {
        let board = board.to_owned();
        self.faulty(On::Read, move |kept| {
            let entries = &kept.log(&board)?.entries;
            let from = usize::try_from(after).unwrap_or(usize::MAX).min(entries.len());
            Ok(entries[from..].to_vec())
        })
    }

    fn read_some(&self, board: &str, after: u64, bytes: usize) -> Answer<Vec<Stored>> {
        let board = board.to_owned();
        self.faulty(On::Read, move |kept| {
            let entries = &kept.log(&board)?.entries;
            let from = usize::try_from(after).unwrap_or(usize::MAX).min(entries.len());
            let mut taken = 0;
            let page = entries[from..].iter().take_while(|entry| {
                let first = taken == 0;
                taken += entry.bytes.len().max(1);
                first || taken <= bytes
            });
            Ok(page.cloned().collect())
        })
    }

    fn last(&self, board: &str) -> Answer<Option<Stored>> {
        let board = board.to_owned();
        self.faulty(On::Read, move |kept| Ok(kept.log(&board)?.entries.last().cloned()))
    }

    fn latest_snapshot(&self, board: &str) -> Answer<Option<Stored>> {
        let board = board.to_owned();
        self.faulty(On::Read, move |kept| Ok(kept.log(&board)?.snapshot.clone()))
    }

    fn put_snapshot(&self, claim: &Claim, snapshot: Stored) -> Answer<()> {
        let claim = claim.clone();
        self.faulty(On::Snapshot, move |kept| {
            let log = kept.claimed(&claim)?;
            let (last, got) = (log.last(), snapshot.seq);
            if got > last {
                return Err(JournalError::Conflict { last, got });
            }
            if log.snapshot.as_ref().is_none_or(|older| older.seq <= got) {
                log.snapshot = Some(snapshot);
            }
            Ok(())
        })
    }

    fn find(&self, key: &str) -> Answer<Option<String>> {
        let key = key.to_owned();
        self.answer(move |kept| Ok(kept.keys.get(&key).cloned()))
    }

    fn keys(&self, board: &str) -> Answer<Vec<String>> {
        let board = board.to_owned();
        self.answer(move |kept| {
            kept.log(&board)?;
            let own = kept.keys.iter().filter(|(_, of)| **of == board);
            let mut keys: Vec<_> = own.map(|(key, _)| key.clone()).collect();
            keys.sort_unstable();
            Ok(keys)
        })
    }

    fn boards(&self) -> Answer<Vec<String>> {
        self.answer(|kept| {
            let mut boards: Vec<_> = kept.boards.iter().map(|(name, log)| (log.made, name.clone())).collect();
            boards.sort_unstable();
            Ok(boards.into_iter().map(|(_, name)| name).collect())
        })
    }

    fn exists(&self, board: &str) -> Answer<bool> {
        let board = board.to_owned();
        self.answer(move |kept| Ok(kept.boards.contains_key(&board)))
    }

    fn delete(&self, claim: &Claim) -> Answer<()> {
        let claim = claim.clone();
        self.faulty(On::Delete, move |kept| {
            kept.claimed(&claim)?;
            kept.boards.remove(claim.board());
            kept.keys.retain(|_, of| *of != claim.board());
            Ok(())
        })
    }

    fn health(&self) -> Answer<()> {
        self.answer(|kept| kept.failure.clone().map_or(Ok(()), Err))
    }

    fn space(&self) -> Answer<Space> {
        self.answer(|kept| {
            let kept = kept.boards.values().flat_map(|log| log.entries.iter().chain(&log.snapshot));
            let used = kept.map(|stored| stored.bytes.len() as u64).sum();
            Ok(Space { used, ..Space::default() })
        })
    }

    fn close(&self) -> Answer<()> {
        let Self { shared, node } = self.clone();
        Box::pin(async move {
            let mut kept = shared.lock();
            match node.and_then(|node| kept.nodes.get_mut(&*node)) {
                // Its boards are free for the others at once.
                Some(node) => (node.is_closed, node.is_alive) = (true, false),
                None => kept.closed = true,
            }
            Ok(())
        })
    }
}
