//! PACE: how fast one person's edits and commands are taken in.

use std::time::Duration;

use board::workshop::Command;
use board::{Actor, Code};
use journal::Journal;
use room::{CommandError, EditRate, Settings, protocol};
use serde_json::json;
use tokio::time::Instant;
use yrs::{Map, MapPrelim, TextPrelim};

use crate::support::{Client, Server, breathe, pass, person};

fn slowly(edit_rate: EditRate) -> Settings {
    Settings { edit_rate, ..Settings::default() }
}

fn command(value: serde_json::Value) -> Command {
    serde_json::from_value(value).unwrap()
}

#[tokio::test(start_paused = true)]
async fn pace_1_who_is_faster_than_anybody_waits_over_all_their_connections_and_loses_no_word() {
    let rate = EditRate { edits_burst: 60, edits_per_second: 10, ..EditRate::default() };
    let server = Server::start(2, slowly(rate)).await;
    let mut sockets = vec![];
    for at in 0..3 {
        let mut mallory = Client::connected(&server, person(0), 100 + at).await;
        mallory.add(&format!("m{at}"), "");
        (0..99).for_each(|_| mallory.type_into(&format!("m{at}"), "x"));
        sockets.push(mallory);
    }
    let mut bob = Client::connected(&server, person(1), 200).await;
    let begun = Instant::now();
    let [first, second, third] = &mut sockets[..] else { panic!("three") };
    let flood =
        async { tokio::join!(first.flush(usize::MAX), second.flush(usize::MAX), third.flush(usize::MAX)) };
    let others = async {
        // Meanwhile others notice nothing of it.
        pass(3_000).await;
        let begun = Instant::now();
        bob.add("b", "a word");
        bob.flush(9).await;
        breathe().await;
        assert!(begun.elapsed() < Duration::from_millis(1));
        pass(50).await;
        let notes = server.document().await["notes"].clone();
        assert_eq!(notes["b"]["text"], "a word");
        let written: usize = (0..3).map(|at| notes[format!("m{at}")]["text"].as_str().unwrap().len()).sum();
        assert!((70..100).contains(&written), "a burst and three seconds: {written}");
    };
    tokio::join!(flood, others);
    assert_eq!(begun.elapsed().as_secs(), 24, "240 edits more than the burst, ten a second");
    pass(100).await;
    for (at, mallory) in sockets.iter_mut().enumerate() {
        mallory.settle().await;
        assert_eq!((mallory.closed, mallory.refused.len()), (None, 0));
        assert_eq!(server.document().await["notes"][format!("m{at}")]["text"], "x".repeat(99));
    }
}

#[tokio::test(start_paused = true)]
async fn pace_1_an_hour_offline_comes_in_at_once() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.disconnect();
    // Ten characters a second without a break, every third of them wrong and taken back.
    for note in 0..40 {
        let id = format!("n{note}");
        ann.add(&id, "");
        for at in 0..900 {
            ann.type_into(&id, "x");
            if at % 3 == 0 {
                ann.edit(|txn, notes| {
                    let Some(yrs::Out::YMap(note)) = notes.get(txn, &id) else { return };
                    let Some(yrs::Out::YText(text)) = note.get(txn, "text") else { return };
                    yrs::Text::remove_range(&text, txn, 0, 1);
                });
            }
        }
    }
    ann.unsent.clear();
    let begun = Instant::now();
    ann.connect(&server.room().await).await;
    ann.settle().await;
    assert!(begun.elapsed() < Duration::from_millis(50), "{:?}", begun.elapsed());
    assert_eq!((ann.refused.len(), ann.closed), (0, None));
    assert_eq!(server.document().await["notes"].as_object().unwrap().len(), 40);
}

#[tokio::test(start_paused = true)]
async fn pace_1_reading_and_greeting_cost_nothing_and_a_debt_outlives_the_room() {
    let rate = EditRate { edits_burst: 5, edits_per_second: 1, ..EditRate::default() };
    let server = Server::start(1, Settings { idle: Duration::from_secs(2), ..slowly(rate) }).await;
    let begun = Instant::now();
    for at in 0..50 {
        Client::connected(&server, person(0), 100 + at).await;
    }
    assert!(begun.elapsed() < Duration::from_millis(10));
    let mut ann = Client::connected(&server, person(0), 200).await;
    (0..20).for_each(|at| ann.add(&format!("n{at}"), "a"));
    ann.flush(usize::MAX).await;
    assert_eq!(begun.elapsed().as_secs(), 15);
    ann.settle().await;
    ann.disconnect();
    drop(ann);
    while server.rooms.count() > 0 {
        pass(500).await;
    }
    let closed = begun.elapsed();
    let mut ann = Client::connected(&server, person(0), 300).await;
    (20..26).for_each(|at| ann.add(&format!("n{at}"), "a"));
    ann.flush(usize::MAX).await;
    assert!((begun.elapsed() - closed) > Duration::from_secs(1), "not a whole burst again");
}

