//! The data directory while a journal has it: who may look into it, who may use it, and what happens when it is taken
//! away.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use journal::{Journal, JournalError, Options, Sqlite, Stage, Stored};
use scene::{Gate, Mine as _, Part, begin, content, entries, last, not_tested, observed, open, say};
use tempfile::tempdir;

/// The rights of everything in a directory, and of itself (as `.`).
fn rights(dir: &Path) -> Vec<(String, u32)> {
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
    let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap());
    let mut all: Vec<_> =
        files.map(|file| (file.file_name().into_string().unwrap(), mode(&file.path()))).collect();
    all.push((".".into(), mode(dir)));
    all.sort();
    all
}

fn private(names: &[&str]) -> Vec<(String, u32)> {
    let mut all: Vec<_> = names.iter().map(|name| ((*name).to_owned(), 0o600)).collect();
    all.push((".".into(), 0o700));
    all.sort();
    all
}

const OPEN: [&str; 4] = ["boards.sqlite", "boards.sqlite-shm", "boards.sqlite-wal", "lock"];

/// Not a test by itself: makes a journal under a umask of its own, and says the rights of what it made.
#[test]
#[ignore = "a part that a test plays in a second process"]
fn the_part_with_a_umask() {
    let (dir, _) = Part::given();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let journal = open(&dir.join("data"));
        journal.create("b", &[], entries(1, 3)).await.unwrap();
        say(&format!("{:?}", rights(&dir.join("data"))));
        journal.close().await.unwrap();
    });
}

#[test]
fn jrnl_26_what_is_made_is_its_owners_alone_whatever_the_umask_is() {
    for umask in ["000", "022", "077", "027"] {
        let dir = tempdir().unwrap();
        let part = Part { name: "the_part_with_a_umask", dir: dir.path().into(), line: String::new() };
        let script = format!("umask {umask} && exec \"$@\"");
        let (status, said, errors) = part.play(&["sh", "-c", &script, "sh"]);
        assert!(status.success(), "{errors}");
        assert_eq!(said, [format!("{:?}", private(&OPEN))], "umask {umask}");
    }
}

