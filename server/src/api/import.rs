//! `POST /api/boards/import`: a board from a `json` export.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
};
use export::Import;
use serde::de::IgnoredAny;

use super::boards::{Made, make};
use crate::{
    access::Token,
    app::App,
    problem::{Problem, ProblemBody},
};

/// Makes a board from a `json` export. It gets a new id, new tokens and a new code.
#[utoipa::path(post, path = "/api/boards/import", tag = "boards", security(("host_key" = [])),
    request_body(content = Object, description = "What `GET /api/boards/{id}/export/json` gave."),
    responses((status = 201, description = "Made.", body = Made),
              (status = 400, description = "Not JSON.", body = ProblemBody),
              (status = 401, description = "Not the host's key.", body = ProblemBody),
              (status = 422, description = "Not an export, or something of it does not fit.", body = ProblemBody)))]
pub async fn import(
    State(app): State<App>,
    token: Token,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    token.require_host(&app)?;
    let body = body?;
    let limits = app.config.limits;
    let parsed = tokio::task::spawn_blocking(move || {
        serde_json::from_slice::<IgnoredAny>(&body).map_err(|_| Problem::broken_json())?;
        Import::parse(&body, &limits).map_err(|error| Problem::invalid(format!("{error}.")))
    });
    let import = parsed.await.map_err(Problem::internal)??;
    Ok((StatusCode::CREATED, Json(make(&app, import.into_create()).await?)))
}
