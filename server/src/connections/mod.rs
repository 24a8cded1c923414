//! All connections of the server, and the people they belong to.
//!
//! A connection belongs to a stranger until it has shown a valid token. There is a set number of places for
//! strangers. When they are taken, a newcomer displaces the stranger who has waited longest since it came or was last
//! answered. A connection that has shown a token is never displaced by strangers.

mod large_reads;
mod person;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use rustc_hash::FxHashMap;
use tokio::task::AbortHandle;

pub use large_reads::{LargeRead, LargeReads, SMALL};
pub use person::{Person, PersonKey, SocketSeat};

use crate::metrics::{Counts, Tally};

/// The most connections of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// The number of all connections.
    pub all: usize,
    /// The number of strangers' connections.
    pub strangers: usize,
}

/// Descriptors that are reserved for files: the database and its readers, and the system's own.
const FILES: usize = 64;

/// The most strangers: as many as a room of five hundred brings within a second, each with a browser's few
/// connections.
const MOST_STRANGERS: usize = 2_048;

impl ConnectionLimits {
    /// The limits for a process that may have this many descriptors.
    pub fn of(descriptors: usize, strangers: Option<usize>) -> Self {
        let all = descriptors.saturating_sub(FILES).max(descriptors / 2).max(2);
        let strangers = strangers.unwrap_or(MOST_STRANGERS.min(all / 2));
        Self { all, strangers: strangers.clamp(1, all) }
    }

    /// The most connections of people with tokens together. A quarter of the strangers' places is never theirs, so
    /// that newcomers can always show a token.
    fn known(self) -> usize {
        self.all - self.strangers.div_ceil(4)
    }
}

/// All connections.
pub struct Connections {
    limits: ConnectionLimits,
    register: Mutex<Register>,
    people: Mutex<FxHashMap<PersonKey, Weak<Person>>>,
    /// The memory for all large reads together.
    large: LargeReads,
    /// The memory for one person's large reads, in bytes.
    large_per_person: usize,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Register {
    /// The last number given. Numbers stand for connections and for the order in which they came or were answered.
    last: u64,
    open: FxHashMap<u64, Entry>,
    /// Strangers' ids by the order in which they came or were last answered. The first is displaced first.
    waiting: BTreeMap<u64, u64>,
    /// The number of connections that belong to people.
    known: usize,
    /// The number of connections that were hung up on and have not ended yet.
    ending: usize,
}

struct Entry {
    standing: Standing,
    /// The task that serves the connection.
    task: Option<AbortHandle>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The connection has shown no token; it waits at this place.
    Stranger(u64),
    /// The connection has shown a token.
    Known,
    /// The connection was hung up on.
    Ending,
}

/// One connection. Its place is free once the last clone is dropped.
pub struct Connection {
    all: Arc<Connections>,
    id: u64,
    /// The person it belongs to, once that is known.
    person: Mutex<Option<Arc<Person>>>,
}

impl Connections {
    /// A register without connections.
    pub fn new(
        limits: ConnectionLimits,
        large: LargeReads,
        large_per_person: usize,
        counts: Arc<Counts>,
    ) -> Arc<Self> {
        let (register, people) = (Mutex::default(), Mutex::default());
        Arc::new(Self { limits, register, people, large, large_per_person, counts })
    }

    /// Admits a new connection. The stranger who has waited longest may be displaced for it. `None` if all places
    /// belong to people.
    pub fn admit(self: &Arc<Self>) -> Option<Arc<Connection>> {
        let mut register = self.register();
        while register.waiting.len() >= self.limits.strangers
            || register.open.len() - register.ending >= self.limits.all
        {
            if !self.displace_in(&mut register) {
                return None;
            }
        }
        let (id, place) = (register.next(), register.next());
        register.waiting.insert(place, id);
        register.open.insert(id, Entry { standing: Standing::Stranger(place), task: None });
        drop(register);
        Some(Arc::new(Connection { all: Arc::clone(self), id, person: Mutex::default() }))
    }

    /// Displaces the stranger who has waited longest. Returns false if there is none.
    pub fn displace(&self) -> bool {
        self.displace_in(&mut self.register())
    }

    fn displace_in(&self, register: &mut Register) -> bool {
        let Some((_, id)) = register.waiting.pop_first() else { return false };
        register.end(id);
        self.counts.displaced();
        true
    }

    /// The numbers of open connections.
    pub fn tally(&self) -> Tally {
        let register = self.register();
        let open = register.open.len() - register.ending;
        Tally { open, strangers: register.waiting.len() }
    }

