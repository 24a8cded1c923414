//! What there is where single sign-on is offered, and where it is not.

use serde_json::{Value, json};
use server::{Config, Server, StartError, sign_in::Settings};

use super::{Scene, anna, begin, browser::Browser, is_about, path_of, person, provider::Provider, settings};
use crate::open::{KEY, config, open};

#[tokio::test]
async fn sso_1_without_a_provider_there_is_nothing_of_it() {
    let server = open().await;
    let mut browser = Browser::new(server.address);
    let nothing = json!({ "offered": false, "facilitators_sign_in": false, "person": null });
    assert_eq!(browser.session().await, nothing);
    for (method, path) in
        [("GET", "/auth/sign-in"), ("GET", "/auth/callback?code=x&state=y"), ("POST", "/auth/sign-out")]
    {
        assert_eq!(browser.send(method, path, &[], "").await.problem(), (404, "not-found".into()), "{path}");
    }
    assert_eq!(server.get("/api/boards", "").await.problem(), (401, "token-missing".into()));
}

#[tokio::test]
async fn sso_1_somebody_signs_in_and_out() {
    let scene = Scene::new().await;
    scene.provider.says("end_session_endpoint", json!(format!("{}/logout?x=1", scene.provider.url)));
    let mut browser = scene.browser();
    let nobody = json!({ "offered": true, "facilitators_sign_in": false, "person": null });
    assert_eq!(browser.session().await, nobody);
    let reply = scene.sign_in(&mut browser, "/server%3Fx%3D1", &anna()).await;
    assert_eq!(reply.location(), "/server?x=1");
    let session = browser.session().await;
    let mut who = session["person"].clone();
    assert!(is_about(&who["until"], 12 * 60 * 60 * 1000), "{who}");
    who.as_object_mut().unwrap().remove("until");
    let anna = json!({ "name": "Anna", "email": "anna@firm.example", "host": true, "facilitator": true });
    assert_eq!((who, &session["offered"]), (anna, &json!(true)));
    let out = browser.post("/auth/sign-out", &json!({})).await;
    let own = format!("http%3A%2F%2F{}%2F", scene.server.address.to_string().replace(':', "%3A"));
    let at =
        format!("{}/logout?x=1&client_id={}&post_logout_redirect_uri={own}", scene.provider.url, super::ID);
    assert_eq!((out.status, out.json()), (200, json!({ "at": at })));
    assert_eq!(browser.session().await, nobody);
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
    let again = browser.post("/auth/sign-out", &json!({})).await;
    assert_eq!((again.status, again.json()), (200, json!({ "at": null })));
}

#[tokio::test]
async fn sso_1_the_provider_is_asked_what_it_is_once_and_when_somebody_signs_in() {
    let scene = Scene::new().await;
    assert_eq!(scene.server.get("/api/session", "").await.status, 200);
    assert_eq!(scene.provider.asked("metadata"), 0, "not before anybody wants it");
    for _ in 0..5 {
        scene.signed_in(&anna()).await;
    }
    let asked = ["metadata", "keys", "token", "userinfo"].map(|what| scene.provider.asked(what));
    assert_eq!(asked, [1, 1, 5, 0]);
    scene.later(61 * 60 * 1000);
    begin(&mut scene.browser(), "/").await;
    assert_eq!(scene.provider.asked("metadata"), 2, "what is old is asked for again");
}

#[tokio::test]
async fn sso_1_a_provider_may_want_the_secret_in_the_body_and_say_at_userinfo_who_it_is() {
    let scene = Scene::with(|settings| Settings { hosts: "group:hosts".parse().unwrap(), ..settings }).await;
    scene.provider.says("token_endpoint_auth_methods_supported", json!(["client_secret_post"]));
    scene.provider.says("scopes_supported", json!(["openid", "groups"]));
    let said = json!({ "sub": "1", "preferred_username": "anna", "email": "Anna@Firm.example",
        "email_verified": "true", "groups": ["staff", "hosts"] });
    *scene.provider.inner.userinfo.lock().unwrap() = Some(said);
    let mut browser = scene.browser();
    let asked = begin(&mut browser, "/").await;
    assert!(asked.contains("scope=openid+profile+email+groups&"), "{asked}");
    let back = scene.provider.sign_in(&asked, &json!({ "sub": "1" }));
    assert_eq!(browser.get(&path_of(&back)).await.location(), "/");
    let who = browser.session().await["person"].clone();
    assert_eq!((&who["name"], &who["email"]), (&json!("anna"), &json!("anna@firm.example")));
    assert_eq!(who["host"], true);
    // What is said of somebody else there does not count.
    *scene.provider.inner.userinfo.lock().unwrap() = Some(json!({ "sub": "2", "groups": ["hosts"] }));
    let reply = scene.sign_in(&mut scene.browser(), "/", &json!({ "sub": "1" })).await;
    assert_eq!(reply.location(), "/sign-in?why=failed&to=%2F");
}

