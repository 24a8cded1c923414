//! What may happen once, through several nodes at once.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use client::{Client, http};
use faults::{Board, Lost, call, until};
use futures_util::future::join_all;
use journal::{Journal, JournalError};
use serde_json::{Value, json};
use yrs::StateVector;

use crate::cluster::{Cluster, journal};
use crate::database;
use crate::linked::Linked;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_5_of_two_boards_that_two_nodes_make_at_once_with_one_code_one_is_taken_and_leaves_nothing() {
    let Some(server) = database::server() else { return };
    let address = server.database();
    let (a, b) = (database::node(&address, "a").await, database::node(&address, "b").await);
    let mut firsts = 0;
    for round in 0..200 {
        let (code, of_a, of_b) = (format!("code:{round}"), format!("a{round}"), format!("b{round}"));
        let keys = [code.clone()];
        let first = || vec![journal::Stored::new(1, "first")];
        let (one, other) = tokio::join!(a.create(&of_a, &keys, first()), b.create(&of_b, &keys, first()));
        let taken = Err(JournalError::Taken(code.clone()));
        assert!([&one, &other].contains(&&Ok(())) && [&one, &other].contains(&&taken), "{one:?} {other:?}");
        let (made, refused) = if one.is_ok() { (&of_a, &of_b) } else { (&of_b, &of_a) };
        firsts += u32::from(one.is_ok());
        for node in [&a, &b] {
            assert_eq!(node.find(&code).await.unwrap().as_ref(), Some(made));
            assert_eq!(node.exists(refused).await, Ok(false), "{round}");
        }
    }
    eprintln!("the first node was first {firsts} times of 200");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_1_of_two_requests_with_one_key_through_two_nodes_at_once_one_makes_a_board() {
    let Some(database) = database::server() else { return };
    let cluster = Cluster::of(2, &journal(database));
    let nodes = cluster.addresses();
    for _ in 0..10 {
        let board = Board::make(nodes[0]).await;
        let path = format!("/api/boards/{}/next", board.id);
        let bearer = format!("Bearer {}", board.facilitator);
        let next = async |node: SocketAddr| {
            let headers = [
                ("Authorization", bearer.as_str()),
                ("Content-Type", "application/json"),
                ("Idempotency-Key", "one and the same"),
            ];
            // A node that is told to try again does.
            until("an answer", async {
                loop {
                    let answer = http::call(node, "POST", &path, &headers, b"{}").await.unwrap();
                    if answer.status != 503 {
                        return (answer.status, answer.json());
                    }
                }
            })
            .await
        };
        let (one, other) = tokio::join!(next(nodes[0]), next(nodes[1]));
        assert_eq!((one.0, other.0), (201, 201), "{one:?} {other:?}");
        for what in ["id", "join_code", "facilitator_token"] {
            assert_eq!(one.1[what], other.1[what]);
        }
        board.session(nodes[1]).await;
    }
    let boards = call(nodes[0], "GET", "/api/boards", faults::HOST_KEY, &Value::Null).await.unwrap().1;
    assert_eq!(boards.as_array().unwrap().len(), 20, "ten, and one next of each");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_1_a_board_that_is_deleted_while_other_nodes_open_it_is_4404_on_all_of_them() {
    let Some(database) = database::server() else { return };
    let cluster = Linked::of(3, database).await;
    let nodes = cluster.addresses();
    let (mut deleted_by, mut met) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..30 {
        // Nobody has it open yet.
        let board = Board::make(nodes[round % 3]).await;
        let path = format!("/api/boards/{}", board.id);
        let reads = async |node: SocketAddr| {
            let answer = call(node, "GET", &path, &board.facilitator, &Value::Null).await;
            answer.unwrap().0
        };
        let connects = async |node: SocketAddr| {
            let mut client = Client::default();
            match client.connect(node, &board.id, &board.facilitator, StateVector::default()).await {
                Ok(()) => Some(client),
                Err(_) => None,
            }
        };
        let deletes = async {
            let node = nodes[(round + 1) % 3];
            until("it is deleted", async {
                loop {
                    let (status, _) =
                        call(node, "DELETE", &path, &board.facilitator, &Value::Null).await.unwrap();
                    match status {
                        204 => return,
                        503 => {}
                        other => panic!("{round}: {other}"),
                    }
                }
            })
            .await;
        };
        // Each goes on until it is told that the board is gone: however long the deletion takes, some read before it and
        // some after. For whom it is gone it stays gone, as the end of the round asks once more.
        let reads_until_gone = async |node: SocketAddr| {
            until("it is gone", async {
                let mut statuses = BTreeSet::new();
                loop {
                    let status = reads(node).await;
                    assert!([200, 404, 503].contains(&status), "{round}: {status}");
                    statuses.insert(status);
                    if status == 404 {
                        return statuses;
                    }
                }
            })
            .await
        };
        let ((), statuses, clients) = tokio::join!(
            deletes,
            join_all(nodes.iter().cycle().take(6).map(|node| reads_until_gone(*node))),
            join_all(nodes.iter().map(|node| connects(*node))),
        );
        met.extend(statuses.into_iter().flatten());
        deleted_by.insert(round % 3);
        // Whoever got in is told that it is gone; or to come back, and then that it is gone.
        for client in clients.into_iter().flatten() {
            let mut client = client;
            let code = until("the end of the connection", async {
                loop {
                    if let Err(Lost(code)) = client.hear().await {
                        return code;
                    }
                }
            })
            .await;
            assert!([Some(4404), Some(1012)].contains(&code), "{round}: {code:?}");
        }
        for node in &nodes {
            assert_eq!(reads(*node).await, 404, "{round}");
            let mut client = connects(*node).await.expect("it is told why by a close code");
            let code = until("the end of the connection", async {
                loop {
                    if let Err(Lost(code)) = client.hear().await {
                        return code;
                    }
                }
            })
            .await;
            assert_eq!(code, Some(4404), "{round}");
            let wanted = json!({ "code": board.join_code, "name": "Late", "department": "it" });
            assert_eq!(call(*node, "POST", "/api/join", "", &wanted).await.unwrap().0, 404, "{round}");
        }
        let left = cluster.ask(&format!("SELECT count(*) FROM boards WHERE id = '{}'", board.id));
        assert_eq!(left, "0", "{round}");
        // Of a failed attempt to join every node is to be asked once a round, which is more than one may.
        cluster.ask("DELETE FROM attempts");
    }
    assert_eq!(cluster.ask("SELECT count(*) FROM entries"), "0");
    assert!(met.contains(&200), "nobody opened one before it was deleted: {met:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_6_two_hundred_wrong_codes_over_three_processes_are_refused_as_by_one() {
    let Some(database) = database::server() else { return };
    let codes = ["AAAAAA", "BBBBBB", "CCCCCC", "DDDDDD", "EEEEEE", "FFFFFF", "GGGGGG"];
    let mut let_through = vec![];
    for count in [1, 3] {
        let cluster = Cluster::of(count, &journal(database));
        let nodes = cluster.addresses();
        let board = Board::make(nodes[0]).await;
        let began = std::time::Instant::now();
        let mut wrong = 0;
        for at in 0..200 {
            let joining = json!({ "code": codes[at % 7], "name": "Anna", "department": "it" });
            match call(nodes[at % count], "POST", "/api/join", "", &joining).await.unwrap() {
                (404, _) => wrong += 1,
                (429, _) => {}
                other => panic!("{count} nodes, {at}: {other:?}"),
            }
        }
        // Thirty at once, and one every two seconds.
        let most = 30 + 1 + began.elapsed().as_secs() / 2;
        eprintln!("{count} nodes let {wrong} of 200 wrong codes through in {:?}", began.elapsed());
        assert!((30..=most).contains(&wrong), "{count} nodes let {wrong} through, {most} are allowed");
        for node in nodes {
            board.join(node, "Bob").await;
        }
        let_through.push(wrong);
    }
    assert!(let_through[1] <= let_through[0] + 2, "{let_through:?}");
}
