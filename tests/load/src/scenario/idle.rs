//! Three thousand people in 300 rooms who say nothing: memory for each, and the CPU of keeping still.

use std::time::Duration;

use super::{Bench, seats};
use crate::{
    contestant::{Kind, Running},
    crowd::Crowd,
    report::Values,
};

/// Connected and still.
pub async fn run(bench: &mut Bench) {
    let rooms = if bench.quick { 100 } else { 300 };
    let rest = bench.seconds(8.0);
    for kind in bench.kinds(|kind| kind.keeps_documents() && kind != Kind::YWebsocketDisk) {
        let places = bench.places.clone();
        let work = async {
            let server = Running::start(kind, &places, &[]).await?;
            let rooms = seats(server.tables(rooms, 10).await?);
            let people = (rooms.len() * 10) as f64;
            tokio::time::sleep(Duration::from_millis(500)).await;
            let without = server.process.memory()?;
            let crowd = Crowd::gather(&server, &rooms, 1).await?;
            tokio::time::sleep(Duration::from_secs(2)).await;
            let with = server.process.memory()?;
            let before = server.process.cpu()?;
            tokio::time::sleep(rest).await;
            let cpu = server.process.cpu()? - before;
            let mut values = Values::default();
            values.put("KB/connection", with.saturating_sub(without) as f64 / 1e3 / people);
            values.put("cpu %", 100.0 * cpu.as_secs_f64() / rest.as_secs_f64());
            values.put("RSS MB", with as f64 / 1e6);
            values.put("RSS before MB", without as f64 / 1e6);
            crowd.leave().await;
            Ok(values)
        };
        bench.measure(&format!("idle: {} connections in {rooms} rooms", rooms * 10), kind, work).await;
    }
}
