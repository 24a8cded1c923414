//! HTTP: one file per resource, with the input, the work and the answer of its routes.

mod ballot;
mod bin;
mod boards;
mod causes;
mod commands;
mod condition;
mod copies;
mod department_links;
mod department_pages;
mod document;
mod export;
mod facilitators;
mod facts;
mod health;
mod host;
mod import;
mod join;
mod keep;
mod links;
mod list;
mod names;
mod new_board;
mod next;
mod people;
mod programme;
mod recovery;
mod refusals;
mod rehearsal;
mod saved_templates;
mod schema;
mod seats;
mod server;
mod session;
mod templates;
mod undrawn;
mod webhook;

use std::{any::Any, time::Instant};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use board::schema::Limits;
use bytes::Bytes;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{app::App, base_path, pipe, problem::Problem, sign_in, sync, web};

pub(crate) use boards::{Made, make};
pub(crate) use export::SIZES;

/// The routes that the OpenAPI document describes.
fn described(limits: &Limits) -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(document::start(limits))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .routes(routes!(server::about))
        .routes(routes!(session::session))
        .routes(routes!(condition::condition))
        .routes(routes!(templates::list))
        .routes(routes!(schema::board))
        .routes(routes!(join::form))
        .routes(routes!(join::request))
        .routes(routes!(join::join))
        .routes(routes!(list::boards, boards::create))
        .routes(routes!(import::import))
        .routes(routes!(boards::state, boards::delete))
        .routes(routes!(commands::give))
        .routes(routes!(ballot::own))
        .routes(routes!(causes::preview))
        .routes(routes!(facts::preview))
        .routes(routes!(bin::list))
        .routes(routes!(people::list))
        .routes(routes!(seats::link))
        .routes(routes!(facilitators::invite))
        .routes(routes!(facilitators::dismiss))
        .routes(routes!(recovery::code))
        .routes(routes!(recovery::recover))
        .routes(routes!(export::export))
        .routes(routes!(undrawn::list))
        .routes(routes!(next::next))
        .routes(routes!(webhook::state, webhook::set, webhook::withdraw))
        .routes(routes!(webhook::test))
        .routes(routes!(programme::programme))
        .routes(routes!(department_links::list))
        .routes(routes!(department_links::make, department_links::withdraw))
        .routes(routes!(department_pages::page))
        .routes(routes!(department_pages::calendar))
        .routes(routes!(department_pages::summary))
        .routes(routes!(department_pages::summary_of_all))
        .routes(routes!(rehearsal::running, rehearsal::start, rehearsal::end))
        .routes(routes!(host::open))
        .routes(routes!(host::archive))
        .routes(routes!(keep::keep))
        .routes(routes!(copies::duplicate))
        .routes(routes!(saved_templates::list, saved_templates::save))
        .routes(routes!(saved_templates::change, saved_templates::delete))
        .routes(routes!(saved_templates::make_board))
}

/// The OpenAPI document of a server with these limits.
pub fn openapi(limits: &Limits) -> utoipa::openapi::OpenApi {
    described(limits).into_openapi()
}

/// All routes of the server.
pub fn router(app: App) -> Router {
    let base = base_path::of(&app.url).to_owned();
    let (routes, mut document) = described(&app.config.limits).split_for_parts();
    if !base.is_empty() {
        document.servers = Some(vec![utoipa::openapi::Server::new(&base)]);
    }
    // The document is serialized once: it is long, and anybody may ask for it.
    let document = Bytes::from(serde_json::to_vec(&document).expect("it is plain data"));
    let json = [(header::CONTENT_TYPE, "application/json")];
    let routes = routes
        .route("/api/openapi.json", axum::routing::get(async move || (json, document.clone())))
        .route("/sync/{board}", axum::routing::get(sync::connect))
        .merge(web::routes(&base))
        .merge(if app.sign_in.is_some() { sign_in::routes() } else { Router::new() })
        .fallback_service(web::elsewhere(&base))
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(App::clone(&app), pipe::piped))
        .layer(packed())
        .layer(middleware::from_fn(web::headers))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(App::clone(&app), counted))
        .with_state(app);
    base_path::under(&base, routes)
}

/// What supervisors ask, which needs no https: it contains no secret.
pub fn supervised(app: App) -> Router {
    let routes = OpenApiRouter::new().routes(routes!(health::live)).routes(routes!(health::ready));
    Router::from(routes).with_state(app)
}

/// Answers are compressed for clients that support it, except small ones and those that are compressed already.
fn packed() -> CompressionLayer<impl Predicate> {
    let worth = SizeAbove::new(512)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("font/"))
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/vnd."));
    CompressionLayer::new().compress_when(worth)
}

async fn wrong_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This address does not take this method.",
    )
}

fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let said =
        cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    Problem::internal(said.unwrap_or("a handler panicked")).into_response()
}

async fn counted(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    app.metrics.counts().answered(&method, route, response.status().as_u16(), started.elapsed());
    response
}
