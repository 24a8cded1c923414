//! What is there after the process was killed and after the power went.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use journal::{Journal, JournalError, Observer, Options, Sqlite, Stage, Stored};
use scene::{Mine as _, Part, content, entries, last, observed, open, say};
use tempfile::tempdir;

/// The entries of one append: more than a page each, so that half an append could be there if anything could.
const ENTRIES: u64 = 3;
const SIZE: usize = 60_000;

fn append(number: u64) -> Vec<Stored> {
    let from = number * ENTRIES + 1;
    (from..from + ENTRIES).map(|seq| Stored::new(seq, content(seq, SIZE))).collect()
}

/// Kills its own process when it has come to the stage so often.
struct Death {
    stage: Stage,
    times: AtomicUsize,
}

impl Observer for Death {
    fn reached(&self, stage: Stage) {
        if stage == self.stage && self.times.fetch_sub(1, SeqCst) == 1 {
            let _ = Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
            loop {
                std::thread::park();
            }
        }
    }
}

const STAGES: [Stage; 6] = [
    Stage::Begun,
    Stage::Written,
    Stage::Durable,
    Stage::Answered,
    Stage::CheckpointBegun,
    Stage::CheckpointDone,
];

/// Not a test by itself: the process that is killed. Appends to two boards until it dies.
#[test]
#[ignore = "a part that a test plays in a second process"]
fn the_part_that_dies() {
    let (dir, line) = Part::given();
    let numbers: Vec<usize> = line.split(' ').map(|number| number.parse().unwrap()).collect();
    let death = Death { stage: STAGES[numbers[0]], times: AtomicUsize::new(numbers[1]) };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let journal = observed(&dir, &Arc::new(death));
        for board in ["a", "b"] {
            journal.create(board, &[], vec![]).await.unwrap();
            say(&format!("{board} made"));
        }
        for number in 0..200 {
            let (a, b) = tokio::join!(
                journal.append(&journal.mine("a"), append(number)),
                journal.append(&journal.mine("b"), append(number))
            );
            assert_eq!((a, b), (Ok(()), Ok(())));
            say(&format!("a {number}"));
            say(&format!("b {number}"));
        }
    });
}

#[tokio::test]
async fn jrnl_1_what_was_answered_survives_a_kill_at_every_stage() {
    let mut most = 0;
    for (at, stage) in STAGES.iter().enumerate() {
        for times in [1, 2, 3, 7] {
            if times > 2 && at >= 4 {
                continue;
            }
            let dir = tempdir().unwrap();
            let part =
                Part { name: "the_part_that_dies", dir: dir.path().into(), line: format!("{at} {times}") };
            let (status, said, errors) = part.play(&[]);
            assert_eq!(status.signal(), Some(9), "{stage:?} {times}: {errors}");
            let journal = open(dir.path());
            for board in ["a", "b"] {
                let answered = said.iter().filter(|line| line.starts_with(board)).count() as u64;
                most = most.max(answered);
                if answered == 0 && !journal.exists(board).await.unwrap() {
                    continue;
                }
                let appends = answered.saturating_sub(1);
                let kept = journal.read(board, 0).await.unwrap();
                assert!(
                    kept.len() as u64 >= appends * ENTRIES,
                    "{stage:?} {times}: {said:?}, {}",
                    kept.len()
                );
                // What was not answered may be there, but only whole, and only what was asked next.
                assert!(kept.len() as u64 <= (appends + 1) * ENTRIES, "{stage:?} {times}: {}", kept.len());
                assert_eq!(kept.len() as u64 % ENTRIES, 0, "{stage:?} {times}");
                let whole: Vec<_> = (0..kept.len() as u64 / ENTRIES).flat_map(append).collect();
                assert!(kept == whole, "{stage:?} {times}: the content differs");
                journal.append(&journal.mine(board), append(kept.len() as u64 / ENTRIES)).await.unwrap();
            }
        }
    }
    assert!(most > 5, "trivial: {most}");
}

