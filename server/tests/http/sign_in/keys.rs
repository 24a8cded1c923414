//! Keys of a provider, and tokens signed with them or with something else.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use ring::{
    rand::SystemRandom,
    rsa,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
        RSA_PSS_SHA256,
    },
};
use serde_json::{Value, json};
use sha2::Sha256;

/// Made for these tests alone.
const RSA: &[u8] = include_bytes!("rsa-key.der");

/// What a key is called, and what it signs with.
pub struct Key {
    pub id: String,
    kind: Kind,
}

enum Kind {
    Rsa(&'static str),
    Elliptic(EcdsaKeyPair),
    Edwards(Ed25519KeyPair),
}

pub fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn rsa_key() -> rsa::KeyPair {
    rsa::KeyPair::from_der(RSA).unwrap()
}

impl Key {
    /// A key for an algorithm of JSON Web Signature.
    pub fn new(id: &str, algorithm: &str) -> Self {
        let random = SystemRandom::new();
        let kind = match algorithm {
            "RS256" => Kind::Rsa("RS256"),
            "PS256" => Kind::Rsa("PS256"),
            "ES256" => {
                let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
                let kind = &ECDSA_P256_SHA256_FIXED_SIGNING;
                Kind::Elliptic(EcdsaKeyPair::from_pkcs8(kind, made.as_ref(), &random).unwrap())
            }
            "EdDSA" => {
                let made = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                Kind::Edwards(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap())
            }
            other => panic!("{other}"),
        };
        Self { id: id.to_owned(), kind }
    }

    fn algorithm(&self) -> &'static str {
        match &self.kind {
            Kind::Rsa(algorithm) => algorithm,
            Kind::Elliptic(_) => "ES256",
            Kind::Edwards(_) => "EdDSA",
        }
    }

    /// The key as everybody may have it.
    pub fn public(&self) -> Value {
        let mut key = match &self.kind {
            Kind::Rsa(_) => {
                let public = rsa::PublicKeyComponents::<Vec<u8>>::from(rsa_key().public());
                json!({ "kty": "RSA", "n": base64(&public.n), "e": base64(&public.e) })
            }
            Kind::Elliptic(key) => {
                let point = &key.public_key().as_ref()[1..];
                json!({ "kty": "EC", "crv": "P-256", "x": base64(&point[..32]), "y": base64(&point[32..]) })
            }
            Kind::Edwards(key) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(key.public_key().as_ref()) })
            }
        };
        key["kid"] = json!(self.id);
        key["use"] = json!("sig");
        key
    }

    /// A token of these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let text = unsigned(&json!({ "alg": self.algorithm(), "kid": self.id, "typ": "JWT" }), claims);
        let random = SystemRandom::new();
        let signature = match &self.kind {
            Kind::Rsa(algorithm) => {
                let key = rsa_key();
                let mut signature = vec![0; key.public().modulus_len()];
                let padding: &dyn ring::signature::RsaEncoding =
                    if *algorithm == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                key.sign(padding, &random, text.as_bytes(), &mut signature).unwrap();
                signature
            }
            Kind::Elliptic(key) => key.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
            Kind::Edwards(key) => key.sign(text.as_bytes()).as_ref().to_vec(),
        };
        format!("{text}.{}", base64(&signature))
    }
}

fn unsigned(head: &Value, claims: &Value) -> String {
    format!("{}.{}", base64(head.to_string().as_bytes()), base64(claims.to_string().as_bytes()))
}

/// A token that nobody signed.
pub fn of_nobody(claims: &Value) -> String {
    format!("{}.", unsigned(&json!({ "alg": "none", "typ": "JWT" }), claims))
}

/// A token signed with a secret that others have as well.
pub fn shared(head: &Value, secret: &[u8], claims: &Value) -> String {
    let text = unsigned(head, claims);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(text.as_bytes());
    format!("{text}.{}", base64(&mac.finalize().into_bytes()))
}
