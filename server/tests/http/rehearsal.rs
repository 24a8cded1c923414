//! The workshop tried out on a copy, of which nothing is left.

use std::time::Duration;

use journal::Journal;
use serde_json::{Value, json};
use server::Config;

use crate::open::{Answer, KEY, Made, Open, config, open, open_with};

async fn start(server: &Open, made: &Made, body: Value) -> Answer {
    server.post(&format!("/api/boards/{}/rehearsal", made.id), &made.facilitator, &body).await
}

async fn state(server: &Open, running: &Value) -> Answer {
    let path = format!("/api/boards/{}", running["board"].as_str().unwrap());
    server.get(&path, running["facilitator_token"].as_str().unwrap()).await
}

async fn delete(server: &Open, path: &str, secret: &str) -> u16 {
    server.call("DELETE", path, &[("Authorization", &format!("Bearer {secret}"))], b"").await.status
}

/// Asks again until it is so. What is waited for comes from people who act by themselves.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("never: {what}"));
}

#[tokio::test]
async fn copy_3_simulated_people_come_from_the_boards_departments_and_nothing_is_left_of_them() {
    let server = open().await;
    let wanted = json!({ "title": "Ours", "template": "4p", "departments": ["Front desk", "Kitchen"] });
    let made = server.post("/api/boards", KEY, &wanted).await.json();
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    let made = Made {
        id: text("id"),
        code: text("join_code"),
        facilitator: text("facilitator_token"),
        projector: text("projector_token"),
    };
    let (anna, _) = server.join(&made, "Anna", "kitchen").await;
    let path = format!("/api/boards/{}/rehearsal", made.id);
    assert_eq!(server.post(&path, &anna, &json!({})).await.problem().0, 403);
    assert_eq!(server.get(&path, &made.facilitator).await.json(), Value::Null);
    for body in [json!({ "people": 0 }), json!({ "people": 21 }), json!({ "stranger": 1 })] {
        assert_eq!(start(&server, &made, body).await.problem(), (422, "invalid".to_owned()));
    }
    let running = start(&server, &made, json!({ "people": 3 })).await;
    assert_eq!(running.status, 201, "{}", running.text);
    let running = running.json();
    assert_eq!(start(&server, &made, json!({})).await.json(), running, "one runs of each board");
    assert_eq!(server.get(&path, &made.facilitator).await.json(), running);
    until("three people are there", async || {
        state(&server, &running).await.json()["people"].as_array().is_some_and(|people| people.len() == 3)
    })
    .await;
    let now = state(&server, &running).await.json();
    for person in now["people"].as_array().unwrap() {
        let from = person["department"].as_str().unwrap();
        assert!(["front-desk", "kitchen"].contains(&from), "{from}");
        assert_ne!(person["name"], "Anna");
    }
    // The facilitator leads, and the people write on the bones of this board.
    let copy = running["board"].as_str().unwrap();
    let lead = running["facilitator_token"].as_str().unwrap();
    let collect = now["agenda"][0]["activities"].as_array().unwrap();
    let collect = collect.iter().find(|activity| activity["kind"] == "collect").unwrap()["id"].clone();
    let started = server
        .post(
            &format!("/api/boards/{copy}/commands"),
            lead,
            &json!({ "do": "start_activity", "activity": collect }),
        )
        .await;
    assert_eq!(started.status, 200, "{}", started.text);
    let file = format!("/api/boards/{copy}/export/json");
    until("somebody writes", async || {
        server.get(&file, lead).await.json()["notes"].as_array().is_some_and(|notes| !notes.is_empty())
    })
    .await;
    // It is on no list, no board goes on from it, and it is not rehearsed itself.
    assert_eq!(server.get("/api/boards", KEY).await.json().as_array().unwrap().len(), 1);
    assert_eq!(server.post(&format!("/api/boards/{copy}/next"), lead, &json!({})).await.problem().0, 409);
    assert_eq!(
        server.post(&format!("/api/boards/{copy}/rehearsal"), lead, &json!({})).await.problem().0,
        409
    );
    assert_eq!(server.post(&format!("/api/boards/{copy}/open"), KEY, &json!({})).await.problem().0, 404);
    // Whoever leads the copy ends it.
    assert_eq!(delete(&server, &format!("/api/boards/{copy}/rehearsal"), lead).await, 204);
    assert_eq!(state(&server, &running).await.problem().0, 404);
    assert_eq!(server.get(&path, &made.facilitator).await.json(), Value::Null);
    assert_eq!(delete(&server, &path, &made.facilitator).await, 204, "ending what has ended is no fault");
    let people = server.get(&format!("/api/boards/{}", made.id), &made.facilitator).await.json();
    assert_eq!(people["people"].as_array().unwrap().len(), 1, "nobody came to the board itself");
}

#[tokio::test]
async fn copy_3_a_rehearsal_ends_by_itself_with_its_board_and_with_the_server() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(Config { rehearsal: Duration::from_millis(1), ..config(data.path()) }).await;
    let made = server.make().await;
    let running = start(&server, &made, json!({ "people": 1 })).await.json();
    until("its time is over", async || state(&server, &running).await.status == 404).await;
    server.end().await;

    let server = open_with(config(data.path())).await;
    let mut boards = vec![server.make().await];
    let running = start(&server, &boards[0], json!({ "people": 1 })).await.json();
    assert_eq!(delete(&server, &format!("/api/boards/{}", boards[0].id), &boards[0].facilitator).await, 204);
    assert_eq!(state(&server, &running).await.problem().0, 404, "it does not outlive its board");
    boards.clear();
    for _ in 0..4 {
        let made = server.make().await;
        assert_eq!(start(&server, &made, json!({ "people": 1, "watch": true })).await.status, 201);
        boards.push(made);
    }
    boards.push(server.make().await);
    assert_eq!(start(&server, &boards[4], json!({})).await.problem(), (503, "busy".to_owned()));
    assert_eq!(
        delete(&server, &format!("/api/boards/{}/rehearsal", boards[2].id), &boards[2].facilitator).await,
        204
    );
    let running = start(&server, &boards[4], json!({ "people": 2 })).await.json();
    server.end().await;
    let journal = journal::Sqlite::open(data.path(), journal::Options::default()).unwrap();
    let left = journal.boards().await.unwrap();
    assert!(!left.iter().any(|id| id.starts_with("rehearsal-")), "{left:?}");
    // What a kill leaves is deleted when the server starts.
    let copy = "rehearsal-abc";
    journal.create(copy, &[], vec![]).await.unwrap();
    journal.close().await.unwrap();
    drop(journal);
    let server = open_with(config(data.path())).await;
    assert_eq!(state(&server, &running).await.problem().0, 404);
    server.end().await;
    let journal = journal::Sqlite::open(data.path(), journal::Options::default()).unwrap();
    assert!(!journal.exists(copy).await.unwrap());
    journal.close().await.unwrap();
}
