//! A board over HTTP: made, led, read, exported, imported, deleted.

use serde_json::json;

use crate::open::{KEY, open};

#[tokio::test]
async fn a_new_board_is_as_the_contract_says() {
    let server = open().await;
    let wanted = json!({ "title": "Warsztat", "template": "cx-5m", "language": "pl", "effect": "NPS −12",
        "goals": { "workshop": "W", "organisation": "O" } });
    let made = server.post("/api/boards", KEY, &wanted).await.json();
    let ids = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&made["branches"]), ["people", "management", "methods", "material", "machines"]);
    let departments = ["analysis", "marketing", "customer-service", "it", "legal", "sales", "back-office"];
    assert_eq!(ids(&made["departments"]), departments);
    assert_eq!(made["join_code"].as_str().unwrap().len(), 6);
    let (id, token) = (made["id"].as_str().unwrap(), made["facilitator_token"].as_str().unwrap());
    assert!(made["links"]["facilitator"].as_str().unwrap().ends_with(&format!("/facilitate/{id}#{token}")));
    assert!(made["links"]["join"].as_str().unwrap().contains("/join#"), "secrets only in the fragment");

    let state = server.get(&format!("/api/boards/{id}"), token).await.json();
    assert_eq!(state["title"], "Warsztat");
    assert_eq!(state["effect"], "NPS −12");
    assert_eq!(state["goals"]["organisation"], "O");
    assert_eq!(ids(&state["departments"]), departments, "in the order of the template");
    assert_eq!((&state["locked"], &state["finished"]), (&json!(false), &json!(false)));
    assert_eq!(state["permissions"], json!({ "add": "own", "edit": "own", "move": "own", "remove": "own" }));
    for absent in ["activity", "timer", "vote", "rating"] {
        assert!(state.get(absent).unwrap().is_null(), "{absent}");
    }
    assert!(state["server_time"].as_u64().unwrap() > 1_700_000_000_000);
}

#[tokio::test]
async fn who_may_see_what_of_a_board() {
    let server = open().await;
    let made = server.make().await;
    let (token, person) = server.join(&made, "Anna", "it").await;
    let path = format!("/api/boards/{}", made.id);
    let own = server.get(&path, &token).await.json();
    assert_eq!((&own["role"], &own["participant"]), (&json!("participant"), &json!(person)));
    assert!(own.get("join_code").is_none());
    assert_eq!(own["people"], json!([{ "id": person, "name": "Anna", "department": "it" }]));
    let shown = server.get(&path, &made.projector).await.json();
    assert_eq!((&shown["role"], &shown["join_code"]), (&json!("projector"), &json!(made.code)));
    let text = format!("{own}{shown}");
    for secret in [&made.facilitator, &made.projector, &token] {
        assert!(!text.contains(secret.as_str()), "tokens are not told to others");
    }
    // Whoever leads the board may need another screen for the room on another day, from another computer.
    let led = server.get(&path, &made.facilitator).await.json();
    let link = led["projector_link"].as_str().unwrap();
    assert!(link.ends_with(&format!("/project/{}#{}", made.id, made.projector)), "{link}");
    assert!(!led.to_string().contains(&made.facilitator));

    assert_eq!(
        server
            .command(&made, &made.facilitator, json!({ "do": "remove_participant", "participant": person }))
            .await
            .status,
        200
    );
    assert_eq!(server.get(&path, &token).await.problem(), (403, "removed".into()));
}

#[tokio::test]
async fn exports_of_every_format_are_offered_as_files() {
    let server = open().await;
    let made = server.make().await;
    let (token, _) = server.join(&made, "Anna", "it").await;
    for (format, kind, starts) in [
        ("svg", "image/svg+xml", "<"),
        ("png", "image/png", "\u{fffd}PNG"),
        ("pdf", "application/pdf", "%PDF"),
        ("html", "text/html", "<"),
        ("md", "text/markdown", "# Test"),
        ("csv", "text/csv", "\u{feff}Kind,"),
        ("xlsx", "application/vnd.openxmlformats", "PK"),
        ("json", "application/json", "{"),
    ] {
        let path = format!("/api/boards/{}/export/{format}", made.id);
        let file = server.get(&path, &made.projector).await;
        assert_eq!(file.status, 200, "{format}");
        assert!(file.head.contains(&format!("content-type: {kind}")), "{}", file.head);
        assert!(file.head.contains(&format!("filename=\"test.{format}\"")), "{}", file.head);
        assert!(file.text.starts_with(starts), "{format}: {:?}", &file.text[..20]);
        assert_eq!(server.get(&path, &token).await.status, 403, "{format}: not before the end");
    }
    let only =
        |format: &str, evidence: &str| format!("/api/boards/{}/export/{format}?evidence={evidence}", made.id);
    let facts = server.get(&only("md", "fact"), &made.facilitator).await;
    assert!(facts.text.contains("Evidence: fact"), "the file says that it is of some causes: {}", facts.text);
    let list = |format: &str, list: &str| format!("/api/boards/{}/export/{format}?list={list}", made.id);
    let goals = server.get(&list("md", "goals"), &made.facilitator).await;
    assert!(goals.text.contains("List: goals"), "{}", goals.text);
    for (format, name) in [("md", "wishes"), ("json", "goals")] {
        assert_eq!(server.get(&list(format, name), &made.facilitator).await.status, 422, "{format} {name}");
    }
    for (format, evidence) in [("md", "proof"), ("json", "fact")] {
        let refused = server.get(&only(format, evidence), &made.facilitator).await;
        assert_eq!(
            (refused.status, refused.json()["code"].as_str()),
            (422, Some("invalid")),
            "{format} {evidence}"
        );
    }
    assert_eq!(server.command(&made, &made.facilitator, json!({ "do": "finish" })).await.status, 200);
    assert_eq!(server.get(&format!("/api/boards/{}/export/md", made.id), &token).await.status, 200);
}

