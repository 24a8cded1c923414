//! Damaged files: whatever bit is wrong, nobody reads a board that is other than it was written.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use journal::{Durability, Journal, JournalError, Options, Sqlite, Stored};
use scene::{Mine as _, content, entries, last, logged, open};
use tempfile::{TempDir, tempdir};

/// What is in a board.
type Truth = BTreeMap<String, Vec<Stored>>;

const KEY: &str = "code:";

fn seeded() -> fastrand::Rng {
    let seed = std::env::var("SEED").map_or(20_261_125, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    fastrand::Rng::with_seed(seed)
}

/// A directory with boards of many sizes, some of them deleted: most of it in the database, the rest in the log.
async fn boards(random: &mut fastrand::Rng) -> (TempDir, Truth) {
    let dir = tempdir().unwrap();
    let mut truth = Truth::new();
    let journal = open(dir.path());
    for board in 0..12 {
        let name = format!("board-{board}");
        journal.create(&name, &[format!("{KEY}{name}")], vec![]).await.unwrap();
        truth.insert(name, vec![]);
    }
    write(&journal, &mut truth, 30, random).await;
    for board in ["board-3", "board-7"] {
        journal.delete(&journal.mine(board)).await.unwrap();
        truth.remove(board);
    }
    journal.close().await.unwrap();
    let journal = open(dir.path());
    write(&journal, &mut truth, 8, random).await;
    let image = tempdir().unwrap();
    scene::image(dir.path(), image.path());
    (image, truth)
}

async fn write(journal: &Sqlite, truth: &mut Truth, rounds: u64, random: &mut fastrand::Rng) {
    for _ in 0..rounds {
        for (board, kept) in truth.iter_mut() {
            let from = kept.len() as u64 + 1;
            let size = if random.u8(..10) == 0 { 9_000 } else { 400 };
            let more: Vec<_> = (from..from + random.u64(0..3))
                .map(|seq| Stored::new(seq, content(seq, random.usize(20..size))))
                .collect();
            journal.append(&journal.mine(board), more.clone()).await.unwrap();
            kept.extend(more);
            if random.u8(..20) == 0 && !kept.is_empty() {
                journal
                    .put_snapshot(&journal.mine(board), Stored::new(kept.len() as u64, content(7, 700)))
                    .await
                    .unwrap();
            }
        }
    }
}

/// What became of a board.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// It is as it was.
    Same,
    /// Its end is missing, and the log was copied, because a part of it is not used.
    ShortAndSaid,
    /// Whoever asks is told that it is damaged.
    Named,
    /// Nothing is served at all, and the reason is told.
    Refused,
}

/// Opens a damaged directory for writing, reads every board in it, and compares. Panics if one differs.
async fn fates(dir: &Path, truth: &Truth, what: &str) -> Vec<Fate> {
    // What is tried here is not lost with the power.
    let options = Options { durability: Durability::ProcessOnly, readers: 1, ..Options::default() };
    let journal = match Sqlite::open(dir, options) {
        Ok(journal) => journal,
        Err(error) => {
            assert!(
                matches!(error, JournalError::Unusable { .. } | JournalError::NotWritable { .. }),
                "{what}: {error}"
            );
            return vec![Fate::Refused];
        }
    };
    let mut fates = Vec::new();
    for (board, kept) in truth {
        fates.push(fate(&journal, board, kept, &copies_of_log(dir), what).await);
    }
    let named = journal.boards().await.unwrap();
    assert!(
        named.iter().all(|board| truth.contains_key(board)),
        "{what}: a board that never was, in {named:?}"
    );
    fates
}

async fn fate(journal: &Sqlite, board: &str, kept: &[Stored], copies: &[PathBuf], what: &str) -> Fate {
    match journal.find(&format!("{KEY}{board}")).await {
        Ok(found) => assert_eq!(found.as_deref(), Some(board), "{what}: {board} is not found by its key"),
        Err(error) => named(&error, what),
    }
    if let Ok(Some(snapshot)) = journal.latest_snapshot(board).await {
        assert_eq!(snapshot.bytes, content(7, 700), "{what}: a snapshot of {board} differs");
    }
    match journal.read(board, 0).await {
        Ok(found) if found == kept => {
            // It can be written on.
            let next = entries(kept.len() as u64 + 1, 1);
            journal.append(&journal.mine(board), next.clone()).await.unwrap();
            assert_eq!(journal.read(board, kept.len() as u64).await.unwrap(), next, "{what}");
            Fate::Same
        }
        Ok(found) => {
            assert!(kept.starts_with(&found), "{what}: {board} differs");
            assert!(
                !copies.is_empty(),
                "{what}: {board} is shorter, {} of {}, without a word",
                found.len(),
                kept.len()
            );
            Fate::ShortAndSaid
        }
        Err(error) => {
            named(&error, what);
            Fate::Named
        }
    }
}

