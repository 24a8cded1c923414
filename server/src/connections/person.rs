//! What one person holds of the server: whoever has the same token is the same person to it.

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

/// Tells people apart: the first half of the digest of their token.
pub type PersonKey = [u8; 16];

/// How long a socket that was replaced may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(3);

/// One person's share.
pub struct Person {
    key: PersonKey,
    all: Arc<Connections>,
    /// How many websockets they may have, and as many other connections that strangers do not displace.
    most: usize,
    /// How many connections are theirs, websockets aside.
    connections: AtomicUsize,
    /// Their websockets, the oldest first.
    sockets: Mutex<VecDeque<Socket>>,
    /// What their large reads may hold together.
    large: LargeReads,
}

struct Socket {
    id: u64,
    connection: Weak<Connection>,
    closer: SessionCloser,
}

/// A websocket's place among its person's. Dropping it leaves the place.
pub struct SocketSeat {
    person: Arc<Person>,
    id: u64,
}

impl Person {
    pub(super) fn new(key: PersonKey, most: usize, all: Arc<Connections>) -> Self {
        let large = LargeReads::new(all.large_per_person);
        Self { key, all, most, connections: AtomicUsize::new(0), sockets: Mutex::default(), large }
    }

    /// A way to room for large reads of theirs.
    pub fn large_read(&self) -> LargeRead {
        LargeRead::new(&self.large, &self.all.large)
    }

    /// A place for one more websocket. Who has as many as they may loses the oldest: it is the likeliest to be left
    /// over from a lost connection, and whoever refused the newest would lock them out.
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

    /// Counts one more connection as theirs, if that is within their share.
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