    /// The share of the person with this key, with at most `most` sockets.
    pub fn person(self: &Arc<Self>, key: PersonKey, most: usize) -> Arc<Person> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(person) = people.get(&key).and_then(Weak::upgrade) {
            return person;
        }
        let person = Arc::new(Person::new(key, most, Arc::clone(self)));
        people.insert(key, Arc::downgrade(&person));
        person
    }

    /// Forgets the person with this key, because nothing is held for them any more.
    fn forget(&self, key: &PersonKey) {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        // The person may have come back since the last holder let go.
        if people.get(key).is_some_and(|person| person.strong_count() == 0) {
            people.remove(key);
        }
    }

    fn register(&self) -> MutexGuard<'_, Register> {
        self.register.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Register {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn end(&mut self, id: u64) {
        let Some(entry) = self.open.get_mut(&id) else { return };
        if let Standing::Stranger(place) = entry.standing {
            self.waiting.remove(&place);
        }
        if entry.standing == Standing::Known {
            self.known -= 1;
        }
        if entry.standing != Standing::Ending {
            self.ending += 1;
        }
        entry.standing = Standing::Ending;
        if let Some(task) = entry.task.take() {
            task.abort();
        }
    }
}

impl Connection {
    /// Sets the task that serves the connection from now on. The task is aborted when the connection is hung up on.
    pub fn carried_by(&self, task: AbortHandle) {
        let mut register = self.all.register();
        match register.open.get_mut(&self.id) {
            Some(entry) if entry.standing != Standing::Ending => entry.task = Some(task),
            _ => task.abort(),
        }
    }

    /// Notes an answer. A stranger who is answered again counts as one who just came.
    pub fn answered(&self) {
        let mut register = self.all.register();
        let later = register.next();
        let Some(entry) = register.open.get_mut(&self.id) else { return };
        if let Standing::Stranger(place) = entry.standing {
            entry.standing = Standing::Stranger(later);
            register.waiting.remove(&place);
            register.waiting.insert(later, self.id);
        }
    }

    /// Notes that the connection has shown a person's token and belongs to them from now on. If the person has their
    /// share of connections already, or the server is full of people, nothing changes.
    pub fn belongs_to(&self, person: &Arc<Person>) {
        let mut owner = self.owner();
        if owner.is_none() && self.becomes_known(|| person.may_hold_another()) {
            *owner = Some(Arc::clone(person));
        }
    }

    /// The person whose token the connection has shown, if it has.
    pub fn shown(&self) -> Option<PersonKey> {
        self.owner().as_ref().map(|person| person.key())
    }

    /// Notes that the connection is a websocket opened by a token. A person's websockets are limited by their seats
    /// instead.
    pub fn is_socket(&self) {
        self.becomes_known(|| true);
        if let Some(person) = self.owner().take() {
            person.holds_one_less();
        }
    }

    /// Notes that the connection is saying goodbye. Until it ends, it may be displaced before any stranger.
    pub fn says_goodbye(&self) {
        let mut register = self.all.register();
        let Some(entry) = register.open.get_mut(&self.id) else { return };
        if entry.standing == Standing::Known {
            // No stranger waits at this place, because it is the number of the connection itself.
            entry.standing = Standing::Stranger(self.id);
            register.known -= 1;
            register.waiting.insert(self.id, self.id);
            if register.waiting.len() > self.all.limits.strangers {
                self.all.displace_in(&mut register);
            }
        }
    }

    fn becomes_known(&self, may: impl FnOnce() -> bool) -> bool {
        let mut register = self.all.register();
        let room = register.known < self.all.limits.known();
        let Some(entry) = register.open.get_mut(&self.id) else { return false };
        let Standing::Stranger(place) = entry.standing else { return false };
        if !room || !may() {
            return false;
        }
        entry.standing = Standing::Known;
        register.known += 1;
        register.waiting.remove(&place);
        true
    }

    fn owner(&self) -> MutexGuard<'_, Option<Arc<Person>>> {
        self.person.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the connection at once, whoever it belongs to.
    pub fn hang_up(&self) {
        self.all.register().end(self.id);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut register = self.all.register();
        let Some(entry) = register.open.remove(&self.id) else { return };
        match entry.standing {
            Standing::Stranger(place) => drop(register.waiting.remove(&place)),
            Standing::Known => register.known -= 1,
            Standing::Ending => register.ending -= 1,
        }
        drop(register);
        let owner = self.person.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(person) = owner.take() {
            person.holds_one_less();
        }
    }
}

#[cfg(test)]
mod tests;
