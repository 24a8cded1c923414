//! The facilitator exports the board, again and again in every slow format, while fifty people write.

use std::{
    cell::Cell,
    rc::Rc,
    slice,
    time::{Duration, Instant},
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

/// Without and with exports.
pub async fn run(bench: &mut Bench) {
    let phase = Phase::typing(PEOPLE, 2.0, bench.seconds(5.0));
    for kind in bench.kinds(|kind| kind == Kind::Herringbone) {
        let places = bench.places.clone();
        let work = async {
            let server = Running::start(kind, &places, &[]).await?;
            let table = server.tables(1, PEOPLE).await?.remove(0);
            client::fill(server.port, kind.dialect(), &table.seats[..10], 300, 40).await?;
            let crowd = Crowd::gather(&server, slice::from_ref(&table.seats), 1).await?;
            let without = crowd.act(&server, phase).await?;
            let (exports, spent) = (Rc::new(Cell::new(0u32)), Rc::new(Cell::new(Duration::ZERO)));
            let exporting = {
                let (exports, spent, port) = (Rc::clone(&exports), Rc::clone(&spent), server.port);
                Alongside::of(async move {
                    for format in ["svg", "pdf", "xlsx", "json", "html", "png"].iter().cycle() {
                        let begun = Instant::now();
                        let path = format!("/api/boards/{}/export/{format}", table.board);
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
            values.put("exports", f64::from(exports.get()));
            values.put("ms/export", spent.get().as_secs_f64() * 1e3 / f64::from(exports.get().max(1)));
            values.put("lost", with.missing as f64);
            values.put("refused", with.refused as f64);
            Ok(values)
        };
        bench.measure("export: all formats in turn while 50 write", kind, work).await;
    }
}
