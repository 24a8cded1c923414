//! `POST /api/boards/{id}/duplicate`: a board like another one, for another workshop.

use axum::{Json, extract::State, http::StatusCode};
use board::{BoardId, live::read_document, workshop::Create};
use export::{Copied, ForFacilitators};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    boards::{Made, make},
    refusals::{Always, OfBody, OfHost},
};
use crate::{
    access::{self, Token},
    app::{App, Shared},
    body::Unread,
    problem::{InPath, Problem},
};

/// What is said of the copy. All of it may be left out, and so may the body.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Duplicate {
    /// Its title; that of the board, if it is left out.
    #[schema(min_length = 1, pattern = r"\S")]
    title: Option<String>,
    /// Whether the causes and facts go along.
    #[serde(default)]
    causes: bool,
}

/// Makes a board like this one, with new tokens and a new code. It has the goals, effect, bones, departments and agenda
/// (without dates), and, if that is wanted, the causes and facts; no people, projects, results or comments.
#[utoipa::path(post, path = "/api/boards/{id}/duplicate", operation_id = "duplicate_board", tag = "boards",
    params(("id" = String, Path,)), request_body = Duplicate, security(("host_key" = [])),
    responses((status = 201, description = "Made.", body = Made), OfHost, OfBody, Always))]
pub async fn duplicate(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let host = token.require_host(&app).await?;
    let Duplicate { title, causes } = body.json_if_any(&host).await?;
    let room = access::open_workshop(&app, &id).await?;
    let what = if causes { Copied::Causes } else { Copied::Frame };
    let create = copied(&app, room.board(), what, title).await?;
    Ok((StatusCode::CREATED, Json(make(&app, create).await?)))
}

/// What makes a copy of a board, with another title if one is given.
///
/// # Errors
/// 422 when it does not fit on a new board, or 503.
pub async fn copied(
    app: &Shared,
    board: &BoardId,
    what: Copied,
    title: Option<String>,
) -> Result<Create, Problem> {
    let read = access::read(app, board.as_str(), |live| {
        let (agenda, points) = (live.state().agenda_with_notes(), live.state().own_points());
        (live.document(), ForFacilitators { agenda, points })
    });
    let (document, kept) = read.await?;
    let (board, limits, now) = (board.clone(), app.config.limits, app.rooms.now());
    let made = tokio::task::spawn_blocking(move || {
        let (board, _) = read_document(&board, &document).map_err(Problem::internal)?;
        let mut create = export::copy(&board, kept, what, now, &limits)
            .map_err(|error| Problem::invalid(format!("The board does not fit on a new one: {error}.")))?;
        if let Some(title) = title {
            create.title = title;
            create.tidy();
            create.check(&limits).map_err(|misfit| Problem::from(misfit.refusal))?;
        }
        Ok(create)
    });
    made.await.map_err(Problem::internal)?
}
