//! How much a server takes on one core before it stops keeping up: 200 people in one room type faster and faster,
//! until the slowest hundredth of the edits takes more than 200 ms.

use std::time::Duration;

use super::{Bench, room};
use crate::{
    contestant::{Kind, Places},
    crowd::{Measured, Phase},
    report::Values,
};

const PEOPLE: usize = 200;

/// From here on it does not keep up.
const TOO_SLOW: Duration = Duration::from_millis(200);

/// Each load is so much more than the one before; the last step is halved once.
const STEP: f64 = 2.0;

/// One room of 200, until it is too much.
pub async fn run(bench: &mut Bench) {
    let measure = bench.seconds(3.0);
    for kind in bench.kinds(|kind| kind != Kind::YWebsocketDisk) {
        let places = bench.places.clone();
        let until = bench.until;
        let work = async move {
            let mut kept_up: Option<(f64, Measured)> = None;
            let mut pace = 1.0;
            while pace < 400.0 && std::time::Instant::now() < until {
                match keeps_up(&places, kind, pace, measure).await? {
                    Some(measured) => kept_up = Some((pace, measured)),
                    None => break,
                }
                pace *= STEP;
            }
            let between = pace / STEP.sqrt();
            if let Some(measured) = keeps_up(&places, kind, between, measure).await? {
                kept_up = Some((between, measured));
            }
            let mut values = Values::default();
            values.put("too much edits/s", pace * PEOPLE as f64);
            if let Some((pace, measured)) = kept_up {
                values = Values::default();
                values.put("edits/s", pace * PEOPLE as f64);
                values.extend(measured.values());
            }
            Ok(values)
        };
        bench.measure("saturation: 200 in one room, p99 <= 200 ms", kind, work).await;
    }
}

async fn keeps_up(
    places: &Places,
    kind: Kind,
    pace: f64,
    measure: Duration,
) -> anyhow::Result<Option<Measured>> {
    let mut phase = Phase::typing(PEOPLE, pace, measure);
    phase.settle = Duration::from_secs(1);
    let measured = room(places, kind, PEOPLE, phase).await?;
    Ok((measured.p99 <= TOO_SLOW && measured.missing == 0 && measured.gone == 0).then_some(measured))
}
