//! Boards in a few figures, without opening rooms for them.

use std::sync::{Mutex, PoisonError};

use board::live::Overview;
use board::{BoardId, Entry};
use rustc_hash::FxHashMap;

use crate::load::{OpenError, load};
use crate::registry::Rooms;

/// The most figures that are kept. They are some hundred bytes each.
const MOST: usize = 10_000;

/// The figures of boards as of their last entry, so that a board that nobody changed is read once.
#[derive(Default)]
pub(crate) struct Overviews(Mutex<FxHashMap<BoardId, (u64, Overview)>>);

impl Overviews {
    fn get(&self, board: &BoardId) -> Option<(u64, Overview)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(board).cloned()
    }

    fn put(&self, board: &BoardId, seq: u64, overview: Overview) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(board.clone(), (seq, overview));
    }
}

impl Rooms {
    /// A board in a few figures (ROOM-30). An open room is asked; a board without one is read from the journal and let
    /// go at once, one at a time, and only if it has changed since it was read last.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn overview(&self, board: &BoardId) -> Result<Overview, OpenError> {
        let registry = self.registry();
        if let Some(room) = registry.listed(board)
            && let Ok(overview) = room.read(|live| live.overview()).await
        {
            return Ok(overview);
        }
        if let Some((seq, overview)) = registry.overviews.get(board)
            && registry.journal.read_some(board.as_str(), seq, 1).await?.is_empty()
        {
            return Ok(overview);
        }
        let _turn = registry.replaying.acquire().await.map_err(|_| OpenError::Stopping)?;
        let opened = load(&*registry.journal, board, registry.settings.limits).await?;
        let (seq, mut overview) = (opened.live.seq(), opened.live.overview());
        drop(opened);
        if overview.made.is_none() {
            let first = registry.journal.read_some(board.as_str(), 0, 1).await?;
            overview.made =
                first.first().and_then(|first| Entry::decode(&first.bytes).ok()).map(|entry| entry.at);
        }
        registry.overviews.put(board, seq, overview.clone());
        Ok(overview)
    }

    /// The same, with the board's document. Boards that are not open are read as for [`overview`](Self::overview), each time.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn overview_with_document(&self, board: &BoardId) -> Result<(Overview, Vec<u8>), OpenError> {
        let registry = self.registry();
        if let Some(room) = registry.listed(board)
            && let Ok(document) = room.read(|live| live.document()).await
        {
            return Ok((self.overview(board).await?, document));
        }
        let overview = self.overview(board).await?;
        let _turn = registry.replaying.acquire().await.map_err(|_| OpenError::Stopping)?;
        let opened = load(&*registry.journal, board, registry.settings.limits).await?;
        Ok((overview, opened.live.document()))
    }
}
