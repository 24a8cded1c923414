//! Memory for large bodies and large websocket messages while they arrive. A small one is simply read. A large one
//! waits, unread, until its sender and the server have memory for it.

use std::{
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::PollSemaphore;

/// A read of up to this many bytes needs no permission.
pub const SMALL: usize = 16 * 1024;

/// Bytes are counted in units of this size, so that any number of them fits into a semaphore.
const UNIT: usize = 1024;

/// The memory for large reads of one person, or of the server.
#[derive(Clone)]
pub struct LargeReads {
    semaphore: Arc<Semaphore>,
    units: u32,
}

impl LargeReads {
    /// Memory of this many bytes.
    pub fn new(bytes: usize) -> Self {
        let units = u32::try_from(bytes.div_ceil(UNIT).clamp(1, Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
        Self { semaphore: Arc::new(Semaphore::new(units as usize)), units }
    }
}

/// One reader's claim on memory, for one message after the other.
pub struct LargeRead {
    person: PollSemaphore,
    server: PollSemaphore,
    most: u32,
    held: [Option<OwnedSemaphorePermit>; 2],
}

impl LargeRead {
    /// A claim that counts against both the person and the server.
    pub fn new(person: &LargeReads, server: &LargeReads) -> Self {
        let most = person.units.min(server.units);
        let poll = |reads: &LargeReads| PollSemaphore::new(Arc::clone(&reads.semaphore));
        Self { person: poll(person), server: poll(server), most, held: [None, None] }
    }

    /// Waits for memory for this many bytes. A message larger than all the memory takes all of it and is read alone.
    pub fn poll(&mut self, bytes: usize, context: &mut Context<'_>) -> Poll<()> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX).clamp(1, self.most);
        for (held, semaphore) in self.held.iter_mut().zip([&mut self.person, &mut self.server]) {
            if held.is_none() {
                // The semaphores are never closed.
                *held = ready!(semaphore.poll_acquire_many(context, units));
            }
        }
        Poll::Ready(())
    }

    /// Whether memory is held.
    pub fn is_held(&self) -> bool {
        self.held[1].is_some()
    }

    /// Gives back the memory that is held.
    pub fn give_back(&mut self) {
        self.held = [None, None];
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn a_large_read_waits_for_its_senders_room_and_for_the_servers() {
        let server = LargeReads::new(8 * 1024);
        let (ann, ben) = (LargeReads::new(4 * 1024), LargeReads::new(4 * 1024));
        let mut context = Context::from_waker(Waker::noop());
        let mut reads: Vec<LargeRead> =
            [&ann, &ann, &ben].map(|person| LargeRead::new(person, &server)).into();
        assert!(reads[0].poll(3 * 1024, &mut context).is_ready());
        assert!(reads[1].poll(2 * 1024, &mut context).is_pending(), "her room is taken");
        assert!(reads[2].poll(4 * 1024, &mut context).is_ready(), "his is not");
        reads[0].give_back();
        assert!(reads[1].poll(2 * 1024, &mut context).is_ready());
        assert!(reads[1].is_held() && !reads[0].is_held());
        // This message is larger than all the memory.
        let mut whole = LargeRead::new(&LargeReads::new(1 << 30), &server);
        assert!(whole.poll(1 << 20, &mut context).is_pending());
        drop(reads);
        assert!(whole.poll(1 << 20, &mut context).is_ready());
    }
}
