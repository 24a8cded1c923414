//! The room's end of a session.

use std::sync::Arc;

use board::Actor;
use bytes::Bytes;

use crate::encodings::Form;
use crate::outbox::Outbox;
use crate::patience::Patience;

/// One connection, as the room knows it.
pub(crate) struct Member {
    /// On whose behalf it edits. Never changes.
    pub(crate) actor: Arc<Actor>,
    /// Where frames for it go.
    pub(crate) outbox: Arc<Outbox>,
    /// How far the two have come.
    pub(crate) stage: Stage,
    /// How much may still be refused.
    pub(crate) patience: Patience,
    /// Whether it asked for the document once; asking again costs patience.
    pub(crate) asked: bool,
}

/// How far a session has come. What it sends is judged by the first half, what it is sent depends on the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Its SyncStep2 has not come: what it builds on may still be on the way.
    Greeting(Reading),
    /// Its SyncStep2 has come.
    Synced(Reading),
}

/// What a session is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Everything, as it happens.
    Everything,
    /// Nothing until its outbox is empty; then one diff from this state vector on.
    OneDiff { from: Bytes, form: Form },
}

impl Stage {
    pub(crate) fn reading(&mut self) -> &mut Reading {
        match self {
            Stage::Greeting(reading) | Stage::Synced(reading) => reading,
        }
    }

    /// Its SyncStep2 has come.
    pub(crate) fn synced(&mut self) {
        if let Stage::Greeting(reading) = self {
            let reading = std::mem::replace(reading, Reading::Everything);
            *self = Stage::Synced(reading);
        }
    }
}
