//! https in the server itself.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};
use server::{Config, Server, TlsFiles};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, HandshakeKind, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName},
    },
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Bytes, Message},
};

use crate::{
    nodes::{Cluster, SECRET},
    open::{KEY, Open, config},
};

/// How long what the server does within moments may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A certificate that was just made.
struct Made {
    cert: String,
    key: String,
    der: CertificateDer<'static>,
}

fn made() -> Made {
    let key = KeyPair::generate().unwrap();
    let cert = CertificateParams::new(vec!["localhost".into()]).unwrap().self_signed(&key).unwrap();
    Made { cert: cert.pem(), key: key.serialize_pem(), der: cert.der().clone() }
}

impl Made {
    fn write(&self, folder: &Path) {
        std::fs::write(folder.join("cert.pem"), &self.cert).unwrap();
        std::fs::write(folder.join("key.pem"), &self.key).unwrap();
    }
}

/// What a browser that trusts these certificates connects with. It resumes sessions, as browsers do.
fn browser(trusted: &[&Made]) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    trusted.iter().for_each(|made| roots.add(made.der.clone()).unwrap());
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn files(folder: &Path) -> TlsFiles {
    let files = TlsFiles::new(folder.join("cert.pem"), folder.join("key.pem"));
    TlsFiles { look: Duration::from_millis(20), ..files }
}

struct Opened {
    server: Open,
    url: String,
    plain: Option<SocketAddr>,
}

async fn open(change: impl FnOnce(Config) -> Config, folder: &Path) -> Opened {
    let config = change(Config { tls: Some(files(folder)), ..config(&folder.join("data")) });
    let bound = Server::new(config).unwrap().bind().await.unwrap();
    let (address, stop, url) = (bound.address(), bound.stop(), bound.url().to_owned());
    let plain = bound.plain_address();
    let server = Open { address, stop, task: tokio::spawn(bound.listen()), data: None };
    Opened { server, url, plain }
}

impl Opened {
    async fn connect(&self, browser: &TlsConnector) -> TlsStream<TcpStream> {
        let stream = TcpStream::connect(self.server.address).await.unwrap();
        browser.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap()
    }

