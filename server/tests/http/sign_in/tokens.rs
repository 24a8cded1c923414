//! Tokens of a provider, and of whoever would like to be one.

use std::sync::Arc;

use room::{Clock, WallClock};
use serde_json::{Value, json};

use super::{
    Scene, anna,
    keys::{Key, of_nobody, shared},
    provider::{ID, Inner, SECRET},
};

/// Signs Anna in with what a test makes of her token: whether somebody is signed in.
async fn counts(scene: &Scene, forge: impl Fn(&Inner, Value) -> String + Send + 'static) -> bool {
    scene.provider.forges(forge);
    let mut browser = scene.browser();
    let reply = scene.sign_in(&mut browser, "/", &anna()).await;
    let is_somebody = !browser.session().await["person"].is_null();
    let expected = if is_somebody { "/" } else { "/sign-in?why=failed&to=%2F" };
    assert_eq!(reply.location(), expected);
    is_somebody
}

/// Whether a token with these claims instead counts, signed as it should be.
async fn counts_with(scene: &Scene, claims: Value) -> bool {
    let forge = move |inner: &Inner, mut token: Value| {
        for (name, value) in claims.as_object().unwrap() {
            token[name] = value.clone();
            if value.is_null() {
                token.as_object_mut().unwrap().remove(name);
            }
        }
        inner.signs.lock().unwrap().sign(&token)
    };
    counts(scene, forge).await
}

#[tokio::test]
async fn sso_4_a_token_counts_whatever_key_of_the_providers_signed_it() {
    let scene = Scene::new().await;
    for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
        let key = Arc::new(Key::new(&format!("of-{algorithm}"), algorithm));
        scene.provider.takes(&key, &[&key]);
        // Keys that were not known yet are asked for once a minute.
        scene.later(61 * 1000);
        assert!(
            counts(&scene, |inner, claims| inner.signs.lock().unwrap().sign(&claims)).await,
            "{algorithm}"
        );
    }
}

#[tokio::test]
async fn sso_4_a_token_that_the_provider_did_not_sign_counts_for_nothing() {
    let scene = Scene::new().await;
    assert!(!counts(&scene, |_, claims| of_nobody(&claims)).await, "nobody signed it");
    let signed = |inner: &Inner, claims: &Value| inner.signs.lock().unwrap().sign(claims);
    let without = move |inner: &Inner, claims: Value| {
        let token = signed(inner, &claims);
        format!("{}.", token.rsplit_once('.').unwrap().0)
    };
    assert!(!counts(&scene, without).await, "the signature is missing");
    for algorithm in ["HS256", "hs256", "none", "None", "RS256", "XX"] {
        for kid in [Some("k1"), None] {
            let head = json!({ "alg": algorithm, "kid": kid, "typ": "JWT" });
            let own = head.clone();
            let by_secret = move |_: &Inner, claims: Value| shared(&own, SECRET.as_bytes(), &claims);
            assert!(!counts(&scene, by_secret).await, "the server's secret is no signature: {head}");
            let by_public = move |inner: &Inner, claims: Value| {
                let public = inner.signs.lock().unwrap().public();
                shared(&head, public.to_string().as_bytes(), &claims)
            };
            assert!(!counts(&scene, by_public).await, "everybody has the public key");
        }
    }
    let changed = move |inner: &Inner, claims: Value| {
        let honest = signed(inner, &claims);
        let mut forged = claims;
        forged["email"] = json!("boss@firm.example");
        let forged = signed(inner, &forged);
        let (head, signature) = (honest.split('.').next().unwrap(), honest.rsplit('.').next().unwrap());
        format!("{head}.{}.{signature}", forged.split('.').nth(1).unwrap())
    };
    assert!(!counts(&scene, changed).await, "the claims are others than those that were signed");
    let stranger = Arc::new(Key::new("k1", "ES256"));
    let strange = Arc::clone(&stranger);
    assert!(!counts(&scene, move |_, claims| strange.sign(&claims)).await, "another key of the same name");
    for nonsense in ["", "x", "a.b.c", "..", "e30.e30.e30", "eyJhbGciOiJSUzI1NiJ9.e30."] {
        assert!(!counts(&scene, move |_, _| nonsense.to_owned()).await, "{nonsense:?}");
    }
    assert!(counts(&scene, move |inner, claims| signed(inner, &claims)).await);
}

