//! A sign-in under way: what its browser has to bring back from the provider.

use std::time::Duration;

use board::Millis;
use serde::{Deserialize, Serialize};

/// How long somebody may take at the provider.
pub const LASTS: Duration = Duration::from_secs(10 * 60);

/// The longest place to lead back to, in bytes: it has to fit into a cookie.
const LONGEST_PLACE: usize = 1_000;

/// A sign-in under way, as its cookie has it.
#[derive(Serialize, Deserialize)]
pub struct Flow {
    /// What the provider brings back, so that the answer is one to this browser's question.
    pub state: String,
    /// What the token has to contain, so that it was made for this sign-in.
    pub nonce: String,
    /// What shows the provider that whoever has the code is who asked for it (PKCE).
    pub verifier: String,
    /// Where to lead afterwards, below the server's own path.
    pub to: String,
    /// Until when it can be finished.
    pub until: Millis,
}

/// A place of this server's own to lead to, below its path; `None` for anything that a browser might take for another
/// server's.
pub fn local(to: &str, base: &str) -> Option<String> {
    let allowed = |b: u8| b.is_ascii_graphic() && !b"\\#\"<>^`{|}".contains(&b);
    let below = match to.strip_prefix(base) {
        Some(below) if below.starts_with('/') => below,
        Some("") if !base.is_empty() => "/",
        _ => to,
    };
    let is_local = |path: &str| path.starts_with('/') && !path.starts_with("//");
    (to.len() <= LONGEST_PLACE && to.bytes().all(allowed) && is_local(to) && is_local(below))
        .then(|| below.to_owned())
}

#[cfg(test)]
mod tests {
    use openidconnect::url::Url;

    use super::*;

    #[test]
    fn sso_5_only_places_of_this_server_are_led_to() {
        for good in ["/", "/facilitate/b1", "/server?x=1&y=/z", "/a%20b", "/board/b1?x=http://a.example"] {
            assert_eq!(local(good, "").as_deref(), Some(good));
            assert_eq!(local(good, "/fish").as_deref(), Some(good));
            assert_eq!(local(&format!("/fish{good}"), "/fish").as_deref(), Some(good));
        }
        assert_eq!(local("/fisher", "/fish").as_deref(), Some("/fisher"));
        assert_eq!(local("/fish", "/fish").as_deref(), Some("/"));
        for bad in [
            "",
            "evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/a\r\nSet-Cookie: x=y",
            "https:evil.example",
            "https:/evil.example",
            "https://evil.example",
            "HTTPS://evil.example",
            "javascript:alert(1)",
            " /x",
            "/x y",
            "/ż",
            "/x#token",
            "/fish//evil.example",
        ] {
            assert_eq!(local(bad, "/fish"), None, "{bad:?}");
        }
        assert_eq!(local(&format!("/{}", "x".repeat(LONGEST_PLACE)), ""), None);
    }

    #[test]
    fn sso_5_a_browser_stays_where_it_is_whatever_place_is_taken() {
        let own = Url::parse("https://board.example/fish/auth/callback").unwrap();
        let pieces =
            ["/", "//", "\\", "a", "@", ":", "%2f", "%5c", ".", "..", "?", "&", "evil.example", "https:"];
        let mut taken = 0;
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    let Some(to) = local(&format!("/{one}{two}{three}"), "") else { continue };
                    let led = own.join(&to).unwrap();
                    assert_eq!(led.origin(), own.origin(), "{to}");
                    taken += 1;
                }
            }
        }
        assert!(taken > 500, "trivial: {taken}");
    }
}
