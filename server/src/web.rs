//! The embedded web app: hashed assets that a browser keeps for ever, and one page for every page address.

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use memory_serve::{CacheControl, MemoryServe};

use crate::{problem::Problem, secrets};

/// The assets that the build script prepared.
static ASSETS: &[memory_serve::Asset] = include!(concat!(env!("OUT_DIR"), "/web_assets.rs"));

/// The app's only page.
const INDEX: &str = "/index.html";

/// The page as it was built, for a host of its own: its addresses begin with a slash.
const PAGE: &str = include_str!(concat!(env!("OUT_DIR"), "/web/index.html"));

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
    "/sign-in",
];

/// The page loads nothing from elsewhere, no other page may frame it, and its links send no referrer. Styles need
/// `'unsafe-inline'`, because the fishbone is drawn with style attributes.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob:; connect-src 'self' ws: wss:; font-src 'self' data:; \
                      object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The routes of the web app, whose addresses begin with `base`.
pub fn routes<S: Clone + Send + Sync + 'static>(base: &str) -> Router<S> {
    if !base.is_empty() {
        return routes_under(base);
    }
    let mut assets = MemoryServe::new(ASSETS)
        .index_file(Some(INDEX))
        .html_cache_control(CacheControl::NoCache)
        .cache_control(CacheControl::NoCache);
    for page in PAGES {
        assets = assets.add_alias(page, INDEX);
    }
    assets.into_router()
}

fn routes_under<S: Clone + Send + Sync + 'static>(base: &str) -> Router<S> {
    let index = ASSETS.iter().position(|asset| asset.route == INDEX).unwrap_or(ASSETS.len());
    let others = [&ASSETS[..index], ASSETS.get(index + 1..).unwrap_or(&[])];
    let mut routes = Router::new();
    for assets in others.into_iter().filter(|assets| !assets.is_empty()) {
        let assets = MemoryServe::new(assets).index_file(None).cache_control(CacheControl::NoCache);
        routes = routes.merge(assets.into_router());
    }
    let page = Page::under(base);
    for address in ["/", INDEX].iter().chain(PAGES) {
        let page = page.clone();
        routes = routes.route(address, get(async move |headers: HeaderMap| page.answer(&headers)));
    }
    routes
}

/// The page of an app that lies under a path.
#[derive(Clone)]
struct Page {
    text: Bytes,
    etag: HeaderValue,
}

impl Page {
    fn under(base: &str) -> Self {
        let root = format!("<html data-root=\"{base}\"");
        let text = PAGE.replace("=\"/assets/", &format!("=\"{base}/assets/")).replacen("<html", &root, 1);
        let etag = format!("\"{}\"", secrets::digest(&text));
        let etag = HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static("\"\""));
        Self { text: text.into(), etag }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let fresh = [(header::ETAG, self.etag.clone()), (header::CACHE_CONTROL, NO_CACHE)];
        if headers.get(header::IF_NONE_MATCH) == Some(&self.etag) {
            return (StatusCode::NOT_MODIFIED, fresh).into_response();
        }
        (fresh, Html(self.text.clone())).into_response()
    }
}

/// The page is asked for again each time, and not sent if it is the same.
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers at all other addresses. People get the app's page, which says that nothing is there; programs get a
/// problem document.
pub fn elsewhere(base: &str) -> Router {
    if !base.is_empty() {
        let page = Page::under(base);
        let answer = get(async move |headers: HeaderMap| {
            let mut answer = page.answer(&headers);
            *answer.status_mut() = StatusCode::NOT_FOUND;
            answer
        });
        return Router::new().fallback_service(answer).layer(middleware::from_fn(people_only));
    }
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
