//! `GET /api/boards/{id}/ballot`: one's own dots, ratings and sealed notes; nobody else's.

use axum::{Json, extract::State};
use board::{Actor, workshop::Ballot};

use super::refusals::{Always, OfToken};
use crate::{
    access::Token,
    app::App,
    problem::{InPath, Problem},
};

/// The participant's own dots, ratings and sealed notes.
#[utoipa::path(get, path = "/api/boards/{id}/ballot", operation_id = "ballot", tag = "board", params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The participant's own ballots.", body = Ballot), OfToken, Always))]
pub async fn own(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Ballot>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let Actor::Participant(person) = visitor.actor.clone() else {
        return Err(Problem::not_allowed("Only participants have ballots."));
    };
    Ok(Json(visitor.read(move |live| live.state().ballot(&person)).await?))
}
