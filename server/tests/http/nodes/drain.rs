//! PIPE: a node that stops.

use std::time::Duration;

use serde_json::json;
use server::Config;

use super::{
    Cluster, handed_on,
    pipe::{closed, connected, has, note},
};

#[tokio::test]
async fn pipe_7_a_node_that_stops_gives_its_boards_to_the_others_and_loses_nothing() {
    let mut cluster = Cluster::of(2).await;
    let made = cluster.board_of(0).await;
    let (anna, _) = cluster.nodes[1].join(&made, "Anna", "it").await;
    let mut direct = connected(&cluster.nodes[0], &made, &made.facilitator).await;
    let mut piped = connected(&cluster.nodes[1], &made, &anna).await;
    piped.edit(|txn| note(txn, "before")).await.unwrap();
    has(&mut direct, "before").await;
    let stopping = cluster.nodes.remove(0);
    let told = async { (closed(&mut direct).await, closed(&mut piped).await) };
    let ((), codes) = tokio::join!(stopping.end(), told);
    assert_eq!(codes, (Some(1012), Some(1012)));
    // At once, without waiting for a lease to run out.
    let other = &cluster.nodes[0];
    let mut again = connected(other, &made, &anna).await;
    has(&mut again, "before").await;
    again.edit(|txn| note(txn, "after")).await.unwrap();
    let mut facilitator = connected(other, &made, &made.facilitator).await;
    has(&mut facilitator, "after").await;
    assert_eq!(other.command(&made, &made.facilitator, json!({ "do": "lock" })).await.status, 200);
}

#[tokio::test]
async fn pipe_7_a_node_that_only_carries_tells_its_clients_to_come_back_when_it_stops() {
    let mut cluster = Cluster::of(2).await;
    let made = cluster.board_of(0).await;
    let (anna, _) = cluster.nodes[1].join(&made, "Anna", "it").await;
    let mut direct = connected(&cluster.nodes[0], &made, &made.facilitator).await;
    let mut piped = connected(&cluster.nodes[1], &made, &anna).await;
    let carrying = cluster.nodes.remove(1);
    let ((), code) = tokio::join!(carrying.end(), closed(&mut piped));
    assert_eq!(code, Some(1012));
    // The others notice nothing.
    direct.edit(|txn| note(txn, "still here")).await.unwrap();
    let mut anna = connected(&cluster.nodes[0], &made, &anna).await;
    has(&mut anna, "still here").await;
}

#[tokio::test]
async fn pipe_7_a_node_that_is_about_to_stop_goes_on_with_its_boards_and_takes_up_no_other() {
    let slowly = |config| Config { drain: Duration::from_secs(600), ..config };
    let mut cluster = Cluster::with(2, slowly).await;
    let (own, others) = (cluster.board_of(0).await, cluster.board_of(1).await);
    let nobodys = cluster.nodes[0].make().await;
    let mut client = connected(&cluster.nodes[0], &own, &own.facilitator).await;
    cluster.nodes[0].stop.shutdown();
    while cluster.nodes[0].get("/readyz", "").await.status == 200 {}
    assert_eq!(cluster.nodes[0].get("/readyz", "").await.problem(), (503, "not-ready".into()));
    assert_eq!(cluster.nodes[1].get("/readyz", "").await.status, 200);
    // Its own board goes on, from everywhere, and it still carries to others.
    client.edit(|txn| note(txn, "still")).await.unwrap();
    has(&mut client, "still").await;
    assert_eq!(cluster.nodes[1].state(&own).await["title"], "Test");
    assert_eq!(cluster.nodes[0].state(&others).await["title"], "Test");
    assert_eq!(handed_on(&cluster.nodes[0]).await, 1);
    let path = format!("/api/boards/{}", nobodys.id);
    let refused = cluster.nodes[0].get(&path, &nobodys.facilitator).await;
    assert_eq!(refused.problem(), (503, "restarting".into()));
    assert_eq!(cluster.nodes[1].state(&nobodys).await["title"], "Test");
    assert_eq!(cluster.nodes[0].state(&nobodys).await["title"], "Test", "it is elsewhere by now");
    // A second order does not wait.
    let node = cluster.nodes.remove(0);
    let ((), code) = tokio::join!(node.end(), closed(&mut client));
    assert_eq!(code, Some(1012));
    assert_eq!(cluster.nodes[0].state(&own).await["title"], "Test");
}