#[tokio::test(start_paused = true)]
async fn pace_1_what_is_large_passes_at_once_and_is_paid_for_before_anything_more_is_read() {
    let rate = EditRate { bytes_burst: 64 << 10, bytes_per_second: 16 << 10, ..EditRate::default() };
    let server = Server::start(2, slowly(rate)).await;
    let room = server.room().await;
    let begun = Instant::now();
    let large = room.connect(person(0)).await.unwrap();
    large.rest().await;
    large.send(protocol::step2(&vec![0; 1 << 20])).await;
    assert!(begun.elapsed() < Duration::from_millis(1), "nobody who is not in debt waits");
    // A mebibyte less the burst, at 16 KiB a second: on this connection and on any other of the same person.
    let other = room.connect(person(0)).await.unwrap();
    tokio::join!(large.rest(), other.rest());
    assert_eq!(begun.elapsed().as_secs(), 60);
    let calm = Instant::now();
    let bob = room.connect(person(1)).await.unwrap();
    bob.rest().await;
    assert!(calm.elapsed() < Duration::from_millis(1), "others are read from");
}

#[tokio::test(start_paused = true)]
async fn pace_2_commands_count_too_and_are_refused_rather_than_kept_waiting() {
    let rate = EditRate { edits_burst: 20, edits_per_second: 2, ..EditRate::default() };
    let server = Server::start(2, slowly(rate)).await;
    let room = server.room().await;
    let begun = Instant::now();
    let mut too_fast = 0;
    for at in 0..60 {
        let done = command(json!({ "do": "done", "done": at % 2 == 0 }));
        let given = room.command(person(0), done);
        // Somebody who does not wait for the answers.
        match tokio::time::timeout(Duration::from_millis(1), given).await {
            Ok(Err(CommandError::TooFast(wait))) => {
                assert!(wait > rate.longest_wait);
                too_fast += 1;
            }
            Ok(Err(error)) => panic!("{error}"),
            Ok(Ok(_)) | Err(_) => {}
        }
    }
    assert_eq!(too_fast, 0, "who gives up has taken nothing");
    let tasks = (0..60).map(|at| {
        let (room, done) = (room.clone(), command(json!({ "do": "done", "done": at % 2 == 0 })));
        tokio::spawn(async move { room.command(person(0), done).await })
    });
    let mut refused = 0;
    for task in tasks.collect::<Vec<_>>() {
        refused += usize::from(matches!(task.await.unwrap(), Err(CommandError::TooFast(_))));
    }
    assert_eq!(refused, 40, "twenty wait for ten seconds");
    assert!(begun.elapsed() < rate.longest_wait + Duration::from_secs(1));
    let other = Instant::now();
    server.command(person(1), command(json!({ "do": "done" }))).await;
    assert!(other.elapsed() < Duration::from_millis(50), "others do not wait");
}

/// What a log has grown by, in bytes.
async fn grown(server: &Server) -> usize {
    let entries = server.journal.read(server.board.as_str(), 0).await.unwrap();
    entries.iter().map(|entry| entry.bytes.len()).sum()
}

/// One thing that somebody does over and over.
type Deed = fn(&mut Client, usize);

/// Removes the note that it wrote before and writes another of which much is kept.
fn replace(client: &mut Client, at: usize) {
    let (old, new) = (format!("n{}", at.saturating_sub(1) % 900), format!("n{}", at % 900));
    client.edit(|txn, notes| {
        notes.remove(txn, &old);
    });
    client.edit(|txn, notes| {
        // Each of these characters takes six bytes in the bin.
        let long = "\u{1}".repeat(1_000);
        let note = notes.insert(txn, new.as_str(), MapPrelim::default());
        note.insert(txn, "text", TextPrelim::new(long.as_str()));
        note.insert(txn, "branch", "people");
        note.insert(txn, "figure", long.as_str());
        note.insert(txn, "reference", long.as_str());
    });
}

