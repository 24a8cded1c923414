//! The space that presence takes: of each person and in the room.

use std::sync::Arc;

use board::{Actor, Code, Refusal};
use rustc_hash::FxHashMap;
use tokio::time::Instant;

use super::judge::Step;
use super::{Entry, Presence};
use crate::settings::PresenceLimits;
use crate::token_bucket::{TOKEN, TokenBucket};

/// The bytes that a state counts for besides its text: its client, clock and length, as they are sent.
const OVERHEAD: usize = 16;

/// The bytes that a state of this length counts for.
pub(super) fn weight(length: usize) -> usize {
    length + OVERHEAD
}

/// The space that one person takes over all connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    /// Clients that are here or left lately.
    pub(super) clients: usize,
    /// The bytes of the states of the clients that are here.
    pub(super) bytes: usize,
}

/// The shares of all people.
#[derive(Debug, Default)]
pub(super) struct Shares {
    of: FxHashMap<Arc<Actor>, Share>,
    /// The bytes that may be told of each person's changes now.
    told: FxHashMap<Arc<Actor>, TokenBucket>,
    /// The sum of the bytes that people have beyond `bytes_always` each.
    beyond: usize,
}

impl Shares {
    fn get(&self, actor: &Arc<Actor>) -> Share {
        self.of.get(actor).copied().unwrap_or_default()
    }

    /// Changes a person's share. Bytes up to `always` do not count towards the room's limit.
    pub(super) fn change(&mut self, actor: &Arc<Actor>, always: usize, how: impl FnOnce(&mut Share)) {
        let mut share = self.get(actor);
        self.beyond -= share.bytes.saturating_sub(always);
        how(&mut share);
        self.beyond += share.bytes.saturating_sub(always);
        if share == Share::default() {
            self.of.remove(actor);
            self.told.remove(actor);
        } else {
            self.of.insert(Arc::clone(actor), share);
        }
    }
}

impl Shares {
    /// Whether a change of this many bytes may be told now. If so, it is counted.
    pub(super) fn may_tell(
        &mut self,
        actor: &Arc<Actor>,
        bytes: usize,
        limits: &PresenceLimits,
        now: Instant,
    ) -> bool {
        let (burst, per_second) = (limits.bytes_per_person as u64, limits.told_per_second as u64);
        if !self.told.contains_key(actor) {
            self.told.insert(Arc::clone(actor), TokenBucket::new(burst, now));
        }
        // One byte costs one token.
        let cost = (bytes as u64).min(burst) * TOKEN;
        self.told.get_mut(actor).is_none_or(|bucket| bucket.take(cost, burst, per_second, now))
    }
}

impl PresenceLimits {
    /// The number of clients that a person may have. Several screens share the facilitator's or the projector's link.
    fn clients_of(&self, actor: &Actor) -> usize {
        match actor {
            Actor::Participant(_) => self.clients_per_person,
            _ => self.clients_per_person * self.screens_per_link,
        }
    }
}

impl Presence {
    /// Whether these changes stay within the limits of this person and of the room. A reduction is always accepted.
    pub(super) fn fits(&self, steps: &[Step], actor: &Arc<Actor>) -> Result<(), Refusal> {
        let limits = &self.limits;
        let before = self.shares.get(actor);
        let mut after = before;
        for step in steps {
            let known = self.clients.get(&step.client());
            match step {
                Step::Set { json, .. } => {
                    after.clients += usize::from(known.is_none());
                    after.bytes += weight(json.len());
                }
                Step::Remove { .. } => {}
                Step::Stale { .. } => continue,
            }
            after.bytes -= known.map_or(0, Entry::bytes);
        }
        if after.clients > before.clients && after.clients > limits.clients_of(actor) {
            return Err(Refusal::new(Code::TooMany, "one person is here with a few clients only"));
        }
        if after.bytes > before.bytes && after.bytes > limits.bytes_per_person {
            return Err(Refusal::new(Code::TooMany, "this is more presence than one person may show"));
        }
        let beyond = |bytes: usize| bytes.saturating_sub(limits.bytes_always);
        let (more, less) = (beyond(after.bytes), beyond(before.bytes));
        if more > less && self.shares.beyond - less + more > limits.bytes_per_room {
            return Err(Refusal::new(Code::TooMany, "the board holds no more presence than it has now"));
        }
        Ok(())
    }

    /// The sum of the bytes of all states, counted anew.
    #[cfg(test)]
    pub(super) fn check_shares(&self) -> usize {
        let mut counted = Shares::default();
        for entry in self.clients.values() {
            counted.change(&entry.actor, self.limits.bytes_always, |share| {
                share.clients += 1;
                share.bytes += entry.bytes();
            });
        }
        assert_eq!(counted.of, self.shares.of);
        assert_eq!(counted.beyond, self.shares.beyond);
        assert!(counted.beyond <= self.limits.bytes_per_room);
        for (actor, share) in &counted.of {
            assert!(share.bytes <= self.limits.bytes_per_person, "{actor:?}");
            assert!(share.clients <= self.limits.clients_of(actor), "{actor:?}");
        }
        counted.of.values().map(|share| share.bytes).sum()
    }
}
