//! The binary is a shim: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::run()
}
