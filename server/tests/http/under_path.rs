//! The pages under a path of a host that has other things as well.

use futures_util::StreamExt;
use serde_json::json;
use server::Config;

use crate::open::{KEY, Open, config, open_with};

const PUBLIC: &str = "https://a.example/tools/fish";

async fn open() -> (Open, tempfile::TempDir) {
    let data = tempfile::tempdir().unwrap();
    (open_with(Config { public_url: Some(PUBLIC.into()), ..config(data.path()) }).await, data)
}

#[tokio::test]
async fn path_1_links_have_the_path_and_so_has_the_description_of_the_interface() {
    let (server, _data) = open().await;
    let wanted = json!({ "title": "Test", "template": "cx-5m", "effect": "Late starts" });
    let made = server.post("/tools/fish/api/boards", KEY, &wanted).await.json();
    for link in ["facilitator", "join", "projector"] {
        let link = made["links"][link].as_str().unwrap();
        assert!(link.starts_with(&format!("{PUBLIC}/")), "{link}");
    }
    let document = server.get("/api/openapi.json", "").await.json();
    assert_eq!(document["servers"], json!([{ "url": "/tools/fish" }]));
    let plain = crate::open::open().await;
    assert!(plain.get("/api/openapi.json", "").await.json()["servers"].is_null());
}

#[tokio::test]
async fn path_2_every_address_is_answered_with_the_path_and_without_it() {
    let (server, _data) = open().await;
    let made = server.make().await;
    for base in ["", "/tools/fish"] {
        for path in ["/", "/join", "/healthz", "/api/server", "/sw.js"] {
            let answer = server.get(&format!("{base}{path}"), "").await;
            let is_built_without = path == "/sw.js" && answer.status == 404;
            assert!(answer.status == 200 || is_built_without, "{base}{path}: {}", answer.status);
        }
        let mut socket = server.socket(&format!("{base}/sync/{}?token={}", made.id, made.facilitator)).await;
        assert!(socket.next().await.unwrap().unwrap().into_data().starts_with(&[0, 0]), "sync step 1");
    }
    let bare = server.get("/tools/fish", "").await;
    assert!(bare.status == 308 && bare.head.contains("location: /tools/fish/\r\n"), "{}", bare.head);
    assert_eq!(server.get("/tools/fisher/healthz", "").await.status, 404);
    // The counters name what was asked for, however it was.
    let metrics = server.get("/tools/fish/metrics", "").await.text;
    assert!(metrics.contains("method=\"GET\",route=\"/healthz\",status=\"200\"} 2"), "{metrics}");
}

#[tokio::test]
async fn path_3_the_page_names_its_files_and_its_place_and_is_not_sent_twice() {
    let (server, _data) = open().await;
    let people = [("Accept", "text/html")];
    for (path, status) in [("/", 200), ("/tools/fish/board/x", 200), ("/tools/fish/nowhere", 404)] {
        let page = server.call("GET", path, &people, b"").await;
        assert_eq!(page.status, status, "{path}");
        assert!(page.text.contains("<html data-root=\"/tools/fish\" lang=\"en\""), "{}", page.text);
        assert!(!page.text.contains("=\"/assets/"), "{}", page.text);
        assert!(page.head.contains("cache-control: no-cache"), "{}", page.head);
        assert!(page.head.contains("content-security-policy: default-src 'self'"), "{}", page.head);
    }
    let page = server.get("/tools/fish/", "").await;
    let etag = page.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let again = server.call("GET", "/tools/fish/", &[("If-None-Match", etag)], b"").await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    let plain = crate::open::open().await;
    assert!(!plain.get("/", "").await.text.contains("data-root"), "a host of its own");
}
