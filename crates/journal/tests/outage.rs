//! PostgreSQL and the way to it fail: what nodes and their logs make of it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod database;
mod scene;

use std::io::{BufRead, BufReader};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use database::proxy::{Proxy, Way};
use database::{Server, node, server};
use journal::{Claim, Journal, JournalError, Postgres, PostgresOptions, Stored};
use scene::{Part, begin, entries, last, not_tested, say};

/// A claim of a board that this node has just made.
async fn made(journal: &Postgres, board: &str) -> Claim {
    journal.create(board, &[], vec![]).await.unwrap();
    journal.claim(board).await.unwrap()
}

#[tokio::test]
async fn jrnl_1_11_a_crash_of_the_database_loses_and_doubles_nothing() {
    let Some(mut server) = Server::start() else { return };
    let journal = Arc::new(node(&server.database(), "a").await);
    let end = Arc::new(AtomicBool::new(false));
    let mut writers = vec![];
    for board in 0..20 {
        let (journal, end, name) = (Arc::clone(&journal), Arc::clone(&end), format!("b{board}"));
        let mut claim = made(&journal, &name).await;
        writers.push(tokio::spawn(async move {
            // Every entry that was answered, in order; what was not answered is read, as a room does.
            let (mut seq, mut failures) = (0, 0);
            while !end.load(Relaxed) {
                match journal.append(&claim, entries(seq + 1, 2)).await {
                    Ok(()) => seq += 2,
                    Err(error) => {
                        assert!(matches!(error, JournalError::Storage(_)), "{error}");
                        failures += 1;
                        claim = loop {
                            if let Ok(claim) = journal.claim(&name).await {
                                break claim;
                            }
                        };
                        let there = loop {
                            if let Ok(log) = journal.read(&name, 0).await {
                                break log.len() as u64;
                            }
                        };
                        assert!(there == seq || there == seq + 2, "{there} of {seq}");
                        seq = there;
                    }
                }
            }
            (name, seq, failures)
        }));
    }
    let mut server = tokio::task::spawn_blocking(move || {
        for _ in 0..3 {
            std::thread::park_timeout(Duration::from_millis(300));
            server.stop("KILL");
            server.run(&[]);
        }
        std::thread::park_timeout(Duration::from_millis(300));
        server
    })
    .await
    .unwrap();
    end.store(true, Relaxed);
    let mut appended = 0;
    for writer in writers {
        let (name, seq, _) = writer.await.unwrap();
        assert_eq!(journal.read(&name, 0).await.unwrap(), entries(1, seq), "{name}");
        appended += seq;
    }
    assert!(appended > 400, "trivial: {appended}");
    journal.close().await.unwrap();
    tokio::task::spawn_blocking(move || server.stop("INT")).await.unwrap();
}

