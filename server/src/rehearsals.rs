//! Rehearsals: copies of boards on which simulated people take part, so that a facilitator can try the workshop out.
//! Nothing of a rehearsal is left when it ends, or when the server starts again.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use board::{BoardId, Millis};
use demo::{Frame, Options};
use journal::{Journal, JournalError};
use room::OpenError;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{api::Made, app::App, purpose::Purpose};

/// The most rehearsals of one server at the same time.
pub const MOST: usize = 4;

/// A rehearsal that runs.
#[derive(Clone)]
pub struct Rehearsal {
    /// Its board.
    pub made: Arc<Made>,
    /// The number of simulated people.
    pub people: u16,
    /// Whether it leads itself.
    pub watch: bool,
    /// When it ends at the latest.
    pub ends_at: Millis,
    /// Ends it.
    end: CancellationToken,
    /// Cancelled once nothing of it is left.
    gone: CancellationToken,
}

/// All rehearsals that run, by the id of the board that each is a copy of.
#[derive(Default)]
pub struct Rehearsals {
    running: Mutex<HashMap<String, Rehearsal>>,
    tasks: TaskTracker,
    /// One starts at a time, so that the second request for a board finds the first one's.
    pub starting: tokio::sync::Mutex<()>,
}

/// What a new rehearsal is like.
pub struct Wanted {
    /// The board of the rehearsal.
    pub made: Made,
    /// The language of the people.
    pub language: &'static str,
    /// The departments and bones of the board.
    pub frame: Frame,
    /// The number of people.
    pub people: u16,
    /// Whether it leads itself.
    pub watch: bool,
}

/// How many times as fast as a calm workshop people are in a rehearsal: nobody wants to wait for them.
const SPEED: f64 = 2.0;

impl Rehearsals {
    fn with<T>(&self, ask: impl FnOnce(&mut HashMap<String, Rehearsal>) -> T) -> T {
        ask(&mut self.running.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The rehearsal of a board, if one runs.
    pub fn of(&self, board: &str) -> Option<Rehearsal> {
        self.with(|running| running.get(board).cloned())
    }

    /// Whether there is no room for another one.
    pub fn full(&self) -> bool {
        self.with(|running| running.len() >= MOST)
    }

    /// Ends the rehearsal of this board, or the one that takes place on it, and waits until nothing of it is left.
    pub async fn end(&self, board: &str) {
        let of = |(of, rehearsal): &(&String, &Rehearsal)| *of == board || rehearsal.made.id == board;
        let found = self.with(|running| running.iter().find(of).map(|(_, rehearsal)| rehearsal.clone()));
        if let Some(rehearsal) = found {
            rehearsal.end.cancel();
            rehearsal.gone.cancelled().await;
        }
    }

    /// Ends all rehearsals and waits until their people have left. Their boards are deleted when the server starts again.
    pub async fn close(&self) {
        self.with(|running| running.values().for_each(|rehearsal| rehearsal.end.cancel()));
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Starts the rehearsal of a board and lists it.
    pub fn start(&self, app: &App, board: &str, wanted: Wanted) -> Rehearsal {
        let Wanted { made, language, frame, people, watch } = wanted;
        let longest = app.config.rehearsal;
        let ends_at = Millis(app.rooms.now().0 + u64::try_from(longest.as_millis()).unwrap_or(u64::MAX));
        let (end, gone) = (CancellationToken::new(), CancellationToken::new());
        let rehearsal = Rehearsal { made: Arc::new(made), people, watch, ends_at, end, gone };
        self.with(|running| running.insert(board.to_owned(), rehearsal.clone()));
        let (app, board, running) = (App::clone(app), board.to_owned(), rehearsal.clone());
        let options = Options { language, people, speed: SPEED, you_lead: !watch, frame: Some(frame) };
        self.tasks.spawn(run(app, board, running, options, longest));
        rehearsal
    }
}

/// Plays until somebody ends it or its time is over, and deletes its board.
async fn run(app: App, board: String, rehearsal: Rehearsal, options: Options, longest: Duration) {
    let made = &rehearsal.made;
    let place = demo::Board {
        server: reachable(app.address),
        id: made.id.clone(),
        join_code: made.join_code.clone(),
        facilitator: made.facilitator_token.clone(),
    };
    tokio::select! {
        () = demo::play(place, options) => {}
        () = rehearsal.end.cancelled() => {}
        () = tokio::time::sleep(longest) => {}
    }
    match app.rooms.delete(&BoardId::from(made.id.as_str())).await {
        Ok(()) | Err(OpenError::NotFound | OpenError::Stopping) => {}
        Err(error) => tracing::error!(%error, "the board of a rehearsal could not be deleted"),
    }
    app.rehearsals.with(|running| running.remove(&board));
    rehearsal.gone.cancel();
}

/// Deletes what is left of rehearsals from before the server was started.
pub async fn clear(journal: &dyn Journal) {
    let boards = journal.boards().await.unwrap_or_default();
    for board in boards.into_iter().filter(|board| Purpose::of(board) == Purpose::Rehearsal) {
        let deleted = match journal.claim(&board).await {
            Ok(claim) => journal.delete(&claim).await,
            // It runs on another node.
            Err(JournalError::Elsewhere { .. }) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = deleted {
            tracing::warn!(%error, "what is left of a rehearsal could not be deleted");
        }
    }
}

/// The address at which the server reaches itself: one that listens on all interfaces has none of its own.
fn reachable(address: SocketAddr) -> SocketAddr {
    let own = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(own, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_all_interfaces_reaches_itself() {
        for (listens, own) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.7:80", "192.0.2.7:80"),
            ("127.0.0.1:1", "127.0.0.1:1"),
        ] {
            assert_eq!(reachable(listens.parse().unwrap()), own.parse().unwrap());
        }
    }
}
