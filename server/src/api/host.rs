//! What the host does to a board without leading it: `POST /api/boards/{id}/open`, `POST /api/boards/{id}/archive`.

use axum::{Json, extract::State, http::StatusCode};
use board::workshop::{Archive, Facilitator, HostLink};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    boards::{Made, again},
    refusals::{Always, OfBody, OfHost},
};
use crate::{
    access::{self, Token},
    app::App,
    body::Unread,
    problem::{InPath, Problem},
    secrets,
};

/// Whether a board is laid away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Archiving {
    /// True lays it away, false takes it back.
    archived: bool,
}

/// Gives the host a link that leads the board, also a finished one. Ten such links lead a board at most; the next one
/// ends the oldest.
#[utoipa::path(post, path = "/api/boards/{id}/open", operation_id = "open_board", tag = "boards",
    params(("id" = String, Path,)), security(("host_key" = [])),
    responses((status = 201, description = "The links.", body = Made), OfHost, Always))]
pub async fn open(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<(StatusCode, Json<Made>), Problem> {
    token.require_host(&app).await?;
    let room = access::open_workshop(&app, &id).await?;
    let secret = secrets::token();
    let link = HostLink(Facilitator {
        token_hash: secrets::digest(&secret),
        projector_hash: secrets::digest(&secrets::projectors(&secret)),
        ..Facilitator::default()
    });
    access::act(&app, &room, link.into()).await?;
    let made = again(&app, &id, &secret).await?.ok_or_else(Problem::restarting)?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Lays a board away, or takes it back. The list of boards says so; nothing else of the board changes.
#[utoipa::path(post, path = "/api/boards/{id}/archive", operation_id = "archive_board", tag = "boards",
    params(("id" = String, Path,)), request_body = Archiving, security(("host_key" = [])),
    responses((status = 204, description = "Done."), OfHost, OfBody, Always))]
pub async fn archive(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<StatusCode, Problem> {
    let host = token.require_host(&app).await?;
    let Archiving { archived } = body.json(&host).await?;
    let room = access::open_workshop(&app, &id).await?;
    access::act(&app, &room, Archive::new(archived).into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
