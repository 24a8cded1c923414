//! `GET /api/boards/{id}/ballot`: one's own dots, ratings and sealed notes; nobody else's.

use axum::{Json, extract::State};
use board::Actor;
use serde_json::Value;

use crate::{
    access::Token,
    app::App,
    problem::{InPath, Problem, ProblemBody},
};

/// One's own ballots: `{vote: {id, open, dots: {note: n}, left}, rating: {id, open, ratings: {note: {importance,
/// urgency}}}, sealed: [{id, branch, text}], done}`.
#[utoipa::path(get, path = "/api/boards/{id}/ballot", tag = "board", params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "One's own ballots.", body = Object),
              (status = 401, description = "No token, or not one of this board.", body = ProblemBody),
              (status = 403, description = "Only participants have ballots.", body = ProblemBody)))]
pub async fn own(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Value>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let Actor::Participant(person) = visitor.actor.clone() else {
        return Err(Problem::not_allowed("Only participants have ballots."));
    };
    Ok(Json(visitor.read(move |live| live.state().ballot(&person)).await?))
}
