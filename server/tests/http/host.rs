//! What the host does with boards: opens, lays away, duplicates, deletes and saves as templates.

use serde_json::{Value, json};

use crate::open::{Answer, KEY, Made, Open, config, open, open_with};

async fn delete(server: &Open, path: &str, secret: &str) -> Answer {
    server.call("DELETE", path, &[("Authorization", &format!("Bearer {secret}"))], b"").await
}

async fn listed(server: &Open) -> Vec<Value> {
    server.get("/api/boards", KEY).await.json().as_array().unwrap().clone()
}

async fn done(server: &Open, made: &Made, who: &str, command: Value) {
    let answer = server.command(made, who, command).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn host_1_the_host_leads_any_board_from_any_device() {
    let server = open().await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    done(&server, &made, &made.facilitator, json!({ "do": "finish" })).await;
    let path = format!("/api/boards/{}/open", made.id);
    for secret in ["", "wrong", &made.facilitator, &anna] {
        assert_eq!(server.post(&path, secret, &json!({})).await.problem().0, 401, "{secret:?}");
    }
    let opened = server.post(&path, KEY, &json!({})).await.made();
    assert_eq!((&opened.id, &opened.code), (&made.id, &made.code));
    assert_ne!(opened.facilitator, made.facilitator);
    assert_eq!(server.state(&opened).await["role"], "facilitator");
    done(&server, &made, &opened.facilitator, json!({ "do": "reopen" })).await;
    let wall = server.get(&format!("/api/boards/{}", made.id), &opened.projector).await;
    assert_eq!(wall.json()["role"], "projector");
    assert_eq!(server.state(&made).await["role"], "facilitator", "the first link leads as well");
    assert_eq!(server.post("/api/boards/nowhere/open", KEY, &json!({})).await.problem().0, 404);
}

#[tokio::test]
async fn host_2_a_board_that_is_laid_away_is_listed_as_that_and_can_be_taken_back() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let made = server.make().await;
    let path = format!("/api/boards/{}/archive", made.id);
    assert_eq!(listed(&server).await[0]["archived"], false);
    assert_eq!(server.post(&path, &made.facilitator, &json!({ "archived": true })).await.problem().0, 401);
    assert_eq!(server.post(&path, KEY, &json!({ "archived": true })).await.status, 204);
    assert_eq!(listed(&server).await[0]["archived"], true);
    server.end().await;
    let server = open_with(config(data.path())).await;
    assert_eq!(listed(&server).await[0]["archived"], true, "also after a restart");
    assert_eq!(server.post(&path, KEY, &json!({ "archived": false })).await.status, 204);
    assert_eq!(listed(&server).await[0]["archived"], false);
    for body in [json!({}), json!({ "archived": true, "stranger": 1 }), json!({ "archived": "yes" })] {
        assert_eq!(server.post(&path, KEY, &body).await.problem(), (422, "invalid".to_owned()), "{body}");
    }
}

#[tokio::test]
async fn host_3_the_host_deletes_a_board_and_nobody_else_with_a_wrong_key() {
    let server = open().await;
    let made = server.make().await;
    let path = format!("/api/boards/{}", made.id);
    let (anna, _) = server.join(&made, "Anna", "it").await;
    assert_eq!(delete(&server, &path, &anna).await.problem().0, 403);
    assert_eq!(
        delete(&server, &path, "another-key-of-a-host").await.problem(),
        (401, "token-invalid".to_owned())
    );
    assert_eq!(delete(&server, &path, KEY).await.status, 204);
    assert_eq!(delete(&server, &path, KEY).await.problem().0, 404);
    // Keys are not tried here without being counted.
    let other = server.make().await;
    let path = format!("/api/boards/{}", other.id);
    assert_eq!(server.get("/api/boards", "a-guess").await.problem().0, 401);
    for n in 0..40 {
        assert_eq!(delete(&server, &path, &format!("a-guess-{n}")).await.problem().0, 401);
    }
    assert_eq!(server.get("/api/boards", "a-guess").await.problem().0, 429);
    assert_eq!(delete(&server, &path, KEY).await.status, 204, "the right one is taken at any time");
}

