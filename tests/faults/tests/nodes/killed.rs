//! Nodes and the database are killed, stopped and continued. Whatever anybody had seen is there afterwards, and everybody is
//! back soon.

use std::net::SocketAddr;
use std::time::Duration;

use faults::{Client, Lost, call, converge, until};
use serde_json::json;

use crate::cluster::{BACK, Cluster, all_come_back, heard, journal, nothing_missing};
use crate::database;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_5_what_anybody_had_seen_is_there_after_the_owner_is_killed_and_all_are_back_by_the_others() {
    let Some(database) = database::server() else { return };
    let journal = journal(database);
    let mut cluster = Cluster::of(3, &journal);
    let (board, mut people) = cluster.people(9).await;
    for signal in ["KILL", "TERM"] {
        // The owner is the first one. Everybody comes back by the next, which so becomes the owner.
        let mut watcher = Client::facilitator(cluster.nodes[0].address, &board).await;
        let mut owner = cluster.nodes.remove(0);
        let others = cluster.addresses();
        let killing = async {
            heard(&mut watcher, 60).await;
            owner.signal(signal);
        };
        let (back, longest) = all_come_back(people, &board, &others[..1], killing).await;
        eprintln!("after {signal} everybody was back within {longest:?}");
        assert!(longest < if signal == "TERM" { BACK / 2 } else { BACK }, "{longest:?} after {signal}");
        people = back;
        owner.ended();
        watcher.listen_until_lost().await;
        let there = Client::facilitator(others[0], &board).await.sees();
        assert!(nothing_missing(&watcher.was_told(), &there) > 50, "trivial");
        let all = converge(&mut people).await;
        nothing_missing(&all, &Client::facilitator(others[others.len() - 1], &board).await.sees());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_5_who_came_by_a_node_that_only_carries_comes_by_another_and_the_rest_notices_nothing() {
    let Some(database) = database::server() else { return };
    let mut cluster = Cluster::of(2, &journal(database));
    let (board, mut people) = cluster.people(4).await;
    let (mut direct, mut carried) = (vec![], vec![]);
    for (at, person) in people.drain(..).enumerate() {
        if at % 2 == 0 { direct.push(person) } else { carried.push(person) }
    }
    let mut carrier = cluster.nodes.remove(1);
    let killing = async {
        for person in &mut direct {
            for _ in 0..20 {
                person.type_on().await.unwrap();
                person.hear().await.unwrap();
            }
        }
        carrier.kill();
    };
    let (back, longest) = all_come_back(carried, &board, &cluster.addresses(), killing).await;
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    direct.extend(back);
    converge(&mut direct).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_5_an_owner_that_was_stopped_and_goes_on_after_another_took_over_tells_nobody_anything() {
    let Some(database) = database::server() else { return };
    let mut cluster = Cluster::of(3, &journal(database));
    let (board, mut people) = cluster.people(6).await;
    // Those who are on the owner itself hang with it.
    let on_owner: Vec<Client> = [3, 0].map(|at| people.remove(at)).into();
    let owner = cluster.nodes.remove(0);
    let others = cluster.addresses();
    let mut watcher = Client::facilitator(others[0], &board).await;
    let stopping = async {
        heard(&mut watcher, 40).await;
        owner.signal("STOP");
    };
    let (mut people, longest) = all_come_back(people, &board, &others, stopping).await;
    eprintln!("after the stop everybody was back within {longest:?}");
    assert!(longest < BACK, "{longest:?}");
    let before = Client::facilitator(others[0], &board).await.sees();
    // What they type now reaches the owner that is none any more.
    let mut hanging = vec![];
    for mut person in on_owner {
        person.type_on().await.unwrap();
        hanging.push(person);
    }
    for person in &mut people {
        person.type_on().await.unwrap();
    }
    owner.signal("CONT");
    for person in &mut hanging {
        assert_eq!(person.listen_until_lost().await, Lost(Some(1012)));
        nothing_missing(&person.was_told(), &before);
        until("the former owner's people come back", async {
            while person.connect(others[1], &board).await.is_err() {}
        })
        .await;
    }
    people.extend(hanging);
    let all = converge(&mut people).await;
    // The former owner carries to the new one.
    until("it is a node again", async { while watcher.connect(owner.address, &board).await.is_err() {} })
        .await;
    assert_eq!(watcher.was_told_now().await, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_5_what_anybody_had_seen_is_there_after_the_database_is_killed_and_started_again() {
    let Some(mut database) = database::Server::start() else { return };
    let cluster = Cluster::of(2, &journal(&database));
    let (board, people) = cluster.people(6).await;
    let nodes = cluster.addresses();
    let mut watcher = Client::facilitator(nodes[1], &board).await;
    let killing = async {
        heard(&mut watcher, 60).await;
        database.stop("KILL");
        watcher.listen_until_lost().await;
        database.run(&[]);
    };
    let (mut people, longest) = all_come_back(people, &board, &nodes, killing).await;
    eprintln!("after the database's death everybody was back within {longest:?}");
    let there = Client::facilitator(nodes[0], &board).await.sees();
    assert!(nothing_missing(&watcher.was_told(), &there) > 50, "trivial");
    converge(&mut people).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_1_of_the_last_dot_that_is_cast_through_two_nodes_at_once_one_counts() {
    let Some(database) = database::server() else { return };
    let cluster = Cluster::of(2, &journal(database));
    let (board, mut people) = cluster.people(2).await;
    let nodes = cluster.addresses();
    for person in &mut people {
        person.paste(5).await.unwrap();
    }
    converge(&mut people).await;
    let token = board.join(nodes[1], "voter").await;
    let open = json!({ "do": "open_vote", "dots": 1 });
    assert_eq!(board.command(nodes[1], &open).await.unwrap().0, 200);
    let cast = async |node: SocketAddr, note: &str, dots: u32| {
        let path = format!("/api/boards/{}/commands", board.id);
        let command = json!({ "do": "cast", "note": note, "dots": dots });
        call(node, "POST", &path, &token, &command).await.unwrap().0
    };
    for round in 0..30 {
        let (one, other) = tokio::join!(cast(nodes[0], "p0-1", 1), cast(nodes[1], "p1-1", 1));
        let mut both = [one, other];
        both.sort_unstable();
        assert!(both[0] == 200 && both[1] >= 400, "{round}: {both:?}");
        let (note, node) = if one == 200 { ("p0-1", nodes[1]) } else { ("p1-1", nodes[0]) };
        assert_eq!(cast(node, note, 0).await, 200);
    }
}
