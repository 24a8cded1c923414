//! `copy`: from a data directory into a database and back.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

#[path = "../../../crates/journal/tests/database/mod.rs"]
mod database;
mod keep;
mod scene {
    pub use faults::not_tested;
}

use std::fs;
use std::path::Path;

use faults::{failed_start, until};
use journal::{Journal, Postgres, PostgresOptions, Sqlite};
use keep::{command, contents, make_boards, replayed, run, sight, text};

fn seed() -> fastrand::Rng {
    let seed = std::env::var("SEED").map_or(16, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    fastrand::Rng::with_seed(seed)
}

/// A directory with boards, and with what is beside them.
async fn directory(data: &Path, boards: usize) {
    let journal = Sqlite::open(data, journal::Options::default()).unwrap();
    make_boards(&journal, boards, &mut seed()).await;
    journal.close().await.unwrap();
    fs::write(data.join("host-key"), "the-host-of-all-of-them\n").unwrap();
    fs::create_dir(data.join("webhooks")).unwrap();
    fs::write(data.join("webhooks/board.json"), "{\"a\":1}").unwrap();
}

/// The address of a new database, as the program takes it.
fn address(server: &database::Server) -> (String, String) {
    let plain = server.database();
    let name = plain.split("dbname=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let host = server.socket().parent().map(Path::to_owned).unwrap();
    let host = host.to_str().unwrap().replace('/', "%2F");
    let address = format!("postgres://test@{host}/{name}?sslmode=disable");
    (address, name.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_5_1000_boards_go_into_postgresql_and_back_and_are_the_same() {
    let Some(server) = database::server() else { return };
    let (there, _) = address(server);
    let home = tempfile::tempdir().unwrap();
    let (data, back) = (home.path().join("data"), home.path().join("back"));
    directory(&data, 1_000).await;
    let before = contents(&data).await;
    let began = std::time::Instant::now();
    let (succeeded, said, wrong) = run(&["copy", "--from", text(&data), "--to", &there]);
    assert!(succeeded && said.starts_with("1000 boards with "), "{said}{wrong}");
    let to = began.elapsed();
    let (succeeded, said, wrong) = run(&["copy", "--from", &there, "--to", text(&back)]);
    assert!(succeeded && said.starts_with("1000 boards with "), "{said}{wrong}");
    eprintln!("there {to:?}, back {:?}", began.elapsed() - to);

    let after = contents(&back).await;
    assert!(before == contents(&data).await, "the source was changed");
    assert_eq!(before.len(), after.len());
    let (mut notes, mut deletions, mut snapshots) = (0, 0, 0);
    for ((id, then), (same, now)) in before.iter().zip(&after) {
        assert_eq!((id, &then.keys, &then.snapshot), (same, &now.keys, &now.snapshot));
        assert_eq!(then.entries, now.entries, "{id}");
        let (one, other) = (replayed(id, &then.entries), replayed(id, &now.entries));
        let seen = sight(&one);
        assert_eq!(seen, sight(&other), "{id}");
        notes += seen.0["notes"].as_object().unwrap().len();
        deletions += seen.2.len();
        snapshots += usize::from(then.snapshot.is_some());
    }
    eprintln!("{notes} notes, {deletions} deletions, {snapshots} snapshots");
    assert!(notes > 2_000 && deletions > 500 && snapshots > 100, "trivial");
    assert_eq!(fs::read_to_string(back.join("host-key")).unwrap(), "the-host-of-all-of-them");
    assert_eq!(fs::read_to_string(back.join("webhooks/board.json")).unwrap(), "{\"a\":1}");

    // A target that has boards is refused, and nothing of it is changed.
    for (from, to) in [(text(&data), there.as_str()), (there.as_str(), text(&back))] {
        let (succeeded, _, wrong) = run(&["copy", "--from", from, "--to", to]);
        assert!(!succeeded && wrong.contains("There are boards in "), "{wrong}");
    }
    assert!(after == contents(&back).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_5_keep_6_a_copy_that_is_killed_is_finished_by_the_next_and_no_server_starts_on_it_before() {
    let home = tempfile::tempdir().unwrap();
    let (data, copy) = (home.path().join("data"), home.path().join("copy"));
    directory(&data, 400).await;
    let arguments = ["copy", "--from", text(&data), "--to", text(&copy)];
    let mut killed = command(&arguments).spawn().unwrap();
    let some = async || {
        let Ok(journal) = Sqlite::read_only(&copy) else { return 0 };
        journal.boards().await.map_or(0, |boards| boards.len())
    };
    until("some boards are copied", async { while some().await < 20 {} }).await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    let copied = some().await;
    assert!(copied < 400, "it was done too soon");
    let (status, said) = failed_start(&[], &copy, "127.0.0.1:0");
    assert!(!status.success() && said.contains("was not finished; start it again"), "{said}");
    // Another source does not go on with it.
    let other = home.path().join("other");
    directory(&other, 3).await;
    let (succeeded, _, wrong) = run(&["copy", "--from", text(&other), "--to", text(&copy)]);
    assert!(!succeeded && wrong.contains("There are boards in "), "{wrong}");
    let (succeeded, said, wrong) = run(&arguments);
    assert!(succeeded && said.starts_with("400 boards"), "{said}{wrong}");
    assert!(contents(&data).await == contents(&copy).await);
    assert!(!copy.join("unfinished-copy").exists());

    let Some(server) = database::server() else { return };
    let (there, name) = address(server);
    let arguments = ["copy", "--from", text(&data), "--to", &there];
    let mut killed = command(&arguments).spawn().unwrap();
    until("some boards are copied", async {
        while !server.sql(&name, "SELECT 1 / (count(*) / 20) FROM boards") {}
    })
    .await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    let (succeeded, said, wrong) = run(&arguments);
    assert!(succeeded && said.starts_with("400 boards"), "{said}{wrong}");
    let journal = Postgres::open(&server.address(&name), PostgresOptions::default()).await.unwrap();
    for (id, content) in contents(&data).await {
        assert_eq!(journal.read(&id, 0).await.unwrap(), content.entries);
        assert_eq!(journal.keys(&id).await.unwrap(), content.keys);
        assert_eq!(journal.latest_snapshot(&id).await.unwrap(), content.snapshot);
    }
    journal.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_5_neither_the_source_nor_the_target_may_be_a_running_servers() {
    let home = tempfile::tempdir().unwrap();
    let (data, copy) = (home.path().join("data"), home.path().join("copy"));
    let mut server = faults::Server::start(&data);
    let (succeeded, _, wrong) = run(&["copy", "--from", text(&data), "--to", text(&copy)]);
    assert!(
        !succeeded && wrong.contains("A server is running on ") && wrong.contains("Stop it first"),
        "{wrong}"
    );
    directory(&home.path().join("other"), 1).await;
    let (succeeded, _, wrong) =
        run(&["copy", "--from", text(&home.path().join("other")), "--to", text(&data)]);
    assert!(!succeeded && wrong.contains("in use"), "{wrong}");
    server.signal("TERM");
    server.ended();
    let Some(database) = database::server() else { return };
    let (there, _) = address(database);
    let server = faults::Server::node(&there, &home.path().join("node"));
    for (from, to) in [(there.as_str(), text(&copy)), (text(&data), there.as_str())] {
        let (succeeded, _, wrong) = run(&["copy", "--from", from, "--to", to]);
        assert!(!succeeded && wrong.contains("A server is running on the database"), "{wrong}");
    }
    drop(server);
}
