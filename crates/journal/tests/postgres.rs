//! What PostgreSQL promises beside the common rules, and what several nodes on it do.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod database;
mod scene;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use database::{Server, node, server};
use journal::{
    Attempt, ClusterStore, Commit, Journal, JournalError, Observer, Postgres, PostgresOptions, Stored,
};
use scene::{entries, last};

/// A database of its own, on the server of this program; or nothing to test here.
macro_rules! database {
    () => {
        match server() {
            Some(server) => (server, server.database()),
            None => return,
        }
    };
}

/// The name of the database at this address.
fn name(address: &str) -> &str {
    address.split("dbname=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap()
}

fn changed(server: &Server, address: &str, sql: &str) {
    assert!(server.sql(name(address), sql), "{sql}");
}

#[tokio::test]
async fn jrnl_34_a_thousand_claims_of_two_nodes_have_a_thousand_rising_epochs() {
    let (_server, address) = database!();
    let nodes = [Arc::new(node(&address, "a").await), Arc::new(node(&address, "b").await)];
    nodes[0].create("b", &[], vec![]).await.unwrap();
    let claimers = nodes.iter().map(|node| {
        let node = Arc::clone(node);
        tokio::spawn(async move {
            let (mut epochs, mut refused, mut seq) = (vec![], 0, 0);
            while epochs.len() < 500 {
                let claim = match node.claim("b").await {
                    Ok(claim) => claim,
                    Err(JournalError::Elsewhere { .. }) => {
                        refused += 1;
                        continue;
                    }
                    Err(error) => panic!("{error}"),
                };
                seq += node.read("b", seq).await.unwrap().len() as u64 + 1;
                node.append(&claim, vec![Stored::new(seq, claim.epoch().to_string())]).await.unwrap();
                node.release(&claim).await.unwrap();
                epochs.push(claim.epoch());
            }
            (epochs, refused)
        })
    });
    let mut all = vec![];
    for claimer in claimers.collect::<Vec<_>>() {
        let (epochs, refused) = claimer.await.unwrap();
        assert!(epochs.is_sorted() && refused > 0, "{refused} refused");
        all.extend(epochs);
    }
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 1_000);
    // In the log they stand in the same order: nobody wrote after the next claim.
    let log = nodes[0].read("b", 0).await.unwrap();
    let written = log.iter().map(|entry| std::str::from_utf8(&entry.bytes).unwrap().parse::<u64>().unwrap());
    assert_eq!(written.collect::<Vec<_>>(), all);
}

#[tokio::test]
async fn jrnl_34_an_owner_of_the_past_changes_nothing() {
    let (server, address) = database!();
    let (a, b) = (node(&address, "a").await, node(&address, "b").await);
    a.create("b", &["code:A".into()], entries(1, 1)).await.unwrap();
    let old = a.claim("b").await.unwrap();
    a.append(&old, entries(2, 1)).await.unwrap();
    let elsewhere = JournalError::Elsewhere { node: "a".into(), address: "http://a".into() };
    assert_eq!(b.claim("b").await.unwrap_err(), elsewhere);
    // To the database it has been dead for a while.
    changed(server, &address, "UPDATE nodes SET expires_at = now() - interval '1 second' WHERE name = 'a'");
    let new = b.claim("b").await.unwrap();
    assert!(new.epoch() > old.epoch());
    let superseded = || Err(JournalError::Superseded("b".into()));
    assert_eq!(a.append(&old, entries(3, 1)).await, superseded());
    assert_eq!(a.append(&old, vec![]).await, superseded());
    assert_eq!(a.rekey(&old, "code:A", "code:B", entries(3, 1)).await, superseded());
    assert_eq!(a.put_snapshot(&old, Stored::new(2, "s")).await, superseded());
    assert_eq!(a.delete(&old).await, superseded());
    a.release(&old).await.unwrap();
    b.append(&new, entries(3, 1)).await.unwrap();
    assert_eq!(b.read("b", 0).await.unwrap(), entries(1, 3));
    assert_eq!(b.find("code:A").await.unwrap().as_deref(), Some("b"));
    assert_eq!(b.latest_snapshot("b").await.unwrap(), None);
    // A closed node's boards are free at once; a board of the same name is another one.
    b.close().await.unwrap();
    let newest = a.claim("b").await.unwrap();
    a.delete(&newest).await.unwrap();
    a.create("b", &[], vec![]).await.unwrap();
    a.claim("b").await.unwrap();
    assert_eq!(a.append(&newest, entries(4, 1)).await, Err(JournalError::Unknown("b".into())));
    assert_eq!(last(&a, "b").await, 0);
}

