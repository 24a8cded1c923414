//! PRES: what presence may take, and what is answered to who asks.

use board::Actor;
use room::{PresenceLimits, Settings, protocol};
use yrs::updates::encoder::Encode;
use yrs::{ReadTxn, Transact};

use crate::support::{Client, Server, breathe, pass, person, speak};

/// A state of so many bytes.
fn state(length: usize) -> String {
    format!(r#"{{"x":"{}"}}"#, "y".repeat(length - 8))
}

/// The lengths of the frames of presence that a client got, the largest first.
fn presence_frames(client: &Client) -> Vec<usize> {
    let mut lengths: Vec<usize> =
        client.frames.iter().filter(|frame| frame.starts_with(&[1])).map(bytes::Bytes::len).collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths
}

#[tokio::test(start_paused = true)]
async fn pres_9_a_crowds_presence_comes_in_small_frames_and_their_echo_closes_nobody() {
    const PEOPLE: usize = 300;
    let server = Server::usual(PEOPLE).await;
    let mut clients = vec![];
    for at in 0..PEOPLE {
        let mut client = Client::connected(&server, person(at), 1_000 + at as u64).await;
        client.unsent.push_back(speak(&[(client.id, 50, state(400))]));
        client.flush(9).await;
        clients.push(client);
    }
    // Everybody's news in one moment, and whoever comes later is told all at once.
    let mut late = Client::connected(&server, Actor::Projector, 999).await;
    for _ in 0..5 {
        pass(1_000).await;
        for client in clients.iter_mut().chain([&mut late]) {
            client.settle().await;
        }
    }
    let most = 32 * 1024;
    for client in clients.iter().chain([&late]) {
        assert_eq!((client.closed, &client.refused[..]), (None, &[][..]), "{:?}", client.actor);
        assert!(presence_frames(client)[0] <= most, "{:?}", presence_frames(client)[0]);
    }
    assert_eq!(late.here.values().filter(|(clock, _)| *clock == 50).count(), PEOPLE);
    assert!(presence_frames(&late).iter().take(3).sum::<usize>() > 64 * 1024, "not trivial");
    // Who asks is told in small frames, too, and so is who fell behind.
    late.frames.clear();
    late.here.clear();
    late.unsent.push_back(protocol::query_awareness());
    late.settle().await;
    assert!(late.here.len() >= PEOPLE && presence_frames(&late)[0] <= most);
}

#[tokio::test(start_paused = true)]
async fn pres_10_one_person_shows_a_few_clients_and_a_few_bytes_over_all_connections() {
    let server = Server::usual(2).await;
    let mut bob = Client::connected(&server, person(1), 1).await;
    let mut connections = vec![];
    for at in 0..10u64 {
        let mut client = Client::new(person(0), 100 + 10 * at);
        client.session = Some(server.room().await.connect(person(0)).await.unwrap());
        // Four clients each, together with as much as each may say.
        for id in 0..4 {
            client.unsent.push_back(speak(&[(100 + 10 * at + id, 1, state(7_900))]));
        }
        client.settle().await;
        pass(500).await;
        bob.settle().await;
        connections.push(client);
    }
    let shown = || bob.here.values().filter(|(_, json)| json.contains("yyy")).map(|(_, json)| json.len());
    assert!(shown().count() >= 1 && shown().sum::<usize>() <= 16 * 1024);
    assert!(connections[9].refused.iter().all(|why| why.starts_with("too-many: ")));
    assert_eq!(connections[9].refused.len(), 4);
    assert_eq!(bob.closed, None);
    drop(connections);
    pass(500).await;
    // Clients that were here lately count as well: saying a new one over and over fills nothing.
    let mut churn = Client::new(person(0), 5_000);
    churn.session = Some(server.room().await.connect(person(0)).await.unwrap());
    let mut accepted = 0;
    for id in 0..200u64 {
        if churn.session.is_none() {
            churn.session = Some(server.room().await.connect(person(0)).await.unwrap());
        }
        let before = churn.refused.len();
        churn.unsent.push_back(speak(&[(5_000 + id, 1, "{}".into())]));
        churn.unsent.push_back(speak(&[(5_000 + id, 2, "null".into())]));
        churn.settle().await;
        accepted += usize::from(churn.refused.len() == before && churn.closed.is_none());
    }
    assert!((1..=32).contains(&accepted), "{accepted}");
    // A while later there is room again.
    pass(400_000).await;
    let mut later = Client::connected(&server, person(0), 9_000).await;
    later.settle().await;
    assert_eq!(later.refused, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn pres_11_who_fills_the_rooms_presence_keeps_nobody_else_from_being_seen() {
    const MANY: usize = 20;
    let server = Server::usual(MANY + 1).await;
    let mut greedy = vec![];
    let (mut taken, mut refused) = (0, 0);
    for at in 0..MANY {
        let mut client = Client::new(person(at), 100 + at as u64);
        client.session = Some(server.room().await.connect(person(at)).await.unwrap());
        client.unsent.push_back(speak(&[(client.id, 1, state(8_000))]));
        client.settle().await;
        taken += 8_000 * (1 - client.refused.len());
        refused += client.refused.len();
        greedy.push(client);
    }
    assert!(taken <= 64 * 1024 + MANY * 512 && refused > 5, "{taken} {refused}");
    // Filled to the brim.
    for id in 0..4 {
        greedy[id].unsent.push_back(speak(&[(9_000 + id as u64, 1, state(1_000 >> id))]));
        greedy[id].settle().await;
    }
    let mut ann = Client::connected(&server, person(MANY), 500).await;
    let named = format!(r#"{{"user":{{"id":"p{MANY}","name":"Person {MANY}"}},"at":"{}"}}"#, "n".repeat(300));
    ann.unsent.push_back(speak(&[(500, 9, named.clone())]));
    ann.settle().await;
    assert_eq!(ann.refused, Vec::<String>::new());
    pass(600).await;
    greedy[0].settle().await;
    assert_eq!(greedy[0].here[&500], (9, named));
    // Saying less is always possible, and makes room.
    greedy[0].unsent.push_back(speak(&[(100, 2, "{}".into())]));
    greedy[0].settle().await;
    let last = greedy.last_mut().unwrap();
    last.unsent.push_back(speak(&[(last.id, 2, state(8_000))]));
    last.settle().await;
    assert!(last.refused.len() <= 1, "only the first time");
}

#[tokio::test(start_paused = true)]
async fn pres_4_whoever_was_frozen_for_minutes_echoes_the_long_gone_and_stays() {
    let server = Server::usual(40).await;
    let mut frozen = Client::connected(&server, person(0), 100).await;
    for at in 1..40 {
        let mut client = Client::connected(&server, person(at), 100 + at as u64).await;
        pass(600).await;
        client.settle().await;
        client.disconnect();
        pass(600).await;
    }
    pass(1_000_000).await;
    // It reads now what came meanwhile, and says it all back.
    frozen.settle().await;
    assert!(frozen.here.len() > 30, "not trivial");
    assert_eq!(frozen.closed, None, "{:?}", frozen.refused);
    pass(20_000).await;
    let mut ann = Client::connected(&server, person(1), 900).await;
    ann.settle().await;
    assert!(ann.here.iter().all(|(client, (_, json))| *client == 100 || json == "null"), "{:?}", ann.here);
}

#[tokio::test(start_paused = true)]
async fn pres_12_of_somebody_who_changes_more_than_is_told_the_last_word_is_told_later() {
    let limits = PresenceLimits::default();
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    pass(2_000).await;
    bob.settle().await;
    bob.frames.clear();
    // A large state that changes all the time, for half a minute.
    for clock in 0..600u64 {
        let state = format!(r#"{{"at":{clock},"x":"{}"}}"#, "y".repeat(6_000));
        ann.unsent.push_back(speak(&[(100, 10 + clock, state)]));
        ann.settle().await;
        pass(50).await;
        bob.settle().await;
    }
    let told: usize = presence_frames(&bob).iter().sum();
    let most = limits.bytes_per_person + 30 * limits.told_per_second;
    assert!(told <= most + 10_000 && told > most / 2, "{told} bytes of 3.6 MB, and {most} are to be told");
    pass(2_000).await;
    bob.settle().await;
    assert_eq!(bob.here[&100].0, 10 + 599, "the last word is told");
    assert_eq!((ann.refused.len(), ann.closed, bob.closed), (0, None, None));
    // Small ones are told as they come, and nobody else waits.
    bob.frames.clear();
    for clock in 0..100u64 {
        bob.unsent.push_back(speak(&[(200, 10 + clock, format!(r#"{{"at":{clock}}}"#))]));
        bob.settle().await;
        pass(60).await;
        ann.settle().await;
        assert_eq!(ann.here[&200].0, 10 + clock);
    }
}

/// Asks until it is hung up on; how many bytes it asked and was answered.
async fn ask(server: &Server, question: bytes::Bytes, most: usize) -> (usize, usize, Option<u16>) {
    let mut client = Client::connected(server, person(0), 100).await;
    pass(100).await;
    client.settle().await;
    client.frames.clear();
    let mut asked = 0;
    for _ in 0..most {
        client.unsent.push_back(question.clone());
        client.settle().await;
        if client.closed.is_some() {
            break;
        }
        asked += question.len();
    }
    (asked, client.frames.iter().map(bytes::Bytes::len).sum(), client.closed)
}

#[tokio::test(start_paused = true)]
async fn sync_11_asking_over_and_over_wears_patience_out_by_what_is_answered() {
    const PEOPLE: usize = 200;
    let server = Server::usual(PEOPLE).await;
    let mut crowd = vec![];
    for at in 1..PEOPLE {
        let mut client = Client::connected(&server, person(at), 1_000 + at as u64).await;
        client.unsent.push_back(speak(&[(client.id, 50, state(400))]));
        client.add(&format!("n{at}"), &"cold coffee ".repeat(60));
        client.settle().await;
        crowd.push(client);
    }
    pass(1_000).await;
    let settings = Settings::default();
    let quarters = settings.refusals_burst as usize * 4;
    let part = settings.answers.kib_per_quarter as usize * 1024;
    for (name, question) in [("presence", protocol::query_awareness()), ("document", protocol::step1(&[0]))] {
        let (asked, answered, closed) = ask(&server, question, 10_000).await;
        println!("{name}: {asked} bytes asked, {answered} answered");
        assert_eq!(closed, Some(4429), "{name}");
        assert!(answered > 80_000 && answered <= (quarters + 1) * part + 400_000, "{name}: {answered}");
        pass(60_000).await;
    }
    // Whoever asks now and then, as y-websocket's `resyncInterval` does, is answered for ever.
    let mut calm = Client::connected(&server, person(0), 100).await;
    for round in 0..200 {
        let vector = { calm.doc.transact().state_vector().encode_v1() };
        calm.unsent.push_back(protocol::step1(&vector));
        calm.settle().await;
        assert_eq!((calm.closed, calm.synced), (None, round + 2));
        pass(1_000).await;
    }
}

#[tokio::test(start_paused = true)]
async fn sync_11_connecting_again_and_again_is_asking_too() {
    const PEOPLE: usize = 100;
    let mut settings = Settings::default();
    settings.answers.burst_kib = 2_000;
    settings.answers.kib_per_second = 100;
    let server = Server::start(PEOPLE, settings).await;
    let mut crowd = vec![];
    for at in 1..PEOPLE {
        let mut client = Client::connected(&server, person(at), 1_000 + at as u64).await;
        client.add(&format!("n{at}"), &"cold coffee ".repeat(60));
        client.settle().await;
        crowd.push(client);
    }
    pass(1_000).await;
    let mut answered = 0;
    let mut connected = 0;
    for _ in 0..500 {
        let Ok(session) = server.room().await.connect(person(0)).await else { continue };
        connected += 1;
        session.send(protocol::step1(&[0])).await;
        breathe().await;
        while let Some(room::Outgoing::Frame(frame)) = crate::support::now_or_never(&session).await {
            answered += frame.len();
        }
    }
    assert!(connected > 10 && answered <= 2_100 * 1024, "{connected} connections, {answered} bytes");
    // Nobody else pays for it, and a minute later it is forgiven.
    let other = Client::connected(&server, person(1), 2_000).await;
    assert_eq!((other.closed, other.synced), (None, 1));
    pass(60_000).await;
    let again = Client::connected(&server, person(0), 2_001).await;
    assert_eq!((again.closed, again.synced), (None, 1));
}

#[tokio::test(start_paused = true)]
async fn pres_9_a_frame_of_presence_is_small_enough_for_the_longest_echo() {
    // A server with small frames has smaller ones of presence.
    let mut settings = Settings::default();
    settings.limits.frame = 20_000;
    settings.limits.awareness = 1_000;
    let server = Server::start(30, settings).await;
    let mut clients = vec![];
    for at in 0..30 {
        let mut client = Client::connected(&server, person(at), 1_000 + at as u64).await;
        client.unsent.push_back(speak(&[(client.id, 50, state(900))]));
        client.settle().await;
        clients.push(client);
    }
    let mut late = Client::connected(&server, Actor::Projector, 999).await;
    pass(1_000).await;
    late.settle().await;
    assert_eq!(late.here.values().filter(|(clock, _)| *clock == 50).count(), 30);
    for frame in late.frames.iter().filter(|frame| frame.starts_with(&[1])) {
        assert!(frame.len() <= 4_000);
    }
}
