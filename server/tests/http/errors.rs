//! Every error is a problem document with a stable code.

use serde_json::json;

use crate::open::{KEY, open};

#[tokio::test]
async fn every_error_is_a_problem_document() {
    let server = open().await;
    let made = server.make().await;
    let (participant, _) = server.join(&made, "Anna", "it").await;
    let board = format!("/api/boards/{}", made.id);
    let below = |what: &str| format!("{board}/{what}");
    let (commands, ballot, bin) = (below("commands"), below("ballot"), below("bin"));
    let (svg, gif) = (below("export/svg"), below("export/gif"));
    let sync = format!("/sync/{}", made.id);
    let key = format!("Bearer {KEY}");
    let lead = format!("Bearer {}", made.facilitator);
    let take_part = format!("Bearer {participant}");
    let show = format!("Bearer {}", made.projector);
    let json = "application/json";
    let large = vec![b' '; 300 * 1024];
    let deep = "[".repeat(100_000);

    type Case<'c> = (&'c str, &'c str, &'c str, &'c str, &'c [u8], (u16, &'c str));
    let cases: Vec<Case> = vec![
        // method, path, authorization, content type, body → status, code
        ("GET", "/api/nothing", "", "", b"", (404, "not-found")),
        ("GET", "/nothing", "", "", b"", (404, "not-found")),
        ("DELETE", "/api/boards", "", "", b"", (405, "method-not-allowed")),
        ("GET", "/api/join", "", "", b"", (405, "method-not-allowed")),
        ("POST", "/api/boards", "", json, b"{}", (401, "token-missing")),
        (
            "POST",
            "/api/boards",
            "Bearer wrong",
            json,
            br#"{"title":"T","template":"6m"}"#,
            (401, "token-invalid"),
        ),
        ("POST", "/api/boards", &lead, json, br#"{"title":"T","template":"6m"}"#, (401, "token-invalid")),
        ("POST", "/api/boards", &key, json, b"{", (400, "broken-json")),
        ("POST", "/api/boards", &key, json, deep.as_bytes(), (422, "invalid")),
        ("POST", "/api/boards", &key, json, b"\xff\xfe", (400, "broken-json")),
        ("POST", "/api/boards", &key, json, b"{}", (422, "invalid")),
        ("POST", "/api/boards", &key, json, b"[]", (422, "invalid")),
        // Serde would read a list as the fields in their order.
        ("POST", "/api/boards", &key, json, br#"["T","6m",null,null,null,null,null]"#, (422, "invalid")),
        (
            "POST",
            "/api/boards",
            &key,
            json,
            br#"{"title":"T","template":"6m","goals":["a","b"]}"#,
            (422, "invalid"),
        ),
        (
            "POST",
            "/api/boards",
            &key,
            json,
            br#"{"title":"T","template":"6m","agenda":[["a1","vote","V",5,null]]}"#,
            (422, "invalid"),
        ),
        (
            "POST",
            &commands,
            &lead,
            json,
            br#"{"do":"set_departments","departments":[["it","IT"]]}"#,
            (422, "invalid"),
        ),
        ("POST", "/api/boards", &key, json, br#"{"title":"T","template":"7q"}"#, (422, "invalid")),
        ("POST", "/api/boards", &key, json, br#"{"title":" ","template":"6m"}"#, (422, "invalid")),
        (
            "POST",
            "/api/boards",
            &key,
            json,
            br#"{"title":"T","template":"6m","language":"xx"}"#,
            (422, "invalid"),
        ),
        ("POST", "/api/boards", &key, json, br#"{"title":"T","template":"6m","x":1}"#, (422, "invalid")),
        (
            "POST",
            "/api/boards",
            &key,
            json,
            br#"{"title":"T","template":"6m","agenda":[{"kind":"collect","x":1}]}"#,
            (422, "invalid"),
        ),
        (
            "POST",
            "/api/boards",
            &key,
            json,
            br#"{"title":"T","template":"6m","departments":[{"name":"A","x":1}]}"#,
            (422, "invalid"),
        ),
        (
            "POST",
            "/api/boards",
            &key,
            json,
            br#"{"title":"T","template":"6m","goals":{"x":""}}"#,
            (422, "invalid"),
        ),
        (
            "POST",
            "/api/join",
            "",
            json,
            br#"{"code":"QQQQQQ","name":"A","department":"it","x":1}"#,
            (422, "invalid"),
        ),
        ("POST", &commands, &lead, json, br#"{"do":"lock","x":1}"#, (422, "invalid")),
        ("POST", "/api/boards", &key, "text/plain", b"{}", (415, "unsupported-media-type")),
        ("POST", "/api/boards", &key, json, &large, (413, "too-large")),
        ("POST", "/api/boards/import", &key, json, b"{", (400, "broken-json")),
        ("POST", "/api/boards/import", &key, json, b"{}", (422, "invalid")),
        ("POST", "/api/boards/import", &lead, json, b"{}", (401, "token-invalid")),
        ("GET", "/api/templates?language=xx", "", "", b"", (422, "invalid")),
        (
            "POST",
            "/api/join",
            "",
            json,
            br#"{"code":"QQQQQQ","name":"A","department":"it"}"#,
            (404, "unknown-code"),
        ),
        ("GET", "/api/boards/nope", "Bearer x", "", b"", (404, "no-such-board")),
        ("GET", "/api/boards/..%2f..%2fetc", "Bearer x", "", b"", (404, "no-such-board")),
        ("GET", "/api/boards/%ff", "Bearer x", "", b"", (404, "not-found")),
        ("GET", &board, "", "", b"", (401, "token-missing")),
        ("GET", &board, "Bearer x", "", b"", (401, "token-invalid")),
        ("GET", &board, &key, "", b"", (401, "token-invalid")),
        ("POST", &commands, "", json, br#"{"do":"lock"}"#, (401, "token-missing")),
        ("POST", &commands, &take_part, json, br#"{"do":"lock"}"#, (403, "not-allowed")),
        ("POST", &commands, &show, json, br#"{"do":"lock"}"#, (403, "read-only")),
        ("POST", &commands, &lead, json, br#"{"do":"cast","note":"n","dots":1}"#, (403, "not-allowed")),
        ("POST", &commands, &lead, json, br#"{"do":"create"}"#, (422, "invalid")),
        (
            "POST",
            &commands,
            &lead,
            json,
            br#"{"do":"join","participant":"p","name":"n","department":"it","token_hash":"h"}"#,
            (422, "invalid"),
        ),
        ("POST", &commands, &take_part, json, br#"{"do":"cast","note":"n","dots":1}"#, (409, "not-now")),
        ("POST", &commands, &lead, json, br#"{"do":"fly"}"#, (422, "invalid")),
        ("POST", &commands, &lead, json, br#"{}"#, (422, "invalid")),
        ("POST", &commands, &lead, json, br#""lock""#, (422, "invalid")),
        ("POST", &commands, &lead, json, b"{\"do\":", (400, "broken-json")),
        ("POST", &commands, &lead, "", br#"{"do":"lock"}"#, (415, "unsupported-media-type")),
        ("GET", &ballot, &lead, "", b"", (403, "not-allowed")),
        ("GET", &bin, &take_part, "", b"", (403, "not-allowed")),
        ("GET", &svg, &take_part, "", b"", (403, "not-allowed")),
        ("GET", &gif, &lead, "", b"", (404, "no-such-format")),
        ("GET", &svg, "", "", b"", (401, "token-missing")),
        ("DELETE", &board, &take_part, "", b"", (403, "not-allowed")),
        ("DELETE", &board, &show, "", b"", (403, "not-allowed")),
        ("GET", &sync, &lead, "", b"", (426, "websocket-wanted")),
    ];
    for (method, path, authorization, content_type, body, (status, code)) in cases {
        let mut headers = vec![];
        if !authorization.is_empty() {
            headers.push(("Authorization", authorization));
        }
        if !content_type.is_empty() {
            headers.push(("Content-Type", content_type));
        }
        let answer = server.call(method, path, &headers, body).await;
        assert_eq!(
            answer.problem(),
            (status, code.to_owned()),
            "{method} {path} {authorization}: {}",
            answer.text
        );
    }
    let state = server.get(&board, &made.facilitator).await.json();
    assert_eq!(state["locked"], false, "nothing of all this changed the board");
}

#[tokio::test]
async fn a_token_in_the_query_opens_reading_only() {
    let server = open().await;
    let made = server.make().await;
    let board = format!("/api/boards/{}?token={}", made.id, made.facilitator);
    assert_eq!(server.call("GET", &board, &[], b"").await.status, 200);
    let commands = format!("/api/boards/{}/commands?token={}", made.id, made.facilitator);
    let json = [("Content-Type", "application/json")];
    let refused = server.call("POST", &commands, &json, json!({ "do": "lock" }).to_string().as_bytes()).await;
    assert_eq!(refused.problem(), (401, "token-missing".into()));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = open().await;
    for path in ["/", "/board/x", "/healthz", "/api/nothing", "/api/openapi.json"] {
        let answer = server.call("GET", path, &[], b"").await;
        for header in [
            "content-security-policy: default-src 'self'",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
        ] {
            assert!(answer.head.contains(header), "{path}: {header}");
        }
        assert!(!answer.head.contains("access-control-allow-origin"), "{path}");
    }
}

#[tokio::test]
async fn people_get_the_page_wherever_they_go_and_programs_a_problem() {
    let server = open().await;
    let html = [("Accept", "text/html,application/xhtml+xml")];
    for (path, status) in [
        ("/", 200),
        ("/join", 200),
        ("/board/x", 200),
        ("/facilitate/x", 200),
        ("/project/x", 200),
        ("/nowhere", 404),
    ] {
        let answer = server.call("GET", path, &html, b"").await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.head.contains("content-type: text/html"), "{path}: {}", answer.head);
        assert!(answer.head.contains("cache-control: no-cache"), "{path}: {}", answer.head);
    }
    for path in ["/api/nowhere", "/assets/nothing.js"] {
        assert_eq!(server.call("GET", path, &html, b"").await.problem(), (404, "not-found".into()), "{path}");
    }
}
