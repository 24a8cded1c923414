//! Several nodes on one PostgreSQL. The nodes and the database share the servers' core; the generator has the other one.

use std::time::{Duration, Instant};

use anyhow::ensure;
use futures_util::{StreamExt, TryStreamExt, future::try_join_all, stream};

use super::{Bench, percentiles, seats};
use crate::{
    client::{Client, Known},
    contestant::{Database, Kind, Places, Running, Seat, Table, Work},
    crowd::{Crowd, Measured, Phase},
    report::Values,
    vitals::Vitals,
};

/// People of a workshop.
const PEOPLE: usize = 15;

/// Edits a second of somebody who types while thinking: 30 a second in each workshop.
const PACE: f64 = 2.0;

/// 99 of 100 edits are to be on everybody else's screen within this time.
const BOUND: Duration = Duration::from_millis(200);

/// A database, and nodes on it.
struct Cluster {
    // Ended before their database.
    nodes: Vec<Running>,
    database: Database,
}

/// What the processes have used so far.
#[derive(Clone, Copy)]
struct Used {
    nodes: Duration,
    database: Work,
    entries: u64,
}

impl Cluster {
    async fn of(count: usize, places: &Places) -> anyhow::Result<Self> {
        let database = Database::start(&places.bench.join("logs"))?;
        let journal = database.fresh()?;
        let mut nodes = vec![];
        for _ in 0..count {
            nodes.push(Running::start(Kind::Herringbone, places, &["--journal", &journal]).await?);
        }
        Ok(Self { nodes, database })
    }

    async fn used(&self) -> anyhow::Result<Used> {
        let (mut cpu, mut entries) = (Duration::ZERO, 0);
        for node in &self.nodes {
            entries += Vitals::of(node.process.id(), node.port).await?.entries;
            cpu += node.process.cpu()?;
        }
        Ok(Used { nodes: cpu, database: self.database.work()?, entries })
    }

    /// Workshops that are typed in: those of each node through that node, or through the one after it.
    async fn typed(&self, workshops: usize, detour: bool, measure: Duration) -> anyhow::Result<Values> {
        let count = self.nodes.len();
        let owners = if detour { 1 } else { count };
        let mut crowds = vec![];
        for at in 0..owners {
            let rooms = seats(self.nodes[at].tables(workshops / owners, PEOPLE).await?);
            let through = &self.nodes[(at + usize::from(detour)) % count];
            crowds.push((through, Crowd::gather(through, &rooms, 1).await?));
        }
        let phase = Phase::typing(PEOPLE, PACE, measure);
        let (begun, before) = (Instant::now(), self.used().await?);
        let measured = try_join_all(crowds.iter().map(|(node, crowd)| crowd.act(node, phase))).await?;
        let (took, after) = (begun.elapsed(), self.used().await?);
        for (_, crowd) in &crowds {
            for reason in crowd.refusals() {
                eprintln!("refused: {reason}");
            }
        }
        for (_, crowd) in crowds {
            crowd.leave().await;
        }
        Ok(values(&measured, took, before, after))
    }
}

/// All of it together; processor time over the whole time in which something happened, the warming up included.
fn values(measured: &[Measured], took: Duration, before: Used, after: Used) -> Values {
    let entries = (after.entries - before.entries).max(1) as f64;
    let micros = |time: Duration| time.as_secs_f64() * 1e6 / entries;
    let longest =
        |of: fn(&Measured) -> Duration| measured.iter().map(of).max().unwrap_or_default().as_secs_f64() * 1e3;
    let sum = |of: fn(&Measured) -> u64| measured.iter().map(of).sum::<u64>() as f64;
    let (nodes, database) =
        (after.nodes - before.nodes, after.database.cpu.saturating_sub(before.database.cpu));
    let wal = after.database.wal - before.database.wal;
    let pages = after.database.pages - before.database.pages;
    let mut values = Values::default();
    values.put("p50 ms", longest(|measured| measured.p50));
    values.put("p99 ms", longest(|measured| measured.p99));
    values.put("lost", sum(|measured| measured.missing));
    values.put("refused", sum(|measured| measured.refused));
    values.put("cut off", sum(|measured| measured.gone));
    values.put("appends/s", entries / took.as_secs_f64());
    values.put("nodes %", 100.0 * nodes.as_secs_f64() / took.as_secs_f64());
    values.put("db %", 100.0 * database.as_secs_f64() / took.as_secs_f64());
    values.put("gen %", longest(|m| m.generator * 100 / m.window.as_millis() as u32) / measured.len() as f64);
    values.put("node µs/app.", micros(nodes));
    values.put("db µs/app.", micros(database));
    values.put("WAL B/app.", wal / entries);
    values.put("no pages B", (wal - pages) / entries);
    values
}

/// All parts, one after the other.
pub async fn run(bench: &mut Bench) {
    if !Database::is_at_hand() {
        eprintln!("nodes: there is no PostgreSQL here (Debian: apt-get install postgresql)");
        return;
    }
    capacity(bench).await;
    let (places, measure) = (bench.places.clone(), bench.seconds(6.0));
    for (name, detour) in [("the owner", false), ("the other node", true)] {
        let work = async { Cluster::of(2, &places).await?.typed_by_one(10, detour, measure).await };
        bench.measure(&format!("nodes: 10 workshops through {name}"), Kind::Herringbone, work).await;
    }
    for count in [1, 2, 4] {
        let work = async { Cluster::of(count, &places).await?.typed(16, false, measure).await };
        bench.measure(&format!("nodes: 16 workshops on {count}"), Kind::Herringbone, work).await;
    }
    let boards = if bench.quick { 50 } else { 200 };
    let work = still(&places, boards);
    bench.measure(&format!("nodes: {boards} boards that are still"), Kind::Herringbone, work).await;
    let boards = if bench.quick { 200 } else { 1_000 };
    let work = reopened(&places, boards);
    bench.measure(&format!("nodes: {boards} boards after a node's death"), Kind::Herringbone, work).await;
}

