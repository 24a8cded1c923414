//! The writing calls that are a transaction of their own.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::envelope::{Kind, wrap};
use super::failure::Failed;
use crate::stored::follows;
use crate::{Claim, JournalError, Stored};

/// What a claim found.
pub(super) enum Claimed {
    Mine { n: i64, epoch: i64 },
    Elsewhere { node: String, address: String },
}

async fn begin(client: &Client) -> Result<(), Failed> {
    Ok(client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED").await?)
}

async fn end<T>(client: &Client, done: Result<T, Failed>) -> Result<T, Failed> {
    match done {
        Ok(done) => client.batch_execute("COMMIT").await.map(|()| done).map_err(Failed::from),
        Err(failed) if failed.lost() => Err(failed),
        Err(failed) => client.batch_execute("ROLLBACK").await.map_err(Failed::from).and(Err(failed)),
    }
}

/// Makes the node the owner, unless one that is alive is.
pub(super) async fn claim(client: &Client, board: &str, node: &str) -> Result<Claimed, Failed> {
    loop {
        let mine = client
            .query_typed_opt(
                "UPDATE boards SET owner = $2, epoch = epoch + 1 \
                 WHERE id = $1 AND (owner IS NULL OR owner = $2 OR NOT EXISTS \
                     (SELECT 1 FROM nodes WHERE nodes.name = boards.owner AND nodes.expires_at > clock_timestamp())) \
                 RETURNING n, epoch",
                &[(&board, Type::TEXT), (&node, Type::TEXT)],
            )
            .await?;
        if let Some(row) = mine {
            return Ok(Claimed::Mine { n: row.try_get(0)?, epoch: row.try_get(1)? });
        }
        let owner = client
            .query_typed_opt(
                "SELECT nodes.name, nodes.address FROM boards LEFT JOIN nodes ON nodes.name = boards.owner \
                 WHERE boards.id = $1",
                &[(&board, Type::TEXT)],
            )
            .await?;
        let owner = owner.ok_or_else(|| JournalError::Unknown(board.into()))?;
        // The owner went meanwhile: it is claimed again.
        if let (Some(node), Some(address)) = (owner.try_get(0)?, owner.try_get(1)?) {
            return Ok(Claimed::Elsewhere { node, address });
        }
    }
}

pub(super) async fn release(client: &Client, claim: &Claim, node: &str) -> Result<(), Failed> {
    let sql = "UPDATE boards SET owner = NULL, epoch = epoch + 1 WHERE n = $1 AND epoch = $2 AND owner = $3";
    let (n, epoch) = numbers(claim);
    client.execute_typed(sql, &[(&n, Type::INT8), (&epoch, Type::INT8), (&node, Type::TEXT)]).await?;
    Ok(())
}

fn numbers(claim: &Claim) -> (i64, i64) {
    (claim.place() as i64, claim.epoch() as i64)
}

/// Holds the board's row to the end of the transaction. The number of the last entry.
async fn hold(client: &Client, claim: &Claim) -> Result<u64, Failed> {
    let (n, epoch) = numbers(claim);
    let sql = "SELECT last, epoch FROM boards WHERE n = $1 FOR UPDATE";
    let found = client.query_typed_opt(sql, &[(&n, Type::INT8)]).await?;
    let found = found.ok_or_else(|| JournalError::Unknown(claim.board().into()))?;
    if found.try_get::<_, i64>(1)? != epoch {
        return Err(JournalError::Superseded(claim.board().into()).into());
    }
    Ok(u64::try_from(found.try_get::<_, i64>(0)?).unwrap_or(0))
}

async fn insert(client: &Client, n: i64, epoch: u64, entries: &[Stored]) -> Result<(), Failed> {
    let seqs: Vec<i64> = entries.iter().map(|entry| entry.seq as i64).collect();
    let bytes: Vec<Vec<u8>> = entries.iter().map(|entry| wrap(Kind::Entry, n, epoch, entry)).collect();
    let sql = "INSERT INTO entries (board, seq, bytes) \
               SELECT $1, e.seq, e.bytes FROM unnest($2::bigint[], $3::bytea[]) AS e (seq, bytes)";
    let parameters: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 3] =
        [(&n, Type::INT8), (&seqs, Type::INT8_ARRAY), (&bytes, Type::BYTEA_ARRAY)];
    client.execute_typed(sql, &parameters).await?;
    Ok(())
}

