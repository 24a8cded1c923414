//! The binary only calls the library.

use std::process::ExitCode;

#[cfg(not(debug_assertions))]
fn main() -> ExitCode {
    server::run()
}

/// A debug build can be another one, for tests. `HERRINGBONE_AHEAD` is by how many seconds its clock is ahead of the
/// machine's: for two meetings and the work between them, or for a node whose clock is wrong. `HERRINGBONE_ENTRY_FORM` is
/// the newest form of entries that it says to other nodes that it reads: for the release before, beside this one.
#[cfg(debug_assertions)]
fn main() -> ExitCode {
    use std::sync::Arc;

    let ahead = number("HERRINGBONE_AHEAD").unwrap_or(0);
    let form = number("HERRINGBONE_ENTRY_FORM").and_then(|form| u8::try_from(form).ok());
    server::run_as(Arc::new(ahead::Ahead(ahead)), form.unwrap_or(board::Form::NEWEST.number()))
}

#[cfg(debug_assertions)]
fn number(variable: &str) -> Option<i64> {
    std::env::var(variable).ok().and_then(|number| number.parse().ok())
}

#[cfg(debug_assertions)]
mod ahead {
    use std::time::Duration;

    use board::Millis;
    use room::{Clock, WallClock};

    /// The machine's clock, so many seconds forward.
    pub struct Ahead(pub i64);

    impl Clock for Ahead {
        fn now(&self) -> Millis {
            Millis(WallClock.now().0.saturating_add_signed(self.0.saturating_mul(1000)))
        }

        fn passed(&self) -> Duration {
            WallClock.passed()
        }
    }
}
