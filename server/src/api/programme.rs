//! `GET /api/boards/{id}/programme`: the boards that go on from one another, with their projects together.

use std::collections::{BTreeSet, VecDeque};

use axum::{Json, extract::State};
use board::workshop::day_of;
use board::{BoardId, reading::Board};
use export::{Programme, ProgrammeProject, Zone};
use room::OpenError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    keep::Retained,
    list::Listed,
    refusals::{Always, OfKey},
};
use crate::{
    access::{Token, plausible},
    app::{App, Shared},
    problem::{InPath, InQuery, Problem, ProblemBody},
};

/// The most boards of an answer. Boards that are not open are read one after the other.
const MOST: usize = 50;

/// How it is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The time zone in which days begin, by its name in the IANA database, such as `Europe/Warsaw`; `UTC` if none is given.
    time_zone: Option<String>,
}

/// Several boards of one programme.
#[derive(Serialize, ToSchema)]
pub struct ProgrammeState {
    /// The boards, each after the one that it goes on from.
    boards: Vec<ProgrammeBoard>,
    /// Their projects, each once: as the newest board that has it tells it.
    projects: Vec<ProgrammeProject>,
    /// Whether there are more boards than the 50 of this answer.
    more: bool,
}

/// A board of a programme.
#[derive(Serialize, ToSchema)]
pub struct ProgrammeBoard {
    /// The board in figures.
    #[serde(flatten)]
    board: Listed,
    /// The board that it goes on from, if that is in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    previous: Option<BoardId>,
}

/// A board as it is read for the list. None if it was deleted, or cannot be read.
async fn read(app: &Shared, id: &BoardId, today: &str) -> Result<Option<(Listed, Board)>, Problem> {
    let (overview, document) = match app.rooms.overview_with_document(id).await {
        Ok(found) => found,
        Err(OpenError::NotFound) => return Ok(None),
        Err(OpenError::Stopping) => return Err(Problem::restarting()),
        Err(error) => {
            tracing::error!(%error, board = %id, "a board could not be read for its programme");
            return Ok(None);
        }
    };
    let board = id.clone();
    let made = tokio::task::spawn_blocking(move || board::live::read_document(&board, &document));
    let (board, _) = made.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let retained = Retained::of(app, id.as_str(), overview.changed, overview.archived).await?;
    Ok(Some((Listed::of(id.to_string(), overview, retained, today), board)))
}

/// The boards of the programme that this board is of, with their projects together. Each board goes on from the one before
/// it; boards that were deleted are left out.
#[utoipa::path(get, path = "/api/boards/{id}/programme", operation_id = "programme", tag = "boards",
    params(("id" = String, Path,), Wanted), security(("host_key" = [])),
    responses((status = 200, description = "The boards and their projects.", body = ProgrammeState),
              OfKey,
              Always,
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 404, description = "There is no such board.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "There is no such time zone.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 503, description = "The boards could not be read. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn programme(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Json<ProgrammeState>, Problem> {
    token.require_host(&app).await?;
    let zone = match wanted.time_zone.as_deref() {
        Some(name) => Zone::parse(name).ok_or_else(|| {
            Problem::invalid(
                "There is no such time zone; names are those of the IANA database, such as Europe/Warsaw.",
            )
        })?,
        None => Zone::default(),
    };
    let now = app.rooms.now();
    let today = day_of(now);
    let mut first = plausible(&id).map_err(Problem::from)?;
    let mut climbed = BTreeSet::from([first.clone()]);
    let Some(mut found) = read(&app, &first, &today).await? else { return Err(Problem::no_such_board()) };
    // Up to the first board that is still there.
    while let Some(before) = found.1.previous.as_ref().map(|before| before.board.clone()) {
        if climbed.len() >= MOST || !climbed.insert(before.clone()) {
            break;
        }
        let Some(above) = read(&app, &before, &today).await? else { break };
        (first, found) = (before, above);
    }
    let (mut boards, mut together) = (vec![], Programme::default());
    let (mut seen, mut waiting) = (BTreeSet::from([first.clone()]), VecDeque::from([first.clone()]));
    let mut known = Some((first, found));
    while boards.len() < MOST
        && let Some(id) = waiting.pop_front()
    {
        let read = match known.take().filter(|(known, _)| *known == id) {
            Some((_, found)) => Some(found),
            None => read(&app, &id, &today).await?,
        };
        let Some((listed, board)) = read else { continue };
        together.add(&board, now, &zone);
        let previous = board.previous.map(|before| before.board).filter(|before| seen.contains(before));
        boards.push(ProgrammeBoard { board: listed, previous });
        waiting
            .extend(board.next.into_iter().map(|next| next.board).filter(|next| seen.insert(next.clone())));
    }
    Ok(Json(ProgrammeState { boards, projects: together.projects(), more: !waiting.is_empty() }))
}
