//! Kill −9 while people type: nothing that another client had seen is missing afterwards, and what only its author had
//! comes back from the author.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::path::Path;
use std::process::Command;

use faults::{Board, Client, Server, Texts, converge, herringbone, works};
use serde_json::json;

const NAMES: [&str; 5] = ["ada", "bo", "cy", "di", "eli"];

async fn people(server: &Server, board: &Board) -> Vec<Client> {
    let mut people = Vec::new();
    for name in NAMES {
        people.push(Client::join(server.address, board, name).await);
    }
    people
}

/// Everybody types, until the server is gone.
async fn type_until_lost(people: Vec<Client>) -> Vec<Client> {
    let tasks: Vec<_> = people.into_iter().map(|person| tokio::spawn(person.type_until_lost())).collect();
    let mut back = Vec::new();
    for task in tasks {
        back.push(task.await.unwrap());
    }
    back
}

/// Asserts that everything somebody was told is among `there`, and returns how many letters that is.
fn nothing_missing(told: &Texts, there: &Texts) -> usize {
    for (id, text) in told {
        let found = there.get(id).unwrap_or_else(|| panic!("note {id} is gone, somebody had seen {text:?}"));
        assert!(found.starts_with(text.as_str()), "note {id} was seen as {text:?} and is {found:?}");
    }
    told.values().map(String::len).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_anybody_had_seen_is_there_after_kill_9_and_the_rest_comes_back_from_its_authors() {
    let seed = std::env::var("SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let mut people = people(&server, &board).await;
    let mut seen = 0;
    for round in 0..6 {
        let mut watcher = Client::facilitator(server.address, &board).await;
        let typing = tokio::spawn(type_until_lost(people));
        for _ in 0..random.usize(5..60) {
            watcher.hear().await.unwrap();
        }
        server.kill();
        people = typing.await.unwrap();
        watcher.listen_until_lost().await;
        server = Server::start(data.path());
        // A newcomer, who knows nothing from before.
        let there = Client::facilitator(server.address, &board).await.sees();
        let told = nothing_missing(&watcher.was_told(), &there);
        assert!(told > seen, "trivial: nobody saw anything in round {round}");
        seen = told;
        for person in &people {
            nothing_missing(&person.was_told(), &there);
        }
        for person in &mut people {
            person.connect(server.address, &board).await.unwrap();
        }
        let all = converge(&mut people).await;
        nothing_missing(&all, &Client::facilitator(server.address, &board).await.sees());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_anybody_had_seen_is_there_after_a_kill_at_each_write_and_each_sync() {
    if !works(&["strace", "-D", "-f", "-o", "/dev/null", "true"]) {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let mut everybody = people(&server, &board).await;
    let log = data.path().canonicalize().unwrap().join("boards.sqlite-wal");
    let mut ends = std::collections::BTreeSet::new();
    for (call, when) in [
        ("fdatasync", 1),
        ("fdatasync", 2),
        ("fdatasync", 7),
        ("pwrite64", 1),
        ("pwrite64", 4),
        ("pwrite64", 25),
    ] {
        server.signal("TERM");
        server.ended();
        let inject = format!("inject={call}:signal=KILL:when={when}");
        let log = log.to_string_lossy();
        let before = ["strace", "-D", "-f", "-o", "/dev/null", "-e", &inject, "-P", &log];
        server = Server::start_under(&before, data.path());
        for person in &mut everybody {
            // The server may die of the very first thing that one of them brings.
            let _ = person.connect(server.address, &board).await;
        }
        everybody = type_until_lost(everybody).await;
        assert!(!server.ended().success());
        server = Server::start(data.path());
        let there = Client::facilitator(server.address, &board).await.sees();
        for person in &everybody {
            ends.insert(nothing_missing(&person.was_told(), &there));
        }
        for person in &mut everybody {
            person.connect(server.address, &board).await.unwrap();
        }
        converge(&mut everybody).await;
    }
    assert!(ends.len() > 3, "trivial: {ends:?}");
}

#[tokio::test]
async fn an_answered_command_is_there_after_kill_9() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let token = board.join(server.address, "ada").await;
    for (command, locked) in [("lock", true), ("unlock", false), ("lock", true)] {
        let (status, answer) = board.command(server.address, &json!({ "do": command })).await.unwrap();
        assert_eq!(status, 200, "{answer}");
        server.kill();
        server = Server::start(data.path());
        assert_eq!(board.session(server.address).await["locked"], json!(locked));
    }
    // Whoever had joined has joined.
    let path = format!("/api/boards/{}/ballot", board.id);
    let ballot = faults::call(server.address, "GET", &path, &token, &json!(null)).await.unwrap();
    assert_eq!(ballot.0, 200, "{}", ballot.1);
}

/// The board as text, by the program's own export from the directory.
fn exported(data: &Path, board: &Board) -> String {
    let out = data.join("exported.md");
    let mut export = Command::new(herringbone());
    export.args(["export", &board.id, "--format", "md", "--data"]).arg(data).arg("--out").arg(&out);
    assert!(export.status().unwrap().success());
    std::fs::read_to_string(out).unwrap()
}

#[tokio::test]
async fn the_directory_can_be_exported_while_the_server_runs_after_its_death_and_after_its_end() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let mut person = Client::join(server.address, &board, "ada").await;
    let mut length = 0;
    for end in ["runs", "dead", "ended"] {
        length += 10;
        person.paste(length).await.unwrap();
        while person.was_told() != person.sees() {
            person.hear().await.unwrap();
        }
        match end {
            "dead" => server.kill(),
            "ended" => {
                server.signal("TERM");
                assert!(server.ended().success());
            }
            _ => {}
        }
        let exported = exported(data.path(), &board);
        assert!(person.sees().values().all(|text| exported.contains(text.as_str())), "{end}: {exported}");
        if end == "dead" {
            server = Server::start(data.path());
            person.connect(server.address, &board).await.unwrap();
        }
    }
}
