//! Who may host, and what a host's cookie opens.

use serde_json::{Value, json};
use server::sign_in::Settings;

use super::{
    Scene, anna, begin,
    browser::{Browser, OWN, Reply},
    path_of, settings,
};
use crate::open::KEY;

fn titled(title: &str) -> Value {
    json!({ "title": title, "template": "cx-5m", "effect": "Late starts" })
}

/// The id of a board that was made.
fn made(reply: &Reply) -> String {
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn sso_2_only_whom_the_lists_name_is_let_in() {
    let lists = |settings| Settings {
        hosts: "boss@other.example,@firm.example,group:Board hosts".parse().unwrap(),
        ..settings
    };
    let scene = Scene::with(lists).await;
    let by = |claims: Value| {
        let mut who = json!({ "sub": "1", "name": "X" });
        who.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        who
    };
    for (claims, is_let_in) in [
        (json!({ "email": "anna@firm.example", "email_verified": true }), true),
        (json!({ "email": "ANNA@Firm.Example", "email_verified": true }), true),
        (json!({ "email": "boss@other.example", "email_verified": true }), true),
        (json!({ "email": "anna@other.example", "email_verified": true, "groups": ["Board hosts"] }), true),
        (json!({ "groups": "Board hosts" }), true),
        (json!({ "groups": ["a", 1, null, "Board hosts"] }), true),
        // An address that the provider has not verified is anybody's.
        (json!({ "email": "anna@firm.example", "email_verified": false }), false),
        (json!({ "email": "anna@firm.example" }), false),
        (json!({ "email": "anna@firm.example", "email_verified": "false" }), false),
        (json!({ "email": "anna@sub.firm.example", "email_verified": true }), false),
        (json!({ "email": "anna@other.example", "email_verified": true }), false),
        (json!({ "email": "anna@firm.example@evil.example", "email_verified": true }), false),
        (json!({ "email": "@firm.example ", "email_verified": true }), false),
        (json!({ "groups": ["board hosts", "Board hosts "] }), false),
        (json!({ "groups": { "Board hosts": true } }), false),
        (json!({ "preferred_username": "anna@firm.example", "email_verified": true }), false),
        (json!({}), false),
    ] {
        *scene.provider.inner.userinfo.lock().unwrap() = Some(json!({ "sub": "1" }));
        let mut browser = scene.browser();
        let reply = scene.sign_in(&mut browser, "/server", &by(claims.clone())).await;
        let expected = if is_let_in { "/server" } else { "/sign-in?why=not-allowed&to=%2Fserver" };
        assert_eq!(reply.location(), expected, "{claims}");
        assert_eq!(browser.session().await["person"]["host"], json!(is_let_in.then_some(true)), "{claims}");
        let status = browser.post("/api/boards", &titled("Test")).await.status;
        assert_eq!(status, if is_let_in { 201 } else { 401 }, "{claims}");
    }
}

#[tokio::test]
async fn sso_2_the_lists_count_as_they_are_and_not_as_they_were() {
    let scene = Scene::new().await;
    let anna = scene.signed_in(&anna()).await;
    let data = tempfile::tempdir().unwrap();
    for (hosts, is_host) in [("bob@firm.example", false), ("anna@firm.example", true)] {
        let sign_in = Some(settings(&scene.provider, hosts));
        let config = server::Config { sign_in, ..crate::open::config(data.path()) };
        let server = crate::open::open_with(config).await;
        let mut browser = anna.at(server.address);
        let who = browser.session().await["person"].clone();
        assert_eq!((&who["name"], &who["host"]), (&json!("Anna"), &json!(is_host)));
        let reply = browser.get("/api/boards").await;
        if is_host {
            assert_eq!(reply.status, 200);
        } else {
            assert_eq!(reply.problem(), (403, "not-allowed".into()));
        }
        server.end().await;
    }
}

#[tokio::test]
async fn sso_6_a_hosts_cookie_opens_what_the_hosts_key_opens() {
    let scene = Scene::new().await;
    let mut host = scene.signed_in(&anna()).await;
    let board = made(&host.post("/api/boards", &titled("Test")).await);
    let listed = host.get("/api/boards").await;
    assert_eq!(listed.json()[0]["id"], json!(board));
    assert_eq!(host.get("/api/server/condition").await.status, 200);
    assert_eq!(host.get("/api/server").await.status, 200);
    assert_eq!(host.get(&format!("/api/boards/{board}/programme")).await.status, 200);
    let opened = host.post(&format!("/api/boards/{board}/open"), &json!({})).await;
    made(&opened);
    let archive = host.post(&format!("/api/boards/{board}/archive"), &json!({ "archived": true })).await;
    assert_eq!(archive.status, 204, "{}", archive.text);
    made(&host.post(&format!("/api/boards/{board}/duplicate"), &json!({})).await);
    let template =
        made(&host.post("/api/saved-templates", &json!({ "board": board, "title": "Ours" })).await);
    assert_eq!(host.get("/api/saved-templates").await.json()[0]["id"], json!(template));
    let path = format!("/api/saved-templates/{template}");
    let changed = host.send("PUT", &path, &[OWN, JSON], &json!({ "title": "Theirs" }).to_string()).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let path = format!("/api/saved-templates/{}", changed.json()["id"].as_str().unwrap());
    made(&host.post(&format!("{path}/boards"), &json!({ "title": "From it" })).await);
    assert_eq!(host.send("DELETE", &path, &[OWN], "").await.status, 204);
    let token = opened.json()["facilitator_token"].as_str().unwrap().to_owned();
    let file = scene.server.get(&format!("/api/boards/{board}/export/json"), &token).await;
    made(&host.send("POST", "/api/boards/import", &[OWN, JSON], &file.text).await);
    let path = format!("/api/boards/{board}");
    assert_eq!(host.send("DELETE", &path, &[OWN], "").await.status, 204);
    assert_eq!(host.send("DELETE", &path, &[OWN], "").await.problem(), (404, "no-such-board".into()));
    // What is a board's needs a token of the board.
    let other = scene.server.make().await;
    for path in ["", "/people", "/export/json", "/webhook"] {
        let reply = host.get(&format!("/api/boards/{}{path}", other.id)).await;
        assert_eq!(reply.problem(), (401, "token-missing".into()), "{path}");
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn sso_6_what_a_page_of_another_site_sends_changes_nothing() {
    let scene = Scene::new().await;
    let mut host = scene.signed_in(&anna()).await;
    let board = made(&host.post("/api/boards", &titled("Test")).await);
    let own = format!("http://{}", scene.server.address);
    let other = format!("http://localhost:{}", scene.server.address.port());
    let body = titled("Forged").to_string();
    for more in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "cross-site"), ("origin", own.as_str())],
        &[("origin", "https://evil.example")],
        &[("origin", other.as_str())],
        &[("origin", "null")],
        &[],
    ] {
        for (method, path) in [
            ("POST", "/api/boards".to_owned()),
            ("POST", "/api/boards/import".to_owned()),
            ("POST", format!("/api/boards/{board}/archive")),
            ("POST", format!("/api/boards/{board}/open")),
            ("POST", format!("/api/boards/{board}/duplicate")),
            ("POST", "/api/saved-templates".to_owned()),
            ("DELETE", format!("/api/boards/{board}")),
            ("POST", "/auth/sign-out".to_owned()),
        ] {
            for kind in ["application/json", "text/plain", "application/x-www-form-urlencoded"] {
                let mut more = more.to_vec();
                more.push(("content-type", kind));
                let reply = host.send(method, &path, &more, &body).await;
                assert_eq!(reply.problem(), (403, "other-site".into()), "{method} {path} {more:?}");
                assert_eq!(reply.header("set-cookie"), "", "nobody is signed out");
            }
        }
    }
    let listed = host.get("/api/boards").await.json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["archived"]), (1, &json!(false)));
    // What the browser says of the page decides; what it says of the origin, if it says nothing of the page.
    for more in [&[OWN, JSON][..], &[("origin", own.as_str()), JSON], &[OWN, ("origin", "null"), JSON]] {
        made(&host.send("POST", "/api/boards", more, &body).await);
    }
}

