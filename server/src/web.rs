//! The embedded web app: hashed assets that a browser keeps for ever, and one page for every page address.

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use memory_serve::{CacheControl, MemoryServe};

use crate::problem::Problem;

/// The assets that the build script prepared.
static ASSETS: &[memory_serve::Asset] = include!(concat!(env!("OUT_DIR"), "/web_assets.rs"));

/// The app's only page.
const INDEX: &str = "/index.html";

/// Addresses of pages of the app. The app itself reads the rest of the address.
const PAGES: &[&str] = &[
    "/join",
    "/join/{code}",
    "/board/{board}",
    "/facilitate/{board}",
    "/project/{board}",
    "/department/{board}/{department}",
    "/programme/{board}",
    "/server",
];

/// The page loads nothing from elsewhere, no other page may frame it, and its links send no referrer. Styles need
/// `'unsafe-inline'`, because the fishbone is drawn with style attributes.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob:; connect-src 'self' ws: wss:; font-src 'self' data:; \
                      object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The routes of the web app.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let mut assets = MemoryServe::new(ASSETS)
        .index_file(Some(INDEX))
        .html_cache_control(CacheControl::NoCache)
        .cache_control(CacheControl::NoCache);
    for page in PAGES {
        assets = assets.add_alias(page, INDEX);
    }
    assets.into_router()
}

/// Answers at all other addresses. People get the app's page, which says that nothing is there; programs get a
/// problem document.
pub fn elsewhere() -> Router {
    let index = ASSETS.iter().position(|asset| asset.route == INDEX);
    let index: &'static [memory_serve::Asset] = index.map_or(&[], |place| &ASSETS[place..=place]);
    MemoryServe::new(index)
        .index_file(None)
        .html_cache_control(CacheControl::NoCache)
        .fallback(Some(INDEX))
        .fallback_status(StatusCode::NOT_FOUND)
        .into_router()
        .layer(middleware::from_fn(people_only))
}

async fn people_only(request: Request, next: Next) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let page = accepted.is_some_and(|accepted| accepted.contains("text/html"));
    let program = ["/api/", "/sync/", "/assets/"].iter().any(|start| request.uri().path().starts_with(start));
    if page && !program { next.run(request).await } else { Problem::not_found().into_response() }
}

/// Adds the headers of answers and the caching of hashed assets. Headers that only matter for a page are sent only
/// with pages, because a phone fetches twenty files to open a board.
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
    // The files of the app are everybody's; only how they are read matters.
    let fixed = if hashed && success { &fixed[2..3] } else { &fixed[..] };
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if hashed && success {
        headers
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        // It never changes, so nobody asks whether it has.
        headers.remove(header::ETAG);
    } else {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}
