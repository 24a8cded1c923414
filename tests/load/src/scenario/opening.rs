//! A board with 100,000 entries in its log is opened by whoever comes first: after the server was stopped, and after
//! it was killed at the worst moment, just before the next snapshot. Beside it, what a replay of the whole log takes,
//! and whether the newcomer's document is the same.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::ensure;
use board::{BoardId, Body, Edits, Entry, Live, Millis, schema::Limits};
use journal::{Durability, Journal, Options, Sqlite};
use room::Settings;

use super::{Bench, percentiles};
use crate::{
    client::Client,
    contestant::{Kind, Running, Seat},
    report::Values,
    workshop::long::{BOARD, Long, TOKEN, write},
};

const OPENINGS: usize = 9;

/// One board with a long log.
pub async fn run(bench: &mut Bench) {
    let entries = if bench.quick { 20_000 } else { 100_000 };
    for kind in bench.kinds(|kind| kind == Kind::Herringbone) {
        let places = bench.places.clone();
        let work = async {
            let data = places.fresh("opening")?;
            let seed = fastrand::u64(..);
            eprintln!("opening: seed {seed}");
            let written = Instant::now();
            let journal = open(data.path())?;
            let long =
                Long { entries, after_snapshot: Settings::default().snapshot_every - 50, people: 40, seed };
            let last = write(Arc::clone(&journal) as Arc<dyn Journal>, long).await?;
            let snapshot = journal.latest_snapshot(BOARD).await?.map_or(0, |snapshot| snapshot.seq);
            journal.close().await?;
            eprintln!(
                "opening: {last} entries, the last snapshot at {snapshot}, made in {:?}",
                written.elapsed()
            );
            let (whole, replay) = replayed(data.path()).await?;

            let mut server = Running::start_on(kind, &places, &[], data).await?;
            let (mut killed, mut stopped) = (vec![], vec![]);
            let mut cpu = [Duration::ZERO; 2];
            for _ in 0..OPENINGS {
                // The room that was opened has not kept a snapshot when the server is killed.
                let before = server.process.cpu()?;
                killed.push(first_comer(&server, &whole).await?);
                cpu[0] += server.process.cpu()? - before;
                server.kill_and_restart().await?;
            }
            first_comer(&server, &whole).await?;
            for _ in 0..OPENINGS {
                server.restart().await?;
                let before = server.process.cpu()?;
                stopped.push(first_comer(&server, &whole).await?);
                cpu[1] += server.process.cpu()? - before;
            }
            let (killed, stopped) = (percentiles(killed), percentiles(stopped));
            let mut values = Values::default();
            values.put("entries", last as f64);
            values.put("replayed", (last - snapshot) as f64);
            values.put("after kill ms", killed[&50]);
            values.put("max ms", killed[&100]);
            values.put("after stop ms", stopped[&50]);
            values.put("stop max ms", stopped[&100]);
            let each = |cpu: Duration| cpu.as_secs_f64() * 1e3 / OPENINGS as f64;
            values.put("CPU ms, kill", each(cpu[0]));
            values.put("CPU ms, stop", each(cpu[1]));
            values.put("full replay ms", replay.as_secs_f64() * 1e3);
            values.put("document KB", whole.snapshot().len() as f64 / 1e3);
            Ok(values)
        };
        bench.measure(&format!("opening: a log of {entries} entries"), kind, work).await;
    }
}

fn open(data: &Path) -> anyhow::Result<Arc<Sqlite>> {
    // It is the reading that is measured.
    let options = Options { durability: Durability::ProcessOnly, ..Options::default() };
    Ok(Arc::new(Sqlite::open(data, options)?))
}

/// The board as its whole log tells it, and how long that took from the disk.
async fn replayed(data: &Path) -> anyhow::Result<(Live, Duration)> {
    let begun = Instant::now();
    let journal = Sqlite::read_only(data)?;
    let mut live = Live::new(BoardId::from(BOARD), Limits::default());
    for stored in journal.read(BOARD, 0).await? {
        live.replay(&Entry::decode(&stored.bytes)?)?;
    }
    let took = begun.elapsed();
    journal.close().await?;
    Ok((live, took))
}

/// Somebody comes to the board that nobody has opened since the start: how long until they have the whole document,
/// which must be the one expected.
async fn first_comer(server: &Running, whole: &Live) -> anyhow::Result<Duration> {
    let seat = Seat { path: format!("/sync/{BOARD}?token={TOKEN}"), room: BOARD.to_owned() };
    let begun = Instant::now();
    let mut client = Client::connect(server.port, server.kind.dialect(), &seat, false).await?;
    let document = client.document().await?;
    let took = begun.elapsed();
    client.close().await;
    is_same(&document, whole)?;
    Ok(took)
}

/// Values, state vector and deletions.
fn is_same(document: &[u8], whole: &Live) -> anyhow::Result<()> {
    let edits = Edits { update: document.to_vec(), ..Edits::default() };
    let mut told = Live::new(BoardId::from(BOARD), Limits::default());
    told.replay(&Entry { seq: 1, at: Millis(0), body: Body::Edits(edits) })?;
    let all = |live: &Live| (live.document_json(), live.clocks(), live.deleted());
    ensure!(all(&told) == all(whole), "the newcomer's document is not that of a full replay");
    Ok(())
}