#[tokio::test]
async fn sso_6_a_key_or_token_counts_before_the_cookie() {
    let scene = Scene::new().await;
    let mut host = scene.signed_in(&anna()).await;
    let wrong = [("authorization", "Bearer wrong-key-of-somebody"), OWN];
    assert_eq!(host.send("GET", "/api/boards", &wrong, "").await.problem(), (401, "token-invalid".into()));
    let right = format!("Bearer {KEY}");
    let body = titled("By key").to_string();
    // A program with the key is no page.
    let more = [("authorization", right.as_str()), ("sec-fetch-site", "cross-site"), JSON];
    made(&host.send("POST", "/api/boards", &more, &body).await);
}

#[tokio::test]
async fn sso_6_an_operators_key_stays_what_it_is() {
    let scene = Scene::configured(
        |settings| settings,
        |config| server::Config { operator_key: Some("a-key-of-the-operator".into()), ..config },
    )
    .await;
    let mut host = scene.signed_in(&anna()).await;
    for path in ["/api/server", "/metrics"] {
        assert_eq!(host.get(path).await.problem(), (401, "token-missing".into()), "{path}");
    }
    assert_eq!(host.get("/api/server/condition").await.status, 200);
}

#[tokio::test]
async fn sso_3_a_session_that_was_changed_is_anothers_or_has_ended_is_none() {
    let scene =
        Scene::with(|settings| Settings { lasts: std::time::Duration::from_secs(60 * 60), ..settings }).await;
    let host = scene.signed_in(&anna()).await;
    let (name, value) = host.named("-session").unwrap();
    let with = |value: String| {
        let mut browser = scene.browser();
        browser.cookies.insert(name.clone(), value);
        browser
    };
    let is_nobody = async |mut browser: Browser| {
        assert_eq!(browser.session().await["person"], Value::Null);
        assert_eq!(browser.get("/api/boards").await.problem(), (401, "token-missing".into()));
    };
    let mut changed = value.clone().into_bytes();
    changed[20] = if changed[20] == b'A' { b'B' } else { b'A' };
    for value in [String::from_utf8(changed).unwrap(), value[4..].to_owned(), String::new(), "{}".into()] {
        is_nobody(with(value)).await;
    }
    // The cookie of a sign-in under way is not one of a session, though the same key made it.
    let mut under_way = scene.browser();
    begin(&mut under_way, "/").await;
    is_nobody(with(under_way.named("-sign-in").unwrap().1)).await;
    // A server with another key, or another secret, is another one.
    let data = tempfile::tempdir().unwrap();
    let other_secret = Settings::new(&scene.provider.url, super::ID, "another", "@firm.example").unwrap();
    let same = settings(&scene.provider, "@firm.example");
    for (host_key, sign_in) in [("another-key-of-a-host", same), (KEY, other_secret)] {
        let sign_in = Some(sign_in);
        let config =
            server::Config { sign_in, host_key: Some(host_key.into()), ..crate::open::config(data.path()) };
        let server = crate::open::open_with(config).await;
        is_nobody(host.at(server.address)).await;
        server.end().await;
    }
    let minute = 60 * 1000;
    scene.later(59 * minute);
    assert_eq!(host.clone().session().await["person"]["name"], "Anna");
    scene.later(2 * minute);
    is_nobody(host).await;
}

