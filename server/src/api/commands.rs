//! `POST /api/boards/{id}/commands`: everything that is not an edit of the document.

use axum::{Json, extract::State};
use board::workshop::{Command, GivenCommand};
use room::join_key;
use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::{Always, OfBody, OfToken};
use crate::{
    access::Token,
    app::{App, Shared},
    body::Unread,
    problem::{InPath, Problem, ProblemBody},
    secrets,
};

/// Where the command stands in the board's log.
#[derive(Serialize, ToSchema)]
pub struct Given {
    /// Its number; it is durable. That of the last entry, if the command changes nothing.
    seq: u64,
}

/// Gives a command; answered once it is durable.
#[utoipa::path(post, path = "/api/boards/{id}/commands", tag = "board", params(("id" = String, Path,)),
    request_body = GivenCommand, security(("token" = [])),
    responses((status = 200, description = "Done, and durable.", body = Given),
              OfToken,
              OfBody,
              Always,
              (status = 409, description = "Not now: locked, closed, over budget, finished.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 429, description = "More at once than one person does. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn give(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<Json<Given>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let GivenCommand(mut command) = body.json(&visitor).await?;
    if let Command::RenewCode { code } = &mut command {
        if !code.is_empty() {
            return Err(Problem::invalid("The server makes the code; leave out `code`."));
        }
        *code = free_code(&app).await?;
    }
    Ok(Json(Given { seq: visitor.command(command).await? }))
}

/// A join code that is not in use. Codes are short, so a code may be in use; ten in a row never are by chance.
async fn free_code(app: &Shared) -> Result<String, Problem> {
    for _ in 0..10 {
        let code = secrets::join_code();
        if app.journal.find(&join_key(&code)).await.map_err(Problem::storage)?.is_none() {
            return Ok(code);
        }
    }
    Err(Problem::internal("no free join code was found"))
}
