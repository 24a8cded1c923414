//! Facilitators who have to be signed in.

use futures_util::StreamExt;
use serde_json::{Value, json};
use server::sign_in::Settings;
use tokio_tungstenite::tungstenite::Message;

use super::{Scene, anna, browser::Browser, person};
use crate::open::Made;

/// Hosts have an address at firm.example, facilitators one at partner.example.
pub async fn scene() -> Scene {
    Scene::with(|settings| Settings { facilitators: "@partner.example".parse().ok(), ..settings }).await
}

pub fn bob() -> Value {
    person("Bob", "bob@partner.example")
}

/// What the first message of a websocket is: the close code, or none if it was let in.
pub async fn refused(browser: &Browser, made: &Made, token: &str) -> Option<u16> {
    let mut socket = browser.socket(&format!("/sync/{}?token={token}", made.id)).await;
    match socket.next().await.unwrap().unwrap() {
        Message::Close(why) => Some(why.unwrap().code.into()),
        Message::Binary(_) => None,
        other => panic!("{other:?}"),
    }
}

/// The status and code with which this browser is answered with this token; 200 and nothing if it is let in.
pub async fn asks(browser: &Browser, path: &str, token: &str) -> (u16, String) {
    let bearer = format!("Bearer {token}");
    let reply = browser.clone().send("GET", path, &[("authorization", &bearer)], "").await;
    if reply.status == 200 { (200, String::new()) } else { reply.problem() }
}

fn needed() -> (u16, String) {
    (401, "sign-in-needed".to_owned())
}

