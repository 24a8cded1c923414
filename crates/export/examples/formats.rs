//! What an export of a large board costs: `cargo run --release -p export --example formats`.
//!
//! For boards of 36, 200, 500 and 4,900 causes of 60 letters, of 4,900 of 1,000 letters, and one whose causes also have long
//! figures and references: the file, the processor's time, and the memory that was needed at most, beside what the board
//! itself takes. Each is made in a process of its own, so that none finds what another left, and by one thread. The
//! processor's time is that of this thread alone, so that a busy machine gives nearly the same figures.
#![allow(clippy::print_stdout)]

use std::process::Command;
use std::time::Instant;

use board::BoardId;
use board::reading::{Board, read};
use export::{Format, Options, render};
use serde_json::{Map, Value, json};

/// How many causes; letters of a cause, and of its figure and its reference.
const SIZES: [(usize, usize, usize); 6] =
    [(36, 60, 0), (200, 60, 0), (500, 60, 0), (4_900, 60, 0), (4_900, 1_000, 0), (4_900, 1_000, 1_000)];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [format, size] = arguments.as_slice() {
        let format = Format::parse(format).expect("a format");
        return one(format, SIZES[size.parse::<usize>().expect("a number")]);
    }
    println!("| causes | letters | format | file, MB | seconds | memory, MB | board, MB |");
    println!("|---|---|---|---|---|---|---|");
    for size in 0..SIZES.len() {
        for format in Format::ALL {
            let program = std::env::current_exe().expect("this program");
            let mut made = Command::new(program);
            made.args([format.name(), &size.to_string()]);
            assert!(made.status().expect("it runs").success());
        }
    }
}

/// One row of the table.
fn one(format: Format, (causes, letters, more): (usize, usize, usize)) {
    let board = board(causes, letters, more);
    let before = memory();
    let begun = (Instant::now(), processor());
    let file = render(&board, format, &Options::default()).expect("an export");
    let took = match (begun.1, processor()) {
        (Some(before), Some(after)) => after - before,
        _ => begun.0.elapsed().as_secs_f64(),
    };
    let (megabytes, needed) = (file.len() as f64 / 1e6, memory().1 - before.0);
    let letters = letters + 2 * more;
    let format = format.name();
    println!("| {causes} | {letters} | {format} | {megabytes:.1} | {took:.2} | {needed} | {} |", before.0);
}

fn board(causes: usize, letters: usize, more: usize) -> Board {
    let says = |letters: usize| -> String {
        "Klient czeka zbyt długo na odpowiedź, bo nikt nie wie. ".chars().cycle().take(letters).collect()
    };
    let bones = ["people", "management", "methods", "material", "machines"];
    let id = |n: usize| format!("n{n:05}");
    let note = |n: usize| {
        json!({ "text": format!("{n} {}", says(letters)), "branch": bones[n % 5], "order": id(n),
            "figure": says(more), "reference": says(more) })
    };
    let map = |items: Vec<(String, Value)>| Value::Object(items.into_iter().collect::<Map<_, _>>());
    let branch = |n: usize| json!({ "title": bones[n], "question": "Dlaczego?", "order": id(n) });
    let document = json!({
        "board": { "title": "Dlaczego odchodzą", "effect": "Klienci odchodzą" },
        "session": { "language": "pl" },
        "branches": map((0..5).map(|n| (bones[n].to_owned(), branch(n))).collect()),
        "departments": { "it": { "name": "IT" } },
        "people": { "p": { "name": "Anna", "department": "it" } },
        "attribution": map((0..causes).map(|n| (id(n), json!({ "department": "it", "author": "p" }))).collect()),
        "notes": map((0..causes).map(|n| (id(n), note(n))).collect()),
    });
    read(&BoardId::from("b"), &document).0
}

/// The seconds that this thread was on a processor; nothing where the system does not tell.
fn processor() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(told.split(' ').next()?.parse::<f64>().ok()? / 1e9)
}

/// Resident memory now and at most, in MB; nothing where the system does not tell.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let number = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().unwrap_or_default() / 1024
    };
    (number("VmRSS:"), number("VmHWM:"))
}
