//! PIPE: the door for the other nodes, and what a caller cannot make them believe.

use board::join_code;
use client::Client;
use serde_json::json;
use server::{Config, caller::ProxyHeader, pipe::Secret};
use yrs::StateVector;

use super::{Cluster, SECRET, pipe::closed};
use crate::open::KEY;

fn behind_a_proxy(config: Config) -> Config {
    Config { proxy_header: ProxyHeader::XForwardedFor, ..config }
}

#[tokio::test]
async fn pipe_4_whoever_does_not_show_the_secret_is_refused_at_the_door_for_nodes() {
    let cluster = Cluster::of(1).await;
    let made = cluster.board_of(0).await;
    let path = format!("/api/boards/{}", made.id);
    let bearer = format!("Bearer {}", made.facilitator);
    let other = Secret::new("another secret of enough characters").unwrap();
    let right = Secret::new(SECRET).unwrap();
    let sign = |secret: &Secret, method: &str, path: &str| {
        let proof = secret.sign([203, 0, 113, 9].into(), &method.parse().unwrap(), path);
        proof.to_str().unwrap().to_owned()
    };
    for (proof, path, status) in [
        (None, path.as_str(), 403),
        (Some("203.0.113.9 once signature".to_owned()), &path, 403),
        (Some(sign(&other, "GET", &path)), &path, 403),
        (Some(sign(&right, "POST", &path)), &path, 403),
        (Some(sign(&right, "GET", "/api/boards")), &path, 403),
        (Some(sign(&right, "GET", &path)), &path, 200),
        // Also what needs no token outside.
        (None, "/healthz", 403),
        (None, "/alive", 403),
        (Some(sign(&right, "GET", "/alive")), "/alive", 200),
    ] {
        let mut headers = vec![("Authorization", bearer.as_str())];
        headers.extend(proof.as_deref().map(|proof| ("Herringbone-Piped", proof)));
        let answer = client::http::call(cluster.inside[0], "GET", path, &headers, b"").await.unwrap();
        assert_eq!(answer.status, status, "{path} {proof:?}");
    }
    assert_eq!(cluster.nodes[0].get("/alive", "").await.status, 404, "only inside");
}

#[tokio::test]
async fn pipe_4_a_node_with_another_secret_is_told_so_and_its_clients_to_try_again() {
    let mut cluster = Cluster::of(1).await;
    let made = cluster.board_of(0).await;
    cluster.add("a secret that is another one", |config| config).await;
    let answer = cluster.nodes[1].get(&format!("/api/boards/{}", made.id), &made.facilitator).await;
    assert_eq!(answer.problem(), (503, "restarting".into()));
    assert!(answer.head.contains("retry-after: 1"), "{}", answer.head);
    assert_eq!(
        cluster.nodes[0].get(&format!("/api/boards/{}", made.id), &made.facilitator).await.status,
        200
    );
}

#[tokio::test]
async fn pipe_4_attempts_are_counted_where_they_come_from_whatever_a_caller_writes() {
    let cluster = Cluster::with(2, behind_a_proxy).await;
    let made = cluster.board_of(0).await;
    let path = format!("/api/boards/{}", made.id);
    // The owner judges the key, and it knows only from the other node where it comes from.
    let forged = Secret::new("made up by somebody outside").unwrap();
    let forged = forged.sign([198, 51, 100, 7].into(), &"DELETE".parse().unwrap(), &path);
    let forged = forged.to_str().unwrap();
    let delete = async |address: &str, key: &str| {
        let bearer = format!("Bearer {key}");
        let headers = [
            ("Authorization", bearer.as_str()),
            ("X-Forwarded-For", address),
            ("Herringbone-Piped", forged),
            ("Herringbone-Known", "AAAAAAAAAAAAAAAAAAAAAA"),
        ];
        cluster.nodes[1].call("DELETE", &path, &headers, b"").await.status
    };
    for at in 0..31 {
        assert_eq!(delete("198.51.100.1, 203.0.113.5", &format!("wrong key {at}")).await, 401);
    }
    // So the owner counts them there, and not to the other node.
    let wrong = async |address: &str| {
        let headers = [("Authorization", "Bearer a wrong key"), ("X-Forwarded-For", address)];
        cluster.nodes[0].call("GET", "/api/boards", &headers, b"").await.status
    };
    assert_eq!(wrong("203.0.113.5").await, 429);
    for address in ["203.0.113.6", "198.51.100.1", "198.51.100.7", "127.0.0.1"] {
        assert_eq!(wrong(address).await, 401, "{address}");
    }
    assert_eq!(delete("203.0.113.5", KEY).await, 204, "the right key is taken at any time");
}

#[tokio::test]
async fn pipe_3_a_request_is_handed_on_once() {
    let cluster = Cluster::of(2).await;
    let made = cluster.nodes[0].make().await;
    // The owner is said to be where the second node is, so each of both would hand on to the second for ever.
    let elsewhere = cluster.journal.node("ghost", &cluster.inside[1].to_string());
    journal::Journal::claim(&elsewhere, &made.id).await.unwrap();
    let path = format!("/api/boards/{}", made.id);
    for node in &cluster.nodes {
        let answer = node.get(&path, &made.facilitator).await;
        assert_eq!(answer.problem(), (503, "restarting".into()));
        assert!(answer.head.contains("retry-after: 1"), "{}", answer.head);
        let joining = json!({ "code": made.code, "name": "Anna", "department": "it" });
        assert_eq!(node.post("/api/join", "", &joining).await.status, 503);
        let mut client = Client::default();
        client.connect(node.address, &made.id, &made.facilitator, StateVector::default()).await.unwrap();
        assert_eq!(closed(&mut client).await, Some(1012));
    }
    assert!(join_code::read(&made.code).is_some());
}
