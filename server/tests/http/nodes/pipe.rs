//! PIPE: a request for a board that another node has open.

use board::{Actor, NoteId};
use client::{Client, Heard, Lost};
use futures_util::future::join_all;
use journal::Journal;
use serde_json::json;
use yrs::{Map, MapPrelim, ReadTxn, StateVector, TextPrelim, Transact, TransactionMut, WriteTxn};

use super::{Cluster, handed_on};
use crate::open::{KEY, Made, Open};

pub fn note(txn: &mut TransactionMut, id: &str) {
    let notes = txn.get_or_insert_map("notes");
    let note = notes.insert(txn, id, MapPrelim::default());
    note.insert(txn, "text", TextPrelim::new("a cause"));
    note.insert(txn, "branch", "people");
    note.insert(txn, "order", "a0");
}

/// Reads until the document has a note.
pub async fn has(client: &mut Client, id: &str) {
    while client.value("notes", id).is_null() {
        client.hear().await.unwrap();
    }
}

pub async fn connected(node: &Open, made: &Made, token: &str) -> Client {
    let mut client = Client::default();
    client.connect(node.address, &made.id, token, StateVector::default()).await.unwrap();
    while !matches!(client.hear().await.unwrap(), Heard::All(_)) {}
    client
}

/// The close code of a connection that is to end.
pub async fn closed(client: &mut Client) -> Option<u16> {
    loop {
        if let Err(Lost(code)) = client.hear().await {
            return code;
        }
    }
}

#[tokio::test]
async fn pipe_1_any_node_answers_for_a_board_as_the_one_does_that_has_it_open() {
    let cluster = Cluster::of(2).await;
    let [a, b] = &cluster.nodes[..] else { panic!("two nodes") };
    let made = cluster.board_of(0).await;
    let path = format!("/api/boards/{}", made.id);
    let without_time = async |node: &Open| {
        let mut state = node.state(&made).await;
        state.as_object_mut().unwrap().remove("server_time");
        state
    };
    assert_eq!(without_time(a).await, without_time(b).await);
    // A code leads to the board from everywhere.
    let (token, person) = b.join(&made, "Anna", "it").await;
    let (other, _) = a.join(&made, "Bob", "sales").await;
    assert_eq!(b.get(&format!("/api/join/{}", made.code), "").await.json()["title"], "Test");
    assert_eq!(b.command(&made, &token, json!({ "do": "done" })).await.status, 200);
    assert_eq!(b.command(&made, &made.facilitator, json!({ "do": "lock" })).await.status, 200);
    assert_eq!(a.state(&made).await["locked"], true);
    // Refusals come back as they are.
    let lock = json!({ "do": "unlock" });
    assert_eq!(b.command(&made, &token, lock).await.problem().0, 403);
    assert_eq!(b.get(&path, "no token of this board").await.problem(), (401, "token-invalid".into()));
    assert_eq!(b.post(&format!("{path}/commands"), &token, &json!({ "do": "fly" })).await.status, 422);
    for format in ["json", "md", "csv", "svg"] {
        let file = format!("{path}/export/{format}");
        let (direct, piped) = (a.get(&file, &made.facilitator).await, b.get(&file, &made.facilitator).await);
        assert_eq!((direct.status, piped.status), (200, 200), "{format}");
        let named =
            |head: &str| head.lines().find(|line| line.starts_with("content-disposition")).map(str::to_owned);
        assert_eq!(named(&direct.head), named(&piped.head), "{format}");
        assert_eq!(direct.text.len(), piped.text.len(), "{format}");
    }
    // Somebody who is removed through one node is gone on the other.
    let remove = json!({ "do": "remove_participant", "participant": person });
    assert_eq!(b.command(&made, &made.facilitator, remove).await.status, 200);
    for node in [a, b] {
        assert_eq!(node.get(&path, &token).await.problem(), (403, "removed".into()));
        assert_eq!(node.get(&path, &other).await.status, 200);
    }
    // The lists of the host are the same from everywhere, and open nothing.
    for node in [a, b] {
        assert_eq!(node.get("/api/boards", KEY).await.json()[0]["id"], made.id.as_str());
    }
    assert!(handed_on(b).await > 10 && handed_on(a).await == 0);
    let bearer = format!("Bearer {}", made.facilitator);
    assert_eq!(b.call("DELETE", &path, &[("Authorization", &bearer)], b"").await.status, 204);
    for node in [a, b] {
        assert_eq!(node.get(&path, &made.facilitator).await.problem(), (404, "no-such-board".into()));
    }
}

