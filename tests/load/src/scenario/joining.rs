//! A hundred people come at once to a board of 2,000 notes, as after a break, or when the network was away.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;

use super::{Bench, percentiles};
use crate::{
    client::{self, Client, Known},
    contestant::Running,
    report::Values,
};

const PEOPLE: usize = 100;
const NOTES: u32 = 2_000;
const ROUNDS: usize = 3;

/// A hundred at once, a few times.
pub async fn run(bench: &mut Bench) {
    for kind in bench.kinds(crate::contestant::Kind::keeps_documents) {
        let places = bench.places.clone();
        let work = async {
            let server = Running::start(kind, &places, &[]).await?;
            let table = server.tables(1, PEOPLE).await?.remove(0);
            let dialect = kind.dialect();
            let clocks = client::fill(server.port, dialect, &table.seats[..20], NOTES, 40).await?;
            // Somebody stays, so that nobody has to open the board.
            let mut first = Client::connect(server.port, dialect, &table.seats[0], false).await?;
            let known = &Known::default();
            first.sync(clocks, known).await?;
            let mut took = vec![];
            let mut cpu = Duration::ZERO;
            for _ in 0..ROUNDS {
                let before = server.process.cpu()?;
                let begun = Instant::now();
                let joining = table.seats.iter().map(|seat| async move {
                    let mut client = Client::connect(server.port, dialect, seat, false).await?;
                    client.sync(clocks, known).await?;
                    anyhow::Ok((begun.elapsed(), client))
                });
                let joined = try_join_all(joining).await?;
                cpu += server.process.cpu()? - before;
                took.extend(joined.iter().map(|(took, _)| *took));
                for (_, client) in joined {
                    client.close().await;
                }
                // Leaving is not joining.
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            let percent = percentiles(took);
            let mut values = Values::default();
            values.put("CPU ms/join", cpu.as_secs_f64() * 1e3 / (PEOPLE * ROUNDS) as f64);
            values.put("p50 ms", percent[&50]);
            values.put("p99 ms", percent[&99]);
            values.put("RSS MB", server.process.memory()? as f64 / 1e6);
            Ok(values)
        };
        bench.measure("joining: 100 at once, board of 2,000 notes", kind, work).await;
    }
}
