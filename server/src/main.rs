//! The binary only calls the library.

use std::process::ExitCode;

#[cfg(not(debug_assertions))]
fn main() -> ExitCode {
    server::run()
}

/// A debug build can run ahead of the machine's clock by `HERRINGBONE_AHEAD` seconds, for tests that span weeks: two
/// meetings, and the work between them.
#[cfg(debug_assertions)]
fn main() -> ExitCode {
    let seconds = std::env::var("HERRINGBONE_AHEAD").ok().and_then(|seconds| seconds.parse::<u64>().ok());
    match seconds {
        Some(seconds) => server::run_by_clock(std::sync::Arc::new(ahead::Ahead(seconds))),
        None => server::run(),
    }
}

#[cfg(debug_assertions)]
mod ahead {
    use std::time::Duration;

    use board::Millis;
    use room::{Clock, WallClock};

    /// The machine's clock, so many seconds forward.
    pub struct Ahead(pub u64);

    impl Clock for Ahead {
        fn now(&self) -> Millis {
            Millis(WallClock.now().0.saturating_add(self.0.saturating_mul(1000)))
        }

        fn passed(&self) -> Duration {
            WallClock.passed()
        }
    }
}
