//! Answers for monitoring.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};

use super::refusals::{Always, OfKey};
use crate::{
    access::Token,
    app::App,
    condition::{self, Unready},
    problem::{Problem, ProblemBody},
};

/// Whether the process is running.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "The process is running.", body = String), Always))]
pub async fn live() -> &'static str {
    "ok\n"
}

/// Whether the server is ready: the storage answers, writes are kept, and the server is not stopping.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses((status = 200, description = "The server is ready.", body = String),
              (status = 503, description = "The server is not ready. `Retry-After` gives the time to wait.", body = ProblemBody, content_type = "application/problem+json"),
              Always))]
pub async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    let unready =
        |detail: &str| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", detail).retry_after(1);
    condition::ready(&app).await.map_err(|why| match why {
        Unready::Stopping => unready("The server is stopping."),
        Unready::NoAnswer(error) => {
            tracing::error!(%error, "the storage does not answer");
            unready("The storage does not answer.")
        }
        Unready::NotKept(error) => {
            tracing::warn!(%error, "what is written is not kept");
            unready("What is written is not kept now; the server's log says why.")
        }
    })?;
    Ok("ok\n")
}

/// The server's counters, as Prometheus text. With an operator's key, only the operator may read them.
#[utoipa::path(get, path = "/metrics", tag = "operation", security((), ("operator_key" = [])),
    responses((status = 200, description = "Prometheus text.", content((String = "text/plain"), (String = "application/openmetrics-text"))),
              OfKey,
              Always))]
pub async fn metrics(
    State(app): State<App>,
    token: Token,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    token.require_operator(&app).await?;
    let open = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/openmetrics-text"));
    let kind = if open {
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    } else {
        "text/plain; version=0.0.4; charset=utf-8"
    };
    let (is_ready, space) = (condition::ready(&app).await.is_ok(), condition::space(&app).await);
    let text = app.metrics.text(app.connections.tally(), is_ready, space);
    Ok(([(header::CONTENT_TYPE, kind)], text))
}
