//! The disk fails under a running server: full, or so slow that writes take a second.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::time::{Duration, Instant};

use faults::{Board, Client, Lost, Server, call, converge, until, works};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_that_was_seen_and_the_work_goes_on_once_there_is_room() {
    let data = tempfile::tempdir().unwrap();
    let at = data.path().to_string_lossy();
    let mount = format!("mount -t tmpfs -o size=8m none {at} && exec \"$@\"");
    // One person writes for a whole room.
    let share = "HERRINGBONE_LIMIT_NOTES_PER_PERSON=5000";
    let before = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", &mount, "sh", "env", share];
    if !works(&[&before[..], &["true"]].concat()) {
        return;
    }
    let server = Server::start_under(&before, data.path());
    let board = Board::make(server.address).await;
    let mut people = vec![
        Client::join(server.address, &board, "ada").await,
        Client::join(server.address, &board, "bo").await,
    ];
    people[0].paste(500).await.unwrap();
    converge(&mut people).await;
    // Somebody else fills the disk.
    let ballast = server.inside(&data.path().join("somebody-elses-file"));
    std::fs::write(&ballast, vec![0; 32 << 20]).unwrap_err();
    // Not all at once: the log in front of the database has some room in pages that are there already.
    for _ in 0..2000 {
        people[0].paste(900).await.unwrap();
        people[0].hear().await.expect("nobody's connection ends");
        if people[0].unstored() > 0 {
            break;
        }
    }
    assert_eq!(people[0].unstored(), 1, "the disk is full, so nobody can be told that it was kept");
    assert_eq!(ready(server.address).await, 503);
    // What others saw is a part of what the author wrote; a command is not answered as done.
    let wrote = people[0].sees();
    assert!(people[1].was_told().iter().all(|(id, text)| wrote[id] == *text));
    // Small ones may still find room in the log.
    let mut answers = vec![];
    for bone in ["people", "methods"].repeat(500) {
        let command = json!({ "do": "summon", "branch": bone });
        answers.push(board.command(server.address, &command).await.unwrap().0);
        if answers.last() != Some(&200) {
            break;
        }
    }
    assert_eq!(answers.last(), Some(&503), "{answers:?}");
    assert_eq!(ready(server.address).await, 503);
    assert_eq!(call(server.address, "GET", "/healthz", "", &Value::Null).await.unwrap().0, 200);
    // It can be read as ever: by who is there, by who comes, by who exports it.
    let came = Client::facilitator(server.address, &board).await;
    assert!(people[1].was_told().iter().all(|(id, text)| came.sees()[id] == *text));
    let export = format!("/api/boards/{}/export/json", board.id);
    let exported = call(server.address, "GET", &export, &board.facilitator, &Value::Null).await.unwrap();
    assert_eq!(exported.0, 200, "{}", exported.1);
    assert!(!board.session(server.address).await["people"].is_null());

    std::fs::remove_file(&ballast).unwrap();
    // Nobody has to connect again for what was not kept to come.
    let all = converge(&mut people).await;
    assert_eq!(all, wrote, "the author's own copy brings what was not kept");
    let (status, answer) = board.command(server.address, &json!({ "do": "lock" })).await.unwrap();
    assert_eq!(status, 200, "{answer}");
    assert_eq!(ready(server.address).await, 200);
}

/// What the server says of its readiness.
async fn ready(server: std::net::SocketAddr) -> u16 {
    call(server, "GET", "/readyz", "", &Value::Null).await.unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_or_a_sync_that_fails_is_shown_to_nobody_and_the_board_goes_on() {
    if !works(&["strace", "-D", "-f", "-o", "/dev/null", "true"]) {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let mut people = vec![
        Client::join(server.address, &board, "ada").await,
        Client::join(server.address, &board, "bo").await,
    ];
    let log = data.path().canonicalize().unwrap().join("boards.sqlite-wal");
    for fault in
        ["fdatasync:error=EIO:when=6", "pwrite64:error=EIO:when=9", "pwrite64:error=ENOSPC:when=11..14"]
    {
        server.signal("TERM");
        server.ended();
        let (inject, log) = (format!("inject={fault}"), log.to_string_lossy());
        let before = ["strace", "-D", "-f", "-o", "/dev/null", "-e", &inject, "-P", &log];
        server = Server::start_under(&before, data.path());
        for person in &mut people {
            person.connect(server.address, &board).await.unwrap();
        }
        let mut lost = 0;
        for _ in 0..20 {
            if let Err(ended) = async {
                people[0].type_on().await?;
                people[0].hear().await
            }
            .await
            {
                assert_eq!(ended, Lost(Some(1012)), "{fault}: people are told to come back");
                lost += 1;
                // What the other one was told is there for a newcomer too.
                let there = Client::facilitator(server.address, &board).await.sees();
                for (id, text) in people[1].was_told() {
                    assert!(
                        there[&id].starts_with(&text),
                        "{fault}: {text:?} was seen and is {:?}",
                        there[&id]
                    );
                }
                for person in &mut people {
                    // While the disk fails, coming back may fail too: what one brings is a write as well.
                    until("a way back", async {
                        while person.connect(server.address, &board).await.is_err() {}
                    })
                    .await;
                }
            }
        }
        // Where nothing was kept for certain nobody loses the connection; they are told and asked again.
        let told = people[0].unstored();
        assert_eq!((lost > 0, told > 0), (!fault.contains("ENOSPC"), fault.contains("ENOSPC")), "{fault}");
        let wrote = people[0].sees();
        assert_eq!(converge(&mut people).await, wrote, "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_stalled_disk_nobody_sees_what_is_not_durable_and_the_server_answers() {
    const STALL: Duration = Duration::from_millis(1500);
    if !works(&["strace", "-D", "-f", "-o", "/dev/null", "true"]) {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let mut people = vec![
        Client::join(server.address, &board, "ada").await,
        Client::join(server.address, &board, "bo").await,
    ];
    server.signal("TERM");
    server.ended();
    let log = data.path().canonicalize().unwrap().join("boards.sqlite-wal");
    let inject = format!("inject=fdatasync:delay_enter={}", STALL.as_micros());
    let log = log.to_string_lossy();
    let server = Server::start_under(
        &["strace", "-D", "-f", "-o", "/dev/null", "-e", &inject, "-P", &log],
        data.path(),
    );
    for person in &mut people {
        person.connect(server.address, &board).await.unwrap();
    }
    for _ in 0..2 {
        let sent = Instant::now();
        people[0].paste(20).await.unwrap();
        // Who asks about the board waits with everybody: what is not durable is shown to nobody.
        let answered = call(server.address, "GET", "/healthz", "", &Value::Null).await.unwrap();
        assert_eq!(answered.0, 200);
        let while_stalled = sent.elapsed();
        until("the disk", converge(&mut people)).await;
        let seen = sent.elapsed();
        assert!(seen >= STALL, "seen after {seen:?}, before it was durable");
        assert!(while_stalled < STALL, "answers took {while_stalled:?}");
    }
}
