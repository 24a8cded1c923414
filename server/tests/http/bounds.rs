//! What one connection, and one person, may take of the server.

use std::time::Duration;

use client::Socket;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use server::Config;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{MaybeTlsStream, tungstenite::Message};

use crate::open::{KEY, Made, Open, config, open, open_with};

/// How long what the server does after a fifth of a second may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is longer than that is done in parts.
const STALL: Duration = Duration::from_millis(200);

async fn impatient() -> (Open, tempfile::TempDir) {
    let data = tempfile::tempdir().unwrap();
    (open_with(Config { stall: STALL, ..config(data.path()) }).await, data)
}

/// The head of a request.
fn head(method: &str, path: &str, token: &str, length: usize) -> String {
    let authorization =
        if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    format!(
        "{method} {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n{authorization}Content-Length: \
         {length}\r\n\r\n"
    )
}

/// Says this and nothing more; the status of what the server then answers.
async fn say(server: &Open, said: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(said).await.unwrap();
    status(&mut stream).await
}

async fn status(stream: &mut TcpStream) -> u16 {
    let mut answer = vec![];
    while !answer.ends_with(b"\r\n") {
        let byte = timeout(PATIENCE, stream.read_u8()).await.expect("no answer");
        answer.push(byte.expect("it ended without an answer"));
    }
    let line = String::from_utf8(answer).unwrap();
    line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{line}"))
}

/// Waits until the server counts so many open connections besides the one that asks.
async fn until_open(server: &Open, wanted: impl Fn(usize) -> bool) {
    let waiting = async {
        loop {
            let said = server.call("GET", "/metrics", &[], b"").await.text;
            let line = said.lines().find_map(|line| line.strip_prefix("herringbone_open_connections "));
            if wanted(line.unwrap().parse::<usize>().unwrap() - 1) {
                return;
            }
        }
    };
    timeout(PATIENCE, waiting).await.expect("the connections did not end");
}

#[tokio::test]
async fn cost_1_no_endpoint_waits_for_the_body_of_somebody_it_does_not_know() {
    let server = open().await;
    let made = server.make().await;
    let document: Value = server.get("/api/openapi.json", "").await.json();
    let mut tried = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys().filter(|method| method.as_str() != "get") {
            let (method, path) = (method.to_uppercase(), path.replace("{id}", &made.id));
            for token in ["", "wrong"] {
                let status = say(&server, head(&method, &path, token, 200_000).as_bytes()).await;
                let refused = [401, 413].contains(&status);
                assert!(refused, "{method} {path} as {token:?}: {status}");
                tried += 1;
            }
        }
    }
    assert!(tried >= 10, "trivial: {tried}");
}

#[tokio::test]
async fn cost_2_half_a_body_is_not_waited_for_and_neither_is_one_that_drips() {
    let (server, _data) = impatient().await;
    let made = server.make().await;
    let commands = format!("/api/boards/{}/commands", made.id);
    let cases = [
        ("/api/join", "", 10_000),
        ("/api/boards", KEY, 200_000),
        (commands.as_str(), made.facilitator.as_str(), 200_000),
        ("/api/boards/import", KEY, 30_000_000),
    ];
    for (path, token, length) in cases {
        let said = head("POST", path, token, length) + "{";
        assert_eq!(say(&server, said.as_bytes()).await, 408, "{path}");
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        let (mut read, mut write) = stream.split();
        let dripping = async {
            let mut drop = tokio::time::interval(STALL / 20);
            while write.write_all(b" ").await.is_ok() {
                drop.tick().await;
            }
            std::future::pending::<()>().await;
        };
        let mut answer = [0; 12];
        let answered = async {
            tokio::select! { read = read.read_exact(&mut answer) => read, () = dripping => unreachable!() }
        };
        timeout(PATIENCE, answered).await.expect("it is waited for").unwrap();
        assert_eq!(&answer, b"HTTP/1.1 408", "{path}");
    }
    assert_eq!(server.get(&format!("/api/boards/{}", made.id), &made.facilitator).await.status, 200);
}

