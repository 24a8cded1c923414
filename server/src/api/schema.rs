//! `GET /api/schema/board.json`: the JSON Schema of the `json` export.

use std::sync::LazyLock;

use axum::{http::header, response::IntoResponse};
use bytes::Bytes;

use super::refusals::Always;

static SCHEMA: LazyLock<Bytes> =
    LazyLock::new(|| serde_json::to_vec_pretty(&export::schema()).expect("it is plain data").into());

/// The JSON Schema (draft 2020-12) that every `json` export keeps. It is made of the types that write the export.
#[utoipa::path(get, path = "/api/schema/board.json", operation_id = "schema", tag = "server",
    responses((status = 200, description = "The schema.", body = Object, content_type = "application/schema+json"), Always))]
pub async fn board() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "application/schema+json"), (header::CACHE_CONTROL, "max-age=300, private")];
    (headers, SCHEMA.clone())
}
