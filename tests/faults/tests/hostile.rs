//! People who want to harm: what they hold of the server is bounded, and others are served meanwhile.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use faults::{Board, Client, HOST_KEY, Server, call, converge, until, works};
use load::machine::many_sockets;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

const MIB: u64 = 1 << 20;

/// How long a server that takes nothing more is given to think better of it.
const TAKES_NOTHING: Duration = Duration::from_secs(2);

/// A server that may have 200 descriptors; none where this machine cannot limit them, which is counted as skipped.
fn with_few_descriptors(data: &Path) -> Option<Server> {
    let limited = ["prlimit", "--nofile=200"];
    works(&[&limited[..], &["true"]].concat()).then(|| Server::start_under(&limited, data))
}

/// What it held before somebody came to harm it.
struct Before(u64);

impl Before {
    /// Whoever is served for the first time makes it take what it keeps.
    async fn of(server: &Server) -> (Self, Board) {
        let board = Board::make(server.address).await;
        let mut people = [Client::join(server.address, &board, "ada").await];
        people[0].type_on().await.unwrap();
        converge(&mut people).await;
        (Self(server.memory().1), board)
    }

    /// It never held more than so much more.
    fn grown(self, server: &Server, what: &str, most: u64) {
        let (now, peak) = server.memory();
        eprintln!("{what}: {} KiB before, {} now, {} at most", self.0 / 1024, now / 1024, peak / 1024);
        assert!(peak <= self.0 + most, "{what}: {} KiB more", (peak - self.0) / 1024);
    }
}

/// Says this, as far as the other side takes it; whether it took all.
async fn say(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    matches!(timeout(TAKES_NOTHING, stream.write_all(bytes)).await, Ok(Ok(())))
}

fn head(path: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}

/// A websocket of which nobody reads anything but the upgrade.
async fn websocket(server: SocketAddr, board: &Board, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let request = format!(
        "GET /sync/{}?token={token} HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        board.id
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![];
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(until("the upgrade", stream.read_u8()).await.unwrap());
    }
    assert!(answer.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&answer));
    // It is in once it was spoken to.
    until("the first frame", stream.read_u8()).await.unwrap();
    stream
}

/// The beginning of a frame with a SyncStep2 of this length; its mask is nothing.
fn announced(length: u64) -> Vec<u8> {
    [&[0x82, 0xff][..], &length.to_be_bytes(), &[0; 4], &[0, 1]].concat()
}

/// Somebody who harms nobody makes a board, joins, writes and is seen.
async fn others_are_served(server: &Server) {
    let board = Board::make(server.address).await;
    let mut people =
        [Client::join(server.address, &board, "cy").await, Client::join(server.address, &board, "di").await];
    people[0].type_on().await.unwrap();
    converge(&mut people).await;
}

#[tokio::test]
async fn cost_1_imports_without_a_key_are_not_read() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let (before, _board) = Before::of(&server).await;
    let body = vec![b' '; 32 << 20];
    let mut held = vec![];
    for _ in 0..40 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head("/api/boards/import", body.len()).as_bytes()).await.unwrap();
        say(&mut stream, &body[1..]).await;
        held.push(stream);
    }
    before.grown(&server, "40 imports without a key", 16 * MIB);
    let mut answer = [0; 12];
    until("an answer", held[0].read_exact(&mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 401");
    others_are_served(&server).await;
}

#[tokio::test]
async fn cost_2_half_sent_requests_take_nobodys_place() {
    let data = tempfile::tempdir().unwrap();
    let Some(server) = with_few_descriptors(data.path()) else { return };
    let (before, board) = Before::of(&server).await;
    let mut people = vec![
        Client::join(server.address, &board, "bo").await,
        Client::facilitator(server.address, &board).await,
    ];
    for length in [200_000, 10_000] {
        let mut held = vec![];
        for _ in 0..300 {
            let mut stream = TcpStream::connect(server.address).await.unwrap();
            say(&mut stream, (head("/api/join", length) + "{").as_bytes()).await;
            held.push(stream);
        }
        others_are_served(&server).await;
        // And who was there before still is.
        people[0].type_on().await.unwrap();
        converge(&mut people).await;
    }
    before.grown(&server, "600 half-sent joins", 32 * MIB);
}

#[tokio::test]
async fn cost_2_the_silent_and_the_unfinished_take_nobodys_place_either() {
    let data = tempfile::tempdir().unwrap();
    let Some(server) = with_few_descriptors(data.path()) else { return };
    let board = Board::make(server.address).await;
    let upgrade = format!(
        "GET /sync/{}?token=wrong HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        board.id
    );
    let mut held = vec![];
    for said in ["", "GET / HT", "GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n", &upgrade] {
        for _ in 0..200 {
            let mut stream = TcpStream::connect(server.address).await.unwrap();
            say(&mut stream, said.as_bytes()).await;
            held.push(stream);
        }
        // Long before the time for a head is over.
        timeout(Duration::from_secs(10), others_are_served(&server)).await.expect("nobody else is served");
    }
}

#[tokio::test]
async fn cost_3_pings_by_somebody_who_never_reads_are_not_read_either() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let (before, board) = Before::of(&server).await;
    let token = board.join(server.address, "mallory").await;
    let pings = [&[0x89, 0x80 | 125][..], &[0; 129]].concat().repeat(1_000);
    let mut mallory = websocket(server.address, &board, &token).await;
    let mut said = 0;
    while said < 200 << 20 && say(&mut mallory, &pings).await {
        said += pings.len();
    }
    before.grown(&server, "pings", 8 * MIB);
    // The connection is closed for too many pings; what still comes is thrown away, 64 MiB and no more.
    assert!(said < 72 << 20, "it goes on reading: {said} bytes");
    others_are_served(&server).await;
}

