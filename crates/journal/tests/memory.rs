//! The faults that a test orders from the journal in memory.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use journal::{Fault, Journal, JournalError, Memory, On, Stored};
use scene::{begin, entries, last};

async fn board() -> Memory {
    let journal = Memory::new();
    journal.create("b", &[], vec![]).await.unwrap();
    journal
}

#[tokio::test]
async fn jrnl_10_a_full_disk_keeps_nothing_and_is_over_once_there_is_room() {
    let journal = board().await;
    journal.faults().fail(On::Append, 2, Fault::Full);
    for _ in 0..2 {
        assert_eq!(journal.append("b", entries(1, 2)).await.unwrap_err(), JournalError::Full);
        assert_eq!(last(&journal, "b").await, 0);
    }
    journal.append("b", entries(1, 2)).await.unwrap();
}

#[tokio::test]
async fn jrnl_11_a_failure_keeps_nothing_or_all() {
    let journal = board().await;
    journal.faults().fail(On::Append, 1, Fault::Storage);
    journal.faults().fail(On::Append, 1, Fault::Unsure);
    assert!(matches!(journal.append("b", entries(1, 2)).await, Err(JournalError::Storage(_))));
    assert_eq!(last(&journal, "b").await, 0);
    assert!(matches!(journal.append("b", entries(1, 2)).await, Err(JournalError::Storage(_))));
    assert_eq!(last(&journal, "b").await, 2);
    journal.append("b", entries(3, 1)).await.unwrap();
}

#[tokio::test]
async fn jrnl_11_only_the_kind_of_call_that_was_named_fails() {
    let journal = board().await;
    let faults = journal.faults();
    for on in [On::Read, On::Snapshot, On::Create, On::Delete] {
        faults.fail(on, 1, Fault::Storage);
    }
    journal.append("b", entries(1, 1)).await.unwrap();
    assert!(journal.read("b", 0).await.is_err());
    assert!(journal.put_snapshot("b", Stored::new(1, "s")).await.is_err());
    assert!(journal.create("c", &[], vec![]).await.is_err());
    assert!(journal.delete("b").await.is_err());
    assert_eq!(last(&journal, "b").await, 1);
    assert_eq!(journal.latest_snapshot("b").await.unwrap(), None);
    assert_eq!(journal.boards().await.unwrap(), ["b"]);
}

#[tokio::test]
async fn jrnl_15_a_stalled_disk_holds_up_appends_and_no_reads() {
    let journal = board().await;
    let faults = journal.faults();
    faults.stall();
    let mut first = journal.append("b", entries(1, 1));
    let mut given_up = journal.append("b", entries(1, 1));
    assert!(begin(&mut first).is_none() && begin(&mut given_up).is_none());
    faults.waiting(2).await;
    drop(given_up);
    assert!(begin(&mut faults.waiting(2)).is_none());
    assert_eq!(last(&journal, "b").await, 0);
    faults.release();
    first.await.unwrap();
    assert_eq!(last(&journal, "b").await, 1);
    journal.append("b", entries(2, 1)).await.unwrap();
}
