//! `POST /api/boards/{id}/commands`: everything that is not an edit of the document.

use axum::{Json, extract::State};
use board::ParticipantId;
use board::workshop::{Command, GivenCommand, seat_id};
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

/// The place of the command in the board's log.
#[derive(Serialize, ToSchema)]
pub struct Given {
    /// The number of its entry, which is durable. If the command changes nothing, it is the number of the last entry.
    seq: u64,
    /// The person whom `add_seat` added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    participant: Option<ParticipantId>,
}

/// Performs a command. The answer comes once the command is durable.
#[utoipa::path(post, path = "/api/boards/{id}/commands", tag = "board", params(("id" = String, Path,)),
    request_body = GivenCommand, security(("token" = [])),
    responses((status = 200, description = "The command was performed and is durable.", body = Given),
              OfToken,
              OfBody,
              Always,
              (status = 409, description = "The command is not possible now: the board is locked, a vote is closed, the budget is exceeded, or the workshop is finished.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 429, description = "The person gives too many commands at once. `Retry-After` gives the time to wait.", body = ProblemBody, content_type = "application/problem+json")))]
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
    let adds_seat = matches!(command, Command::AddSeat { .. });
    let seq = visitor.command(command).await?;
    Ok(Json(Given { seq, participant: adds_seat.then(|| seat_id(seq)) }))
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
