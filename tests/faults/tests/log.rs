//! `log`: what happened on a board, in order and without secrets.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod keep;

use std::net::SocketAddr;
use std::path::Path;

use faults::{Board, Client, HOST_KEY, Server, call};
use keep::{contents, run, text};
use serde_json::{Value, json};

async fn post(server: SocketAddr, path: &str, token: &str, body: Value) -> Value {
    let (status, answer) = call(server, "POST", path, token, &body).await.unwrap();
    assert!((200..300).contains(&status), "{path} {body}: {answer}");
    answer
}

fn log(data: &Path, board: &str) -> (String, Vec<Value>) {
    let (succeeded, plain, wrong) = run(&["log", board, "--data", text(data)]);
    assert!(succeeded, "{wrong}");
    let (succeeded, lines, wrong) = run(&["log", board, "--json", "--data", text(data)]);
    assert!(succeeded, "{wrong}");
    (plain, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_4_the_log_says_what_happened_and_no_secret() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let at = server.address;
    let board = Board::make(at).await;
    let commands = format!("/api/boards/{}/commands", board.id);
    let mut ada = Client::join(at, &board, "Ada").await;
    ada.paste(40).await.unwrap();
    ada.was_told_now().await;
    let bo = board.join(at, "Bo\u{1b}[31m").await;
    let lead = async |body: Value| post(at, &commands, &board.facilitator, body).await;
    let does = async |body: Value| post(at, &commands, &bo, body).await;
    let facilitators = format!("/api/boards/{}/facilitators", board.id);
    let invited = post(at, &facilitators, &board.facilitator, json!({ "name": "Cy" })).await;
    does(json!({ "do": "seal_note", "branch": "people", "text": "zulu secret cause" })).await;
    lead(json!({ "do": "open_vote", "dots": 3 })).await;
    does(json!({ "do": "cast", "note": "Ada-1", "dots": 2 })).await;
    lead(json!({ "do": "close_vote" })).await;
    lead(json!({ "do": "renew_code" })).await;
    does(json!({ "do": "say", "worth": 4, "word": "yankee" })).await;
    let code = board.session(at).await["join_code"].as_str().unwrap_or_default().to_owned();

    let (plain, lines) = log(data.path(), &board.id);
    let all = contents(data.path()).await;
    assert_eq!((plain.lines().count(), lines.len()), (all[0].1.entries.len(), all[0].1.entries.len()));
    let what = |line: &Value| format!("{} {}", line["who"].as_str().unwrap(), line["what"].as_str().unwrap());
    let said: Vec<String> = lines.iter().map(what).collect();
    let expected = [
        " the board “Why do they leave?” was made",
        " “Ada” joined",
        "“Ada” added 1 cause",
        " “Bo[31m” joined",
        " “Cy” got a facilitator's link",
        "a participant wrote a sealed cause",
        "the facilitator opened a vote with 3 dots",
        "a participant voted",
        "the facilitator closed the vote",
        "the facilitator gave the board a new code",
        "a participant said whether it was worth the time",
    ];
    let mut due = expected.iter().peekable();
    for line in &said {
        due.next_if(|next| *next == line);
    }
    assert_eq!(due.next(), None, "{said:#?}");
    let times: Vec<&str> = lines.iter().map(|line| line["time"].as_str().unwrap()).collect();
    assert!(times.is_sorted() && times[0].ends_with('Z'));
    let invited = invited["token"].as_str().unwrap();
    let secrets = [
        &board.facilitator,
        &bo,
        &code,
        &board.join_code,
        invited,
        HOST_KEY,
        "zulu",
        "yankee",
        "Ada-1",
        "\u{1b}",
    ];
    let together = format!("{plain}{lines:?}");
    for secret in secrets {
        assert!(secret.is_empty() || !together.contains(secret), "{secret} is in {together}");
    }

    // Where the board hides its authors, nobody is named beside what they wrote, also not before.
    lead(json!({ "do": "set_authors", "shown": false })).await;
    let (_, lines) = log(data.path(), &board.id);
    let said: Vec<String> = lines.iter().map(what).collect();
    assert!(said.iter().all(|line| !line.contains("Ada") || line == " “Ada” joined"), "{said:#?}");
    assert!(said.contains(&"a participant added 1 cause".to_owned()));

    let (succeeded, _, wrong) = run(&["log", "nowhere", "--data", text(data.path())]);
    assert!(!succeeded && wrong.contains("There is no board nowhere in "), "{wrong}");
}
