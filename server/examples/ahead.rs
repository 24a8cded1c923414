//! `herringbone` by a clock that is `AHEAD_SECONDS` ahead of the machine's, for tests that span weeks: two meetings, and
//! the work between them.

use std::{process::ExitCode, sync::Arc, time::Duration};

use board::Millis;
use room::{Clock, WallClock};

/// The machine's clock, moved forward.
struct Ahead(u64);

impl Clock for Ahead {
    fn now(&self) -> Millis {
        Millis(WallClock.now().0.saturating_add(self.0))
    }

    fn passed(&self) -> Duration {
        WallClock.passed()
    }
}

fn main() -> ExitCode {
    let seconds = std::env::var("AHEAD_SECONDS").ok().and_then(|seconds| seconds.parse::<u64>().ok());
    match seconds {
        Some(seconds) => server::run_by_clock(Arc::new(Ahead(seconds.saturating_mul(1000)))),
        None => {
            eprintln!("AHEAD_SECONDS says by how many seconds the clock is ahead.");
            ExitCode::FAILURE
        }
    }
}