#[tokio::test]
async fn an_export_comes_back_as_a_board() {
    let server = open().await;
    let made = server.make().await;
    let file = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await.json();
    let again = server.post("/api/boards/import", KEY, &file).await;
    assert_eq!(again.status, 201, "{}", again.text);
    let again = again.json();
    assert_ne!(again["id"], json!(made.id));
    assert_eq!((&again["title"], again["branches"].as_array().unwrap().len()), (&json!("Test"), 5));
}

#[tokio::test]
async fn a_byte_order_mark_before_a_body_is_no_fault() {
    let server = open().await;
    let made = server.make().await;
    let file = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await.text;
    let new = json!({ "title": "Test", "template": "6m" }).to_string();
    let joining = json!({ "code": made.code, "name": "Anna", "department": "it" }).to_string();
    for (path, body) in [("/api/boards/import", file), ("/api/boards", new), ("/api/join", joining)] {
        let key = format!("Bearer {KEY}");
        let headers = [("Authorization", key.as_str()), ("Content-Type", "application/json")];
        let answer = server.call("POST", path, &headers, format!("\u{feff}{body}").as_bytes()).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.text);
        let twice = server.call("POST", path, &headers, format!("\u{feff}\u{feff}{body}").as_bytes()).await;
        assert_eq!(twice.problem(), (400, "broken-json".into()), "{path}");
    }
}

#[tokio::test]
async fn a_deleted_board_is_gone() {
    let server = open().await;
    let made = server.make().await;
    let path = format!("/api/boards/{}", made.id);
    let bearer = format!("Bearer {}", made.facilitator);
    assert_eq!(server.call("DELETE", &path, &[("Authorization", &bearer)], b"").await.status, 204);
    assert_eq!(server.get(&path, &made.facilitator).await.problem(), (404, "no-such-board".into()));
    let body = json!({ "code": made.code, "name": "Anna", "department": "it" });
    assert_eq!(server.post("/api/join", "", &body).await.problem(), (404, "unknown-code".into()));
}

#[tokio::test]
async fn what_is_counted_tells_nobody_who() {
    let server = open().await;
    let made = server.make().await;
    server.join(&made, "Anna", "it").await;
    server.command(&made, &made.projector, json!({ "do": "lock" })).await;
    // Whoever reads the board is answered after what came before was counted.
    server.get(&format!("/api/boards/{}", made.id), &made.facilitator).await;
    let metrics = server.call("GET", "/metrics", &[], b"").await.text;
    for line in [
        "herringbone_rooms 1",
        "herringbone_commands_total{outcome=\"accepted\"} 1",
        "herringbone_commands_total{outcome=\"refused\"} 1",
        "# TYPE herringbone_batch_commit_seconds histogram",
        "# TYPE herringbone_outbox_lag_seconds histogram",
        "herringbone_refusals_total{code=\"read-only\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    for secret in [&made.id, &made.code, &made.facilitator, "Anna"] {
        assert!(!metrics.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn cmd_17_the_checklist_is_told_to_facilitators_alone() {
    let server = open().await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    let command = json!({ "do": "set_point", "point": "c1", "text": "Mind the director", "done": true });
    assert_eq!(server.command(&made, &anna, command.clone()).await.problem().0, 403);
    assert_eq!(server.command(&made, &made.facilitator, command).await.status, 200);
    let path = format!("/api/boards/{}", made.id);
    let lead = server.get(&path, &made.facilitator).await.json();
    assert_eq!(lead["preparation"], json!([{ "id": "c1", "text": "Mind the director", "done": true }]));
    for secret in [&anna, &made.projector] {
        let answer = server.get(&path, secret).await;
        assert!(answer.status == 200 && !answer.text.contains("director"), "{}", answer.text);
        assert_eq!(answer.json()["preparation_changed"], lead["preparation_changed"]);
    }
    for format in ["json", "html", "md"] {
        let file = server.get(&format!("{path}/export/{format}"), &made.facilitator).await;
        assert!(file.status == 200 && !file.text.contains("director"), "{format}");
    }
}