fn named(error: &JournalError, what: &str) {
    assert!(
        matches!(error, JournalError::Damaged { .. } | JournalError::Unusable { .. }),
        "{what}: {error:?}"
    );
}

fn copies_of_log(dir: &Path) -> Vec<PathBuf> {
    files(dir).into_iter().filter(|file| file.to_string_lossy().contains("-wal.unused-")).collect()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect()
}

/// A copy of a directory's files, one of them with one wrong bit.
fn with_wrong_bit(from: &Path, name: &str, bit: usize) -> TempDir {
    let dir = tempdir().unwrap();
    scene::image(from, dir.path());
    let file = dir.path().join(name);
    let mut bytes = fs::read(&file).unwrap();
    bytes[bit / 8] ^= 1 << (bit % 8);
    fs::write(file, bytes).unwrap();
    dir
}

#[tokio::test]
async fn jrnl_22_one_wrong_bit_anywhere_makes_no_board_another_without_a_word() {
    let random = &mut seeded();
    let (image, truth) = boards(random).await;
    let mut seen = BTreeMap::<Fate, usize>::new();
    for (name, places) in [("boards.sqlite", 120), ("boards.sqlite-wal", 60)] {
        let mut size = fs::metadata(image.path().join(name)).unwrap().len() as usize;
        if name.ends_with("-wal") {
            // Behind the last commit there are zeros only.
            size = fs::read(image.path().join(name)).unwrap().iter().rposition(|byte| *byte != 0).unwrap();
        }
        for _ in 0..places {
            let bit = random.usize(..size * 8);
            let dir = with_wrong_bit(image.path(), name, bit);
            for fate in fates(dir.path(), &truth, &format!("bit {bit} of {name}")).await {
                *seen.entry(fate).or_default() += 1;
            }
        }
    }
    eprintln!("{seen:?}");
    assert!(seen[&Fate::Same] > 500 && seen.len() > 2, "trivial: {seen:?}");
}

/// Every bit of what is most delicate: the first page, the pages of the lists, and the first bytes of every page.
#[tokio::test]
async fn jrnl_22_no_bit_of_the_heads_of_pages_and_of_the_lists_is_trusted() {
    let random = &mut seeded();
    let (image, truth) = boards(random).await;
    let size = fs::metadata(image.path().join("boards.sqlite")).unwrap().len() as usize;
    let mut bits: BTreeSet<usize> = (0..100 * 8).step_by(7).collect();
    for page in (0..size).step_by(4096) {
        bits.extend((0..2).map(|_| (page + random.usize(..16)) * 8 + random.usize(..8)));
    }
    for bit in bits {
        let dir = with_wrong_bit(image.path(), "boards.sqlite", bit);
        fates(dir.path(), &truth, &format!("bit {bit} of the database")).await;
    }
}
/// Changes the sealed bytes of a row, so that they do not open, and no single bit puts it right.
fn spoil(dir: &Path, table: &str, place: &str) {
    let file = rusqlite::Connection::open(dir.join("boards.sqlite")).unwrap();
    let column = if table == "secrets" { "secret" } else { "bytes" };
    let sql = format!("UPDATE {table} SET {column} = randomblob(length({column})) WHERE {place}");
    assert_eq!(file.execute(&sql, []).unwrap(), 1, "{sql}");
}

async fn two_boards(names: [&str; 2]) -> TempDir {
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    for name in names {
        journal.create(name, &[format!("{KEY}{name}")], entries(1, 9)).await.unwrap();
        journal.put_snapshot(&journal.mine(name), Stored::new(5, content(5, 60))).await.unwrap();
    }
    journal.close().await.unwrap();
    dir
}