#[tokio::test]
async fn the_list_tells_which_projects_are_late() {
    let server = open().await;
    let made = server.make().await;
    for (due, status) in [
        ("2020-01-01", "planned"),
        ("2020-01-01", "done"),
        ("2020-02-01", "stopped"),
        ("2999-01-01", "running"),
    ] {
        let project = json!({ "do": "create_project", "title": "Ask", "due": due });
        let seq = server.command(&made, &made.facilitator, project).await.json()["seq"].as_u64().unwrap();
        let report = json!({ "do": "report_progress", "project": format!("p{seq}"), "status": status });
        done(&server, &made, &made.facilitator, report).await;
    }
    let listed = &listed(&server).await[0];
    assert_eq!((&listed["counts"]["projects"], &listed["late"]), (&json!(4), &json!(1)));
}

#[tokio::test]
async fn copy_1_a_board_is_duplicated_with_or_without_its_causes() {
    let server = open().await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    let agenda = json!([{ "kind": "silent", "minutes": 7, "note": "Ask Anna" }]);
    done(&server, &made, &made.facilitator, json!({ "do": "set_agenda", "agenda": agenda })).await;
    done(&server, &made, &anna, json!({ "do": "seal_note", "branch": "people", "text": "Shown" })).await;
    done(&server, &made, &made.facilitator, json!({ "do": "reveal_notes" })).await;
    done(&server, &made, &anna, json!({ "do": "seal_note", "branch": "people", "text": "Never shown" }))
        .await;
    for (point, text) in [("room", None), ("c1", Some("Chairs"))] {
        let command = json!({ "do": "set_point", "point": point, "text": text, "done": true });
        done(&server, &made, &made.facilitator, command).await;
    }
    let path = format!("/api/boards/{}/duplicate", made.id);
    assert_eq!(server.post(&path, &made.facilitator, &json!({})).await.problem().0, 401);
    for (body, title, causes) in [
        (json!({}), "Test", 0),
        (json!({ "title": "Test, kopia", "causes": true }), "Test, kopia", 1),
        (json!({ "causes": false }), "Test", 0),
    ] {
        let copy = server.post(&path, KEY, &body).await.made();
        let now = server.state(&copy).await;
        assert_eq!((&now["title"], &now["effect"]), (&json!(title), &json!("Late starts")));
        assert_eq!((&now["people"], &now["hidden"]), (&json!([]), &json!(0)));
        assert_eq!(now["agenda"][0]["activities"][0]["note"], "Ask Anna");
        assert_eq!((&now["previous"], &now["next"]), (&Value::Null, &Value::Null));
        assert_eq!(now["preparation"], json!([{ "id": "c1", "text": "Chairs", "done": false }]));
        let file = server.get(&format!("/api/boards/{}/export/json", copy.id), &copy.facilitator).await;
        assert_eq!(file.json()["notes"].as_array().unwrap().len(), causes);
        assert!(!file.text.contains("Never shown") && !file.text.contains("Anna"));
        assert_eq!(server.get(&format!("/api/boards/{}", copy.id), &anna).await.problem().0, 401);
    }
    assert_eq!(listed(&server).await.len(), 4);
    for body in [json!({ "stranger": 1 }), json!({ "title": " " }), json!({ "causes": "yes" })] {
        assert_eq!(server.post(&path, KEY, &body).await.problem(), (422, "invalid".to_owned()), "{body}");
    }
}

