//! Opens boards: for the holder of a token, or for what the server itself wants to read.

use board::{Actor, BoardId, Millis, live::Live};
use journal::JournalError;
use room::{OpenError, PastError, RoomHandle};

use crate::{app::Shared, pipe::Elsewhere, problem::Problem, purpose::Purpose, secrets, sign_in::SignedIn};

/// Why a board was not opened for a sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The token is not valid on this board.
    Token,
    /// The holder of the token was removed.
    Removed,
    /// The token is a facilitator's, and its holder is not signed in as somebody who may lead.
    SignIn,
    /// There is no such board.
    Board,
    /// The stored board is damaged, so it is not shown.
    Damaged,
    /// The server is stopping, or the board cannot be opened now.
    Unavailable,
    /// Another node has the board open.
    Elsewhere(Elsewhere),
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Token => Self::token_invalid(),
            Denied::Removed => Self::removed(),
            Denied::SignIn => Self::sign_in_needed(),
            Denied::Board => Self::no_such_board(),
            Denied::Damaged => Self::damaged(),
            Denied::Unavailable => Self::restarting(),
            Denied::Elsewhere(elsewhere) => Self::restarting().is_elsewhere(elsewhere),
        }
    }
}

/// Opens the board and finds the holder of the token, who may have to be signed in as well.
///
/// # Errors
/// See [`Denied`].
pub async fn enter(
    app: &Shared,
    board: &str,
    token: &str,
    signed_in: Option<&SignedIn>,
) -> Result<(RoomHandle, Actor), Denied> {
    let room = open(app, board).await?;
    let actor = room.who(&secrets::digest(token)).map_err(|denied| match denied {
        room::Denied::Unknown => Denied::Token,
        room::Denied::Removed => Denied::Removed,
    })?;
    if actor == Actor::Facilitator {
        lets_lead(app, signed_in)?;
    }
    Ok((room, actor))
}

/// Checks that whoever has a facilitator's token is signed in, where that is needed.
pub(super) fn lets_lead(app: &Shared, signed_in: Option<&SignedIn>) -> Result<(), Denied> {
    let lets = app.sign_in.as_ref().is_none_or(|sign_in| sign_in.may_lead(signed_in));
    if lets { Ok(()) } else { Err(Denied::SignIn) }
}

/// Opens the board's room.
///
/// # Errors
/// See [`Denied`]: no such board, or it cannot be opened now.
pub async fn open(app: &Shared, board: &str) -> Result<RoomHandle, Denied> {
    let board = plausible(board)?;
    app.rooms.open(&board).await.map_err(|error| not_opened(app, &board, error))
}

/// Reads a board, whichever node has it open. What that node tells is in the journal, so it need not be asked.
///
/// # Errors
/// See [`Denied`]; never that it is elsewhere.
pub async fn read<T: Send + 'static>(
    app: &Shared,
    board: &str,
    look: impl FnOnce(&Live) -> T + Send + 'static,
) -> Result<T, Denied> {
    match open(app, board).await {
        Ok(room) => room.read(look).await.map_err(|_| Denied::Unavailable),
        Err(Denied::Elsewhere(_)) => {
            let board = plausible(board)?;
            match app.rooms.at(&board, Millis(u64::MAX)).await {
                Ok(live) => Ok(look(&live)),
                Err(PastError::Open(error)) => Err(not_opened(app, &board, error)),
                Err(PastError::Before(_)) => Err(Denied::Board),
            }
        }
        Err(denied) => Err(denied),
    }
}

/// Opens the room of a board on which people work: of no template and of no rehearsal.
///
/// # Errors
/// See [`Denied`].
pub async fn open_workshop(app: &Shared, board: &str) -> Result<RoomHandle, Denied> {
    match Purpose::of(board) {
        Purpose::Workshop => open(app, board).await,
        Purpose::Template | Purpose::Rehearsal => Err(Denied::Board),
    }
}

/// A board's id, if it has the form that the server gives ids. No other form opens a board.
pub fn plausible(board: &str) -> Result<BoardId, Denied> {
    let plausible = !board.is_empty()
        && board.len() <= 64
        && board.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plausible.then(|| BoardId::from(board)).ok_or(Denied::Board)
}

pub(super) fn not_opened(app: &Shared, board: &BoardId, error: OpenError) -> Denied {
    match error {
        OpenError::NotFound => Denied::Board,
        OpenError::Stopping => Denied::Unavailable,
        OpenError::Elsewhere { address } => Denied::Elsewhere(Elsewhere(address.into())),
        error => {
            let damaged = matches!(
                error,
                OpenError::Broken(_)
                    | OpenError::Journal(JournalError::Damaged { .. } | JournalError::Unusable { .. })
            );
            if damaged {
                tracing::error!(%error, %board, "a board could not be opened");
            } else if let Some(untold) = app.not_opened.due(app.rooms.now()) {
                tracing::error!(%error, %board, untold, "a board could not be opened");
            }
            if damaged { Denied::Damaged } else { Denied::Unavailable }
        }
    }
}
