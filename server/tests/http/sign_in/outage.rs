//! A provider that is away, slow, or sends what nobody wants; and people who would use it to do harm.

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use serde_json::{Value, json};
use server::sign_in::Settings;
use tokio::sync::Semaphore;

use super::{
    Scene, anna, begin,
    provider::Instead::{Flood, Gate, Redirect, Silence, Text},
};
use crate::open::KEY;

const FAILED: &str = "/sign-in?why=failed&to=%2Fserver";

/// A server that waits for no long time.
async fn impatient() -> Scene {
    Scene::with(|settings| Settings { patience: Duration::from_millis(300), ..settings }).await
}

#[tokio::test]
async fn sso_8_a_provider_that_says_nothing_useful_of_itself_signs_nobody_in_and_harms_nothing() {
    let scene = impatient().await;
    let text = |status, text: &str| Text(status, text.to_owned());
    let ok = StatusCode::OK;
    let nothing = json!({ "issuer": scene.provider.url }).to_string();
    for instead in [
        Silence,
        Flood,
        text(StatusCode::INTERNAL_SERVER_ERROR, "{}"),
        text(StatusCode::NOT_FOUND, "<html>"),
        text(ok, ""),
        text(ok, "<html>"),
        text(ok, "null"),
        text(ok, &nothing),
        text(ok, &"[".repeat(100_000)),
        Redirect(format!("{}/keys", scene.provider.url)),
    ] {
        for at in ["metadata", "keys"] {
            scene.provider.answers(at, instead.clone());
            let mut browser = scene.browser();
            let reply = browser.get("/auth/sign-in?to=/server").await;
            assert_eq!(reply.location(), FAILED);
            assert!(browser.cookies.is_empty());
            // Those with the key go on.
            assert_eq!(scene.server.get("/api/boards", KEY).await.status, 200);
            assert_eq!(browser.session().await["offered"], true);
            scene.provider.answers(at, None);
            scene.later(6 * 1000);
        }
    }
    assert!(begin(&mut scene.browser(), "/").await.starts_with(&scene.provider.url), "it is back");
}

/// What the host is told to see to.
async fn concerns(scene: &Scene) -> Vec<Value> {
    let condition = scene.server.get("/api/server/condition", KEY).await.json();
    condition["concerns"].as_array().unwrap().clone()
}

#[tokio::test]
async fn ops_2_the_host_is_told_that_the_provider_is_away_and_it_is_asked_no_more_than_is_needed_for_that() {
    let scene = impatient().await;
    assert_eq!(concerns(&scene).await, Vec::<Value>::new());
    concerns(&scene).await;
    assert_eq!(scene.provider.asked("metadata"), 1, "an answer is good for a minute");
    scene.provider.answers("metadata", Silence);
    scene.later(61 * 1000);
    assert_eq!(concerns(&scene).await, ["provider"]);
    assert_eq!(concerns(&scene).await, ["provider"]);
    assert_eq!(scene.provider.asked("metadata"), 2, "after a failure nobody asks for five seconds");
    // What is known of it serves on.
    begin(&mut scene.browser(), "/").await;
    scene.provider.answers("metadata", None);
    scene.later(6 * 1000);
    assert_eq!(concerns(&scene).await, Vec::<Value>::new());
    // Somebody who signs in finds it away before anybody looks.
    scene.provider.answers("metadata", Text(StatusCode::BAD_GATEWAY, String::new()));
    scene.later(61 * 60 * 1000);
    begin(&mut scene.browser(), "/").await;
    assert_eq!(concerns(&scene).await, ["provider"]);
}

#[tokio::test]
async fn ops_2_what_a_slow_provider_answers_after_nobody_waits_any_more_is_known_to_who_looks_next() {
    let scene = Scene::with(|settings| Settings { patience: Duration::from_secs(60), ..settings }).await;
    let gate = Arc::new(Semaphore::new(0));
    scene.provider.answers("metadata", Gate(Arc::clone(&gate)));
    assert_eq!(concerns(&scene).await, ["provider"]);
    gate.add_permits(1);
    assert_eq!(concerns(&scene).await, Vec::<Value>::new());
    assert_eq!(scene.provider.asked("metadata"), 1);
}

#[tokio::test]
async fn sso_8_a_provider_that_names_what_is_not_safe_is_none() {
    let scene = Scene::new().await;
    for (name, value) in [
        ("issuer", json!("https://evil.example")),
        ("issuer", json!(format!("{}/", scene.provider.url))),
        ("authorization_endpoint", json!("http://evil.example/authorize")),
        ("authorization_endpoint", json!("javascript:alert(1)")),
        ("token_endpoint", json!("http://10.0.0.1/token")),
        ("token_endpoint", Value::Null),
        ("userinfo_endpoint", json!("ftp://evil.example/")),
        ("end_session_endpoint", json!("javascript:alert(1)")),
        ("jwks_uri", json!("http://evil.example/keys")),
        ("jwks_uri", json!("file:///etc/passwd")),
    ] {
        let before = scene.provider.inner.metadata.lock().unwrap().clone();
        scene.provider.says(name, value.clone());
        let reply = scene.browser().get("/auth/sign-in?to=/server").await;
        assert_eq!(reply.location(), FAILED, "{name}: {value}");
        *scene.provider.inner.metadata.lock().unwrap() = before;
        scene.later(6 * 1000);
    }
    assert!(begin(&mut scene.browser(), "/").await.starts_with(&scene.provider.url));
}

