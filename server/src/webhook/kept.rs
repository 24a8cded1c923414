//! Where webhooks are kept: each is a setting of the cluster, which is replaced as a whole, so that it is never half
//! written. For a server that is alone it is a file in the data directory.

use std::sync::Arc;

use board::BoardId;
use bytes::Bytes;
use journal::{ClusterStore, JournalError};

use super::queue::Hook;

/// What the names of these settings begin with.
const BEGINNING: &str = "webhooks/";

/// The webhooks as they are kept.
pub struct Kept(pub Arc<dyn ClusterStore>);

/// A webhook, and what is kept of it.
pub type Found = (Hook, Bytes);

fn name(board: &BoardId) -> String {
    format!("{BEGINNING}{board}.json")
}

/// What cannot be read is named in the log and left as it is.
fn read(name: &str, kept: Bytes) -> Option<Found> {
    match serde_json::from_slice(&kept) {
        Ok(hook) => Some((hook, kept)),
        Err(error) => {
            tracing::error!(%error, name, "a webhook cannot be read; nothing is sent for it");
            None
        }
    }
}

impl Kept {
    /// All webhooks.
    pub async fn all(&self) -> Result<Vec<Found>, JournalError> {
        let all = self.0.settings(BEGINNING).await?;
        Ok(all.into_iter().filter_map(|(name, kept)| read(&name, kept)).collect())
    }

    /// The webhook of a board.
    pub async fn of(&self, board: &BoardId) -> Result<Option<Found>, JournalError> {
        let name = name(board);
        Ok(self.0.setting(&name).await?.and_then(|kept| read(&name, kept)))
    }

    /// Puts a webhook in the place of what is kept of it. What is kept then is the answer; `None` if somebody else has changed
    /// it.
    pub async fn replace(&self, before: Option<Bytes>, hook: &Hook) -> Result<Option<Bytes>, JournalError> {
        let bytes = serde_json::to_vec(hook).map_err(|error| JournalError::Storage(error.to_string()))?;
        let bytes = Bytes::from(bytes);
        let replaced = self.0.replace_setting(&name(&hook.board), before, Some(bytes.clone())).await?;
        Ok(replaced.then_some(bytes))
    }

    /// Puts a webhook in the place of whatever is kept.
    pub async fn put(&self, hook: &Hook) -> Result<Bytes, JournalError> {
        loop {
            let before = self.0.setting(&name(&hook.board)).await?;
            if let Some(kept) = self.replace(before, hook).await? {
                return Ok(kept);
            }
        }
    }

    /// Forgets a webhook. Whether there was one.
    pub async fn remove(&self, board: &BoardId) -> Result<bool, JournalError> {
        let name = name(board);
        loop {
            let Some(before) = self.0.setting(&name).await? else { return Ok(false) };
            if self.0.replace_setting(&name, Some(before), None).await? {
                return Ok(true);
            }
        }
    }
}
