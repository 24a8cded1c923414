//! What the second form of entries costs: the bytes of the logs in a data directory, and the time to replay them, in both
//! forms. `cargo run --release -p room --example log_forms -- DIRECTORY [TIMES]`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers")]

use std::time::{Duration, Instant};

use board::schema::Limits;
use board::{BoardId, Body, Entry, Form, Live};
use journal::{Journal, Sqlite};

fn replay(board: &str, entries: &[Entry]) -> Duration {
    let begun = Instant::now();
    let mut live = Live::new(BoardId::from(board), Limits::default());
    for entry in entries {
        live.replay(entry).unwrap();
    }
    begun.elapsed()
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().expect("a data directory");
    let times: usize = arguments.next().map_or(5, |times| times.parse().unwrap());
    let journal = Sqlite::read_only(directory.as_ref()).unwrap();
    for board in journal.boards().await.unwrap() {
        let log = journal.read(&board, 0).await.unwrap();
        let entries: Vec<Entry> = log.iter().map(|stored| Entry::decode(&stored.bytes).unwrap()).collect();
        let in_form = |form: Form| entries.iter().map(|entry| entry.encode_in(form)).collect::<Vec<_>>();
        let forms = [Form::FIRST, Form::NEWEST].map(in_form);
        let bytes = forms.each_ref().map(|all| all.iter().map(Vec::len).sum::<usize>());
        let read = forms.map(|all| all.iter().map(|bytes| Entry::decode(bytes).unwrap()).collect::<Vec<_>>());
        let mut took = [vec![], vec![]];
        for _ in 0..times {
            for (took, entries) in took.iter_mut().zip(&read) {
                took.push(replay(&board, entries));
            }
        }
        let median = took.map(|mut took| {
            took.sort();
            took[took.len() / 2]
        });
        let actions = entries.iter().filter(|entry| matches!(entry.body, Body::Action(..))).count();
        println!(
            "{board}: {} entries, {actions} actions; bytes {} and {} ({:.2} times); replayed in {:?} and {:?} ({:.2} times)",
            entries.len(),
            bytes[0],
            bytes[1],
            bytes[1] as f64 / bytes[0] as f64,
            median[0],
            median[1],
            median[1].as_secs_f64() / median[0].as_secs_f64(),
        );
    }
}
