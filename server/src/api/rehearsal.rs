//! `GET`, `POST` and `DELETE /api/boards/{id}/rehearsal`: the workshop tried out on a copy, with simulated people.

use axum::{Json, extract::State, http::StatusCode};
use board::{Millis, workshop::templates::LANGUAGES};
use export::Copied;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    boards::make_as,
    copies::copied,
    links::Links,
    refusals::{Always, OfBody, OfToken},
};
use crate::{
    access::{Token, Visitor},
    app::App,
    body::Unread,
    problem::{InPath, Problem, ProblemBody},
    purpose::Purpose,
    rehearsals::{Rehearsal, Wanted},
    secrets,
};

/// What the rehearsal is to be like. All of it may be left out, and so may the body.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRehearsal {
    /// The number of simulated people; eight, if it is left out.
    #[schema(minimum = 1, maximum = 20)]
    people: Option<u16>,
    /// Whether it leads itself through the agenda, to be watched. Otherwise the sender leads.
    #[serde(default)]
    watch: bool,
}

/// A rehearsal that runs.
#[derive(Serialize, ToSchema)]
pub struct RunningRehearsal {
    /// The id of its board, a copy.
    board: String,
    /// The token that leads it.
    facilitator_token: String,
    /// The token for the screen in the room.
    projector_token: String,
    /// Links for people.
    links: Links,
    /// The number of simulated people.
    people: u16,
    /// Whether it leads itself.
    watch: bool,
    /// When it ends at the latest.
    ends_at: Millis,
}

/// The rehearsal of this board that runs.
#[utoipa::path(get, path = "/api/boards/{id}/rehearsal", operation_id = "rehearsal", tag = "board",
    params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The rehearsal; null if none runs.", body = Option<RunningRehearsal>), OfToken, Always))]
pub async fn running(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Option<RunningRehearsal>>, Problem> {
    token.authorize(&app, &id).await?.require_facilitator()?;
    Ok(Json(app.rehearsals.of(&id).map(|rehearsal| (&rehearsal).into())))
}

/// Starts a rehearsal on a copy of this board, with simulated people who write, vote and rate. If one runs already, the
/// answer is that one. It ends by itself after a while; then its board is deleted, and nothing of it is left.
#[utoipa::path(post, path = "/api/boards/{id}/rehearsal", operation_id = "start_rehearsal", tag = "board",
    params(("id" = String, Path,)), request_body = NewRehearsal, security(("token" = [])),
    responses((status = 201, description = "It runs.", body = RunningRehearsal),
              OfToken,
              OfBody,
              Always,
              (status = 409, description = "This is a rehearsal itself.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn start(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<(StatusCode, Json<RunningRehearsal>), Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let NewRehearsal { people, watch } = body.json_if_any(&visitor).await?;
    let people = people.unwrap_or(8);
    if !(1..=20).contains(&people) {
        return Err(Problem::invalid("Between 1 and 20 people take part in a rehearsal."));
    }
    if Purpose::of(&id) != Purpose::Workshop {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "not-now",
            "This is a rehearsal already; start another one from the board itself.",
        ));
    }
    let _turn = app.rehearsals.starting.lock().await;
    if let Some(running) = app.rehearsals.of(&id) {
        return Ok((StatusCode::CREATED, Json((&running).into())));
    }
    if app.rehearsals.full() {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "As many rehearsals run as this server has room for; try again when one has ended.",
        )
        .retry_after(60));
    }
    let wanted = wanted(&app, &visitor, people, watch).await?;
    let running = app.rehearsals.start(&app, &id, wanted);
    Ok((StatusCode::CREATED, Json((&running).into())))
}

async fn wanted(app: &App, visitor: &Visitor, people: u16, watch: bool) -> Result<Wanted, Problem> {
    let create = copied(app, visitor.room().board(), Copied::Causes, None).await?;
    let language = LANGUAGES.into_iter().find(|known| *known == create.language).unwrap_or("en");
    let frame = demo::Frame {
        departments: create.departments.iter().map(|department| department.id.to_string()).collect(),
        bones: create.branches.iter().map(|bone| bone.id.to_string()).collect(),
    };
    let id = Purpose::Rehearsal.fresh_id();
    let made = make_as(app, create, &id, &secrets::token()).await?;
    Ok(Wanted { made, language, frame, people, watch })
}

/// Ends the rehearsal of this board, or the rehearsal that this board is. Nothing of it is left.
#[utoipa::path(delete, path = "/api/boards/{id}/rehearsal", operation_id = "end_rehearsal", tag = "board",
    params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 204, description = "None runs any more."), OfToken, Always))]
pub async fn end(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<StatusCode, Problem> {
    token.authorize(&app, &id).await?.require_facilitator()?;
    app.rehearsals.end(&id).await;
    Ok(StatusCode::NO_CONTENT)
}

impl From<&Rehearsal> for RunningRehearsal {
    fn from(rehearsal: &Rehearsal) -> Self {
        let (made, people, watch) = (&rehearsal.made, rehearsal.people, rehearsal.watch);
        Self {
            board: made.id.clone(),
            facilitator_token: made.facilitator_token.clone(),
            projector_token: made.projector_token.clone(),
            links: made.links.clone(),
            people,
            watch,
            ends_at: rehearsal.ends_at,
        }
    }
}
