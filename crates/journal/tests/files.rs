//! Files that are damaged, emptied, deleted, or open to others: what is refused, what is said, what is set aside.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::fs;
use std::path::{Path, PathBuf};

use journal::{Journal, JournalError, Options, Sqlite, Stored};
use scene::{Mine as _, content, entries, last, logged, open};
use tempfile::{TempDir, tempdir};

fn database(dir: &Path) -> PathBuf {
    dir.join("boards.sqlite")
}

fn log(dir: &Path) -> PathBuf {
    dir.join("boards.sqlite-wal")
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn refusal(dir: &Path) -> String {
    match Sqlite::open(dir, Options::default()).map(|_| ()) {
        Err(error @ JournalError::Unusable { .. }) => error.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

/// What a killed process left: a board of so many entries in the database, and so many more in the log.
async fn killed(board: &str, in_database: u64, in_log: u64) -> TempDir {
    let (dir, image) = (tempdir().unwrap(), tempdir().unwrap());
    if in_database > 0 {
        let journal = open(dir.path());
        journal.create(board, &[], entries(1, in_database)).await.unwrap();
        journal.close().await.unwrap();
    }
    let journal = open(dir.path());
    for seq in in_database + 1..=in_database + in_log {
        if seq == 1 {
            journal.create(board, &[], entries(1, 1)).await.unwrap();
        } else {
            journal.append(&journal.mine(board), entries(seq, 1)).await.unwrap();
        }
    }
    scene::image(dir.path(), image.path());
    fs::copy(dir.path().join("lock"), image.path().join("lock")).unwrap();
    image
}

#[tokio::test]
async fn jrnl_24_a_log_with_a_wrong_beginning_is_copied_and_named_before_it_is_written_over() {
    logged();
    let dir = killed("spoilt", 5, 20).await;
    let mut bytes = fs::read(log(dir.path())).unwrap();
    bytes[..64].fill(0x5a);
    fs::write(log(dir.path()), &bytes).unwrap();
    let journal = open(dir.path());
    assert_eq!(last(&journal, "spoilt").await, 5, "what is in the database is there");
    let copy = dir.path().join("boards.sqlite-wal.unused-1");
    assert_eq!(fs::read(&copy).unwrap(), bytes);
    let said = logged();
    let about = |words: &[&str]| {
        said.iter().any(|line| line.starts_with("ERROR") && words.iter().all(|word| line.contains(word)))
    };
    assert!(about(&["the log in front of the database is damaged", &copy.display().to_string()]), "{said:?}");
    assert!(about(&["entries of a board were lost", "board=\"spoilt\"", "first=6", "last=25"]), "{said:?}");
    journal.append(&journal.mine("spoilt"), entries(6, 2)).await.unwrap();
    drop(journal);
    assert_eq!(last(&open(dir.path()), "spoilt").await, 7);
    assert_eq!(fs::read(&copy).unwrap(), bytes, "the copy stays");
}

#[tokio::test]
async fn jrnl_24_one_wrong_bit_in_the_last_commit_is_not_taken_for_a_commit_that_was_not_finished() {
    logged();
    for (bit, board) in [(40, "bit-1"), (8 * 30, "bit-2"), (8 * 2000, "bit-3")] {
        let dir = killed(board, 3, 4).await;
        let mut bytes = fs::read(log(dir.path())).unwrap();
        let frame = 24 + 4096;
        let used = bytes.iter().rposition(|byte| *byte != 0).unwrap();
        let at = 32 + (used - 32) / frame * frame + bit / 8;
        bytes[at] ^= 1 << (bit % 8);
        fs::write(log(dir.path()), &bytes).unwrap();
        let journal = open(dir.path());
        assert_eq!(last(&journal, board).await, 6);
        let said = logged();
        let lost = |line: &&String| line.contains(&format!("board={board:?} first=7 last=7"));
        assert!(said.iter().any(|line| lost(&line) && line.contains("were lost")), "{bit}: {said:?}");
        assert!(dir.path().join("boards.sqlite-wal.unused-1").exists());
    }
}

#[tokio::test]
async fn jrnl_24_what_is_left_of_an_earlier_round_of_the_log_is_nothing_and_not_copied() {
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    journal.create("b", &[], vec![]).await.unwrap();
    // Several rounds, so that the log is full of frames that are in the database.
    for seq in 1..=600 {
        journal.append(&journal.mine("b"), vec![Stored::new(seq, content(seq, 20_000))]).await.unwrap();
    }
    let image = tempdir().unwrap();
    scene::image(dir.path(), image.path());
    assert_eq!(last(&open(image.path()), "b").await, 600);
    assert!(names(image.path()).iter().all(|name| !name.contains("unused")), "{:?}", names(image.path()));
}

#[tokio::test]
async fn jrnl_24_whoever_only_reads_copies_nothing() {
    let dir = killed("b", 5, 20).await;
    let mut bytes = fs::read(log(dir.path())).unwrap();
    bytes[..64].fill(0x5a);
    fs::write(log(dir.path()), &bytes).unwrap();
    logged();
    let reading = Sqlite::read_only(dir.path()).unwrap();
    assert_eq!(last(&reading, "b").await, 5);
    assert!(names(dir.path()).iter().all(|name| !name.contains("unused")));
    let at = dir.path().display().to_string();
    assert!(logged().iter().any(|line| line.contains("is damaged") && line.contains(&at)), "{:?}", logged());
    assert_eq!(fs::read(log(dir.path())).unwrap(), bytes);
}

#[tokio::test]
async fn jrnl_25_an_emptied_database_is_refused_and_nothing_is_deleted() {
    for (how, in_database, in_log) in
        [("it is empty", 5, 9), ("it is empty", 0, 9), ("it is gone", 5, 9), ("it is gone", 0, 2)]
    {
        let dir = killed("b", in_database, in_log).await;
        let whole = (fs::read(database(dir.path())).unwrap(), fs::read(log(dir.path())).unwrap());
        if how == "it is empty" {
            fs::write(database(dir.path()), "").unwrap();
        } else {
            fs::remove_file(database(dir.path())).unwrap();
        }
        let said = refusal(dir.path());
        assert!(said.contains(how) && said.contains("the log in front of it is not"), "{said}");
        // Reading only does no harm either.
        assert!(matches!(Sqlite::read_only(dir.path()).map(|_| ()), Err(JournalError::Unusable { .. })));
        assert_eq!(fs::read(log(dir.path())).unwrap(), whole.1, "the log is as it was");
        // Without the log, what is remembered is that there were boards.
        fs::remove_file(log(dir.path())).unwrap();
        let said = refusal(dir.path());
        assert!(said.contains(how) && said.contains("there were boards in it"), "{said}");
        assert!(said.contains(&format!("remove {} to start", dir.path().join("lock").display())), "{said}");
        // Put back, all is there.
        fs::write(database(dir.path()), &whole.0).unwrap();
        fs::write(log(dir.path()), &whole.1).unwrap();
        let journal = open(dir.path());
        assert_eq!(last(&journal, "b").await, in_database + in_log);
        journal.close().await.unwrap();
        // As the sentence says, one can start anew.
        fs::remove_file(database(dir.path())).unwrap();
        fs::remove_file(dir.path().join("lock")).unwrap();
        assert!(open(dir.path()).boards().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn jrnl_25_boards_that_were_in_a_damaged_log_only_are_not_taken_for_no_boards() {
    let dir = killed("b", 0, 9).await;
    let mut bytes = fs::read(log(dir.path())).unwrap();
    bytes[..64].fill(0x5a);
    fs::write(log(dir.path()), &bytes).unwrap();
    for _ in 0..3 {
        let said = refusal(dir.path());
        assert!(said.contains("there were boards, and there are none in it"), "{said}");
        assert!(said.contains("boards.sqlite-wal.unused-1"), "{said}");
    }
    assert_eq!(fs::read(dir.path().join("boards.sqlite-wal.unused-1")).unwrap(), bytes);
    assert!(!dir.path().join("boards.sqlite-wal.unused-2").exists(), "the same bytes are copied once");
    fs::remove_file(log(dir.path())).unwrap();
    assert!(refusal(dir.path()).contains("the log in front of it, where they may have been, is gone"));
}

#[tokio::test]
async fn jrnl_25_where_all_boards_were_deleted_there_are_none() {
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    journal.create("b", &[], entries(1, 3)).await.unwrap();
    journal.delete(&journal.mine("b")).await.unwrap();
    journal.close().await.unwrap();
    assert!(open(dir.path()).boards().await.unwrap().is_empty());
}

#[tokio::test]
async fn jrnl_25_a_database_that_was_cut_off_is_refused_or_what_is_sound_of_it_served() {
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    for board in 0..8 {
        journal.create(&format!("b{board}"), &[], vec![]).await.unwrap();
        for seq in 1..=30 {
            journal
                .append(&journal.mine(&format!("b{board}")), vec![Stored::new(seq, content(seq, 700))])
                .await
                .unwrap();
        }
    }
    journal.close().await.unwrap();
    let whole = fs::read(database(dir.path())).unwrap();
    for cut in
        [1, 99, 511, 512, 4095, 4096, 8192, 20_000, whole.len() / 2, whole.len() - 4096, whole.len() - 1]
    {
        let dir = tempdir().unwrap();
        fs::write(database(dir.path()), &whole[..cut]).unwrap();
        match Sqlite::open(dir.path(), Options::default()) {
            Err(error) => {
                assert!(matches!(error, JournalError::Unusable { .. }), "{cut}: {error:?}");
                assert_eq!(
                    fs::read(database(dir.path())).unwrap(),
                    whole[..cut],
                    "{cut}: it is left as it was"
                );
            }
            Ok(journal) => {
                let said = dir.path().join("boards.sqlite.damaged-1").exists();
                assert!(said || cut == whole.len() - 1, "{cut}: without a word");
                for board in 0..8 {
                    let name = format!("b{board}");
                    match journal.read(&name, 0).await {
                        Ok(found) => assert_eq!(found.len(), 30, "{cut}: {name}"),
                        Err(error) => assert!(
                            matches!(error, JournalError::Damaged { .. } | JournalError::Unusable { .. }),
                            "{cut}: {error:?}"
                        ),
                    }
                }
            }
        }
    }
}
