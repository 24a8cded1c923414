//! `POST /api/boards/{id}/seats/{participant}/link`: the link by which somebody takes over the seat that the
//! facilitator has kept for them.

use axum::{Json, extract::State};
use board::{ParticipantId, workshop::SeatToken};
use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::{Always, OfToken};
use crate::{
    access::{self, Token},
    app::App,
    problem::{InPath, Problem, ProblemBody},
    secrets,
};

/// A link for one person.
#[derive(Serialize, ToSchema)]
pub struct PersonalLink {
    /// Opens the board to that person. It is told here and nowhere else.
    link: String,
}

/// Makes the link of a seat. An earlier link of the same seat ends.
#[utoipa::path(post, path = "/api/boards/{id}/seats/{participant}/link", operation_id = "seat_link", tag = "board",
    params(("id" = String, Path,), ("participant" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The link.", body = PersonalLink),
              OfToken,
              Always,
              (status = 409, description = "The workshop is finished.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "Nobody on this board is meant by that.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn link(
    State(app): State<App>,
    InPath((id, participant)): InPath<(String, String)>,
    token: Token,
) -> Result<Json<PersonalLink>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let secret = secrets::token();
    let seat =
        SeatToken { participant: ParticipantId::from(participant), token_hash: secrets::digest(&secret) };
    access::act(&app, visitor.room(), seat.into()).await?;
    Ok(Json(PersonalLink { link: format!("{}/board/{id}#{secret}", app.url) }))
}
