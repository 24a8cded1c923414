//! Links of their own: for facilitators who are invited, and for people who take a seat over.

use serde_json::json;

use crate::open::{Answer, Open, open};
use crate::sockets::end;

async fn remove(server: &Open, path: &str, token: &str) -> Answer {
    server.call("DELETE", path, &[("authorization", &format!("Bearer {token}"))], b"").await
}

#[tokio::test]
async fn role_7_facilitators_are_invited_named_and_removed() {
    let server = open().await;
    let made = server.make().await;
    let path = format!("/api/boards/{}", made.id);
    let doors = format!("{path}/facilitators");
    let (participant, _) = server.join(&made, "Ada", "it").await;
    for (token, name, expected) in [
        (&participant, "Bo", (403, "not-allowed")),
        (&made.projector, "Bo", (403, "not-allowed")),
        (&made.facilitator, " ", (422, "invalid")),
    ] {
        let answer = server.post(&doors, token, &json!({ "name": name })).await.problem();
        assert_eq!(answer, (expected.0, expected.1.into()));
    }
    let strange = server.post(&doors, &made.facilitator, &json!({ "name": "Bo", "colour": 1 })).await;
    assert_eq!(strange.problem(), (422, "invalid".into()));
    let invited = server.post(&doors, &made.facilitator, &json!({ "name": "Bo" })).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    let invited = invited.json();
    let (id, token) = (invited["facilitator"].as_str().unwrap(), invited["token"].as_str().unwrap());
    assert!(invited["link"].as_str().unwrap().ends_with(&format!("/facilitate/{}#{token}", made.id)));
    assert_eq!(server.command(&made, token, json!({ "do": "lock" })).await.status, 200);
    let led = server.get(&path, token).await.json();
    assert_eq!(led["facilitators"], json!([{ "id": id, "name": "Bo" }]));
    let projector = led["projector_link"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    assert_eq!(server.get(&path, &projector).await.json()["role"], "projector");
    assert!(server.get(&path, &participant).await.json().get("facilitators").is_none());

    let mut socket = server.enter(&made, token).await;
    let gone = remove(&server, &format!("{doors}/{id}"), &made.facilitator).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_eq!(end(&mut socket).await, 4403);
    for secret in [token, &projector] {
        assert_eq!(server.get(&path, secret).await.problem(), (401, "token-invalid".into()));
    }
    let again = remove(&server, &format!("{doors}/{id}"), &made.facilitator).await;
    assert_eq!(again.problem(), (422, "unknown".into()));
    assert_eq!(server.get(&path, &made.facilitator).await.status, 200, "the first link always leads");
}

#[tokio::test]
async fn seat_3_a_seat_is_taken_over_by_its_newest_link() {
    let server = open().await;
    let made = server.make().await;
    let path = format!("/api/boards/{}", made.id);
    let added = server
        .command(&made, &made.facilitator, json!({ "do": "add_seat", "name": "Olga", "department": "legal" }))
        .await;
    assert_eq!(added.status, 200, "{}", added.text);
    let seat = added.json()["participant"].as_str().unwrap().to_owned();
    let ballot = format!("{path}/ballot?for={seat}");
    assert_eq!(server.get(&ballot, &made.facilitator).await.json()["done"], false);
    let (participant, ada) = server.join(&made, "Ada", "it").await;
    assert_eq!(server.get(&ballot, &participant).await.problem(), (403, "not-allowed".into()));
    let hers = format!("{path}/ballot?for={ada}");
    assert_eq!(server.get(&hers, &made.facilitator).await.problem(), (403, "not-allowed".into()));

    let link = format!("{path}/seats/{seat}/link");
    assert_eq!(server.post(&link, &participant, &json!({})).await.problem(), (403, "not-allowed".into()));
    let mut secrets = vec![];
    for _ in 0..2 {
        let made = server.post(&link, &made.facilitator, &json!({})).await.json();
        secrets.push(made["link"].as_str().unwrap().rsplit('#').next().unwrap().to_owned());
    }
    assert_eq!(server.get(&path, &secrets[0]).await.problem(), (401, "token-invalid".into()));
    let own = server.get(&path, &secrets[1]).await.json();
    assert_eq!((&own["role"], &own["participant"]), (&json!("participant"), &json!(seat)));
    assert_eq!(server.command(&made, &secrets[1], json!({ "do": "take_seat" })).await.status, 200);
    let late = server.command(&made, &made.facilitator, json!({ "do": "done", "for": seat })).await;
    assert_eq!(late.problem(), (403, "not-allowed".into()));
    let taken = server.post(&link, &made.facilitator, &json!({})).await;
    assert_eq!(taken.problem(), (403, "not-allowed".into()));
}

#[tokio::test]
async fn role_8_a_lost_device_is_replaced_by_a_code() {
    let server = open().await;
    let made = server.make().await;
    let path = format!("/api/boards/{}", made.id);
    let codes = format!("{path}/recovery-code");
    let (participant, _) = server.join(&made, "Ada", "it").await;
    for (token, expected) in [
        (&participant, (403, "not-allowed")),
        (&made.projector, (403, "not-allowed")),
        (&"none".to_owned(), (401, "token-invalid")),
    ] {
        let answer = server.post(&codes, token, &json!({})).await.problem();
        assert_eq!(answer, (expected.0, expected.1.into()));
    }
    let told = server.post(&codes, &made.facilitator, &json!({})).await;
    assert_eq!(told.status, 201, "{}", told.text);
    let code = told.json()["recovery_code"].as_str().unwrap().to_owned();
    assert_eq!((code.len(), code.matches('-').count()), (19, 3), "{code}");

    let back = async |join: &str, code: &str| {
        server.post("/api/recover", "", &json!({ "code": join, "recovery_code": code })).await
    };
    assert_eq!(back("ZZZZZZ", &code).await.problem(), (404, "unknown-code".into()));
    for wrong in ["", "x", "AAAA-AAAA-AAAA-AAAA", made.facilitator.as_str()] {
        assert_eq!(back(&made.code, wrong).await.problem(), (422, "unknown".into()), "{wrong:?}");
    }
    let mut lost = server.enter(&made, &made.facilitator).await;
    let mut wall = server.enter(&made, &made.projector).await;
    let came = back(&made.code, &format!(" {} ", code.to_lowercase().replace('-', " "))).await;
    assert_eq!(came.status, 201, "{}", came.text);
    let came = came.json();
    let token = came["token"].as_str().unwrap();
    assert!(came["link"].as_str().unwrap().ends_with(&format!("/facilitate/{}#{token}", made.id)));
    assert_eq!(end(&mut lost).await, 4403);
    assert_eq!(server.get(&path, &made.facilitator).await.problem(), (401, "token-invalid".into()));
    assert_eq!(server.command(&made, token, json!({ "do": "lock" })).await.status, 200);
    assert_eq!(server.get(&path, &made.projector).await.status, 200, "the wall goes on");
    assert_eq!(back(&made.code, &code).await.problem(), (422, "unknown".into()), "it works once");
    drop(wall.close(None).await);
}
