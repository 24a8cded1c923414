//! SYNC: what a y-websocket connection is told and what it may say.

use board::Actor;
use board::workshop::Command;
use bytes::Bytes;
use room::{Outgoing, protocol};
use yrs::updates::decoder::Decode;
use yrs::{ReadTxn, Transact};

use crate::support::{Client, Server, breathe, now_or_never, pass, person, presence};

#[tokio::test(start_paused = true)]
async fn sync_2_the_server_begins_with_what_it_has_and_who_is_here() {
    let server = Server::usual(2).await;
    let _ann = Client::connected(&server, person(0), 100).await;
    let session = server.room().await.connect(person(1)).await.unwrap();
    let Some(Outgoing::Frame(first)) = now_or_never(&session).await else { panic!("no frame") };
    let Ok(protocol::Message::Step1(vector)) = protocol::read(first) else { panic!("no SyncStep1") };
    let vector = yrs::StateVector::decode_v1(&vector).unwrap();
    assert!(vector.get(&yrs::ClientID::new(1)) > 0, "the server has written the board's bones");
    let Some(Outgoing::Frame(second)) = now_or_never(&session).await else { panic!("no frame") };
    let Ok(protocol::Message::Awareness(said)) = protocol::read(second) else { panic!("no presence") };
    assert_eq!(presence(&said).iter().map(|(client, ..)| *client).collect::<Vec<_>>(), [100]);
    assert_eq!(now_or_never(&session).await, None);
}

#[tokio::test(start_paused = true)]
async fn sync_3_a_syncstep1_is_answered_with_what_is_missing() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    assert_eq!(ann.synced, 1);
    assert_eq!(ann.json(), server.document().await);
    assert!(ann.json()["branches"]["people"].is_object());
    // Nothing is missing now: the answer comes all the same.
    let vector = { ann.doc.transact().state_vector() };
    ann.unsent.push_back(protocol::step1(&yrs::updates::encoder::Encode::encode_v1(&vector)));
    ann.settle().await;
    assert_eq!(ann.synced, 2);
}

#[tokio::test(start_paused = true)]
async fn sync_4_an_edit_reaches_everybody_and_comes_back_as_acknowledgement() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    ann.read(9).await;
    let before = ann.updates;
    ann.add("n1", "cold coffee");
    ann.settle().await;
    bob.settle().await;
    assert_eq!(ann.updates, before + 1);
    assert_eq!(bob.text_of("n1").unwrap(), "cold coffee");
    assert_eq!(bob.json()["attribution"]["n1"]["department"], "it");
    assert_eq!(bob.json(), server.document().await);
}

#[tokio::test(start_paused = true)]
async fn sync_5_nothing_is_visible_before_it_is_durable() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    bob.settle().await;
    server.faults.stall();
    ann.add("n1", "cold coffee");
    ann.flush(9).await;
    server.faults.waiting(1).await;
    // A newcomer asks for everything, a reader looks, a command is given: all wait for the disk.
    let room = server.room().await;
    let newcomer = tokio::spawn(async move { Client::connected(&server, person(0), 300).await });
    let looked = tokio::spawn({
        let room = room.clone();
        async move { room.read(|live| live.document_json()).await }
    });
    let commanded = tokio::spawn(async move { room.command(Actor::Facilitator, Command::Lock).await });
    pass(5_000).await;
    assert_eq!(bob.read(9).await, 0);
    assert!(!newcomer.is_finished() && !looked.is_finished() && !commanded.is_finished());
    newcomer.abort();
}

#[tokio::test(start_paused = true)]
async fn sync_5_what_waited_for_the_disk_is_told_once_it_is_there() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    server.faults.stall();
    ann.add("n1", "cold coffee");
    ann.flush(9).await;
    server.faults.waiting(1).await;
    for at in 0..30 {
        ann.type_into("n1", &format!(" {at}"));
        ann.flush(9).await;
        pass(20).await;
    }
    assert_eq!(bob.text_of("n1"), None);
    let before = bob.updates;
    server.faults.release();
    pass(100).await;
    bob.settle().await;
    assert_eq!(bob.text_of("n1"), ann.text_of("n1"));
    assert_eq!(bob.updates - before, 2, "what gathered meanwhile is one batch");
}