/// The name of the database at this address.
fn name(address: &str) -> &str {
    address.split("dbname=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap()
}

#[tokio::test]
async fn jrnl_41_an_append_whose_answer_is_lost_is_settled_and_not_doubled() {
    let Some(server) = server() else { return };
    let address = server.database();
    let proxy = Proxy::to(server.socket()).await;
    let (a, b) = (node(&proxy.address(name(&address)), "a").await, node(&address, "b").await);
    let claim = made(&a, "b").await;
    let seed = std::env::var("SEED").map_or(41, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    for round in 0..12 {
        let seq = round * 3 + 1;
        if round % 2 == 0 {
            // It counts, and nobody says so. Before that there is a connection.
            a.append(&claim, vec![]).await.unwrap();
            proxy.set(Way::Mute);
            let mut append = a.append(&claim, entries(seq, 3));
            assert_eq!(begin(&mut append), None);
            while last(&b, "b").await != seq + 2 {
                assert_eq!(begin(&mut append), None, "round {round}");
            }
            proxy.set(Way::Cut);
            proxy.set(Way::Open);
            assert_eq!(append.await, Ok(()), "round {round}");
        } else {
            // The connection breaks before, meanwhile or after it.
            let mut append = a.append(&claim, entries(seq, 3));
            assert_eq!(begin(&mut append), None);
            for _ in 0..random.u32(..400) {
                tokio::task::yield_now().await;
            }
            proxy.set(Way::Cut);
            tokio::task::yield_now().await;
            proxy.set(Way::Open);
            assert_eq!(append.await, Ok(()), "round {round}");
        }
        assert_eq!(b.read("b", 0).await.unwrap(), entries(1, seq + 2));
    }
    // What was refused before is refused still.
    proxy.set(Way::Mute);
    let mut append = a.append(&claim, vec![Stored::new(36, "something else")]);
    assert_eq!(begin(&mut append), None);
    proxy.set(Way::Cut);
    proxy.set(Way::Open);
    assert_eq!(append.await, Err(JournalError::Conflict { last: 36, got: 36 }));
}

#[tokio::test]
async fn jrnl_36_42_a_node_that_is_cut_off_gives_up_before_another_has_its_boards() {
    let Some(server) = server() else { return };
    let address = server.database();
    let proxy = Proxy::to(server.socket()).await;
    let (a, b) = (node(&proxy.address(name(&address)), "a").await, node(&address, "b").await);
    let claim = made(&a, "b").await;
    a.append(&claim, entries(1, 1)).await.unwrap();
    assert_eq!(a.health().await, Ok(()));
    proxy.set(Way::Cut);
    let cut = Instant::now();
    let lost = tokio::spawn({
        let claim = claim.clone();
        async move {
            claim.lost().await;
            cut.elapsed()
        }
    });
    // It is not known to have been stored, and it was not.
    let failed = a.append(&claim, entries(2, 1)).await;
    assert!(matches!(failed, Err(JournalError::Storage(_))), "{failed:?}");
    let taken = loop {
        match b.claim("b").await {
            Ok(claim) => break claim,
            Err(JournalError::Elsewhere { node, .. }) => assert_eq!(node, "a"),
            Err(error) => panic!("{error}"),
        }
    };
    let after = cut.elapsed();
    assert!(lost.is_finished(), "taken after {after:?}, and the owner of before does not know");
    let lost = lost.await.unwrap();
    eprintln!("given up after {lost:?}, taken after {after:?}");
    assert!(
        lost < Duration::from_millis(5_300) && after < Duration::from_millis(6_500),
        "{lost:?} {after:?}"
    );
    assert!(a.claim("b").await.is_err() && a.health().await.is_err());
    b.append(&taken, vec![Stored::new(2, "of b")]).await.unwrap();
    proxy.set(Way::Open);
    // Once it has a lease again, it is told where the board is.
    loop {
        match a.claim("b").await {
            Err(JournalError::Elsewhere { node, .. }) => break assert_eq!(node, "b"),
            Err(JournalError::Storage(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(a.append(&claim, entries(2, 1)).await, Err(JournalError::Superseded("b".into())));
    b.release(&taken).await.unwrap();
    a.append(&a.claim("b").await.unwrap(), entries(3, 1)).await.unwrap();
    assert_eq!(b.read("b", 1).await.unwrap(), [Stored::new(2, "of b"), entries(3, 1).remove(0)]);
}

/// The owner of a board that is stopped and continued: appends until it is refused, and says what it was told.
#[tokio::test]
#[ignore = "a part of another test"]
async fn part_of_an_owner_that_is_stopped() {
    let (_, address) = Part::given();
    let journal = node(&address, "a").await;
    let claim = made(&journal, "b").await;
    for seq in 1.. {
        if let Err(error) = journal.append(&claim, vec![Stored::new(seq, "of a")]).await {
            // One that was under way may only be late. The next one is answered.
            claim.lost().await;
            let refused = journal.append(&claim, vec![Stored::new(seq, "of a")]).await.unwrap_err();
            say(&format!("{refused}; before that: {error}"));
            return;
        }
        if seq == 10 {
            say("ready");
        }
    }
}

#[tokio::test]
async fn jrnl_34_an_owner_that_is_stopped_and_continued_writes_nothing_after_the_next_one() {
    let Some(server) = server() else { return };
    let address = server.database();
    let part = Part { name: "part_of_an_owner_that_is_stopped", dir: server.data(), line: address.clone() };
    let mut owner = part.command(&[]).spawn().unwrap();
    let mut said = BufReader::new(owner.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.any(|line| line.ends_with("say ready")));
    let signal = |signal: &str| {
        assert!(Command::new("kill").args([signal, &owner.id().to_string()]).status().unwrap().success());
    };
    signal("-STOP");
    let b = node(&address, "b").await;
    let stopped = Instant::now();
    let claim = loop {
        match b.claim("b").await {
            Ok(claim) => break claim,
            Err(JournalError::Elsewhere { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    };
    assert!(stopped.elapsed() < Duration::from_millis(6_500), "{:?}", stopped.elapsed());
    let before = last(&b, "b").await;
    b.append(&claim, vec![Stored::new(before + 1, "of b")]).await.unwrap();
    signal("-CONT");
    let told = said.find_map(|line| line.split_once("say ").map(|(_, said)| said.to_owned())).unwrap();
    assert!(told.starts_with("board b has another owner by now; "), "{told}");
    owner.wait().unwrap();
    let log = b.read("b", 0).await.unwrap();
    assert_eq!((log.len() as u64, &log[before as usize].bytes[..]), (before + 1, &b"of b"[..]));
    assert!(log[..before as usize].iter().all(|entry| entry.bytes == "of a"));
}

/// A file system in memory, which goes with this value.
struct Volume(std::path::PathBuf);

impl Volume {
    fn new(dir: std::path::PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir(&dir).ok()?;
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size},mode=0777"), "none"])
            .arg(&dir)
            .output();
        mount.ok()?.status.success().then_some(Self(dir))
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        // The server's directory goes with the server, but for this one.
        let _ = std::fs::remove_dir(&self.0);
        let _ = self.0.parent().map(std::fs::remove_dir);
    }
}

#[tokio::test]
async fn jrnl_10_a_full_volume_is_said_reads_go_on_and_so_do_writes_once_there_is_room() {
    let Some(server) = Server::start() else { return };
    let Some(volume) = Volume::new(server.data().with_file_name("volume"), "24m") else {
        return not_tested("a volume of its own for PostgreSQL (mount needs the right to)");
    };
    let filler = volume.0.join("filler");
    std::fs::write(&filler, vec![0; 6 << 20]).unwrap();
    let space = volume.0.join("space");
    std::fs::create_dir(&space).unwrap();
    let owner = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(server.data()).unwrap());
    std::os::unix::fs::chown(&space, Some(owner), None).unwrap();
    assert!(server.sql("postgres", &format!("CREATE TABLESPACE small LOCATION '{}'", space.display())));
    assert!(server.sql("postgres", "CREATE DATABASE small TABLESPACE small"));
    let journal = node(&server.address("small"), "a").await;
    let claim = made(&journal, "b").await;
    let mut random = fastrand::Rng::with_seed(10);
    let mut entry = |seq| {
        // Random, or it would be compressed.
        Stored::new(seq, std::iter::repeat_with(|| random.u8(..)).take(200_000).collect::<Vec<_>>())
    };
    let mut kept = vec![];
    let refused = loop {
        let next = entry(kept.len() as u64 + 1);
        match journal.append(&claim, vec![next.clone()]).await {
            Ok(()) => kept.push(next),
            Err(error) => break error,
        }
    };
    assert_eq!(refused, JournalError::Full);
    assert!(kept.len() > 5, "{}", kept.len());
    assert_eq!(journal.read("b", 0).await.unwrap(), kept);
    assert_eq!(journal.health().await, Err(JournalError::Full));
    // The lease does not need more space, so the board stays where it is.
    assert_eq!(journal.append(&claim, vec![]).await, Ok(()));
    std::fs::remove_file(&filler).unwrap();
    let next = entry(kept.len() as u64 + 1);
    journal.append(&claim, vec![next.clone()]).await.unwrap();
    kept.push(next);
    assert_eq!(journal.read("b", 0).await.unwrap(), kept);
    assert_eq!(journal.health().await, Ok(()));
    journal.close().await.unwrap();
    drop(server);
}

/// Connects with what the environment says is to be trusted, and says what came of it.
#[tokio::test]
#[ignore = "a part of another test"]
async fn part_of_a_node_that_asks_for_tls() {
    let (_, address) = Part::given();
    match Postgres::open(&address, PostgresOptions::default()).await {
        Ok(journal) => {
            journal.append(&made(&journal, "b").await, entries(1, 2)).await.unwrap();
            say("connected");
        }
        Err(error) => say(&error.to_string()),
    }
}

#[tokio::test]
async fn jrnl_45_a_database_is_spoken_to_in_private_if_its_certificate_is_trusted() {
    let Some(mut server) = Server::start() else { return };
    let (key, certificate) = (server.data().join("server.key"), server.data().join("server.crt"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]);
    openssl.args([
        "-addext",
        "subjectAltName=DNS:localhost",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    ]);
    openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate);
    if !openssl.output().is_ok_and(|output| output.status.success()) {
        return not_tested("TLS to PostgreSQL (openssl makes no certificate here)");
    }
    let owner = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(server.data()).unwrap());
    for file in [&key, &certificate] {
        std::os::unix::fs::chown(file, Some(owner), None).unwrap();
        std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    server.stop("INT");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    server.run(&["ssl=on", "listen_addresses=localhost", &format!("port={port}")]);
    assert!(server.sql("postgres", "CREATE DATABASE private"));
    let said = |host: &str, trusted: Option<&std::path::Path>, mode: &str| {
        let line = format!("postgres://test@{host}:{port}/private?sslmode={mode}");
        let part = Part { name: "part_of_a_node_that_asks_for_tls", dir: server.data(), line };
        let mut command = part.command(&[]);
        match trusted {
            Some(file) => command.env("SSL_CERT_FILE", file),
            None => command.env_remove("SSL_CERT_FILE"),
        };
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        said.lines().find_map(|line| line.split_once("say ").map(|(_, said)| said.to_owned())).unwrap()
    };
    let trusted = server.data().with_file_name("trusted.crt");
    std::fs::copy(&certificate, &trusted).unwrap();
    let unknown = said("localhost", None, "require");
    assert!(unknown.contains("certificate"), "{unknown}");
    let another = said("127.0.0.1", Some(&trusted), "require");
    assert!(another.contains("certificate"), "{another}");
    assert_eq!(said("localhost", Some(&trusted), "require"), "connected");
    // A server without it is not spoken to where it is required.
    server.stop("INT");
    server.run(&["ssl=off", "listen_addresses=localhost", &format!("port={port}")]);
    let line = format!("postgres://test@localhost:{port}/private?sslmode=require");
    let refused = Postgres::open(&line, PostgresOptions::default()).await.err().unwrap().to_string();
    assert!(refused.contains("TLS"), "{refused}");
}
