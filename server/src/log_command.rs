//! `herringbone log`: what happened on a board, in order, without secrets.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use board::{
    Actor, BoardId, Body, Edits, Entry, Millis, ParticipantId,
    live::Live,
    schema::Limits,
    workshop::{Action, Authors, Command},
};
use journal::Journal;
use serde::Serialize;

use crate::{
    cli::LogArgs,
    keep::{Place, in_words},
};

/// The bytes of entries that are in memory at once.
const PAGE: usize = 1024 * 1024;

/// Whoever is not named.
const SOMEBODY: &str = "a participant";

/// One line of the log.
#[derive(Debug, Serialize)]
struct Line {
    /// The number of the entry.
    entry: u64,
    /// When it was, in UTC.
    time: String,
    /// Who did it.
    who: String,
    /// What it was.
    what: String,
}

/// Writes what happened on a board to the standard output.
///
/// # Errors
/// One sentence for the person who asked.
pub async fn run(arguments: LogArgs) -> Result<(), String> {
    let place: Place = arguments.place.place();
    let kept = place.read().await?;
    let board = &arguments.board;
    if !kept.journal.exists(board).await.map_err(|error| format!("{error}."))? {
        return Err(format!("There is no board {board} in {place}."));
    }
    let written = write(&*kept.journal, board, arguments.json).await;
    kept.close().await.and(written)
}

async fn write(journal: &dyn Journal, board: &str, json: bool) -> Result<(), String> {
    let broken = |cause: String| format!("The board {board} cannot be read: {cause}.");
    // What the board hides at its end is hidden of its beginning, too.
    let now = room::load(journal, &BoardId::from(board), Limits::default()).await;
    let hidden_now = now.map_err(|error| broken(error.to_string()))?.live.state().authors() != Authors::Shown;
    let mut live = Live::new(BoardId::from(board), Limits::default());
    loop {
        let page =
            journal.read_some(board, live.seq(), PAGE).await.map_err(|error| broken(error.to_string()))?;
        if page.is_empty() {
            return Ok(());
        }
        for stored in page {
            let entry = Entry::decode(&stored.bytes).map_err(|error| broken(error.to_string()))?;
            let before = matches!(entry.body, Body::Edits(_)).then(|| live.clocks());
            live.replay(&entry).map_err(|error| broken(error.to_string()))?;
            let line = line(&entry, &live, &before.unwrap_or_default(), hidden_now);
            match print(&line, json) {
                // Whoever reads the output has enough.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                printed => {
                    printed.map_err(|error| format!("The standard output cannot be written: {error}."))?
                }
            }
        }
    }
}

fn print(line: &Line, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, line)?;
        writeln!(out)
    } else {
        let Line { entry, time, who, what } = line;
        let subject = if who.is_empty() { String::new() } else { format!("{who} ") };
        writeln!(out, "{time}  {entry:>6}  {subject}{what}")
    }
}

/// What an entry is, on the board as it is after it.
fn line(entry: &Entry, live: &Live, before: &BTreeMap<u64, u32>, hidden_now: bool) -> Line {
    let state = live.state();
    let hidden = hidden_now || state.authors() != Authors::Shown;
    let (who, what) = match &entry.body {
        Body::Edits(edits) => {
            (editors(edits, live, before, hidden), in_words::edits(edits.notes.len(), edits.binned.len()))
        }
        Body::Action(action, _) => {
            let who = match action {
                Action::Command(Actor::Participant(id), command) => {
                    let own =
                        matches!(command, Command::Leave | Command::SetPerson { .. } | Command::TakeSeat);
                    match in_words::names_its_giver(command) && (own || !hidden) {
                        true => in_words::person(state, id),
                        false => SOMEBODY.to_owned(),
                    }
                }
                // The facilitator may have acted for a seat.
                Action::Command(_, command) if !in_words::names_its_giver(command) => SOMEBODY.to_owned(),
                Action::Command(Actor::Facilitator, _) => "the facilitator".to_owned(),
                Action::Command(Actor::Projector, _) => "the projector".to_owned(),
                Action::Command(Actor::Server, _) => "the server".to_owned(),
                // Its words say who.
                _ => String::new(),
            };
            (who, in_words::action(action, state))
        }
    };
    Line { entry: entry.seq, time: utc(entry.at), who, what }
}

/// A moment with its milliseconds, so that all lines are alike.
fn utc(at: Millis) -> String {
    let second = export::instant(Millis(at.0 / 1_000 * 1_000));
    format!("{}.{:03}Z", second.trim_end_matches('Z'), at.0 % 1_000)
}

/// Who made a batch of edits, if each of them may be named.
fn editors(edits: &Edits, live: &Live, before: &BTreeMap<u64, u32>, hidden: bool) -> String {
    let state = live.state();
    let secret = edits.notes.iter().any(|(note, _)| {
        state.owners.get(note).is_some_and(|owner| owner.anonymous || owner.kept != Authors::Shown)
    });
    let clocks = live.clocks();
    let wrote: Vec<u64> = clocks
        .iter()
        .filter(|(client, clock)| before.get(*client) != Some(*clock))
        .map(|(client, _)| *client)
        .collect();
    let veiled = wrote.iter().any(|client| state.authors_of_client(*client) != Authors::Shown);
    let actors: BTreeSet<&Actor> = wrote.iter().filter_map(|client| state.clients.get(client)).collect();
    let people: Vec<&ParticipantId> = actors
        .iter()
        .filter_map(|actor| match actor {
            Actor::Participant(id) => Some(id),
            _ => None,
        })
        .collect();
    if people.is_empty() && actors.contains(&Actor::Facilitator) {
        return "the facilitator".to_owned();
    }
    // A batch that only removes does not say whose it is.
    if hidden || secret || veiled || people.is_empty() {
        return if people.len() > 1 { "participants".to_owned() } else { SOMEBODY.to_owned() };
    }
    let mut names: Vec<String> = people.iter().map(|id| in_words::person(state, id)).collect();
    if actors.contains(&Actor::Facilitator) {
        names.push("the facilitator".to_owned());
    }
    names.join(", ")
}
