//! What exports of a large board cost others: memory of the machine, and time in front of a file.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use faults::{Board, HOST_KEY, Server, call, until, works};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const MIB: u64 = 1024 * 1024;

/// The memory that the server may have.
const MACHINE: u64 = 512 * MIB;

/// An answer as it came.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    /// How it was refused, and whether it says when to come back.
    fn refusal(&self) -> (u16, String, bool) {
        let said: Value = serde_json::from_slice(&self.body).unwrap();
        let again = self.head.lines().find_map(|line| line.strip_prefix("retry-after: "));
        let code = said["code"].as_str().unwrap().to_owned();
        (self.status, code, again.is_some_and(|seconds| seconds.trim().parse::<u32>().is_ok()))
    }
}

async fn export(server: SocketAddr, board: &str, format: &str, token: &str) -> Answer {
    let request = format!(
        "GET /api/boards/{board}/export/{format} HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\n\
         authorization: Bearer {token}\r\n\r\n"
    );
    let mut answer = vec![];
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer");
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: answer.split_off(end + 4) }
}

/// A board with many notes of some sixty letters.
async fn filled(server: SocketAddr, notes: usize) -> Board {
    let bones = ["people", "management", "methods", "material", "machines"];
    let note = |n: usize| {
        let text = format!("{n} Klient czeka zbyt długo na odpowiedź, bo nikt nie wie, kto ją ma.");
        json!({ "id": format!("n{n}"), "branch": bones[n % bones.len()], "text": text })
    };
    let branch = |id: &&str| json!({ "id": id, "title": id, "question": "Dlaczego?" });
    let file = json!({
        "format": "herringbone-board", "version": 1, "generated_at": 1, "board": "b", "title": "Dlaczego odchodzą",
        "language": "pl", "effect": "Klienci odchodzą", "branches": bones.iter().map(branch).collect::<Vec<_>>(),
        "departments": [{ "id": "it", "name": "IT" }], "notes": (0..notes).map(note).collect::<Vec<_>>(),
    });
    let (status, made) = call(server, "POST", "/api/boards/import", HOST_KEY, &file).await.unwrap();
    assert_eq!(status, 201, "{made}");
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    Board { id: text("id"), join_code: text("join_code"), facilitator: text("facilitator_token") }
}

/// What the system says of a process's memory, in bytes.
fn memory(server: &Server, what: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap();
    line.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().unwrap() * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_machine_draws_a_full_board_for_ten_people_at_once() {
    let limit = format!("--data={MACHINE}");
    let before = ["prlimit", &limit];
    if !works(&[&before[..], &["true"]].concat()) {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_under(&before, data.path());
    let board = filled(server.address, 4_900).await;
    let mut tokens = vec![];
    for at in 0..10 {
        tokens.push(board.join(server.address, &format!("Person {at}")).await);
    }
    board.command(server.address, &json!({ "do": "finish" })).await.unwrap();
    let (at_rest, address) = (memory(&server, "VmRSS:"), server.address);
    // Whatever stays of the first ten would be joined by what stays of the next.
    for people in [10, 3] {
        let asked = tokens[..people].iter().map(|token| {
            let token = token.clone();
            let board = board.id.clone();
            tokio::spawn(async move { export(address, &board, "png", &token).await })
        });
        let asked: Vec<_> = asked.collect();
        let mut drawn = 0;
        for answer in asked {
            let answer = answer.await.expect("every one is answered");
            if answer.status == 200 {
                assert!(answer.body.starts_with(b"\x89PNG") && answer.body.ends_with(b"IEND\xaeB`\x82"));
                drawn += 1;
            } else {
                let (status, code, says_when) = answer.refusal();
                assert!([429, 503].contains(&status) && says_when, "{status} {code}");
            }
        }
        assert!(drawn >= 2, "{drawn} of {people}");
        let most = memory(&server, "VmHWM:");
        assert!(most < MACHINE / 2, "it took {} MB", most / MIB);
        until("the memory to be given back", async {
            while memory(&server, "VmRSS:") > at_rest + 24 * MIB {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
        let after = memory(&server, "VmRSS:") / MIB;
        eprintln!(
            "{drawn} of {people} drawn: {} MB before, {} at most, {after} after",
            at_rest / MIB,
            most / MIB
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_drawings_of_one_person_hold_up_no_list_and_no_drawing_of_another() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let board = filled(server.address, 2_000).await;
    let (ada, bo) = (board.join(server.address, "Ada").await, board.join(server.address, "Bo").await);
    board.command(server.address, &json!({ "do": "finish" })).await.unwrap();
    let (address, drawn, refused) =
        (server.address, Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let mut asked = vec![];
    for _ in 0..20 {
        let (board, ada) = (board.id.clone(), ada.clone());
        let (drawn, refused) = (Arc::clone(&drawn), Arc::clone(&refused));
        asked.push(tokio::spawn(async move {
            let answer = export(address, &board, "pdf", &ada).await;
            if answer.status == 200 {
                drawn.fetch_add(1, Ordering::SeqCst);
            } else {
                assert_eq!(answer.refusal(), (429, "too-many-exports".to_owned(), true));
                refused.fetch_add(1, Ordering::SeqCst);
            }
        }));
    }
    // Too many of them are refused at once, so that the others are known to wait.
    until("the first answer", async {
        while refused.load(Ordering::SeqCst) + drawn.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    for format in ["csv", "md", "json", "xlsx", "pdf"] {
        let before = drawn.load(Ordering::SeqCst);
        assert_eq!(until(format, export(address, &board.id, format, &bo)).await.status, 200);
        let waited = drawn.load(Ordering::SeqCst) - before;
        eprintln!("{format}: while {waited} of the other's were made");
        assert!(waited <= 2, "{format} waited for {waited} drawings of another person");
    }
    for asked in asked {
        asked.await.unwrap();
    }
    let (drawn, refused) = (drawn.load(Ordering::SeqCst), refused.load(Ordering::SeqCst));
    assert!(drawn >= 6 && refused >= 1 && drawn + refused == 20, "{drawn} made, {refused} refused");
}
