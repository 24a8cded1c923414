//! The path under which the pages lie on a host that has other things as well.

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, Uri, header, uri::PathAndQuery},
    response::{IntoResponse, Response},
};
use tower::{ServiceExt, service_fn};

/// First parts of this server's own addresses. Under such a path nobody could tell whether a proxy has taken it off.
const OWN: &[&str] = &[
    "api",
    "assets",
    "auth",
    "board",
    "department",
    "facilitate",
    "healthz",
    "index.html",
    "join",
    "metrics",
    "programme",
    "project",
    "readyz",
    "server",
    "sign-in",
    "sw.js",
    "sync",
];

/// The path of an address that people use, without a closing slash: nothing, or for instance `/herringbone`.
pub fn of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |start| &rest[start..]).trim_end_matches('/')
}

/// Why pages cannot lie under this path; the end of a sentence.
pub fn fault(base: &str) -> Option<String> {
    let mut parts = base.split('/').skip(1);
    let plain = |part: &str| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
        !part.is_empty() && part != "." && part != ".." && part.bytes().all(allowed)
    };
    if !base.is_empty() && !base.split('/').skip(1).all(plain) {
        return Some(
            "a path has letters, digits, - _ . ~ only, such as https://example.org/herringbone".into(),
        );
    }
    let first = parts.next().filter(|first| OWN.contains(first))?;
    Some(format!(
        "the pages cannot lie under /{first}, which is an address of their own; choose another path"
    ))
}

/// The same routes under this path, and without it, because a proxy may have taken it off.
pub fn under(base: &str, routes: Router) -> Router {
    if base.is_empty() {
        return routes;
    }
    let base: Arc<str> = base.into();
    Router::new().fallback_service(service_fn(move |mut request: Request| {
        let (base, routes) = (Arc::clone(&base), routes.clone());
        async move {
            match stripped(request.uri(), &base) {
                Stripped::Not => routes.oneshot(request).await,
                Stripped::To(uri) => {
                    *request.uri_mut() = uri;
                    routes.oneshot(request).await
                }
                Stripped::Bare => Ok(to_slash(&base)),
            }
        }
    }))
}

#[derive(Debug, PartialEq, Eq)]
enum Stripped {
    /// It is not under the path.
    Not,
    /// It is the path itself, to which the page's addresses do not fit.
    Bare,
    /// The address without the path.
    To(Uri),
}

fn stripped(uri: &Uri, base: &str) -> Stripped {
    let Some(whole) = uri.path_and_query().map(PathAndQuery::as_str) else { return Stripped::Not };
    let Some(rest) = whole.strip_prefix(base) else { return Stripped::Not };
    match rest.as_bytes().first() {
        None | Some(b'?') => Stripped::Bare,
        Some(b'/') => rest.parse().map_or(Stripped::Not, Stripped::To),
        Some(_) => Stripped::Not,
    }
}

fn to_slash(base: &str) -> Response {
    match HeaderValue::try_from(format!("{base}/")) {
        Ok(location) => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_1_the_path_is_what_stands_behind_the_host() {
        for (url, base) in [
            ("https://a.example", ""),
            ("https://a.example/", ""),
            ("https://a.example:8443/herringbone", "/herringbone"),
            ("http://a.example/tools/herringbone/", "/tools/herringbone"),
        ] {
            assert_eq!(of(url), base, "{url}");
        }
    }

    #[test]
    fn path_1_a_path_that_could_be_mistaken_is_refused() {
        for good in ["", "/herringbone", "/tools/board", "/a.b_c~d-1", "/boards"] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in ["/board", "/api/x", "/sync", "/a//b", "/..", "/a/./b", "/a b", "/a%20b", "/ü", "/a\"b"] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn path_2_an_address_is_read_with_the_path_and_without_it() {
        let seen = |uri: &str| stripped(&uri.parse().unwrap(), "/fish");
        let to = |uri: &str| Stripped::To(uri.parse().unwrap());
        assert_eq!(seen("/fish/api/join?x=1"), to("/api/join?x=1"));
        assert_eq!(seen("/fish/"), to("/"));
        assert_eq!(seen("/fish/fish/"), to("/fish/"));
        assert_eq!(seen("/fish"), Stripped::Bare);
        assert_eq!(seen("/fish?x"), Stripped::Bare);
        for other in ["/", "/api/join", "/fisher/api", "/join/fish"] {
            assert_eq!(seen(other), Stripped::Not, "{other}");
        }
    }
}
