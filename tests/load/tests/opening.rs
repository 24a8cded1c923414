//! A board with a long log opens from its snapshot as the same board that a replay of the whole log gives.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::path::Path;
use std::sync::Arc;

use board::{BoardId, Entry, Live, schema::Limits};
use journal::{Durability, Journal, Options, Sqlite};
use load::workshop::long::{BOARD, Long, write};
use room::{Rooms, Settings, WallClock};

fn open(data: &Path) -> Arc<Sqlite> {
    let options = Options { durability: Durability::ProcessOnly, ..Options::default() };
    Arc::new(Sqlite::open(data, options).unwrap())
}

async fn replayed(journal: &Sqlite) -> Live {
    let mut live = Live::new(BoardId::from(BOARD), Limits::default());
    for stored in journal.read(BOARD, 0).await.unwrap() {
        live.replay(&Entry::decode(&stored.bytes).unwrap()).unwrap();
    }
    live
}

/// Everything that a board is.
fn all(live: &Live) -> impl PartialEq + std::fmt::Debug + use<> {
    live.verify().unwrap();
    (live.seq(), live.document_json(), live.clocks(), live.deleted(), live.state().clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn room_7_a_long_log_opens_from_a_snapshot_as_the_same_board_and_little_is_replayed() {
    let seed = std::env::var("SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let data = tempfile::tempdir().unwrap();
    let journal = open(data.path());
    let every = Settings::default().snapshot_every;
    let long = Long { entries: every * 5, after_snapshot: every / 2, people: 40, seed };
    let last = write(Arc::clone(&journal) as Arc<dyn Journal>, long).await.unwrap();
    journal.close().await.unwrap();

    // As after a kill: the last snapshot, and what came after it.
    let journal = open(data.path());
    let whole = replayed(&journal).await;
    assert!(whole.seq() >= last && last >= long.entries);
    let notes = whole.document_json()["notes"].as_object().unwrap().len();
    let state = whole.state();
    assert!(notes > 100 && state.bin.len() > 10 && state.vote.is_some(), "trivial: {notes} notes, {state:?}");
    let snapshot = journal.latest_snapshot(BOARD).await.unwrap().unwrap();
    assert!((long.after_snapshot..every + 10).contains(&(whole.seq() - snapshot.seq)), "{}", snapshot.seq);
    assert!(snapshot.seq > every, "the newest of several");
    let rooms =
        Rooms::new(Arc::clone(&journal) as Arc<dyn Journal>, Arc::new(WallClock), Settings::default());
    let opened = rooms.open(&BoardId::from(BOARD)).await.unwrap();
    assert_eq!(opened.read(all).await.unwrap(), all(&whole));

    // As after a stop: there is nothing to replay.
    rooms.shutdown().await;
    let snapshot = journal.latest_snapshot(BOARD).await.unwrap().unwrap();
    assert_eq!(snapshot.seq, whole.seq());
    assert_eq!(all(&Live::restore(&snapshot.bytes).unwrap()), all(&whole));

    // With a snapshot that the disk has spoilt, from the log alone.
    drop((opened, rooms));
    journal.close().await.unwrap();
    let file = rusqlite::Connection::open(data.path().join("boards.sqlite")).unwrap();
    assert_eq!(file.execute("UPDATE snapshots SET bytes = zeroblob(5)", []).unwrap(), 1);
    drop(file);
    let journal = open(data.path());
    assert!(journal.latest_snapshot(BOARD).await.is_err());
    let rooms =
        Rooms::new(Arc::clone(&journal) as Arc<dyn Journal>, Arc::new(WallClock), Settings::default());
    let opened = rooms.open(&BoardId::from(BOARD)).await.unwrap();
    assert_eq!(opened.read(all).await.unwrap(), all(&whole));
}
