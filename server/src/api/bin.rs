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
    /// Who wrote it, if the board tells that of notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
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
    let bin = visitor.read(|live| {
        let state = live.state();
        let removed = state.bin.iter().rev().map(|binned| {
            let branch = binned.fields.iter().find(|(key, _)| key == board::schema::note::BRANCH);
            let said = state.owners.get(&binned.note).map(|owner| state.attribution(owner));
            let author = said.and_then(|said| Some(said.get("author")?.as_str()?.to_owned()));
            let branch = branch.map(|(_, id)| id.clone()).unwrap_or_default();
            Removed { note: binned.note.clone(), text: binned.text.clone(), branch, author }
        });
        removed.collect()
    });
    Ok(Json(bin.await?))
}
