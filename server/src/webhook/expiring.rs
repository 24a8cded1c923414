//! What a webhook is told of its board's age (HOOK-7).

use std::collections::BTreeSet;

use board::BoardId;

use super::{Outgoing, Webhooks, events};
use crate::{app::App, retention::Dates};

impl Webhooks {
    /// The boards that have a webhook; of a cluster, all of them.
    pub async fn boards(&self) -> BTreeSet<BoardId> {
        if self.outgoing == Outgoing::Off {
            return BTreeSet::new();
        }
        if !self.is_shared {
            return self.lock().keys().cloned().collect();
        }
        match self.kept.all().await {
            Ok(all) => all.into_iter().map(|(hook, _)| hook.board).collect(),
            Err(error) => {
                tracing::error!(%error, "the webhooks cannot be read");
                BTreeSet::new()
            }
        }
    }

    /// Tells that a board will be laid away or deleted unless it changes. Whether it is in the queue, or need not be told.
    pub async fn expiring(&self, app: &App, board: &BoardId, dates: Dates) -> bool {
        let Some(live) = self.of(app, board).await else { return true };
        let title = match app.rooms.overview(board).await {
            Ok(overview) => overview.title,
            Err(error) => {
                tracing::warn!(%error, %board, "a webhook was not told yet that its board is old");
                return false;
            }
        };
        let now = self.clock.now();
        let put = self.change(&live, |hook| {
            hook.has_room().then(|| hook.put(events::expiring(board, &title, dates, now), now))
        });
        let is_put = matches!(put.await, Ok(Some(_)));
        live.bell.notify_one();
        is_put
    }
}
