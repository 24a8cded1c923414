//! The share of the server that one person holds. All holders of the same token count as one person.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use room::{CloseReason, SessionCloser};

use super::{Connection, Connections, LargeRead, LargeReads};

/// The key of a person: the first half of the digest of their token.
pub type PersonKey = [u8; 16];

/// The longest goodbye of a socket that was replaced.
const GOODBYE: Duration = Duration::from_secs(3);

/// One person's share.
pub struct Person {
    key: PersonKey,
    all: Arc<Connections>,
    /// The most websockets of the person. They may have as many other connections that strangers do not displace.
    most: usize,
    /// The number of the person's connections that are not websockets.
    connections: AtomicUsize,
    /// The person's websockets, the oldest first.
    sockets: Mutex<VecDeque<Socket>>,
    /// The memory for the person's large reads together.
    large: LargeReads,
}

struct Socket {
    id: u64,
    connection: Weak<Connection>,
    closer: SessionCloser,
}

/// The place of a websocket among those of its person. Dropping it frees the place.
pub struct SocketSeat {
    person: Arc<Person>,
    id: u64,
}

impl Person {
    /// The key of the person.
    pub(super) fn key(&self) -> PersonKey {
        self.key
    }

    pub(super) fn new(key: PersonKey, most: usize, all: Arc<Connections>) -> Self {
        let large = LargeReads::new(all.large_per_person);
        Self { key, all, most, connections: AtomicUsize::new(0), sockets: Mutex::default(), large }
    }

    /// A claim on memory for a large read of this person.
    pub fn large_read(&self) -> LargeRead {
        LargeRead::new(&self.large, &self.all.large)
    }

    /// A place for one more websocket. If the person has as many as they may, the oldest is closed: it is probably
    /// left over from a lost connection. Refusing the newest instead would lock the person out.
    pub fn seat(self: &Arc<Self>, connection: &Arc<Connection>, closer: SessionCloser) -> SocketSeat {
        static IDS: AtomicU64 = AtomicU64::new(0);
        let id = IDS.fetch_add(1, Ordering::Relaxed);
        let mut sockets = self.sockets();
        sockets.push_back(Socket { id, connection: Arc::downgrade(connection), closer });
        let surplus = if sockets.len() > self.most { sockets.pop_front() } else { None };
        drop(sockets);
        if let Some(Socket { connection, closer, .. }) = surplus {
            closer.close(CloseReason::Replaced);
            if let Some(connection) = connection.upgrade() {
                connection.says_goodbye();
            }
            tokio::spawn(async move {
                tokio::time::sleep(GOODBYE).await;
                if let Some(connection) = connection.upgrade() {
                    connection.hang_up();
                }
            });
        }
        SocketSeat { person: Arc::clone(self), id }
    }

    /// Counts one more connection as the person's, if that is within their share.
    pub(super) fn may_hold_another(&self) -> bool {
        let count = |held: usize| (held < self.most).then_some(held + 1);
        self.connections.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count).is_ok()
    }

    pub(super) fn holds_one_less(&self) {
        self.connections.fetch_sub(1, Ordering::Relaxed);
    }

    fn sockets(&self) -> MutexGuard<'_, VecDeque<Socket>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        self.all.forget(&self.key);
    }
}

impl Drop for SocketSeat {
    fn drop(&mut self) {
        self.person.sockets().retain(|socket| socket.id != self.id);
    }
}
