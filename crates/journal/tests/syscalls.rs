//! The journal seen, and disturbed, from below: `strace` shows each write and sync in its order, makes them fail, and
//! kills the process at each of them. Where it cannot be used these tests say so and pass.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

use journal::{Durability, Journal, JournalError, Options, Sqlite};
use scene::{Mine as _, Part, entries, last, not_tested, open, say};
use tempfile::tempdir;

const APPENDS: u64 = 12;

/// Not a test by itself: the process under the tracer. Appends, one after another, and says what it was answered.
#[test]
#[ignore = "a part that a test plays in a second process"]
fn the_part_that_appends() {
    let (dir, line) = Part::given();
    let durability = if line == "off" { Durability::ProcessOnly } else { Durability::PowerLoss };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let journal = match Sqlite::open(&dir, Options { durability, ..Options::default() }) {
            Ok(journal) => journal,
            Err(error) => return say(&format!("no {error}")),
        };
        let mut seq = last(&journal, "b").await;
        for _ in 0..APPENDS {
            match journal.append(&journal.mine("b"), entries(seq + 1, 2)).await {
                Ok(()) => {
                    seq += 2;
                    say(&format!("ok {seq}"));
                }
                Err(error) => {
                    let full = if error == JournalError::Full { "full" } else { "failed" };
                    say(&format!("{full} {error}"));
                    seq = last(&journal, "b").await;
                }
            }
        }
        say("end");
    });
}

/// Whether the tracer is there and allowed to trace.
fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    let can = traced.is_ok_and(|output| output.status.success());
    if !can {
        not_tested("strace is not there or not allowed");
    }
    can
}

async fn board(dir: &Path) {
    let journal = open(dir);
    journal.create("b", &[], vec![]).await.unwrap();
    journal.close().await.unwrap();
}

fn part(dir: &Path, line: &str) -> Part {
    Part { name: "the_part_that_appends", dir: dir.into(), line: line.into() }
}

/// How many answers were given in all, and how many of them while something written to the log was not synced.
async fn answers_before_a_sync(line: &str) -> (u64, u64) {
    let dir = tempdir().unwrap();
    board(dir.path()).await;
    let trace = dir.path().join("trace");
    let before = ["strace", "-f", "-y", "-e", "trace=pwrite64,write,fsync,fdatasync", "-o"];
    let (status, said, errors) =
        part(dir.path(), line).play(&[&before[..], &[&trace.to_string_lossy()]].concat());
    assert!(status.success(), "{errors}");
    assert_eq!(said.last().map(String::as_str), Some("end"));
    let (mut dirty, mut written, mut answers, mut early) = (false, false, 0, 0);
    for line in std::fs::read_to_string(trace).unwrap().lines() {
        let of_log = line.contains("boards.sqlite-wal>");
        if line.contains("pwrite64(") && of_log {
            (dirty, written) = (true, true);
        } else if line.contains("sync") && (of_log || line.contains("resumed")) && line.ends_with("= 0") {
            dirty = false;
        } else if line.contains("\"say ok ") {
            assert!(written, "an answer for which nothing was written");
            (written, answers, early) = (false, answers + 1, early + u64::from(dirty));
        }
    }
    (answers, early)
}

#[tokio::test]
async fn jrnl_19_every_answer_is_preceded_by_a_sync_and_without_it_overtakes_the_disk() {
    if can_trace() {
        assert_eq!(answers_before_a_sync("on").await, (APPENDS, 0));
        assert_eq!(answers_before_a_sync("off").await, (APPENDS, APPENDS));
    }
}

