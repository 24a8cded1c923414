//! What a node has to know of the others, although nothing asks it: how many they are, and what all of them can read.

use std::time::Duration;

use journal::ClusterStore;

use crate::app::Shared;

/// The time between two looks at the other nodes.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Looks at the other nodes again and again.
pub async fn follow(app: &Shared, store: &dyn ClusterStore) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        look(app, store).await;
    }
}

/// Looks at the nodes that are alive. Entries are written in a form that all of them can read, and the pace of failed
/// attempts is shared among them.
pub async fn look(app: &Shared, store: &dyn ClusterStore) {
    let nodes = match store.nodes().await {
        Ok(nodes) => nodes,
        Err(error) => return tracing::warn!(%error, "the other nodes are not known"),
    };
    let Some(reads) = nodes.iter().map(|node| node.reads).min() else { return };
    app.rooms.settings().entry_form.choose(u8::try_from(reads).unwrap_or(u8::MAX));
    let count = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
    app.join_attempts.shared_among(count);
    app.key_attempts.shared_among(count);
}
