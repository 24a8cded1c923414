//! What is measured: one file for each scene of a workshop, or of an operator's day.

mod cursors;
mod endurance;
mod export;
mod idle;
mod joining;
mod nodes;
mod opening;
mod reopening;
mod saturation;
mod slow_reader;
mod typing;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use tokio::time::timeout_at;

use crate::{
    contestant::{Kind, Places, Running, Seat},
    crowd::Measured,
    report::{Row, Values},
};

/// What was begun before the time was over may take so much longer.
const GRACE: Duration = Duration::from_secs(45);

/// All scenarios by name, in order of running: what has to be shown comes first.
pub const NAMES: [&str; 13] = [
    "typing",
    "saturation",
    "joining",
    "opening",
    "idle",
    "rooms",
    "cursors",
    "slow-reader",
    "export",
    "reopening",
    "sizes",
    "nodes",
    "endurance",
];

/// What a run is asked for, and what has come out so far.
pub struct Bench {
    /// Where things are.
    pub places: Places,
    /// Who is measured.
    pub kinds: Vec<Kind>,
    /// Sizes of the rooms that type.
    pub people: Vec<usize>,
    /// How long they are measured, in seconds.
    pub measure: f64,
    /// One scenario only: it may take its time.
    pub alone: bool,
    /// Shorter, and smaller where that says the same.
    pub quick: bool,
    /// Nothing new is begun after this, and what was begun has to end soon.
    pub until: Instant,
    /// What came out.
    pub rows: Vec<Row>,
    /// Scenarios of which rows exist, in order.
    pub shown: Vec<String>,
}

impl Bench {
    /// Runs a scenario.
    pub async fn run(&mut self, name: &str) {
        match name {
            "typing" => typing::run(self).await,
            "rooms" => typing::rooms(self).await,
            "sizes" => typing::sizes(self).await,
            "saturation" => saturation::run(self).await,
            "joining" => joining::run(self).await,
            "idle" => idle::run(self).await,
            "cursors" => cursors::run(self).await,
            "slow-reader" => slow_reader::run(self).await,
            "export" => export::run(self).await,
            "opening" => opening::run(self).await,
            "nodes" => nodes::run(self).await,
            "endurance" => endurance::run(self).await,
            "reopening" => reopening::run(self).await,
            _ => {}
        }
    }

    /// Seconds, or fewer when it has to be quick.
    fn seconds(&self, seconds: f64) -> Duration {
        Duration::from_secs_f64(if self.quick { seconds / 2.0 } else { seconds })
    }

    fn is_over(&self) -> bool {
        Instant::now() > self.until
    }

    /// Measures one server in one scenario, says so, and keeps it.
    async fn measure<F>(&mut self, scenario: &str, kind: Kind, work: F) -> Option<Values>
    where
        F: Future<Output = anyhow::Result<Values>>,
    {
        let begun = Instant::now();
        let values = if self.is_over() {
            Err("not run: the time is over".to_owned())
        } else if kind.is_at_hand(&self.places) {
            match timeout_at((self.until + GRACE).into(), work).await {
                Ok(done) => done.map_err(|error| format!("failed: {error:#}")),
                Err(_) => Err("stopped: the time is over".to_owned()),
            }
        } else {
            Err("not installed".to_owned())
        };
        let said = match &values {
            Ok(values) => {
                let shown = ["µs/delivery", "p99 ms", "deliveries/s"].map(|name| (name, values.get(name)));
                shown.iter().filter_map(|(name, v)| v.map(|v| format!("{v:.2} {name}  "))).collect()
            }
            Err(why) => why.clone(),
        };
        eprintln!("{scenario}: {} {said} ({:.0} s)", kind.name(), begun.elapsed().as_secs_f64());
        if !self.shown.iter().any(|shown| shown == scenario) {
            self.shown.push(scenario.to_owned());
        }
        let kept = values.as_ref().ok().cloned();
        self.rows.push(Row {
            scenario: scenario.to_owned(),
            server: kind.name(),
            is_peer: kind.is_peer(),
            values,
        });
        kept
    }

    /// Everybody of these who takes part.
    fn kinds(&self, wanted: impl Fn(Kind) -> bool) -> Vec<Kind> {
        self.kinds.iter().copied().filter(|kind| wanted(*kind)).collect()
    }
}

/// Rooms as seats only.
fn seats(tables: Vec<crate::contestant::Table>) -> Vec<Vec<Seat>> {
    tables.into_iter().map(|table| table.seats).collect()
}

/// A server with one room of so many people, who then act.
async fn room(
    places: &Places,
    kind: Kind,
    people: usize,
    phase: crate::crowd::Phase,
) -> anyhow::Result<Measured> {
    let server = Running::start(kind, places, &[]).await?;
    let rooms = seats(server.tables(1, people).await?);
    let crowd = crate::crowd::Crowd::gather(&server, &rooms, 1).await?;
    let measured = crowd.act(&server, phase).await?;
    for reason in crowd.refusals() {
        eprintln!("refused: {reason}");
    }
    Ok(measured)
}

/// Percentiles of some durations, in milliseconds.
fn percentiles(mut took: Vec<Duration>) -> BTreeMap<u32, f64> {
    took.sort_unstable();
    let at = |percent: usize| {
        let index = (took.len() * percent).div_ceil(100).clamp(1, took.len().max(1)) - 1;
        took.get(index).copied().unwrap_or_default().as_secs_f64() * 1e3
    };
    [50, 99, 100].into_iter().map(|percent| (percent as u32, at(percent))).collect()
}
