//! PRES: who is here.

use std::time::Duration;

use board::Actor;
use room::protocol;

use crate::support::{Client, Server, breathe, pass, person, speak};

#[tokio::test(start_paused = true)]
async fn pres_1_everybody_learns_who_comes_and_who_goes() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    pass(100).await;
    ann.settle().await;
    bob.settle().await;
    assert!(ann.here[&200].1.contains("p1"));
    assert!(bob.here[&100].1.contains("p0"));
    bob.disconnect();
    pass(100).await;
    ann.settle().await;
    assert_eq!(ann.here[&200].1, "null");
}

#[tokio::test(start_paused = true)]
async fn pres_2_nobody_speaks_for_another() {
    let server = Server::usual(3).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    bob.add("n1", "by bob, as client 200");
    bob.settle().await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let forged: &[(u64, u64, &str)] = &[
        (200, 99, "{}"),
        (200, 99, "null"),
        (1, 1, "{}"),
        (300, 1, r#"{"user":{"id":"p1"}}"#),
        (300, 1, r#"{"user":{"name":"Person 1"}}"#),
        (300, 1, r#"{"user":{"id":"p0","name":" Person 2 "}}"#),
    ];
    for (client, clock, json) in forged {
        // An honest entry in the same message does not help: it is refused whole.
        let honest = (100, 50, r#"{"user":{"id":"p0"}}"#.to_owned());
        ann.unsent.push_back(speak(&[honest, (*client, *clock, (*json).to_owned())]));
    }
    ann.settle().await;
    assert_eq!(ann.refused.len(), forged.len());
    assert!(ann.refused.iter().all(|why| why.starts_with("forged: ")), "{:?}", ann.refused);
    // Not even after Bob has gone.
    bob.disconnect();
    pass(100).await;
    ann.unsent.push_back(speak(&[(200, 500, "{}".into())]));
    ann.settle().await;
    assert_eq!(ann.refused.len(), forged.len() + 1);
    let mut watcher = Client::connected(&server, Actor::Facilitator, 400).await;
    pass(10_000).await;
    watcher.settle().await;
    assert!(watcher.here[&100].0 < 50 && !watcher.here.contains_key(&300), "{:?}", watcher.here);
}

#[tokio::test(start_paused = true)]
async fn pres_2_a_facilitator_does_not_pose_as_a_participant() {
    let server = Server::usual(1).await;
    let mut host = Client::connected(&server, Actor::Facilitator, 100).await;
    host.unsent.push_back(speak(&[(100, 9, r#"{"user":{"id":"p0","name":"Host"}}"#.into())]));
    host.unsent.push_back(speak(&[(100, 9, r#"{"user":{"id":"host","name":"Host"}}"#.into())]));
    host.settle().await;
    assert_eq!(host.refused.len(), 1);
    assert!(host.refused[0].starts_with("forged: "));
}

#[tokio::test(start_paused = true)]
async fn pres_15_the_wall_is_steered_by_facilitators_and_told_of_by_projectors() {
    const WALL: &str = r#"{"wall":{"view":"columns"}}"#;
    const SHOWS: &str = r#"{"shows":{"bone":"people"}}"#;
    let server = Server::usual(1).await;
    let mut refused = Vec::new();
    for (client, actor) in [(100, person(0)), (200, Actor::Facilitator), (300, Actor::Projector)] {
        let mut one = Client::connected(&server, actor, client).await;
        for (clock, said) in [(98, WALL), (99, SHOWS)] {
            one.refused.clear();
            one.unsent.push_back(speak(&[(client, clock, said.into())]));
            one.settle().await;
            refused.push(one.refused.iter().any(|why| why.starts_with("forged: ")));
        }
    }
    assert_eq!(refused, [true, true, false, true, true, false]);
}

#[tokio::test(start_paused = true)]
async fn pres_3_what_is_no_presence_is_refused() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let long = format!(r#"{{"x":"{}"}}"#, "y".repeat(8 * 1024));
    for (json, code) in
        [("{", "malformed"), ("nonsense", "malformed"), (r#"{"user":1}{"#, "malformed"), (&long, "too-long")]
    {
        ann.unsent.push_back(speak(&[(100, 90, json.into())]));
        ann.settle().await;
        assert!(ann.refused.last().unwrap().starts_with(code), "{json}: {:?}", ann.refused);
    }
    for bytes in [&[5u8][..], &[1, 1, 1], &[0, 0], &[0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 1]] {
        ann.unsent.push_back(protocol::awareness(bytes));
        ann.settle().await;
        assert!(ann.refused.last().unwrap().starts_with("malformed"), "{bytes:?}");
    }
    let twice = [(100, 90, "null".to_owned()), (100, 91, "{}".to_owned())];
    ann.unsent.push_back(speak(&twice));
    ann.settle().await;
    assert!(ann.refused.last().unwrap().starts_with("malformed"));
    let crowd: Vec<_> = (500..510).map(|client| (client, 1, "{}".to_owned())).collect();
    ann.unsent.push_back(speak(&crowd));
    ann.settle().await;
    assert!(ann.refused.last().unwrap().starts_with("too-many"));
}

#[tokio::test(start_paused = true)]
async fn pres_4_echoes_are_nothing_to_refuse_and_nothing_to_tell() {
    let server = Server::usual(3).await;
    let mut clients = vec![];
    for at in 0..3 {
        clients.push(Client::connected(&server, person(at), 100 + at as u64).await);
    }
    pass(200).await;
    for client in &mut clients {
        client.settle().await;
        client.frames.clear();
    }
    // All have echoed all by now; nobody is told anything because of it.
    pass(2_000).await;
    for client in &mut clients {
        client.settle().await;
        assert_eq!(client.frames.len(), 0);
        assert_eq!(client.refused, Vec::<String>::new());
        assert_eq!(client.here.len(), 2);
    }
    // The echo of somebody who has left brings nobody back.
    let ghost = clients.pop().unwrap();
    let last_words = speak(&[(102, 1, ghost.here.get(&101).unwrap().1.replace("p1", "p2"))]);
    drop(ghost);
    pass(100).await;
    clients[0].unsent.push_back(last_words);
    clients[0].settle().await;
    pass(100).await;
    clients[1].settle().await;
    assert_eq!(clients[1].here[&102].1, "null");
    assert_eq!(clients[0].refused, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn pres_5_moving_cursors_are_gathered_into_few_frames() {
    let server = Server::usual(20).await;
    let mut clients = vec![];
    for at in 0..20 {
        clients.push(Client::connected(&server, person(at), 100 + at as u64).await);
    }
    pass(500).await;
    for client in &mut clients {
        client.settle().await;
        client.frames.clear();
    }
    for _ in 0..100 {
        for client in &mut clients {
            client.say_presence();
            client.say_presence();
            client.say_presence();
            client.flush(9).await;
        }
        pass(10).await;
    }
    pass(500).await;
    for client in &mut clients {
        client.settle().await;
    }
    let frames = clients[0].frames.len();
    assert!((10..=32).contains(&frames), "{frames} frames for 6,000 moves in a second");
    for at in 1..19 {
        let client = 100 + at as u64;
        assert_eq!(clients[0].here[&client], clients[19].here[&client]);
    }
}

#[tokio::test(start_paused = true)]
async fn pres_6_whoever_is_idle_hears_something_before_y_websocket_gives_up() {
    let server = Server::usual(2).await;
    let silent = server.room().await.connect(person(0)).await.unwrap();
    while crate::support::now_or_never(&silent).await.is_some() {}
    for _ in 0..5 {
        let heard = tokio::time::timeout(Duration::from_secs(25), silent.next()).await;
        assert!(heard.is_ok(), "25 seconds of silence");
        while crate::support::now_or_never(&silent).await.is_some() {}
    }
}

#[tokio::test(start_paused = true)]
async fn pres_7_renewals_reach_the_others_in_time_and_together() {
    let server = Server::usual(10).await;
    let mut clients = vec![];
    for at in 0..10 {
        clients.push(Client::connected(&server, person(at), 100 + at as u64).await);
    }
    pass(1_000).await;
    for client in &mut clients {
        client.settle().await;
        client.frames.clear();
    }
    // Every client renews its unchanged state every 15 to 18 seconds, each at its own time.
    let mut heard: Vec<u64> = vec![0; 10];
    for second in 1..=180u64 {
        for (at, client) in clients.iter_mut().enumerate() {
            if (second + at as u64 * 2).is_multiple_of(18) {
                let (_, own) = (0, format!(r#"{{"user":{{"id":"p{at}"}},"clock":0}}"#));
                client.unsent.push_back(speak(&[(client.id, 100 + second, own)]));
            }
            client.settle().await;
        }
        pass(1_000).await;
        clients[0].settle().await;
        for at in 1..10 {
            let clock = clients[0].here[&(100 + at as u64)].0;
            if clock > 100 {
                let told = heard[at].max(clock);
                heard[at] = told;
                assert!(second.saturating_sub(told - 100) < 30, "client {at} would have been taken for gone");
            }
        }
    }
    let frames = clients[0].frames.len();
    assert!((15..=30).contains(&frames), "{frames} frames in three idle minutes");
}

#[tokio::test(start_paused = true)]
async fn pres_8_who_comes_back_is_seen_again() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    pass(100).await;
    ann.settle().await;
    // The provider repeats the same clock when it connects again.
    let repeat = |client: &Client| speak(&[(200, 1, client.here.get(&100).unwrap().1.replace("p0", "p1"))]);
    bob.settle().await;
    let same = repeat(&bob);
    // First while the old connection is still thought to be alive …
    let old = bob.session.take();
    bob.session = Some(server.room().await.connect(person(1)).await.unwrap());
    bob.unsent.push_back(same.clone());
    bob.settle().await;
    drop(old);
    pass(100).await;
    ann.settle().await;
    assert!(ann.here[&200].1.contains("p1"), "its presence moved to the new connection");
    // … then after everybody was told that he is gone.
    bob.disconnect();
    pass(100).await;
    ann.settle().await;
    assert_eq!(ann.here[&200].1, "null");
    bob.session = Some(server.room().await.connect(person(1)).await.unwrap());
    bob.unsent.push_back(same);
    bob.settle().await;
    pass(100).await;
    ann.settle().await;
    assert!(ann.here[&200].1.contains("p1"), "{:?}", ann.here);
    breathe().await;
}
