//! Hours of workshops in fast motion: twelve boards at a time, people who come and go, and after each round everybody
//! leaves. What a server holds at rest must not grow with the rounds, and its files only with what was written.

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::Bench;
use crate::{
    contestant::{Kind, Running, herringbone::HOST_KEY},
    report::Values,
    vitals::{Vitals, out_of_proportion, size},
    workshop::hour::{Tally, Venue, side_by_side},
};

const BOARDS: usize = 12;
const PEOPLE: usize = 15;
/// A room that nobody is in closes after this.
const IDLE: Duration = Duration::from_secs(1);

/// Rounds until the time is over.
pub async fn run(bench: &mut Bench) {
    let lasts = bench.seconds(if bench.alone { 240.0 } else { 60.0 });
    for kind in bench.kinds(|kind| kind == Kind::Herringbone) {
        let places = bench.places.clone();
        let until = bench.until.min(Instant::now() + lasts);
        let work = async move {
            let seed = fastrand::u64(..);
            eprintln!("endurance: seed {seed}");
            let mut random = fastrand::Rng::with_seed(seed);
            let mut server = Running::start(kind, &places, &["--idle", "1"]).await?;
            let (pid, port) = (server.process.id(), server.port);
            let beat = Duration::from_millis(800);
            let venue = Venue { port, host_key: HOST_KEY.to_owned(), people: PEOPLE, beat };
            let begun = Instant::now();
            let mut tally = Tally::default();
            // What is made once and kept (threads, files for reading, fonts, what the allocator holds ready) is there
            // after the first third.
            let warm = Instant::now() + (until - begun) / 3;
            let (mut first, mut last) = (Vitals::default(), Vitals::default());
            let mut rounds = 0;
            while rounds < 2 || Instant::now() < until {
                tally.add(side_by_side(&venue, BOARDS, &mut random).await?);
                last = Vitals::at_rest(pid, port, (rounds > 0).then_some(&first), IDLE).await?;
                if rounds == 0 || Instant::now() < warm {
                    first = last;
                }
                rounds += 1;
                eprintln!("endurance: {tally:?} {last:?}");
            }
            let lasted = begun.elapsed();
            let mut over = last.grown(&first);
            server.process.end().await?;
            let kept = size(server.data())?;
            over.extend(out_of_proportion(kept, last.committed));
            ensure!(over.is_empty(), "left over: {over}");

            let mut values = Values::default();
            values.put("minutes", lasted.as_secs_f64() / 60.0);
            values.put("workshops", tally.workshops as f64);
            values.put("connections", tally.connections as f64);
            values.put("entries", last.entries as f64);
            values.put("refused", tally.refused as f64);
            values.put("RSS MB first", first.memory as f64 / 1e6);
            values.put("RSS MB last", last.memory as f64 / 1e6);
            values.put("RSS grown", last.memory as f64 / first.memory as f64);
            values.put("fds first", first.descriptors as f64);
            values.put("fds last", last.descriptors as f64);
            values.put("threads", last.threads as f64);
            values.put("rooms left", last.rooms as f64);
            values.put("connected left", last.connections as f64);
            values.put("disk/written", kept as f64 / last.committed as f64);
            Ok(values)
        };
        bench.measure("endurance: workshops of 15", kind, work).await;
    }
}
