//! The room's side of a session.

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
    /// The person on whose behalf the connection edits. Never changes.
    pub(crate) actor: Arc<Actor>,
    /// The hash of the token by which the connection came, if it is known. The connection ends with it.
    pub(crate) token: Option<String>,
    /// The queue of frames for the connection.
    pub(crate) outbox: Arc<Outbox>,
    /// How far the two sides have exchanged the document.
    pub(crate) stage: Stage,
    /// The refusals that the session may still get before it is ended.
    pub(crate) bucket: TokenBucket,
    /// The questions that were answered before; asking again costs tokens.
    pub(crate) asked: Asked,
    /// The client and clocks by which the session's document is compared with the board's.
    pub(crate) own: OwnClocks,
    /// How the session's document differs from the board's.
    pub(crate) diverged: Diverged,
    /// Refusals that did not fit into the outbox. The client must learn of them, because its copy is ahead of the
    /// board.
    pub(crate) owed: Vec<Bytes>,
}

/// The client and clocks by which a session's document is compared with the board's. It is compared once.
#[derive(Debug, Default)]
pub(crate) struct OwnClocks {
    /// The Yjs client that the session writes with: the first that its presence named.
    pub(crate) client: Option<u64>,
    /// The clocks of the person's own clients in the session's document, from its SyncStep1.
    pub(crate) clocks: Vec<(u64, u32)>,
    /// The clocks of the server in the session's document, from its SyncStep1, until they are asked for.
    pub(crate) server: Option<u32>,
    /// Whether the session was asked for the last of them.
    pub(crate) compares_server: bool,
    /// Whether the session was asked for any of them, and has not answered yet.
    pub(crate) unanswered: bool,
}

/// The questions that a session has asked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked {
    /// The document.
    pub(crate) document: bool,
    /// The document, more than once.
    pub(crate) document_again: bool,
    /// Everybody's presence.
    pub(crate) presence: bool,
}

/// How far a session has come. The variant decides how its edits are judged, the [`Delivery`] what it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The session's SyncStep2 has not come: what its edits build on may still be on the way.
    Greeting(Delivery),
    /// The session's SyncStep2 has come.
    Synced(Delivery),
}

/// Which updates a session is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// None: the session's SyncStep1 is on its way, and the answer will hold everything. A session that has not asked
    /// by `until` is sent all updates from then on.
    NotAsked { until: Instant },
    /// All updates, as they happen.
    Everything,
    /// None until the outbox is empty; then one diff from this state vector on.
    OneDiff { from: Bytes, form: Form },
}

impl Stage {
    pub(crate) fn reading(&mut self) -> &mut Delivery {
        match self {
            Stage::Greeting(reading) | Stage::Synced(reading) => reading,
        }
    }

    /// The outbox takes no more frames. The session has been sent the document up to its present state.
    pub(crate) fn left_behind(&mut self, encodings: &mut SyncCache, live: &Live) {
        let reading = self.reading();
        let from = match reading {
            Delivery::OneDiff { .. } => return,
            Delivery::NotAsked { .. } => Bytes::from_static(sync_cache::NOTHING),
            Delivery::Everything => encodings.state_vector(live),
        };
        *reading = Delivery::OneDiff { from, form: Form::Update };
    }

    /// Notes that the session's SyncStep2 has come.
    pub(crate) fn synced(&mut self) {
        if let Stage::Greeting(reading) = self {
            *self = Stage::Synced(std::mem::replace(reading, Delivery::Everything));
        }
    }
}
