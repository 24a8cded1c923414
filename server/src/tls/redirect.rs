//! Plain HTTP where https is spoken: an answer that leads there, and the header that makes browsers stay.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, uri::Authority},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

use crate::problem::Problem;

/// Where the pages are.
struct Target {
    /// The address that people use, if the operator has named one.
    public: Option<String>,
    /// The port on which https is spoken.
    port: u16,
}

/// Routes that lead every page to https.
pub fn routes(public: Option<String>, port: u16) -> Router {
    Router::new().fallback(lead).with_state(Arc::new(Target { public, port }))
}

/// Leads whoever reads to the same address over https. Whatever else was asked was sent in the clear by a program that
/// has to be told.
async fn lead(State(target): State<Arc<Target>>, request: Request) -> Response {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let location = target.origin(&request).and_then(|origin| HeaderValue::try_from(origin + path).ok());
    match location.filter(|_| reads && path.starts_with('/')) {
        Some(location) => {
            let headers =
                [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (StatusCode::PERMANENT_REDIRECT, headers).into_response()
        }
        None => Problem::new(StatusCode::FORBIDDEN, "https-only", "This server speaks https only.")
            .into_response(),
    }
}

impl Target {
    /// Scheme, host and port.
    fn origin(&self, request: &Request) -> Option<String> {
        if let Some(public) = &self.public {
            let (scheme, rest) = public.split_once("://")?;
            return Some(format!("{scheme}://{}", rest.split('/').next()?));
        }
        let asked: Authority = request.headers().get(header::HOST)?.to_str().ok()?.parse().ok()?;
        Some(match self.port {
            443 => format!("https://{}", asked.host()),
            port => format!("https://{}:{port}", asked.host()),
        })
    }
}

/// Tells browsers to speak nothing but https with this host for so long.
pub fn hsts(routes: Router, age: Duration) -> Router {
    let value = HeaderValue::try_from(format!("max-age={}", age.as_secs())).ok();
    routes.layer(middleware::from_fn(move |request: Request, next: Next| {
        let value = value.clone();
        // A browser learns it with the page; the files of the app need not repeat it.
        let hashed = request.uri().path().contains("/assets/");
        async move {
            let mut response = next.run(request).await;
            if let Some(value) = value.filter(|_| !hashed) {
                response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
            }
            response
        }
    }))
}