    async fn get(&self, browser: &TlsConnector, path: &str) -> String {
        let mut stream = self.connect(browser).await;
        ask(&mut stream, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
            .await
    }

    async fn post(&self, browser: &TlsConnector, path: &str, token: &str, body: &Value) -> Value {
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = ask(&mut self.connect(browser).await, &request).await;
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
    }

    async fn board(&self, browser: &TlsConnector) -> Value {
        let wanted = json!({ "title": "Test", "template": "cx-5m", "effect": "Late starts" });
        self.post(browser, "/api/boards", KEY, &wanted).await
    }

    /// What everybody on the board is told of.
    async fn command(&self, browser: &TlsConnector, board: &Value, number: usize) {
        let command = json!({ "do": if number.is_multiple_of(2) { "lock" } else { "unlock" } });
        let path = format!("/api/boards/{}/commands", text(board, "id"));
        let done = self.post(browser, &path, text(board, "facilitator_token"), &command).await;
        assert!(done["seq"].is_number(), "{done}");
    }

    async fn websocket(&self, browser: &TlsConnector, path: &str) -> WebSocketStream<TlsStream<TcpStream>> {
        let stream = self.connect(browser).await;
        client_async(format!("wss://localhost{path}"), stream).await.unwrap().0
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} of {value}"))
}

/// Where the holder of this token of a board connects.
fn sync(board: &Value, token: &str) -> String {
    format!("/sync/{}?token={}", text(board, "id"), text(board, token))
}

/// Asks and reads to the end of the connection.
async fn ask(stream: &mut TlsStream<TcpStream>, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![];
    timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("an answer").unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn shown(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    stream.get_ref().1.peer_certificates().unwrap()[0].clone()
}

/// Waits for an update, which is not the answer to a question.
async fn updated(socket: &mut WebSocketStream<TlsStream<TcpStream>>) {
    let updated = async { while !socket.next().await.unwrap().unwrap().into_data().starts_with(&[0, 2]) {} };
    timeout(PATIENCE, updated).await.expect("an update");
}

/// Whether the other side of a websocket answers a ping.
async fn answers(socket: &mut WebSocketStream<TlsStream<TcpStream>>) -> bool {
    socket.send(Message::Ping(Bytes::from_static(b"here"))).await.unwrap();
    let answered = async {
        while let Some(Ok(message)) = socket.next().await {
            if matches!(message, Message::Pong(_)) {
                return true;
            }
        }
        false
    };
    timeout(PATIENCE, answered).await.expect("an answer")
}

#[tokio::test]
async fn tls_1_pages_and_boards_are_served_over_https() {
    let folder = tempfile::tempdir().unwrap();
    let pair = made();
    pair.write(folder.path());
    let opened = open(|config| config, folder.path()).await;
    assert_eq!(opened.url, format!("https://localhost:{}", opened.server.address.port()));
    let browser = browser(&[&pair]);
    assert!(opened.get(&browser, "/healthz").await.starts_with("HTTP/1.1 200"));
    let page = opened.get(&browser, "/").await.to_lowercase();
    assert!(page.contains("content-security-policy: default-src 'self'"), "{page}");
    assert!(!page.contains("strict-transport-security"), "nobody asked for what cannot be taken back");
    let board = opened.board(&browser).await;
    assert!(text(&board["links"], "join").starts_with(&opened.url), "{board}");
    let mut leading = opened.websocket(&browser, &sync(&board, "facilitator_token")).await;
    let mut wall = opened.websocket(&browser, &sync(&board, "projector_token")).await;
    for socket in [&mut leading, &mut wall] {
        let first = timeout(PATIENCE, socket.next()).await.unwrap().unwrap().unwrap();
        assert_eq!(&first.into_data()[..2], [0, 0], "sync step 1");
        socket.send(Message::Binary(Bytes::from_static(&[0, 0, 1, 0]))).await.unwrap();
    }
    for number in 0..20 {
        opened.command(&browser, &board, number).await;
        updated(&mut wall).await;
    }
    assert!(answers(&mut leading).await);
    drop((leading, wall));
    opened.server.end().await;
}

#[tokio::test]
async fn tls_1_a_websocket_over_https_is_carried_to_the_node_that_has_the_board() {
    let folder = tempfile::tempdir().unwrap();
    let pair = made();
    pair.write(folder.path());
    let mut cluster = Cluster::of(1).await;
    let board = cluster.board_of(0).await;
    let secure = |config| Config { tls: Some(files(folder.path())), ..config };
    cluster.add(SECRET, secure).await;
    let server = cluster.nodes.pop().unwrap();
    let opened = Opened { server, url: String::new(), plain: None };
    let browser = browser(&[&pair]);
    let path = format!("/sync/{}?token={}", board.id, board.projector);
    let mut wall = opened.websocket(&browser, &path).await;
    let first = timeout(PATIENCE, wall.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(&first.into_data()[..2], [0, 0], "sync step 1");
    wall.send(Message::Binary(Bytes::from_static(&[0, 0, 1, 0]))).await.unwrap();
    assert!(answers(&mut wall).await);
    for number in 0..10 {
        let command = json!({ "do": if number % 2 == 0 { "lock" } else { "unlock" } });
        assert_eq!(cluster.nodes[0].command(&board, &board.facilitator, command).await.status, 200);
        updated(&mut wall).await;
    }
}

#[tokio::test]
async fn tls_2_a_certificate_is_replaced_and_nobody_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (made(), made());
    old.write(folder.path());
    let opened = open(|config| config, folder.path()).await;
    let browser = browser(&[&old, &new]);
    let board = opened.board(&browser).await;
    let mut sockets = vec![];
    for _ in 0..20 {
        sockets.push(opened.websocket(&browser, &sync(&board, "facilitator_token")).await);
    }
    let mut pages = vec![];
    for _ in 0..5 {
        pages.push(opened.connect(&browser).await);
    }
    assert!(opened.get(&browser, "/healthz").await.starts_with("HTTP/1.1 200"));
    // The same browser comes back without a new handshake, as long as nothing changed.
    assert_eq!(opened.connect(&browser).await.get_ref().1.handshake_kind(), Some(HandshakeKind::Resumed));
    assert!(pages.iter().all(|page| shown(page) == old.der));
    new.write(folder.path());
    let replaced = async {
        loop {
            let stream = opened.connect(&browser).await;
            if shown(&stream) == new.der {
                return stream.get_ref().1.handshake_kind();
            }
        }
    };
    let kind = timeout(PATIENCE, replaced).await.expect("the new certificate");
    assert_eq!(kind, Some(HandshakeKind::Full), "a session of before is not resumed");
    for page in &mut pages {
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assert!(ask(page, request).await.starts_with("HTTP/1.1 200"), "a connection of before was cut");
    }
    for socket in &mut sockets {
        assert!(answers(socket).await, "a websocket of before was cut");
    }
    for _ in 0..20 {
        assert_eq!(shown(&opened.connect(&browser).await), new.der);
    }
    drop(sockets);
    opened.server.end().await;
}

#[tokio::test]
async fn tls_3_a_server_does_not_start_without_a_pair_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (made(), made());
    let half = &one.cert[..one.cert.len() / 2];
    for (cert, key, why) in [
        (one.cert.as_str(), other.key.as_str(), "is not that of the certificate"),
        (half, one.key.as_str(), "has no whole certificate"),
        (one.cert.as_str(), &one.key[..40], "has no whole private key"),
        ("", one.key.as_str(), "has no whole certificate"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            one.key.as_str(),
            "cannot be used",
        ),
    ] {
        std::fs::write(folder.path().join("cert.pem"), cert).unwrap();
        std::fs::write(folder.path().join("key.pem"), key).unwrap();
        let data = tempfile::tempdir().unwrap();
        let config = Config { tls: Some(files(folder.path())), ..config(data.path()) };
        let Err(error) = Server::new(config).unwrap().bind().await else { panic!("it started: {why}") };
        let said = error.to_string();
        assert!(said.contains(why) && said.ends_with('.') && !said.contains(&one.key[30..60]), "{said}");
    }
}

#[tokio::test]
async fn tls_4_a_handshake_that_is_not_finished_is_ended_like_a_request_that_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let pair = made();
    pair.write(folder.path());
    let head = Duration::from_millis(200);
    let opened = open(|config| Config { head, strangers: Some(4), ..config }, folder.path()).await;
    // A record of the handshake, which announces more than is sent.
    let half: &[u8] = &[22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3];
    for said in [&b""[..], &half[..1], half] {
        let mut stream = TcpStream::connect(opened.server.address).await.unwrap();
        stream.write_all(said).await.unwrap();
        let mut answer = vec![];
        let ended = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok(), "still waited for: {said:?}");
    }
    // Whoever has finished the handshake and says nothing is no better.
    let mut silent = opened.connect(&browser(&[&pair])).await;
    let mut answer = vec![];
    let ended = timeout(PATIENCE, silent.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "still waited for");
    opened.server.end().await;
}

