//! Which export is made when, and together with which others.

use std::{collections::BTreeSet, future::poll_fn, pin::Pin, task::Poll};

use board::Actor;
use tokio::task::JoinHandle;

use super::*;

fn person(name: &str) -> Person {
    Person { board: "b".into(), actor: Actor::Participant(name.into()) }
}

fn pool(drawings: usize) -> ExportPool {
    ExportPool::new(Settings { drawings, drawn_alone: 100, drawn: 1_000, ..Settings::default() })
}

/// Whether a future is not ready yet.
async fn waits(what: &mut (impl Future + Unpin)) -> bool {
    poll_fn(|context| Poll::Ready(Pin::new(&mut *what).poll(context).is_pending())).await
}

/// Keeps a thread busy until the sender is dropped.
async fn busy(
    pool: &ExportPool,
    name: &str,
    format: Format,
) -> (mpsc::Sender<()>, JoinHandle<Result<bool, GivenUp>>) {
    let place = pool.place(person(name)).unwrap();
    let turn = pool.turn(&place, format).await.unwrap().weigh(1).await.unwrap();
    let (end, ended) = mpsc::channel::<()>();
    let (begin, begun) = oneshot::channel();
    let made = tokio::spawn(turn.make(move || {
        let _ = begin.send(());
        ended.recv().is_err()
    }));
    begun.await.unwrap();
    (end, made)
}

#[tokio::test]
async fn what_panics_is_given_up_and_the_next_is_made_on_one_of_the_same_threads() {
    let pool = pool(2);
    let mut threads = BTreeSet::new();
    for at in 0..40 {
        let place = pool.place(person("anna")).unwrap();
        let turn = pool.turn(&place, Format::Png).await.unwrap().weigh(1).await.unwrap();
        let made = turn.make(move || {
            assert!(at % 4 > 0, "ordered by a test");
            (at, format!("{:?}", thread::current().id()))
        });
        match made.await {
            Ok((made, thread)) => {
                assert_eq!(made, at);
                threads.insert(thread);
            }
            Err(GivenUp) => assert_eq!(at % 4, 0),
        }
    }
    assert!((1..=2).contains(&threads.len()), "{threads:?}");
}

#[tokio::test]
async fn a_list_is_written_while_every_thread_draws() {
    let pool = pool(2);
    let drawings = [busy(&pool, "anna", Format::Pdf).await, busy(&pool, "ben", Format::Html).await];
    for format in [Format::Csv, Format::Md, Format::Json, Format::Xlsx] {
        let place = pool.place(person("anna")).unwrap();
        // However large the board is: a list is the only form in which it can still be exported.
        let turn = pool.turn(&place, format).await.unwrap().weigh(10_000).await.unwrap();
        assert_eq!(turn.make(|| "made").await, Ok("made"), "{format:?}");
    }
    for (end, drawing) in drawings {
        drop(end);
        assert_eq!(drawing.await.unwrap(), Ok(true));
    }
}

#[tokio::test]
async fn who_goes_while_it_is_drawn_keeps_the_turn_until_it_is_done() {
    let pool = pool(1);
    let (end, drawing) = busy(&pool, "anna", Format::Png).await;
    drawing.abort();
    assert!(drawing.await.is_err());
    let place = pool.place(person("anna")).unwrap();
    let mut next = Box::pin(pool.turn(&place, Format::Png));
    assert!(waits(&mut next).await, "the thread is still busy");
    drop(end);
    assert_eq!(next.await.unwrap().weigh(1).await.unwrap().make(|| 7).await, Ok(7));
}

#[tokio::test]
async fn a_large_board_is_drawn_alone_and_a_larger_one_is_not() {
    let pool = pool(2);
    let (end, drawing) = busy(&pool, "anna", Format::Svg).await;
    let place = pool.place(person("ben")).unwrap();
    let turn = pool.turn(&place, Format::Png).await.unwrap();
    let mut large = Box::pin(turn.weigh(101));
    assert!(waits(&mut large).await, "another is being drawn");
    drop(end);
    assert_eq!(drawing.await.unwrap(), Ok(true));
    let large = large.await.unwrap();
    let beside = pool.place(person("cyd")).unwrap();
    let turn = pool.turn(&beside, Format::Pdf).await.unwrap();
    let mut small = Box::pin(turn.weigh(100));
    assert!(waits(&mut small).await, "the large one is being drawn");
    assert_eq!(large.make(|| 7).await, Ok(7));
    assert_eq!(small.await.unwrap().make(|| 8).await, Ok(8));
    let turn = pool.turn(&place, Format::Png).await.unwrap();
    assert_eq!(turn.weigh(1_001).await.err(), Some(TooLarge));
}
