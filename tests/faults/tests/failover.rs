//! The machine with the primary of PostgreSQL dies while a large group types: the synchronous standby takes over, every node
//! finds it by itself, and nothing that anybody was told or answered is lost or doubled.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod cluster;
#[path = "../../../crates/journal/tests/database/mod.rs"]
mod database;
mod engine;
mod scene {
    pub use faults::not_tested;
}

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use cluster::{Back, Cluster, heard, nothing_missing};
use engine::{Engine, TTL};
use faults::{Board, Client, call, converge};
use serde_json::{Value, json};

/// So many people type.
const PEOPLE: usize = 50;

/// Beyond Patroni's: the promotion itself, a claim, and so many people who open the board again on a slow machine.
const BEYOND: Duration = Duration::from_secs(20);

/// Lets people join, one after the other, until that is not answered. The tokens of those who were told that they are in.
async fn join_until_lost(node: SocketAddr, board: &Board) -> Vec<String> {
    let mut tokens = vec![];
    loop {
        let wanted = json!({ "code": board.join_code, "name": "late", "department": "it" });
        match call(node, "POST", "/api/join", "", &wanted).await {
            Some((201, joined)) => tokens.push(joined["token"].as_str().unwrap().to_owned()),
            // There is a limit, too; the database is killed long before that many are in.
            _ => return tokens,
        }
    }
}

/// Whoever was let in is in.
async fn are_in(node: SocketAddr, board: &Board, tokens: &[String]) {
    for token in tokens {
        let path = format!("/api/boards/{}", board.id);
        let (status, session) = call(node, "GET", &path, token, &Value::Null).await.unwrap();
        assert_eq!(status, 200, "{session}");
    }
}

/// All texts are what their authors typed: the alphabet over and over, nothing twice.
fn are_as_typed(texts: &faults::Texts) {
    for (id, text) in texts {
        let typed: String = ('a'..='z').cycle().take(text.len()).collect();
        assert_eq!(text, &typed, "{id}");
    }
}

/// The log of each board has every number once.
fn logs_are_whole(engine: &Engine, database: &str) {
    let sql = "SELECT count(*) FROM boards WHERE last <> (SELECT count(*) FROM entries WHERE board = n) \
               OR last <> (SELECT max(seq) FROM entries WHERE board = n)";
    assert_eq!(engine.asks(database, sql).as_deref(), Some("0"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_8_what_anybody_was_told_is_there_after_the_primary_is_killed_and_a_standby_promoted() {
    let Some(mut engine) = Engine::start(3) else { return };
    failover(&mut engine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_8_of_two_the_one_that_is_left_stores_nothing_alone_and_goes_on_with_the_former_primary() {
    let Some(mut engine) = Engine::start(2) else { return };
    failover(&mut engine).await;
}

/// Kills the primary twice: the former one is a standby meanwhile.
async fn failover(engine: &mut Engine) {
    let count = engine.count();
    let cluster = Cluster::of(3, &engine.journal());
    let nodes = cluster.addresses();
    let (board, mut people) = cluster.people(PEOPLE).await;
    for round in 1..=2 {
        let mut watcher = Client::facilitator(nodes[1], &board).await;
        let primary = engine.primary().unwrap();
        let joining = {
            let (board, node) = (board.clone(), nodes[2]);
            tokio::spawn(async move { join_until_lost(node, &board).await })
        };
        let mut killed = Instant::now();
        let killing = async {
            heard(&mut watcher, 100).await;
            tokio::task::block_in_place(|| {
                engine.kill(primary);
                killed = Instant::now();
                if count == 2 {
                    // Its machine starts again.
                    engine.wait("a promoted standby", |engine| {
                        engine.primary().is_some_and(|promoted| promoted != primary)
                    });
                    engine.run(primary);
                }
            });
        };
        let (back, _) = cluster::back(people, &board, &nodes, killing).await;
        watcher.listen_until_lost().await;
        let tokens = joining.await.unwrap();
        assert!(!tokens.is_empty(), "trivial");
        let mut waited: Vec<_> =
            back.iter().map(|back| back.at.saturating_duration_since(killed).as_secs_f64()).collect();
        waited.sort_unstable_by(f64::total_cmp);
        eprintln!(
            "failover {round} of {count} servers: with a ttl of {TTL:?} the first of {PEOPLE} people was back after {:.1} s, \
             half of them after {:.1} s, the last after {:.1} s; {} had joined before",
            waited[0],
            waited[PEOPLE / 2],
            waited[PEOPLE - 1],
            tokens.len(),
        );
        assert!(waited[PEOPLE - 1] < (TTL + BEYOND).as_secs_f64(), "{waited:?}");
        assert_ne!(engine.primary().unwrap(), primary);

        let there = Client::facilitator(nodes[0], &board).await.sees();
        assert!(nothing_missing(&watcher.was_told(), &there) > 100, "trivial");
        are_in(nodes[0], &board, &tokens).await;
        people = vec![];
        for Back { person, told, .. } in back {
            nothing_missing(&told, &there);
            people.push(person);
        }
        are_as_typed(&converge(&mut people).await);
        tokio::task::block_in_place(|| {
            if count > 2 {
                engine.run(primary);
            }
            engine.wait("the former primary as a standby", Engine::is_whole);
        });
        logs_are_whole(engine, "herringbone");
    }
}