#[tokio::test]
async fn sso_8_a_provider_that_fails_while_somebody_comes_back_signs_nobody_in() {
    let scene = impatient().await;
    let text = |status, text: &str| Text(status, text.to_owned());
    let words = json!({ "error": "temporarily_unavailable", "error_description": "<script>" }).to_string();
    let only = json!({ "access_token": "access", "token_type": "Bearer" }).to_string();
    for instead in [
        Silence,
        Flood,
        text(StatusCode::OK, "{}"),
        text(StatusCode::OK, &only),
        text(StatusCode::OK, "<html>"),
        text(StatusCode::BAD_GATEWAY, "<html>"),
        text(StatusCode::BAD_REQUEST, &words),
        Redirect(format!("{}/elsewhere", scene.provider.url)),
    ] {
        let mut browser = scene.browser();
        let back = scene.until_back(&mut browser, "/server", &anna()).await;
        scene.provider.answers("token", instead);
        assert_eq!(browser.get(&back).await.location(), FAILED);
        assert!(browser.cookies.is_empty());
        scene.provider.answers("token", None);
    }
    // Who it is may be said at userinfo only, and that may be away.
    let who = json!({ "sub": "1" });
    for instead in [Silence, Flood, text(StatusCode::OK, "[]"), text(StatusCode::UNAUTHORIZED, "")] {
        let mut browser = scene.browser();
        let back = scene.until_back(&mut browser, "/server", &who).await;
        scene.provider.answers("userinfo", instead);
        assert_eq!(browser.get(&back).await.location(), FAILED);
        scene.provider.answers("userinfo", None);
    }
    scene.signed_in(&anna()).await;
}

#[tokio::test]
async fn sso_8_a_provider_that_is_away_is_asked_every_five_seconds_however_many_want_to_sign_in() {
    let scene = Scene::new().await;
    scene.provider.answers("metadata", Text(StatusCode::BAD_GATEWAY, String::new()));
    let many = async || {
        let asking = (0..40).map(|_| async {
            let reply = scene.browser().get("/auth/sign-in?to=/server").await;
            assert_eq!(reply.location(), FAILED);
        });
        futures_util::future::join_all(asking).await;
    };
    many().await;
    assert_eq!(scene.provider.asked("metadata"), 1);
    scene.later(6 * 1000);
    many().await;
    assert_eq!(scene.provider.asked("metadata"), 2);
    scene.provider.answers("metadata", None);
    scene.later(6 * 1000);
    let host = scene.signed_in(&anna()).await;
    assert_eq!(scene.provider.asked("metadata"), 3);
    // Whoever is signed in stays so while it is away, and what is known of it serves on.
    scene.provider.answers("metadata", Text(StatusCode::BAD_GATEWAY, String::new()));
    scene.later(2 * 60 * 60 * 1000);
    assert_eq!(host.clone().get("/api/boards").await.status, 200);
    assert!(begin(&mut scene.browser(), "/").await.starts_with(&scene.provider.url));
    assert_eq!(scene.provider.asked("metadata"), 4);
}

#[tokio::test]
async fn sso_8_codes_that_are_none_are_counted_and_hinder_nobody() {
    let scene = Scene::new().await;
    let mut flood = scene.browser();
    let asked = begin(&mut flood, "/").await;
    let (state, ..) = scene.provider.code(&asked, &anna());
    let cookie = flood.named("-sign-in").unwrap();
    for n in 0..60 {
        // A browser that keeps the cookie of a sign-in that is over.
        flood.cookies.insert(cookie.0.clone(), cookie.1.clone());
        let reply = flood.get(&format!("/auth/callback?state={state}&code=made-up-{n}")).await;
        assert_eq!(reply.location(), "/sign-in?why=failed&to=%2F");
    }
    let host = scene.signed_in(&anna()).await;
    assert_eq!(host.clone().get("/api/boards").await.status, 200);
    let metrics = scene.server.get("/metrics", "").await.text;
    for line in ["sign_ins_total{outcome=\"failed\"} 60", "sign_ins_total{outcome=\"signed-in\"} 1"] {
        assert!(metrics.contains(&format!("herringbone_{line}\n")), "{metrics}");
    }
}

#[tokio::test]
async fn sso_8_so_many_codes_at_once_are_shown_to_the_provider_and_no_more() {
    let scene = Scene::with(|settings| Settings { patience: Duration::from_secs(60), ..settings }).await;
    let gate = Arc::new(Semaphore::new(0));
    scene.provider.answers("token", Gate(Arc::clone(&gate)));
    let mut waiting = vec![];
    for _ in 0..24 {
        let mut browser = scene.browser();
        let back = scene.until_back(&mut browser, "/server", &anna()).await;
        waiting.push(tokio::spawn(async move { browser.get(&back).await.location().to_owned() }));
    }
    scene.provider.until_asked("token", 16).await;
    // Meanwhile everything else is answered.
    for _ in 0..50 {
        assert_eq!(scene.server.get("/api/boards", KEY).await.status, 200);
    }
    assert_eq!(scene.provider.asked("token"), 16);
    gate.add_permits(1);
    scene.provider.until_asked("token", 17).await;
    gate.add_permits(23);
    for task in waiting {
        assert_eq!(task.await.unwrap(), "/server");
    }
}
