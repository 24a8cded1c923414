//! What judging costs, beside the same updates without the gate, in one run:
//! `cargo run --release -p board --example gate_cost`.
//!
//! For boards of 50, 500 and 5,000 notes: one typed character, one in a text of 700 emoji, whose length is counted anew
//! each time, and one new note, judged alone, taken with
//! everything (judge, apply, index, re-encode), and merely applied by yrs (decode, apply, commit, encode).
//! Also the memory that the index holds a note. Times are medians of the rounds, in microseconds.
#![allow(clippy::print_stdout)]

#[path = "../tests/gate/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::time::Instant;

use board::{Actor, Flow, Live};
use stage::{AT, actor, wide_with};
use yrs::updates::decoder::Decode;
use yrs::{
    Doc, Map, MapPrelim, MapRef, OffsetKind, Options, Text, TextPrelim, TextRef, Transact, TransactionMut,
    Update,
};

const ROUNDS: usize = 15;
const EACH: usize = 200;

fn main() {
    println!("{:>6} {:>10} {:>9} {:>9} {:>9} {:>7}", "notes", "update", "judge", "gated", "ungated", "ratio");
    for notes in [50, 500, 5_000] {
        let live = filled(notes);
        let index = live.index_bytes() as f64 / notes as f64;
        for (name, kind) in [("1 char", Kind::Letter), ("in emoji", Kind::LongText), ("new note", Kind::Note)]
        {
            let live = if kind == Kind::LongText { with_emoji(&live) } else { restored(&live) };
            let (mut judge, mut gated, mut ungated) = (vec![], vec![], vec![]);
            for round in 0..ROUNDS {
                let (who, updates) = (actor("alice"), typed(&live, round, kind == Kind::Note));
                // Each is measured as soon as it is loaded, so that neither finds the caches cold.
                let doc = document(&live, 9);
                ungated.push(time(&updates, |update| apply(&doc, update)));
                let mut live = restored(&live);
                judge.push(time(&vec![updates[0].clone(); EACH], |update| {
                    live.judge(&who, update).expect("allowed");
                }));
                gated.push(time(&updates, |update| take(&mut live, &who, update)));
            }
            let (judge, gated, ungated) = (median(judge), median(gated), median(ungated));
            let ratio = gated / ungated;
            println!("{notes:>6} {name:>10} {judge:>9.2} {gated:>9.2} {ungated:>9.2} {ratio:>7.2}");
        }
        println!("{notes:>6} index: {index:.0} bytes a note");
    }
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    LongText,
    Note,
}

fn restored(live: &Live) -> Live {
    Live::restore(&live.snapshot()).expect("own")
}

/// The same board, with a text that has more code units than a text may have characters.
fn with_emoji(live: &Live) -> Live {
    let (mut live, doc) = (restored(live), document(live, 2_000));
    let text = text_of(&doc);
    let mut txn = doc.transact_mut();
    text.insert(&mut txn, 5, &"😀".repeat(700));
    txn.commit();
    let update = txn.encode_update_v1();
    take(&mut live, &actor("alice"), &update);
    live
}

/// Microseconds for each update.
fn time(updates: &[Vec<u8>], mut work: impl FnMut(&[u8])) -> f64 {
    let start = Instant::now();
    for update in updates {
        work(update);
    }
    start.elapsed().as_secs_f64() * 1e6 / updates.len() as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn take(live: &mut Live, who: &Actor, update: &[u8]) {
    let mut batch = live.batch(AT);
    batch.update(who, update, Flow::Update).expect("allowed");
    batch.finish().expect("nothing breaks");
}

/// The same work without a gate: what every server built on yrs does with an update.
fn apply(doc: &Doc, update: &[u8]) {
    let update = Update::decode_v1(update).expect("own bytes");
    let mut txn = doc.transact_mut();
    txn.apply_update(update).expect("fits");
    txn.commit();
    std::hint::black_box(txn.encode_update_v1());
}

fn document(live: &Live, client: u64) -> Doc {
    let doc = Doc::with_options(Options {
        offset_kind: OffsetKind::Utf16,
        ..Options::with_client_id(yrs::ClientID::new(client))
    });
    doc.get_or_insert_map("notes");
    let state = live.diff(&[0]).expect("an empty state vector");
    doc.transact_mut().apply_update(Update::decode_v1(&state).expect("own bytes")).expect("fits");
    doc
}

fn add(txn: &mut TransactionMut, notes: &MapRef, id: &str) {
    let note = notes.insert(txn, id, MapPrelim::default());
    note.insert(
        txn,
        "text",
        TextPrelim::new("Klient powtarza numer sprawy przy każdym kontakcie, za każdym razem"),
    );
    note.insert(txn, "branch", "people");
    note.insert(txn, "order", "a0V");
}

/// A board with this many notes of one person.
fn filled(notes: usize) -> Live {
    // One person writes the whole board.
    let share = board::schema::Limits {
        notes: 10_000,
        notes_per_person: 10_000,
        notes_added_per_person: 10_000,
        ..Default::default()
    };
    let mut live = wide_with(share);
    let doc = document(&live, 1_000);
    let map = doc.get_or_insert_map("notes");
    for at in 0..notes {
        let mut txn = doc.transact_mut();
        add(&mut txn, &map, &format!("0193a2b4-{at:012}"));
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        take(&mut live, &actor("alice"), &update);
    }
    live
}

/// The updates of somebody who types, or who adds notes.
fn typed(live: &Live, round: usize, new: bool) -> Vec<Vec<u8>> {
    let doc = document(live, 5_000 + round as u64);
    let notes = doc.get_or_insert_map("notes");
    let text = text_of(&doc);
    (0..EACH)
        .map(|at| {
            let mut txn = doc.transact_mut();
            if new {
                add(&mut txn, &notes, &format!("0193ffff-{round:04}-{at:07}"));
            } else {
                text.insert(&mut txn, 5 + at as u32, "x");
            }
            txn.commit();
            txn.encode_update_v1()
        })
        .collect()
}

fn text_of(doc: &Doc) -> TextRef {
    let notes = doc.get_or_insert_map("notes");
    match notes.get(&doc.transact(), "0193a2b4-000000000007") {
        Some(yrs::Out::YMap(note)) => match note.get(&doc.transact(), "text") {
            Some(yrs::Out::YText(text)) => text,
            _ => unreachable!("notes have texts"),
        },
        _ => unreachable!("the board has this note"),
    }
}
