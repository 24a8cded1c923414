//! What whoever runs a server is told of it: by its page, its counters, and the command that supervisors run.

use std::path::Path;

use board::Millis;
use serde_json::{Value, json};
use server::{Config, TlsFiles};

use crate::{
    open::{KEY, Open, config, open_with},
    process::program,
};

const MIB: u64 = 1 << 20;

async fn condition(server: &Open) -> Value {
    let answer = server.get("/api/server/condition", KEY).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// Runs `herringbone health` for a server: the exit code, and what was said.
async fn health(listen: String, more: &'static [&'static str]) -> (Option<i32>, String) {
    let run = move || program().args(["health", "--listen", &listen]).args(more).output().unwrap();
    let done = tokio::task::spawn_blocking(run).await.unwrap();
    (done.status.code(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
}

/// The value of a counter.
fn counted(text: &str, name: &str) -> f64 {
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} in {text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn ops_1_the_host_sees_how_the_server_is() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(Config { quota: Some(64 * MIB), ..config(data.path()) }).await;
    let before = condition(&server).await;
    assert_eq!((&before["ready"], &before["boards"]["all"]), (&json!(true), &json!(0)));
    let made = server.make().await;
    server.make().await;
    let rehearsal = format!("/api/boards/{}/rehearsal", made.id);
    assert_eq!(server.post(&rehearsal, &made.facilitator, &json!({ "people": 1 })).await.status, 201);
    let socket = server.enter(&made, &made.facilitator).await;
    let now = condition(&server).await;
    assert_eq!(now["boards"]["all"], 2, "a rehearsal is no board of the host's");
    assert!(now["boards"]["open"].as_u64() >= Some(1), "{now}");
    assert_eq!(now["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!((&now["storage"]["kind"], &now["storage"]["most"]), (&json!("directory"), &json!(64 * MIB)));
    assert!(now["storage"]["used"].as_u64() > Some(0) && now["nodes"] == json!([]), "{now}");
    assert!(now["started"].as_u64().map(Millis) > Some(Millis(1_700_000_000_000)), "{now}");
    drop(socket);
    for (secret, status) in [("", 401), ("wrong", 401), (made.facilitator.as_str(), 401)] {
        assert_eq!(server.get("/api/server/condition", secret).await.status, status);
    }
    server.end().await;
}

#[tokio::test]
async fn ops_2_what_somebody_should_see_to_is_named_the_most_urgent_first() {
    let data = tempfile::tempdir().unwrap();
    let url = Some("http://board.example.org".to_owned());
    let server = open_with(Config { public_url: url, quota: Some(2 * MIB), ..config(data.path()) }).await;
    // What is set aside for the log is more than this quota.
    assert_eq!(condition(&server).await["concerns"], json!(["space", "plain"]));
    let moved = data.path().with_extension("moved");
    std::fs::rename(data.path(), &moved).unwrap();
    let gone = condition(&server).await;
    std::fs::rename(&moved, data.path()).unwrap();
    assert_eq!((&gone["ready"], &gone["concerns"][0]), (&json!(false), &json!("missing")), "{gone}");
    assert_eq!(condition(&server).await["ready"], true);
    server.end().await;
}

#[tokio::test]
async fn ops_3_the_counters_tell_whether_it_is_ready_its_space_and_its_version() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let text = server.get("/metrics", "").await.text;
    assert_eq!(counted(&text, "herringbone_ready ") as u8, 1);
    assert!(counted(&text, "herringbone_storage_used_bytes ") > 0.0);
    assert!(counted(&text, "herringbone_storage_free_bytes ") != 0.0);
    let version = concat!("herringbone_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1");
    assert!(text.contains(version), "{text}");
    for line in text.lines().filter(|line| line.starts_with("# TYPE")) {
        let known = ["counter", "gauge", "histogram"];
        assert!(known.iter().any(|known| line.ends_with(known)), "the older text form does not know {line}");
    }
    let moved = data.path().with_extension("moved");
    std::fs::rename(data.path(), &moved).unwrap();
    let text = server.get("/metrics", "").await.text;
    std::fs::rename(&moved, data.path()).unwrap();
    assert_eq!(counted(&text, "herringbone_ready ") as u8, 0);
    server.end().await;
}

#[tokio::test]
async fn ops_4_a_command_asks_the_server_how_it_is() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let port = server.address.port();
    for listen in [format!("127.0.0.1:{port}"), format!("0.0.0.0:{port}")] {
        assert_eq!(health(listen, &[]).await, (Some(0), "ready\n".into()));
    }
    let listen = || format!("127.0.0.1:{port}");
    let moved = data.path().with_extension("moved");
    std::fs::rename(data.path(), &moved).unwrap();
    let (alive, unready) = (health(listen(), &["--alive"]).await, health(listen(), &[]).await);
    std::fs::rename(&moved, data.path()).unwrap();
    assert_eq!(alive, (Some(0), "alive\n".into()));
    assert!(unready.0 == Some(1) && unready.1.contains("503"), "{unready:?}");
    server.end().await;
    let (code, said) = health(listen(), &[]).await;
    assert!(code == Some(1) && said.contains("Nothing answers at") && said.lines().count() == 1, "{said}");
    assert!(!Path::new("data").exists(), "it touches nothing");
}

#[tokio::test]
async fn ops_4_the_command_asks_a_server_that_speaks_https_too() {
    let data = tempfile::tempdir().unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let mut wanted = rcgen::CertificateParams::new(vec!["board.example.org".into()]).unwrap();
    wanted.not_before = rcgen::date_time_ymd(2020, 1, 1);
    wanted.not_after = rcgen::date_time_ymd(2021, 1, 1);
    let (cert, private) = (data.path().join("cert.pem"), data.path().join("key.pem"));
    std::fs::write(&cert, wanted.self_signed(&key).unwrap().pem()).unwrap();
    std::fs::write(&private, key.serialize_pem()).unwrap();
    let tls = Some(TlsFiles::new(cert, private));
    let server = open_with(Config { tls, ..config(&data.path().join("boards")) }).await;
    let listen = || format!("127.0.0.1:{}", server.address.port());
    // It has ended, and is for another name: that is for browsers to mind.
    assert_eq!(health(listen(), &[]).await, (Some(0), "ready\n".into()));
    server.end().await;
}
