//! What belongs to all nodes together, in the same database.

use std::time::Duration;

use bytes::Bytes;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::Postgres;
use super::failure::Failed;
use super::pool::Again;
use crate::{Answer, Attempt, ClusterStore, Node};

impl ClusterStore for Postgres {
    fn setting(&self, name: &str) -> Answer<Option<Bytes>> {
        let name = name.to_owned();
        self.pool.ask(Again::May, move |client| {
            let name = name.clone();
            async move {
                let sql = "SELECT value FROM settings WHERE name = $1";
                let found = client.query_typed_opt(sql, &[(&name, Type::TEXT)]).await?;
                Ok(found.map(|row| row.try_get(0)).transpose()?.map(|value: Vec<u8>| value.into()))
            }
        })
    }

    fn settings(&self, beginning: &str) -> Answer<Vec<(String, Bytes)>> {
        let beginning = beginning.to_owned();
        self.pool.ask(Again::May, move |client| {
            let beginning = beginning.clone();
            async move {
                let sql = "SELECT name, value FROM settings WHERE left(name, length($1)) = $1 \
                           ORDER BY name COLLATE \"C\"";
                let rows = client.query_typed(sql, &[(&beginning, Type::TEXT)]).await?;
                let read = |row: &tokio_postgres::Row| {
                    Ok((row.try_get(0)?, Bytes::from(row.try_get::<_, Vec<u8>>(1)?)))
                };
                rows.iter().map(read).collect()
            }
        })
    }

    fn replace_setting(&self, name: &str, expected: Option<Bytes>, value: Option<Bytes>) -> Answer<bool> {
        let name = name.to_owned();
        self.pool.ask(Again::MayNot, move |client| {
            let (name, expected, value) = (name.clone(), expected.clone(), value.clone());
            async move { replace(&client, &name, expected.as_deref(), value.as_deref()).await }
        })
    }

    fn count_attempts(&self, attempts: Vec<Attempt>) -> Answer<Vec<Duration>> {
        self.pool.ask(Again::MayNot, move |client| {
            let attempts = attempts.clone();
            async move {
                let mut debts = Vec::with_capacity(attempts.len());
                for attempt in &attempts {
                    debts.push(count(&client, attempt).await?);
                }
                Ok(debts)
            }
        })
    }

    fn debts(&self, keys: Vec<String>) -> Answer<Vec<Duration>> {
        self.pool.ask(Again::May, move |client| {
            let keys = keys.clone();
            async move {
                let sql = "SELECT greatest(0, CAST(extract(epoch FROM attempts.empty_at - clock_timestamp()) AS float8)) \
                           FROM unnest($1::text[]) WITH ORDINALITY AS asked (key, place) \
                           LEFT JOIN attempts ON attempts.key = asked.key ORDER BY asked.place";
                let rows = client.query_typed(sql, &[(&keys, Type::TEXT_ARRAY)]).await?;
                rows.iter().map(|row| seconds(row.try_get(0)?)).collect()
            }
        })
    }

    fn nodes(&self) -> Answer<Vec<Node>> {
        self.pool.ask(Again::May, |client| async move {
            let sql = "SELECT name, address, reads, version FROM nodes WHERE expires_at > clock_timestamp() \
                       ORDER BY name COLLATE \"C\"";
            let rows = client.query_typed(sql, &[]).await?;
            let read = |row: &tokio_postgres::Row| {
                let (name, address, version) = (row.try_get(0)?, row.try_get(1)?, row.try_get(3)?);
                Ok(Node {
                    name,
                    address,
                    reads: u32::try_from(row.try_get::<_, i64>(2)?).unwrap_or(0),
                    version,
                })
            };
            rows.iter().map(read).collect()
        })
    }
}

fn seconds(debt: Option<f64>) -> Result<Duration, Failed> {
    Ok(Duration::try_from_secs_f64(debt.unwrap_or(0.0)).unwrap_or_default())
}

async fn replace(
    client: &Client,
    name: &str,
    expected: Option<&[u8]>,
    value: Option<&[u8]>,
) -> Result<bool, Failed> {
    let name = (&name as _, Type::TEXT);
    let done = match (&expected, &value) {
        (None, Some(value)) => {
            let sql = "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
            client.execute_typed(sql, &[name, (value, Type::BYTEA)]).await? == 1
        }
        (Some(expected), Some(value)) => {
            let sql = "UPDATE settings SET value = $3 WHERE name = $1 AND value = $2";
            client.execute_typed(sql, &[name, (expected, Type::BYTEA), (value, Type::BYTEA)]).await? == 1
        }
        (Some(expected), None) => {
            let sql = "DELETE FROM settings WHERE name = $1 AND value = $2";
            client.execute_typed(sql, &[name, (expected, Type::BYTEA)]).await? == 1
        }
        (None, None) => {
            let sql = "SELECT 1 FROM settings WHERE name = $1";
            client.query_typed(sql, &[name]).await?.is_empty()
        }
    };
    Ok(done)
}

/// Counts one attempt. The debt that there was before.
async fn count(client: &Client, attempt: &Attempt) -> Result<Duration, Failed> {
    let sql = "
        WITH before AS (SELECT empty_at FROM attempts WHERE key = $1)
        INSERT INTO attempts AS kept (key, empty_at)
        VALUES ($1, clock_timestamp() + least($2, $3) * interval '1 second')
        ON CONFLICT (key) DO UPDATE SET empty_at = greatest(kept.empty_at, least(
            greatest(kept.empty_at, clock_timestamp()) + $2 * interval '1 second',
            clock_timestamp() + $3 * interval '1 second'))
        RETURNING greatest(0, CAST(extract(epoch FROM (SELECT empty_at FROM before) - clock_timestamp()) AS float8))";
    let (forget, most) = (attempt.forget.as_secs_f64(), attempt.most.as_secs_f64());
    let rows = client
        .query_typed(sql, &[(&attempt.key, Type::TEXT), (&forget, Type::FLOAT8), (&most, Type::FLOAT8)])
        .await?;
    seconds(rows.first().map(|row| row.try_get(0)).transpose()?.flatten())
}