#[tokio::test]
async fn jrnl_40_what_is_not_as_it_was_written_is_damaged_and_the_rest_is_served() {
    let (server, address) = database!();
    let journal = node(&address, "a").await;
    for board in ["flipped", "moved", "missing", "cut", "whole"] {
        journal.create(board, &[], entries(1, 5)).await.unwrap();
        journal.put_snapshot(&journal.claim(board).await.unwrap(), Stored::new(5, "all")).await.unwrap();
    }
    let of = |board: &str| format!("board = (SELECT n FROM boards WHERE id = '{board}')");
    for sql in [
        format!(
            "UPDATE entries SET bytes = set_byte(bytes, 20, get_byte(bytes, 20) # 1) WHERE seq = 3 AND {}",
            of("flipped")
        ),
        format!(
            "UPDATE entries AS e SET bytes = o.bytes FROM entries AS o WHERE o.board = e.board AND o.seq = 2 AND e.seq = 3 AND e.{}",
            of("moved")
        ),
        format!("DELETE FROM entries WHERE seq = 3 AND {}", of("missing")),
        format!("DELETE FROM entries WHERE seq = 5 AND {}", of("cut")),
        format!("UPDATE snapshots SET seq = 4 WHERE {}", of("moved")),
    ] {
        changed(server, &address, &sql);
    }
    for board in ["flipped", "moved", "missing", "cut"] {
        let damaged = journal.read(board, 0).await;
        assert!(
            matches!(&damaged, Err(JournalError::Damaged { board: named, .. }) if named == board),
            "{damaged:?}"
        );
    }
    assert!(matches!(journal.latest_snapshot("moved").await, Err(JournalError::Damaged { .. })));
    assert!(matches!(journal.read_some("cut", 4, 1).await, Err(JournalError::Damaged { .. })));
    assert_eq!(journal.read("whole", 0).await.unwrap(), entries(1, 5));
    assert_eq!(journal.latest_snapshot("whole").await.unwrap(), Some(Stored::new(5, "all")));
    journal.append(&journal.claim("whole").await.unwrap(), entries(6, 1)).await.unwrap();
    for board in ["flipped", "missing"] {
        journal.delete(&journal.claim(board).await.unwrap()).await.unwrap();
        assert!(!journal.exists(board).await.unwrap());
    }
}

#[tokio::test]
async fn jrnl_43_nodes_that_start_at_once_make_the_tables_once_and_newer_ones_are_left_alone() {
    let (server, address) = database!();
    let starting = (0..6).map(|at| {
        let address = address.clone();
        tokio::spawn(async move { node(&address, &format!("n{at}")).await })
    });
    let mut nodes = vec![];
    for started in starting.collect::<Vec<_>>() {
        nodes.push(started.await.unwrap());
    }
    let names = nodes[0].nodes().await.unwrap().into_iter().map(|node| node.name);
    assert_eq!(names.collect::<Vec<_>>(), ["n0", "n1", "n2", "n3", "n4", "n5"]);
    nodes[0].create("b", &[], entries(1, 2)).await.unwrap();
    // The next one finds everything.
    assert_eq!(last(&node(&address, "later").await, "b").await, 2);
    changed(server, &address, "UPDATE journal_version SET version = 99");
    let refused = Postgres::open(&address, PostgresOptions::default()).await.err().unwrap().to_string();
    assert!(refused.contains("newer version of Herringbone") && refused.contains("99"), "{refused}");
    assert_eq!(last(&nodes[0], "b").await, 2);
}

#[tokio::test]
async fn jrnl_18_a_database_that_cannot_be_reached_or_read_is_refused_in_one_sentence() {
    for (address, says) in [
        ("host=/nowhere user=test sslmode=disable", "No such file"),
        ("postgres://localhost:1/x?sslmode=disable", "refused"),
        ("postgres://x?colour=blue", "cannot be read"),
    ] {
        let refused = Postgres::open(address, PostgresOptions::default()).await.err().unwrap().to_string();
        assert!(refused.contains(says) && !refused.contains('\n'), "{refused}");
    }
}