#[tokio::test]
async fn jrnl_1_what_was_answered_survives_a_kill_at_each_write_and_each_sync() {
    if !can_trace() {
        return;
    }
    let mut tails = std::collections::BTreeSet::new();
    for call in ["pwrite64", "fdatasync"] {
        for when in (1..60).step_by(if call == "fdatasync" { 1 } else { 3 }) {
            let dir = tempdir().unwrap();
            board(dir.path()).await;
            let inject = format!("inject={call}:signal=KILL:when={when}");
            let (status, said, errors) =
                part(dir.path(), "on").play(&["strace", "-f", "-o", "/dev/null", "-e", &inject]);
            let answered = said.iter().filter(|line| line.starts_with("ok")).count() as u64 * 2;
            let end = last(&open(dir.path()), "b").await;
            assert!(end == answered || end == answered + 2, "{call} {when}: {answered} {end} {errors}");
            tails.insert(end);
            if status.success() {
                break;
            }
            assert_eq!(status.signal(), Some(9), "{call} {when}: {errors}");
        }
    }
    assert!(tails.len() > 6, "trivial: {tails:?}");
}

/// What is said while these calls on the log's file fail; then all is checked and one more append succeeds.
async fn with_failing(inject: &str) -> Vec<String> {
    let dir = tempdir().unwrap();
    board(dir.path()).await;
    let (inject, log) =
        (format!("inject={inject}"), dir.path().canonicalize().unwrap().join("boards.sqlite-wal"));
    let before = ["strace", "-f", "-o", "/dev/null", "-e", &inject, "-P", &log.to_string_lossy()];
    let (status, said, errors) = part(dir.path(), "on").play(&before);
    assert!(status.success(), "{inject}: {errors}");
    assert_eq!(said.last().map(String::as_str), Some("end"), "{inject}");
    let journal = open(dir.path());
    let end = last(&journal, "b").await;
    // The part read again after each failure, so the last answer tells where the log ended.
    let told = said.iter().rev().find_map(|line| line.strip_prefix("ok ")).map(|seq| seq.parse().unwrap());
    assert_eq!(told.unwrap_or(0), end, "{inject}: {said:?}");
    assert_eq!(journal.read("b", 0).await.unwrap(), entries(1, end));
    journal.append(&journal.mine("b"), entries(end + 1, 1)).await.unwrap();
    said
}

fn count(said: &[String], word: &str) -> usize {
    said.iter().filter(|line| line.starts_with(word)).count()
}

#[tokio::test]
async fn jrnl_11_a_failing_sync_is_never_answered_ok_and_later_ones_are() {
    if can_trace() {
        for when in ["3", "4", "5..7"] {
            let said = with_failing(&format!("fdatasync:error=EIO:when={when}")).await;
            let failed = if when == "5..7" { 3 } else { 1 };
            assert_eq!(count(&said, "failed"), failed, "{when}: {said:?}");
            assert_eq!(count(&said, "ok"), 12 - failed, "{when}: {said:?}");
        }
    }
}

#[tokio::test]
async fn jrnl_11_a_failing_write_is_never_answered_ok_and_later_ones_are() {
    if can_trace() {
        for when in 1..12 {
            let said = with_failing(&format!("pwrite64:error=EIO:when={when}")).await;
            assert_eq!((count(&said, "failed"), count(&said, "ok")), (1, 11), "{when}: {said:?}");
        }
    }
}

#[tokio::test]
async fn jrnl_10_a_disk_without_room_is_full_until_there_is_some() {
    if can_trace() {
        // The disk is full already when it is opened.
        let dir = tempdir().unwrap();
        board(dir.path()).await;
        let before = ["strace", "-f", "-o", "/dev/null", "-e", "inject=pwrite64:error=ENOSPC"];
        let (_, said, errors) = part(dir.path(), "on").play(&before);
        assert_eq!(said, ["no the disk is full"], "{errors}");
        let said = with_failing("pwrite64:error=ENOSPC:when=4..6").await;
        assert!(count(&said, "full") > 0 && count(&said, "failed") == 0, "{said:?}");
        assert_eq!(count(&said, "full") + count(&said, "ok"), 12, "{said:?}");
        assert!(said[said.len() - 2].starts_with("ok"), "{said:?}");
    }
}
