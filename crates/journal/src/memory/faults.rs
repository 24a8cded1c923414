//! Makes a journal in memory fail on request: its calls, its disk, and the leases of its nodes.

use std::sync::Arc;

use tokio::sync::watch;

use super::Shared;
use crate::Pending;

/// Makes a [`Memory`](crate::Memory) fail on request, also while others use the journal.
#[derive(Clone)]
pub struct Faults {
    pub(super) shared: Arc<Shared>,
}

/// The kinds of calls that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// [`Journal::create`](crate::Journal::create)
    Create,
    /// [`Journal::append`](crate::Journal::append) and [`Journal::rekey`](crate::Journal::rekey)
    Append,
    /// [`Journal::read`](crate::Journal::read) and [`Journal::latest_snapshot`](crate::Journal::latest_snapshot)
    Read,
    /// [`Journal::put_snapshot`](crate::Journal::put_snapshot)
    Snapshot,
    /// [`Journal::delete`](crate::Journal::delete)
    Delete,
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is stored and the answer is [`JournalError::Storage`](crate::JournalError::Storage).
    Storage,
    /// Nothing is stored and the answer is [`JournalError::Full`](crate::JournalError::Full).
    Full,
    /// Everything is stored and the answer is still [`JournalError::Storage`](crate::JournalError::Storage), as after a crash between the two.
    Unsure,
}

impl Faults {
    /// Makes the next `times` calls of this kind fail with this fault.
    pub fn fail(&self, on: On, times: usize, fault: Fault) {
        self.shared.lock().faults.extend(std::iter::repeat_n((on, fault), times));
    }

    /// Cancels the faults of this kind of call. Returns the number of faults that had not been used.
    pub fn relent(&self, on: On) -> usize {
        let mut kept = self.shared.lock();
        let before = kept.faults.len();
        kept.faults.retain(|(kind, _)| *kind != on);
        before - kept.faults.len()
    }

    /// Lets a node's lease run out without a word to the node: others take its boards, and it writes in vain.
    pub fn expire(&self, node: &str) {
        if let Some(node) = self.shared.lock().nodes.get_mut(node) {
            node.is_alive = false;
        }
    }

    /// Lets a node notice that it could not renew its lease: its claims are lost, and it makes no others until
    /// [`renew`](Self::renew).
    pub fn give_up(&self, node: &str) {
        if let Some(node) = self.shared.lock().nodes.get_mut(node) {
            node.may_claim = false;
            node.terms.send_modify(|term| *term += 1);
        }
    }

    /// Lets a node read entries up to this form, as another version of the program would.
    pub fn reads(&self, node: &str, form: u32) {
        if let Some(node) = self.shared.lock().nodes.get_mut(node) {
            node.reads = form;
        }
    }

    /// Lets a node live again.
    pub fn renew(&self, node: &str) {
        if let Some(node) = self.shared.lock().nodes.get_mut(node) {
            node.is_alive = true;
            node.may_claim = true;
        }
    }

    /// Makes appends wait, as on a disk that hangs, until [`release`](Self::release).
    pub fn stall(&self) {
        self.shared.stalled.send_replace(true);
    }

    /// Lets the waiting appends and all later ones continue.
    pub fn release(&self) {
        self.shared.stalled.send_replace(false);
    }

    /// Resolves once at least `appends` appends wait.
    pub fn waiting(&self, appends: usize) -> Pending<()> {
        let mut waiting = self.shared.waiting.subscribe();
        Box::pin(async move {
            // The sender lives in the journal. Without a journal there is nothing to wait for.
            let _ = waiting.wait_for(|now| *now >= appends).await;
        })
    }
}

impl Shared {
    pub(super) async fn wait_out_a_stall(&self) {
        let mut stalled = self.stalled.subscribe();
        if *stalled.borrow_and_update() {
            let _place = Waiting::new(&self.waiting);
            let _ = stalled.wait_for(|now| !now).await;
        }
    }
}

/// Counts one append as waiting until it is dropped, also when the caller gives up.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn new(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|now| *now += 1);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|now| *now -= 1);
    }
}