#[tokio::test]
async fn sso_4_a_token_is_for_this_server_of_this_provider_for_this_sign_in_and_not_over() {
    let scene = Scene::new().await;
    let now = WallClock.now().0 / 1000;
    let issuer = scene.provider.url.clone();
    for (claims, why) in [
        (json!({ "iss": "https://evil.example" }), "another provider"),
        (json!({ "iss": format!("{issuer}/") }), "another provider, by a stroke"),
        (json!({ "iss": null }), "no provider"),
        (json!({ "aud": "another-server" }), "another server"),
        (json!({ "aud": ["another-server"] }), "another server"),
        (json!({ "aud": [ID, "another-server"] }), "another server as well"),
        (json!({ "aud": [] }), "nobody"),
        (json!({ "aud": null }), "nobody"),
        (json!({ "azp": "another-server" }), "made at the wish of another server"),
        (json!({ "nonce": "of another sign-in" }), "another sign-in"),
        (json!({ "nonce": "" }), "another sign-in"),
        (json!({ "nonce": null }), "no sign-in"),
        (json!({ "exp": now - 1 }), "over"),
        (json!({ "exp": 0 }), "over"),
        (json!({ "exp": -1 }), "over"),
        (json!({ "exp": null }), "without an end"),
        (json!({ "exp": "tomorrow" }), "without an end"),
        (json!({ "sub": null }), "nobody's"),
        (json!({ "sub": "" }), "nobody's"),
        (json!({ "sub": "x".repeat(256) }), "somebody's of too long a name"),
        (json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }), "with another access token"),
    ] {
        assert!(!counts_with(&scene, claims.clone()).await, "{why}: {claims}");
    }
    // The first half of SHA-256 of "access", as the standard wants it.
    let right = "oFYf1knNtrqnhAVfBRuteQ";
    for claims in [
        json!({}),
        json!({ "aud": [ID] }),
        json!({ "azp": ID }),
        json!({ "at_hash": right }),
        json!({ "sub": "x".repeat(255) }),
        json!({ "groups": vec!["x".repeat(100); 500] }),
    ] {
        assert!(counts_with(&scene, claims.clone()).await, "{claims}");
    }
    // Its end is judged by the server's clock, as all times are.
    scene.later(301 * 1000);
    assert!(!counts_with(&scene, json!({})).await);
    assert!(counts_with(&scene, json!({ "exp": now + 400 })).await);
}

#[tokio::test]
async fn sso_4_new_keys_are_asked_for_once_a_minute_at_most() {
    let scene = Scene::new().await;
    let honest = |inner: &Inner, claims: Value| inner.signs.lock().unwrap().sign(&claims);
    assert!(counts(&scene, honest).await);
    assert_eq!(scene.provider.asked("keys"), 1);
    let new = |id: &str| Arc::new(Key::new(id, "ES256"));
    let (second, third) = (new("k2"), new("k3"));
    scene.provider.takes(&second, &[&second]);
    assert!(counts(&scene, honest).await, "the provider has a new key");
    assert!(counts(&scene, honest).await);
    assert_eq!(scene.provider.asked("keys"), 2);
    // The key before counts no more: the provider does not name it.
    assert!(!counts(&scene, |_, claims| Key::new("k1", "RS256").sign(&claims)).await);
    for _ in 0..5 {
        assert!(!counts(&scene, |_, claims| Key::new("of-nobody", "ES256").sign(&claims)).await);
    }
    scene.provider.takes(&third, &[&second, &third]);
    assert!(!counts(&scene, honest).await);
    assert_eq!(scene.provider.asked("keys"), 2, "not again so soon");
    scene.later(61 * 1000);
    assert!(counts(&scene, honest).await);
    assert_eq!(scene.provider.asked("keys"), 3);
    // A key that was withdrawn counts for an hour.
    scene.provider.takes(&third, &[&third]);
    let (one, other) = (Arc::clone(&second), second);
    assert!(counts(&scene, move |_, claims| one.sign(&claims)).await);
    scene.later(61 * 60 * 1000);
    let longer = |key: &Key, mut claims: Value| {
        claims["exp"] = json!(claims["exp"].as_u64().unwrap() + 2 * 60 * 60);
        key.sign(&claims)
    };
    assert!(!counts(&scene, move |_, claims| longer(&other, claims)).await);
    assert!(counts(&scene, move |_, claims| longer(&third, claims)).await);
}
