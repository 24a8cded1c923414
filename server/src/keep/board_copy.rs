//! Copies one board: its entries as they are, its look-up keys and its snapshot.

use std::collections::VecDeque;

use journal::{Journal, JournalError, Stored};

/// The bytes of entries that are read, and written in one step.
const PAGE: usize = 1024 * 1024;

/// How often a board is begun anew because its keys were changed meanwhile. They change when a facilitator renews the code.
const ATTEMPTS: usize = 5;

/// Why a board was not copied.
pub enum NotCopied {
    /// It was deleted meanwhile.
    Gone,
    /// What is stored of it is damaged.
    Damaged(String),
    /// The target has another board of this id.
    Differs,
    /// Reading or writing failed.
    Failed(JournalError),
}

/// A log that is read a page at a time.
struct Log<'a> {
    journal: &'a dyn Journal,
    board: &'a str,
    after: u64,
    page: VecDeque<Stored>,
}

impl<'a> Log<'a> {
    fn of(journal: &'a dyn Journal, board: &'a str) -> Self {
        Self { journal, board, after: 0, page: VecDeque::new() }
    }

    async fn fill(&mut self) -> Result<(), JournalError> {
        if self.page.is_empty() {
            self.page = self.journal.read_some(self.board, self.after, PAGE).await?.into();
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<Option<Stored>, JournalError> {
        self.fill().await?;
        Ok(self.page.pop_front().inspect(|entry| self.after = entry.seq))
    }

    /// What is left of a page, or the next one; empty at the end of the log.
    async fn page(&mut self) -> Result<Vec<Stored>, JournalError> {
        self.fill().await?;
        let page = Vec::from(std::mem::take(&mut self.page));
        self.after = page.last().map_or(self.after, |last| last.seq);
        Ok(page)
    }
}

fn of_source(error: JournalError) -> NotCopied {
    match error {
        JournalError::Unknown(_) => NotCopied::Gone,
        JournalError::Damaged { cause, .. } => NotCopied::Damaged(cause),
        other => NotCopied::Failed(other),
    }
}

/// Copies a board, or what a copy that was interrupted has left to do. The number of its entries.
pub async fn copy_board(from: &dyn Journal, to: &dyn Journal, board: &str) -> Result<u64, NotCopied> {
    for _ in 1..ATTEMPTS {
        if let Some(entries) = attempt(from, to, board).await? {
            return Ok(entries);
        }
    }
    let cause = format!("the look-up keys of board {board} change all the time");
    Err(NotCopied::Failed(JournalError::Storage(cause)))
}

/// `None` if the keys were changed meanwhile; then the target has nothing of the board.
async fn attempt(from: &dyn Journal, to: &dyn Journal, board: &str) -> Result<Option<u64>, NotCopied> {
    let failed = NotCopied::Failed;
    let mut log = Log::of(from, board);
    let keys = from.keys(board).await.map_err(of_source)?;
    if to.exists(board).await.map_err(failed)? {
        let mut copied = Log::of(to, board);
        while let Some(entry) = copied.next().await.map_err(failed)? {
            if log.next().await.map_err(of_source)? != Some(entry) {
                return Err(NotCopied::Differs);
            }
        }
    } else {
        let first = log.page().await.map_err(of_source)?;
        to.create(board, &keys, first).await.map_err(failed)?;
    }
    let claim = to.claim(board).await.map_err(failed)?;
    let rest = async {
        loop {
            let page = log.page().await.map_err(of_source)?;
            if page.is_empty() {
                break;
            }
            to.append(&claim, page).await.map_err(failed)?;
        }
        match from.latest_snapshot(board).await {
            // A server has written more meanwhile, and taken a snapshot of it.
            Ok(Some(snapshot)) if snapshot.seq > log.after => {}
            Ok(Some(snapshot)) => to.put_snapshot(&claim, snapshot).await.map_err(failed)?,
            // The board is opened from its entries, which were read.
            Ok(None) | Err(JournalError::Damaged { .. }) => {}
            Err(error) => return Err(of_source(error)),
        }
        // Entries and keys are of one moment if the keys were the same before and after.
        let now = from.keys(board).await.map_err(of_source)?;
        Ok(now == to.keys(board).await.map_err(failed)?)
    };
    match rest.await {
        Ok(true) => {
            to.release(&claim).await.map_err(failed)?;
            Ok(Some(log.after))
        }
        Ok(false) => {
            to.delete(&claim).await.map_err(failed)?;
            Ok(None)
        }
        // Half a board is none.
        Err(error @ (NotCopied::Gone | NotCopied::Damaged(_))) => {
            to.delete(&claim).await.map_err(failed)?;
            Err(error)
        }
        Err(error) => Err(error),
    }
}
