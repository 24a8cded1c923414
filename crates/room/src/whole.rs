//! Opens a board from its whole log, so that every entry is known to be readable, and its snapshot to be of that log.

use std::collections::BTreeMap;

use board::live::{Broken, Live};
use board::schema::Limits;
use board::{BoardId, Entry};
use journal::{Journal, JournalError, Stored};

/// The bytes of entries that are in memory at once.
const PAGE: usize = 4 * 1024 * 1024;

/// A board that was built of its whole log.
pub struct Whole {
    /// The board.
    pub live: Live,
    /// What is wrong with its snapshot, if something is. The board is opened from its entries then.
    pub snapshot: Option<String>,
}

/// Why a board could not be opened from its whole log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WholeError {
    /// There is no such board.
    #[error("there is no such board")]
    NotFound,
    /// What is stored of it is damaged.
    #[error("{cause}")]
    Damaged {
        /// The entry that cannot be applied, if it is one entry's fault.
        entry: Option<u64>,
        /// What is wrong.
        cause: String,
    },
    /// The storage failed.
    #[error("{0}")]
    Journal(JournalError),
}

impl From<JournalError> for WholeError {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Unknown(_) => Self::NotFound,
            JournalError::Damaged { cause, .. } => Self::Damaged { entry: None, cause },
            other => Self::Journal(other),
        }
    }
}

/// The state vector and the deletions of a document.
type Extent = (BTreeMap<u64, u32>, Vec<(u64, u32, u32)>);

/// A board on its way, and the snapshot that it is compared with when it comes there.
struct Replay {
    live: Live,
    snapshot: Option<(u64, Extent)>,
    wrong: Option<String>,
}

/// Builds a board of every entry of its log, without its snapshot, and compares the two where the snapshot was taken. The
/// journal is not changed, and of the log only a page is in memory at once.
///
/// # Errors
/// See [`WholeError`].
pub async fn load_whole(journal: &dyn Journal, board: &BoardId, limits: Limits) -> Result<Whole, WholeError> {
    let mut replay = Replay { live: Live::new(board.clone(), limits), snapshot: None, wrong: None };
    match journal.latest_snapshot(board.as_str()).await {
        Ok(Some(snapshot)) => replay = blocking(move || Ok(replay.with(&snapshot))).await?,
        Ok(None) => {}
        Err(JournalError::Damaged { cause, .. }) => replay.wrong = Some(cause),
        Err(error) => return Err(error.into()),
    }
    loop {
        let page = journal.read_some(board.as_str(), replay.live.seq(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        replay = blocking(move || replay.apply(page)).await?;
    }
    if replay.live.seq() == 0 {
        return Err(WholeError::Damaged { entry: None, cause: "it has no entries".into() });
    }
    if let Some((seq, _)) = replay.snapshot {
        replay.wrong = Some(format!("its snapshot is of entry {seq}, and there is none"));
    }
    blocking(move || {
        let Replay { live, wrong, .. } = replay;
        live.verify().map_err(|cause| WholeError::Damaged { entry: None, cause })?;
        Ok(Whole { live, snapshot: wrong })
    })
    .await
}

fn extent(live: &Live) -> Extent {
    (live.clocks(), live.deleted())
}

impl Replay {
    fn with(mut self, snapshot: &Stored) -> Self {
        match Live::restore(&snapshot.bytes) {
            Ok(live) => self.snapshot = Some((snapshot.seq, extent(&live))),
            Err(Broken(cause)) => self.wrong = Some(cause),
        }
        self
    }

    fn apply(mut self, page: Vec<Stored>) -> Result<Self, WholeError> {
        for Stored { seq, bytes } in page {
            let damaged = |cause| WholeError::Damaged { entry: Some(seq), cause };
            let entry = Entry::decode(&bytes).map_err(|error| damaged(error.to_string()))?;
            self.live.replay(&entry).map_err(|Broken(cause)| damaged(cause))?;
            if let Some((_, taken)) = self.snapshot.take_if(|(at, _)| *at == seq)
                && taken != extent(&self.live)
            {
                self.wrong = Some(format!("its snapshot is not what its log was at entry {seq}"));
            }
        }
        Ok(self)
    }
}

/// Replaying may take long, so it runs where it delays nobody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WholeError> + Send + 'static,
) -> Result<T, WholeError> {
    let ended =
        |panic| WholeError::Damaged { entry: None, cause: format!("opening it ended early: {panic}") };
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|panic| Err(ended(panic)))
}
