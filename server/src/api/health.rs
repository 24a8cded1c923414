//! For whoever watches the server.

use axum::{extract::State, http::header, response::IntoResponse};

use crate::app::App;

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, description = "It lives.", body = String)))]
pub async fn live() -> &'static str {
    "ok\n"
}

/// Whether it can take work.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses((status = 200, description = "It takes requests.", body = String)))]
pub async fn ready() -> &'static str {
    "ok\n"
}

/// What was counted, as Prometheus text.
#[utoipa::path(get, path = "/metrics", tag = "operation", responses((status = 200, description = "Prometheus text.", body = String)))]
pub async fn metrics(State(app): State<App>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")],
        app.metrics.text(),
    )
}
