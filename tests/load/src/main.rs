//! Drives the servers and says what came out. `cargo xtask bench` builds, installs and starts it.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::ensure;
use clap::Parser;
use load::{
    contestant::{Kind, Places},
    machine, report,
    scenario::{Bench, NAMES},
};
use serde_json::json;
use tokio::{
    signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    },
    task::LocalSet,
};

/// Measures Herringbone beside its neighbours, on loopback.
#[derive(Parser)]
struct Cli {
    /// Only this scenario (may be given several times).
    #[arg(long, value_name = "NAME", value_parser = NAMES)]
    scenario: Vec<String>,
    /// Only this server (may be given several times).
    #[arg(long, value_name = "NAME", value_parser = Kind::ALL.map(Kind::name))]
    server: Vec<String>,
    /// In `typing`, only a room of so many (may be given several times).
    #[arg(long, value_name = "N")]
    people: Vec<usize>,
    /// In `typing`, so many seconds: long enough to attach a profiler.
    #[arg(long, value_name = "N", default_value_t = 6.0)]
    measure: f64,
    /// Shorter and smaller: tells whether something works, and roughly how it compares.
    #[arg(long)]
    quick: bool,
    /// Nothing new is begun after so many seconds; whatever is under way ends within another 45.
    #[arg(long, default_value_t = 840)]
    seconds: u64,
    /// The built server.
    #[arg(long, env = "HERRINGBONE_BIN", default_value = "target/release/herringbone")]
    herringbone: PathBuf,
    /// Where the neighbours are installed and results go.
    #[arg(long, default_value = ".bench")]
    bench: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    machine::many_sockets();
    machine::stay_on(machine::GENERATOR)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let people = LocalSet::new();
    let mut bench = prepare(&cli)?;
    let stopped = runtime.block_on(people.run_until(async {
        let mut end = signal(SignalKind::terminate())?;
        // Whoever stops us stops the servers, too: they end with what is dropped here. What was measured stays.
        anyhow::Ok(tokio::select! {
            () = measure(&cli, &mut bench) => false,
            _ = end.recv() => true,
            _ = ctrl_c() => true,
        })
    }))?;
    drop(people);

    for scenario in &bench.shown {
        print!("{}", report::table(scenario, &bench.rows));
    }
    let claims = load::verdict(&bench.rows);
    print!("{}", report::claims(&claims));
    let about = json!({
        "cores": machine::cores(), "quick": cli.quick, "stopped": stopped,
        "load average": fs::read_to_string("/proc/loadavg").unwrap_or_default().trim(),
    });
    let results = cli.bench.join("results.json");
    fs::write(&results, format!("{:#}\n", report::json(&bench.rows, &claims, about)))?;
    println!("\nwritten to {}", results.display());
    ensure!(!stopped, "stopped before the end");
    Ok(())
}

fn prepare(cli: &Cli) -> anyhow::Result<Bench> {
    let here = std::env::current_exe()?;
    fs::create_dir_all(&cli.bench)?;
    let places = Places {
        herringbone: fs::canonicalize(&cli.herringbone).unwrap_or_else(|_| cli.herringbone.clone()),
        relay: here.with_file_name("relay"),
        bench: fs::canonicalize(&cli.bench)?,
    };
    let wanted = |kind: &Kind| cli.server.is_empty() || cli.server.iter().any(|name| name == kind.name());
    Ok(Bench {
        places,
        kinds: Kind::ALL.into_iter().filter(wanted).collect(),
        people: if cli.people.is_empty() { vec![20, 50, 200, 500] } else { cli.people.clone() },
        measure: cli.measure,
        alone: cli.scenario.len() == 1,
        quick: cli.quick,
        until: Instant::now() + Duration::from_secs(cli.seconds),
        rows: vec![],
        shown: vec![],
    })
}

async fn measure(cli: &Cli, bench: &mut Bench) {
    for name in NAMES {
        if cli.scenario.is_empty() || cli.scenario.iter().any(|wanted| wanted == name) {
            bench.run(name).await;
        }
    }
}
