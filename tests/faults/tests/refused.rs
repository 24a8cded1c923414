//! A server that cannot start says why, in one sentence, and its exit code is not 0.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::net::TcpListener;
use std::path::Path;
use std::process::ExitStatus;

use faults::{Board, Server, failed_start, failed_start_by, works};

/// Starts a server that cannot run and checks how it says so.
fn refused(before: &[&str], data: &Path, listen: &str, because: &[&str]) {
    in_a_sentence(failed_start(before, data, listen), because);
}

fn in_a_sentence((status, said): (ExitStatus, String), because: &[&str]) {
    assert!(!status.success(), "{said}");
    let lines: Vec<_> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(lines.len(), 1, "one sentence: {said}");
    assert!(!said.contains("panicked") && !said.contains("os error"), "for people: {said}");
    for word in because {
        assert!(said.to_lowercase().contains(&word.to_lowercase()), "{word}: {said}");
    }
}

const ANY: &str = "127.0.0.1:0";

#[test]
fn a_port_in_use() {
    let taken = TcpListener::bind(ANY).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = tempfile::tempdir().unwrap();
    refused(&[], data.path(), &address, &[&address, "in use"]);
}

#[test]
fn cost_5_a_host_key_that_is_soon_guessed() {
    let data = tempfile::tempdir().unwrap();
    in_a_sentence(failed_start_by("a", data.path()), &["host's key", "too short", "8 characters"]);
    in_a_sentence(failed_start_by("1234567", data.path()), &["host's key", "too short", "8 characters"]);
}

#[tokio::test]
async fn a_data_directory_in_use_which_goes_on_being_served() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    refused(&[], data.path(), ANY, &[&data.path().display().to_string(), "in use"]);
    let board = Board::make(server.address).await;
    server.kill();
    // The lock went with the process.
    let server = Server::start(data.path());
    assert_eq!(board.session(server.address).await["locked"], false);
}

#[test]
fn a_data_directory_that_is_a_file_or_below_one() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    refused(&[], &file, ANY, &[&file.display().to_string()]);
    refused(&[], &file.join("below"), ANY, &[&file.display().to_string()]);
}

#[test]
fn a_data_directory_that_holds_something_else() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("boards.sqlite");
    std::fs::write(&file, "Dear diary, ".repeat(1000)).unwrap();
    refused(&[], dir.path(), ANY, &[&dir.path().display().to_string(), "not a database"]);
    assert!(std::fs::read_to_string(file).unwrap().starts_with("Dear diary"));
}

#[test]
fn a_disk_that_cannot_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().to_string_lossy();
    let mount = format!("mount -t tmpfs -o ro none {at} && exec \"$@\"");
    let before = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", &mount, "sh"];
    if works(&[&before[..], &["true"]].concat()) {
        refused(&before, dir.path(), ANY, &[&at, "read-only"]);
        refused(&before, &dir.path().join("new"), ANY, &[&at, "read-only"]);
    }
}
