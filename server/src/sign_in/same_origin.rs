//! Whether a page of this server asked, and not one of another site: browsers send cookies with what either asks.

use axum::http::{HeaderMap, HeaderName, header};
use openidconnect::url::{Origin, Url};

/// Sent by browsers of this decade, over https and on this machine.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a page of `own` asked. A program that is no browser, and says neither, has no cookies that it did not take
/// there itself, and is refused: it has keys and tokens for that.
pub fn asked(headers: &HeaderMap, own: &Origin) -> bool {
    match headers.get(SITE) {
        Some(site) => site == "same-origin",
        None => {
            let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
            let origin = origin.and_then(|origin| Url::parse(origin).ok());
            origin.is_some_and(|origin| origin.origin() == *own && own.is_tuple())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sso_6_a_page_of_another_site_is_told_from_one_of_this_server() {
        let own = Url::parse("https://board.example/fish").unwrap().origin();
        for (site, origin, expected) in [
            (Some("same-origin"), None, true),
            (Some("same-origin"), Some("https://board.example"), true),
            (Some("same-site"), Some("https://board.example"), false),
            (Some("cross-site"), Some("https://board.example"), false),
            (Some("none"), None, false),
            (Some(""), None, false),
            (None, Some("https://board.example"), true),
            (None, Some("https://board.example:443"), true),
            (None, Some("http://board.example"), false),
            (None, Some("https://board.example:8443"), false),
            (None, Some("https://board.example.evil.example"), false),
            (None, Some("https://evil.example"), false),
            (None, Some("null"), false),
            (None, Some(""), false),
            (None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.extend(site.map(|site| (SITE, site.parse().unwrap())));
            headers.extend(origin.map(|origin| (header::ORIGIN, origin.parse().unwrap())));
            assert_eq!(asked(&headers, &own), expected, "{site:?} {origin:?}");
        }
    }
}
