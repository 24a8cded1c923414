//! `herringbone demo`.

use crate::cli::DemoArgs;

/// Runs the demo.
pub async fn run(_arguments: DemoArgs) -> Result<(), String> {
    Ok(())
}
