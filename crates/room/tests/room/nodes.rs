//! ROOM: several nodes on one journal. A board is open on one of them, and who is not the owner any more tells nobody
//! anything.

use board::Actor;
use board::workshop::Command;
use journal::{Fault, On};
use room::{OpenError, Settings};

use crate::support::{Client, Server, pass, person};

/// Two nodes, `a` and `b`, on one journal, which has a board with so many people.
async fn nodes(people: usize) -> [Server; 2] {
    let store = Server::usual(people).await;
    ["a", "b"].map(|name| {
        let journal = store.journal.node(name, &format!("http://{name}"));
        Server { journal, ..store.clone() }.again(Settings::default())
    })
}

/// Connects through the first of these nodes that has the board or gets it.
async fn connect(client: &mut Client, nodes: &[Server]) -> bool {
    for node in nodes {
        if let Ok(room) = node.rooms.open(&node.board).await {
            // One that ends meanwhile is asked again later.
            let Ok(session) = room.connect(client.actor.clone()).await else { return false };
            client.begin(session);
            client.settle().await;
            return client.session.is_some();
        }
    }
    false
}

async fn elsewhere(node: &Server) -> Option<String> {
    match node.rooms.open(&node.board).await {
        Err(OpenError::Elsewhere { address }) => Some(address),
        Ok(_) => None,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(start_paused = true)]
async fn room_31_a_board_is_open_on_one_node_until_that_one_gives_it_back() {
    let [a, b] = nodes(1).await;
    let mut ann = Client::connected(&a, person(0), 100).await;
    ann.add("n1", "cold coffee");
    ann.settle().await;
    assert_eq!(elsewhere(&b).await.as_deref(), Some("http://a"));
    // Deleting is the owner's, too; reading is anybody's.
    assert!(matches!(b.rooms.delete(&b.board).await, Err(OpenError::Elsewhere { .. })));
    assert_eq!(b.rooms.overview(&b.board).await, a.rooms.overview(&a.board).await);
    assert_eq!(b.replayed().await.document_json(), a.document().await);
    ann.disconnect();
    pass(30_000).await;
    assert_eq!(elsewhere(&b).await.as_deref(), Some("http://a"));
    pass(100_000).await;
    assert_eq!(a.rooms.count(), 0);
    let mut ann = Client::connected(&b, person(0), 101).await;
    assert_eq!(ann.notes(), ["n1"]);
    assert_eq!(elsewhere(&a).await.as_deref(), Some("http://b"));
    b.rooms.shutdown().await;
    ann.settle().await;
    assert_eq!((ann.closed, elsewhere(&a).await), (Some(1012), None));
}

#[tokio::test(start_paused = true)]
async fn room_31_a_board_that_does_not_open_is_nobodys() {
    let [a, b] = nodes(0).await;
    a.faults.fail(On::Read, 1, Fault::Storage);
    assert!(matches!(a.rooms.open(&a.board).await, Err(OpenError::Journal(_))));
    assert_eq!((elsewhere(&b).await, elsewhere(&a).await.as_deref()), (None, Some("http://b")));
}

#[tokio::test(start_paused = true)]
async fn room_32_an_owner_of_the_past_stores_nothing_and_tells_nothing() {
    let [a, b] = nodes(2).await;
    let mut ann = Client::connected(&a, person(0), 100).await;
    let mut ben = Client::connected(&a, person(1), 200).await;
    // The others take its node for dead, and it does not know.
    a.faults.expire("a");
    b.command(Actor::Facilitator, Command::Lock).await;
    let last = b.replayed().await.seq();
    ann.add("late", "after the lock");
    ann.settle().await;
    pass(100).await;
    ann.settle().await;
    ben.settle().await;
    assert_eq!((ann.closed, ben.closed), (Some(1012), Some(1012)));
    assert_eq!((ben.notes(), ben.refused.len(), ann.refused.len()), (vec![], 0, 0));
    assert_eq!(b.replayed().await.seq(), last);
    // A command of the past is answered with the failure, and the next one goes where the board is.
    a.faults.renew("a");
    assert_eq!(elsewhere(&a).await.as_deref(), Some("http://b"));
    // The edit is sent again and judged by who knows of the lock.
    assert!(connect(&mut ann, std::slice::from_ref(&b)).await);
    assert!(ann.refused.iter().any(|refused| refused.starts_with("locked")), "{:?}", ann.refused);
    assert_eq!(b.document().await["notes"], serde_json::json!({}));
}

#[tokio::test(start_paused = true)]
async fn room_32_a_command_to_an_owner_of_the_past_is_not_answered_with_ok() {
    let [a, b] = nodes(0).await;
    let room = a.room().await;
    a.faults.expire("a");
    b.room().await;
    let failed = room.command(Actor::Facilitator, Command::Lock).await;
    assert!(matches!(failed, Err(room::CommandError::Storage(_))), "{failed:?}");
    pass(10).await;
    assert!(room.is_closed());
    assert!(!b.replayed().await.state().locked);
}

#[tokio::test(start_paused = true)]
async fn room_32_who_cannot_renew_the_lease_ends_at_once() {
    let [a, b] = nodes(1).await;
    let mut ann = Client::connected(&a, person(0), 100).await;
    a.faults.give_up("b");
    pass(10).await;
    ann.settle().await;
    assert_eq!(ann.closed, None);
    a.faults.give_up("a");
    pass(10).await;
    ann.settle().await;
    assert_eq!((ann.closed, a.rooms.count()), (Some(1012), 0));
    assert!(matches!(a.rooms.open(&a.board).await, Err(OpenError::Journal(_))));
    a.faults.renew("b");
    assert_eq!(elsewhere(&b).await.as_deref(), Some("http://a"));
    a.faults.renew("a");
    assert_eq!(elsewhere(&a).await, None);
}

#[tokio::test(start_paused = true)]
async fn room_32_nobody_waits_for_a_shared_journal_for_longer_than_the_deadline() {
    let [a, b] = nodes(2).await;
    let mut ann = Client::connected(&a, person(0), 100).await;
    let mut ben = Client::connected(&a, person(1), 200).await;
    a.faults.stall();
    ann.add("n1", "cold coffee");
    ann.settle().await;
    pass(4_900).await;
    ben.settle().await;
    assert_eq!((ben.closed, ben.updates), (None, 0));
    pass(200).await;
    ann.settle().await;
    ben.settle().await;
    assert_eq!((ann.closed, ben.closed, ben.updates), (Some(1012), Some(1012), 0));
    // Whoever opens it next has it alone, also if the late append comes through after that.
    assert_eq!(elsewhere(&a).await, None);
    let before = b.replayed().await.seq();
    a.faults.release();
    pass(100).await;
    assert_eq!(b.replayed().await.seq(), before);
    assert!(connect(&mut ann, std::slice::from_ref(&a)).await);
    pass(100).await;
    assert_eq!(a.document().await, a.replayed().await.document_json());
    assert_eq!(a.replayed().await.document_json()["notes"]["n1"]["text"], "cold coffee");
    // Where one node has the journal alone, there is nobody to be in time for.
    let alone = Server::usual(1).await;
    let mut ann = Client::connected(&alone, person(0), 100).await;
    alone.faults.stall();
    ann.add("n1", "cold coffee");
    ann.settle().await;
    pass(60_000).await;
    alone.faults.release();
    pass(100).await;
    ann.settle().await;
    assert_eq!(
        (ann.closed, alone.document().await["notes"]["n1"]["text"].as_str()),
        (None, Some("cold coffee"))
    );
}

#[tokio::test(start_paused = true)]
async fn room_32_a_lease_that_ends_while_a_turn_is_recorded_ends_the_room_before_the_deadline() {
    let [a, _b] = nodes(1).await;
    let mut ann = Client::connected(&a, person(0), 100).await;
    a.faults.stall();
    ann.add("n1", "cold coffee");
    ann.settle().await;
    pass(1_000).await;
    a.faults.give_up("a");
    pass(10).await;
    ann.settle().await;
    assert_eq!(ann.closed, Some(1012));
    a.faults.release();
}

/// Random edits, lost leases, stalled and failing disks: honest clients end up with what the log says.
#[tokio::test(start_paused = true)]
async fn room_31_32_whatever_becomes_of_the_nodes_nothing_is_lost_and_nothing_is_doubled() {
    let first = std::env::var("ROOM_SEED").map_or(15, |seed| seed.parse().unwrap());
    let seeds: u64 = std::env::var("ROOM_SEEDS").map_or(30, |seeds| seeds.parse().unwrap());
    let mut owners = [0; 2];
    let mut ended = 0;
    for seed in first..first + seeds {
        println!("ROOM_SEED={seed}");
        let (who, closed) = play(fastrand::Rng::with_seed(seed)).await;
        owners[usize::from(who)] += 1;
        ended += closed;
    }
    assert!(owners.iter().all(|times| *times > 0), "trivial: {owners:?}");
    assert!(ended >= seeds, "trivial: {ended} were told to come back");
}

async fn play(mut random: fastrand::Rng) -> (bool, u64) {
    let nodes = nodes(4).await;
    let names = ["a", "b"];
    let faults = nodes[0].faults.clone();
    let mut clients: Vec<_> = (0..4).map(|at| Client::new(person(at), 100 + at as u64)).collect();
    let (mut made, mut ended) = (Vec::new(), 0);
    for step in 0..120 {
        let at = random.usize(..clients.len());
        let node = names[random.usize(..2)];
        match random.u8(..20) {
            0 => faults.expire(node),
            1 => faults.give_up(node),
            2..=4 => faults.renew(node),
            5 => faults.stall(),
            6 | 7 => faults.release(),
            8 => faults.fail(On::Append, 1, [Fault::Unsure, Fault::Storage, Fault::Full][random.usize(..3)]),
            9 => pass(random.u64(..6_000)).await,
            10 => clients[at].disconnect(),
            11 if random.bool() => pass(100_000).await,
            _ if clients[at].session.is_some() => {
                let id = format!("n{step}");
                clients[at].add(&id, &format!("what {at} says at {step}"));
                made.push(id);
            }
            _ => {
                let from = random.usize(..2);
                connect(&mut clients[at], &[nodes[from].clone(), nodes[1 - from].clone()]).await;
            }
        }
        pass(random.u64(..60)).await;
        for client in &mut clients {
            let was = client.session.is_some();
            client.settle().await;
            if was && client.session.is_none() {
                assert_eq!(client.closed, Some(1012));
                ended += 1;
            }
        }
    }
    faults.release();
    faults.relent(On::Append);
    names.iter().for_each(|name| faults.renew(name));
    for _ in 0..3 {
        for client in &mut clients {
            if client.session.is_none() {
                assert!(connect(client, &nodes).await);
            }
        }
        for _ in 0..3 {
            pass(3_000).await;
            for client in &mut clients {
                client.settle().await;
            }
        }
    }
    let owner = usize::from(nodes[0].rooms.count() == 0);
    let document = nodes[owner].document().await;
    assert_eq!(document, nodes[owner].replayed().await.document_json());
    let notes = document["notes"].as_object().unwrap();
    assert_eq!(notes.len(), made.len());
    assert!(made.iter().all(|id| notes.contains_key(id)));
    for client in &clients {
        assert_eq!(client.closed, None);
        assert!(client.refused.iter().all(|refused| refused.starts_with("storage")), "{:?}", client.refused);
        assert_eq!(client.json(), document);
    }
    (owner == 1, ended)
}

#[tokio::test(start_paused = true)]
async fn room_31_an_owner_opens_its_board_again_after_a_failure() {
    let [a, b] = nodes(1).await;
    let mut ann = Client::connected(&a, person(0), 100).await;
    a.faults.fail(On::Append, 1, Fault::Unsure);
    ann.add("n1", "cold coffee");
    ann.settle().await;
    pass(10).await;
    ann.settle().await;
    assert_eq!((ann.closed, elsewhere(&b).await.as_deref()), (Some(1012), Some("http://a")));
    assert!(connect(&mut ann, std::slice::from_ref(&a)).await);
    assert_eq!(a.document().await["notes"]["n1"]["text"], "cold coffee");
}
