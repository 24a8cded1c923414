//! Workshops in fast motion, with people who lose their connections: afterwards nothing of them is left over in the
//! server but what was written. (`cargo xtask bench --scenario endurance` does the same for minutes.)
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::time::Duration;

use faults::{HOST_KEY, Server};
use load::vitals::{Vitals, out_of_proportion, size};
use load::workshop::hour::{Venue, side_by_side};
use tokio::task::LocalSet;

const IDLE: Duration = Duration::from_secs(1);

#[tokio::test]
async fn after_workshops_in_fast_motion_nothing_is_left_over_but_what_was_written() {
    let seed = std::env::var("SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start_with(&["--idle", "1"], data.path());
    let (pid, port) = (server.id(), server.address.port());
    let venue = Venue { port, host_key: HOST_KEY.into(), people: 6, beat: Duration::from_millis(300) };
    let (first, tally, last) = LocalSet::new()
        .run_until(async {
            // What is made once and kept (threads, files for reading, fonts) is there after the first round.
            side_by_side(&venue, 3, &mut random).await.unwrap();
            let first = Vitals::at_rest(pid, port, None, IDLE).await.unwrap();
            let tally = side_by_side(&venue, 3, &mut random).await.unwrap();
            (first, tally, Vitals::at_rest(pid, port, Some(&first), IDLE).await.unwrap())
        })
        .await;
    eprintln!("{tally:?}\n{first:?}\n{last:?}");
    assert_eq!(tally.workshops, 3);
    let busy = tally.edits > 150 && tally.commands > 100 && tally.exports >= 24;
    assert!(busy && tally.dropped > 20 && tally.refused > 3, "trivial: {tally:?}");
    assert_eq!(last.grown(&first), "", "left over");
    server.signal("TERM");
    assert!(server.ended().success());
    assert_eq!(out_of_proportion(size(data.path()).unwrap(), last.committed), None);
}
