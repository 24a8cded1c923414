//! `POST /api/boards/import`: a board from a `json` export.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use export::{Import, Report};
use serde::de::IgnoredAny;
use tokio::time::timeout;

use super::{
    boards::{Made, make},
    refusals::{Always, OfBody, OfKey},
};
use crate::{
    access::Token,
    app::App,
    body::{Unread, with_whole_numbers},
    problem::Problem,
};

/// Makes a board from a `json` export. It gets a new id, new tokens and a new code.
#[utoipa::path(post, path = "/api/boards/import", tag = "boards", security(("host_key" = [])),
    request_body(content = Report, description = "The answer of `GET /api/boards/{id}/export/json`."),
    responses((status = 201, description = "Made.", body = Made), OfKey, OfBody, Always))]
pub async fn import(
    State(app): State<App>,
    token: Token,
    body: Unread,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let host = token.require_host(&app).await?;
    // An import may take many times its length in memory while it is read. A sender that waits for another import has
    // sent only its head.
    let turn = timeout(app.config.stall, Arc::clone(&app.import_turn).acquire_owned());
    let turn = turn.await.map_err(|_| Problem::busy())?.map_err(Problem::internal)?;
    let body = body.bytes(Import::LONGEST, &host).await?;
    let limits = app.config.limits;
    let parsed = tokio::task::spawn_blocking(move || {
        // The turn is held until parsing ends, even if the sender stops waiting.
        let _turn = turn;
        serde_json::from_slice::<IgnoredAny>(&body).map_err(|_| Problem::broken_json())?;
        Import::parse(&body, &limits).or_else(|error| {
            let whole = serde_json::from_slice(&body).ok().and_then(|body| with_whole_numbers(&body));
            let again = whole.and_then(|body| Import::parse(body.to_string().as_bytes(), &limits).ok());
            again.ok_or_else(|| Problem::invalid(format!("{error}.")))
        })
    });
    let import = parsed.await.map_err(Problem::internal)??;
    Ok((StatusCode::CREATED, Json(make(&app, import.into_create()).await?)))
}
