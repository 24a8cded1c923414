//! RETN: a server is killed while it deletes old boards.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod keep;

use std::collections::BTreeMap;
use std::path::Path;

use faults::{HOST_KEY, Server, call, until};
use journal::{Journal, Options, Sqlite};
use keep::{contents, make_boards, run, text};
use serde_json::Value;

const BOARDS: usize = 40;
const HOUR: u64 = 60 * 60;

/// A server whose clock is so many hours ahead, and which deletes boards that nobody changed for two days.
fn ahead(hours: u64, data: &Path) -> Server {
    let ahead = format!("HERRINGBONE_AHEAD={}", hours * HOUR);
    let options = ["--delete-after", "2", "--retention-notice", "1"];
    Server::start_by(&["env", &ahead], &options, data)
}

async fn condition(server: &Server) -> Value {
    call(server.address, "GET", "/api/server/condition", HOST_KEY, &Value::Null).await.unwrap().1
}

/// Waits until the boards were looked at after this moment. When that was.
async fn looked(server: &Server, before: u64) -> u64 {
    let look = async {
        loop {
            let looked = condition(server).await["retention"]["looked"].as_u64();
            if let Some(looked) = looked.filter(|looked| *looked > before) {
                return looked;
            }
        }
    };
    until("a look", look).await
}

async fn left(server: &Server) -> usize {
    condition(server).await["boards"]["all"].as_u64().unwrap() as usize
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retn_6_a_server_that_is_killed_while_it_deletes_leaves_every_board_there_or_gone() {
    let seed =
        std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    eprintln!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let data = tempfile::tempdir().unwrap();
    let journal = Sqlite::open(data.path(), Options::default()).unwrap();
    make_boards(&journal, BOARDS, &mut random).await;
    journal.close().await.unwrap();
    let before: BTreeMap<_, _> = contents(data.path()).await.into_iter().collect();
    // They are years old, and still under notice for a day in which somebody looks.
    let mut last = 0;
    for hours in [0, 13] {
        let mut server = ahead(hours, data.path());
        last = looked(&server, last).await;
        assert_eq!(left(&server).await, BOARDS);
        server.kill();
    }
    let (mut hours, mut kills, mut at_once) = (26, 0, 0);
    loop {
        let mut server = ahead(hours, data.path());
        last = looked(&server, last).await;
        let so_many = left(&server).await.saturating_sub(random.usize(1..8));
        until("some are gone", async { while left(&server).await > so_many {} }).await;
        server.kill();
        kills += 1;
        let after = contents(data.path()).await;
        at_once = at_once.max(before.len() - after.len());
        for (board, content) in &after {
            assert_eq!(Some(content), before.get(board), "{board} is as it was");
        }
        let (sound, said, failed) = run(&["check", "--data", text(data.path())]);
        assert!(sound, "{said}{failed}");
        if after.is_empty() {
            break;
        }
        hours += 2;
    }
    assert!(kills > 2, "killed only {kills} times");
    eprintln!("killed {kills} times");
    let mut server = ahead(hours + 2, data.path());
    assert_eq!((left(&server).await, at_once), (0, BOARDS));
    server.kill();
}
