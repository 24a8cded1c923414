use std::sync::Arc;

use tokio::sync::watch;

/// The right to write to one board: from the moment when its node became the owner of the board until the next claim of
/// the board, by whichever room or node (JRNL-34). Only [`Journal::claim`](crate::Journal::claim) makes one, and every
/// call that changes a board takes one, so that nobody can write without.
#[derive(Clone, Debug)]
pub struct Claim {
    board: Arc<str>,
    /// The journal's own number of the board. No other board gets it, also not one of the same name.
    place: u64,
    epoch: u64,
    lease: Option<Lease>,
}

/// The term in which a node is known to be alive. A claim is of the term in which it was made.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    term: u64,
    now: watch::Receiver<u64>,
}

impl Lease {
    /// The present term of the node whose terms are counted here.
    pub fn present(terms: &watch::Sender<u64>) -> Self {
        let now = terms.subscribe();
        let term = *now.borrow();
        Self { term, now }
    }

    /// Resolves once the term is over.
    pub async fn over(&self) {
        // An error says that the journal is gone, and the node's lease with it.
        let _ = self.now.clone().wait_for(|now| *now != self.term).await;
    }
}

impl Claim {
    /// A claim. Without a lease it is one of a journal that has one node.
    pub(crate) fn new(board: &str, place: u64, epoch: u64, lease: Option<Lease>) -> Self {
        Self { board: board.into(), place, epoch, lease }
    }

    pub(crate) fn place(&self) -> u64 {
        self.place
    }

    /// The board.
    pub fn board(&self) -> &str {
        &self.board
    }

    /// The epoch of the claim: higher than that of every earlier claim of the board. In SQLite it is always 1.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Whether another node could become the owner of the board. Then nobody should wait for an answer for longer than
    /// another node would wait for this one.
    pub fn is_shared(&self) -> bool {
        self.lease.is_some()
    }

    /// Resolves once the node cannot know any more whether it owns the board, because it could not renew its lease in
    /// time. From then on nobody should be shown what this owner knows of the board (JRNL-36).
    pub async fn lost(&self) {
        match &self.lease {
            None => std::future::pending().await,
            Some(lease) => lease.over().await,
        }
    }
}
