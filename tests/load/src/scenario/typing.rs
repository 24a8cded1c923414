//! Everybody in a room types two characters a second: a room of 20, 50, 200 or 500, hundreds of rooms of ten, and
//! rooms of growing size beside a server that only relays.

use super::{Bench, room, seats};
use crate::{
    contestant::{Kind, Running},
    crowd::{Crowd, Phase},
};

/// Edits a second of somebody who types while thinking.
const PACE: f64 = 2.0;

/// One room of growing size.
pub async fn run(bench: &mut Bench) {
    for people in bench.people.clone() {
        let phase = Phase::typing(people, PACE, bench.seconds(bench.measure));
        for kind in bench.kinds(|_| true) {
            let places = bench.places.clone();
            let work = async { Ok(room(&places, kind, people, phase).await?.values()) };
            bench.measure(&format!("typing: {people} in one room"), kind, work).await;
        }
    }
}

/// Three hundred rooms of ten.
pub async fn rooms(bench: &mut Bench) {
    let rooms = if bench.quick { 100 } else { 300 };
    let phase = Phase::typing(10, PACE / 4.0, bench.seconds(6.0));
    for kind in bench.kinds(|kind| kind != Kind::RelayGathered) {
        let places = bench.places.clone();
        let work = async {
            let server = Running::start(kind, &places, &[]).await?;
            let rooms = seats(server.tables(rooms, 10).await?);
            let crowd = Crowd::gather(&server, &rooms, 1).await?;
            let measured = crowd.act(&server, phase).await?;
            let values = measured.values();
            crowd.leave().await;
            Ok(values)
        };
        bench.measure(&format!("typing: {rooms} rooms of 10, an edit every 2 s"), kind, work).await;
    }
}

/// What a delivered edit costs over sizes of the room, beside those that `run` measures.
pub async fn sizes(bench: &mut Bench) {
    let sizes: &[usize] = if bench.quick { &[5, 100] } else { &[2, 5, 10, 100] };
    for &people in sizes {
        let phase = Phase::typing(people, PACE, bench.seconds(4.0));
        for kind in bench.kinds(|kind| !kind.is_peer()) {
            let places = bench.places.clone();
            let work = async { Ok(room(&places, kind, people, phase).await?.values()) };
            bench.measure(&format!("sizes: {people} in one room"), kind, work).await;
        }
    }
}
