//! What belongs to all nodes of a cluster together and to no board: settings, failed attempts, and which nodes there are.

mod attempts;
mod directory;
mod memory;

use std::time::Duration;

use bytes::Bytes;

use crate::{Answer, JournalError};
pub use attempts::Attempt;
pub(crate) use attempts::Debts;
pub use directory::Directory;

/// A node of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name, which no other node has.
    pub name: String,
    /// Where other nodes reach it.
    pub address: String,
    /// The newest form of entries that it can read.
    pub reads: u32,
    /// The version of its program, for people.
    pub version: String,
}

/// The small store beside the log. Dyn-compatible: a server holds an `Arc<dyn ClusterStore>`.
pub trait ClusterStore: Send + Sync + 'static {
    /// A setting of the cluster, if there is one of this name.
    fn setting(&self, name: &str) -> Answer<Option<Bytes>>;

    /// All settings whose names begin so, in order of their names.
    fn settings(&self, beginning: &str) -> Answer<Vec<(String, Bytes)>>;

    /// Replaces a setting that is `expected` (none: there is none) by `value` (none: there will be none), durably. `false`
    /// if it is something else by now; then nothing was changed (JRNL-37).
    fn replace_setting(&self, name: &str, expected: Option<Bytes>, value: Option<Bytes>) -> Answer<bool>;

    /// Counts failed attempts, all of them in one step. Says for each the debt that there was before: the time until
    /// the earlier attempts under its key would have been forgotten (JRNL-38).
    fn count_attempts(&self, attempts: Vec<Attempt>) -> Answer<Vec<Duration>>;

    /// The debts under these keys, without counting anything.
    fn debts(&self, keys: Vec<String>) -> Answer<Vec<Duration>>;

    /// The nodes that are alive, this one among them; none if one process has the store alone (JRNL-39).
    fn nodes(&self) -> Answer<Vec<Node>>;
}

/// The setting of this name. If there is none, `first` becomes it; of several nodes that begin at once all get the same.
///
/// # Errors
/// When the store fails.
pub async fn setting_or(
    store: &dyn ClusterStore,
    name: &str,
    first: impl Into<Bytes>,
) -> Result<Bytes, JournalError> {
    let first = first.into();
    loop {
        if let Some(found) = store.setting(name).await? {
            return Ok(found);
        }
        if store.replace_setting(name, None, Some(first.clone())).await? {
            return Ok(first);
        }
    }
}
