//! A short fuzz of whole frames: a connection that sends damaged messages of every kind.

use bytes::Bytes;
use fastrand::Rng;

use crate::support::{Client, Server, breathe, pass, person};

/// Seeds that are always played; `SEED` plays another one.
const SEEDS: [u64; 3] = [1, 20_261_121, 77];
/// Frames a seed.
const FRAMES: usize = 4_000;

fn damaged(random: &mut Rng, corpus: &[Bytes]) -> Bytes {
    let mut bytes = corpus[random.usize(0..corpus.len())].to_vec();
    for _ in 0..random.usize(0..=3) {
        if bytes.is_empty() {
            break;
        }
        let at = random.usize(0..bytes.len());
        match random.u8(0..6) {
            0 => bytes[at] ^= 1 << random.u8(0..8),
            1 => bytes[at] = random.u8(..),
            2 => bytes.truncate(at),
            3 => bytes.insert(at, random.u8(..)),
            4 => bytes.extend(std::iter::repeat_n(random.u8(..), random.usize(0..40))),
            _ => bytes[at] = [0, 1, 2, 3, 127, 128, 255][random.usize(0..7)],
        }
    }
    bytes.into()
}

async fn play(seed: u64) -> (usize, usize) {
    println!("seed {seed}");
    let mut random = Rng::with_seed(seed);
    let server = Server::usual(3).await;
    let mut honest = Client::connected(&server, person(0), 100).await;
    honest.add("n1", "an honest cause");
    honest.settle().await;
    // What a client of the same board sends, presence and handshakes included, and what it hears.
    let mut model = Client::connected(&server, person(2), 300).await;
    model.add("m1", "a cause");
    model.type_into("m1", " more");
    model.say_presence();
    let mut corpus: Vec<Bytes> = model.unsent.iter().cloned().collect();
    model.settle().await;
    corpus.extend(model.frames.iter().cloned());
    corpus.extend(
        [vec![3], vec![0, 0, 1, 0], vec![0, 1, 2, 0, 0], vec![1, 1, 0], vec![2, 0, 0]].map(Bytes::from),
    );
    drop(model);

    let mut hostile = Client::new(person(1), 200);
    let (mut closed, mut refused) = (0, 0);
    for frame in 0..FRAMES {
        if hostile.session.is_none() {
            hostile.connect(&server.room().await).await;
            hostile.unsent.clear();
        }
        hostile.unsent.push_back(damaged(&mut random, &corpus));
        hostile.flush(usize::MAX).await;
        if frame % 20 == 0 {
            honest.type_into("n1", "x");
            honest.settle().await;
            pass(40).await;
        }
        breathe().await;
        // It does not read what it hears: its document is of no interest.
        while let Some(session) = &hostile.session {
            match crate::support::now_or_never(session).await {
                Some(room::Outgoing::Close(..)) => {
                    closed += 1;
                    hostile.disconnect();
                }
                Some(room::Outgoing::Frame(frame)) => refused += usize::from(frame.starts_with(&[2, 0])),
                Some(room::Outgoing::Flush) | None => break,
            }
        }
    }
    pass(1_000).await;
    honest.settle().await;
    let document = server.document().await;
    let text = document["notes"]["n1"]["text"].as_str().unwrap();
    assert_eq!(
        text.matches('x').count(),
        FRAMES.div_ceil(20),
        "seed {seed}: every honest character is there"
    );
    assert_eq!(honest.json()["notes"], document["notes"], "seed {seed}: the honest client agrees");
    assert!(honest.refused.is_empty(), "seed {seed}: and was never refused");
    server.room().await.read(|live| live.verify().unwrap()).await.unwrap();
    (closed, refused)
}

#[tokio::test(start_paused = true)]
async fn room_9_room_12_room_16_a_connection_that_babbles_harms_nobody() {
    let seeds = std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .map_or(SEEDS.to_vec(), |seed| vec![seed]);
    for seed in seeds {
        let (closed, refused) = play(seed).await;
        assert!(
            closed > 100 && refused > 100,
            "seed {seed}: not trivial: {closed} closed, {refused} refused"
        );
    }
}
