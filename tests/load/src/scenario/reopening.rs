//! The server is restarted, and 200 boards are opened at once by whoever comes first to each.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt, future::try_join_all, stream};

use super::{Bench, percentiles};
use crate::{
    client::{self, Client, Known},
    contestant::{Kind, Running},
    report::Values,
};

const NOTES: u32 = 30;

/// Two hundred boards of thirty notes.
pub async fn run(bench: &mut Bench) {
    let boards = if bench.quick { 50 } else { 200 };
    for kind in bench.kinds(Kind::is_durable) {
        let places = bench.places.clone();
        let work = async {
            let mut server = Running::start(kind, &places, &[]).await?;
            let tables = server.tables(boards, 1).await?;
            let (port, dialect) = (server.port, kind.dialect());
            let filling = tables.iter().map(|table| client::fill(port, dialect, &table.seats, NOTES, 40));
            let filling: Vec<_> = filling.collect();
            let clocks: Vec<u64> = stream::iter(filling).buffered(16).try_collect().await?;
            // Servers that write later than they say so get the time they ask for.
            tokio::time::sleep(Duration::from_secs(3)).await;
            let ready = server.restart().await?;
            let port = server.port;
            let begun = Instant::now();
            let opening = tables.iter().zip(&clocks).map(|(table, clocks)| async move {
                let mut client = Client::connect(port, dialect, &table.seats[0], false).await?;
                client.sync(*clocks, &Known::default()).await?;
                anyhow::Ok((begun.elapsed(), client))
            });
            let opened = try_join_all(opening).await?;
            let percent = percentiles(opened.iter().map(|(took, _)| *took).collect());
            let mut values = Values::default();
            values.put("start ms", ready.as_secs_f64() * 1e3);
            values.put("p50 ms", percent[&50]);
            values.put("all ms", percent[&100]);
            values.put("cpu ms", server.process.cpu()?.as_secs_f64() * 1e3);
            values.put("RSS MB", server.process.memory()? as f64 / 1e6);
            Ok(values)
        };
        bench.measure(&format!("reopening: {boards} boards after a restart"), kind, work).await;
    }
}
