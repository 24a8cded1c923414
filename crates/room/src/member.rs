//! The room's end of a session.

use std::sync::Arc;

use board::Actor;
use board::live::{Diverged, Live};
use bytes::Bytes;
use tokio::time::Instant;

use crate::outbox::Outbox;
use crate::sync_cache::{self, Form, SyncCache};
use crate::token_bucket::TokenBucket;

/// One connection, as the room knows it.
pub(crate) struct Member {
    /// On whose behalf it edits. Never changes.
    pub(crate) actor: Arc<Actor>,
    /// Where frames for it go.
    pub(crate) outbox: Arc<Outbox>,
    /// How far the two have come.
    pub(crate) stage: Stage,
    /// How much may still be refused.
    pub(crate) bucket: TokenBucket,
    /// What it asked for already; asking again costs tokens.
    pub(crate) asked: Asked,
    /// What its document is to be compared by.
    pub(crate) own: OwnClocks,
    /// Its Yjs clients whose history is not the board's.
    pub(crate) diverged: Diverged,
    /// Refusals that did not fit into its outbox. It must learn of them: its copy is ahead of the board.
    pub(crate) owed: Vec<Bytes>,
}

/// What a session's document is to be compared by. It is compared once.
#[derive(Debug, Default)]
pub(crate) struct OwnClocks {
    /// The Yjs client that it writes with: the first that its presence spoke of.
    pub(crate) client: Option<u64>,
    /// The clocks that it has of the person's own clients, as its SyncStep1 said.
    pub(crate) clocks: Vec<(u64, u32)>,
}

/// What a session asked for once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked {
    /// The document.
    pub(crate) document: bool,
    /// The document, more than once.
    pub(crate) document_again: bool,
    /// Everybody's presence.
    pub(crate) presence: bool,
}

/// How far a session has come. What it sends is judged by the first half, what it is sent depends on the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Its SyncStep2 has not come: what it builds on may still be on the way.
    Greeting(Delivery),
    /// Its SyncStep2 has come.
    Synced(Delivery),
}

/// What a session is told of what happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Nothing: its SyncStep1 is on its way, and the answer will hold everything. Who has not asked by then is
    /// not going to, and is told everything from there on.
    NotAsked { until: Instant },
    /// Everything, as it happens.
    Everything,
    /// Nothing until its outbox is empty; then one diff from this state vector on.
    OneDiff { from: Bytes, form: Form },
}

impl Stage {
    pub(crate) fn reading(&mut self) -> &mut Delivery {
        match self {
            Stage::Greeting(reading) | Stage::Synced(reading) => reading,
        }
    }

    /// Its outbox takes nothing more: what it was told so far is what the document holds now.
    pub(crate) fn left_behind(&mut self, encodings: &mut SyncCache, live: &Live) {
        let reading = self.reading();
        let from = match reading {
            Delivery::OneDiff { .. } => return,
            Delivery::NotAsked { .. } => Bytes::from_static(sync_cache::NOTHING),
            Delivery::Everything => encodings.state_vector(live),
        };
        *reading = Delivery::OneDiff { from, form: Form::Update };
    }

    /// Its SyncStep2 has come.
    pub(crate) fn synced(&mut self) {
        if let Stage::Greeting(reading) = self {
            *self = Stage::Synced(std::mem::replace(reading, Delivery::Everything));
        }
    }
}
