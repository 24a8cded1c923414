//! How one node shows another that it is one of the same cluster.

use std::net::IpAddr;

use axum::http::{HeaderName, HeaderValue, Method};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header in which a node signs what it hands on: the address of the caller, a number that is used once, and the
/// signature over both, the method and the target.
pub const PROOF: HeaderName = HeaderName::from_static("herringbone-piped");

/// The secret that all nodes of a cluster know. It is never sent.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

/// The fewest characters of a secret.
pub const SHORTEST: usize = 20;

impl Secret {
    /// A secret of at least `SHORTEST` characters; `None` if it is shorter.
    pub fn new(secret: &str) -> Option<Self> {
        let secret = secret.trim();
        let long = secret.chars().count() >= SHORTEST;
        let key = Hmac::new_from_slice(secret.as_bytes()).ok();
        key.filter(|_| long).map(Self)
    }

    fn signature(&self, caller: &str, once: &str, method: &Method, target: &str) -> Hmac<Sha256> {
        let mut signature = self.0.clone();
        for part in [PROOF.as_str(), caller, once, method.as_str(), target] {
            signature.update(&(part.len() as u64).to_be_bytes());
            signature.update(part.as_bytes());
        }
        signature
    }

    /// The value of the header `PROOF` for a request.
    pub fn sign(&self, caller: IpAddr, method: &Method, target: &str) -> HeaderValue {
        let (caller, once) = (caller.to_string(), crate::secrets::token());
        let signature = self.signature(&caller, &once, method, target).finalize().into_bytes();
        let proof = format!("{caller} {once} {}", URL_SAFE_NO_PAD.encode(signature));
        HeaderValue::from_str(&proof).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The caller's address, if a node of this cluster signed the request. The time that this takes tells nothing of how
    /// much of a signature was right.
    pub fn caller(&self, proof: &HeaderValue, method: &Method, target: &str) -> Option<IpAddr> {
        let proof = proof.to_str().ok()?;
        let (caller, rest) = proof.split_once(' ')?;
        let (once, signature) = rest.split_once(' ')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.signature(caller, once, method, target).verify_slice(&signature).ok()?;
        caller.parse().ok()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipe_4_a_proof_holds_for_one_caller_one_method_and_one_target() {
        let secret = Secret::new("a secret of the cluster").unwrap();
        let other = Secret::new("a secret of another one").unwrap();
        let caller: IpAddr = "203.0.113.15".parse().unwrap();
        let proof = secret.sign(caller, &Method::GET, "/api/boards/b1");
        assert_eq!(secret.caller(&proof, &Method::GET, "/api/boards/b1"), Some(caller));
        assert_eq!(secret.caller(&proof, &Method::DELETE, "/api/boards/b1"), None);
        assert_eq!(secret.caller(&proof, &Method::GET, "/api/boards/b2"), None);
        assert_eq!(other.caller(&proof, &Method::GET, "/api/boards/b1"), None);
        let text = proof.to_str().unwrap();
        for forged in [
            text.replacen("203.0.113.15", "203.0.113.16", 1),
            text[..text.len() - 2].to_owned(),
            text.replacen(' ', "  ", 1),
            String::new(),
            "203.0.113.15".into(),
            "203.0.113.15 once ".into(),
        ] {
            let forged = HeaderValue::from_str(&forged).unwrap();
            assert_eq!(secret.caller(&forged, &Method::GET, "/api/boards/b1"), None, "{forged:?}");
        }
        assert_ne!(secret.sign(caller, &Method::GET, "/"), secret.sign(caller, &Method::GET, "/"));
        assert!(!text.contains("a secret"));
    }

    #[test]
    fn pipe_4_a_secret_that_could_be_guessed_is_none() {
        assert!(Secret::new("too short a secret").is_none());
        assert!(Secret::new(&format!("short{}", " ".repeat(40))).is_none());
        assert!(Secret::new(&format!("{}\n", "x".repeat(SHORTEST))).is_some());
    }
}
