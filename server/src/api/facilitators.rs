//! `POST /api/boards/{id}/facilitators`, `DELETE …/{facilitator}`: others who lead the board, each by a link of their
//! own.

use axum::{Json, extract::State, http::StatusCode};
use board::workshop::{Dismissal, Facilitator, Invite, facilitator_id};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::refusals::{Always, OfBody, OfToken};
use crate::{
    access::{self, Token},
    app::App,
    body::Unread,
    problem::{InPath, Problem, ProblemBody},
    secrets,
};

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFacilitator {
    /// What the others call them: no longer than `x-limits` says.
    #[schema(min_length = 1, pattern = r"\S")]
    name: String,
}

/// A facilitator who was invited. The token is told here and nowhere else.
#[derive(Serialize, ToSchema)]
pub struct Invited {
    /// Their id.
    facilitator: String,
    /// What lets them lead the board.
    token: String,
    /// The same as a link.
    link: String,
}

/// A facilitator with a link of their own.
#[derive(Serialize, ToSchema)]
pub struct NamedFacilitator {
    /// Their id.
    pub id: String,
    /// What the others call them.
    pub name: String,
}

/// Invites somebody to lead the board with a link of their own.
#[utoipa::path(post, path = "/api/boards/{id}/facilitators", operation_id = "invite_facilitator", tag = "board",
    params(("id" = String, Path,)), request_body = NewFacilitator, security(("token" = [])),
    responses((status = 201, description = "Invited.", body = Invited),
              OfToken,
              OfBody,
              Always,
              (status = 409, description = "The workshop is finished.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn invite(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let NewFacilitator { name } = body.json(&visitor).await?;
    let secret = secrets::token();
    let invite = Invite(Facilitator {
        name,
        token_hash: secrets::digest(&secret),
        projector_hash: secrets::digest(&secrets::projectors(&secret)),
        ..Facilitator::default()
    });
    let seq = access::act(&app, visitor.room(), invite.into()).await?;
    let link = format!("{}/facilitate/{id}#{secret}", app.url);
    Ok((StatusCode::CREATED, Json(Invited { facilitator: facilitator_id(seq), token: secret, link })))
}

/// Ends a facilitator's link. Whoever is connected by it is disconnected.
#[utoipa::path(delete, path = "/api/boards/{id}/facilitators/{facilitator}", operation_id = "dismiss_facilitator",
    tag = "board", params(("id" = String, Path,), ("facilitator" = String, Path,)), security(("token" = [])),
    responses((status = 204, description = "The link has ended."),
              OfToken,
              Always,
              (status = 409, description = "The workshop is finished.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "No facilitator is meant by that.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn dismiss(
    State(app): State<App>,
    InPath((id, facilitator)): InPath<(String, String)>,
    token: Token,
) -> Result<StatusCode, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    access::act(&app, visitor.room(), Dismissal { facilitator }.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
