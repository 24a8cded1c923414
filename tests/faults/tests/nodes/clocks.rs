//! Nodes whose clocks are ten minutes off.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use faults::{Board, Client, call, converge, until};
use serde_json::{Value, json};

use crate::database;
use crate::linked::Linked;

/// The most by which a countdown may shift, in ms.
const SHIFT: i64 = 2_000;

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// What a node that is begun so writes into its log goes into this file.
fn ahead(seconds: i64, log: &Path) -> Vec<String> {
    let log = format!("exec \"$@\" 2> {}", log.display());
    let ahead = format!("HERRINGBONE_AHEAD={seconds}");
    ["sh", "-c", &log, "sh", "env", "RUST_LOG=warn", "NO_COLOR=1", &ahead].map(str::to_owned).to_vec()
}

/// The time of the board and the end of its countdown, as a node tells them, against the right time.
async fn times(node: std::net::SocketAddr, board: &Board) -> (i64, i64) {
    let before = now();
    let session = board.session(node).await;
    let after = now();
    let time = session["server_time"].as_i64().unwrap();
    // How long the answer took is no fault of the clock.
    let off = if time < before { time - before } else { (time - after).max(0) };
    (off, session["timer"]["ends_at"].as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn time_5_jrnl_44_a_node_whose_clock_is_ten_minutes_off_keeps_the_boards_time_and_says_so() {
    let Some(database) = database::server() else { return };
    let logs = tempfile::tempdir().unwrap();
    let offs = [0, 600, -600];
    let begun: Vec<_> =
        offs.iter().enumerate().map(|(at, off)| ahead(*off, &logs.path().join(at.to_string()))).collect();
    let mut cluster = Linked::started_by(&begun, database).await;
    let nodes = cluster.addresses();
    for (at, off) in offs.iter().enumerate() {
        let ready = call(nodes[at], "GET", "/readyz", "", &Value::Null).await.unwrap().0;
        assert_eq!(ready, if *off == 0 { 200 } else { 503 }, "{off}");
        let said = std::fs::read_to_string(logs.path().join(at.to_string())).unwrap();
        let differs = "the clock of this machine differs from the database's";
        assert_eq!(said.contains(differs), *off != 0, "{off}: {said}");
        if *off != 0 {
            let offset: i64 =
                said.split("offset_ms=").nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap();
            assert!((offset + off * 1_000).abs() < SHIFT, "{off}: {offset}");
        }
    }

    let board = cluster.board_of(0).await;
    let begin = now();
    let activity = json!([{ "kind": "collect", "title": "Collect", "minutes": 30 }]);
    let agenda = json!({ "do": "set_agenda", "agenda": [{ "title": "Meeting", "activities": activity }] });
    let (status, answer) = board.command(nodes[0], &agenda).await.unwrap();
    assert_eq!(status, 200, "{answer}");
    let session = board.session(nodes[0]).await;
    let activity = &session["agenda"][0]["activities"][0]["id"];
    let start = json!({ "do": "start_activity", "activity": activity });
    let (status, answer) = board.command(nodes[0], &start).await.unwrap();
    assert_eq!(status, 200, "{answer}");
    let (off, mut ends) = times(nodes[0], &board).await;
    assert!(off.abs() <= SHIFT && (ends - now() - 30 * 60_000).abs() <= SHIFT, "{off} {ends}");

    let mut person = vec![Client::join(nodes[0], &board, "ada").await];
    // The board goes from one clock to the next.
    for at in [1, 2] {
        let mut owner = cluster.nodes.remove(0);
        owner.signal("TERM");
        owner.ended();
        until("a way back", async { while person[0].connect(nodes[at], &board).await.is_err() {} }).await;
        assert_eq!(cluster.owner(&board), Some(at));
        for _ in 0..5 {
            person[0].type_on().await.unwrap();
        }
        converge(&mut person).await;
        let (off, still) = times(nodes[at], &board).await;
        eprintln!(
            "with a clock {} s off the board's is {off} ms off, and the countdown shifted by {} ms",
            offs[at],
            still - ends
        );
        assert!(off.abs() <= SHIFT && still == ends, "{}: {off}, {still} for {ends}", offs[at]);
        // A countdown that begins by this clock is right as well.
        for seconds in [60, -60] {
            let extend = json!({ "do": "extend_timer", "seconds": seconds });
            assert_eq!(board.command(nodes[at], &extend).await.unwrap().0, 200);
        }
        for command in ["pause_timer", "resume_timer"] {
            assert_eq!(board.command(nodes[at], &json!({ "do": command })).await.unwrap().0, 200);
        }
        let (_, resumed) = times(nodes[at], &board).await;
        assert!((resumed - ends).abs() <= SHIFT, "{}: {resumed} for {ends}", offs[at]);
        ends = resumed;
    }
    // TIME-5, and every entry has the right time.
    let log = cluster.log(&board);
    let times: Vec<i64> =
        log.iter().map(|entry| i64::try_from(board::Entry::decode(entry).unwrap().at.0).unwrap()).collect();
    assert!(times.len() > 10 && times.is_sorted(), "{times:?}");
    assert!(times.iter().all(|at| (begin - SHIFT..=now() + SHIFT).contains(at)), "{begin} {times:?}");
}
