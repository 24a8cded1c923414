//! `GET /api/boards/{id}/undrawn`: the characters that no font of this program has. Pictures and PDFs draw boxes for them.

use axum::{Json, extract::State};
use board::Actor;
use export::Format;

use super::refusals::{Always, OfToken};
use crate::{
    access::Token,
    app::App,
    export_pool::Person,
    problem::{InPath, Problem, ProblemBody},
};

/// The characters on the board that png and pdf draw as boxes, for whoever may export it. Counts as an export.
#[utoipa::path(get, path = "/api/boards/{id}/undrawn", operation_id = "undrawn", tag = "board",
    params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The characters, in their order.", body = Vec<String>),
              OfToken,
              Always,
              (status = 422, description = "`too-large-to-draw`: the board is not looked through at once.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 429, description = "`too-many-exports`: the asker has as many exports waiting, being made and \
                                            being sent as one may have. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 503, description = "`busy`: all together have; or the server is restarting. `Retry-After` says when \
                                            to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Vec<String>>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let participant = matches!(visitor.actor, Actor::Participant(_));
    if participant && !visitor.read(|live| live.state().finished).await? {
        return Err(Problem::not_allowed("The snapshot is for everybody once the workshop is finished."));
    }
    let place =
        app.exports.place(Person { board: visitor.room().board().clone(), actor: visitor.actor.clone() })?;
    let turn = app.exports.turn(&place, Format::Json).await?;
    let (id, document) = visitor.read(|live| (live.state().id.clone(), live.document())).await?;
    let turn = turn.weigh(document.len()).await?;
    let found = turn.make(move || {
        let (board, _) = board::live::read_document(&id, &document).map_err(|broken| broken.to_string())?;
        export::undrawn(&board).map_err(|error| error.to_string())
    });
    let found = found.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    Ok(Json(found.into_iter().map(String::from).collect()))
}
