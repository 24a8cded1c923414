//! PIPE: the node that has a board open is gone, or hangs. Nobody waits for it.

use std::time::{Duration, Instant};

use client::Client;
use journal::Journal;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use yrs::StateVector;

use super::{Cluster, pipe::closed};
use crate::open::Made;

/// A node that has a board open and is what the test makes of it.
async fn owned_by(cluster: &Cluster, address: &str) -> Made {
    let made = cluster.nodes[0].make().await;
    let node = cluster.journal.node("lost", address);
    node.claim(&made.id).await.unwrap();
    made
}

/// The head of the next request that is not the question whether the node is there.
async fn asked(listener: &TcpListener) -> (TcpStream, String) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = vec![];
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        if !head.starts_with("GET /alive") {
            return (stream, head);
        }
    }
}

#[tokio::test]
async fn pipe_5_where_nobody_listens_any_more_everybody_is_told_to_try_again() {
    let cluster = Cluster::of(1).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let made = owned_by(&cluster, &address).await;
    let answer = cluster.nodes[0].get(&format!("/api/boards/{}", made.id), &made.facilitator).await;
    assert_eq!(answer.problem(), (503, "restarting".into()));
    let mut client = Client::default();
    client
        .connect(cluster.nodes[0].address, &made.id, &made.facilitator, StateVector::default())
        .await
        .unwrap();
    assert_eq!(closed(&mut client).await, Some(1012));
    // Once its time is over the board is anybody's.
    cluster.journal.faults().expire("lost");
    assert_eq!(cluster.nodes[0].state(&made).await["title"], "Test");
}

#[tokio::test]
async fn pipe_5_a_node_that_dies_in_the_middle_ends_what_it_carried() {
    let cluster = Cluster::of(1).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let made = owned_by(&cluster, &listener.local_addr().unwrap().to_string()).await;
    let upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
    // A whole frame (a query for presence), then nothing more; or half a frame.
    let whole: &[u8] = &[0x82, 1, 3];
    for (sent, code) in
        [(&[][..], Some(1012)), (whole, Some(1012)), (&whole[..2], None), (&[0x82, 126, 1][..], None)]
    {
        let dying = async {
            let (mut stream, head) = asked(&listener).await;
            assert!(head.to_lowercase().contains("upgrade: websocket"), "{head}");
            stream.write_all(upgraded.as_bytes()).await.unwrap();
            stream.write_all(sent).await.unwrap();
        };
        let client = async {
            let mut client = Client::default();
            let (node, known) = (cluster.nodes[0].address, StateVector::default());
            client.connect(node, &made.id, &made.facilitator, known).await.unwrap();
            closed(&mut client).await
        };
        assert_eq!(tokio::join!(dying, client).1, code, "after {sent:?}");
    }
    // An answer that breaks off is no whole answer.
    let dying = async {
        let (mut stream, _) = asked(&listener).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf").await.unwrap();
    };
    let path = format!("/api/boards/{}", made.id);
    let bearer = format!("Bearer {}", made.facilitator);
    let headers = [("Authorization", bearer.as_str())];
    let call = client::http::call(cluster.nodes[0].address, "GET", &path, &headers, b"");
    assert!(tokio::join!(dying, call).1.is_err());
}

#[tokio::test]
async fn pipe_5_a_node_that_hangs_is_given_up_after_a_few_seconds() {
    let cluster = Cluster::of(1).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let made = owned_by(&cluster, &listener.local_addr().unwrap().to_string()).await;
    let begun = Instant::now();
    let hanging = async {
        let (mut socket, _) = asked(&listener).await;
        let upgraded =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
        socket.write_all(upgraded.as_bytes()).await.unwrap();
        let (request, _) = asked(&listener).await;
        // It keeps its connections, and says nothing on them.
        let mut kept = vec![socket, request];
        loop {
            kept.push(listener.accept().await.unwrap().0);
        }
    };
    let waiting = async {
        let mut client = Client::default();
        let (node, known) = (cluster.nodes[0].address, StateVector::default());
        client.connect(node, &made.id, &made.facilitator, known).await.unwrap();
        let path = format!("/api/boards/{}", made.id);
        let answer = cluster.nodes[0].get(&path, &made.facilitator).await;
        assert_eq!(answer.problem(), (503, "restarting".into()));
        assert_eq!(closed(&mut client).await, Some(1012));
    };
    tokio::select! {
        () = waiting => {}
        () = hanging => {}
    }
    let took = begun.elapsed();
    assert!((Duration::from_secs(4)..Duration::from_secs(15)).contains(&took), "{took:?}");
}
