//! Webhooks: what is sent to a receiver on this machine, which is there or not.

use std::sync::atomic::{AtomicI64, AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use server::{Config, Outgoing, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::clock::WrongClock;
use crate::open::{Answer, Made, Open, config, open, open_with};

const PATIENCE: Duration = Duration::from_secs(60);

/// A receiver, which answers with a status that can be changed, and remembers what it took.
pub struct Receiver {
    pub url: String,
    pub status: Arc<AtomicU16>,
    tried: Arc<AtomicUsize>,
    taken: Arc<Mutex<Vec<Taken>>>,
    bell: Arc<Notify>,
}

#[derive(Clone, Debug)]
pub struct Taken {
    pub id: String,
    timestamp: String,
    signature: String,
    body: String,
}

impl Receiver {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?of=us", listener.local_addr().unwrap());
        let receiver = Self {
            url,
            status: Arc::new(204.into()),
            tried: Arc::default(),
            taken: Arc::default(),
            bell: Arc::default(),
        };
        let (status, tried, taken, bell) = (
            Arc::clone(&receiver.status),
            Arc::clone(&receiver.tried),
            Arc::clone(&receiver.taken),
            Arc::clone(&receiver.bell),
        );
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut read = vec![];
                let (head, length) = loop {
                    if stream.read_buf(&mut read).await.unwrap_or(0) == 0 {
                        break (String::new(), 0);
                    }
                    let text = String::from_utf8_lossy(&read).into_owned();
                    let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
                    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                    break (head.to_owned(), length.unwrap().parse::<usize>().unwrap());
                };
                while read.len() < head.len() + 4 + length
                    && stream.read_buf(&mut read).await.unwrap_or(0) > 0
                {}
                assert!(head.is_empty() || head.starts_with("POST /hook?of=us HTTP/1.1\r\n"), "{head}");
                let header = |name: &str| {
                    head.lines()
                        .find_map(|line| line.strip_prefix(&format!("{name}: ")))
                        .unwrap_or_default()
                        .to_owned()
                };
                let status = status.load(Ordering::SeqCst);
                if status < 300 && !head.is_empty() {
                    let body = String::from_utf8_lossy(&read[head.len() + 4..]).into_owned();
                    let [id, timestamp, signature] =
                        ["id", "timestamp", "signature"].map(|name| header(&format!("webhook-{name}")));
                    taken.lock().unwrap().push(Taken { id, timestamp, signature, body });
                }
                tried.fetch_add(1, Ordering::SeqCst);
                let answer = format!(
                    "HTTP/1.1 {status} Said\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                drop(stream.write_all(answer.as_bytes()).await);
                bell.notify_waiters();
            }
        });
        receiver
    }

    /// Waits until so many requests came that were taken.
    pub async fn taken(&self, count: usize) -> Vec<Taken> {
        let waiting = async {
            loop {
                let heard = self.bell.notified();
                let taken = self.taken.lock().unwrap().clone();
                if taken.len() >= count {
                    return taken;
                }
                heard.await;
            }
        };
        timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("only {:?}", self.kinds()))
    }

    pub fn kinds(&self) -> Vec<String> {
        self.taken.lock().unwrap().iter().map(Taken::kind).collect()
    }

    /// Waits until so many requests came, whatever became of them.
    pub async fn tried(&self, count: usize) {
        let waiting = async {
            loop {
                let heard = self.bell.notified();
                if self.tried.load(Ordering::SeqCst) >= count {
                    return;
                }
                heard.await;
            }
        };
        timeout(PATIENCE, waiting).await.expect("nothing is sent");
    }
}

impl Taken {
    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether a library of others takes it for what the holder of the secret has sent.
    fn is_ours(&self, secret: &str) -> bool {
        let mut headers = hyper::HeaderMap::new();
        for (name, value) in
            [("id", &self.id), ("timestamp", &self.timestamp), ("signature", &self.signature)]
        {
            let name: hyper::header::HeaderName = format!("webhook-{name}").parse().unwrap();
            headers.insert(name, value.parse().unwrap());
        }
        standardwebhooks::Webhook::new(secret).unwrap().verify(self.body.as_bytes(), &headers).is_ok()
    }
}

fn settings(data: &std::path::Path) -> Config {
    Config { webhooks: Outgoing::Private, webhook_quiet: Duration::ZERO, ..config(data) }
}

