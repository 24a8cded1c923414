//! Files that an older version wrote.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::fs;
use std::path::Path;

use journal::{Journal, JournalError, Options, Sqlite, Stored};
use scene::{Mine as _, content, entries, last, open};
use tempfile::{TempDir, tempdir};

/// A copy of files that version 1 left: closed in order, or as they were when it was killed.
fn left_by_version_1(how: &str) -> TempDir {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/version-1").join(how);
    let dir = tempdir().unwrap();
    scene::image(&fixture, dir.path());
    dir
}

/// What was written into them.
async fn is_whole(journal: &Sqlite, how: &str) {
    assert_eq!(journal.boards().await.unwrap(), ["first", "empty", "large"], "{how}");
    let first = journal.read("first", 0).await.unwrap();
    assert_eq!(first.len(), if how == "closed" { 40 } else { 60 });
    assert_eq!(first[..3], entries(1, 3));
    for entry in &first[3..] {
        assert_eq!(entry.bytes, content(entry.seq, entry.seq as usize * 37 % 900), "{how}");
    }
    assert_eq!(journal.read("first", 38).await.unwrap()[..2], first[38..40]);
    assert_eq!(journal.latest_snapshot("first").await.unwrap(), Some(Stored::new(25, content(25, 2_000))));
    assert_eq!(journal.read("large", 0).await.unwrap(), [Stored::new(1, content(1, 20_000))]);
    assert_eq!(journal.latest_snapshot("large").await.unwrap(), Some(Stored::new(1, content(7, 50))));
    assert_eq!(journal.read("empty", 0).await.unwrap(), []);
    for (key, board) in [("code:ABC234", "first"), ("code:XYZ789", "first"), ("code:LARGE2", "large")] {
        assert_eq!(journal.find(key).await.unwrap().as_deref(), Some(board), "{how}");
    }
    assert_eq!(journal.find("code:GONE22").await.unwrap(), None);
    assert!(!journal.exists("gone").await.unwrap());
    assert_eq!(journal.read("gone", 0).await, Err(JournalError::Unknown("gone".into())));
}

fn version(dir: &Path) -> i32 {
    let file = rusqlite::Connection::open(dir.join("boards.sqlite")).unwrap();
    file.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn jrnl_23_files_of_version_1_are_changed_once_and_nothing_is_lost() {
    for how in ["closed", "crashed"] {
        let dir = left_by_version_1(how);
        let journal = open(dir.path());
        is_whole(&journal, how).await;
        let taken = journal.create("other", &["code:LARGE2".into()], vec![]).await;
        assert_eq!(taken, Err(JournalError::Taken("code:LARGE2".into())));
        journal.append(&journal.mine("large"), entries(2, 1)).await.unwrap();
        journal.create("new", &["code:NEW222".into()], entries(1, 2)).await.unwrap();
        journal.delete(&journal.mine("large")).await.unwrap();
        journal
            .create("large", &["code:LARGE2".into()], vec![Stored::new(1, content(1, 20_000))])
            .await
            .unwrap();
        journal.close().await.unwrap();
        assert_eq!(version(dir.path()), 3);
        let journal = open(dir.path());
        assert_eq!(journal.boards().await.unwrap(), ["first", "empty", "new", "large"]);
        assert_eq!(last(&journal, "first").await, if how == "closed" { 40 } else { 60 });
        drop(journal);
        // What was changed is found when it is damaged.
        let file = rusqlite::Connection::open(dir.path().join("boards.sqlite")).unwrap();
        file.execute("UPDATE entries SET bytes = zeroblob(40) WHERE key = (1 << 32) + 20", []).unwrap();
        drop(file);
        let error = open(dir.path()).read("first", 0).await.unwrap_err();
        assert!(matches!(error, JournalError::Damaged { .. }), "{how}: {error:?}");
    }
}

#[tokio::test]
async fn jrnl_23_jrnl_17_files_of_version_1_are_read_as_they_are_by_whoever_only_reads() {
    for how in ["closed", "crashed"] {
        let dir = left_by_version_1(how);
        let reading = Sqlite::read_only(dir.path()).unwrap();
        is_whole(&reading, how).await;
        assert_eq!(version(dir.path()), 1);
        // A server changes them meanwhile: who read before reads on.
        let journal = open(dir.path());
        is_whole(&reading, how).await;
        is_whole(&journal, how).await;
    }
}

#[tokio::test]
async fn jrnl_23_a_change_that_finds_no_room_leaves_the_file_as_it_was() {
    let dir = left_by_version_1("closed");
    let before = fs::read(dir.path().join("boards.sqlite")).unwrap();
    let quota = Some(before.len() as u64);
    let refused = Sqlite::open(dir.path(), Options { quota, ..Options::default() }).map(|_| ()).unwrap_err();
    assert_eq!(refused, JournalError::Full);
    assert_eq!(version(dir.path()), 1);
    is_whole(&Sqlite::read_only(dir.path()).unwrap(), "closed").await;
    is_whole(&open(dir.path()), "closed").await;
}

#[tokio::test]
async fn jrnl_50_a_file_of_version_2_is_refused_by_older_programs_once_this_one_has_opened_it() {
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    journal.create("board", &["code:ABC234".into()], entries(1, 5)).await.unwrap();
    journal.close().await.unwrap();
    let file = rusqlite::Connection::open(dir.path().join("boards.sqlite")).unwrap();
    file.pragma_update(None, "user_version", 2).unwrap();
    drop(file);
    // Whoever only reads leaves it as it is, and goes on reading while a server changes it.
    let reading = Sqlite::read_only(dir.path()).unwrap();
    assert_eq!(reading.read("board", 0).await.unwrap(), entries(1, 5));
    assert_eq!(version(dir.path()), 2);
    let journal = open(dir.path());
    assert_eq!(version(dir.path()), 3);
    assert_eq!(reading.read("board", 0).await.unwrap(), entries(1, 5));
    let claim = journal.claim("board").await.unwrap();
    journal.append(&claim, entries(6, 1)).await.unwrap();
    assert_eq!(reading.find("code:ABC234").await.unwrap().as_deref(), Some("board"));
    journal.close().await.unwrap();
    assert_eq!(open(dir.path()).read("board", 0).await.unwrap(), entries(1, 6));
}