#[tokio::test]
async fn cost_4_half_sent_frames_of_one_participant_hold_no_more_than_one() {
    many_sockets();
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let (before, board) = Before::of(&server).await;
    let token = board.join(server.address, "mallory").await;
    half_sent(&server, &board, &vec![token; 200]).await;
    before.grown(&server, "200 half-sent frames of one participant", 16 * MIB);
    others_are_served(&server).await;
}

#[tokio::test]
async fn cost_4_websockets_of_one_participant_take_nobodys_place() {
    let data = tempfile::tempdir().unwrap();
    let Some(server) = with_few_descriptors(data.path()) else { return };
    let (before, board) = Before::of(&server).await;
    let mut bo = Client::join(server.address, &board, "bo").await;
    let token = board.join(server.address, "mallory").await;
    let mut held = vec![];
    for i in 0..400 {
        let mut socket = websocket(server.address, &board, &token).await;
        if i % 2 == 0 {
            // Text, which ends it; but Mallory does not let go.
            socket.write_all(b"\x81\x80\0\0\0\0").await.unwrap();
        }
        held.push(socket);
    }
    timeout(Duration::from_secs(10), others_are_served(&server)).await.expect("nobody else is served");
    bo.type_on().await.unwrap();
    before.grown(&server, "400 websockets of one participant", 16 * MIB);
}

#[tokio::test]
async fn cost_4_half_sent_frames_of_many_hold_what_the_server_has_for_them() {
    many_sockets();
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_with(&["--large-reads", "16"], data.path());
    let (before, board) = Before::of(&server).await;
    let mut tokens = vec![];
    for i in 0..40 {
        tokens.push(board.join(server.address, &format!("mallory {i}")).await);
    }
    half_sent(&server, &board, &tokens).await;
    before.grown(&server, "half-sent frames of 40 participants", (16 + 12) * MIB);
    others_are_served(&server).await;
}

/// A websocket for each token, all of them in the midst of a frame of 4 MiB.
async fn half_sent(server: &Server, board: &Board, tokens: &[String]) {
    let mut sending = JoinSet::new();
    for token in tokens {
        let mut stream = websocket(server.address, board, token).await;
        let half = [announced(4 << 20), vec![0; 2 << 20]].concat();
        sending.spawn(async move {
            say(&mut stream, &half).await;
            stream
        });
    }
    // They stay until the end, and so does what they hold.
    let held = sending.join_all().await;
    assert_eq!(call(server.address, "GET", "/healthz", "", &Value::Null).await.unwrap().0, 200);
    drop(held);
}

#[tokio::test]
async fn cost_5_whoever_has_the_right_key_or_code_is_let_in_beside_a_guesser() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let wanted = json!({ "title": "T", "template": "6m" });
    let mut answers = vec![];
    for i in 0..40 {
        answers.push(
            call(server.address, "POST", "/api/boards", &format!("guess-{i}"), &wanted).await.unwrap().0,
        );
        let joining = json!({ "code": "QQQQQQ", "name": "A", "department": "it" });
        answers.push(call(server.address, "POST", "/api/join", "", &joining).await.unwrap().0);
    }
    let count = |wanted: u16| answers.iter().filter(|status| **status == wanted).count();
    assert_eq!((count(401), count(404), count(429)), (30, 10, 40), "{answers:?}");
    assert_eq!(call(server.address, "POST", "/api/boards", HOST_KEY, &wanted).await.unwrap().0, 201);
    board.join(server.address, "bo").await;
}