async fn open_by(data: &std::path::Path, clock: &Arc<WrongClock>) -> Open {
    let server = Server::new(settings(data)).unwrap().by_clock(Arc::clone(clock) as Arc<dyn room::Clock>);
    let bound = server.bind().await.unwrap();
    let (address, stop) = (bound.address(), bound.stop());
    Open { address, stop, task: tokio::spawn(bound.listen()), data: None }
}

async fn call(server: &Open, method: &str, made: &Made, token: &str, rest: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let path = format!("/api/boards/{}/webhook{rest}", made.id);
    server.call(method, &path, &headers, body.to_string().as_bytes()).await
}

pub async fn set(server: &Open, made: &Made, url: &str) -> String {
    let given = call(server, "PUT", made, &made.facilitator, "", &json!({ "url": url })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    given.json()["secret"].as_str().unwrap().to_owned()
}

async fn state(server: &Open, made: &Made) -> Value {
    let given = call(server, "GET", made, &made.facilitator, "", &json!({})).await;
    assert_eq!(given.status, 200, "{}", given.text);
    given.json()
}

/// Waits until the state of the webhook is as wanted.
pub async fn until(server: &Open, made: &Made, wanted: impl Fn(&Value) -> bool) -> Value {
    let asking = async {
        loop {
            let state = state(server, made).await;
            if wanted(&state) {
                return state;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, asking).await.expect("the state of the webhook")
}

pub async fn lead(server: &Open, made: &Made, command: Value) {
    let given = server.command(made, &made.facilitator, command).await;
    assert_eq!(given.status, 200, "{}", given.text);
}

async fn project_of(server: &Open, made: &Made) -> Value {
    let file = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await.json();
    file["projects"][0]["id"].clone()
}

pub fn project() -> Value {
    json!({ "do": "create_project", "title": "Shorter queues", "owner": "it", "approvals": ["marketing"], "due": "2027-03-31" })
}

#[tokio::test]
async fn hook_1_hook_3_what_happens_to_projects_is_told_in_order_and_signed() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(settings(data.path())).await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    let (bo, _) = server.join(&made, "Bo Skryty", "marketing").await;
    lead(&server, &made, json!({ "do": "create_project", "title": "There before" })).await;
    let receiver = Receiver::new().await;
    let secret = set(&server, &made, &receiver.url).await;
    lead(&server, &made, project()).await;
    receiver.taken(2).await;
    let id = receiver.taken(1).await[0].json()["data"]["project"]["id"].clone();
    let sealed = json!({ "do": "seal_note", "branch": "people", "text": "stays hidden" });
    assert_eq!(server.command(&made, &bo, sealed).await.status, 200);
    let word = json!({ "do": "say", "worth": 1, "word": "a bitter word" });
    assert_eq!(server.command(&made, &bo, word).await.status, 200);
    let report = json!({ "do": "report_progress", "project": id, "status": "running", "word": "Begun" });
    assert_eq!(server.command(&made, &anna, report).await.status, 200);
    receiver.taken(4).await;
    lead(&server, &made, json!({ "do": "set_authors", "shown": false })).await;
    let yes = json!({ "do": "approve", "project": id, "decision": "accept", "comment": "At last" });
    assert_eq!(server.command(&made, &bo, yes).await.status, 200);
    receiver.taken(5).await;
    lead(&server, &made, json!({ "do": "finish" })).await;
    let taken = receiver.taken(6).await;
    let kinds = [
        "project.created",
        "approval.asked",
        "project.changed",
        "project.progress",
        "approval.given",
        "board.finished",
    ];
    assert_eq!(receiver.kinds(), kinds);
    let mut ids: Vec<&String> = taken.iter().map(|one| &one.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6, "each has an id of its own");
    let [created, asked, changed, progress, given, _] =
        [0, 1, 2, 3, 4, 5].map(|n: usize| taken[n].json()["data"].clone());
    assert_eq!(
        (&created["project"]["title"], &created["project"]["owner"]["id"]),
        (&json!("Shorter queues"), &json!("it"))
    );
    assert_eq!((&created["board"]["id"], &asked["department"]["id"]), (&json!(made.id), &json!("marketing")));
    assert_eq!(changed["changed"], json!(["status"]));
    assert_eq!((&progress["report"]["name"], &progress["report"]["word"]), (&json!("Anna"), &json!("Begun")));
    assert_eq!(
        (&given["report"]["decision"], &given["report"]["department"]),
        (&json!("accept"), &json!("marketing"))
    );
    for secret in [
        "stays hidden",
        "a bitter word",
        "dots",
        made.code.as_str(),
        &made.facilitator,
        &made.projector,
        &anna,
        &bo,
    ] {
        assert!(taken.iter().all(|one| !one.body.contains(secret)), "{secret}");
    }
    assert!(!given.to_string().contains("Bo Skryty"), "names are hidden: {given}");
    for one in &taken {
        assert!(one.is_ours(&secret), "{one:?}");
        let later = (one.timestamp.parse::<u64>().unwrap() + 1).to_string();
        for forged in [
            Taken { body: one.body.replace("Shorter", "Longer").replace("Test", "Text"), ..one.clone() },
            Taken { id: format!("{}x", one.id), ..one.clone() },
            Taken { timestamp: later, ..one.clone() },
            Taken {
                signature: taken[(ids.len() - 1) * usize::from(one.id == taken[0].id)].signature.clone(),
                ..one.clone()
            },
        ] {
            assert!(!forged.is_ours(&secret), "{forged:?}");
        }
        assert!(!one.is_ours("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "with another secret");
    }
    let seen = until(&server, &made, |state| state["deliveries"].as_array().unwrap().len() == 6).await;
    assert_eq!(
        (&seen["deliveries"][0]["kind"], &seen["deliveries"][0]["status"]),
        (&json!("board.finished"), &json!(204))
    );
    assert!(!seen.to_string().contains(&secret), "the secret is told once");
}

#[tokio::test]
async fn hook_2_a_receiver_that_is_down_for_an_hour_and_a_restart_lose_nothing() {
    let data = tempfile::tempdir().unwrap();
    let clock = Arc::new(WrongClock(AtomicI64::new(0)));
    let server = open_by(data.path(), &clock).await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    let receiver = Receiver::new().await;
    receiver.status.store(503, Ordering::SeqCst);
    let secret = set(&server, &made, &receiver.url).await;
    lead(&server, &made, project()).await;
    receiver.tried(1).await;
    let id = project_of(&server, &made).await;
    let words: Vec<String> = (0..12).map(|n| format!("Step {n}")).collect();
    for word in &words {
        let report = json!({ "do": "report_progress", "project": id, "word": word });
        assert_eq!(server.command(&made, &anna, report).await.status, 200);
    }
    let seen = until(&server, &made, |state| state["waiting"].as_array().unwrap().len() == 14).await;
    assert_eq!(
        (&seen["waiting"][0]["outcome"], &seen["waiting"][0]["status"]),
        (&json!("refused"), &json!(503))
    );
    assert!(seen["waiting"][0]["due"].as_u64().unwrap() > 0 && seen["deliveries"] == json!([]));
    // The last report is on the board and not in the queue when the server stops.
    let report = json!({ "do": "report_progress", "project": id, "status": "done" });
    assert_eq!(server.command(&made, &anna, report).await.status, 200);
    server.end().await;
    assert!(receiver.taken.lock().unwrap().is_empty());

    clock.0.store(3_600_000, Ordering::Relaxed);
    receiver.status.store(200, Ordering::SeqCst);
    let server = open_by(data.path(), &clock).await;
    let taken = receiver.taken(16).await;
    let told: Vec<Value> = taken
        .iter()
        .map(|one| one.json()["data"]["report"]["word"].clone())
        .filter(Value::is_string)
        .collect();
    assert_eq!(told, words, "in their order");
    let kinds = receiver.kinds();
    assert_eq!((kinds[0].as_str(), kinds[1].as_str()), ("project.created", "approval.asked"));
    assert!(kinds[14..].contains(&"project.changed".to_owned()), "{kinds:?}");
    assert!(taken.iter().all(|one| one.is_ours_at_any_time(&secret)));
    let mut ids: Vec<&String> = taken.iter().map(|one| &one.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), taken.len(), "none twice");
    until(&server, &made, |state| state["waiting"].as_array().unwrap().is_empty()).await;
    server.end().await;
}

impl Taken {
    /// The library refuses what is more than five minutes off by its own clock, which the test has moved.
    fn is_ours_at_any_time(&self, secret: &str) -> bool {
        let at: i64 = self.timestamp.parse().unwrap();
        let signed =
            standardwebhooks::Webhook::new(secret).unwrap().sign(&self.id, at, self.body.as_bytes()).unwrap();
        signed == self.signature
    }
}

#[tokio::test]
async fn hook_5_no_private_address_is_sent_to_no_redirect_followed_and_nothing_while_webhooks_are_off() {
    let server = open().await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    for (url, said) in [
        ("", "write it as in"),
        ("https://", "write it as in"),
        ("http://hooks.example/", "Only https"),
        ("https://127.0.0.1/", "public addresses only"),
        ("https://[::ffff:10.0.0.1]:8443/x", "public addresses only"),
    ] {
        let refused = call(&server, "PUT", &made, &made.facilitator, "", &json!({ "url": url })).await;
        assert_eq!(refused.problem(), (422, "invalid".into()), "{url}");
        assert!(refused.text.contains(said), "{url}: {}", refused.text);
    }
    for (token, status) in [(anna.as_str(), 403), (&made.projector, 403), ("wrong", 401), ("", 401)] {
        for (method, rest) in [("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/test")] {
            let url = json!({ "url": "https://hooks.example/" });
            assert_eq!(
                call(&server, method, &made, token, rest, &url).await.problem().0,
                status,
                "{method} {token:?}"
            );
        }
    }
    // A name is judged by where it leads to when it is sent to.
    set(&server, &made, "https://localhost:1/").await;
    assert_eq!(call(&server, "POST", &made, &made.facilitator, "/test", &json!({})).await.status, 202);
    let seen = until(&server, &made, |state| state["waiting"][0]["tries"] == 1).await;
    assert_eq!(seen["waiting"][0]["outcome"], "private");
    assert_eq!(call(&server, "DELETE", &made, &made.facilitator, "", &json!({})).await.status, 204);
    for (method, rest) in [("DELETE", ""), ("POST", "/test")] {
        assert_eq!(
            call(&server, method, &made, &made.facilitator, rest, &json!({})).await.problem(),
            (422, "unknown".into())
        );
    }

    let data = tempfile::tempdir().unwrap();
    let server = open_with(settings(data.path())).await;
    let made = server.make().await;
    let receiver = Receiver::new().await;
    for (status, outcome, gone) in [(307, "redirected", false), (500, "refused", false), (410, "gone", true)]
    {
        receiver.status.store(status, Ordering::SeqCst);
        set(&server, &made, &receiver.url).await;
        assert_eq!(call(&server, "POST", &made, &made.facilitator, "/test", &json!({})).await.status, 202);
        let seen = until(&server, &made, |state| state["waiting"][0]["tries"] == 1).await;
        assert_eq!(
            (&seen["waiting"][0]["outcome"], &seen["gone"]),
            (&json!(outcome), &json!(gone)),
            "{seen}"
        );
    }
    receiver.status.store(204, Ordering::SeqCst);
    // Deleting the board ends it; nothing of it is kept.
    let file = data.path().join("webhooks").join(format!("{}.json", made.id));
    assert!(file.exists());
    let bearer = format!("Bearer {}", made.facilitator);
    let gone = server
        .call("DELETE", &format!("/api/boards/{}", made.id), &[("Authorization", bearer.as_str())], b"")
        .await;
    assert_eq!((gone.status, file.exists()), (204, false));
    server.end().await;

    let server = open_with(Config { webhooks: Outgoing::Off, ..settings(data.path()) }).await;
    let made = server.make().await;
    let refused =
        call(&server, "PUT", &made, &made.facilitator, "", &json!({ "url": "https://hooks.example/" })).await;
    assert_eq!(refused.problem(), (403, "not-allowed".into()));
    assert_eq!(state(&server, &made).await["allowed"], false);
}

#[cfg(unix)]
#[tokio::test]
async fn hook_2_the_file_of_a_webhook_is_its_owners_alone_and_a_broken_one_stops_no_server() {
    use std::os::unix::fs::MetadataExt;
    let data = tempfile::tempdir().unwrap();
    let server = open_with(settings(data.path())).await;
    let (made, other) = (server.make().await, server.make().await);
    let receiver = Receiver::new().await;
    for one in [&made, &other] {
        set(&server, one, &receiver.url).await;
    }
    let file = |made: &Made| data.path().join("webhooks").join(format!("{}.json", made.id));
    assert_eq!(std::fs::metadata(file(&made)).unwrap().mode() & 0o777, 0o600);
    server.end().await;
    std::fs::write(file(&made), b"{ half").unwrap();
    std::fs::write(
        data.path().join("webhooks").join("gone.json"),
        std::fs::read(file(&other)).unwrap().len().to_string(),
    )
    .unwrap();
    let server = open_with(settings(data.path())).await;
    assert!(state(&server, &made).await.get("url").is_none());
    assert_eq!(state(&server, &other).await["url"], receiver.url.as_str());
    assert_eq!(call(&server, "POST", &other, &other.facilitator, "/test", &json!({})).await.status, 202);
    assert_eq!(receiver.taken(1).await[0].json()["type"], "webhook.test");
    server.end().await;
}