/// More and more workshops on one node, until edits come too late.
async fn capacity(bench: &mut Bench) {
    let (places, measure) = (bench.places.clone(), bench.seconds(6.0));
    for workshops in [5, 10, 20, 30, 40, 50, 60, 80] {
        let work = async { Cluster::of(1, &places).await?.typed(workshops, false, measure).await };
        let name = format!("nodes: {workshops} workshops on one");
        let Some(values) = bench.measure(&name, Kind::Herringbone, work).await else { return };
        let late = values.get("p99 ms").is_none_or(|p99| p99 > BOUND.as_secs_f64() * 1e3);
        if late || values.get("lost") != Some(0.0) {
            return;
        }
    }
}

impl Cluster {
    /// The same workshops, all on the first node, through it or through the second.
    async fn typed_by_one(self, workshops: usize, detour: bool, measure: Duration) -> anyhow::Result<Values> {
        if detour {
            return self.typed(workshops, true, measure).await;
        }
        // The second node is there and idle, as it would be otherwise.
        let Self { mut nodes, database } = self;
        let idle = nodes.pop();
        let values = Self { nodes, database }.typed(workshops, false, measure).await;
        drop(idle);
        values
    }
}

/// What a socket takes of a node's memory, and what stillness costs.
async fn still(places: &Places, boards: usize) -> anyhow::Result<Values> {
    let cluster = Cluster::of(1, places).await?;
    let node = &cluster.nodes[0];
    let rooms = seats(node.tables(boards, PEOPLE).await?);
    let memory = async || {
        tokio::time::sleep(Duration::from_secs(2)).await;
        anyhow::Ok(node.process.memory()? as f64 / 1e3)
    };
    let ones: Vec<Vec<Seat>> = rooms.iter().map(|seats| seats[..1].to_vec()).collect();
    let rest: Vec<Vec<Seat>> = rooms.iter().map(|seats| seats[1..].to_vec()).collect();
    let first = Crowd::gather(node, &ones, 1).await?;
    let opened = memory().await?;
    let others = Crowd::gather(node, &rest, 1).await?;
    let all = memory().await?;
    let cpu = node.process.cpu()?;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let cpu = node.process.cpu()? - cpu;
    let socket = (all - opened) / (boards * (PEOPLE - 1)) as f64;
    let mut values = Values::default();
    values.put("sockets", (boards * PEOPLE) as f64);
    values.put("KB/socket", socket);
    values.put("RSS MB", all / 1e3);
    values.put("cpu %", 100.0 * cpu.as_secs_f64() / 4.0);
    first.leave().await;
    others.leave().await;
    Ok(values)
}

/// Connects again and again until one is let in. How often one was not.
async fn let_in(port: u16, seat: &Seat) -> (usize, Client) {
    for refused in 0.. {
        let tried = async {
            let mut client = Client::connect(port, Kind::Herringbone.dialect(), seat, false).await?;
            client.sync(0, &Known::default()).await?;
            anyhow::Ok(client)
        };
        if let Ok(client) = tried.await {
            return (refused, client);
        }
        // As the pages do at first.
        tokio::time::sleep(Duration::from_millis(fastrand::u64(250..750))).await;
    }
    unreachable!("it is tried for ever")
}

/// A node dies that has so many boards open, and somebody of each comes to the other node at once.
async fn reopened(places: &Places, boards: usize) -> anyhow::Result<Values> {
    let mut cluster = Cluster::of(2, places).await?;
    let port = cluster.nodes[0].port;
    let dialect = Kind::Herringbone.dialect();
    let tables: Vec<Table> = cluster.nodes[0].tables(boards, 1).await?;
    let filling = tables.iter().map(|table| crate::client::fill(port, dialect, &table.seats, 30, 40));
    let filling: Vec<_> = filling.collect();
    let _: Vec<u64> = stream::iter(filling).buffered(16).try_collect().await?;
    let held = tables.iter().map(|table| Client::connect(port, dialect, &table.seats[0], false));
    let held: Vec<_> = held.collect();
    let held: Vec<Client> = stream::iter(held).buffered(64).try_collect().await?;
    let (pid, port) = (cluster.nodes[1].process.id(), cluster.nodes[1].port);
    ensure!(Vitals::of(pid, port).await?.rooms == 0, "the other node has boards open");
    let (cpu, work) = (cluster.nodes[1].process.cpu()?, cluster.database.work()?);
    let died = Instant::now();
    cluster.nodes[0].process.kill();
    drop(held);
    let coming = tables.iter().map(|table| async {
        let (refused, client) = let_in(port, &table.seats[0]).await;
        (died.elapsed(), refused, client)
    });
    let back = futures_util::future::join_all(coming).await;
    let took: Vec<Duration> = back.iter().map(|(took, ..)| *took).collect();
    let first = took.iter().min().copied().unwrap_or_default();
    let percent = percentiles(took);
    let mut values = Values::default();
    values.put("first ms", first.as_secs_f64() * 1e3);
    values.put("p50 ms", percent[&50]);
    values.put("p99 ms", percent[&99]);
    values.put("all ms", percent[&100]);
    values.put(
        "refused each",
        back.iter().map(|(_, refused, _)| *refused).sum::<usize>() as f64 / boards as f64,
    );
    values.put("node cpu ms", (cluster.nodes[1].process.cpu()? - cpu).as_secs_f64() * 1e3);
    values.put("db cpu ms", cluster.database.work()?.cpu.saturating_sub(work.cpu).as_secs_f64() * 1e3);
    Ok(values)
}
