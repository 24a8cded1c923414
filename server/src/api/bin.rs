//! `GET /api/boards/{id}/bin`: what was removed, for the facilitator to restore.

use axum::{Json, extract::State};
use board::workshop::RemovedNote;

use super::refusals::{Always, OfToken};
use crate::{
    access::Token,
    app::App,
    problem::{InPath, Problem},
};

/// The removed notes, the one removed last first.
#[utoipa::path(get, path = "/api/boards/{id}/bin", operation_id = "bin", tag = "board", params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The removed notes.", body = Vec<RemovedNote>), OfToken, Always))]
pub async fn list(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Vec<RemovedNote>>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    Ok(Json(visitor.read(|live| live.state().removed_notes()).await?))
}