#[tokio::test]
async fn tls_4_half_handshakes_take_nobodys_place() {
    let folder = tempfile::tempdir().unwrap();
    let pair = made();
    pair.write(folder.path());
    let opened = open(|config| Config { strangers: Some(4), ..config }, folder.path()).await;
    let browser = browser(&[&pair]);
    let mut silent = vec![];
    for _ in 0..40 {
        let mut stream = TcpStream::connect(opened.server.address).await.unwrap();
        stream.write_all(&[22, 3, 1, 2, 0, 1]).await.unwrap();
        silent.push(stream);
        assert!(opened.get(&browser, "/healthz").await.starts_with("HTTP/1.1 200"));
    }
    let mut gone = 0;
    for stream in &mut silent {
        gone += usize::from(timeout(Duration::from_millis(1), stream.read_u8()).await.is_ok());
    }
    assert!(gone >= 36, "{gone} of 40");
}

#[tokio::test]
async fn tls_4_an_answer_over_https_that_nobody_takes_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let pair = made();
    pair.write(folder.path());
    let opened = open(|config| Config { stall: Duration::from_millis(200), ..config }, folder.path()).await;
    let browser = browser(&[&pair]);
    let open = async || {
        let metrics = opened.get(&browser, "/metrics").await;
        let line = metrics.lines().find_map(|line| line.strip_prefix("herringbone_open_connections "));
        line.and_then(|count| count.parse::<usize>().ok()).expect("the count")
    };
    let mut stream = opened.connect(&browser).await;
    let request = "GET /api/openapi.json HTTP/1.1\r\nHost: test\r\n\r\n";
    stream.write_all(request.repeat(300).as_bytes()).await.unwrap();
    let given_up = async { while open().await > 1 {} };
    timeout(PATIENCE, given_up).await.expect("the connection is given up");
}

