//! Ten people cast, change and withdraw dots while the ballot closes by its deadline: what was answered with 200 is
//! the tally, and nothing after it counts, also with a kill −9 in the middle.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faults::{Board, Server, call, until};
use serde_json::{Value, json};
use tokio::sync::watch;

const PEOPLE: usize = 10;
const NOTES: usize = 5;
const DOTS: u64 = 6;
const PER_NOTE: u64 = 4;

type Dots = BTreeMap<String, u64>;

/// Somebody who votes, and what of it the server said to have counted.
struct Voter {
    board: Board,
    token: String,
    random: fastrand::Rng,
    counted: Dots,
    answered: Arc<AtomicUsize>,
    /// How often a cast went over the budget.
    over: usize,
}

impl Voter {
    /// Casts until the ballot is closed. The server may be another one after a kill.
    async fn vote(mut self, notes: Arc<Vec<String>>, mut server: watch::Receiver<SocketAddr>) -> Self {
        loop {
            let (note, dots) = (&notes[self.random.usize(..NOTES)], self.random.u64(..=PER_NOTE));
            let address = *server.borrow_and_update();
            match self.cast(address, note, dots).await {
                Some((200, _)) => {
                    self.put(note, dots);
                    self.answered.fetch_add(1, Ordering::Relaxed);
                }
                Some((409, answer)) if answer["code"] == "over-budget" => self.over += 1,
                Some((409, answer)) if answer["code"] == "not-now" => return self,
                Some(other) => panic!("{other:?}"),
                None => {
                    until("another server", server.changed()).await.unwrap();
                    let address = *server.borrow();
                    let there = self.ballot(address).await;
                    // The last one may have counted although its answer was lost; nothing else may differ.
                    if there != self.counted {
                        self.put(note, dots);
                        assert_eq!(there, self.counted);
                    }
                }
            }
        }
    }

    fn put(&mut self, note: &str, dots: u64) {
        match dots {
            0 => self.counted.remove(note),
            dots => self.counted.insert(note.to_owned(), dots),
        };
        assert!(self.counted.values().sum::<u64>() <= DOTS, "over the budget, and answered with 200");
    }

    async fn cast(&self, server: SocketAddr, note: &str, dots: u64) -> Option<(u16, Value)> {
        let path = format!("/api/boards/{}/commands", self.board.id);
        call(server, "POST", &path, &self.token, &json!({ "do": "cast", "note": note, "dots": dots })).await
    }

    async fn ballot(&self, server: SocketAddr) -> Dots {
        let path = format!("/api/boards/{}/ballot", self.board.id);
        let (status, ballot) = call(server, "GET", &path, &self.token, &Value::Null).await.unwrap();
        assert_eq!(status, 200, "{ballot}");
        serde_json::from_value(ballot["vote"]["dots"].clone()).unwrap()
    }
}

async fn lead(server: SocketAddr, board: &Board, command: Value) {
    let (status, answer) = board.command(server, &command).await.unwrap();
    assert_eq!(status, 200, "{command}: {answer}");
}

/// The ids of the causes on the board.
async fn causes(server: SocketAddr, board: &Board) -> Vec<String> {
    let path = format!("/api/boards/{}/export/json", board.id);
    let (status, export) = call(server, "GET", &path, &board.facilitator, &Value::Null).await.unwrap();
    assert_eq!(status, 200, "{export}");
    export["notes"].as_array().unwrap().iter().map(|note| note["id"].as_str().unwrap().to_owned()).collect()
}

/// A vote that closes by itself `seconds` after it was opened, and a kill after this many answers.
async fn a_vote_that_closes(seconds: u64, killed_after: Option<usize>) {
    let seed = std::env::var("SEED").map_or(20_261_126, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let board = Board::make(server.address).await;
    let answered = Arc::new(AtomicUsize::new(0));
    let mut voters = Vec::new();
    for number in 0..PEOPLE {
        let token = board.join(server.address, &format!("voter {number}")).await;
        let random = fastrand::Rng::with_seed(seed + number as u64);
        let (board, answered) = (board.clone(), Arc::clone(&answered));
        voters.push(Voter { board, token, random, counted: Dots::new(), answered, over: 0 });
    }
    let path = format!("/api/boards/{}/commands", board.id);
    for number in 0..NOTES {
        let seal = json!({ "do": "seal_note", "branch": "people", "text": format!("Cause {number}") });
        assert_eq!(call(server.address, "POST", &path, &voters[0].token, &seal).await.unwrap().0, 200);
    }
    lead(server.address, &board, json!({ "do": "reveal_notes" })).await;
    let notes = Arc::new(causes(server.address, &board).await);
    let agenda = json!([{ "id": "v", "kind": "vote", "at_end": "lock" }]);
    lead(server.address, &board, json!({ "do": "set_agenda", "agenda": agenda })).await;
    lead(server.address, &board, json!({ "do": "open_vote", "dots": DOTS, "per_note": PER_NOTE })).await;
    let ends = board.session(server.address).await["server_time"].as_u64().unwrap() + seconds * 1_000;
    lead(server.address, &board, json!({ "do": "start_activity", "activity": "v", "until": ends })).await;

    let (tell, told) = watch::channel(server.address);
    let tasks: Vec<_> =
        voters.into_iter().map(|voter| tokio::spawn(voter.vote(Arc::clone(&notes), told.clone()))).collect();
    if let Some(killed_after) = killed_after {
        while answered.load(Ordering::Relaxed) < killed_after {
            tokio::task::yield_now().await;
        }
        server.kill();
        server = Server::start(data.path());
        tell.send(server.address).unwrap();
    }
    let mut voters = Vec::new();
    for task in tasks {
        voters.push(until("the ballot to close", task).await.unwrap());
    }

    // Closed by the deadline, which nobody pressed, and closed for good.
    let session = board.session(server.address).await;
    assert_eq!((&session["vote"]["open"], &session["locked"]), (&json!(false), &json!(true)), "{session}");
    assert!(session["server_time"].as_u64().unwrap() >= ends);
    let mut expected = Dots::new();
    for voter in &voters {
        let (status, answer) = voter.cast(server.address, &notes[0], 1).await.unwrap();
        assert_eq!((status, &answer["code"]), (409, &json!("not-now")));
        assert_eq!(voter.ballot(server.address).await, voter.counted);
        for (note, dots) in &voter.counted {
            *expected.entry(note.clone()).or_default() += dots;
        }
    }
    lead(server.address, &board, json!({ "do": "reveal_vote" })).await;
    let tally = board.session(server.address).await["vote"]["tally"].clone();
    let dots: Dots = tally
        .as_object()
        .unwrap()
        .iter()
        .map(|(note, of)| (note.clone(), of["dots"].as_u64().unwrap()))
        .filter(|(_, dots)| *dots > 0)
        .collect();
    assert_eq!(dots, expected);
    let (answered, over) = (answered.load(Ordering::Relaxed), voters.iter().map(|v| v.over).sum::<usize>());
    eprintln!("{answered} casts counted, {over} went over the budget");
    assert!(answered > 2 * PEOPLE && over > 0, "trivial");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tally_is_what_was_answered_until_the_deadline() {
    a_vote_that_closes(2, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tally_is_what_was_answered_until_the_deadline_also_across_a_kill() {
    a_vote_that_closes(6, Some(150)).await;
}
