//! Two hundred people move their pointers, four times a second each. What is measured is the age of the newest
//! position when it arrives; positions that a newer one has overtaken are not missed.

use std::time::Duration;

use super::{Bench, room};
use crate::{contestant::Kind, crowd::Phase};

const PEOPLE: usize = 200;
const PACE: f64 = 4.0;

/// Everybody moves.
pub async fn run(bench: &mut Bench) {
    let phase = Phase {
        pointing: true,
        settle: Duration::from_secs(4),
        ..Phase::typing(PEOPLE, PACE, bench.seconds(5.0))
    };
    let moves = PEOPLE as f64 * PACE * (PEOPLE - 1) as f64;
    for kind in bench.kinds(|kind| kind != Kind::YWebsocketDisk) {
        let places = bench.places.clone();
        let work = async {
            let measured = room(&places, kind, PEOPLE, phase).await?;
            let mut values = measured.values();
            let cpu = measured.cpu.as_secs_f64() / measured.window.as_secs_f64();
            values.put("µs/move+viewer", cpu * 1e6 / moves);
            Ok(values)
        };
        bench.measure("cursors: 200 move 4 times a second", kind, work).await;
    }
}
