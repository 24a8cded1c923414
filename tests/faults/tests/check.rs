//! `check`: a wrong bit anywhere is found, and named by its board.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod keep;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use faults::{Board, Client, Server};
use journal::{Journal, Sqlite};
use keep::{Content, make_boards, run, text};

/// The files of a directory, byte by byte.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |file: &fs::DirEntry| file.file_name().into_string().unwrap();
    let read = |file: fs::DirEntry| (name(&file), fs::read(file.path()).unwrap());
    fs::read_dir(dir).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()).map(read).collect()
}

/// What a reader finds of each board; `None` if the board cannot be read.
async fn readable(data: &Path, ids: &[String]) -> Option<BTreeMap<String, Option<Content>>> {
    let journal = Sqlite::read_only(data).ok()?;
    let mut all = BTreeMap::new();
    for id in ids {
        let (entries, keys) = (journal.read(id, 0).await, journal.keys(id).await);
        let content = match (entries, keys, journal.latest_snapshot(id).await) {
            (Ok(entries), Ok(keys), Ok(snapshot)) => Some(Content { keys, entries, snapshot }),
            _ => None,
        };
        all.insert(id.clone(), content);
    }
    journal.close().await.ok()?;
    Some(all)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_3_jrnl_52_one_wrong_bit_anywhere_is_named_by_its_board_and_nothing_is_changed() {
    let seed = std::env::var("SEED").map_or(20_261_126, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let home = tempfile::tempdir().unwrap();
    let whole = home.path().join("whole");
    // A part is in the database, the rest in the log in front of it, as a kill leaves them.
    let journal = Sqlite::open(&whole, journal::Options::default()).unwrap();
    make_boards(&journal, 12, &mut random).await;
    journal.close().await.unwrap();
    let journal = Sqlite::open(&whole, journal::Options::default()).unwrap();
    make_boards(&journal, 12, &mut random).await;
    let good = files(&whole);
    let ids = journal.boards().await.unwrap();
    journal.close().await.unwrap();
    let data = home.path().join("data");
    let restore = |files: &BTreeMap<String, Vec<u8>>| {
        let _ = fs::remove_dir_all(&data);
        fs::create_dir(&data).unwrap();
        for (name, bytes) in files.iter().filter(|(name, _)| !name.ends_with("-shm")) {
            fs::write(data.join(name), bytes).unwrap();
        }
    };
    restore(&good);
    let before = readable(&data, &ids).await.unwrap();
    assert!(before.values().all(Option::is_some));
    restore(&good);
    let (sound, said, wrong) = run(&["check", "--data", text(&data)]);
    assert!(sound && said.starts_with("24 boards with "), "{said}{wrong}");

    let mut fates = BTreeMap::<&str, usize>::new();
    for place in 0..72 {
        let name = ["boards.sqlite", "boards.sqlite-wal"][usize::from(place % 3 == 2)];
        let mut bad = good.clone();
        let bytes = bad.get_mut(name).unwrap();
        let used = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        let (at, bit) = (random.usize(..used), random.u8(..8));
        bytes[at] ^= 1 << bit;
        restore(&bad);
        let (sound, said, wrong) = run(&["check", "--data", text(&data)]);
        let what = format!("bit {bit} of byte {at} of {name}: {said}{wrong}");
        let left = files(&data);
        for file in ["boards.sqlite", "boards.sqlite-wal"] {
            assert!(left.get(file) == bad.get(file), "{file} was changed; {what}");
        }
        restore(&bad);
        let Some(now) = readable(&data, &ids).await else {
            assert!(!sound, "{what}");
            *fates.entry("cannot be read at all, and said").or_default() += 1;
            continue;
        };
        for (id, content) in &now {
            if content != &before[id] {
                assert!(
                    !sound && (wrong.contains(id.as_str()) || wrong.contains("list of")),
                    "{id} is not named; {what}"
                );
            }
        }
        let same = now == before;
        let is_named = ids.iter().any(|id| wrong.contains(id.as_str()));
        let fate = match (same, sound, is_named) {
            (true, true, _) => "nothing of a board",
            (true, false, true) => "put right, and named",
            (true, false, false) => "no board's, and said",
            (false, _, true) => "named",
            (false, _, false) => "said without a name",
        };
        if !is_named && !sound {
            eprintln!("{fate}: {what}");
        }
        *fates.entry(fate).or_default() += 1;
    }
    eprintln!("{fates:?}");
    assert!(fates["put right, and named"] + fates["named"] > 36, "trivial: {fates:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_3_a_directory_is_checked_while_people_write_into_it() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let person = Client::join(server.address, &board, "ada").await;
    let typing = tokio::spawn(person.type_until_lost());
    let of = data.path().to_owned();
    let checked = tokio::task::spawn_blocking(move || {
        (0..5).map(|_| run(&["check", "--data", text(&of)])).collect::<Vec<_>>()
    });
    for (sound, said, wrong) in checked.await.unwrap() {
        assert!(sound && said.starts_with("1 board with "), "{said}{wrong}");
    }
    drop(server);
    typing.await.unwrap();
}
