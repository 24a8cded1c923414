//! The binary only calls the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::run()
}
