//! `herringbone demo`: a real server, a board on it, and the workshop of [`demo`] that plays on that board.

use std::io::{self, Write};

use demo::{Board, Options};

use crate::{api, cli::DemoArgs, config::Config, serve::Server, signals::Signals, startup};

/// Runs the demo until Ctrl-C.
///
/// # Errors
/// One sentence for the person who runs it, when the demo could not start or had to stop.
pub async fn run(arguments: DemoArgs) -> Result<(), String> {
    let forgotten = tempfile::tempdir().map_err(|error| format!("No temporary directory: {error}."))?;
    let data = arguments.data.clone().unwrap_or_else(|| forgotten.path().to_owned());
    let config = Config { limits: Default::default(), ..arguments.door.config(data) };
    let bound = Server::new(config).map_err(|e| e.to_string())?.bind().await.map_err(|e| e.to_string())?;
    let signals = Signals::install().map_err(|error| format!("Signals cannot be received: {error}."))?;
    startup::ready(&bound.app(), bound.host_key());

    let (app, stop) = (bound.app(), bound.stop());
    let language = arguments.language.tag();
    let create = demo::create(language).ok_or("The demo does not speak this language.")?;
    let made = api::make(&app, create).await.map_err(|problem| format!("{problem:?}"))?;
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "facilitator: {}", made.links.facilitator);
    let _ = writeln!(out, "projector: {}", made.links.projector);
    let _ = writeln!(out, "join: {} (code {})", made.links.join, made.join_code);
    let _ = out.flush();
    drop(out);

    let board = Board {
        server: app.address,
        id: made.id,
        join_code: made.join_code,
        facilitator: made.facilitator_token,
    };
    let (people, speed, you_lead) = (arguments.people, arguments.speed, arguments.you_lead);
    let serving = tokio::spawn(bound.listen());
    let playing = tokio::spawn(demo::play(board, Options { language, people, speed, you_lead, frame: None }));
    signals.received().await;
    // People leave before the server stops, as real people would.
    playing.abort();
    let _ = playing.await;
    stop.shutdown();
    serving
        .await
        .map_err(|error| format!("{error}."))?
        .map_err(|error| format!("The server had to stop: {error}."))
}