#[tokio::test]
async fn tls_6_plain_http_leads_to_https() {
    let folder = tempfile::tempdir().unwrap();
    made().write(folder.path());
    let beside = Some(([127, 0, 0, 1], 0).into());
    let opened = open(|config| Config { http_redirect: beside, ..config }, folder.path()).await;
    let port = opened.server.address.port();
    for address in [opened.server.address, opened.plain.unwrap()] {
        let answer = client::http::call(address, "GET", "/join?x=1", &[], b"").await.unwrap();
        assert_eq!(answer.status, 308);
        assert!(
            answer.head.contains(&format!("location: https://127.0.0.1:{port}/join?x=1")),
            "{}",
            answer.head
        );
        let answer = client::http::call(address, "POST", "/api/join", &[], b"{}").await.unwrap();
        assert!(answer.status == 403 && answer.text().contains("https-only"), "{}", answer.text());
        // Supervisors, `herringbone health` among them, need no certificate.
        for path in ["/healthz", "/readyz"] {
            assert_eq!(client::http::call(address, "GET", path, &[], b"").await.unwrap().status, 200);
        }
        // Nothing else is told in the clear.
        let answer = client::http::call(address, "GET", "/metrics", &[], b"").await.unwrap();
        assert_eq!((answer.status, answer.body.len()), (308, 0));
    }
    opened.server.end().await;
    let public = |config| Config { public_url: Some("https://a.example/board".into()), ..config };
    let opened = open(public, folder.path()).await;
    let answer = client::http::call(opened.server.address, "GET", "/board/join", &[], b"").await.unwrap();
    assert!(answer.head.contains("location: https://a.example/board/join\r\n"), "{:?}", answer.head);
}

#[tokio::test]
async fn tls_7_what_cannot_be_taken_back_is_said_only_if_asked_for_and_the_days_that_are_left_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".into()]).unwrap();
    params.not_after = rcgen::date_time_ymd(2999, 12, 31);
    let cert = params.self_signed(&key).unwrap();
    let pair = Made { cert: cert.pem(), key: key.serialize_pem(), der: cert.der().clone() };
    pair.write(folder.path());
    let hsts = Some(Duration::from_secs(86_400));
    let opened = open(|config| Config { hsts, ..config }, folder.path()).await;
    let browser = browser(&[&pair]);
    let page = opened.get(&browser, "/").await.to_lowercase();
    assert!(page.contains("strict-transport-security: max-age=86400\r\n"), "{page}");
    let metrics = opened.get(&browser, "/metrics").await;
    let days = metrics.lines().find_map(|line| line.strip_prefix("herringbone_certificate_days{} "));
    let days: f64 = days.unwrap_or_else(|| panic!("{metrics}")).parse().unwrap();
    assert!((300_000.0..400_000.0).contains(&days), "{days}");
    opened.server.end().await;
    let plain = crate::open::open().await;
    assert!(!plain.get("/metrics", "").await.text.contains("certificate_days{}"), "no certificate, no days");
}
