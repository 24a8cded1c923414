//! What a node has to know of the others, although nothing asks it: how many they are, and what all of them can read.

use std::{collections::BTreeSet, time::Duration};

use journal::ClusterStore;

use crate::app::{App, Shared};

/// The time between two looks at the other nodes.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Looks at the other nodes again and again. What a node leaves behind that is gone, the others take up.
pub async fn follow(app: &App, store: &dyn ClusterStore) {
    let mut known = BTreeSet::new();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(now) = look(app, store).await else { continue };
        if !known.is_subset(&now) {
            app.webhooks.resume(app).await;
        }
        known = now;
    }
}

/// Looks at the nodes that are alive. Entries are written in a form that all of them can read, and the pace of failed
/// attempts is shared among them. Their names are the answer, if they are known.
pub async fn look(app: &Shared, store: &dyn ClusterStore) -> Option<BTreeSet<String>> {
    let nodes = match store.nodes().await {
        Ok(nodes) => nodes,
        Err(error) => {
            tracing::warn!(%error, "the other nodes are not known");
            return None;
        }
    };
    let reads = nodes.iter().map(|node| node.reads).min()?;
    app.rooms.settings().entry_form.choose(u8::try_from(reads).unwrap_or(u8::MAX));
    let count = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
    app.join_attempts.shared_among(count);
    app.key_attempts.shared_among(count);
    app.sign_in_attempts.shared_among(count);
    Some(nodes.into_iter().map(|node| node.name).collect())
}
