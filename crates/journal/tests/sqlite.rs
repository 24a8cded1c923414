//! What only the SQLite journal promises: groups, one process, a queue with a bound, checkpoints, a clean file.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use journal::{Journal, JournalError, Observer, Options, Sqlite, Stage, Stored};
use scene::{Gate, Mine as _, begin, content, entries, last, observed, open};
use tempfile::tempdir;

#[tokio::test]
async fn jrnl_20_all_that_waits_is_one_group_and_is_reported() {
    let dir = tempdir().unwrap();
    let (gate, arrivals) = Gate::at(Stage::Begun);
    let journal = observed(dir.path(), &gate);
    for board in 0..300 {
        journal.create(&format!("b{board}"), &[], vec![]).await.unwrap();
        arrivals.recv().unwrap();
    }
    gate.shut();
    let before = gate.commits().len();
    let mut held = journal.append(&journal.mine("b0"), entries(1, 1));
    assert!(begin(&mut held).is_none());
    arrivals.recv().unwrap();
    let mut waiting: Vec<_> =
        (1..300).map(|board| journal.append(&journal.mine(&format!("b{board}")), entries(1, 2))).collect();
    waiting.push(journal.append(&journal.mine("b1"), entries(9, 1)));
    waiting.push(journal.append(&journal.mine("nowhere"), entries(1, 1)));
    assert!(waiting.iter_mut().all(|answer| begin(answer).is_none()));
    gate.open();
    held.await.unwrap();
    let mut refused = Vec::new();
    for answer in waiting {
        refused.extend(answer.await.err());
    }
    let conflict = JournalError::Conflict { last: 2, got: 9 };
    assert_eq!(refused, [conflict, JournalError::Unknown("nowhere".into())]);
    let commits = &gate.commits()[before..];
    let counted: Vec<_> = commits.iter().map(|commit| (commit.calls, commit.entries, commit.bytes)).collect();
    assert_eq!(counted, [(1, 1, 20), (299, 598, 598 * 20)]);
    assert!(commits.iter().all(|commit| !commit.took.is_zero()));
}

#[tokio::test]
async fn jrnl_15_what_may_wait_is_bounded_and_all_of_it_is_written_in_order() {
    let dir = tempdir().unwrap();
    let (gate, arrivals) = Gate::at(Stage::Begun);
    let observer: Arc<dyn Observer> = gate.clone();
    let journal =
        Sqlite::open(dir.path(), Options { queue: 64 << 10, observer, ..Options::default() }).unwrap();
    journal.create("b", &[], vec![]).await.unwrap();
    arrivals.recv().unwrap();
    gate.shut();
    let append = |seq| journal.append(&journal.mine("b"), vec![Stored::new(seq, content(seq, 15 << 10))]);
    let mut answers: Vec<_> = (1..=20).map(append).collect();
    assert!(begin(&mut answers[0]).is_none());
    arrivals.recv().unwrap();
    assert!(answers.iter_mut().all(|answer| begin(answer).is_none()));
    gate.open();
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(last(&journal, "b").await, 20);
    // 64 KB are four places of 16 KB, the one in the commit counted.
    let most = gate.commits().iter().map(|commit| commit.calls).max();
    assert!(most <= Some(4), "{most:?}");
}

#[tokio::test]
async fn jrnl_15_a_call_larger_than_the_queue_takes_the_whole_of_it() {
    let dir = tempdir().unwrap();
    let journal = Sqlite::open(dir.path(), Options { queue: 2048, ..Options::default() }).unwrap();
    journal.create("b", &[], vec![Stored::new(1, content(1, 9 << 20))]).await.unwrap();
    let (large, small) = (vec![Stored::new(2, content(2, 100_000))], entries(3, 1));
    let (large, small) =
        tokio::join!(journal.append(&journal.mine("b"), large), journal.append(&journal.mine("b"), small));
    assert_eq!((large, small), (Ok(()), Ok(())));
}

#[tokio::test]
async fn jrnl_7_nobody_reads_what_is_not_durable_and_nobody_waits_to_read() {
    for (stage, durable) in [(Stage::Begun, false), (Stage::Written, false), (Stage::Durable, true)] {
        let dir = tempdir().unwrap();
        let (gate, arrivals) = Gate::at(stage);
        let journal = observed(dir.path(), &gate);
        journal.create("b", &[], entries(1, 1)).await.unwrap();
        arrivals.recv().unwrap();
        gate.shut();
        let mut append = journal.append(&journal.mine("b"), entries(2, 3));
        assert!(begin(&mut append).is_none());
        arrivals.recv().unwrap();
        // The writer stands still, as on a disk that hangs.
        assert_eq!(last(&journal, "b").await, if durable { 4 } else { 1 });
        gate.open();
        append.await.unwrap();
        assert_eq!(last(&journal, "b").await, 4);
    }
}