#[tokio::test]
async fn jrnl_37_settings_are_all_nodes_and_one_replaces_at_a_time() {
    let (_server, address) = database!();
    let nodes = [Arc::new(node(&address, "a").await), Arc::new(node(&address, "b").await)];
    let firsts = (0..10).map(|at| {
        let store = Arc::clone(&nodes[at % 2]);
        tokio::spawn(
            async move { journal::setting_or(&*store, "host-key", format!("of {at}")).await.unwrap() },
        )
    });
    let mut said = vec![];
    for first in firsts.collect::<Vec<_>>() {
        said.push(first.await.unwrap());
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    let text = |text: &'static str| Some(text.into());
    let [a, b] = nodes;
    assert!(!b.replace_setting("host-key", text("x"), text("y")).await.unwrap());
    assert!(b.replace_setting("host-key", Some(said[0].clone()), text("y")).await.unwrap());
    assert_eq!(a.setting("host-key").await.unwrap(), text("y"));
    for name in ["webhooks/b2", "webhooks/b1", "webhook", "webhooks%"] {
        assert!(a.replace_setting(name, None, text("")).await.unwrap());
    }
    let names = b.settings("webhooks/").await.unwrap().into_iter().map(|(name, _)| name);
    assert_eq!(names.collect::<Vec<_>>(), ["webhooks/b1", "webhooks/b2"]);
    assert!(b.replace_setting("webhook", text(""), None).await.unwrap());
    assert!(!b.replace_setting("webhook", text(""), None).await.unwrap());
    assert!(b.replace_setting("webhook", None, None).await.unwrap());
    assert!(!b.replace_setting("webhooks%", None, None).await.unwrap());
}

#[tokio::test]
async fn jrnl_38_attempts_through_several_nodes_are_counted_as_through_one() {
    let (_server, address) = database!();
    let nodes = [node(&address, "a").await, node(&address, "b").await];
    let (hour, about) = (3_600, |debt: Duration| debt.as_secs().div_ceil(3_600));
    let attempt = |key: &str| {
        let forget = Duration::from_secs(hour);
        Attempt { key: key.into(), forget, most: forget * 3 }
    };
    let mut before = vec![];
    for at in 0..5 {
        let debts = nodes[at % 2].count_attempts(vec![attempt("x"), attempt("x")]).await.unwrap();
        before.extend(debts.into_iter().map(about));
    }
    assert_eq!(before, [0, 1, 2, 3, 3, 3, 3, 3, 3, 3]);
    let debts = nodes[0].debts(vec!["y".into(), "x".into()]).await.unwrap();
    assert_eq!(debts.into_iter().map(about).collect::<Vec<_>>(), [0, 3]);
}

/// Counts commits and the appends in them.
#[derive(Default)]
struct Commits(AtomicUsize, AtomicUsize);

impl Observer for Commits {
    fn committed(&self, commit: &Commit) {
        self.0.fetch_add(1, Relaxed);
        self.1.fetch_add(commit.calls, Relaxed);
    }
}

#[tokio::test]
async fn jrnl_46_a_slow_sync_serves_all_boards_that_wait() {
    let Some(mut server) = Server::start() else { return };
    // Every commit waits for 50 ms, as on a slow disk.
    server.stop("INT");
    server.run(&["commit_delay=50000", "commit_siblings=0"]);
    let commits = Arc::new(Commits::default());
    let options = PostgresOptions { observer: Arc::clone(&commits) as _, ..PostgresOptions::default() };
    let journal = Arc::new(Postgres::open(&server.database(), options).await.unwrap());
    let mut claims = vec![];
    for board in 0..40 {
        let name = format!("b{board}");
        journal.create(&name, &[], vec![]).await.unwrap();
        claims.push(journal.claim(&name).await.unwrap());
    }
    let appending = claims.into_iter().map(|claim| {
        let journal = Arc::clone(&journal);
        tokio::spawn(async move {
            for seq in 1..=10 {
                journal.append(&claim, entries(seq, 1)).await.unwrap();
            }
        })
    });
    for appending in appending.collect::<Vec<_>>() {
        appending.await.unwrap();
    }
    let (count, calls) = (commits.0.load(Relaxed), commits.1.load(Relaxed));
    assert_eq!(calls, 400);
    // A board waits for the group that is under way and for its own: two at most for each of its entries.
    assert!((10..=21).contains(&count), "{count} commits");
}
