//! What is printed when the server is ready.

use std::io::{self, IsTerminal, Write};

use crate::{cli::ServeArgs, config::Config, serve::Server};

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// One sentence, when it could not start or had to stop.
pub async fn serve(arguments: ServeArgs) -> Result<(), String> {
    let config = Config { limits: arguments.limits.limits(), ..arguments.door.config(arguments.data) };
    let bound = Server::new(config).map_err(|e| e.to_string())?.bind().await.map_err(|e| e.to_string())?;
    let _ = writeln!(io::stdout(), "listening on http://{}", bound.address());
    let _ = io::stdout().is_terminal();
    bound.listen().await.map_err(|e| e.to_string())
}
