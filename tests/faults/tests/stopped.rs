//! SIGTERM and Ctrl-C: sockets are closed with 1012, everything is durable, the exit code is 0.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use faults::{Board, Client, Lost, Server, converge};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_told_to_come_back_and_find_everything() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let mut people = Vec::new();
    for name in ["ada", "bo", "cy"] {
        people.push(Client::join(server.address, &board, name).await);
    }
    for signal in ["TERM", "INT"] {
        for person in &mut people {
            for _ in 0..30 {
                person.type_on().await.unwrap();
            }
        }
        server.signal(signal);
        for person in &mut people {
            assert_eq!(person.listen_until_lost().await, Lost(Some(1012)), "{signal}");
        }
        assert_eq!(server.ended().code(), Some(0), "{signal}");
        // In order: the log was moved into the database, and nothing else was left.
        assert!(!data.path().join("boards.sqlite-wal").exists(), "{signal}");
        server = Server::start(data.path());
        let there = Client::facilitator(server.address, &board).await.sees();
        for person in &people {
            assert!(
                person.was_told().iter().all(|(id, text)| there[id].starts_with(text.as_str())),
                "{signal}"
            );
        }
        for person in &mut people {
            person.connect(server.address, &board).await.unwrap();
        }
        let all = converge(&mut people).await;
        let letters: usize = all.values().map(String::len).sum();
        assert_eq!(letters, if signal == "TERM" { 90 } else { 180 });
    }
}

#[tokio::test]
async fn a_server_that_nobody_uses_ends_as_well() {
    for signal in ["TERM", "INT"] {
        let data = tempfile::tempdir().unwrap();
        let mut server = Server::start(data.path());
        server.signal(signal);
        assert_eq!(server.ended().code(), Some(0), "{signal}");
    }
}
