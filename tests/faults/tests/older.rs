//! A program that is older than what is stored refuses it, says what to do, and leaves it as it is.
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

use faults::failed_start;
use journal::{Journal, Sqlite};
use keep::{make_boards, run, text};

const SAYS: [&str; 2] =
    ["a newer version", "start that version, or restore a backup that was made before it"];

/// Every command of the program that reads or writes what is there.
fn is_refused(place: &[&str], address: &str, home: &Path) {
    let (out, other) = (home.join("out"), home.join("other"));
    let with = |words: &[&str]| run(&[words, place].concat());
    for (succeeded, said, wrong) in [
        with(&["check"]),
        with(&["log", "board"]),
        with(&["backup", text(&out)]),
        with(&["export", "board", "--format", "json", "--out", text(&out)]),
        run(&["copy", "--from", address, "--to", text(&out)]),
        run(&["copy", "--from", text(&other), "--to", address]),
        with(&["restore", text(&other)]),
    ] {
        assert!(!succeeded && SAYS.iter().all(|words| wrong.contains(words)), "{said}{wrong}");
        assert_eq!(wrong.lines().filter(|line| line.starts_with("herringbone: ")).count(), 1, "{wrong}");
    }
    assert!(!out.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_7_jrnl_18_jrnl_43_what_a_newer_version_has_changed_is_refused_and_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let (data, other) = (home.path().join("data"), home.path().join("other"));
    for dir in [&data, &other] {
        let journal = Sqlite::open(dir, journal::Options::default()).unwrap();
        make_boards(&journal, 3, &mut fastrand::Rng::with_seed(7)).await;
        journal.close().await.unwrap();
    }
    // The next version of the file, to which this program is the one before: its number stands at byte 60.
    let database = data.join("boards.sqlite");
    let mut bytes = fs::read(&database).unwrap();
    let version = u32::from_be_bytes(bytes[60..64].try_into().unwrap());
    assert!((1..100).contains(&version), "{version}");
    bytes[60..64].copy_from_slice(&(version + 1).to_be_bytes());
    fs::write(&database, &bytes).unwrap();
    let (status, said) = failed_start(&[], &data, "127.0.0.1:0");
    assert!(!status.success() && SAYS.iter().all(|words| said.contains(words)), "{said}");
    is_refused(&["--data", text(&data)], text(&data), home.path());
    assert!(fs::read(&database).unwrap() == bytes, "the file was changed");

    let Some(server) = database::server() else { return };
    let plain = server.database();
    let name = plain.split("dbname=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let socket = server.socket().parent().unwrap().to_str().unwrap().replace('/', "%2F");
    let address = format!("postgres://test@{socket}/{name}?sslmode=disable");
    assert!(run(&["restore", text(&other), "--journal", &address]).0);
    assert!(server.sql(name, "UPDATE journal_version SET version = version + 1"));
    is_refused(&["--journal", &address], &address, home.path());
    // What this version knows of it is as it was.
    assert!(server.sql(name, "UPDATE journal_version SET version = version - 1"));
    let (succeeded, said, wrong) = run(&["check", "--journal", &address]);
    assert!(succeeded && said.starts_with("3 boards with "), "{said}{wrong}");
}