#[tokio::test]
async fn jrnl_12_a_directory_has_one_journal_until_it_is_closed_or_dropped() {
    let dir = tempdir().unwrap();
    let in_use = || Sqlite::open(dir.path(), Options::default()).map(|_| ()).unwrap_err();
    let first = open(dir.path());
    first.create("b", &[], vec![]).await.unwrap();
    assert_eq!(in_use(), JournalError::InUse(dir.path().into()));
    assert!(in_use().to_string().ends_with("is in use by another process"));
    first.close().await.unwrap();
    let second = open(dir.path());
    assert_eq!(in_use(), JournalError::InUse(dir.path().into()));
    drop(first);
    assert_eq!(in_use(), JournalError::InUse(dir.path().into()));
    drop(second);
    assert!(open(dir.path()).exists("b").await.unwrap());
}

#[tokio::test]
async fn jrnl_13_closing_finishes_what_was_asked_and_leaves_one_file() {
    let dir = tempdir().unwrap();
    let (gate, arrivals) = Gate::at(Stage::Begun);
    let journal = observed(dir.path(), &gate);
    journal.create("b", &[], vec![]).await.unwrap();
    arrivals.recv().unwrap();
    gate.shut();
    let mut asked: Vec<_> = (1..=9).map(|seq| journal.append(&journal.mine("b"), entries(seq, 1))).collect();
    assert!(asked.iter_mut().all(|answer| begin(answer).is_none()));
    let claim = journal.mine("b");
    let mut close = journal.close();
    assert!(begin(&mut close).is_none());
    assert_eq!(journal.append(&claim, entries(10, 1)).await.unwrap_err(), JournalError::Closed);
    gate.open();
    close.await.unwrap();
    for answer in asked {
        answer.await.unwrap();
    }
    let mut left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["boards.sqlite", "lock"]);
    assert_eq!(open(dir.path()).read("b", 0).await.unwrap(), entries(1, 9));
}

#[tokio::test]
async fn jrnl_13_everything_is_there_when_it_is_opened_again() {
    let dir = tempdir().unwrap();
    let keys = ["code:A".to_owned()];
    for round in 0..5 {
        let journal = open(dir.path());
        if round == 0 {
            journal.create("b", &keys, vec![]).await.unwrap();
        }
        assert_eq!(journal.read("b", 0).await.unwrap(), entries(1, round * 4));
        journal.append(&journal.mine("b"), entries(round * 4 + 1, 4)).await.unwrap();
        journal.put_snapshot(&journal.mine("b"), Stored::new(round * 4 + 2, "s")).await.unwrap();
    }
    let journal = open(dir.path());
    assert_eq!(journal.find("code:A").await.unwrap().as_deref(), Some("b"));
    assert_eq!(journal.latest_snapshot("b").await.unwrap(), Some(Stored::new(18, "s")));
}

#[tokio::test]
async fn jrnl_16_commits_go_on_while_a_checkpoint_is_under_way_and_then_the_log_is_used_again() {
    let dir = tempdir().unwrap();
    let log = dir.path().join("boards.sqlite-wal");
    let (gate, arrivals) = Gate::at(Stage::CheckpointBegun);
    let (done, finished) = Gate::at(Stage::CheckpointDone);
    let journal = observed(dir.path(), &Arc::new(Both(gate.clone(), done)));
    journal.create("b", &[], vec![]).await.unwrap();
    gate.shut();
    let append = |seq, size| journal.append(&journal.mine("b"), vec![Stored::new(seq, content(seq, size))]);
    let mut seq = 0;
    while arrivals.try_recv().is_err() {
        seq += 1;
        append(seq, 100_000).await.unwrap();
        assert!(seq < 1000, "no checkpoint was begun");
    }
    for _ in 0..50 {
        seq += 1;
        append(seq, 100).await.unwrap();
    }
    gate.open();
    finished.recv().unwrap();
    // After this one the writer copies what came meanwhile; the next begins the log anew.
    append(seq + 1, 100).await.unwrap();
    let length = fs::metadata(&log).unwrap().len();
    for more in 2..200 {
        append(seq + more, 100).await.unwrap();
    }
    assert_eq!(fs::metadata(&log).unwrap().len(), length);
    assert_eq!(last(&journal, "b").await, seq + 199);
}

