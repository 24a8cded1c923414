//! The host's and the operator's key.

use serde_json::json;
use server::{Config, Server};

use crate::open::{KEY, config, open, open_with};

#[tokio::test]
async fn cost_5_guessing_the_hosts_key_is_limited_and_the_right_one_is_not() {
    let server = open().await;
    let wanted = json!({ "title": "T", "template": "6m" });
    let mut limited = None;
    for i in 0..100 {
        let answer = server.post("/api/boards", &format!("wrong-{i}"), &wanted).await;
        if answer.status == 429 {
            assert!(answer.head.contains("retry-after: "), "{}", answer.head);
            limited.get_or_insert((i, answer.problem().1));
        } else {
            assert_eq!(answer.problem(), (401, "token-invalid".into()));
            assert!(limited.is_none(), "and it stays limited");
        }
    }
    let (tries, code) = limited.expect("guessing was never limited");
    assert_eq!(code, "too-many-attempts");
    assert!((10..=33).contains(&tries), "{tries}");
    assert_eq!(server.post("/api/boards", KEY, &wanted).await.status, 201);
    // Whoever mistypes a code is told so all the same.
    let joining = json!({ "code": "QQQQQQ", "name": "A", "department": "it" });
    assert_eq!(server.post("/api/join", "", &joining).await.status, 404);
}

#[tokio::test]
async fn a_short_key_is_refused_in_a_sentence() {
    let data = tempfile::tempdir().unwrap();
    for (host, operator, whose) in
        [(Some("a"), None, "host"), (Some("żółwżół"), None, "host"), (None, Some("1234567"), "operator")]
    {
        let (host_key, operator_key) = (host.map(str::to_owned), operator.map(str::to_owned));
        let refused = Server::new(Config { host_key, operator_key, ..Config::new(data.path()) }).err();
        let said = refused.expect("it was taken").to_string();
        assert!(said.starts_with(&format!("The {whose}'s key is too short: ")), "{said}");
    }
    std::fs::write(data.path().join("host-key"), "a\n").unwrap();
    assert!(Server::new(Config::new(data.path())).is_err(), "one that is kept in the data directory");
}

#[tokio::test]
async fn what_is_counted_is_public_unless_the_operator_has_a_key() {
    let data = tempfile::tempdir().unwrap();
    let open = open_with(config(data.path())).await;
    for path in ["/metrics", "/api/server"] {
        assert_eq!(open.call("GET", path, &[], b"").await.status, 200, "{path}");
    }
    open.end().await;
    let key = "an-operator's-key";
    let private = open_with(Config { operator_key: Some(key.into()), ..config(data.path()) }).await;
    for path in ["/metrics", "/api/server"] {
        assert_eq!(private.call("GET", path, &[], b"").await.problem(), (401, "token-missing".into()));
        assert_eq!(private.get(path, KEY).await.problem(), (401, "token-invalid".into()));
        assert_eq!(private.get(path, key).await.status, 200, "{path}");
    }
    for path in ["/healthz", "/readyz", "/api/templates", "/api/openapi.json"] {
        assert_eq!(private.call("GET", path, &[], b"").await.status, 200, "{path}");
    }
    // It opens nothing else.
    let wanted = json!({ "title": "T", "template": "6m" });
    assert_eq!(private.post("/api/boards", key, &wanted).await.problem(), (401, "token-invalid".into()));
}
