//! `GET /api/boards/{id}/ballot`: one's own dots, ratings and sealed notes; nobody else's.

use axum::{Json, extract::State};
use board::{Actor, ParticipantId, workshop::Ballot};
use serde::Deserialize;
use utoipa::IntoParams;

use super::refusals::{Always, OfToken};
use crate::{
    access::Token,
    app::App,
    problem::{InPath, InQuery, Problem, ProblemBody},
};

/// Whose ballots.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Whose {
    /// A seat without a device, for which the facilitator asks.
    #[param(rename = "for")]
    #[serde(rename = "for")]
    seat: Option<String>,
}

/// The participant's own dots, ratings and sealed notes; for the facilitator, those of a seat without a device.
#[utoipa::path(get, path = "/api/boards/{id}/ballot", operation_id = "ballot", tag = "board", params(("id" = String, Path,), Whose), security(("token" = [])),
    responses((status = 200, description = "The participant's own ballots.", body = Ballot), OfToken, Always,
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn own(
    State(app): State<App>,
    InPath(id): InPath<String>,
    InQuery(Whose { seat }): InQuery<Whose>,
    token: Token,
) -> Result<Json<Ballot>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let (person, seat) = match (visitor.actor.clone(), seat) {
        (Actor::Participant(person), None) => (person, false),
        (Actor::Facilitator, Some(seat)) => (ParticipantId::from(seat), true),
        _ => return Err(Problem::not_allowed("Only participants have ballots, and seats without a device.")),
    };
    let ballot = visitor.read(move |live| {
        let state = live.state();
        let theirs = !seat || state.people.get(&person).is_some_and(|person| person.seat && !person.removed);
        theirs.then(|| state.ballot(&person))
    });
    let ballot = ballot
        .await?
        .ok_or_else(|| Problem::not_allowed("This person has a device; only they see their ballot."))?;
    Ok(Json(ballot))
}