#[tokio::test]
async fn jrnl_1_an_append_is_durable_at_one_moment_and_not_before() {
    // The third commit is the first append.
    for (stage, there) in [(0, false), (1, false), (2, true), (3, true)] {
        let dir = tempdir().unwrap();
        let part = Part { name: "the_part_that_dies", dir: dir.path().into(), line: format!("{stage} 3") };
        let (status, ..) = part.play(&[]);
        assert_eq!(status.signal(), Some(9));
        let expect = if there { ENTRIES } else { 0 };
        assert_eq!(last(&open(dir.path()), "a").await, expect, "{:?}", STAGES[stage]);
    }
}

#[tokio::test]
async fn jrnl_12_the_directory_of_a_process_that_was_killed_is_free() {
    let dir = tempdir().unwrap();
    let part = Part { name: "the_part_that_holds", dir: dir.path().into(), line: String::new() };
    let mut holder = part.command(&[]).spawn().unwrap();
    let mut said = std::io::BufReader::new(holder.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("open") {
        line.clear();
        assert!(std::io::BufRead::read_line(&mut said, &mut line).unwrap() > 0, "the other process ended");
    }
    let refused = Sqlite::open(dir.path(), Options::default()).map(|_| ()).unwrap_err();
    assert_eq!(refused, JournalError::InUse(dir.path().into()));
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(open(dir.path()).read("b", 0).await.unwrap(), entries(1, 4));
}

/// Not a test by itself: the process that has the directory.
#[test]
#[ignore = "a part that a test plays in a second process"]
fn the_part_that_holds() {
    let (dir, _) = Part::given();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let journal = open(&dir);
    runtime.block_on(journal.create("b", &[], entries(1, 4))).unwrap();
    say("open");
    loop {
        std::thread::park();
    }
}

/// Panics when the writer has come to its stage: a fault in the journal itself.
struct Fault(Stage);

impl Observer for Fault {
    fn reached(&self, stage: Stage) {
        assert_ne!(stage, self.0, "ordered by a test");
    }
}

#[tokio::test]
async fn jrnl_11_a_writer_that_breaks_down_leaves_nobody_waiting_and_the_directory_free() {
    for stage in [Stage::Begun, Stage::Written, Stage::Durable] {
        let dir = tempdir().unwrap();
        open(dir.path()).create("b", &[], entries(1, 1)).await.unwrap();
        let journal = observed(dir.path(), &Arc::new(Fault(stage)));
        let (one, two) = tokio::join!(
            journal.append(&journal.mine("b"), entries(2, 1)),
            journal.append(&journal.mine("b"), entries(3, 1))
        );
        assert_eq!((one, two), (Err(JournalError::Closed), Err(JournalError::Closed)));
        assert_eq!(journal.append(&journal.mine("b"), entries(2, 1)).await, Err(JournalError::Closed));
        journal.close().await.unwrap();
        let end = last(&open(dir.path()), "b").await;
        // What was durable is there, though nobody could be told; it may have been the first or both.
        assert_eq!(end > 1, stage == Stage::Durable, "{stage:?}: {end}");
    }
}

/// A board whose first entries are in the database and whose later appends are in the log; and how long the log was,
/// and where the board ended, after each of these.
async fn log_with_appends(dir: &Path, random: &mut fastrand::Rng) -> (Sqlite, Vec<(u64, u64)>) {
    let journal = open(dir);
    journal.create("b", &[], entries(1, 5)).await.unwrap();
    journal.close().await.unwrap();
    let journal = open(dir);
    let (mut commits, mut seq) = (vec![(0, 5)], 5);
    for _ in 0..10 {
        let new: Vec<_> = (0..random.u64(1..5))
            .map(|more| Stored::new(seq + more + 1, content(seq + more + 1, random.usize(1..6000))))
            .collect();
        seq += new.len() as u64;
        journal.append(&journal.mine("b"), new).await.unwrap();
        commits.push((used(&fs::read(log(dir)).unwrap()), seq));
    }
    (journal, commits)
}

fn log(dir: &Path) -> std::path::PathBuf {
    dir.join("boards.sqlite-wal")
}

/// How far the log is written: the rest is room for more. A log has a head of 32 bytes, and each page one of 24.
fn used(log: &[u8]) -> u64 {
    let written = log.iter().rposition(|byte| *byte != 0).map_or(0, |last| last as u64 + 1);
    let page = 24 + 4096;
    32 + written.saturating_sub(32).div_ceil(page) * page
}

/// Spoils a copy of the log and says where the board then ends; it must be readable and go on from there.
async fn end_after(dir: &Path, spoil: impl FnOnce(&mut Vec<u8>)) -> u64 {
    let image = tempdir().unwrap();
    scene::image(dir, image.path());
    let mut bytes = fs::read(log(image.path())).unwrap();
    spoil(&mut bytes);
    fs::write(log(image.path()), bytes).unwrap();
    let journal = open(image.path());
    let kept = journal.read("b", 0).await.unwrap();
    let end = kept.last().map_or(0, |entry| entry.seq);
    for entry in &kept[5..] {
        assert_eq!(entry.bytes, content(entry.seq, entry.bytes.len()), "the content differs");
    }
    journal.append(&journal.mine("b"), entries(end + 1, 2)).await.unwrap();
    drop(journal);
    assert_eq!(last(&open(image.path()), "b").await, end + 2);
    end
}

#[tokio::test]
async fn jrnl_14_a_torn_log_ends_with_the_last_whole_append() {
    let seed = std::env::var("SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let random = &mut fastrand::Rng::with_seed(seed);
    let dir = tempdir().unwrap();
    let (_journal, commits) = log_with_appends(dir.path(), random).await;
    let whole = commits.last().unwrap().0;
    let all = fs::read(log(dir.path())).unwrap();
    let edges = commits.iter().flat_map(|(length, _)| [length.saturating_sub(1), *length, length + 24]);
    let inside: Vec<u64> = (0..40).map(|_| random.u64(..whole)).collect();
    for cut in edges.chain(inside).filter(|cut| *cut <= whole) {
        let expect = commits.iter().filter(|(length, _)| *length <= cut).map(|(_, seq)| *seq).max();
        let end = end_after(dir.path(), |bytes| bytes.truncate(cut as usize)).await;
        assert_eq!(Some(end), expect, "cut at {cut} of {whole}");
        // What was to be written into the room that is kept has not come there, unless it was zeros.
        let blank_to = cut + all[cut as usize..].iter().take_while(|byte| **byte == 0).count() as u64;
        let expect = commits.iter().filter(|(length, _)| *length <= blank_to).map(|(_, seq)| *seq).max();
        let end = end_after(dir.path(), |bytes| bytes[cut as usize..].fill(0)).await;
        assert_eq!(Some(end), expect, "blank from {cut} of {whole}");
    }
}

#[tokio::test]
async fn jrnl_14_a_wrong_byte_in_the_log_ends_it_before_that_append() {
    let seed = std::env::var("SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let random = &mut fastrand::Rng::with_seed(seed);
    let dir = tempdir().unwrap();
    let (_journal, commits) = log_with_appends(dir.path(), random).await;
    let whole = commits.last().unwrap().0;
    for _ in 0..60 {
        let at = random.u64(..whole);
        let expect = commits.iter().filter(|(length, _)| *length <= at).map(|(_, seq)| *seq).max();
        let end = end_after(dir.path(), |bytes| bytes[at as usize] ^= 1 << random.u8(..8)).await;
        assert_eq!(Some(end), expect, "wrong at {at} of {whole}");
    }
    let all = commits.last().map(|(_, seq)| *seq);
    let end = end_after(dir.path(), |bytes| {
        bytes[whole as usize..].iter_mut().take(9000).for_each(|byte| *byte = random.u8(..));
        bytes.extend((0..9000).map(|_| random.u8(..)));
    })
    .await;
    assert_eq!(Some(end), all, "garbage behind the end");
}