#[tokio::test]
async fn sso_3_what_is_kept_of_a_person_is_in_their_browser_and_nothing_of_the_provider() {
    let scene = Scene::new().await;
    let mut host = scene.browser();
    let asked = begin(&mut host, "/").await;
    let reply = host.get(&path_of(&scene.provider.sign_in(&asked, &anna()))).await;
    let set: Vec<&str> =
        reply.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap()).collect();
    assert_eq!(set.len(), 2, "{set:?}");
    assert!(set[0].starts_with("herringbone-sign-in=;") && set[0].ends_with("Max-Age=0"), "{set:?}");
    assert!(set[1].starts_with("herringbone-session=") && set[1].ends_with("Max-Age=43200"), "{set:?}");
    assert!(set.iter().all(|set| set.contains("; HttpOnly; SameSite=Lax; ")), "{set:?}");
    assert!(set[1].len() < 1_000, "{}", set[1].len());
    for word in ["Anna", "firm.example", "access", "sub-of"] {
        assert!(!set[1].contains(word), "{set:?}");
    }
    // Whoever takes part without signing in has no cookie.
    let guest = scene.browser().get("/join").await;
    assert_eq!(guest.header("set-cookie"), "");
    assert_eq!(scene.browser().get("/api/session").await.header("set-cookie"), "");
}
