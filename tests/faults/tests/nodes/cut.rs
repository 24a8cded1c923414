//! The way from a node to the database is cut, and the way from node to node.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use client::http;
use faults::{Board, Client, Lost, Way, converge, until};
use serde_json::json;

use crate::cluster::{BACK, nothing_missing};
use crate::database;
use crate::linked::Linked;

/// Gives a command through a node again and again until it is told to stop: what was answered, and when.
async fn commands(
    node: SocketAddr,
    board: Board,
    since: Instant,
    until_so: Arc<AtomicBool>,
) -> Vec<(Duration, u16)> {
    let mut answers = vec![];
    let summon = json!({ "do": "summon", "branch": "people" });
    let mut pace = tokio::time::interval(Duration::from_millis(100));
    while !until_so.load(SeqCst) {
        pace.tick().await;
        let (status, _) = board.command(node, &summon).await.unwrap();
        answers.push((since.elapsed(), status));
    }
    answers
}

/// Listens to the end, and says when that was, counted from here on.
async fn lost(mut person: Client, since: Instant) -> (Client, Duration) {
    assert_eq!(person.listen_until_lost().await, Lost(Some(1012)));
    (person, since.elapsed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn room_32_an_owner_that_is_cut_from_the_database_tells_nobody_anything_until_another_has_taken_over() {
    let Some(database) = database::server() else { return };
    for way in [Way::Silent, Way::Cut] {
        let cluster = Linked::of(3, database).await;
        let nodes = cluster.addresses();
        let board = cluster.board_of(0).await;
        let mut people = vec![];
        for at in 0..6 {
            people.push(Client::join(nodes[at % 3], &board, &format!("p{at}")).await);
        }
        for _ in 0..20 {
            for person in &mut people {
                person.type_on().await.unwrap();
            }
        }
        let before = converge(&mut people).await;
        assert_eq!(nothing_missing(&before, &before), 120);

        cluster.to_database[0].set(way);
        let cut = Instant::now();
        // They go on typing, and a command is given through each node.
        for person in &mut people {
            person.type_on().await.unwrap();
        }
        let (healed, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let of_owner = tokio::spawn(commands(nodes[0], board.clone(), cut, Arc::clone(&healed)));
        let of_others = tokio::spawn(commands(nodes[1], board.clone(), cut, Arc::clone(&done)));
        let ends: Vec<_> = people.drain(..).map(|person| tokio::spawn(lost(person, cut))).collect();
        let mut told_to_go = Duration::ZERO;
        for end in ends {
            let (person, after) = end.await.unwrap();
            assert_eq!(person.was_told(), before, "{way:?}: told what is not durable");
            assert!(
                Duration::from_millis(2_500) < after && after < Duration::from_millis(5_600),
                "{way:?}: 1012 after {after:?}"
            );
            told_to_go = told_to_go.max(after);
            people.push(person);
        }
        for person in &mut people {
            until("somebody comes back", async { while person.connect(nodes[1], &board).await.is_err() {} })
                .await;
        }
        let back = cut.elapsed();
        assert_eq!(cluster.owner(&board), Some(1));
        let all = converge(&mut people).await;
        assert_eq!(
            nothing_missing(&all, &all),
            126,
            "{way:?}: what was typed meanwhile comes with its authors"
        );
        done.store(true, SeqCst);
        let of_others = of_others.await.unwrap();
        let taken = of_others.iter().find(|(_, status)| *status == 200).unwrap().0;
        eprintln!(
            "{way:?}: 1012 until {told_to_go:?}, another answers after {taken:?}, all back after {back:?}"
        );
        assert!(told_to_go < taken, "{way:?}: two owners at once");
        assert!(back < BACK, "{way:?}: {back:?}");
        let refused = of_others.iter().take_while(|(_, status)| *status == 503).count();
        assert!(
            refused > 0 && of_others[refused..].iter().all(|(_, status)| *status == 200),
            "{of_others:?}"
        );

        // As long as it is cut off, the former owner answers nothing else. Then it is a node again, and carries.
        let mut watcher = people.pop().unwrap();
        healed.store(true, SeqCst);
        let of_owner = of_owner.await.unwrap();
        assert!(of_owner.iter().all(|(_, status)| *status == 503), "{way:?}: {of_owner:?}");
        cluster.to_database[0].set(Way::Open);
        until("it is a node again", async { while watcher.connect(nodes[0], &board).await.is_err() {} })
            .await;
        people.push(watcher);
        assert_eq!(converge(&mut people).await, all, "{way:?}: nothing of the former owner's came late");
        assert_eq!(cluster.owner(&board), Some(1));
    }
}

/// Listens to the end, comes by another node that cannot reach the owner either, and then by the owner.
async fn misrouted(
    person: Client,
    board: Board,
    nodes: Vec<SocketAddr>,
    since: Instant,
) -> (Client, Duration, Duration) {
    let (mut person, told_to_go) = lost(person, since).await;
    assert_eq!(person.connect(nodes[1], &board).await, Err(Lost(Some(1012))));
    person.connect(nodes[0], &board).await.unwrap();
    (person, told_to_go, since.elapsed())
}

/// Types, and hears it, until it is told to stop.
async fn types_on(mut person: Client, stop: Arc<AtomicBool>) -> Client {
    while !stop.load(SeqCst) {
        person.type_on().await.unwrap();
        person.hear().await.unwrap();
    }
    person
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipe_5_who_is_carried_over_a_cut_way_is_told_so_and_succeeds_at_the_owner_which_stays_the_only_one()
{
    let Some(database) = database::server() else { return };
    let cluster = Linked::of(3, database).await;
    let nodes = cluster.addresses();
    let board = cluster.board_of(0).await;
    let (mut direct, mut carried) = (vec![], vec![]);
    for at in 0..6 {
        let person = Client::join(nodes[at % 3], &board, &format!("p{at}")).await;
        if at % 3 == 0 { direct.push(person) } else { carried.push(person) }
    }
    let epoch = cluster.epoch(&board);
    let path = format!("/api/boards/{}", board.id);
    for way in [Way::Silent, Way::Cut] {
        let stop = Arc::new(AtomicBool::new(false));
        let typing: Vec<_> =
            direct.drain(..).map(|person| tokio::spawn(types_on(person, Arc::clone(&stop)))).collect();
        for person in &mut carried {
            person.type_on().await.unwrap();
        }
        cluster.to_node[0].set(way);
        let cut = Instant::now();
        for person in &mut carried {
            person.type_on().await.unwrap();
        }
        let back = |person| tokio::spawn(misrouted(person, board.clone(), nodes.clone(), cut));
        let backs: Vec<_> = carried.drain(..).map(back).collect();
        let (mut told_to_go, mut longest) = (Duration::ZERO, Duration::ZERO);
        for back in backs {
            let (person, lost, back) = back.await.unwrap();
            (told_to_go, longest) = (told_to_go.max(lost), longest.max(back));
            carried.push(person);
        }
        for node in &nodes[1..] {
            let answer = http::call_json(*node, "GET", &path, &board.facilitator, None).await.unwrap();
            assert_eq!(answer.status, 503, "{way:?}: {}", answer.text());
            assert!(answer.head.contains("retry-after: "), "{way:?}: {}", answer.head);
        }
        eprintln!("{way:?} between nodes: 1012 until {told_to_go:?}, everybody was back within {longest:?}");
        assert!(longest < BACK, "{way:?}: {longest:?}");
        stop.store(true, SeqCst);
        for task in typing {
            direct.push(task.await.unwrap());
        }
        assert_eq!((cluster.owner(&board), cluster.epoch(&board)), (Some(0), epoch), "{way:?}");
        cluster.to_node[0].set(Way::Open);
        direct.append(&mut carried);
        let all = converge(&mut direct).await;
        // Those who were carried are carried again.
        for (at, mut person) in std::mem::take(&mut direct).into_iter().enumerate() {
            if at >= 2 {
                let node = nodes[1 + at % 2];
                until("it is carried", async { while person.connect(node, &board).await.is_err() {} }).await;
                assert_eq!(person.was_told_now().await, all, "{way:?}");
                carried.push(person);
            } else {
                direct.push(person);
            }
        }
    }
    assert_eq!(cluster.epoch(&board), epoch, "nobody else ever claimed it");
}
