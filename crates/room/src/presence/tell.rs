//! The frames of presence. They stay small, because a stock client sends each frame that it hears back in one frame,
//! and may need several times the bytes for the same state.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::{Entry, News, Presence, Shown};
use crate::protocol::{self, put_bytes, put_number};

/// A departure before this is no news to anybody: clients forget a state that is not renewed for 30 s.
const FORGOTTEN: Duration = Duration::from_secs(60);

impl Presence {
    /// All changes and, if asked for, all renewals, in as few frames as possible; empty if there is nothing to tell
    /// now. If a person changes more than everybody is to be told in that time, the rest stays for later.
    pub(crate) fn news(&mut self, of_renewals_too: bool, now: Instant) -> Vec<Bytes> {
        let Self { clients, shares, limits, .. } = self;
        let mut told = vec![];
        self.changed = false;
        for (client, entry) in clients.iter() {
            let due = match entry.news {
                News::None => false,
                News::Renewed => of_renewals_too,
                News::Withdrawn => true,
                News::Changed if entry.is_here() => {
                    let may = shares.may_tell(&entry.actor, entry.bytes(), limits, now);
                    self.changed |= !may;
                    may
                }
                News::Changed => true,
            };
            told.extend(due.then_some(*client));
        }
        let all = told.iter().filter_map(|client| Some(shown((client, clients.get(client)?))));
        let frames = frames(all, limits.frame);
        for client in told {
            if let Some(entry) = clients.get_mut(&client) {
                entry.news = News::None;
            }
        }
        self.renewed &= !of_renewals_too;
        frames
    }

    /// The states of all clients that are here, in as few frames as possible; empty if nobody is here.
    pub(crate) fn everybody(&mut self) -> &[Bytes] {
        let Self { everybody, clients, limits, .. } = self;
        everybody.get_or_insert_with(|| {
            frames(clients.iter().filter(|(_, entry)| entry.is_here()).map(as_it_is), limits.frame)
        })
    }

    /// The states of all clients that are here or left lately, for a session that missed frames.
    pub(crate) fn everything(&self, now: Instant) -> Vec<Bytes> {
        let recent = |entry: &Entry| match entry.state {
            Shown::Here { .. } => true,
            Shown::Gone { since } => now.duration_since(since) < FORGOTTEN,
        };
        frames(self.clients.iter().filter(|(_, entry)| recent(entry)).map(as_it_is), self.limits.frame)
    }
}

/// A frame without any client; it serves as a sign of life.
pub(crate) fn nothing() -> Bytes {
    Bytes::from_static(&[1, 1, 0])
}

/// A frame that says that these clients, with these clocks, are gone.
pub(super) fn gone(clients: &[(u64, u64)]) -> Bytes {
    let all = clients.iter().map(|&(client, clock)| (client, clock, "null"));
    frames(all, usize::MAX).pop().unwrap_or_else(nothing)
}

/// A client in the form that the others are to see now.
pub(super) fn shown<'a>((client, entry): (&u64, &'a Entry)) -> (u64, u64, &'a str) {
    match entry.news {
        News::Withdrawn => (*client, entry.clock, "null"),
        _ => as_it_is((client, entry)),
    }
}

pub(super) fn as_it_is<'a>((client, entry): (&u64, &'a Entry)) -> (u64, u64, &'a str) {
    let json = match &entry.state {
        Shown::Here { json, .. } => json,
        Shown::Gone { .. } => "null",
    };
    (*client, entry.clock, json)
}

/// Frames of at most `most` bytes each, unless a single state is longer.
fn frames<'a>(entries: impl Iterator<Item = (u64, u64, &'a str)>, most: usize) -> Vec<Bytes> {
    // The bytes of the frame's own head: type, length of the rest, count.
    const HEAD: usize = 1 + 5 + 5;
    let (mut frames, mut count, mut body, mut one) = (vec![], 0, vec![], vec![]);
    let mut close = |count: &mut u64, body: &mut Vec<u8>| {
        if *count > 0 {
            let mut states = Vec::with_capacity(body.len() + 5);
            put_number(&mut states, *count);
            states.append(body);
            frames.push(protocol::awareness(&states));
            *count = 0;
        }
    };
    for (client, clock, json) in entries {
        one.clear();
        put_number(&mut one, client);
        put_number(&mut one, clock);
        put_bytes(&mut one, json.as_bytes());
        if HEAD + body.len() + one.len() > most {
            close(&mut count, &mut body);
        }
        body.append(&mut one);
        count += 1;
    }
    close(&mut count, &mut body);
    frames
}
