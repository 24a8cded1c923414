//! The web app, embedded: hashed assets that a browser keeps forever, and one page for every page address.

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use memory_serve::{CacheControl, MemoryServe};

use crate::problem::Problem;

/// The assets that the build script prepared.
static ASSETS: &[memory_serve::Asset] = include!(concat!(env!("OUT_DIR"), "/web_assets.rs"));

/// Addresses that are pages of the app; the app itself reads the rest of the address.
const PAGES: &[&str] = &["/join", "/board/{board}", "/facilitate/{board}", "/project/{board}", "/demo"];

/// Nothing is loaded from elsewhere, nothing may frame the app, and links lead away without saying from where.
/// `'unsafe-inline'` for styles only: the fishbone is drawn with style attributes.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob:; connect-src 'self' ws: wss:; font-src 'self' data:; \
                      object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The routes of the web app.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let mut assets = MemoryServe::new(ASSETS)
        .index_file(Some("/index.html"))
        .html_cache_control(CacheControl::NoCache)
        .cache_control(CacheControl::NoCache);
    for page in PAGES {
        assets = assets.add_alias(page, "/index.html");
    }
    assets.into_router()
}

/// Any other address: a problem document for programs, the app's page (which says so) for people.
pub async fn unknown(request: Request) -> Response {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_page && !request.uri().path().starts_with("/api/") {
        let page = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Herringbone</title>\
                    <p>There is nothing at this address. <a href=\"/\">Go to the start</a>.";
        return (StatusCode::NOT_FOUND, axum::response::Html(page)).into_response();
    }
    Problem::not_found().into_response()
}

/// Headers that every answer carries, and the caching of hashed assets.
pub async fn headers(request: Request, next: Next) -> Response {
    let hashed = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let success = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if hashed && success {
        headers
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    } else {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}
