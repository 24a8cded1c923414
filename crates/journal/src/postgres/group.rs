//! One statement for a group of appends to different boards, and what became of each.

use std::collections::{HashMap, HashSet};

use tokio_postgres::Statement;
use tokio_postgres::types::Type;

use super::connection::Connection;
use super::envelope::{Kind, wrap};
use super::failure::Failed;
use super::queue::Append;
use crate::JournalError;
use crate::stored::follows;

/// An append counts only if the board's last number and epoch are what it takes them for. Rows are locked in the order of
/// their numbers, so two groups never wait for each other. What does not count keeps nothing else from counting.
const APPEND: &str = "
    WITH asked AS (
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS a (n, epoch, prev, upto)
    ), held AS (
        SELECT boards.n FROM boards WHERE boards.n = ANY ($1) ORDER BY boards.n FOR UPDATE
    ), moved AS (
        UPDATE boards SET last = asked.upto FROM asked, held
        WHERE boards.n = asked.n AND held.n = asked.n
          AND boards.last = asked.prev AND boards.epoch = asked.epoch
        RETURNING boards.n
    ), kept AS (
        INSERT INTO entries (board, seq, bytes)
        SELECT e.n, e.seq, e.bytes FROM unnest($5::bigint[], $6::bigint[], $7::bytea[]) AS e (n, seq, bytes)
        JOIN moved ON moved.n = e.n
    )
    SELECT n FROM moved";

const FOUND: &str = "SELECT n, last, epoch FROM boards WHERE n = ANY ($1)";

/// The connection of the writer, with its statement.
pub(super) struct Prepared {
    pub connection: Connection,
    append: Statement,
}

impl Prepared {
    pub async fn new(connection: Connection) -> Result<Self, Failed> {
        // With few boards the planner would rather read all of them, and keep to that plan when there are many. Where there
        // is no such setting there is no such planner.
        let _ = connection.batch_execute("SET enable_seqscan = off").await;
        let append = connection.prepare(APPEND).await?;
        Ok(Self { connection, append })
    }

    /// Sends the group. The boards on which an append counted.
    pub async fn append(&self, group: &[Append]) -> Result<HashSet<i64>, Failed> {
        let (mut boards, mut epochs, mut prevs, mut uptos) = (vec![], vec![], vec![], vec![]);
        let (mut of, mut seqs, mut bytes) = (vec![], vec![], vec![]);
        for append in group.iter() {
            let Some((prev, upto)) = range(append) else { continue };
            let (n, epoch) = (number(append), append.claim.epoch());
            boards.push(n);
            epochs.push(epoch as i64);
            prevs.push(prev);
            uptos.push(upto);
            for entry in &append.entries {
                of.push(n);
                seqs.push(entry.seq as i64);
                bytes.push(wrap(Kind::Entry, n, epoch, entry));
            }
        }
        if boards.is_empty() {
            return Ok(HashSet::new());
        }
        let rows = self
            .connection
            .query(&self.append, &[&boards, &epochs, &prevs, &uptos, &of, &seqs, &bytes])
            .await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }

    /// What becomes of each append of a group of which these counted. If the group may have been sent before, an append
    /// that did not count now may have counted then. None: it is to be sent again.
    pub async fn judge(
        &self,
        group: &[Append],
        counted: &HashSet<i64>,
        sent_before: bool,
    ) -> Result<Vec<Option<Result<(), JournalError>>>, Failed> {
        let left: Vec<i64> = group.iter().map(number).filter(|n| !counted.contains(n)).collect();
        let found = if left.is_empty() { HashMap::new() } else { self.found(&left).await? };
        let mut verdicts = Vec::with_capacity(group.len());
        let mut held = None;
        for append in group {
            let n = number(append);
            let holds = sent_before && !counted.contains(&n) && self.holds(append).await?;
            held = if holds { Some(n) } else { held };
            let done = counted.contains(&n) || holds;
            verdicts.push(if done { Some(Ok(())) } else { refusal(append, found.get(&n)) });
        }
        if let Some(n) = held {
            self.wait_as_a_commit_does(n).await?;
        }
        Ok(verdicts)
    }

    /// What can be read need not have reached the standby: a server that was restarted, or whose waiting commit was broken
    /// off, shows what only its own disk has. The log of the database has one order, so a commit made now is answered only
    /// when everything before it is where commits have to be.
    async fn wait_as_a_commit_does(&self, n: i64) -> Result<(), Failed> {
        let sql = "UPDATE boards SET last = last WHERE n = $1";
        self.connection.execute_typed(sql, &[(&n, Type::INT8)]).await?;
        Ok(())
    }

    async fn found(&self, boards: &[i64]) -> Result<HashMap<i64, (i64, i64)>, Failed> {
        let rows = self.connection.query_typed(FOUND, &[(&boards, Type::INT8_ARRAY)]).await?;
        let read = |row: &tokio_postgres::Row| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?)));
        Ok(rows.iter().map(read).collect::<Result<_, tokio_postgres::Error>>()?)
    }

    /// Whether the board's log has exactly these entries, written with this claim.
    async fn holds(&self, append: &Append) -> Result<bool, Failed> {
        let Some((prev, upto)) = range(append) else { return Ok(false) };
        let n = number(append);
        let rows = self
            .connection
            .query_typed(
                "SELECT bytes FROM entries WHERE board = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
                &[(&n, Type::INT8), (&prev, Type::INT8), (&upto, Type::INT8)],
            )
            .await?;
        let there = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<Vec<u8>>, _>>()?;
        let wanted = append.entries.iter().map(|entry| wrap(Kind::Entry, n, append.claim.epoch(), entry));
        Ok(there.len() == append.entries.len() && wanted.zip(there).all(|(wanted, there)| wanted == there))
    }
}

fn number(append: &Append) -> i64 {
    append.claim.place() as i64
}

/// The number before the first entry and that of the last, if the entries could follow anything.
fn range(append: &Append) -> Option<(i64, i64)> {
    let prev = append.entries.first()?.seq.checked_sub(1)?;
    let upto = i64::try_from(append.entries.last()?.seq).ok()?;
    let before = i64::try_from(prev).ok().filter(|before| *before < upto)?;
    follows(prev, &append.entries).ok().map(|()| (before, upto))
}

/// Why an append did not count, by the board's last number and epoch. None: it counts by now.
fn refusal(append: &Append, found: Option<&(i64, i64)>) -> Option<Result<(), JournalError>> {
    let board = || append.claim.board().to_owned();
    let Some((last, epoch)) = found else { return Some(Err(JournalError::Unknown(board()))) };
    if u64::try_from(*epoch) != Ok(append.claim.epoch()) {
        return Some(Err(JournalError::Superseded(board())));
    }
    let last = u64::try_from(*last).unwrap_or(0);
    match follows(last, &append.entries) {
        Err(got) => Some(Err(JournalError::Conflict { last, got })),
        Ok(()) if append.entries.is_empty() => Some(Ok(())),
        Ok(()) => None,
    }
}
