//! What https costs: strangers in the midst of a handshake, and people who are in.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use faults::{HOST_KEY, Server, until};
use futures_util::{SinkExt, StreamExt};
use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::{Bytes, Message};

const KIB: u64 = 1 << 10;

/// A server that speaks https, and a client that trusts it.
fn secure(folder: &Path) -> (Server, TlsConnector) {
    let key = KeyPair::generate().unwrap();
    let cert = CertificateParams::new(vec!["localhost".into()]).unwrap().self_signed(&key).unwrap();
    let files = ["cert.pem", "key.pem"].map(|name| folder.join(name).display().to_string());
    std::fs::write(&files[0], cert.pem()).unwrap();
    std::fs::write(&files[1], key.serialize_pem()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let options = ["--tls-cert", &files[0], "--tls-key", &files[1]];
    (Server::start_with(&options, &folder.join("data")), TlsConnector::from(Arc::new(config)))
}

async fn connect(server: &Server, client: &TlsConnector) -> TlsStream<TcpStream> {
    let stream = TcpStream::connect(server.address).await.unwrap();
    client.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap()
}

async fn make(server: &Server, client: &TlsConnector) -> Value {
    let body = json!({ "title": "Test", "template": "cx-5m", "effect": "Late starts" }).to_string();
    let mut stream = connect(server, client).await;
    let head = format!(
        "POST /api/boards HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {HOST_KEY}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}

#[tokio::test]
async fn tls_4_half_sent_handshakes_hold_no_more_than_half_sent_requests() {
    let folder = tempfile::tempdir().unwrap();
    let (server, client) = secure(folder.path());
    make(&server, &client).await;
    let before = server.memory().1;
    // A handshake that announces 64 KiB, in whole records, and lacks its end.
    let mut records = vec![];
    let mut hello = vec![1, 0, 255, 254];
    hello.resize(60_000, 0);
    for part in hello.chunks(16_000) {
        records.extend([22, 3, 1]);
        records.extend((part.len() as u16).to_be_bytes());
        records.extend(part);
    }
    let most = 200;
    let mut held = vec![];
    for _ in 0..most {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        // What is refused is not taken.
        let _ = timeout(Duration::from_secs(2), stream.write_all(&records)).await;
        held.push(stream);
    }
    make(&server, &client).await;
    let (now, peak) = server.memory();
    eprintln!(
        "{most} half handshakes: {} KiB before, {} now, {} at most",
        before / KIB,
        now / KIB,
        peak / KIB
    );
    assert!(peak <= before + most * 128 * KIB, "{} KiB each", (peak - before) / most / KIB);
}

#[tokio::test]
async fn tls_4_a_websocket_over_https_holds_little_more_than_one_without() {
    let folder = tempfile::tempdir().unwrap();
    let (server, client) = secure(folder.path());
    let made = make(&server, &client).await;
    let path = format!(
        "wss://localhost/sync/{}?token={}",
        made["id"].as_str().unwrap(),
        made["projector_token"].as_str().unwrap()
    );
    let mut held = vec![];
    let mut enter = async || {
        let (mut socket, _) = client_async(&path, connect(&server, &client).await).await.unwrap();
        socket.send(Message::Binary(Bytes::from_static(&[0, 0, 1, 0]))).await.unwrap();
        until("the board", async {
            while !socket.next().await.unwrap().unwrap().into_data().starts_with(&[0, 1]) {}
        })
        .await;
        held.push(socket);
    };
    for _ in 0..10 {
        enter().await;
    }
    let before = server.memory().0;
    let most = 80;
    for _ in 0..most {
        enter().await;
    }
    let now = server.memory().0;
    eprintln!("{most} websockets over https: {} KiB before, {} now", before / KIB, now / KIB);
    assert!(now <= before + most * 40 * KIB, "{} KiB each", (now - before) / most / KIB);
}
