//! The store of what belongs to all nodes together.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use journal::{Attempt, ClusterStore, Directory, Journal, JournalError, Memory, Node, setting_or};

fn stores() -> (Vec<Arc<dyn ClusterStore>>, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (vec![Arc::new(Memory::new()), Arc::new(Directory::new(dir.path()))], dir)
}

fn text(text: &'static str) -> Option<Bytes> {
    Some(Bytes::from_static(text.as_bytes()))
}

#[tokio::test]
async fn jrnl_37_a_setting_is_replaced_by_who_knows_what_it_is() {
    let (stores, _dir) = stores();
    for store in stores {
        assert_eq!(store.setting("host-key").await.unwrap(), None);
        assert!(!store.replace_setting("host-key", text("x"), text("a")).await.unwrap());
        assert!(store.replace_setting("host-key", None, text("a")).await.unwrap());
        assert!(!store.replace_setting("host-key", None, text("b")).await.unwrap());
        assert!(!store.replace_setting("host-key", text("b"), None).await.unwrap());
        assert_eq!(store.setting("host-key").await.unwrap(), text("a"));
        assert!(store.replace_setting("host-key", text("a"), text("b")).await.unwrap());
        for name in ["webhooks/b2", "webhooks/b1", "webhook"] {
            assert!(store.replace_setting(name, None, text("")).await.unwrap());
        }
        let names = async |beginning: &str| {
            let settings = store.settings(beginning).await.unwrap();
            settings.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(names("webhooks/").await, ["webhooks/b1", "webhooks/b2"]);
        assert_eq!(names("webhooks/b2").await, ["webhooks/b2"]);
        assert_eq!(names("host").await, ["host-key"]);
        assert!(store.replace_setting("webhooks/b1", text(""), None).await.unwrap());
        assert!(store.replace_setting("webhooks/b1", None, None).await.unwrap());
        assert_eq!(names("webhooks/").await, ["webhooks/b2"]);
    }
}

#[tokio::test]
async fn jrnl_37_of_many_who_replace_a_setting_at_once_one_is_told_that_it_did() {
    let (stores, _dir) = stores();
    for store in stores {
        let firsts = (0..8).map(|at| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { setting_or(&*store, "secret", format!("of {at}")).await.unwrap() })
        });
        let mut said = vec![];
        for first in firsts.collect::<Vec<_>>() {
            said.push(first.await.unwrap());
        }
        said.dedup();
        assert_eq!(said.len(), 1, "{said:?}");
        // Each counts up as often as it can.
        assert!(store.replace_setting("count", None, text("0")).await.unwrap());
        let counters = (0..4).map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for _ in 0..25 {
                    loop {
                        let found = store.setting("count").await.unwrap().unwrap();
                        let count: u32 = std::str::from_utf8(&found).unwrap().parse().unwrap();
                        let next = Some(Bytes::from((count + 1).to_string()));
                        if store.replace_setting("count", Some(found), next).await.unwrap() {
                            break;
                        }
                    }
                }
            })
        });
        for counter in counters.collect::<Vec<_>>() {
            counter.await.unwrap();
        }
        assert_eq!(store.setting("count").await.unwrap(), text("100"));
    }
}

#[tokio::test]
async fn jrnl_37_a_setting_of_a_directory_is_a_private_file_and_nothing_else_is_one() {
    let dir = tempfile::tempdir().unwrap();
    // What an earlier version left, and what a crash left.
    fs::write(dir.path().join("host-key"), "old\n").unwrap();
    fs::write(dir.path().join("host-key.new"), "half").unwrap();
    fs::write(dir.path().join("lock"), "").unwrap();
    let store = Directory::new(dir.path());
    assert_eq!(store.setting("host-key").await.unwrap(), text("old\n"));
    assert!(store.replace_setting("host-key", text("old\n"), text("new")).await.unwrap());
    assert_eq!(fs::read(dir.path().join("host-key")).unwrap(), b"new");
    assert!(!dir.path().join("host-key.new").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let mode = fs::metadata(dir.path().join("host-key")).unwrap().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    for name in [
        "",
        ".",
        "..",
        "../x",
        "a/b/c",
        "/x",
        "x/",
        "lock",
        "boards.sqlite",
        "boards.sqlite-wal",
        "x.new",
        "ż",
        "a b",
    ] {
        let refused = store.replace_setting(name, None, text("x")).await;
        assert!(matches!(refused, Err(JournalError::Storage(_))), "{name}");
    }
    let names: Vec<_> = store.settings("").await.unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["host-key"]);
}

#[tokio::test(start_paused = true)]
async fn jrnl_38_attempts_are_counted_up_to_their_most_and_forgotten() {
    let (stores, _dir) = stores();
    let secs = Duration::from_secs;
    for store in stores {
        let attempt = |key: &str| Attempt { key: key.into(), forget: secs(10), most: secs(25) };
        let count = async |keys: &[&str]| {
            store.count_attempts(keys.iter().map(|key| attempt(key)).collect()).await.unwrap()
        };
        assert_eq!(count(&["a"]).await, [secs(0)]);
        assert_eq!(count(&["a", "b", "a"]).await, [secs(10), secs(0), secs(20)]);
        assert_eq!(count(&["a"]).await, [secs(25)]);
        let debts = async || store.debts(vec!["a".into(), "b".into(), "c".into()]).await.unwrap();
        assert_eq!(debts().await, [secs(25), secs(10), secs(0)]);
        tokio::time::advance(secs(12)).await;
        assert_eq!(debts().await, [secs(13), secs(0), secs(0)]);
        assert_eq!(count(&["b", "a"]).await, [secs(0), secs(13)]);
    }
}

#[tokio::test]
async fn jrnl_39_the_nodes_that_are_alive_are_listed() {
    let (stores, _dir) = stores();
    for store in stores {
        assert_eq!(store.nodes().await.unwrap(), []);
    }
    let memory = Memory::new();
    let (b, a) = (memory.node("b", "http://b"), memory.node("a", "http://a"));
    memory.faults().reads("b", 2);
    let node = |name: &str, reads| Node {
        name: name.into(),
        address: format!("http://{name}"),
        reads,
        version: String::new(),
    };
    assert_eq!(a.nodes().await.unwrap(), [node("a", 1), node("b", 2)]);
    b.close().await.unwrap();
    assert_eq!(a.nodes().await.unwrap(), [node("a", 1)]);
}
