//! A short run of the fuzzer; `cargo run --release --example fuzz` runs it for long.

#[path = "../gate/stage.rs"]
#[allow(dead_code)]
mod stage;

mod engine;

use engine::{Corpus, Target, run};

fn short(target: Target, inputs: u64) {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_121);
    let count = run(target, &Corpus::load(), seed, inputs, |_, input| input());
    assert!(count.applied > inputs / 200, "the run is not trivial: {target:?}, seed {seed}: {count:?}");
}

#[test]
fn gate_1_survives_mutated_updates() {
    short(Target::Mutated, 20_000);
}

#[test]
fn gate_1_survives_generated_updates() {
    short(Target::Generated, 20_000);
}

#[test]
fn gate_1_survives_mutated_state_vectors() {
    let count = run(Target::Vectors, &Corpus::load(), 7, 5_000, |_, input| input());
    assert!(count.refused > 0);
}

#[test]
fn gate_1_survives_mutated_commands() {
    short(Target::Commands, 10_000);
}

#[test]
fn gate_1_survives_damaged_storage() {
    let count = run(Target::Stored, &Corpus::load(), 7, 500, |_, input| input());
    assert!(count.refused > 0);
}
