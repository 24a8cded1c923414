//! The reading calls.

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};

use super::envelope::{HEAD, Kind, open};
use super::failure::Failed;
use crate::{JournalError, Space, Stored};

/// The most entries that are asked for at once where a log is read a page at a time.
const AT_ONCE: i64 = 4_096;

/// The board's number and that of its last entry.
async fn board(client: &Client, name: &str) -> Result<(i64, u64), Failed> {
    let sql = "SELECT n, last FROM boards WHERE id = $1";
    let found = client.query_typed_opt(sql, &[(&name, Type::TEXT)]).await?;
    let found = found.ok_or_else(|| JournalError::Unknown(name.into()))?;
    Ok((found.try_get(0)?, u64::try_from(found.try_get::<_, i64>(1)?).unwrap_or(0)))
}

fn entry(name: &str, n: i64, due: u64, row: &Row) -> Result<Stored, Failed> {
    let (seq, bytes): (i64, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
    let damaged = |cause: String| JournalError::Damaged { board: name.into(), cause };
    if u64::try_from(seq) != Ok(due) {
        return Err(damaged(format!("entry {due} is missing")).into());
    }
    let entry = open(Kind::Entry, n, seq, bytes);
    Ok(entry.ok_or_else(|| damaged(format!("entry {seq} is not what was written")))?)
}

/// The entries above `after`, as many as have so many bytes, and one at least.
pub(super) async fn entries(
    client: &Client,
    name: &str,
    after: u64,
    bytes: usize,
) -> Result<Vec<Stored>, Failed> {
    let (n, last) = board(client, name).await?;
    let everything = bytes == usize::MAX;
    let mut left = i64::try_from(bytes).unwrap_or(i64::MAX);
    let mut read: Vec<Stored> = Vec::new();
    loop {
        let from = read.last().map_or(after, |entry| entry.seq);
        let above = i64::try_from(from).unwrap_or(i64::MAX);
        let first = read.is_empty();
        // How far a page goes is reckoned without the contents, which would be sorted on the disk, and that may be full.
        let rows = if everything {
            let sql = "SELECT seq, bytes FROM entries WHERE board = $1 AND seq > $2 ORDER BY seq";
            client.query_typed(sql, &[(&n, Type::INT8), (&above, Type::INT8)]).await?
        } else {
            client
                .query_typed(
                    "SELECT seq, bytes FROM entries WHERE board = $1 AND seq > $2 AND seq <= ( \
                         SELECT max(seq) FROM ( \
                             SELECT seq, sum(greatest(size - $4, 1)) OVER (ORDER BY seq) AS upto, \
                                 row_number() OVER (ORDER BY seq) AS place \
                             FROM (SELECT seq, octet_length(bytes) AS size FROM entries \
                                   WHERE board = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS few \
                         ) AS page WHERE upto <= $5 OR (place = 1 AND $6) \
                     ) ORDER BY seq",
                    &[
                        (&n, Type::INT8),
                        (&above, Type::INT8),
                        (&AT_ONCE, Type::INT8),
                        (&(HEAD as i32), Type::INT4),
                        (&left, Type::INT8),
                        (&first, Type::BOOL),
                    ],
                )
                .await?
        };
        for (row, due) in rows.iter().zip(from.saturating_add(1)..) {
            let entry = entry(name, n, due, row)?;
            left = left.saturating_sub(i64::try_from(entry.bytes.len().max(1)).unwrap_or(i64::MAX));
            read.push(entry);
        }
        if everything || (rows.len() as i64) < AT_ONCE || left <= 0 {
            break;
        }
    }
    let end = read.last().map_or(after, |entry| entry.seq);
    if end < last && (everything || read.is_empty()) {
        // It may have been deleted meanwhile, and made anew.
        let (now, _) = board(client, name).await?;
        if now != n {
            return Err(JournalError::Unknown(name.into()).into());
        }
        let cause = format!("the log has {last} entries, and those after {end} are missing");
        return Err(JournalError::Damaged { board: name.into(), cause }.into());
    }
    Ok(read)
}

/// The last entry.
pub(super) async fn last(client: &Client, name: &str) -> Result<Option<Stored>, Failed> {
    let (_, last) = board(client, name).await?;
    // Another one may come between, and is the last then.
    Ok(entries(client, name, last.saturating_sub(1), usize::MAX).await?.pop())
}

pub(super) async fn snapshot(client: &Client, name: &str) -> Result<Option<Stored>, Failed> {
    let (n, _) = board(client, name).await?;
    let sql = "SELECT seq, bytes FROM snapshots WHERE board = $1";
    let Some(row) = client.query_typed_opt(sql, &[(&n, Type::INT8)]).await? else { return Ok(None) };
    let found = open(Kind::Snapshot, n, row.try_get(0)?, row.try_get(1)?);
    let cause = || "its snapshot is not what was written".to_owned();
    Ok(Some(found.ok_or_else(|| JournalError::Damaged { board: name.into(), cause: cause() })?))
}

pub(super) async fn find(client: &Client, key: &str) -> Result<Option<String>, Failed> {
    let sql = "SELECT boards.id FROM keys JOIN boards ON boards.n = keys.board WHERE keys.key = $1";
    let found = client.query_typed_opt(sql, &[(&key, Type::TEXT)]).await?;
    Ok(found.map(|row| row.try_get(0)).transpose()?)
}

/// The look-up keys of the board.
pub(super) async fn keys(client: &Client, name: &str) -> Result<Vec<String>, Failed> {
    let (n, _) = board(client, name).await?;
    let sql = "SELECT key FROM keys WHERE board = $1 ORDER BY key COLLATE \"C\"";
    let rows = client.query_typed(sql, &[(&n, Type::INT8)]).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

pub(super) async fn boards(client: &Client) -> Result<Vec<String>, Failed> {
    let rows = client.query_typed("SELECT id FROM boards ORDER BY n", &[]).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

pub(super) async fn exists(client: &Client, name: &str) -> Result<bool, Failed> {
    match board(client, name).await {
        Ok(_) => Ok(true),
        Err(Failed::Judged(JournalError::Unknown(_))) => Ok(false),
        Err(failed) => Err(failed),
    }
}

/// What the tables take with all that belongs to them. How much room is left only the database's machine knows.
pub(super) async fn space(client: &Client) -> Result<Space, Failed> {
    let sql = "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::int8 FROM pg_class c \
               JOIN pg_namespace s ON s.oid = c.relnamespace \
               WHERE s.nspname = current_schema() AND c.relkind = 'r'";
    let used: i64 = client.query_typed(sql, &[]).await?.first().map_or(Ok(0), |row| row.try_get(0))?;
    Ok(Space { used: used.unsigned_abs(), ..Space::default() })
}
