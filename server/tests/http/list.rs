//! The host's list of boards.

use serde_json::{Value, json};

use crate::open::{KEY, Open, config, open, open_with};

async fn list(server: &Open, query: &str) -> Vec<Value> {
    let answer = server.get(&format!("/api/boards{query}"), KEY).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json().as_array().unwrap().clone()
}

fn ids(list: &[Value]) -> Vec<String> {
    list.iter().map(|board| board["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_host_sees_the_boards_with_state_dates_and_counts() {
    let server = open().await;
    assert_eq!(list(&server, "").await, Vec::<Value>::new());
    let made = server.make().await;
    let fresh = list(&server, "").await;
    assert_eq!((&fresh[0]["state"], &fresh[0]["title"]), (&json!("new"), &json!("Test")));
    assert_eq!(fresh[0]["counts"], json!({ "people": 0, "causes": 0, "projects": 0 }));
    assert_eq!(fresh[0]["dates"]["made"], fresh[0]["dates"]["changed"]);
    let (anna, _) = server.join(&made, "Anna", "it").await;
    for (who, command) in [
        (&made.facilitator, json!({ "do": "start_activity", "activity": "a3" })),
        (&anna, json!({ "do": "seal_note", "branch": "people", "text": "One" })),
        (&anna, json!({ "do": "seal_note", "branch": "people", "text": "Two" })),
        (&anna, json!({ "do": "seal_note", "branch": "people", "text": "Three" })),
        (&made.facilitator, json!({ "do": "reveal_notes" })),
        (&made.facilitator, json!({ "do": "create_project", "title": "Ask" })),
    ] {
        let answer = server.command(&made, who, command).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let running = list(&server, "").await;
    assert_eq!(running[0]["state"], "running");
    assert_eq!(running[0]["counts"], json!({ "people": 1, "causes": 3, "projects": 1 }));
    let merge = json!({ "do": "merge_notes", "into": "7-1", "notes": ["7-2"] });
    assert_eq!(server.command(&made, &made.facilitator, merge).await.status, 200);
    assert_eq!(server.command(&made, &made.facilitator, json!({ "do": "finish" })).await.status, 200);
    let done = list(&server, "").await;
    let dates = &done[0]["dates"];
    assert_eq!((&done[0]["state"], &done[0]["counts"]["causes"]), (&json!("finished"), &json!(2)));
    let at = |key: &str| dates[key].as_u64().unwrap();
    assert!(
        at("made") <= at("started") && at("started") <= at("finished") && at("finished") == at("changed")
    );
    for secret in ["", "wrong", &made.facilitator, &anna] {
        assert_eq!(server.get("/api/boards", secret).await.problem().0, 401, "{secret:?}");
    }
}

#[tokio::test]
async fn a_long_list_comes_in_parts_and_a_board_that_is_not_open_is_listed_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let mut made = vec![];
    for _ in 0..7 {
        made.push(server.make().await);
    }
    let before = list(&server, "").await;
    server.end().await;
    // After a restart no board is open, and none is opened for the list.
    let server = open_with(config(data.path())).await;
    let mut all: Vec<String> = made.iter().rev().map(|made| made.id.clone()).collect();
    assert_eq!(list(&server, "").await, before);
    assert_eq!(ids(&before), all);
    let metrics = server.call("GET", "/metrics", &[], b"").await.text;
    let rooms = metrics.lines().find(|line| line.starts_with("herringbone_rooms ")).expect("it is counted");
    assert_eq!(rooms, "herringbone_rooms 0");
    let mut path = "/api/boards?limit=3".to_owned();
    let mut pages = vec![];
    loop {
        let answer = server.get(&path, KEY).await;
        pages.push(ids(answer.json().as_array().unwrap()));
        let Some(next) = answer.head.lines().find_map(|line| line.strip_prefix("link: <")) else { break };
        path = next.split('>').next().unwrap().to_owned();
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
    assert_eq!(pages.concat(), all);
    let gone = server
        .call(
            "DELETE",
            &format!("/api/boards/{}", made[3].id),
            &[("Authorization", &format!("Bearer {}", made[3].facilitator))],
            b"",
        )
        .await;
    assert_eq!(gone.status, 204);
    all.retain(|id| *id != made[3].id);
    assert_eq!(ids(&list(&server, "").await), all);
    for (query, status) in
        [("?limit=0", 422), ("?limit=101", 422), ("?limit=x", 400), ("?after=nowhere", 422)]
    {
        assert_eq!(server.get(&format!("/api/boards{query}"), KEY).await.problem().0, status, "{query}");
    }
}
