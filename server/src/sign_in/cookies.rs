//! The two cookies: of a sign-in under way, and of whoever is signed in. Both are enciphered, so that their browsers can
//! neither read nor change them, with a key that every node of a cluster derives from what all of them know.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, CookieJar, Key, SameSite};
use serde::{Serialize, de::DeserializeOwned};

use crate::base_path;

/// Makes and reads cookies.
pub struct Cookies {
    key: Key,
    path: String,
    prefix: &'static str,
}

/// A cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Of a sign-in under way.
    Flow,
    /// Of whoever is signed in.
    Session,
}

impl Cookies {
    /// Cookies for the pages at `url`, enciphered with a key that follows from these secrets.
    pub fn new(url: &str, secrets: &[&str]) -> Self {
        let mut master = b"the cookies of single sign-on, first form".to_vec();
        for secret in secrets {
            master.extend((secret.len() as u64).to_be_bytes());
            master.extend(secret.as_bytes());
        }
        let base = base_path::of(url);
        let prefix = match (url.starts_with("https://"), base) {
            // A browser takes these only over https, and of the first kind none from another host of the same domain.
            (true, "") => "__Host-",
            (true, _) => "__Secure-",
            (false, _) => "",
        };
        let path = if base.is_empty() { "/" } else { base };
        Self { key: Key::derive_from(&master), path: path.to_owned(), prefix }
    }

    fn name(&self, which: Which) -> String {
        let name = match which {
            Which::Flow => "herringbone-sign-in",
            Which::Session => "herringbone-session",
        };
        format!("{}{name}", self.prefix)
    }

    fn made(&self, which: Which, value: String, age: Duration) -> Cookie<'static> {
        let age = cookie::time::Duration::seconds(i64::try_from(age.as_secs()).unwrap_or(i64::MAX));
        Cookie::build((self.name(which), value))
            .path(self.path.clone())
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(!self.prefix.is_empty())
            .max_age(age)
            .build()
    }

    /// The header that sets a cookie for a time.
    pub fn set(&self, which: Which, value: &impl Serialize, age: Duration) -> Option<HeaderValue> {
        let value = serde_json::to_string(value).ok()?;
        let mut jar = CookieJar::new();
        jar.private_mut(&self.key).add(self.made(which, value, age));
        HeaderValue::from_str(&jar.get(&self.name(which))?.to_string()).ok()
    }

    /// The header that removes a cookie.
    pub fn remove(&self, which: Which) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.made(which, String::new(), Duration::ZERO).to_string()).ok()
    }

    /// What a cookie says that this server, or another node of its cluster, has made. Whoever has one of a path above
    /// sends two of one name.
    pub fn read<T: DeserializeOwned>(&self, which: Which, headers: &HeaderMap) -> Option<T> {
        let name = self.name(which);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let cookies = lines.flat_map(|line| Cookie::split_parse(line.to_owned())).flatten();
        let jar = CookieJar::new();
        let own = cookies.filter(|cookie| cookie.name() == name);
        let mut plain = own.filter_map(|cookie| jar.private(&self.key).decrypt(cookie));
        plain.find_map(|cookie| serde_json::from_str(cookie.value()).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(set: &HeaderValue) -> HeaderMap {
        let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(pair).unwrap())])
    }

    #[test]
    fn sso_3_a_cookie_is_out_of_reach_of_scripts_other_sites_and_other_paths() {
        let age = Duration::from_secs(60);
        for (url, start, end) in [
            (
                "https://a.example",
                "__Host-herringbone-session=",
                "; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60",
            ),
            (
                "https://a.example/fish",
                "__Secure-herringbone-session=",
                "; HttpOnly; SameSite=Lax; Secure; Path=/fish; Max-Age=60",
            ),
            ("http://127.0.0.1:8080", "herringbone-session=", "; HttpOnly; SameSite=Lax; Path=/; Max-Age=60"),
        ] {
            let cookies = Cookies::new(url, &["a"]);
            let set = cookies.set(Which::Session, &"Anna", age).unwrap();
            let text = set.to_str().unwrap();
            assert!(text.starts_with(start) && text.ends_with(end) && !text.contains("Anna"), "{text}");
            assert_eq!(cookies.read::<String>(Which::Session, &sent(&set)).as_deref(), Some("Anna"));
            let gone = cookies.remove(Which::Session).unwrap();
            let gone = gone.to_str().unwrap();
            assert!(gone.starts_with(start) && gone.ends_with(&end.replace("=60", "=0")), "{gone}");
        }
    }

    #[test]
    fn sso_3_a_cookie_that_was_changed_or_is_anothers_says_nothing() {
        let cookies = Cookies::new("http://a.example", &["a", "bc"]);
        let set = cookies.set(Which::Session, &"Anna", Duration::from_secs(60)).unwrap();
        let headers = sent(&set);
        for others in [&["ab", "c"][..], &["a"], &["a", "bc", ""]] {
            let others = Cookies::new("http://a.example", others);
            assert_eq!(others.read::<String>(Which::Session, &headers), None);
        }
        let pair = headers[header::COOKIE].to_str().unwrap();
        // The one cookie does not pass for the other, which the same key has made.
        let renamed = pair.replace("herringbone-session", "herringbone-sign-in");
        let read = |which, line: &str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(line).unwrap())]);
            cookies.read::<String>(which, &headers)
        };
        assert_eq!(read(Which::Flow, &renamed), None);
        let (name, value) = pair.split_once('=').unwrap();
        for at in 0..value.len() {
            let mut changed = value.as_bytes().to_vec();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last letters of base64 may have bits that mean nothing.
            let same = read(Which::Session, &format!("{name}={changed}"));
            assert!(same.is_none() || at + 3 >= value.len(), "{at}");
        }
        for broken in ["", "x", "%", "=", "AAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
        {
            assert_eq!(read(Which::Session, &format!("{name}={broken}")), None, "{broken}");
        }
        // One that says nothing hides none that does.
        let both = read(Which::Session, &format!("{name}=x; other=1; {pair}"));
        assert_eq!(both.as_deref(), Some("Anna"));
    }
}