#[tokio::test]
async fn jrnl_22_damage_is_named_in_the_log_with_its_board_and_entry_and_the_rest_is_served() {
    logged();
    for (table, place, board, said) in [
        ("entries", "key = (1 << 32) + 4", "sad-1", "its entry 4 is not as it was written"),
        ("entries", "key = (1 << 32) + 10", "sad-2", "the end mark of its log"),
        ("secrets", "board = 1", "sad-3", "its row or its key"),
    ] {
        let dir = two_boards([board, "glad"]).await;
        spoil(dir.path(), table, place);
        let journal = open(dir.path());
        let error = journal.read(board, 0).await.unwrap_err();
        assert!(matches!(&error, JournalError::Damaged { board: of, .. } if of == board), "{error:?}");
        assert!(error.to_string().starts_with(&format!("board {board} is damaged: ")), "{error}");
        let line =
            logged().into_iter().find(|line| line.contains(&format!("{board:?}")) && line.contains(said));
        assert!(line.is_some_and(|line| line.starts_with("ERROR")), "{said}: {:?}", logged());
        assert_eq!(journal.read("glad", 0).await.unwrap(), entries(1, 9));
        journal.append(&journal.mine("glad"), entries(10, 2)).await.unwrap();
        // Nothing is written onto what is not known; and what is damaged can be deleted.
        if said.contains("end mark") {
            let refused = journal.append(&journal.mine(board), entries(10, 1)).await.unwrap_err();
            assert!(matches!(refused, JournalError::Damaged { .. }), "{refused:?}");
        }
        journal.delete(&journal.mine(board)).await.unwrap();
    }
}

#[tokio::test]
async fn jrnl_22_an_entry_that_is_gone_from_the_end_of_a_log_is_missed() {
    for lost in ["key = (1 << 32) + 9", "key BETWEEN (1 << 32) + 6 AND (1 << 32) + 9", "key >> 32 = 1"] {
        let dir = two_boards(["short", "glad"]).await;
        let file = rusqlite::Connection::open(dir.path().join("boards.sqlite")).unwrap();
        file.execute(&format!("DELETE FROM entries WHERE {lost}"), []).unwrap();
        drop(file);
        let journal = open(dir.path());
        for after in [0, 5, 8] {
            let error = journal.read("short", after).await.unwrap_err();
            assert!(matches!(error, JournalError::Damaged { .. }), "{lost}, after {after}: {error:?}");
        }
        let refused = journal.append(&journal.mine("short"), entries(10, 1)).await.unwrap_err();
        assert!(matches!(refused, JournalError::Damaged { .. }), "{refused:?}");
        assert_eq!(journal.read("glad", 0).await.unwrap(), entries(1, 9));
    }
}

#[tokio::test]
async fn jrnl_22_a_row_in_the_place_of_another_does_not_open() {
    let dir = two_boards(["one", "two"]).await;
    let file = rusqlite::Connection::open(dir.path().join("boards.sqlite")).unwrap();
    let copy = "UPDATE entries SET bytes = (SELECT bytes FROM entries WHERE key = (1 << 32) + 3) WHERE key = (1 << 32) + 4";
    file.execute(copy, []).unwrap();
    let exchange =
        "UPDATE snapshots SET bytes = (SELECT bytes FROM snapshots WHERE board = 1) WHERE board = 2";
    file.execute(exchange, []).unwrap();
    drop(file);
    let journal = open(dir.path());
    assert!(matches!(journal.read("one", 0).await, Err(JournalError::Damaged { .. })));
    assert!(matches!(journal.latest_snapshot("two").await, Err(JournalError::Damaged { .. })));
    assert_eq!(journal.read("two", 0).await.unwrap(), entries(1, 9), "a damaged snapshot costs time only");
}

#[tokio::test]
async fn jrnl_22_what_a_damaged_list_does_not_name_is_not_said_to_be_no_board() {
    let dir = two_boards(["one", "two"]).await;
    let file = rusqlite::Connection::open(dir.path().join("boards.sqlite")).unwrap();
    file.execute("DELETE FROM boards WHERE name = 'one'", []).unwrap();
    drop(file);
    let journal = open(dir.path());
    let unnamed = [
        journal.exists("one").await.map(|_| ()),
        journal.read("one", 0).await.map(|_| ()),
        journal.find("code:one").await.map(|_| ()),
        journal.find("code:none").await.map(|_| ()),
    ];
    assert!(unnamed.iter().all(|found| matches!(found, Err(JournalError::Unusable { .. }))), "{unnamed:?}");
    assert_eq!(journal.find("code:two").await.unwrap().as_deref(), Some("two"));
    assert_eq!(journal.boards().await.unwrap(), ["two"]);
    journal.create("three", &[], entries(1, 2)).await.unwrap();
    assert_eq!(last(&journal, "three").await, 2);
}