#[tokio::test]
async fn jrnl_26_what_others_could_read_before_they_cannot_afterwards() {
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    journal.create("b", &[], entries(1, 3)).await.unwrap();
    let image = tempdir().unwrap();
    scene::image(dir.path(), image.path());
    for name in ["lock", "host-key", "boards.sqlite-wal.unused-1", "boards.sqlite.damaged-1"] {
        fs::write(image.path().join(name), "secret").unwrap();
    }
    let theirs = image.path().join("somebody-elses");
    fs::write(&theirs, "x").unwrap();
    for (name, _) in rights(image.path()) {
        fs::set_permissions(image.path().join(name), Permissions::from_mode(0o777)).unwrap();
    }
    let journal = open(image.path());
    assert_eq!(last(&journal, "b").await, 3);
    let wide: Vec<_> = rights(image.path()).into_iter().filter(|(_, mode)| mode & 0o77 != 0).collect();
    assert_eq!(wide, [("somebody-elses".to_owned(), 0o777)]);
    assert_eq!(fs::metadata(image.path()).unwrap().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn jrnl_26_a_directory_that_is_everybodys_stays_so_and_the_files_are_private() {
    let dir = tempdir().unwrap();
    fs::set_permissions(dir.path(), Permissions::from_mode(0o1777)).unwrap();
    let journal = open(dir.path());
    journal.create("b", &[], vec![]).await.unwrap();
    let mut expect = private(&OPEN);
    expect[0].1 = 0o1777;
    assert_eq!(rights(dir.path()), expect);
}

#[tokio::test]
async fn jrnl_12_a_lock_file_that_was_deleted_lets_no_second_one_in() {
    for replace in [false, true] {
        let dir = tempdir().unwrap();
        let first = open(dir.path());
        first.create("b", &[], vec![]).await.unwrap();
        fs::remove_file(dir.path().join("lock")).unwrap();
        if replace {
            fs::write(dir.path().join("lock"), "").unwrap();
        }
        let second = Sqlite::open(dir.path(), Options::default()).map(|_| ()).unwrap_err();
        assert_eq!(second, JournalError::InUse(dir.path().into()));
        first.append(&first.mine("b"), entries(1, 1)).await.unwrap();
        // SQLite's own locks are as they were: somebody beside it can read.
        assert_eq!(last(&Sqlite::read_only(dir.path()).unwrap(), "b").await, 1);
        first.close().await.unwrap();
        assert_eq!(last(&open(dir.path()), "b").await, 1);
    }
}

/// Ways to take the files away from under a running journal, and to give them back.
const TAKEN: [(&str, &str); 5] = [
    ("rm boards.sqlite boards.sqlite-wal boards.sqlite-shm lock", ""),
    ("rm boards.sqlite", ""),
    ("rm boards.sqlite-wal", ""),
    ("mv boards.sqlite away", "mv away boards.sqlite"),
    ("cp boards.sqlite copy && mv copy boards.sqlite", ""),
];

fn shell(dir: &Path, script: &str) {
    assert!(Command::new("sh").args(["-c", script]).current_dir(dir).status().unwrap().success(), "{script}");
}

#[tokio::test]
async fn jrnl_27_nothing_is_answered_ok_that_goes_into_files_that_are_gone() {
    for (take, give_back) in TAKEN {
        let dir = tempdir().unwrap();
        let journal = open(dir.path());
        journal.create("b", &[], entries(1, 3)).await.unwrap();
        shell(dir.path(), take);
        let mut written = 3;
        for at in 0..3 {
            let refused = journal.append(&journal.mine("b"), entries(written + 1, 1)).await.unwrap_err();
            if at == 0 && matches!(refused, JournalError::Storage(_)) {
                // Right after another commit it is noticed only when this one is written.
                written += 1;
                continue;
            }
            assert!(matches!(refused, JournalError::Missing(_)), "{take}: {refused:?}");
            assert!(refused.to_string().contains(&dir.path().join("boards.sqlite").display().to_string()));
            assert!(
                matches!(journal.create("c", &[], vec![]).await, Err(JournalError::Missing(_))),
                "{take}"
            );
            assert!(matches!(journal.health().await, Err(JournalError::Missing(_))), "{take}");
        }
        // What was there can still be read, by many at once.
        let reads: Vec<_> = (0..8).map(|_| journal.read("b", 0)).collect();
        for read in reads {
            assert_eq!(read.await.unwrap(), entries(1, written), "{take}");
        }
        if !give_back.is_empty() {
            shell(dir.path(), give_back);
            journal.append(&journal.mine("b"), entries(written + 1, 2)).await.unwrap();
            journal.health().await.unwrap();
            drop(journal);
            assert_eq!(last(&open(dir.path()), "b").await, written + 2);
        }
    }
}

#[tokio::test]
async fn jrnl_27_a_directory_that_is_moved_away_takes_nothing_more_until_it_is_back() {
    let dir = tempdir().unwrap();
    let (here, there) = (dir.path().join("data"), dir.path().join("moved"));
    let journal = open(&here);
    journal.create("b", &[], entries(1, 3)).await.unwrap();
    fs::rename(&here, &there).unwrap();
    // Right after another commit it is noticed only when this one is written.
    let failed = journal.append(&journal.mine("b"), entries(4, 1)).await.unwrap_err();
    assert!(matches!(failed, JournalError::Missing(_) | JournalError::Storage(_)), "{failed:?}");
    assert!(matches!(journal.append(&journal.mine("b"), entries(5, 1)).await, Err(JournalError::Missing(_))));
    fs::rename(&there, &here).unwrap();
    let seq = last(&journal, "b").await + 1;
    assert_eq!(seq, if matches!(failed, JournalError::Missing(_)) { 4 } else { 5 });
    journal.append(&journal.mine("b"), entries(seq, 1)).await.unwrap();
}

#[tokio::test]
async fn jrnl_27_files_that_go_while_a_commit_is_under_way_make_its_answer_an_error() {
    for stage in [Stage::Begun, Stage::Written, Stage::Durable] {
        let dir = tempdir().unwrap();
        let (gate, arrivals) = Gate::at(stage);
        let journal = observed(dir.path(), &gate);
        journal.create("b", &[], entries(1, 3)).await.unwrap();
        arrivals.recv().unwrap();
        gate.shut();
        let mut append = journal.append(&journal.mine("b"), entries(4, 1));
        assert!(begin(&mut append).is_none());
        arrivals.recv().unwrap();
        shell(dir.path(), TAKEN[0].0);
        gate.open();
        let error = append.await.unwrap_err();
        assert!(matches!(error, JournalError::Storage(_)), "{stage:?}: {error:?}");
        assert!(
            matches!(journal.append(&journal.mine("b"), entries(5, 1)).await, Err(JournalError::Missing(_))),
            "{stage:?}"
        );
    }
}

#[tokio::test]
async fn jrnl_28_the_journal_says_that_its_last_commit_failed_until_one_succeeds() {
    let dir = tempdir().unwrap();
    let journal = Sqlite::open(dir.path(), Options { quota: Some(1 << 20), ..Options::default() }).unwrap();
    journal.create("b", &[], vec![]).await.unwrap();
    journal.health().await.unwrap();
    let mut seq = 1;
    while journal.append(&journal.mine("b"), vec![Stored::new(seq, content(seq, 100_000))]).await.is_ok() {
        journal.health().await.unwrap();
        seq += 1;
    }
    assert!(seq > 5, "{seq}");
    assert_eq!(journal.health().await, Err(JournalError::Full));
    // What does not fit is not a failure.
    assert!(matches!(
        journal.append(&journal.mine("b"), entries(1, 1)).await,
        Err(JournalError::Conflict { .. })
    ));
    journal.append(&journal.mine("b"), entries(seq, 1)).await.unwrap();
    journal.health().await.unwrap();
}

/// Not a test by itself: appends until the limit to the size of files is reached. The signal is ignored, as the
/// server does it.
#[test]
#[ignore = "a part that a test plays in a second process"]
fn the_part_with_a_limit() {
    let (dir, _) = Part::given();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let journal = open(&dir);
        let seq = last(&journal, "b").await + 1;
        for seq in seq..seq + 2_000 {
            if let Err(error) =
                journal.append(&journal.mine("b"), vec![Stored::new(seq, content(seq, 40_000))]).await
            {
                assert_eq!(
                    journal.append(&journal.mine("b"), vec![Stored::new(seq, content(seq, 40_000))]).await,
                    Err(error.clone())
                );
                assert_eq!(last(&journal, "b").await, seq - 1);
                assert_eq!(journal.health().await, Err(error.clone()));
                say(&format!("{error:?} {seq}"));
                break;
            }
        }
        journal.close().await.unwrap();
    });
}

#[tokio::test]
async fn jrnl_10_a_limit_to_the_size_of_files_is_a_full_disk() {
    let limited = ["prlimit", "--fsize=3000000", "env", "--ignore-signal=XFSZ"];
    if !Command::new(limited[0]).args(&limited[1..]).arg("true").status().is_ok_and(|status| status.success())
    {
        return not_tested("prlimit or env --ignore-signal does not work here");
    }
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    journal.create("b", &[], vec![]).await.unwrap();
    journal.close().await.unwrap();
    let part = Part { name: "the_part_with_a_limit", dir: dir.path().into(), line: String::new() };
    let (status, said, errors) = part.play(&limited);
    assert!(status.success(), "{errors}");
    let [said] = &said[..] else { panic!("{said:?} {errors}") };
    let seq: u64 = said.strip_prefix("Full ").unwrap().parse().unwrap();
    assert!(seq > 20, "{seq}");
    let journal = open(dir.path());
    assert_eq!(last(&journal, "b").await, seq - 1);
    journal.append(&journal.mine("b"), entries(seq, 3)).await.unwrap();
}
