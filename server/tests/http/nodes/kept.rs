//! PIPE: what belongs to the cluster and to no node.

use journal::{ClusterStore, Journal};
use serde_json::json;
use server::Config;

use super::Cluster;
use crate::open::KEY;

#[tokio::test]
async fn pipe_6_two_hundred_wrong_codes_over_three_nodes_are_refused_as_by_one() {
    let cluster = Cluster::of(3).await;
    let made = cluster.board_of(0).await;
    let tried = async |at: usize| {
        let codes = ["AAAAAA", "BBBBBB", "CCCCCC", "DDDDDD", "EEEEEE", "FFFFFF", "GGGGGG"];
        let joining = json!({ "code": codes[at % 7], "name": "Anna", "department": "it" });
        cluster.nodes[at % 3].post("/api/join", "", &joining).await
    };
    let mut refused = 0;
    for at in 0..200 {
        match tried(at).await.problem() {
            (404, code) => {
                assert_eq!(code, "unknown-code");
                // A failure is forgotten every two seconds.
                assert!(at < 30 || refused * 5 > (at - 30) * 3, "{at}: {refused}");
            }
            (429, _) => refused += 1,
            other => panic!("{at}: {other:?}"),
        }
    }
    assert!(refused > 100, "{refused}");
    let first = tried(200).await;
    assert!(first.head.contains("retry-after: "), "{}", first.head);
    // The right code is taken on every node, whatever was tried.
    for node in &cluster.nodes {
        node.join(&made, "Bob", "sales").await;
    }
    // So it is with keys.
    let mut wrong = vec![];
    for at in 0..40 {
        wrong.push(cluster.nodes[at % 3].get("/api/boards", &format!("a wrong key {at}")).await.status);
    }
    assert_eq!((&wrong[..30], wrong[39]), (&[401; 30][..], 429));
    assert_eq!(cluster.nodes[2].get("/api/boards", KEY).await.status, 200);
}

#[tokio::test]
async fn pipe_6_the_first_node_makes_the_hosts_key_for_all() {
    let own = |config| Config { host_key: None, ..config };
    let cluster = Cluster::with(2, own).await;
    let key = cluster.journal.setting("host-key").await.unwrap().unwrap();
    let key = std::str::from_utf8(&key).unwrap();
    assert_eq!(key.len(), 24);
    for node in &cluster.nodes {
        assert_eq!(node.get("/api/boards", key).await.status, 200);
        assert_eq!(node.get("/api/boards", KEY).await.status, 401);
    }
}

#[tokio::test]
async fn room_40_as_long_as_an_older_node_is_there_entries_are_written_in_its_form() {
    let mut cluster = Cluster::of(1).await;
    let older = cluster.journal.node("older", "127.0.0.1:9");
    let faults = cluster.journal.faults();
    faults.reads("older", 1);
    // A node that comes while the older one is there.
    cluster.add(super::SECRET, |config| config).await;
    let made = cluster.board_of(1).await;
    let forms = async || -> Vec<u8> {
        let log = cluster.journal.read(&made.id, 0).await.unwrap();
        log.iter().map(|stored| stored.bytes[0]).collect()
    };
    assert_eq!(forms().await, [1]);
    drop(older);
    faults.expire("older");
    let mut calls = 0;
    while forms().await.last() == Some(&1) {
        let summon = json!({ "do": "summon", "branch": "people" });
        assert_eq!(cluster.nodes[1].command(&made, &made.facilitator, summon).await.status, 200);
        calls += 1;
        assert!(calls < 100_000, "the node does not look at the others");
    }
    assert_eq!(cluster.nodes[0].state(&made).await["title"], "Test");
}
