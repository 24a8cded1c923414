//! Small disks and disks that cannot be written: real ones, mounted in a namespace of their own. Where the system
//! does not allow that, these tests say so and pass.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use journal::{Journal, JournalError, Options, Sqlite, Stored};
use scene::{Mine as _, Part, content, last, not_tested, open, say};
use tempfile::tempdir;

/// What `unshare` needs to run a script that may mount.
const APART: [&str; 5] = ["unshare", "--user", "--map-root-user", "--mount", "sh"];

/// Mounts a disk of so many bytes at `$0` and does the rest.
fn disk_of(size: &str) -> String {
    format!("mount -t tmpfs -o size={size} none \"$0\" && exec \"$@\"")
}

fn can_mount(at: &Path) -> bool {
    let tried =
        Command::new(APART[0]).args(&APART[1..]).args(["-c", &disk_of("3m")]).arg(at).arg("true").output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        not_tested("nothing can be mounted here");
    }
    can
}

/// Not a test by itself: what happens on the small disk.
#[test]
#[ignore = "a part that a test plays in a second process"]
fn the_part_on_a_small_disk() {
    let (dir, line) = Part::given();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        match line.as_str() {
            "fill" => fill(&dir).await,
            _ => cannot_be_written(&dir).await,
        }
    });
    say("end");
}

async fn fill(dir: &Path) {
    let ballast = dir.join("somebody-elses-file");
    std::fs::write(&ballast, vec![1; 700_000]).unwrap();
    let often = Options { try_again: Duration::ZERO, ..Options::default() };
    let journal = Sqlite::open(dir, often.clone()).unwrap();
    journal.create("b", &[], vec![]).await.unwrap();
    let append = |journal: &Sqlite, seq| {
        journal.append(&journal.mine("b"), vec![Stored::new(seq, content(seq, 40_000))])
    };
    let mut seq = 1;
    let full = loop {
        match append(&journal, seq).await {
            Ok(()) => seq += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(full, JournalError::Full);
    assert!(seq > 10, "{seq}");
    assert_eq!(append(&journal, seq).await, Err(JournalError::Full));
    assert_eq!(last(&journal, "b").await, seq - 1);
    // On a full disk the server starts, says what there is, and stops.
    journal.close().await.unwrap();
    let journal = Sqlite::open(dir, often).unwrap();
    assert_eq!(last(&journal, "b").await, seq - 1);
    assert_eq!(append(&journal, seq).await, Err(JournalError::Full));
    // It says that it cannot take anything, however often it is asked and tries, until there is room.
    for _ in 0..50 {
        assert_eq!(journal.health().await, Err(JournalError::Full));
    }
    std::fs::remove_file(&ballast).unwrap();
    while journal.health().await.is_err() {
        tokio::task::yield_now().await;
    }
    for more in 0..5 {
        journal
            .append(&journal.mine("b"), vec![Stored::new(seq + more, content(seq + more, 40_000))])
            .await
            .unwrap();
    }
    drop(journal);
    let kept = open(dir).read("b", 0).await.unwrap();
    assert_eq!(kept.len() as u64, seq + 4);
    assert!(kept.iter().all(|entry| entry.bytes == content(entry.seq, 40_000)));
}

async fn cannot_be_written(dir: &Path) {
    let (closed, crashed) = (dir.join("closed"), dir.join("crashed"));
    std::fs::create_dir(&crashed).unwrap();
    let journal = open(&closed);
    journal.create("b", &[], scene::entries(1, 4)).await.unwrap();
    scene::image(&closed, &crashed);
    std::fs::copy(closed.join("boards.sqlite-shm"), crashed.join("boards.sqlite-shm")).unwrap();
    journal.close().await.unwrap();
    let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(dir).status().unwrap();
    assert!(remount.success());
    for dir in [&closed, &crashed, &dir.join("new")] {
        let refused = Sqlite::open(dir, Options::default()).map(|_| ()).unwrap_err();
        assert!(matches!(refused, JournalError::NotWritable { .. }), "{refused:?}");
        say(&refused.to_string());
    }
    for dir in [&closed, &crashed] {
        let journal = Sqlite::read_only(dir).unwrap();
        assert_eq!(journal.read("b", 0).await.unwrap(), scene::entries(1, 4), "{}", dir.display());
    }
}

fn play(line: &str, size: &str) -> Option<Vec<String>> {
    let dir = tempdir().unwrap();
    if !can_mount(dir.path()) {
        return None;
    }
    let part = Part { name: "the_part_on_a_small_disk", dir: dir.path().into(), line: line.into() };
    let at = dir.path().to_string_lossy().into_owned();
    let (status, said, errors) = part.play(&[&APART[..], &["-c", &disk_of(size), &at]].concat());
    assert!(status.success(), "{errors}");
    assert_eq!(said.last().map(String::as_str), Some("end"), "{errors}");
    Some(said)
}

#[test]
fn jrnl_10_jrnl_28_on_a_full_disk_nothing_is_lost_and_it_goes_on_once_there_is_room() {
    play("fill", "3m");
}

#[test]
fn jrnl_18_a_disk_that_cannot_be_written_is_refused_in_a_sentence_and_jrnl_17_read() {
    if let Some(said) = play("read-only", "16m") {
        assert!(
            said[0].contains("is not writable: ") && said[0].contains("Read-only file system"),
            "{said:?}"
        );
    }
}
