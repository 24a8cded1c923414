//! What entries take on the disk.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use std::fs;

use journal::{Durability, Journal, Options, Sqlite, Stored};
use scene::{Mine as _, content};
use tempfile::tempdir;

const PAGE: usize = 4096;

/// The tables and indexes of an empty file, and what a board has beside its entries.
const BESIDE: usize = 16 * PAGE;
const EACH_BOARD: usize = 2 * PAGE;

/// The sizes around which a page holds one entry less, and some between them.
const SIZES: [usize; 15] =
    [1, 30, 150, 330, 650, 1_000, 1_320, 1_350, 1_990, 2_019, 2_040, 2_500, 4_020, 4_100, 60_000];

#[tokio::test]
async fn jrnl_32_on_the_disk_entries_take_twice_their_bytes_at_most_and_64_each() {
    for size in SIZES {
        for boards in [1, 3] {
            let dir = tempdir().unwrap();
            let options = Options { durability: Durability::ProcessOnly, ..Options::default() };
            let journal = Sqlite::open(dir.path(), options).unwrap();
            for board in 0..boards {
                journal.create(&board.to_string(), &[], vec![]).await.unwrap();
            }
            let count = (600_000 / (size + 300)).max(20);
            for seq in 1..=count {
                for board in 0..boards {
                    let entry = Stored::new(seq as u64, content(seq as u64, size));
                    journal.append(&journal.mine(&board.to_string()), vec![entry]).await.unwrap();
                }
            }
            journal.close().await.unwrap();
            let taken = fs::metadata(dir.path().join("boards.sqlite")).unwrap().len() as usize;
            let most = 2 * (size + 64) * count * boards + EACH_BOARD * boards + BESIDE;
            assert!(taken <= most, "{count} entries of {size} bytes on each of {boards}: {taken} of {most}");
            assert!(taken > size * count * boards, "trivial");
        }
    }
}