#[tokio::test(start_paused = true)]
async fn pace_3_what_one_person_makes_the_log_grow_by_is_bounded_whatever_they_do() {
    let rate = EditRate {
        edits_burst: 500,
        edits_per_second: 40,
        bytes_burst: 256 << 10,
        bytes_per_second: 4 << 10,
        ..EditRate::default()
    };
    let minutes = 4;
    let counted = (rate.bytes_burst + rate.bytes_per_second * 60 * minutes) as usize;
    let deeds: [(&str, Deed); 4] = [
        ("types", |client, at| match at {
            0 => client.add("n", ""),
            _ => client.edit(|txn, notes| {
                let Some(yrs::Out::YMap(note)) = notes.get(txn, "n") else { return };
                let Some(yrs::Out::YText(text)) = note.get(txn, "text") else { return };
                if at % 2 == 1 {
                    yrs::Text::insert(&text, txn, 0, "x")
                } else {
                    yrs::Text::remove_range(&text, txn, 0, 1)
                }
            }),
        }),
        ("adds and removes", |client, at| {
            let id = format!("{:060}", at / 2 % 400);
            if at % 2 == 0 {
                client.add(&id, "");
            } else {
                client.edit(|txn, notes| {
                    notes.remove(txn, &id);
                });
            }
        }),
        ("fills the bin", replace),
        ("sets values", |client, at| {
            if at == 0 {
                client.add("n", "");
            }
            client.edit(|txn, notes| {
                let Some(yrs::Out::YMap(note)) = notes.get(txn, "n") else { return };
                note.insert(txn, "figure", "\u{1}".repeat(1_900));
            });
        }),
    ];
    for (name, deed) in deeds {
        let server = Server::start(1, slowly(rate)).await;
        let before = grown(&server).await;
        let mut mallory = Client::connected(&server, person(0), 100).await;
        let until = Instant::now() + Duration::from_secs(60 * u64::from(minutes));
        let mut did = 0;
        while Instant::now() < until {
            deed(&mut mallory, did);
            did += 1;
            mallory.flush(usize::MAX).await;
            mallory.read(usize::MAX).await;
            assert_eq!(mallory.closed, None, "{name}: {:?}", mallory.refused);
        }
        mallory.settle().await;
        assert!(
            mallory.refused.iter().all(|why| why.starts_with(Code::Gap.as_str())),
            "{name}: {:?}",
            mallory.refused.first()
        );
        let grown = grown(&server).await - before;
        println!("{name}: {did} times, the log grew by {grown} bytes, counted {counted}");
        assert!(grown <= counted, "{name}: {grown} bytes");
        assert!(grown > counted / 8, "{name} is trivial: {grown} bytes of {counted}");
    }
}

#[tokio::test(start_paused = true)]
async fn pace_3_commands_are_counted_as_long_as_they_are_kept() {
    let rate = EditRate { bytes_burst: 128 << 10, bytes_per_second: 2 << 10, ..EditRate::default() };
    let server = Server::start(1, slowly(rate)).await;
    let before = grown(&server).await;
    let begun = Instant::now();
    let mut given = 0;
    while begun.elapsed() < Duration::from_secs(240) {
        let text = "\u{1}".repeat(900) + &given.to_string();
        let seal = command(json!({ "do": "seal_note", "branch": "people", "text": text }));
        match server.room().await.command(person(0), seal).await {
            Ok(seq) => {
                let withdraw = command(json!({ "do": "withdraw_note", "note": format!("s{seq}") }));
                let _ = server.room().await.command(person(0), withdraw).await;
                given += 1;
            }
            Err(CommandError::TooFast(wait)) => tokio::time::sleep(wait).await,
            Err(error) => panic!("{error}"),
        }
    }
    let (grown, counted) = (grown(&server).await - before, (128 << 10) + 240 * (2 << 10));
    println!("{given} times, the log grew by {grown} bytes, counted {counted}");
    assert!(grown <= counted && grown > counted / 8, "{grown} of {counted}");
    assert!(given > 50, "trivial: {given}");
}

#[tokio::test(start_paused = true)]
async fn cmd_12_what_changes_nothing_is_answered_and_neither_recorded_nor_told() {
    let server = Server::usual(2).await;
    let mut bob = Client::connected(&server, person(1), 200).await;
    let first = server.command(Actor::Facilitator, Command::Lock).await;
    pass(100).await;
    bob.settle().await;
    let (entries, frames) = (server.journal.read("b1", 0).await.unwrap().len(), bob.updates);
    for _ in 0..200 {
        assert_eq!(server.command(Actor::Facilitator, Command::Lock).await, first);
    }
    let done = server.command(person(0), command(json!({ "do": "done" }))).await;
    for _ in 0..200 {
        assert_eq!(server.command(person(0), command(json!({ "do": "done" }))).await, done);
    }
    pass(100).await;
    bob.settle().await;
    let after = (server.journal.read("b1", 0).await.unwrap().len(), bob.updates);
    assert_eq!(after, (entries + 1, frames + 1), "the first word of it, and nothing of the other 399");
}