#[tokio::test]
async fn sso_7_a_facilitators_link_needs_a_sign_in_where_that_is_wanted() {
    let scene = scene().await;
    let made = scene.server.make().await;
    let (anna, bob) = (scene.signed_in(&anna()).await, scene.signed_in(&bob()).await);
    let nobody = scene.browser();
    let session = bob.clone().session().await;
    assert_eq!((&session["offered"], &session["facilitators_sign_in"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&session["person"]["host"], &session["person"]["facilitator"]),
        (&json!(false), &json!(true))
    );
    let board = format!("/api/boards/{}", made.id);
    for path in ["", "/people", "/export/json", "/webhook", "/bin", "/departments", "/departments/it"] {
        let path = format!("{board}{path}");
        assert_eq!(asks(&nobody, &path, &made.facilitator).await, needed(), "{path}");
        let let_in = asks(&bob, &path, &made.facilitator).await;
        assert_eq!(asks(&anna, &path, &made.facilitator).await, let_in, "{path}");
        assert!(let_in.0 == 200 || let_in == (404, "no-webhook".into()), "{path}: {let_in:?}");
    }
    assert_eq!(refused(&nobody, &made, &made.facilitator).await, Some(4401));
    assert_eq!(refused(&anna, &made, &made.facilitator).await, None);
    assert_eq!(refused(&bob, &made, &made.facilitator).await, None);
    // A token that is none is that, whoever is signed in.
    assert_eq!(asks(&bob, &board, "no-token").await, (401, "token-invalid".into()));
    assert_eq!(refused(&bob, &made, "no-token").await, Some(4401));
    // Neither does a facilitator who is signed in host.
    assert_eq!(bob.clone().get("/api/boards").await.problem(), (403, "not-allowed".into()));
    let command = json!({ "do": "lock" }).to_string();
    let bearer = format!("Bearer {}", made.facilitator);
    let more = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let path = format!("{board}/commands");
    assert_eq!(nobody.clone().send("POST", &path, &more, &command).await.problem(), needed());
    assert_eq!(bob.clone().send("POST", &path, &more, &command).await.status, 200);
    assert_eq!(nobody.clone().send("DELETE", &board, &more[..1], "").await.problem(), needed());
    assert_eq!(bob.clone().send("DELETE", &board, &more[..1], "").await.status, 204);
}

#[tokio::test]
async fn sso_7_guests_the_wall_and_departments_need_none() {
    let scene = scene().await;
    let made = scene.server.make().await;
    let (guest, _) = scene.server.join(&made, "Gast", "it").await;
    let nobody = scene.browser();
    let board = format!("/api/boards/{}", made.id);
    for token in [&guest, &made.projector] {
        assert_eq!(asks(&nobody, &board, token).await.0, 200);
        assert_eq!(refused(&nobody, &made, token).await, None);
    }
    assert_eq!(scene.server.command(&made, &guest, json!({ "do": "done" })).await.status, 200);
    let mut bob = scene.signed_in(&bob()).await;
    let bearer = format!("Bearer {}", made.facilitator);
    let more = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let link = bob.send("POST", &format!("{board}/departments/it/link"), &more, "{}").await;
    assert_eq!(link.status, 201, "{}", link.text);
    let link = link.json()["page"].as_str().unwrap().to_owned();
    let token = link.rsplit_once('#').unwrap().1;
    assert_eq!(asks(&nobody, &format!("{board}/departments/it"), token).await.0, 200);
    let feed = format!("{board}/departments/it/calendar.ics?token={token}");
    assert_eq!(nobody.clone().get(&feed).await.status, 200);
}

#[tokio::test]
async fn sso_7_other_facilitators_and_recovered_places_need_one_as_well() {
    let scene = scene().await;
    let made = scene.server.make().await;
    let (nobody, mut bob) = (scene.browser(), scene.signed_in(&bob()).await);
    let board = format!("/api/boards/{}", made.id);
    let bearer = format!("Bearer {}", made.facilitator);
    let more = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let body = json!({ "name": "Eve" }).to_string();
    let invited = bob.send("POST", &format!("{board}/facilitators"), &more, &body).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    let invited = invited.json()["token"].as_str().unwrap().to_owned();
    let code = bob.send("POST", &format!("{board}/recovery-code"), &more, "").await.json();
    let recovered = json!({ "code": made.code, "recovery_code": code["recovery_code"] });
    let recovered = scene.server.post("/api/recover", "", &recovered).await;
    assert_eq!(recovered.status, 201, "{}", recovered.text);
    let recovered = recovered.json()["token"].as_str().unwrap().to_owned();
    for token in [&invited, &recovered] {
        assert_eq!(asks(&nobody, &board, token).await, needed());
        assert_eq!(refused(&nobody, &made, token).await, Some(4401));
        assert_eq!(asks(&bob, &board, token).await.0, 200);
        assert_eq!(refused(&bob, &made, token).await, None);
    }
}

#[tokio::test]
async fn sso_7_nobody_is_thrown_out_when_a_sign_in_ends_and_a_new_connection_needs_one() {
    let scene = scene().await;
    let made = scene.server.make().await;
    let mut bob = scene.signed_in(&bob()).await;
    let mut socket = bob.socket(&format!("/sync/{}?token={}", made.id, made.facilitator)).await;
    assert!(socket.next().await.unwrap().unwrap().is_binary());
    assert_eq!(bob.post("/auth/sign-out", &json!({})).await.status, 200);
    assert_eq!(refused(&bob, &made, &made.facilitator).await, Some(4401));
    scene.later(24 * 60 * 60 * 1000);
    // What a guest does still comes over the connection that was open.
    let (guest, _) = scene.server.join(&made, "Gast", "it").await;
    assert_eq!(scene.server.command(&made, &guest, json!({ "do": "done" })).await.status, 200);
    loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Binary(_) => break,
            Message::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
    drop(socket);
    assert_eq!(refused(&bob, &made, &made.facilitator).await, Some(4401));
}

#[tokio::test]
async fn sso_7_everybody_whom_the_provider_signs_in_may_be_enough() {
    let scene = Scene::with(|settings| Settings { facilitators: "*".parse().ok(), ..settings }).await;
    let made = scene.server.make().await;
    *scene.provider.inner.userinfo.lock().unwrap() = Some(json!({ "sub": "7" }));
    let stranger = scene.signed_in(&json!({ "sub": "7", "email": "x@elsewhere.example" })).await;
    let who = stranger.clone().session().await["person"].clone();
    assert_eq!((&who["host"], &who["facilitator"]), (&json!(false), &json!(true)));
    assert_eq!((&who["name"], &who["email"]), (&json!("7"), &Value::Null), "its address is not verified");
    assert_eq!(refused(&stranger, &made, &made.facilitator).await, None);
    assert_eq!(refused(&scene.browser(), &made, &made.facilitator).await, Some(4401));
    assert_eq!(stranger.clone().get("/api/boards").await.problem(), (403, "not-allowed".into()));
}

#[tokio::test]
async fn sso_7_where_it_is_not_wanted_the_link_alone_suffices() {
    let scene = Scene::new().await;
    let made = scene.server.make().await;
    let session = scene.browser().session().await;
    assert_eq!(session["facilitators_sign_in"], false);
    assert_eq!(refused(&scene.browser(), &made, &made.facilitator).await, None);
    assert_eq!(asks(&scene.browser(), &format!("/api/boards/{}", made.id), &made.facilitator).await.0, 200);
    // Whom no list names is signed in nowhere.
    let mut bob = scene.browser();
    let reply = scene.sign_in(&mut bob, "/", &self::bob()).await;
    assert_eq!(reply.location(), "/sign-in?why=not-allowed&to=%2F");
    assert!(bob.session().await["person"].is_null());
}
