//! The data directory of a running server: read by others, deleted, limited, wanted by a second server.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use faults::{Board, Client, Server, call, converge, failed_start, until, works};
use serde_json::{Value, json};

async fn ready(server: SocketAddr) -> u16 {
    call(server, "GET", "/readyz", "", &Value::Null).await.unwrap().0
}

/// A command that is recorded whenever it is given.
async fn summon(server: SocketAddr, board: &Board, bone: &str) -> u16 {
    board.command(server, &json!({ "do": "summon", "branch": bone })).await.unwrap().0
}

/// Everything that others may do with a directory and what is in it.
fn open_to_others(dir: &Path) -> Vec<String> {
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let all: Vec<_> = files.chain([dir.to_path_buf()]).collect();
    assert!(all.len() > 4, "{all:?}");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o7777;
    let open = all.iter().filter(|path| mode(path) & 0o77 != 0);
    open.map(|path| format!("{} {:o}", path.display(), mode(path))).collect()
}

#[tokio::test]
async fn jrnl_26_the_data_directory_is_its_owners_alone_also_where_it_was_not() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data");
    let umask = ["sh", "-c", "umask 000 && exec \"$@\"", "sh"];
    for _ in 0..2 {
        // Without a key of its own: the program makes one and keeps it there.
        let mut server = Server::start_without_key(&umask, &data);
        assert!(data.join("host-key").exists());
        assert_eq!(open_to_others(&data), [""; 0]);
        assert_eq!(std::fs::metadata(&data).unwrap().mode() & 0o777, 0o700);
        server.kill();
        // As an older version would have left it.
        assert!(Command::new("chmod").args(["-R", "a+rwX"]).arg(&data).status().unwrap().success());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_27_with_its_files_deleted_a_server_stores_nothing_says_so_and_can_still_be_read() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let mut people = vec![
        Client::join(server.address, &board, "ada").await,
        Client::join(server.address, &board, "bo").await,
    ];
    people[0].paste(100).await.unwrap();
    let before = converge(&mut people).await;
    assert_eq!((summon(server.address, &board, "people").await, ready(server.address).await), (200, 200));
    let away = tempfile::tempdir().unwrap();
    let names = ["boards.sqlite", "boards.sqlite-wal", "boards.sqlite-shm", "lock"];
    for name in names {
        std::fs::rename(data.path().join(name), away.path().join(name)).unwrap();
    }
    assert_eq!(ready(server.address).await, 503);
    for _ in 0..3 {
        assert_eq!(summon(server.address, &board, "methods").await, 503);
    }
    people[0].paste(50).await.unwrap();
    until("being told", async {
        while people[0].unstored() == 0 {
            people[0].hear().await.expect("nobody's connection ends");
        }
    })
    .await;
    // What there is can be saved: it is looked at, exported, and newcomers see it.
    assert_eq!(Client::facilitator(server.address, &board).await.sees(), before);
    let export = format!("/api/boards/{}/export/json", board.id);
    assert_eq!(call(server.address, "GET", &export, &board.facilitator, &Value::Null).await.unwrap().0, 200);
    for name in names {
        std::fs::rename(away.path().join(name), data.path().join(name)).unwrap();
    }
    let wrote = people[0].sees();
    assert_eq!(converge(&mut people).await, wrote, "they are back");
    assert_eq!((summon(server.address, &board, "methods").await, ready(server.address).await), (200, 200));
    server.kill();
    let server = Server::start(data.path());
    assert_eq!(Client::facilitator(server.address, &board).await.sees(), wrote);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_10_a_limit_to_the_size_of_files_kills_nobody_and_is_a_full_disk() {
    if !works(&["prlimit", "--fsize=1000000", "true"]) {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start_under(&["prlimit", "--fsize=1500000:unlimited"], data.path());
    let board = Board::make(server.address).await;
    let mut people = vec![
        Client::join(server.address, &board, "ada").await,
        Client::join(server.address, &board, "bo").await,
    ];
    while people[0].unstored() == 0 {
        people[0].paste(900).await.unwrap();
        people[0].hear().await.expect("nobody's connection ends");
    }
    // A command takes fewer pages than a cause, and one or two may find room yet.
    while summon(server.address, &board, "people").await == 200 {}
    assert_eq!((summon(server.address, &board, "people").await, ready(server.address).await), (503, 503));
    assert_eq!(Client::facilitator(server.address, &board).await.was_told(), people[1].was_told_now().await);
    let id = server.id().to_string();
    assert!(Command::new("prlimit").args(["--fsize=unlimited", "--pid", &id]).status().unwrap().success());
    let wrote = people[0].sees();
    assert_eq!(converge(&mut people).await, wrote);
    assert_eq!((summon(server.address, &board, "people").await, ready(server.address).await), (200, 200));
    server.signal("TERM");
    assert_eq!(server.ended().code(), Some(0));
}

#[tokio::test]
async fn jrnl_12_with_the_lock_file_deleted_no_second_server_starts_on_the_directory() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let board = Board::make(server.address).await;
    std::fs::remove_file(data.path().join("lock")).unwrap();
    for _ in 0..2 {
        let (status, said) = failed_start(&[], data.path(), "127.0.0.1:0");
        assert!(!status.success() && said.contains("in use"), "{said}");
    }
    assert_eq!(summon(server.address, &board, "people").await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_10_a_quota_on_the_command_line_is_a_full_disk_for_whoever_writes() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_with(&["--quota", "1", "--limit-notes-per-person", "5000"], data.path());
    let board = Board::make(server.address).await;
    let mut ada = Client::join(server.address, &board, "ada").await;
    while ada.unstored() == 0 {
        ada.paste(900).await.unwrap();
        ada.hear().await.expect("nobody's connection ends");
    }
    assert_eq!(ready(server.address).await, 503);
    assert!(Client::facilitator(server.address, &board).await.sees().len() > 100);
    assert!(std::fs::metadata(data.path().join("boards.sqlite")).unwrap().len() <= 1 << 20);
}