#[tokio::test]
async fn sso_1_under_a_path_and_over_https_all_of_it_is_there() {
    let public = "https://board.example/tools/fish".to_owned();
    let scene =
        Scene::configured(|settings| settings, |config| Config { public_url: Some(public), ..config }).await;
    let mut browser = scene.browser();
    for to in ["/server", "/tools/fish/server"] {
        let reply = browser.get(&format!("/tools/fish/auth/sign-in?to={to}")).await;
        let set = reply.header("set-cookie").to_owned();
        assert!(set.starts_with("__Secure-herringbone-sign-in="), "{set}");
        assert!(set.contains("; HttpOnly; SameSite=Lax; Secure; Path=/tools/fish; Max-Age=600"), "{set}");
        let back = scene.provider.sign_in(reply.location(), &anna());
        assert!(back.starts_with("https://board.example/tools/fish/auth/callback?"), "{back}");
        // A proxy may take the path off, or not.
        let back = path_of(&back);
        let back = if to.starts_with("/tools") { &back } else { back.strip_prefix("/tools/fish").unwrap() };
        let reply = browser.get(back).await;
        assert_eq!(reply.location(), "/tools/fish/server");
    }
    let (name, value) = browser.named("-session").unwrap();
    assert_eq!(name, "__Secure-herringbone-session");
    assert!(value.len() < 2_000, "{}", value.len());
    assert_eq!(browser.session().await["person"]["name"], "Anna");
    let refused = browser.get("/tools/fish/auth/callback?code=x&state=y").await;
    assert_eq!(refused.location(), "/tools/fish/sign-in?why=expired&to=%2F");
    // Pages of other hosts are other ones, whatever they are called.
    for (origin, status) in
        [("https://board.example", 201), ("http://board.example", 403), ("https://evil.example", 403)]
    {
        let body = json!({ "title": "Test", "template": "cx-5m" }).to_string();
        let more = [("origin", origin), ("content-type", "application/json")];
        assert_eq!(browser.send("POST", "/api/boards", &more, &body).await.status, status, "{origin}");
    }
}

#[tokio::test]
async fn sso_1_the_hosts_key_opens_everything_as_before() {
    let scene = Scene::new().await;
    let made = scene.server.make().await;
    assert_eq!(scene.server.get("/api/boards", KEY).await.status, 200);
    assert_eq!(scene.server.get("/api/boards", "wrong").await.problem(), (401, "token-invalid".into()));
    assert_eq!(scene.server.state(&made).await["role"], "facilitator");
    let (token, _) = scene.server.join(&made, "Bob", "it").await;
    assert_eq!(scene.server.get(&format!("/api/boards/{}", made.id), &token).await.status, 200);
    assert_eq!(scene.provider.asked("metadata"), 0);
}

#[tokio::test]
async fn sso_1_a_server_that_no_provider_can_lead_back_to_does_not_start() {
    let (provider, data) = (Provider::new().await, tempfile::tempdir().unwrap());
    let (sign_in, url) = (Some(settings(&provider, "@firm.example")), Some("https://a b.example".into()));
    let config = Config { sign_in, public_url: url, ..config(data.path()) };
    let error = Server::new(config).unwrap().bind().await.err().unwrap();
    assert!(matches!(error, StartError::SignIn(_)) && error.to_string().contains("--public-url"), "{error}");
}

#[tokio::test]
async fn sso_1_people_may_have_any_name() {
    let scene = Scene::new().await;
    for name in ["Żółć Ґедзь 🐟", "a\r\nSet-Cookie: b=c", "\"; DROP", &"ż".repeat(3_000)] {
        let mut browser = scene.signed_in(&person(name, "Anna@FIRM.example")).await;
        let expected: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(100).collect();
        let session: Value = browser.session().await;
        assert_eq!(session["person"]["name"], json!(expected));
        let (_, value) = browser.named("-session").unwrap();
        assert!(value.len() < 4_000, "{}", value.len());
    }
}
