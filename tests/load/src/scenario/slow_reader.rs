//! One of a hundred stops reading while forty paste half a page every half second. Nobody else may be delayed, the
//! server's memory must not grow with what waits, and who reads again must come to the same document.

use std::time::Duration;

use super::{Bench, seats};
use crate::{
    contestant::{Kind, Running},
    crowd::{Crowd, Phase},
    report::Values,
};

const PEOPLE: usize = 100;
const PIECE: u32 = 900;

/// First with everybody reading, then the same with one who does not.
pub async fn run(bench: &mut Bench) {
    let measure = bench.seconds(6.0);
    for kind in bench.kinds(|kind| kind.keeps_documents() && kind != Kind::YWebsocketDisk) {
        let places = bench.places.clone();
        let work = async {
            let server = Running::start(kind, &places, &["--limit-notes", "50000"]).await?;
            let rooms = seats(server.tables(1, PEOPLE).await?);
            let crowd = Crowd::gather(&server, &rooms, PIECE).await?;
            let phase = Phase { settle: Duration::from_secs(6), ..Phase::typing(40, 5.0, measure) };
            let at_first = server.process.memory()?;
            let all = crowd.act(&server, phase).await?;
            let one_slow = crowd.act(&server, Phase { slow_reader: true, ..phase }).await?;
            let mut values = Values::default();
            let grown = |from: u64, to: u64| (to as f64 - from as f64) / 1e6;
            values.put("p99 ms before", all.p99.as_secs_f64() * 1e3);
            values.put("p99 ms others", one_slow.p99_of_others.as_secs_f64() * 1e3);
            values.put("grown MB before", grown(at_first, all.memory_at_end));
            values.put("grown MB with", grown(all.memory_at_end, one_slow.memory_at_end));
            values.put("lost", one_slow.missing as f64);
            values.put("cut off", one_slow.gone as f64);
            values.put("refused", one_slow.refused as f64);
            Ok(values)
        };
        bench.measure("slow reader: 1 of 100 stops reading, 40 paste", kind, work).await;
    }
}
