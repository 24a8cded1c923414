//! Several servers of PostgreSQL under one address, and commits that have to be on two of them.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod database;
mod scene;

use std::net::TcpListener;
use std::time::Duration;

use database::{Server, server};
use journal::{Journal, JournalError, Node, Postgres, PostgresOptions};
use scene::{begin, entries, last};

/// A node that gives up early.
async fn impatient(address: &str) -> Postgres {
    let node = Node { name: "a".into(), address: "http://a".into(), reads: 1, version: "0".into() };
    let deadline = Duration::from_millis(1_500);
    Postgres::open(address, PostgresOptions { node, deadline, ..PostgresOptions::default() }).await.unwrap()
}

#[tokio::test]
async fn jrnl_47_a_server_that_is_gone_without_a_word_keeps_nobody_from_the_one_that_may_write() {
    let Some(server) = server() else { return };
    // Whoever connects to it is never answered.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = gone.local_addr().unwrap().port();
    let address = server.database();
    let alone = address.strip_prefix("host=").and_then(|rest| rest.split_once(" port=5432")).unwrap();
    for [hosts, ports] in [
        [format!("127.0.0.1,{}", alone.0), format!("{port},5432")],
        [format!("{},127.0.0.1", alone.0), format!("5432,{port}")],
    ] {
        let journal = impatient(&format!("host={hosts} port={ports}{}", alone.1)).await;
        let _ = journal.create("b", &[], vec![]).await;
        let claim = journal.claim("b").await.unwrap();
        let next = last(&journal, "b").await + 1;
        journal.append(&claim, entries(next, 1)).await.unwrap();
        journal.release(&claim).await.unwrap();
        journal.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_48_what_only_one_server_has_is_not_answered_also_when_it_can_be_read_there() {
    let Some(mut server) = Server::start() else { return };
    let address = server.database();
    let journal = impatient(&address).await;
    journal.create("b", &[], vec![]).await.unwrap();
    let claim = journal.claim("b").await.unwrap();
    // From here on a commit waits for a standby, and there is none.
    server.stop("INT");
    server.run(&["synchronous_standby_names=nobody"]);
    let mut append = journal.append(&claim, entries(1, 1));
    assert_eq!(begin(&mut append), None);
    // The commit that waits is broken off: its entry can be read, and is on one disk only.
    let broken_off = "SELECT 1 / count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                      WHERE wait_event = 'SyncRep' AND query LIKE '%INSERT INTO entries%'";
    let answered = loop {
        tokio::select! {
            answer = &mut append => break Some(answer),
            () = tokio::task::yield_now() => {}
        }
        if server.sql("postgres", broken_off) {
            break None;
        }
    };
    assert_eq!(answered, None, "it was answered while it waited");
    assert!(
        matches!(append.await, Err(JournalError::Storage(_))),
        "it was answered, and is on one disk only"
    );
    // Whoever claims the board waits as a commit does, too, and so reads what will not be lost.
    assert!(journal.claim("b").await.is_err());
    server.stop("INT");
    server.run(&[]);
    let claim = loop {
        if let Ok(claim) = journal.claim("b").await {
            break claim;
        }
    };
    assert_eq!(last(&journal, "b").await, 1, "JRNL-11: it may count");
    journal.append(&claim, entries(2, 1)).await.unwrap();
    journal.close().await.unwrap();
}
