//! HOOK: webhooks of boards that move from node to node.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering,
    time::Duration,
};

use serde_json::json;
use server::{Config, Outgoing};

use super::Cluster;
use crate::webhooks::{Receiver, lead, project, set, until};

fn sends(config: Config) -> Config {
    Config { webhooks: Outgoing::Private, webhook_quiet: Duration::ZERO, ..config }
}

fn each_once(receiver: &Receiver, count: usize, kinds: &[&str]) {
    let told = receiver.kinds();
    assert_eq!(told.len(), count, "{told:?}");
    for kind in kinds {
        assert!(told.iter().any(|one| one == kind), "{kind} in {told:?}");
    }
}

#[tokio::test]
async fn hook_6_a_webhook_goes_along_with_its_board_and_loses_nothing() {
    let mut cluster = Cluster::with(2, sends).await;
    let made = cluster.board_of(0).await;
    let receiver = Receiver::new().await;
    // Set through a node that does not have the board open.
    set(&cluster.nodes[1], &made, &receiver.url).await;
    lead(&cluster.nodes[1], &made, project()).await;
    receiver.taken(2).await;
    each_once(&receiver, 2, &["project.created", "approval.asked"]);
    // What happens last before a node stops may wait for the next one.
    lead(&cluster.nodes[0], &made, json!({ "do": "finish" })).await;
    cluster.nodes.remove(0).end().await;
    let other = &cluster.nodes[0];
    assert_eq!(other.state(&made).await["finished"], true);
    receiver.taken(3).await;
    lead(other, &made, json!({ "do": "reopen" })).await;
    // The one that was on its way when the node stopped may have come twice, under one id.
    let mut came = 4;
    let told = loop {
        let told: BTreeMap<_, _> =
            receiver.taken(came).await.iter().map(|one| (one.id.clone(), one.kind())).collect();
        if told.len() == 4 {
            break told;
        }
        came += 1;
    };
    assert!(came <= 5, "only one was on its way: {:?}", receiver.kinds());
    let kinds: BTreeSet<&str> = told.values().map(String::as_str).collect();
    let expected = ["approval.asked", "board.finished", "board.reopened", "project.created"];
    assert_eq!(kinds, BTreeSet::from(expected));
    let seen = until(other, &made, |state| state["waiting"] == json!([])).await;
    let done = seen["deliveries"].as_array().unwrap().iter();
    let done: BTreeSet<_> = done.map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((&seen["url"], done), (&json!(receiver.url), told.into_keys().collect()));
}

#[tokio::test]
async fn hook_6_what_waits_on_a_node_that_dies_is_sent_by_another_although_nobody_opens_the_board() {
    let cluster = Cluster::with(2, sends).await;
    let made = cluster.board_of(0).await;
    let receiver = Receiver::new().await;
    receiver.status.store(503, Ordering::SeqCst);
    set(&cluster.nodes[0], &made, &receiver.url).await;
    lead(&cluster.nodes[0], &made, project()).await;
    receiver.tried(1).await;
    // The node cannot renew its lease any more, and the others take it for dead.
    let faults = cluster.journal.faults();
    faults.give_up("a");
    faults.expire("a");
    receiver.status.store(204, Ordering::SeqCst);
    let taken = receiver.taken(2).await;
    assert_eq!(taken[0].id.rsplit_once('_').unwrap().1, "1", "{:?}", receiver.kinds());
    let seen = until(&cluster.nodes[1], &made, |state| state["waiting"] == json!([])).await;
    assert_eq!(seen["url"], json!(receiver.url));
}
