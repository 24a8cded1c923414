//! HTTP: one file per resource, each with what it reads, what it does and what it answers.

mod health;

use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{app::App, web};

/// The description that the generated document starts from.
#[derive(OpenApi)]
#[openapi(info(title = "Herringbone", description = "A live fishbone workshop."))]
struct Description;

/// All routes of the server.
pub fn router(app: App) -> Router {
    let (described, openapi) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .split_for_parts();
    let document = axum::Json(openapi);
    described
        .route("/api/openapi.json", axum::routing::get(async move || document.clone()))
        .merge(web::routes())
        .fallback(web::unknown)
        .layer(middleware::from_fn(web::headers))
        .with_state(app)
}
