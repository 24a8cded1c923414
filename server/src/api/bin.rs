//! `GET /api/boards/{id}/bin`: what was removed, for the facilitator to restore.

use axum::{Json, extract::State};
use board::NoteId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::Token,
    app::App,
    problem::{InPath, Problem, ProblemBody},
};

/// A removed note.
#[derive(Serialize, ToSchema)]
pub struct Removed {
    /// Its id; the command `restore` takes it.
    note: NoteId,
    /// What it said.
    text: String,
    /// The bone it hung on.
    branch: String,
}

/// The removed notes, the last one first.
#[utoipa::path(get, path = "/api/boards/{id}/bin", operation_id = "bin", tag = "board", params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The removed notes.", body = Vec<Removed>),
              (status = 403, description = "Only for the facilitator.", body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Vec<Removed>>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let bin = visitor.read(|live| live.state().bin.clone()).await?;
    let removed = bin.into_iter().rev().map(|binned| {
        let branch = binned.fields.into_iter().find(|(key, _)| key == board::schema::note::BRANCH);
        Removed { note: binned.note, text: binned.text, branch: branch.map(|(_, id)| id).unwrap_or_default() }
    });
    Ok(Json(removed.collect()))
}
