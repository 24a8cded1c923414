//! How many appends a second the SQLite journal makes durable, and what one costs, with 1, 10 and 300 boards that
//! each append one edit after another. With the address of an empty PostgreSQL database it measures that instead; its own
//! processor time is not in the figures then.
//!
//! `cargo run --release -p journal --example appends [DIR] [SECONDS] [postgres://…]`
#![expect(clippy::print_stdout, reason = "it is what the program is for")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use journal::{Commit, Journal, Observer, Options, Postgres, PostgresOptions, Sqlite, Stored};

/// The size of a typed character's entry, with its attribution.
const ENTRY: usize = 150;

#[derive(Default)]
struct Groups {
    commits: AtomicU64,
    nanos: AtomicU64,
}

impl Observer for Groups {
    fn committed(&self, commit: &Commit) {
        self.commits.fetch_add(1, Relaxed);
        self.nanos.fetch_add(u64::try_from(commit.took.as_nanos()).unwrap_or(u64::MAX), Relaxed);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let under = args.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let time = Duration::from_secs(args.next().map_or(Ok(3), |seconds| seconds.parse())?);
    let database = args.next();
    println!("boards  appends/s  per commit  commit mean   answer p50   answer p99  cpu/append  file/entry");
    for boards in [1, 10, 300] {
        measure(&under, database.as_deref(), boards, time).await?;
    }
    Ok(())
}

async fn measure(
    under: &std::path::Path,
    database: Option<&str>,
    boards: usize,
    time: Duration,
) -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir_in(under)?;
    let groups = Arc::new(Groups::default());
    let observer: Arc<dyn Observer> = Arc::<Groups>::clone(&groups);
    let journal: Arc<dyn Journal> = match database {
        None => Arc::new(Sqlite::open(dir.path(), Options { observer, ..Options::default() })?),
        Some(url) => {
            Arc::new(Postgres::open(url, PostgresOptions { observer, ..PostgresOptions::default() }).await?)
        }
    };
    let names: Vec<_> = (0..boards).map(|board| format!("board-{boards}-{board}")).collect();
    for name in &names {
        journal.create(name, &[], vec![]).await?;
    }
    let before = (groups.commits.load(Relaxed), groups.nanos.load(Relaxed), cpu());
    let end = Instant::now() + time;
    let tasks: Vec<_> = names
        .into_iter()
        .map(|name| {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move {
                let mut took = Vec::new();
                let claim = journal.claim(&name).await?;
                for seq in 1.. {
                    let began = Instant::now();
                    if began >= end {
                        break;
                    }
                    journal.append(&claim, vec![Stored::new(seq, vec![b'x'; ENTRY])]).await?;
                    took.push(began.elapsed());
                }
                Ok::<_, journal::JournalError>(took)
            })
        })
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await??);
    }
    let spent = cpu().saturating_sub(before.2);
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    let commits = groups.commits.load(Relaxed) - before.0;
    let commit = Duration::from_nanos((groups.nanos.load(Relaxed) - before.1) / commits.max(1));
    journal.close().await?;
    let file = std::fs::metadata(dir.path().join("boards.sqlite")).map_or(0, |file| file.len());
    println!(
        "{boards:6}  {:9.0}  {:10.1}  {:>11.1?}  {:>11.1?}  {:>11.1?}  {:>10.1?}  {:8} B",
        took.len() as f64 / time.as_secs_f64(),
        took.len() as f64 / commits as f64,
        commit,
        at(0.5),
        at(0.99),
        spent / u32::try_from(took.len())?,
        file / took.len() as u64,
    );
    Ok(())
}

/// Processor time of this process so far, where the system tells.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: u64 = stat.split_whitespace().skip(13).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
