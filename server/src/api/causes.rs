//! `POST /api/boards/{id}/causes/preview`: what a CSV file or pasted lines would add to a board. Nothing is added: whoever
//! asks applies it as edits of the document.

use axum::{Json, extract::State};
use board::{Actor, BranchId};
use export::{CausesPreview, LONGEST_CAUSES};
use serde::Deserialize;
use utoipa::ToSchema;

use super::refusals::{Always, OfBody, OfToken};
use crate::{
    access::Token,
    app::App,
    body::Unread,
    problem::{InPath, Problem},
};

/// Causes as a text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Causes {
    /// A CSV file with named columns, or a list: a line each, indented lines under the one before them, the name of a bone
    /// before its causes.
    text: String,
    /// The bone of the causes that name none; the first, if it is missing.
    #[serde(default)]
    branch: Option<BranchId>,
}

/// What a text of causes would add to the board, and what of it does not fit, each with its line. Changes nothing.
#[utoipa::path(post, path = "/api/boards/{id}/causes/preview", operation_id = "previewCauses", tag = "board",
    params(("id" = String, Path,)), security(("token" = [])), request_body = Causes,
    responses((status = 200, description = "The causes and the faults.", body = CausesPreview), OfToken, OfBody, Always))]
pub async fn preview(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<Json<CausesPreview>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    if visitor.actor != Actor::Facilitator {
        return Err(Problem::not_allowed("Only the facilitator adds causes from a file."));
    }
    let causes: Causes = body.json(&visitor).await?;
    if causes.text.len() > LONGEST_CAUSES {
        return Err(Problem::too_large());
    }
    let (id, document, limits) =
        visitor.read(|live| (live.state().id.clone(), live.document(), live.state().limits)).await?;
    let read = tokio::task::spawn_blocking(move || {
        let (board, _) = board::live::read_document(&id, &document)?;
        Ok::<_, board::live::Broken>(export::read_causes(
            &causes.text,
            &board,
            causes.branch.as_ref(),
            &limits,
        ))
    });
    Ok(Json(read.await.map_err(Problem::internal)?.map_err(Problem::internal)?))
}