/// Inserts look-up keys. The first that exists, if any does.
async fn insert_keys(client: &Client, n: i64, keys: &[String]) -> Result<Option<String>, Failed> {
    let sql = "INSERT INTO keys (key, board) SELECT k.key, $1 FROM unnest($2::text[]) AS k (key) \
               ON CONFLICT (key) DO NOTHING RETURNING key";
    let rows = client.query_typed(sql, &[(&n, Type::INT8), (&keys, Type::TEXT_ARRAY)]).await?;
    let made = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    Ok(keys.iter().find(|key| !made.contains(key)).cloned())
}

pub(super) async fn create(
    client: &Client,
    board: &str,
    keys: &[String],
    first: &[Stored],
) -> Result<(), Failed> {
    begin(client).await?;
    let done = async {
        let sql = "INSERT INTO boards (id, last) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING n";
        let last = i64::try_from(first.len()).unwrap_or(i64::MAX);
        let row = client.query_typed_opt(sql, &[(&board, Type::TEXT), (&last, Type::INT8)]).await?;
        let n: i64 = row.ok_or_else(|| JournalError::Taken(board.into()))?.try_get(0)?;
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys.dedup();
        if let Some(taken) = insert_keys(client, n, &keys).await? {
            return Err(JournalError::Taken(taken).into());
        }
        follows(0, first).map_err(|got| JournalError::Conflict { last: 0, got })?;
        insert(client, n, 0, first).await
    };
    end(client, done.await).await
}

pub(super) async fn rekey(
    client: &Client,
    claim: &Claim,
    old: &str,
    new: &str,
    entries: &[Stored],
) -> Result<(), Failed> {
    begin(client).await?;
    let done = async {
        let last = hold(client, claim).await?;
        let n = claim.place() as i64;
        if let Some(taken) = insert_keys(client, n, &[new.to_owned()]).await? {
            return Err(JournalError::Taken(taken).into());
        }
        follows(last, entries).map_err(|got| JournalError::Conflict { last, got })?;
        let sql = "DELETE FROM keys WHERE key = $1 AND board = $2";
        client.execute_typed(sql, &[(&old, Type::TEXT), (&n, Type::INT8)]).await?;
        if let Some(entry) = entries.last() {
            let last = entry.seq as i64;
            let sql = "UPDATE boards SET last = $1 WHERE n = $2";
            client.execute_typed(sql, &[(&last, Type::INT8), (&n, Type::INT8)]).await?;
            insert(client, n, claim.epoch(), entries).await?;
        }
        Ok(())
    };
    end(client, done.await).await
}

pub(super) async fn put_snapshot(client: &Client, claim: &Claim, snapshot: &Stored) -> Result<(), Failed> {
    begin(client).await?;
    let done = async {
        let (last, got) = (hold(client, claim).await?, snapshot.seq);
        if got > last {
            return Err(JournalError::Conflict { last, got }.into());
        }
        let (n, seq) = (claim.place() as i64, got as i64);
        let bytes = wrap(Kind::Snapshot, n, claim.epoch(), snapshot);
        let sql = "INSERT INTO snapshots AS kept (board, seq, bytes) VALUES ($1, $2, $3) ON CONFLICT (board) \
                   DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes WHERE kept.seq <= excluded.seq";
        client.execute_typed(sql, &[(&n, Type::INT8), (&seq, Type::INT8), (&bytes, Type::BYTEA)]).await?;
        Ok(())
    };
    end(client, done.await).await
}

pub(super) async fn delete(client: &Client, claim: &Claim) -> Result<(), Failed> {
    begin(client).await?;
    let done = async {
        hold(client, claim).await?;
        let n = claim.place() as i64;
        for sql in [
            "DELETE FROM entries WHERE board = $1",
            "DELETE FROM snapshots WHERE board = $1",
            "DELETE FROM keys WHERE board = $1",
            "DELETE FROM boards WHERE n = $1",
        ] {
            client.execute_typed(sql, &[(&n, Type::INT8)]).await?;
        }
        Ok(())
    };
    end(client, done.await).await
}