#[tokio::test]
async fn pipe_1_a_websocket_through_another_node_is_as_good_as_one_that_is_not() {
    let cluster = Cluster::of(3).await;
    let [a, b, c] = &cluster.nodes[..] else { panic!("three nodes") };
    let made = cluster.board_of(0).await;
    let (anna, _) = a.join(&made, "Anna", "it").await;
    let (bob, person) = c.join(&made, "Bob", "sales").await;
    let mut direct = connected(a, &made, &anna).await;
    let mut piped = connected(b, &made, &bob).await;
    let mut facilitator = connected(c, &made, &made.facilitator).await;
    for round in 0..20 {
        piped.edit(|txn| note(txn, &format!("p{round}"))).await.unwrap();
        direct.edit(|txn| note(txn, &format!("d{round}"))).await.unwrap();
        for client in [&mut piped, &mut direct, &mut facilitator] {
            has(client, &format!("p{round}")).await;
            has(client, &format!("d{round}")).await;
        }
    }
    // A large edit comes whole.
    let words = "słowo ".repeat(150);
    piped
        .edit(|txn| {
            for at in 0..200 {
                let notes = txn.get_or_insert_map("notes");
                let note = notes.insert(txn, format!("l{at}"), MapPrelim::default());
                note.insert(txn, "text", TextPrelim::new(words.as_str()));
                note.insert(txn, "branch", "people");
                note.insert(txn, "order", "a0");
            }
        })
        .await
        .unwrap();
    has(&mut facilitator, "l199").await;
    assert_eq!(facilitator.doc.transact().state_vector().len(), {
        has(&mut direct, "l199").await;
        direct.doc.transact().state_vector().len()
    });
    // The owner knows whose each of them is: it was told the token.
    let log = cluster.journal.read(&made.id, 0).await.unwrap();
    let mut live = board::Live::new(made.id.as_str().into(), Default::default());
    for stored in log {
        live.replay(&board::Entry::decode(&stored.bytes).unwrap()).unwrap();
    }
    let owner = &live.state().owners.get(&NoteId::from("p0")).unwrap().actor;
    assert_eq!(*owner, Actor::Participant(person.as_str().into()));
    // Close codes come through.
    let remove = json!({ "do": "remove_participant", "participant": person });
    assert_eq!(a.command(&made, &made.facilitator, remove).await.status, 200);
    assert_eq!(closed(&mut piped).await, Some(4403));
    let mut stranger = Client::default();
    stranger.connect(b.address, &made.id, "no-token", StateVector::default()).await.unwrap();
    assert_eq!(closed(&mut stranger).await, Some(4401));
    let bearer = format!("Bearer {}", made.facilitator);
    let path = format!("/api/boards/{}", made.id);
    assert_eq!(b.call("DELETE", &path, &[("Authorization", &bearer)], b"").await.status, 204);
    assert_eq!(closed(&mut facilitator).await, Some(4404));
    assert_eq!(closed(&mut direct).await, Some(4404));
}

#[tokio::test]
async fn pipe_1_nodes_that_are_asked_for_a_board_at_once_open_it_once() {
    let cluster = Cluster::of(3).await;
    for round in 0..10 {
        let made = cluster.nodes[round % 3].make().await;
        let asked = cluster.nodes.iter().cycle().take(12).map(|node| async {
            let summon = json!({ "do": "summon", "branch": "people" });
            node.command(&made, &made.facilitator, summon).await.status
        });
        assert_eq!(join_all(asked).await, [200; 12]);
        let log = cluster.journal.read(&made.id, 0).await.unwrap();
        let numbers: Vec<u64> = log.iter().map(|stored| stored.seq).collect();
        assert_eq!(numbers, (1..=13).collect::<Vec<_>>(), "each call once");
    }
}

#[tokio::test]
async fn pipe_1_what_the_host_keeps_is_reached_from_every_node() {
    let cluster = Cluster::of(2).await;
    let [a, b] = &cluster.nodes[..] else { panic!("two nodes") };
    let made = cluster.board_of(0).await;
    // A template of a board that another node has open, made into a board by both.
    let saved = b.post("/api/saved-templates", KEY, &json!({ "board": made.id, "title": "Frame" })).await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    let id = saved.json()["id"].as_str().unwrap().to_owned();
    for node in [a, b] {
        let of_template =
            node.post(&format!("/api/saved-templates/{id}/boards"), KEY, &json!({ "title": "Again" })).await;
        assert_eq!(of_template.status, 201, "{}", of_template.text);
        let listed = node.get("/api/saved-templates", KEY).await.json();
        assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
        let copy = node.post(&format!("/api/boards/{}/duplicate", made.id), KEY, &json!({})).await;
        assert_eq!(copy.status, 201, "{}", copy.text);
    }
    // The next board is made once by one key, also if the answer is asked for elsewhere, and the next board is open there.
    let next = |node: &'static str| (node, format!("/api/boards/{}/next", made.id));
    let mut ids = vec![];
    for (name, path) in [next("b"), next("a"), next("b")] {
        let node = if name == "a" { a } else { b };
        let bearer = format!("Bearer {}", made.facilitator);
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", "one and the same"),
        ];
        let answer = node.call("POST", &path, &headers, b"{}").await;
        let next = answer.made();
        assert_eq!(b.get(&format!("/api/boards/{}", next.id), &next.facilitator).await.status, 200);
        ids.push(next.id);
    }
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let programme = b.get(&format!("/api/boards/{}/programme", made.id), KEY).await.json();
    assert_eq!(programme["boards"].as_array().unwrap().len(), 2);
    assert_eq!(
        b.call(
            "DELETE",
            &format!("/api/saved-templates/{id}"),
            &[("Authorization", &format!("Bearer {KEY}"))],
            b""
        )
        .await
        .status,
        204
    );
    assert_eq!(a.get("/api/saved-templates", KEY).await.json(), json!([]));
}