#[tokio::test]
async fn copy_2_a_saved_template_makes_boards_and_is_the_hosts_alone() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    done(&server, &made, &anna, json!({ "do": "seal_note", "branch": "people", "text": "Shown" })).await;
    done(&server, &made, &made.facilitator, json!({ "do": "reveal_notes" })).await;
    let all = "/api/saved-templates";
    for secret in ["", "wrong", &made.facilitator] {
        assert_eq!(server.get(all, secret).await.problem().0, 401);
        assert_eq!(server.post(all, secret, &json!({ "board": made.id })).await.problem().0, 401);
    }
    let saved = server.post(all, KEY, &json!({ "board": made.id, "title": "Ours" })).await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    let saved = saved.json();
    assert_eq!(
        (&saved["title"], &saved["effect"], &saved["language"]),
        (&json!("Ours"), &json!("Late starts"), &json!("en"))
    );
    assert_eq!(listed(&server).await.len(), 1, "a template is no board");
    server.end().await;
    let server = open_with(config(data.path())).await;
    assert_eq!(server.get(all, KEY).await.json(), json!([saved]), "it is kept as it was told");
    let id = saved["id"].as_str().unwrap();
    assert_eq!(server.post(&format!("/api/boards/{id}/open"), KEY, &json!({})).await.problem().0, 404);
    let path = format!("{all}/{id}/boards");
    let wanted = json!({ "title": "Spring", "departments": ["it", "New one"], "agenda": [] });
    let board = server.post(&path, KEY, &wanted).await.made();
    let now = server.state(&board).await;
    assert_eq!(
        (&now["title"], &now["effect"], &now["agenda"]),
        (&json!("Spring"), &json!("Late starts"), &json!([]))
    );
    assert_eq!(
        now["departments"],
        json!([{ "id": "it", "name": "IT" }, { "id": "new-one", "name": "New one" }])
    );
    let same = server.post(&path, KEY, &json!({ "title": "As it is" })).await.made();
    assert_eq!(server.state(&same).await["departments"].as_array().unwrap().len(), 7);
    for body in [json!({}), json!({ "title": " " }), json!({ "title": "x", "template": "6m" })] {
        assert_eq!(server.post(&path, KEY, &body).await.problem(), (422, "invalid".to_owned()), "{body}");
    }
    for strange in ["nowhere", made.id.as_str()] {
        let answer = server.post(&format!("{all}/{strange}/boards"), KEY, &json!({ "title": "x" })).await;
        assert_eq!(answer.problem().0, 404, "{strange}");
        assert_eq!(delete(&server, &format!("{all}/{strange}"), KEY).await.problem().0, 404, "{strange}");
    }
    // Another name, then the frame of another board under that name: each time one template, with an id of its own.
    let put = async |id: &str, secret: &str, body: Value| {
        let bearer = format!("Bearer {secret}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        server.call("PUT", &format!("{all}/{id}"), &headers, body.to_string().as_bytes()).await
    };
    assert_eq!(put(id, &made.facilitator, json!({ "title": "Mine" })).await.problem().0, 401);
    assert_eq!(put("nowhere", KEY, json!({ "title": "x" })).await.problem().0, 404);
    assert_eq!(put(id, KEY, json!({ "board": "nowhere" })).await.problem().0, 404);
    assert_eq!(put(id, KEY, json!({ "title": " " })).await.problem(), (422, "invalid".to_owned()));
    assert_eq!(put(id, KEY, json!({ "colour": "red" })).await.problem(), (422, "invalid".to_owned()));
    assert_eq!(server.get(all, KEY).await.json(), json!([saved]), "nothing came of these");
    let renamed = put(id, KEY, json!({ "title": "Spring term" })).await.json();
    assert_eq!((&renamed["title"], &renamed["effect"]), (&json!("Spring term"), &json!("Late starts")));
    let id = renamed["id"].as_str().unwrap();
    let replaced = put(id, KEY, json!({ "board": board.id })).await.json();
    assert_eq!((&replaced["title"], &replaced["agenda"]), (&json!("Spring term"), &json!([])));
    assert_eq!(server.get(all, KEY).await.json(), json!([replaced]));
    let id = replaced["id"].as_str().unwrap();
    assert_eq!(delete(&server, &format!("{all}/{id}"), KEY).await.status, 204);
    assert_eq!(server.get(all, KEY).await.json(), json!([]));
    assert_eq!(server.state(&board).await["title"], "Spring", "what was made of it stays");
    for n in 0..50 {
        let answer = server.post(all, KEY, &json!({ "board": made.id, "title": format!("T{n}") })).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let answer = server.post(all, KEY, &json!({ "board": made.id })).await;
    assert_eq!(answer.problem(), (422, "too-many".to_owned()));
}
