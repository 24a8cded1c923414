//! RETN: old boards where several nodes have one journal.

use std::{path::Path, sync::Arc};

use journal::{ClusterStore, Journal, Memory};
use server::{Config, Node, Server, pipe::Secret, retention::Looks};

use super::SECRET;
use crate::open::{KEY, Made, Open, config};
use crate::retention::{DAY, TestClock, counted, policy};

const BOARDS: usize = 12;

async fn node<J: Journal + ClusterStore>(data: &Path, journal: J, clock: &Arc<TestClock>) -> (Open, Looks) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let journal = Arc::new(journal);
    let store = Arc::clone(&journal) as _;
    let node = Node { listener, secret: Secret::new(SECRET).unwrap(), store };
    let config = Config { retention: policy(None, Some(30), 5), ..config(data) };
    let server = Server::node(config, journal, node).await.unwrap().by_clock(Arc::clone(clock) as _);
    let bound = server.bind().await.unwrap();
    let (address, stop, looks) = (bound.address(), bound.stop(), Looks::of(&bound));
    (Open { address, stop, task: tokio::spawn(bound.listen()), data: None }, looks)
}

async fn exists(server: &Open, made: &Made) -> bool {
    let listed = server.get("/api/boards", KEY).await.json();
    listed.as_array().unwrap().iter().any(|board| board["id"] == made.id.as_str())
}

/// Boards grow old on two nodes that look at the same time; people are on one of them, through the second node.
async fn each_is_deleted_once<J: Journal + ClusterStore>(a: J, b: J) {
    let data = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::default());
    let (a, look_a) = node(&data.path().join("a"), a, &clock).await;
    let (b, look_b) = node(&data.path().join("b"), b, &clock).await;
    let mut made = vec![];
    for _ in 0..BOARDS {
        made.push(a.make().await);
    }
    let here = made.pop().unwrap();
    let socket = b.enter(&here, &here.facilitator).await;
    // The first frame has come once the node has the board open.
    assert_eq!(b.state(&here).await["title"], "Test");
    for _ in 0..32 {
        clock.pass(DAY);
        let (one, other) = tokio::join!(look_a.look(), look_b.look());
        one.unwrap();
        other.unwrap();
    }
    for gone in &made {
        assert!(!exists(&a, gone).await && !exists(&b, gone).await, "{}", gone.id);
    }
    assert!(exists(&a, &here).await, "somebody is there");
    let deleted = "herringbone_retention_boards_total{outcome=\"deleted\"}";
    let (one, other) = (counted(&a, deleted).await, counted(&b, deleted).await);
    assert_eq!(one + other, BOARDS as u64 - 1, "{one} and {other}");
    drop(socket);
    let mut looks = 0;
    while exists(&a, &here).await {
        // It is b's until its room closes.
        clock.pass(DAY);
        look_b.look().await.unwrap();
        looks += 1;
        assert!(looks < 1_000, "nobody is there any more");
    }
    a.end().await;
    b.end().await;
}

#[tokio::test]
async fn retn_6_of_two_nodes_one_deletes_each_board_and_none_the_board_that_people_are_on() {
    let journal = Memory::new();
    let (a, b) = (journal.node("a", "127.0.0.1:9"), journal.node("b", "127.0.0.1:9"));
    let newest = board::Form::NEWEST.number().into();
    journal.faults().reads("a", newest);
    journal.faults().reads("b", newest);
    each_is_deleted_once(a, b).await;
}

#[cfg(unix)]
#[tokio::test]
async fn retn_6_and_so_it_is_over_postgresql() {
    use crate::database;

    let Some(server) = database::server() else { return };
    let address = server.database();
    each_is_deleted_once(database::node(&address, "a").await, database::node(&address, "b").await).await;
}
