//! Kill −9 in the middle of making the next board: whenever it comes, the same request makes one board, whole, and both
//! boards know of each other.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::collections::BTreeSet;
use std::net::SocketAddr;

use client::http::call;
use faults::{Board, HOST_KEY, Server, until, works};
use serde_json::{Value, json};

/// The request, sent under a key of its own; `None` if the server went away before it answered.
async fn next(server: SocketAddr, board: &Board, key: &str) -> Option<Value> {
    let (path, bearer) = (format!("/api/boards/{}/next", board.id), format!("Bearer {}", board.facilitator));
    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", key)];
    let answer = until("an answer", call(server, "POST", &path, &headers, b"")).await.ok()?;
    assert_eq!(answer.status, 201, "{}", answer.text());
    Some(answer.json())
}

async fn session(server: SocketAddr, id: &str, token: &str) -> Value {
    let state = faults::call(server, "GET", &format!("/api/boards/{id}"), token, &Value::Null).await.unwrap();
    assert_eq!(state.0, 200, "{}", state.1);
    state.1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn next_3_a_kill_at_each_write_and_each_sync_leaves_one_next_board_or_none() {
    if !works(&["strace", "-D", "-f", "-o", "/dev/null", "true"]) {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let project = json!({ "do": "create_project", "title": "Call back", "due": "2027-03-31" });
    assert_eq!(board.command(server.address, &project).await.unwrap().0, 200);
    let log = data.path().canonicalize().unwrap().join("boards.sqlite-wal");
    let (mut ends, mut made) = (BTreeSet::new(), 0);
    for (n, (call, when)) in [
        ("fdatasync", 1),
        ("fdatasync", 2),
        ("pwrite64", 1),
        ("pwrite64", 3),
        ("pwrite64", 5),
        ("pwrite64", 7),
    ]
    .into_iter()
    .enumerate()
    {
        server.signal("TERM");
        server.ended();
        let inject = format!("inject={call}:signal=KILL:when={when}");
        let log = log.to_string_lossy();
        server = Server::start_under(
            &["strace", "-D", "-f", "-o", "/dev/null", "-e", &inject, "-P", &log],
            data.path(),
        );
        let key = format!("meeting-{n}");
        let answered = next(server.address, &board, &key).await;
        if answered.is_none() {
            assert!(!server.ended().success());
        }
        server.kill();
        server = Server::start(data.path());
        let before = session(server.address, &board.id, &board.facilitator).await;
        let known = before["next"].as_array().map_or(0, Vec::len);
        assert!((made..=made + 1).contains(&known), "{before}");
        let all = faults::call(server.address, "GET", "/api/boards", HOST_KEY, &Value::Null).await.unwrap().1;
        let there = all.as_array().unwrap().len() - 1;
        assert!(there >= known && there <= made + 1, "a board that is named is there: {all}");
        ends.insert((answered.is_some(), there - made, known - made));
        // The same request goes on where it was cut, and a repeat of it changes nothing.
        let one = next(server.address, &board, &key).await.unwrap();
        let again = next(server.address, &board, &key).await.unwrap();
        assert_eq!((&one["id"], &one["facilitator_token"]), (&again["id"], &again["facilitator_token"]));
        if let Some(answered) = answered {
            assert_eq!(one["id"], answered["id"]);
        }
        made += 1;
        let before = session(server.address, &board.id, &board.facilitator).await;
        assert_eq!(before["next"].as_array().unwrap().len(), made);
        assert_eq!(before["next"][n]["board"], one["id"]);
        let after =
            session(server.address, one["id"].as_str().unwrap(), one["facilitator_token"].as_str().unwrap())
                .await;
        assert_eq!(after["previous"]["board"], json!(board.id));
        assert_eq!(after["promised"][0]["title"], "Call back", "it is whole");
        let all = faults::call(server.address, "GET", "/api/boards", HOST_KEY, &Value::Null).await.unwrap().1;
        assert_eq!(all.as_array().unwrap().len(), made + 1);
    }
    eprintln!("how it ended (answered, boards made, boards named): {ends:?}");
    assert!(ends.len() > 1, "trivial: {ends:?}");
}
