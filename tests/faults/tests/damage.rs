//! Wrong bits and wrong files in the data directory: the built server shows no board that is other than it was, and says
//! what it does not show.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use faults::{Board, Client, Server, Texts, call, converge, failed_start};
use serde_json::Value;

const NAMES: [&str; 4] = ["boards.sqlite", "boards.sqlite-wal", "lock", "host-key"];

/// Everything that people see of a board: the texts of its causes, and its session but for the time and the address.
type Sight = (Texts, String);

async fn sight(server: &Server, board: &Board) -> Sight {
    let mut session = board.session(server.address).await;
    session.as_object_mut().unwrap().remove("server_time");
    let session = session.to_string().replace(&server.address.to_string(), "");
    (Client::facilitator(server.address, board).await.sees(), session)
}

/// Boards that people wrote on, in a directory whose server was killed: a part of it is in the database, the rest in
/// the log in front of it.
async fn boards(data: &Path) -> Vec<(Board, Sight)> {
    let mut server = Server::start(data);
    let mut boards = Vec::new();
    for at in 0..3 {
        let board = Board::make(server.address).await;
        let person = Client::join(server.address, &board, "ada").await;
        boards.push((board, vec![person], at));
    }
    for round in 0..2 {
        for (board, people, at) in &mut boards {
            if round > 0 {
                people[0].connect(server.address, board).await.unwrap();
            }
            for length in 0..6 + *at {
                people[0].paste(20 + 70 * length).await.unwrap();
            }
            converge(people).await;
        }
        if round == 0 {
            server.signal("TERM");
            server.ended();
            server = Server::start(data);
        }
    }
    let mut seen = Vec::new();
    for (board, ..) in boards {
        let sight = sight(&server, &board).await;
        seen.push((board, sight));
    }
    server.kill();
    seen
}

fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for name in NAMES.iter().filter(|name| from.join(name).exists()) {
        fs::copy(from.join(name), to.path().join(name)).unwrap();
    }
    to
}

fn copies_of_log(dir: &Path) -> bool {
    fs::read_dir(dir)
        .unwrap()
        .any(|file| file.unwrap().file_name().to_string_lossy().contains("-wal.unused-"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_22_with_one_wrong_bit_in_the_files_every_board_is_as_it_was_or_is_said_not_to_be() {
    let seed = std::env::var("SEED").map_or(20_261_125, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let data = tempfile::tempdir().unwrap();
    let boards = boards(data.path()).await;
    let mut fates = BTreeMap::<&str, usize>::new();
    for place in 0..64 {
        let name = NAMES[usize::from(place >= 44)];
        let dir = copy(data.path());
        let file = dir.path().join(name);
        let mut bytes = fs::read(&file).unwrap();
        // Behind the last commit the log is nothing but zeros.
        let used = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        let (at, bit) = (random.usize(..used), random.u8(..8));
        bytes[at] ^= 1 << bit;
        fs::write(&file, bytes).unwrap();
        let what = format!("bit {bit} of byte {at} of {name}");
        let Some(server) = Server::try_start_under(&[], dir.path()) else {
            let (_, said) = failed_start(&[], dir.path(), "127.0.0.1:0");
            assert!(said.contains("cannot be used: ") || said.contains("not writable"), "{what}: {said}");
            *fates.entry("refused").or_default() += 1;
            continue;
        };
        for (board, before) in &boards {
            let path = format!("/api/boards/{}", board.id);
            let (status, answer) =
                call(server.address, "GET", &path, &board.facilitator, &Value::Null).await.unwrap();
            if status != 200 {
                assert_eq!((status, &answer["code"]), (500, &Value::from("damaged")), "{what}: {answer}");
                *fates.entry("named").or_default() += 1;
                continue;
            }
            let now = sight(&server, board).await;
            if now == *before {
                *fates.entry("same").or_default() += 1;
                continue;
            }
            // The end of it was in the part of the log that is not used, which was said and copied.
            assert!(name == NAMES[1] && copies_of_log(dir.path()), "{what}: {} is another", board.id);
            assert!(now.0.iter().all(|(id, text)| before.0[id].starts_with(text)), "{what}: {}", board.id);
            *fates.entry("shorter, and said").or_default() += 1;
        }
    }
    eprintln!("{fates:?}");
    assert!(fates["same"] > 80 && fates.len() > 1, "trivial: {fates:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_24_jrnl_25_boards_that_are_gone_from_the_files_are_not_taken_for_no_boards() {
    let data = tempfile::tempdir().unwrap();
    let boards = boards(data.path()).await;
    let in_words = |dir: &Path, words: &[&str]| {
        let (status, said) = failed_start(&[], dir, "127.0.0.1:0");
        assert!(!status.success());
        let sentence = said.lines().filter(|line| line.starts_with("herringbone: ")).collect::<Vec<_>>();
        assert_eq!(sentence.len(), 1, "{said}");
        assert!(words.iter().all(|word| sentence[0].contains(word)), "{words:?}: {said}");
    };
    let log = fs::read(data.path().join("boards.sqlite-wal")).unwrap();
    // Emptied, deleted, cut off.
    for (change, words) in [
        (Some(0), ["boards.sqlite: it is empty", "put a copy of it back"]),
        (None, ["boards.sqlite: it is gone", "put a copy of it back"]),
        (Some(1000), ["boards.sqlite: it is cut off", "1000 bytes"]),
    ] {
        let dir = copy(data.path());
        let database = dir.path().join("boards.sqlite");
        match change {
            Some(length) => fs::File::options().write(true).open(&database).unwrap().set_len(length).unwrap(),
            None => fs::remove_file(&database).unwrap(),
        }
        in_words(dir.path(), &words);
        assert_eq!(fs::read(dir.path().join("boards.sqlite-wal")).unwrap(), log, "{words:?}");
        // What is put back is served.
        fs::copy(data.path().join("boards.sqlite"), &database).unwrap();
        let server = Server::start(dir.path());
        for (board, before) in &boards {
            assert_eq!(sight(&server, board).await, *before, "{words:?}");
        }
    }
    // Wrong bytes at the beginning of the log: what is in the database is served, and the log is copied.
    let dir = copy(data.path());
    let mut wrong = log.clone();
    wrong[..200].fill(0xee);
    fs::write(dir.path().join("boards.sqlite-wal"), &wrong).unwrap();
    let server = Server::start(dir.path());
    for (board, before) in &boards {
        let now = Client::facilitator(server.address, board).await.sees();
        assert!(!now.is_empty() && now.iter().all(|(id, text)| before.0[id].starts_with(text)));
    }
    assert_eq!(fs::read(dir.path().join("boards.sqlite-wal.unused-1")).unwrap(), wrong);
}