/// Overwrites a page that holds rows of this board only, and says how many of its entries were on it.
fn destroy_a_page(dir: &Path, board: i64) -> usize {
    let file = dir.join("boards.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let rows = |page: &[u8]| {
        // The head of a page of rows, then where each begins: its length, its key.
        let count = if page[0] == 13 { usize::from(page[3]) << 8 | usize::from(page[4]) } else { 0 };
        let key = |row: usize| {
            let at = usize::from(page[8 + 2 * row]) << 8 | usize::from(page[9 + 2 * row]);
            let mut rest = page[at..].iter().skip_while(|byte| **byte >= 128).skip(1);
            let key = rest.by_ref().take(9).try_fold(0_i64, |key, byte| {
                let key = key << 7 | i64::from(byte & 127);
                if *byte < 128 { Err(key) } else { Ok(key) }
            });
            key.unwrap_or_else(|key| key)
        };
        (0..count).map(key).collect::<Vec<_>>()
    };
    let own = |page: &[u8]| {
        let rows = rows(page);
        !rows.is_empty() && rows.iter().all(|key| key >> 32 == board)
    };
    let page = bytes[4096..].chunks(4096).position(own).expect("a page of its own") + 1;
    let count = rows(&bytes[page * 4096..(page + 1) * 4096]).len();
    bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
    fs::write(file, bytes).unwrap();
    count
}

#[tokio::test]
async fn jrnl_31_a_file_whose_structure_is_damaged_is_made_anew_of_what_is_sound_and_the_rest_is_served() {
    logged();
    let dir = tempdir().unwrap();
    let journal = open(dir.path());
    for board in ["torn", "whole", "other"] {
        journal.create(board, &[format!("{KEY}{board}")], vec![]).await.unwrap();
    }
    for seq in 1..=200 {
        for board in ["torn", "whole", "other"] {
            journal.append(&journal.mine(board), vec![Stored::new(seq, content(seq, 300))]).await.unwrap();
        }
    }
    journal.delete(&journal.mine("other")).await.unwrap();
    journal.close().await.unwrap();
    let lost = destroy_a_page(dir.path(), 1);
    assert!(lost > 3, "{lost}");
    let damaged = fs::read(dir.path().join("boards.sqlite")).unwrap();
    let journal = open(dir.path());
    let said = logged();
    let about = |words: &str| said.iter().any(|line| line.starts_with("ERROR") && line.contains(words));
    assert!(about("the structure of the database is damaged"), "{said:?}");
    assert!(about("board=\"torn\" first=") && about(&format!("count={lost}")), "{said:?}");
    assert!(about(&dir.path().join("boards.sqlite.damaged-1").display().to_string()), "{said:?}");
    assert_eq!(fs::read(dir.path().join("boards.sqlite.damaged-1")).unwrap(), damaged, "set aside as it was");
    let error = journal.read("torn", 0).await.unwrap_err();
    assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
    let whole = journal.read("whole", 0).await.unwrap();
    assert_eq!(whole.len(), 200);
    assert!(whole.iter().all(|entry| entry.bytes == content(entry.seq, 300)));
    for board in ["torn", "whole"] {
        assert_eq!(journal.find(&format!("{KEY}{board}")).await.unwrap().as_deref(), Some(board));
    }
    assert!(!journal.exists("other").await.unwrap());
    journal.append(&journal.mine("whole"), entries(201, 3)).await.unwrap();
    journal.create("other", &[format!("{KEY}other")], entries(1, 2)).await.unwrap();
    journal.close().await.unwrap();
    let journal = open(dir.path());
    assert_eq!(last(&journal, "whole").await, 203);
    assert!(!dir.path().join("boards.sqlite.damaged-2").exists(), "now it is sound");
}

#[tokio::test]
async fn jrnl_31_a_crash_while_the_new_file_takes_its_place_loses_neither() {
    let dir = two_boards(["one", "two"]).await;
    let sound = fs::read(dir.path().join("boards.sqlite")).unwrap();
    // In this order the files are renamed; a crash may come after each.
    for step in 0..4 {
        let dir = tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("boards.sqlite-rebuilding"), "worthless").unwrap();
        fs::write(at("boards.sqlite-rebuilt"), &sound).unwrap();
        fs::write(
            at(if step > 0 { "boards.sqlite.damaged-1-wal" } else { "boards.sqlite-wal" }),
            vec![1; 5000],
        )
        .unwrap();
        if step < 2 {
            fs::write(at("boards.sqlite-shm"), vec![1; 32768]).unwrap();
        }
        fs::write(at(if step > 2 { "boards.sqlite.damaged-1" } else { "boards.sqlite" }), vec![2; 9000])
            .unwrap();
        let journal = open(dir.path());
        assert_eq!(journal.read("one", 0).await.unwrap(), entries(1, 9), "{step}");
        drop(journal);
        assert!(!at("boards.sqlite-rebuilt").exists());
        assert_eq!(fs::read(at("boards.sqlite.damaged-1")).unwrap(), vec![2; 9000], "{step}");
        assert_eq!(fs::read(at("boards.sqlite.damaged-1-wal")).unwrap(), vec![1; 5000], "{step}");
    }
}