#[tokio::test]
async fn cost_1_imports_come_one_at_a_time() {
    let (server, _data) = impatient().await;
    let made = server.make().await;
    let export = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await;
    let import = format!("{}{}", head("POST", "/api/boards/import", KEY, export.text.len()), export.text);
    // A long one that comes on just well enough.
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    slow.write_all(head("POST", "/api/boards/import", KEY, 30_000_000).as_bytes()).await.unwrap();
    let coming = async {
        let mut step = tokio::time::interval(STALL / 4);
        loop {
            step.tick().await;
            slow.write_all(&[b' '; 64 << 10]).await.unwrap();
        }
    };
    tokio::select! {
        second = say(&server, import.as_bytes()) => assert_eq!(second, 503),
        () = coming => unreachable!("it is too long"),
    }
    drop(slow);
    assert_eq!(say(&server, import.as_bytes()).await, 201);
}

#[tokio::test]
async fn cost_1_who_is_refused_before_the_end_of_a_long_request_is_told_so() {
    let server = open().await;
    let body = vec![b' '; 4 << 20];
    for _ in 0..20 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head("POST", "/api/boards/import", "wrong", body.len()).as_bytes()).await.unwrap();
        // Nobody listens while they speak.
        let _ = stream.write_all(&body).await;
        assert!([401, 429].contains(&status(&mut stream).await));
    }
}

#[tokio::test]
async fn cost_3_an_answer_that_nobody_takes_is_not_kept() {
    let (server, _data) = impatient().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = "GET /api/openapi.json HTTP/1.1\r\nHost: test\r\n\r\n";
    stream.write_all(request.repeat(300).as_bytes()).await.unwrap();
    until_open(&server, |open| open == 0).await;
    // Somebody who takes them slowly gets all of them.
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let last = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    stream.write_all((request.repeat(149) + &last).as_bytes()).await.unwrap();
    let (mut taken, mut pause) = (vec![], tokio::time::interval(STALL / 10));
    let mut piece = vec![0; 256 << 10];
    loop {
        pause.tick().await;
        match timeout(PATIENCE, stream.read(&mut piece)).await.expect("nothing comes").unwrap() {
            0 => break,
            length => taken.extend_from_slice(&piece[..length]),
        }
    }
    let taken = String::from_utf8(taken).unwrap();
    assert_eq!(taken.matches("HTTP/1.1 200 OK").count(), 150);
}

#[tokio::test]
async fn cost_2_the_stranger_who_waited_longest_goes_and_nobody_who_was_let_in() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(Config { strangers: Some(4), ..config(data.path()) }).await;
    let made = server.make().await;
    let (token, _) = server.join(&made, "Anna", "it").await;
    let mut anna = enter(&server, &made, &token).await;
    let mut leading = TcpStream::connect(server.address).await.unwrap();
    let look = head("GET", &format!("/api/boards/{}", made.id), &made.facilitator, 0);
    leading.write_all(look.as_bytes()).await.unwrap();
    assert_eq!(status(&mut leading).await, 200);
    let mut silent = vec![];
    for _ in 0..40 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head("POST", "/api/join", "", 10_000).as_bytes()).await.unwrap();
        silent.push(stream);
        assert_eq!(server.call("GET", "/healthz", &[], b"").await.status, 200);
    }
    server.join(&made, "Ben", "it").await;
    until_open(&server, |open| open <= 4 + 2).await;
    anna.send(Message::Ping(b"here"[..].into())).await.unwrap();
    let answered = async { while !matches!(anna.next().await, Some(Ok(Message::Pong(_)))) {} };
    timeout(PATIENCE, answered).await.expect("Anna's websocket was ended");
    leading.write_all(look.as_bytes()).await.unwrap();
    let mut more = vec![0; 1 << 16];
    assert!(timeout(PATIENCE, leading.read(&mut more)).await.unwrap().unwrap() > 0, "it was ended");
    let mut gone = 0;
    for stream in &mut silent {
        let ended = timeout(Duration::from_millis(1), stream.read_u8()).await;
        gone += usize::from(ended.is_ok());
    }
    assert!(gone >= 36, "{gone} of 40");
}