struct Both(Arc<Gate>, Arc<Gate>);

impl Observer for Both {
    fn reached(&self, stage: Stage) {
        self.0.reached(stage);
        self.1.reached(stage);
    }
}

#[tokio::test]
async fn jrnl_9_a_deleted_board_cannot_be_read_by_anybody_in_any_file() {
    let seed = std::env::var("SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    // So many that their secrets fill more than one page.
    let boards: Vec<_> = (0..150).map(|board| format!("board-{board}")).collect();
    let body = |board: &str, random: &mut fastrand::Rng| format!("<{board}>").repeat(random.usize(1..100));
    for board in &boards {
        journal.create(board, &[format!("key<{board}>")], vec![]).await.unwrap();
    }
    for round in 1..=8 {
        for board in &boards {
            journal
                .append(&journal.mine(board), vec![Stored::new(round, body(board, &mut random))])
                .await
                .unwrap();
            if random.u8(..20) == 0 {
                let snapshot = Stored::new(round, body(board, &mut random).repeat(random.usize(1..40)));
                journal.put_snapshot(&journal.mine(board), snapshot).await.unwrap();
            }
        }
    }
    let gone = random.choose_multiple(boards.iter(), 20);
    for gone in &gone {
        let secret = secret(dir.path(), gone);
        assert!(traces(dir.path(), &secret) > 0, "{gone}");
        journal.delete(&journal.mine(gone)).await.unwrap();
        assert_eq!(traces(dir.path(), &secret), 0, "{gone}");
        // What the secret would open is nowhere in the clear.
        assert_eq!(traces(dir.path(), format!("<{gone}><{gone}>").as_bytes()), 0, "{gone}");
    }
    journal.close().await.unwrap();
    let journal = open(dir.path());
    assert_eq!(journal.boards().await.unwrap().len(), 130);
    for board in boards.iter().filter(|board| !gone.contains(board)) {
        assert_eq!(last(&journal, board).await, 8);
    }
}

/// The secret under which the content of a board is kept.
fn secret(dir: &Path, board: &str) -> Vec<u8> {
    let file = rusqlite::Connection::open(dir.join("boards.sqlite")).unwrap();
    let select = "SELECT secret FROM secrets JOIN boards ON boards.id = secrets.board WHERE name = ?1";
    file.query_row(select, [board], |row| row.get(0)).unwrap()
}

/// How often some bytes are found in the files of a directory, whatever the file.
fn traces(dir: &Path, text: &[u8]) -> usize {
    let find = |file: Vec<u8>| {
        let starts = file.iter().enumerate().filter(|(_, byte)| **byte == text[0]);
        starts.filter(|(at, _)| file[*at..].starts_with(text)).count()
    };
    fs::read_dir(dir).unwrap().map(|file| find(fs::read(file.unwrap().path()).unwrap())).sum()
}

#[tokio::test]
async fn jrnl_10_a_quota_is_a_full_disk_until_there_is_room() {
    let dir = tempdir().unwrap();
    let (gate, arrivals) = Gate::at(Stage::Begun);
    let options = Options { quota: Some(1 << 20), observer: gate.clone(), ..Options::default() };
    let journal = Sqlite::open(dir.path(), options).unwrap();
    for board in ["large", "small"] {
        journal.create(board, &[], vec![]).await.unwrap();
    }
    let mut seq = 1;
    let full = loop {
        match journal.append(&journal.mine("large"), vec![Stored::new(seq, content(seq, 50_000))]).await {
            Ok(()) => seq += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((full, last(&journal, "large").await), (JournalError::Full, seq - 1));
    assert!(seq > 15, "{seq}");
    // In one group with a call that is too large, the small ones fit.
    while arrivals.try_recv().is_ok() {}
    gate.shut();
    let mut group = vec![journal.append(&journal.mine("small"), entries(1, 1))];
    group.push(journal.append(&journal.mine("large"), vec![Stored::new(seq, content(seq, 50_000))]));
    group.extend((2..=5).map(|small| journal.append(&journal.mine("small"), entries(small, 1))));
    assert!(begin(&mut group[0]).is_none());
    arrivals.recv().unwrap();
    assert!(group.iter_mut().all(|answer| begin(answer).is_none()));
    gate.open();
    let mut answers = Vec::new();
    for answer in group {
        answers.push(answer.await);
    }
    assert_eq!(answers.remove(1), Err(JournalError::Full));
    assert_eq!(answers, vec![Ok(()); 5]);
    journal.delete(&journal.mine("large")).await.unwrap();
    for again in 1..10 {
        journal
            .append(&journal.mine("small"), vec![Stored::new(again + 5, content(again, 50_000))])
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn jrnl_17_another_process_reads_while_one_writes() {
    let dir = tempdir().unwrap();
    let missing = Sqlite::read_only(dir.path()).map(|_| ()).unwrap_err();
    assert!(matches!(missing, JournalError::Unusable { .. }), "{missing}");
    let journal = open(dir.path());
    journal.create("b", &[], entries(1, 3)).await.unwrap();
    let beside = Sqlite::read_only(dir.path()).unwrap();
    assert_eq!(beside.read("b", 0).await.unwrap(), entries(1, 3));
    journal.append(&journal.mine("b"), entries(4, 1)).await.unwrap();
    assert_eq!(beside.read("b", 3).await.unwrap(), entries(4, 1));
    let refused = beside.append(&beside.mine("b"), entries(5, 1)).await.unwrap_err();
    assert!(matches!(refused, JournalError::NotWritable { .. }));
    journal.close().await.unwrap();
    assert_eq!(beside.read("b", 0).await.unwrap(), entries(1, 4));
    beside.close().await.unwrap();
    assert_eq!(beside.read("b", 0).await.unwrap_err(), JournalError::Closed);
}

#[tokio::test]
async fn jrnl_17_a_directory_is_read_without_a_server_also_after_a_crash() {
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    journal.create("b", &[], entries(1, 3)).await.unwrap();
    let crashed = tempdir().unwrap();
    scene::image(dir.path(), crashed.path());
    let odd = dir.path().join("50%?#ż");
    fs::create_dir(&odd).unwrap();
    journal.close().await.unwrap();
    scene::image(dir.path(), &odd);
    for at in [dir.path(), crashed.path(), &odd] {
        let reading = Sqlite::read_only(at).unwrap();
        assert_eq!(reading.read("b", 0).await.unwrap(), entries(1, 3), "{}", at.display());
        assert_eq!(reading.boards().await.unwrap(), ["b"]);
    }
}

#[tokio::test]
async fn jrnl_18_what_is_not_ours_is_refused_by_name_and_left_as_it_was() {
    let other = tempdir().unwrap();
    let foreign = |file: &Path| {
        let foreign = rusqlite::Connection::open(file).unwrap();
        foreign.execute_batch("CREATE TABLE theirs (a)").unwrap();
    };
    let newer = |file: &Path| {
        drop(open(other.path()));
        fs::copy(other.path().join("boards.sqlite"), file).unwrap();
        let newer = rusqlite::Connection::open(file).unwrap();
        newer.pragma_update(None, "user_version", 99).unwrap();
    };
    let text = |file: &Path| fs::write(file, "Dear diary, ".repeat(1000)).unwrap();
    let makers: [&dyn Fn(&Path); 3] = [&foreign, &newer, &text];
    let causes =
        ["it is another program's database", "it was written by a newer version", "file is not a database"];
    for (make, cause) in makers.into_iter().zip(causes) {
        let dir = tempdir().unwrap();
        let file = dir.path().join("boards.sqlite");
        make(&file);
        let before = fs::read(&file).unwrap();
        for refused in [Sqlite::open(dir.path(), Options::default()), Sqlite::read_only(dir.path())] {
            let sentence = refused.map(|_| ()).unwrap_err().to_string();
            assert!(sentence.contains(&file.display().to_string()) && sentence.contains(cause), "{sentence}");
        }
        assert_eq!(fs::read(&file).unwrap(), before);
    }
}

#[tokio::test]
async fn jrnl_18_a_directory_that_cannot_be_made_is_refused_by_name() {
    let dir = tempdir().unwrap();
    let file = dir.path().join("a file");
    fs::write(&file, "").unwrap();
    for path in [file.clone(), file.join("below")] {
        let refused = Sqlite::open(&path, Options::default()).map(|_| ()).unwrap_err();
        assert!(matches!(refused, JournalError::NotWritable { .. }), "{refused:?}");
        assert!(refused.to_string().contains(&path.display().to_string()), "{refused}");
    }
}