#[tokio::test(start_paused = true)]
async fn sync_6_a_refusal_is_a_denied_permission_and_the_connection_goes_on() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    server.command(Actor::Facilitator, Command::Lock).await;
    ann.settle().await;
    ann.add("n1", "too late");
    ann.settle().await;
    pass(50).await;
    ann.settle().await;
    assert_eq!(ann.refused.len(), 1);
    assert!(ann.refused[0].starts_with("locked: "), "{:?}", ann.refused);
    bob.settle().await;
    assert_eq!(bob.text_of("n1"), None);
    server.command(Actor::Facilitator, Command::Unlock).await;
    pass(50).await;
    ann.settle().await;
    assert_eq!(ann.json()["session"]["locked"], false, "it goes on reading");
    ann.type_into("n1", "!");
    ann.settle().await;
    pass(50).await;
    ann.settle().await;
    assert!(ann.refused[1].starts_with("gap: "), "{:?}", ann.refused);
    assert_eq!(ann.closed, None);
}

#[tokio::test(start_paused = true)]
async fn sync_7_a_gap_before_the_syncstep2_is_what_the_syncstep2_fills() {
    let server = Server::usual(1).await;
    let mut ann = Client::new(person(0), 100);
    ann.add("n1", "written offline");
    ann.connect(&server.room().await).await;
    // The provider sends what is typed now before it has heard the server's SyncStep1.
    ann.type_into("n1", ", and more");
    ann.settle().await;
    pass(50).await;
    ann.settle().await;
    assert_eq!(ann.refused, Vec::<String>::new());
    assert_eq!(server.document().await["notes"]["n1"]["text"], "written offline, and more");
    // Afterwards a gap is refused.
    let mut lost = Client::new(person(0), 101);
    lost.connect(&server.room().await).await;
    lost.settle().await;
    lost.add("n2", "never sent");
    lost.unsent.clear();
    lost.type_into("n2", "!");
    lost.settle().await;
    pass(50).await;
    lost.settle().await;
    assert!(lost.refused[0].starts_with("gap: "), "{:?}", lost.refused);
}

#[tokio::test(start_paused = true)]
async fn sync_8_the_projector_reads_and_never_writes() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut screen = Client::connected(&server, Actor::Projector, 200).await;
    ann.add("n1", "cold coffee");
    ann.settle().await;
    pass(50).await;
    screen.settle().await;
    assert_eq!(screen.text_of("n1").unwrap(), "cold coffee");
    assert_eq!(screen.refused, Vec::<String>::new(), "its empty SyncStep2 is nothing to refuse");
    screen.add("n2", "by the projector");
    screen.settle().await;
    pass(50).await;
    screen.settle().await;
    assert!(screen.refused[0].starts_with("read-only: "), "{:?}", screen.refused);
    assert!(server.document().await["notes"].get("n2").is_none());
}

#[tokio::test(start_paused = true)]
async fn sync_9_a_query_is_answered_with_everybodys_presence() {
    let server = Server::usual(2).await;
    let mut ann = Client::new(person(0), 100);
    ann.session = Some(server.room().await.connect(person(0)).await.unwrap());
    ann.unsent.push_back(protocol::query_awareness());
    ann.settle().await;
    assert!(ann.frames.contains(&Bytes::from_static(&[1, 1, 0])), "nobody is here, and it says so");
    let _bob = Client::connected(&server, person(1), 200).await;
    ann.here.clear();
    ann.unsent.push_back(protocol::query_awareness());
    ann.settle().await;
    assert!(ann.here.contains_key(&200));
}

#[tokio::test(start_paused = true)]
async fn sync_10_a_state_vector_that_is_none_is_refused() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let bad: &[&[u8]] = &[&[0x80, 0x80, 0x80, 0x80, 0x10], &[1], &[0xff; 9], &[1, 1, 1, 7]];
    for vector in bad {
        ann.unsent.push_back(protocol::step1(vector));
    }
    ann.settle().await;
    assert_eq!(ann.refused.len(), bad.len());
    assert!(ann.refused.iter().all(|why| why.starts_with("malformed: ")), "{:?}", ann.refused);
    breathe().await;
    assert_eq!(ann.closed, None);
}
