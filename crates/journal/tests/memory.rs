//! The faults that a test orders from the journal in memory.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod scene;

use journal::{Fault, Journal, JournalError, Memory, On, Pending, Stored};
use scene::{Mine as _, begin, entries, last};

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
        assert_eq!(journal.append(&journal.mine("b"), entries(1, 2)).await.unwrap_err(), JournalError::Full);
        assert_eq!(last(&journal, "b").await, 0);
    }
    journal.append(&journal.mine("b"), entries(1, 2)).await.unwrap();
}

#[tokio::test]
async fn jrnl_11_a_failure_keeps_nothing_or_all() {
    let journal = board().await;
    journal.faults().fail(On::Append, 1, Fault::Storage);
    journal.faults().fail(On::Append, 1, Fault::Unsure);
    assert!(matches!(journal.append(&journal.mine("b"), entries(1, 2)).await, Err(JournalError::Storage(_))));
    assert_eq!(last(&journal, "b").await, 0);
    assert!(matches!(journal.append(&journal.mine("b"), entries(1, 2)).await, Err(JournalError::Storage(_))));
    assert_eq!(last(&journal, "b").await, 2);
    journal.append(&journal.mine("b"), entries(3, 1)).await.unwrap();
}

#[tokio::test]
async fn jrnl_11_only_the_kind_of_call_that_was_named_fails() {
    let journal = board().await;
    let faults = journal.faults();
    for on in [On::Read, On::Snapshot, On::Create, On::Delete] {
        faults.fail(on, 1, Fault::Storage);
    }
    journal.append(&journal.mine("b"), entries(1, 1)).await.unwrap();
    assert!(journal.read("b", 0).await.is_err());
    assert!(journal.put_snapshot(&journal.mine("b"), Stored::new(1, "s")).await.is_err());
    assert!(journal.create("c", &[], vec![]).await.is_err());
    assert!(journal.delete(&journal.mine("b")).await.is_err());
    assert_eq!(last(&journal, "b").await, 1);
    assert_eq!(journal.latest_snapshot("b").await.unwrap(), None);
    assert_eq!(journal.boards().await.unwrap(), ["b"]);
}

#[tokio::test]
async fn jrnl_15_a_stalled_disk_holds_up_appends_and_no_reads() {
    let journal = board().await;
    let faults = journal.faults();
    faults.stall();
    let claim = journal.mine("b");
    let mut first = journal.append(&claim, entries(1, 1));
    let mut given_up = journal.append(&claim, entries(1, 1));
    assert!(begin(&mut first).is_none() && begin(&mut given_up).is_none());
    faults.waiting(2).await;
    drop(given_up);
    assert!(begin(&mut faults.waiting(2)).is_none());
    assert_eq!(last(&journal, "b").await, 0);
    faults.release();
    first.await.unwrap();
    assert_eq!(last(&journal, "b").await, 1);
    journal.append(&journal.mine("b"), entries(2, 1)).await.unwrap();
}

#[tokio::test]
async fn jrnl_34_a_later_claim_ends_an_earlier_one_and_epochs_only_rise() {
    let journal = board().await;
    let (first, second) = (journal.mine("b"), journal.mine("b"));
    assert!(second.epoch() > first.epoch());
    let superseded = || Err(JournalError::Superseded("b".into()));
    for _ in 0..2 {
        assert_eq!(journal.append(&first, entries(1, 1)).await, superseded());
        assert_eq!(journal.append(&first, vec![]).await, superseded());
        assert_eq!(journal.rekey(&first, "k", "l", entries(1, 1)).await, superseded());
        assert_eq!(journal.put_snapshot(&first, Stored::new(0, "s")).await, superseded());
        assert_eq!(journal.delete(&first).await, superseded());
        // What is out of date gives nothing back.
        journal.release(&first).await.unwrap();
        journal.append(&second, vec![]).await.unwrap();
    }
    journal.append(&second, entries(1, 1)).await.unwrap();
    journal.release(&second).await.unwrap();
    assert_eq!(journal.append(&second, entries(2, 1)).await, superseded());
    assert!(journal.mine("b").epoch() > second.epoch());
    // A board of the same name is another one.
    journal.delete(&journal.mine("b")).await.unwrap();
    journal.create("b", &[], vec![]).await.unwrap();
    let unknown = Err(JournalError::Unknown("b".into()));
    assert_eq!(journal.append(&second, entries(1, 1)).await, unknown);
    assert_eq!((journal.append(&first, entries(1, 1)).await, last(&journal, "b").await), (unknown, 0));
}

#[tokio::test]
async fn jrnl_35_a_board_of_a_node_that_is_alive_is_elsewhere() {
    let store = board().await;
    let (a, b) = (store.node("a", "http://a"), store.node("b", "http://b"));
    let first = a.mine("b");
    let elsewhere = JournalError::Elsewhere { node: "a".into(), address: "http://a".into() };
    assert_eq!(b.claim("b").await.unwrap_err(), elsewhere);
    a.append(&first, entries(1, 1)).await.unwrap();
    // It gives it back, or is dead, or closed: the next one takes it.
    a.release(&first).await.unwrap();
    let second = b.mine("b");
    b.append(&second, entries(2, 1)).await.unwrap();
    assert!(matches!(a.claim("b").await, Err(JournalError::Elsewhere { node, .. }) if node == "b"));
    store.faults().expire("b");
    let third = a.mine("b");
    assert_eq!(b.append(&second, entries(3, 1)).await, Err(JournalError::Superseded("b".into())));
    a.append(&third, entries(3, 1)).await.unwrap();
    a.close().await.unwrap();
    assert_eq!(a.append(&third, entries(4, 1)).await, Err(JournalError::Closed));
    store.faults().renew("b");
    b.append(&b.mine("b"), entries(4, 1)).await.unwrap();
    assert_eq!(last(&store, "b").await, 4);
}

#[tokio::test]
async fn jrnl_36_who_could_not_renew_the_lease_is_told_and_claims_nothing() {
    let store = board().await;
    let (a, b) = (store.node("a", "http://a"), store.node("b", "http://b"));
    let claim = a.mine("b");
    let ended = claim.clone();
    let mut lost: Pending<()> = Box::pin(async move { ended.lost().await });
    assert_eq!(begin(&mut lost), None);
    store.faults().give_up("b");
    assert_eq!(begin(&mut lost), None, "another node's lease");
    store.faults().give_up("a");
    assert_eq!(begin(&mut lost), Some(()));
    assert!(matches!(a.claim("b").await, Err(JournalError::Storage(_))));
    // To the others it is alive as long as its lease runs.
    store.faults().renew("b");
    assert!(matches!(b.claim("b").await, Err(JournalError::Elsewhere { .. })));
    store.faults().renew("a");
    let again = a.mine("b");
    claim.lost().await;
    let mut lost: Pending<()> = Box::pin(async move { again.lost().await });
    assert_eq!(begin(&mut lost), None);
}