#[tokio::test]
async fn cost_2_a_long_head_is_refused() {
    let server = open().await;
    let long = format!("GET /healthz HTTP/1.1\r\nHost: test\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    assert_eq!(say(&server, long.as_bytes()).await, 431);
    let query = format!("GET /healthz?{} HTTP/1.1\r\nHost: test\r\n\r\n", "x".repeat(20_000));
    assert!([414, 431].contains(&say(&server, query.as_bytes()).await));
    let many = format!("GET /healthz HTTP/1.1\r\nHost: test\r\n{}\r\n", "X: y\r\n".repeat(200));
    assert_eq!(say(&server, many.as_bytes()).await, 431);
}

async fn enter(server: &Open, made: &Made, token: &str) -> Socket {
    let mut socket = server.enter(made, token).await;
    // It is in once it was spoken to.
    assert!(matches!(socket.next().await, Some(Ok(Message::Binary(_)))));
    socket
}

async fn end(socket: &mut Socket) -> u16 {
    let closed = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return u16::from(frame.code),
                Some(Ok(_)) => {}
                other => panic!("it ended without a code: {other:?}"),
            }
        }
    };
    timeout(PATIENCE, closed).await.expect("it was not closed")
}

#[tokio::test]
async fn cost_4_the_oldest_of_too_many_websockets_ends() {
    let data = tempfile::tempdir().unwrap();
    let few = Config { sockets_per_participant: 3, sockets_per_link: 4, ..config(data.path()) };
    let server = open_with(few).await;
    let made = server.make().await;
    let (token, _) = server.join(&made, "Anna", "it").await;
    let mut others = enter(&server, &made, &made.projector).await;
    for (token, most) in [(&token, 3), (&made.facilitator, 4)] {
        let mut sockets = vec![];
        for _ in 0..most {
            sockets.push(enter(&server, &made, token).await);
        }
        // A place that was left is free.
        sockets.pop().unwrap().close(None).await.unwrap();
        until_open(&server, |open| open < most + 1).await;
        sockets.push(enter(&server, &made, token).await);
        for _ in 0..2 {
            sockets.push(enter(&server, &made, token).await);
            assert_eq!(end(&mut sockets.remove(0)).await, 4409);
        }
        for socket in &mut sockets {
            socket.send(Message::Ping(b"here"[..].into())).await.unwrap();
            let answered = async { while !matches!(socket.next().await, Some(Ok(Message::Pong(_)))) {} };
            timeout(PATIENCE, answered).await.expect("it was ended");
        }
    }
    others.send(Message::Ping(b"here"[..].into())).await.unwrap();
    assert!(!matches!(others.next().await, Some(Ok(Message::Close(_))) | None));
}

#[tokio::test]
async fn cost_4_only_the_first_answer_may_be_large_and_what_is_larger_is_not_waited_for() {
    let server = open().await;
    let made = server.make().await;
    // A frame of which a few bytes come; nobody masks it, since the key is nothing.
    let begun =
        |length: u64, payload: &[u8]| [&[0x82, 0xff][..], &length.to_be_bytes(), &[0; 4], payload].concat();
    let nothing_new = [0x82, 0x85, 0, 0, 0, 0, 0, 1, 2, 0, 0];
    for (what, said) in [
        ("another kind", begun(300 << 10, &[0, 2])),
        ("larger than the first answer may be", begun(5 << 20, &[0, 1])),
        ("the second answer", [&nothing_new[..], &begun(300 << 10, &[0, 1])].concat()),
    ] {
        let mut socket = enter(&server, &made, &made.facilitator).await;
        let MaybeTlsStream::Plain(stream) = socket.get_mut() else { panic!("plain") };
        stream.write_all(&said).await.unwrap();
        assert_eq!(end(&mut socket).await, 4413, "{what}");
    }
}
