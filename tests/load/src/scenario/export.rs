//! The facilitator exports the board, again and again in every format and as it was before, while fifty people write: a
//! usual board, and one as large as boards become.

use std::{
    cell::Cell,
    rc::Rc,
    slice,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use super::Bench;
use crate::{
    client,
    contestant::{Kind, Running},
    crowd::{Alongside, Crowd, Phase},
    http,
    report::Values,
};

const PEOPLE: usize = 50;

/// The formats in their order; the last is the board as it was when the exports began.
const FORMATS: [&str; 8] = ["svg", "pdf", "xlsx", "json", "html", "png", "mermaid", "json?at="];

/// A usual board, and the largest that fifty people leave room to write on.
pub async fn run(bench: &mut Bench) {
    of_causes(bench, "export: all formats in turn while 50 write", 300, 10).await;
    of_causes(bench, "export: a board of 4800 while 50 write", 4_800, PEOPLE).await;
}

/// Without and with exports.
async fn of_causes(bench: &mut Bench, name: &'static str, causes: u32, writers: usize) {
    let phase = Phase::typing(PEOPLE, 2.0, bench.seconds(5.0));
    for kind in bench.kinds(|kind| kind == Kind::Herringbone) {
        let places = bench.places.clone();
        let work = async {
            let server = Running::start(kind, &places, &[]).await?;
            let table = server.tables(1, PEOPLE).await?.remove(0);
            client::fill(server.port, kind.dialect(), &table.seats[..writers], causes, 40).await?;
            let crowd = Crowd::gather(&server, slice::from_ref(&table.seats), 1).await?;
            let without = crowd.act(&server, phase).await?;
            let (exports, spent) = (Rc::new(Cell::new(0u32)), Rc::new(Cell::new(Duration::ZERO)));
            let exporting = {
                let (exports, spent, port) = (Rc::clone(&exports), Rc::clone(&spent), server.port);
                Alongside::of(async move {
                    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
                    for format in FORMATS.iter().cycle() {
                        let begun = Instant::now();
                        let at = if format.ends_with('=') { since.to_string() } else { String::new() };
                        let path = format!("/api/boards/{}/export/{format}{at}", table.board);
                        if http::get(port, &path, &table.facilitator).await.is_ok() {
                            exports.set(exports.get() + 1);
                            spent.set(spent.get() + begun.elapsed());
                        }
                    }
                })
            };
            let with = crowd.act(&server, phase).await?;
            drop(exporting);
            let mut values = Values::default();
            values.put("p99 ms before", without.p99.as_secs_f64() * 1e3);
            values.put("p99 ms while", with.p99.as_secs_f64() * 1e3);
            values.put("p99 times", with.p99.as_secs_f64() / without.p99.as_secs_f64().max(1e-6));
            values.put("exports", f64::from(exports.get()));
            values.put("ms/export", spent.get().as_secs_f64() * 1e3 / f64::from(exports.get().max(1)));
            values.put("lost", with.missing as f64);
            values.put("refused", with.refused as f64);
            Ok(values)
        };
        bench.measure(name, kind, work).await;
    }
}
