//! The list of open rooms: one place for each board.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use board::BoardId;
use rustc_hash::FxHashMap;
use tokio::sync::OnceCell;
use tokio_util::task::TaskTracker;

use crate::handle::RoomHandle;

/// The journal's look-up key for a join code.
pub fn join_key(code: &str) -> String {
    format!("code:{code}")
}

/// The place of one board. It is empty while a caller opens the board.
pub(crate) type Slot = OnceCell<RoomHandle>;

/// All places, and all tasks of the rooms.
#[derive(Default)]
pub(crate) struct Slots {
    listed: Mutex<FxHashMap<BoardId, Arc<Slot>>>,
    pub(crate) tasks: TaskTracker,
}

impl Slots {
    fn listed(&self) -> MutexGuard<'_, FxHashMap<BoardId, Arc<Slot>>> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The room of a board, if one is open.
    pub(crate) fn listed_room(&self, board: &BoardId) -> Option<RoomHandle> {
        self.listed().get(board).and_then(|slot| slot.get().cloned())
    }

    /// The number of open boards.
    pub(crate) fn count(&self) -> usize {
        self.listed().len()
    }

    /// Takes a room off the list unless a caller holds it or is about to. Afterwards no caller can get hold of it.
    pub(crate) fn release(&self, board: &BoardId, generation: u64) -> bool {
        let mut slots = self.listed();
        let Some(slot) = slots.get(board) else { return true };
        let Some(room) = slot.get() else { return false };
        if room.inner.generation != generation {
            return true;
        }
        let unheld = Arc::strong_count(slot) == 1 && Arc::strong_count(&room.inner) == 1;
        if unheld {
            slots.remove(board);
        }
        unheld
    }

    /// Takes a room that has ended off the list.
    pub(crate) fn remove(&self, board: &BoardId, generation: u64) {
        let mut slots = self.listed();
        let listed = slots.get(board).and_then(|slot| slot.get());
        if listed.is_some_and(|room| room.inner.generation == generation) {
            slots.remove(board);
        }
    }
}

/// A caller's interest in the place of a board while the caller opens it. An empty place that no caller is interested
/// in is removed, so that a board that does not exist leaves nothing behind, however often it is asked for.
pub(crate) struct Place<'r> {
    slots: &'r Slots,
    board: &'r BoardId,
    pub(crate) slot: Arc<Slot>,
}

impl<'r> Place<'r> {
    pub(crate) fn take(slots: &'r Slots, board: &'r BoardId) -> Self {
        let slot = Arc::clone(slots.listed().entry(board.clone()).or_default());
        Self { slots, board, slot }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut slots = self.slots.listed();
        // Counted under the lock: the list has one reference and this value the other, so no other caller is opening
        // the board.
        let last = Arc::strong_count(&self.slot) == 2 && self.slot.get().is_none();
        if last && slots.get(self.board).is_some_and(|slot| Arc::ptr_eq(slot, &self.slot)) {
            slots.remove(self.board);
        }
    }
}
