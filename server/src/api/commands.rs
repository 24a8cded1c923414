//! `POST /api/boards/{id}/commands`: everything that is not an edit of the document.

use axum::{Json, extract::State};
use board::workshop::Command;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::Token,
    app::App,
    body::Unread,
    problem::{InPath, Problem, ProblemBody},
};

/// Where the command stands in the board's log.
#[derive(Serialize, ToSchema)]
pub struct Given {
    /// Its number; it is durable.
    seq: u64,
}

/// Gives a command; answered once it is durable.
#[utoipa::path(post, path = "/api/boards/{id}/commands", tag = "board", params(("id" = String, Path,)),
    request_body = Command, security(("token" = [])),
    responses((status = 200, description = "Done, and durable.", body = Given),
              (status = 401, description = "No token, or not one of this board.", body = ProblemBody),
              (status = 403, description = "The role does not include it.", body = ProblemBody),
              (status = 404, description = "No such board.", body = ProblemBody),
              (status = 409, description = "Not now: locked, closed, over budget, finished.", body = ProblemBody),
              (status = 422, description = "It does not fit.", body = ProblemBody)))]
pub async fn give(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<Json<Given>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let command: Command = body.json(&visitor).await?;
    if command.is_internal() {
        return Err(Problem::not_allowed("Only the server itself does this."));
    }
    Ok(Json(Given { seq: visitor.command(command).await? }))
}
