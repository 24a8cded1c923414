//! `GET /api/boards/{id}/people`: what the facilitator needs to see whom to remove, and what would go with them.

use axum::{Json, extract::State};
use board::PersonOverview;

use super::refusals::{Always, OfToken};
use crate::{
    access::Token,
    app::App,
    problem::{InPath, Problem},
};

/// Everybody who ever joined, with the time and the number of their causes.
#[utoipa::path(get, path = "/api/boards/{id}/people", operation_id = "people", tag = "board", params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "Everybody who ever joined, removed people included.", body = Vec<PersonOverview>), OfToken, Always))]
pub async fn list(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Vec<PersonOverview>>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    Ok(Json(visitor.read(|live| live.people()).await?))
}
