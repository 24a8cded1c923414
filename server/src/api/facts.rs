//! `POST /api/boards/{id}/facts/preview`: what a spreadsheet would add to a board. Nothing is added: whoever asks applies it
//! as edits of the document.

use std::sync::Arc;

use axum::{Json, extract::State};
use board::Actor;
use export::{FactsPreview, LONGEST_SPREADSHEET};
use tokio::time::timeout;

use super::refusals::{Always, OfBody, OfToken};
use crate::{
    access::Token,
    app::App,
    body::Unread,
    problem::{InPath, Problem},
};

/// What a spreadsheet of facts would add to the board, and what of it does not fit, each with its cell. Changes nothing.
///
/// The body is the file as it is, of at most 4 MiB: cells separated by tabs as they are pasted, a CSV file in UTF-8, UTF-16 or
/// the encoding of the board's language on Windows, or an xlsx that unpacks to at most 24 MiB. At most 200,000 cells have
/// content. The content says which of them it is, whatever the `Content-Type`.
#[utoipa::path(post, path = "/api/boards/{id}/facts/preview", operation_id = "previewFacts", tag = "board",
    params(("id" = String, Path,)), security(("token" = [])),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, description = "The facts and the faults.", body = FactsPreview), OfToken, OfBody, Always))]
pub async fn preview(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<Json<FactsPreview>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    if visitor.actor != Actor::Facilitator {
        return Err(Problem::not_allowed("Only the facilitator adds facts from a file."));
    }
    let file = body.file(LONGEST_SPREADSHEET, &visitor).await?;
    let (id, document, limits) =
        visitor.read(|live| (live.state().id.clone(), live.document(), live.state().limits)).await?;
    // A workbook takes many times its length in memory while it is read, so they are read one after the other.
    let turn = timeout(app.config.stall, Arc::clone(&app.spreadsheet_turn).acquire_owned());
    let turn = turn.await.map_err(|_| Problem::busy())?.map_err(Problem::internal)?;
    let read = tokio::task::spawn_blocking(move || {
        // The turn is held until reading ends, even if the sender stops waiting.
        let _turn = turn;
        let (board, _) = board::live::read_document(&id, &document)?;
        Ok::<_, board::live::Broken>(export::read_facts(&file, &board, &limits))
    });
    Ok(Json(read.await.map_err(Problem::internal)?.map_err(Problem::internal)?))
}
